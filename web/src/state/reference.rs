//! What somebody typed or pasted into the reference field, understood.

use chartroom_oci::{Digest, Reference};

use crate::text::{Key, t};

/// What a text means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Understood {
    /// Nothing was typed.
    Nothing,
    /// A chart, or any other artifact, in a registry.
    Artifact {
        /// Where.
        reference: Reference,
        /// The version or range a helm line asks for.
        version: Option<String>,
        /// The words of the helm line (`pull`, `show values`), when it was one.
        command: Option<String>,
    },
    /// A registry by itself.
    Registry(String),
    /// An address of a classic repository, which this page does not read.
    Classic(String),
    /// A digest without a repository.
    Digest(Digest),
    /// Not understood, and why.
    Unclear(String),
}

/// `host/repository` without tag and digest.
pub fn without_tag(reference: &str) -> String {
    let text = reference.split('@').next().unwrap_or_default();
    match text.rsplit_once(':') {
        Some((before, tag)) if !tag.contains('/') => before.to_owned(),
        _ => text.to_owned(),
    }
}

/// The address of a chart on this page.
pub fn href(reference: &Reference) -> String {
    let mut text = ["/c/", &reference.registry, "/", &reference.repository].concat();
    match (&reference.digest, &reference.tag) {
        (Some(digest), _) => text.push_str(&["@", &digest.to_string()].concat()),
        (None, Some(tag)) => text.push_str(&[":", tag].concat()),
        _ => {}
    }
    text
}

/// Reads what was typed.
pub fn understand(text: &str) -> Understood {
    let text = text.trim().trim_start_matches("$ ").trim();
    if text.is_empty() {
        return Understood::Nothing;
    }
    if ["helm", "oras", "crane"].iter().any(|tool| {
        text == *tool
            || text
                .strip_prefix(tool)
                .is_some_and(|rest| rest.starts_with(char::is_whitespace))
    }) {
        return super::helm_line::read(text);
    }
    if let Ok(digest) = text.parse::<Digest>()
        && digest.algorithm.is_supported()
    {
        return Understood::Digest(digest);
    }
    for scheme in ["https://", "http://"] {
        if let Some(rest) = text.strip_prefix(scheme) {
            let rest = rest.trim_end_matches('/');
            return match rest.split_once('/') {
                None => Understood::Registry(rest.to_owned()),
                // The address of a registry's own API, as people copy it from a terminal.
                Some((host, "v2")) => Understood::Registry(host.to_owned()),
                Some(_) => Understood::Classic(text.to_owned()),
            };
        }
    }
    let bare = text
        .strip_prefix("oci://")
        .unwrap_or(text)
        .trim_end_matches('/');
    if !bare.contains('/') {
        return if looks_like_host(bare) {
            Understood::Registry(bare.to_owned())
        } else {
            Understood::Unclear(t(Key::understood_need_host).to_owned())
        };
    }
    match Reference::parse_helm(bare) {
        Ok(reference) => Understood::Artifact {
            reference,
            version: None,
            command: None,
        },
        Err(error) => Understood::Unclear(error.to_string()),
    }
}

/// Whether a word without a slash can be a registry: it has a dot, a port, or is `localhost`.
fn looks_like_host(word: &str) -> bool {
    let (name, port) = match word.rsplit_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (word, None),
    };
    let named = !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-.[]:".contains(&b));
    match port {
        Some(port) => named && !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()),
        None => named && (name.contains('.') || name == "localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Understood, understand, without_tag};

    #[test]
    fn what_people_paste() {
        let artifact = |text: &str| match understand(text) {
            Understood::Artifact { reference, .. } => reference.to_string(),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(artifact("oci://localhost:5000/a/b"), "localhost:5000/a/b");
        assert_eq!(artifact(" ghcr.io/a/b:1.0.0+x "), "ghcr.io/a/b:1.0.0_x");
        assert_eq!(
            understand("ghcr.io"),
            Understood::Registry("ghcr.io".into())
        );
        assert_eq!(
            understand("https://localhost:5000/v2/"),
            Understood::Registry("localhost:5000".into())
        );
        assert!(matches!(
            understand("https://charts.example/index.yaml"),
            Understood::Classic(_)
        ));
        assert!(matches!(understand("nginx"), Understood::Unclear(_)));
        assert!(matches!(
            understand("localhost:5000/Upper"),
            Understood::Unclear(_)
        ));
        assert_eq!(understand("  "), Understood::Nothing);
    }

    #[test]
    fn tags_are_cut_and_ports_are_not() {
        assert_eq!(without_tag("localhost:5000/a"), "localhost:5000/a");
        assert_eq!(without_tag("localhost:5000/a:1"), "localhost:5000/a");
        assert_eq!(without_tag("h/a:1@sha256:00"), "h/a");
    }
}
