//! What the registry reads in a manifest; the bytes stay as they came.

use std::fmt;

use chartroom_oci::{Digest, media_type};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::Record;
use crate::hash::supported_digest;

/// Why a document is not taken as a manifest; displays as one sentence.
#[derive(Debug, PartialEq, Eq)]
pub struct ManifestProblem(String);

impl fmt::Display for ManifestProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for ManifestProblem {}

fn problem<T>(message: impl Into<String>) -> Result<T, ManifestProblem> {
    Err(ManifestProblem(message.into()))
}

/// A manifest with what it needs.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) media_type: String,
    pub(crate) artifact_type: Option<String>,
    pub(crate) subject: Option<Digest>,
    pub(crate) annotations: Vec<(String, String)>,
    /// Content that must be in the repository before the manifest is: digest and size.
    pub(crate) needs: Vec<(Digest, u64)>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    schema_version: Option<u64>,
    media_type: Option<String>,
    artifact_type: Option<String>,
    config: Option<Target>,
    layers: Option<Vec<Target>>,
    manifests: Option<Vec<Target>>,
    blobs: Option<Vec<Target>>,
    subject: Option<Target>,
    annotations: Option<Pairs>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    media_type: Option<String>,
    digest: String,
    size: u64,
    #[serde(default)]
    urls: Option<Vec<String>>,
}

/// An object of strings in the order of the document.
struct Pairs(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Pairs;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object of strings")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs: Vec<(String, String)> = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, String>()? {
                    pairs.push((key, value));
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// The shapes a manifest can have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Image,
    Index,
    Artifact,
    /// A type this registry does not know; it is kept, and only what looks familiar is read.
    Foreign,
}

fn shape(media_type: &str) -> Shape {
    match media_type {
        media_type::IMAGE_MANIFEST | media_type::DOCKER_MANIFEST => Shape::Image,
        media_type::IMAGE_INDEX | media_type::DOCKER_MANIFEST_LIST => Shape::Index,
        media_type::ARTIFACT_MANIFEST => Shape::Artifact,
        _ => Shape::Foreign,
    }
}

/// Checks a document that came with `content_type`.
///
/// The type in the document and the one in the header must agree; without either, the document's
/// shape decides. What a known manifest refers to must be well formed.
pub(crate) fn check(bytes: &[u8], content_type: Option<&str>) -> Result<Checked, ManifestProblem> {
    let document = match serde_json::from_slice::<Document>(bytes) {
        Ok(document) => document,
        Err(error) => {
            // A foreign type may give the same words another meaning: then it only has to be JSON.
            return match content_type {
                Some(kind)
                    if shape(kind) == Shape::Foreign
                        && serde_json::from_slice::<IgnoredAny>(bytes).is_ok() =>
                {
                    Ok(Checked {
                        media_type: kind.to_owned(),
                        artifact_type: None,
                        subject: None,
                        annotations: Vec::new(),
                        needs: Vec::new(),
                    })
                }
                _ => problem(format!("the manifest cannot be read: {error}")),
            };
        }
    };
    let media_type = match (content_type, document.media_type.as_deref()) {
        (Some(header), Some(inside)) if header != inside => {
            return problem(format!(
                "the Content-Type is {header}, but the manifest says its mediaType is {inside}"
            ));
        }
        (Some(kind), _) | (None, Some(kind)) => kind.to_owned(),
        (None, None) if document.manifests.is_some() => media_type::IMAGE_INDEX.to_owned(),
        (None, None) => media_type::IMAGE_MANIFEST.to_owned(),
    };
    let shape = shape(&media_type);
    if shape != Shape::Foreign {
        check_shape(shape, &document)?;
    }
    let subject = match &document.subject {
        Some(target) => Some(digest_of(target)?),
        None => None,
    };
    let config_type = document
        .config
        .as_ref()
        .and_then(|config| config.media_type.clone());
    let mut needs = Vec::new();
    let targets = document
        .config
        .iter()
        .chain(document.layers.iter().flatten())
        .chain(document.manifests.iter().flatten())
        .chain(document.blobs.iter().flatten());
    for target in targets {
        // Layers that may not be distributed live where their URLs point.
        let elsewhere = target.urls.as_ref().is_some_and(|urls| !urls.is_empty());
        match digest_of(target) {
            Ok(_) if elsewhere => {}
            Ok(digest) => needs.push((digest, target.size)),
            Err(_) if shape == Shape::Foreign => {}
            Err(error) => return Err(error),
        }
    }
    // The subject may come later, and a foreign type may mean something else by these words.
    if shape == Shape::Foreign {
        needs.clear();
    }
    Ok(Checked {
        media_type,
        artifact_type: document
            .artifact_type
            .filter(|text| !text.is_empty())
            .or(config_type),
        subject,
        annotations: document
            .annotations
            .map(|pairs| pairs.0)
            .unwrap_or_default(),
        needs,
    })
}

fn check_shape(shape: Shape, document: &Document) -> Result<(), ManifestProblem> {
    if shape != Shape::Artifact && document.schema_version != Some(2) {
        return problem("schemaVersion must be 2");
    }
    let image = document.config.is_some() || document.layers.is_some();
    let index = document.manifests.is_some();
    match shape {
        // A document that is both could be read as either: CVE-2021-41190.
        Shape::Image | Shape::Index if image && index => {
            problem("a manifest cannot have layers or config and manifests at once")
        }
        Shape::Image if document.config.is_none() => problem("the manifest has no config"),
        Shape::Image if document.layers.is_none() => problem("the manifest has no layers"),
        Shape::Index if !index => problem("the index has no manifests"),
        _ => Ok(()),
    }
}

fn digest_of(target: &Target) -> Result<Digest, ManifestProblem> {
    supported_digest(&target.digest).map_or_else(
        || {
            problem(format!(
                "the manifest refers to {:?}, which is not a sha256 or sha512 digest",
                target.digest
            ))
        },
        Ok,
    )
}

impl Record {
    /// Reads what the registry must know of a manifest it already holds.
    ///
    /// # Errors
    /// When the bytes are no manifest of that type.
    pub fn read(bytes: &[u8], media_type: &str, digest: Digest) -> Result<Self, ManifestProblem> {
        let checked = check(bytes, Some(media_type))?;
        Ok(Self::new(digest, bytes.len() as u64, &checked))
    }

    pub(crate) fn new(digest: Digest, size: u64, checked: &Checked) -> Self {
        Self {
            digest,
            size,
            media_type: checked.media_type.clone(),
            artifact_type: checked.artifact_type.clone(),
            subject: checked.subject.clone(),
            annotations: checked.annotations.clone(),
            references: checked.needs.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(extra: &str) -> String {
        let digest = Digest::sha256(b"{}");
        format!(
            r#"{{"schemaVersion":2,"config":{{"mediaType":"a/b","digest":"{digest}","size":2}},"layers":[]{extra}}}"#
        )
    }

    fn message(text: &str, kind: &str) -> String {
        check(text.as_bytes(), Some(kind))
            .expect_err("a problem")
            .to_string()
    }

    #[test]
    fn reads_an_image() {
        let checked = check(
            image(r#","annotations":{"z":"1","a":"2"}"#).as_bytes(),
            None,
        )
        .expect("a manifest");
        assert_eq!(checked.media_type, media_type::IMAGE_MANIFEST);
        assert_eq!(checked.artifact_type.as_deref(), Some("a/b"));
        assert_eq!(checked.needs.len(), 1);
        assert_eq!(checked.annotations[0].0, "z", "order kept");
    }

    #[test]
    fn refuses() {
        let kind = media_type::IMAGE_MANIFEST;
        assert!(message("{", kind).contains("cannot be read"));
        assert!(message("[]", kind).contains("cannot be read"));
        assert!(message(r#"{"schemaVersion":1}"#, kind).contains("schemaVersion"));
        assert!(message(r#"{"schemaVersion":2,"layers":[]}"#, kind).contains("no config"));
        assert!(message(&image(r#","manifests":[]"#), kind).contains("at once"));
        assert!(message(&image(r#","mediaType":"x/y""#), kind).contains("Content-Type"));
        assert!(
            message(&image(r#","subject":{"digest":"sha256:1","size":1}"#), kind)
                .contains("not a sha256")
        );
        assert!(
            message(r#"{"schemaVersion":2}"#, media_type::IMAGE_INDEX).contains("no manifests")
        );
        assert!(message(&image(r#","layers":[]"#), kind).contains("duplicate"));
    }

    #[test]
    fn keeps_foreign_types() {
        assert!(check(br#"{"config":"text"}"#, Some("application/x+json")).is_ok());
        assert!(check(b"text", Some("application/x+json")).is_err());
    }
}
