//! From what a person writes to what a registry is asked for.
//!
//! Source: Helm 4.2.4, `Client.ValidateReference` in `pkg/registry/client.go`, file names of
//! `pkg/downloader/chart_downloader.go`; `helm.md` 2.1, 2.5.

use chartroom_gotext::cut;
use chartroom_oci::{Digest, Reference, ReferenceError, is_valid_tag};
use chartroom_registry::{Client, ErrorKind, Transport};
use chartroom_version::Version;

use crate::address::Address;
use crate::error::{HelmError, HelmErrorKind};
use crate::versions::{Versions, versions};

/// A chart in a registry, as a person writes it: `oci://host/path[:tag][@digest]`. The `oci://` may
/// be left out here, though not with Helm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartReference {
    /// The text with `oci://`.
    pub text: String,
    /// The text read by Helm's rules, where a `+` in the tag becomes `_`.
    pub reference: Reference,
}

impl ChartReference {
    /// Reads a reference.
    ///
    /// # Errors
    /// In Helm's words.
    pub fn parse(text: &str) -> Result<ChartReference, HelmError> {
        let text = text.trim();
        let text = if cut(text, "://").is_some() {
            text.to_owned()
        } else {
            format!("oci://{text}")
        };
        let address = Address::parse(&text).filter(|address| address.scheme == "oci");
        let address = address.ok_or_else(|| {
            HelmError::new(
                HelmErrorKind::Address,
                format!("invalid chart URL format: {text}"),
            )
        })?;
        let reference = Reference::parse_helm(&format!("{}{}", address.host, address.path))?;
        Ok(ChartReference { text, reference })
    }
}

/// What a registry is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A tag, in which `_` stands for `+`.
    Tag(String),
    /// A digest.
    Digest(Digest),
}

impl Target {
    /// The text to ask the registry with.
    pub fn to_text(&self) -> String {
        match self {
            Target::Tag(tag) => tag.clone(),
            Target::Digest(digest) => digest.to_string(),
        }
    }
}

/// A reference that is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The registry.
    pub registry: String,
    /// The repository.
    pub repository: String,
    /// What to ask for.
    pub target: Target,
    /// The tag with its `+` where one is known.
    pub version: Option<String>,
}

impl Resolved {
    /// As Helm prints it: `host/path:tag` or `host/path@digest`.
    pub fn to_text(&self) -> String {
        let mark = match self.target {
            Target::Tag(_) => ':',
            Target::Digest(_) => '@',
        };
        let Resolved {
            registry,
            repository,
            target,
            ..
        } = self;
        format!("{registry}/{repository}{mark}{}", target.to_text())
    }

    /// The name Helm saves the archive under: from the repository and the version, not from what is
    /// inside. By digest it is `name@sha256-….tgz`.
    pub fn file_name(&self) -> String {
        let name = self.repository.rsplit('/').next().unwrap_or_default();
        match (&self.target, &self.version) {
            (Target::Tag(_), Some(version)) => format!("{name}-{version}.tgz"),
            (target, _) => format!("{name}@{}.tgz", target.to_text().replace(':', "-")),
        }
    }
}

/// Settles a reference and an optional version: a version is taken literally, anything else is
/// looked for among the tags, a digest decides.
///
/// # Errors
/// In Helm's words: contradictions, no versions, no match, or the registry cannot be asked.
pub async fn resolve<T: Transport>(
    client: &Client<T>,
    chart: &ChartReference,
    version: Option<&str>,
) -> Result<Resolved, HelmError> {
    let reference = &chart.reference;
    let wanted = wanted(reference, version.unwrap_or_default())?;
    if let Some(digest) = &reference.digest {
        check_tag(client, reference, wanted, digest).await?;
        return Ok(settled(reference, Target::Digest(digest.clone()), None));
    }
    let version = if Version::parse(wanted).is_ok() {
        wanted.to_owned()
    } else {
        // The listing is asked for with the reference as it was written, so a tag with a plus
        // sign, which was read with an underscore above, fails here.
        let bare = chart.text.strip_prefix("oci://").unwrap_or(&chart.text);
        Reference::parse(bare)?;
        let versions: Versions = versions(client, &reference.repository).await?;
        highest(&versions, wanted, chart)?
    };
    let tag = version.replace('+', "_");
    if !is_valid_tag(&tag) {
        return Err(ReferenceError::InvalidTag(tag).into());
    }
    Ok(settled(reference, Target::Tag(tag), Some(version)))
}

/// The version asked for, which a tag in the reference must not contradict; empty for any.
fn wanted<'a>(reference: &'a Reference, given: &'a str) -> Result<&'a str, HelmError> {
    let tag = reference.tag.as_deref().unwrap_or_default();
    if given.is_empty() {
        return Ok(tag);
    }
    if !tag.is_empty() && given != tag {
        return Err(HelmError::new(
            HelmErrorKind::VersionMismatch,
            format!("chart reference and version mismatch: {given} is not {tag}"),
        ));
    }
    Ok(given)
}

/// The text of the version that matches.
fn highest(versions: &Versions, wanted: &str, chart: &ChartReference) -> Result<String, HelmError> {
    if versions.versions.is_empty() {
        let text = format!(
            "unable to locate any tags in provided repository: {}",
            chart.text
        );
        return Err(HelmError::new(HelmErrorKind::NoVersions, text));
    }
    Ok(versions.matching(wanted)?.version.to_string())
}

fn settled(reference: &Reference, target: Target, version: Option<String>) -> Resolved {
    Resolved {
        registry: reference.registry.clone(),
        repository: reference.repository.clone(),
        target,
        version,
    }
}

/// A tag beside a digest must stand for that digest, if it stands for anything.
async fn check_tag<T: Transport>(
    client: &Client<T>,
    reference: &Reference,
    tag: &str,
    digest: &Digest,
) -> Result<(), HelmError> {
    if !is_valid_tag(tag) {
        return Ok(());
    }
    let repository = client.repository(reference.repository.as_str());
    match repository.head_manifest(tag).await {
        Err(error) if error.kind() == ErrorKind::Aborted => {
            Err(HelmError::registry("Resolve", "source", error))
        }
        Ok(info) => match info.digest {
            Some(actual) if actual != *digest => Err(HelmError::new(
                HelmErrorKind::DigestMismatch,
                format!("chart reference digest mismatch: {actual} is not {digest}"),
            )),
            _ => Ok(()),
        },
        // The digest is enough, with or without a tag.
        Err(_) => Ok(()),
    }
}
