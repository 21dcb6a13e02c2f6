//! References: `registry/repository[:tag][@digest]`.
//!
//! Sources: oras-go `registry/reference.go` (grammar and error texts), Helm
//! `pkg/registry/reference.go` (the `+` of versions); `helm.md` 1.2.

use chartroom_gotext::{cut, has};
use std::fmt;
use std::str::FromStr;

use crate::digest::{Digest, DigestError};
use crate::go_quote;
use crate::ip::ipv6;

/// A repository in a registry, and perhaps what in it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Reference {
    /// The registry: host, or `host:port`.
    pub registry: String,
    /// The repository: path components separated by `/`.
    pub repository: String,
    /// The tag, without the colon.
    pub tag: Option<String>,
    /// The digest; when it is there it decides, and the tag is only shown.
    pub digest: Option<Digest>,
}

/// Why a text is no reference. `Display` is the text Helm shows.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ReferenceError {
    /// There is no `/`, so there is no repository.
    MissingRepository,
    /// The part before the first `/` is no host.
    InvalidRegistry(String),
    /// The path is no repository name: lower case, digits, and single separators between them.
    InvalidRepository(String),
    /// The tag has characters a tag cannot have, or is longer than 128 characters.
    InvalidTag(String),
    /// The part after `@` is no digest that can be used.
    InvalidDigest(String, DigestError),
}

impl fmt::Display for ReferenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid reference: ")?;
        match self {
            ReferenceError::MissingRepository => f.write_str("missing registry or repository"),
            ReferenceError::InvalidRegistry(text) => {
                write!(f, "invalid registry {}", go_quote(text))
            }
            ReferenceError::InvalidRepository(text) => {
                write!(f, "invalid repository {}", go_quote(text))
            }
            ReferenceError::InvalidTag(text) => write!(f, "invalid tag {}", go_quote(text)),
            ReferenceError::InvalidDigest(text, error) => {
                write!(f, "invalid digest {}: {error}", go_quote(text))
            }
        }
    }
}

impl std::error::Error for ReferenceError {}

impl Reference {
    /// Parses a reference by the rules of oras; a leading `oci://` is accepted.
    ///
    /// With both a tag and a digest oras drops the tag without looking at it; here it is kept when
    /// it is a valid one, for showing.
    pub fn parse(text: &str) -> Result<Reference, ReferenceError> {
        let text = text.strip_prefix("oci://").unwrap_or(text);
        let (registry, path) = text
            .split_once('/')
            .ok_or(ReferenceError::MissingRepository)?;
        let (rest, digest) = match path.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (path, None),
        };
        let (repository, tag) = match rest.split_once(':') {
            Some((repository, tag)) => (repository, Some(tag)),
            None => (rest, None),
        };
        if !is_valid_registry(registry) {
            return Err(ReferenceError::InvalidRegistry(registry.to_owned()));
        }
        if !is_valid_repository(repository) {
            return Err(ReferenceError::InvalidRepository(repository.to_owned()));
        }
        // An empty tag or digest (`host/repo:`) counts as none, as in oras.
        let digest = match digest {
            None | Some("") => None,
            Some(text) => Some(usable_digest(text)?),
        };
        let tag = match tag {
            None | Some("") => None,
            Some(tag) if is_valid_tag(tag) => Some(tag.to_owned()),
            Some(_) if has(path, '@') => None,
            Some(tag) => return Err(ReferenceError::InvalidTag(tag.to_owned())),
        };
        Ok(Reference {
            registry: registry.to_owned(),
            repository: repository.to_owned(),
            tag,
            digest,
        })
    }

    /// Parses a reference as Helm does: the digest stands after the *last* `@`, and every `+` of
    /// the tag becomes `_`, because tags cannot have one and versions can.
    pub fn parse_helm(text: &str) -> Result<Reference, ReferenceError> {
        let text = text.strip_prefix("oci://").unwrap_or(text);
        let (rest, digest) = match text.rsplit_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (text, None),
        };
        // The tag is the last piece after a colon, if no slash follows. Helm replaces its text
        // everywhere in the reference; so does this.
        let replaced = match rest.rsplit_once(':') {
            Some((_, tag)) if !tag.is_empty() && !has(tag, '/') && has(tag, '+') => {
                let as_tag = tag.replace('+', "_");
                let mut replaced = String::new();
                let mut left = rest;
                while let Some((before, after)) = cut(left, tag) {
                    replaced.push_str(before);
                    replaced.push_str(&as_tag);
                    left = after;
                }
                replaced + left
            }
            _ => rest.to_owned(),
        };
        let mut reference = Reference::parse(&replaced)?;
        if let Some(text) = digest.filter(|text| !text.is_empty()) {
            reference.digest = Some(usable_digest(text)?);
        }
        Ok(reference)
    }

    /// The host to talk to: the registry, except that `docker.io` lives at `registry-1.docker.io`.
    pub fn host(&self) -> &str {
        if self.registry == "docker.io" {
            "registry-1.docker.io"
        } else {
            &self.registry
        }
    }

    /// What to ask the registry for: the digest if there is one, else the tag, else nothing.
    pub fn target(&self) -> Option<String> {
        match (&self.digest, &self.tag) {
            (Some(digest), _) => Some(digest.to_string()),
            (None, Some(tag)) => Some(tag.clone()),
            (None, None) => None,
        }
    }

    /// The last component of the repository: for charts, the chart's name.
    pub fn name(&self) -> &str {
        self.repository
            .rsplit('/')
            .next()
            .unwrap_or(&self.repository)
    }

    /// The same repository with another digest and no tag.
    pub fn with_digest(&self, digest: Digest) -> Reference {
        Reference {
            tag: None,
            digest: Some(digest),
            ..self.clone()
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry, self.repository)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Reference::parse(text)
    }
}

fn usable_digest(text: &str) -> Result<Digest, ReferenceError> {
    let invalid = |error| ReferenceError::InvalidDigest(text.to_owned(), error);
    let digest: Digest = text.parse().map_err(invalid)?;
    if !digest.algorithm.is_supported() {
        return Err(invalid(DigestError::Unsupported));
    }
    Ok(digest)
}

/// Whether `text` is a tag: `[\w][\w.-]{0,127}`.
pub fn is_valid_tag(text: &str) -> bool {
    let bytes = text.as_bytes();
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    matches!(bytes, [first, rest @ ..] if word(*first)
        && rest.len() <= 127
        && rest.iter().all(|&b| word(b) || b == b'.' || b == b'-'))
}

/// Whether `text` is a repository name: components of lower-case letters and digits, joined inside
/// by `.`, `_`, `__` or any number of `-`, and separated by `/`.
pub fn is_valid_repository(text: &str) -> bool {
    text.split('/').all(is_valid_component)
}

fn is_valid_component(text: &str) -> bool {
    let alphanumeric = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9');
    let bytes = text.as_bytes();
    let (Some(&first), Some(&last)) = (bytes.first(), bytes.last()) else {
        return false;
    };
    if !alphanumeric(first) || !alphanumeric(last) {
        return false;
    }
    // Every run of separators between two alphanumerics must be one of the allowed ones.
    bytes.split(|&b| alphanumeric(b)).all(|run| match run {
        [] | [b'.'] | [b'_'] | [b'_', b'_'] => true,
        run => run.iter().all(|&b| b == b'-'),
    })
}

/// What survives Go's `url.ParseRequestURI("dummy://" + registry)` with the same host.
fn is_valid_registry(text: &str) -> bool {
    // Characters outside these either end the host, start user information, are an escape (and so
    // change by being read), or are refused by Go.
    let allowed = |b: u8| {
        b >= 0x80
            || b.is_ascii_alphanumeric()
            || matches!(
                b,
                b'-' | b'_'
                    | b'.'
                    | b'~'
                    | b'!'
                    | b'$'
                    | b'&'
                    | b'\''
                    | b'('
                    | b')'
                    | b'*'
                    | b'+'
                    | b','
                    | b';'
                    | b'='
                    | b':'
                    | b'['
                    | b']'
                    | b'<'
                    | b'>'
                    | b'"'
            )
    };
    if text.is_empty() || !text.bytes().all(allowed) {
        return false;
    }
    let port = |text: &str| {
        text.is_empty()
            || text
                .strip_prefix(':')
                .is_some_and(|p| p.bytes().all(|b| b.is_ascii_digit()))
    };
    if let Some(rest) = text.strip_prefix('[') {
        return rest.rsplit_once(']').is_some_and(|(address, after)| {
            !has(address, '[') && ipv6(address).is_some() && port(after)
        });
    }
    if has(text, '[') {
        return false;
    }
    match text.rfind(':') {
        Some(colon) => port(&text[colon..]),
        None => true,
    }
}

#[cfg(test)]
mod tests;
