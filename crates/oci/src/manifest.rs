//! Manifests and indexes, and the raw bytes they are views of.
//!
//! Source: image-spec `manifest.md`, `image-index.md`; limits of `helm.md` 1.8.

use std::fmt;

use bytes::Bytes;

use crate::go_decode::{Decode, DecodeError, Fields, Place};
use crate::go_json::{GoJson, Object};
use crate::{Annotations, Descriptor, Digest, go_decode, media_type};

/// The largest manifest anybody has to accept: 4 MiB (distribution-spec; oras refuses more).
pub const MAX_MANIFEST_SIZE: u64 = 4 * 1024 * 1024;

/// An image manifest: one config, some layers. Docker's schema 2 has the same shape.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImageManifest {
    /// Always 2.
    pub schema_version: u64,
    /// The manifest's own media type; Helm never writes it.
    pub media_type: Option<String>,
    /// What kind of artifact this is, when the config does not say it.
    pub artifact_type: Option<String>,
    /// The configuration blob.
    pub config: Descriptor,
    /// The layers in order. Helm sorts them by digest: never assume the first is the chart.
    pub layers: Vec<Descriptor>,
    /// The manifest this one is about (signatures, attestations).
    pub subject: Option<Descriptor>,
    /// What is said about the whole.
    pub annotations: Annotations,
}

/// An image index (Docker: manifest list): several manifests under one name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImageIndex {
    /// Always 2.
    pub schema_version: u64,
    /// The index's own media type.
    pub media_type: Option<String>,
    /// What kind of artifact the index is.
    pub artifact_type: Option<String>,
    /// The manifests.
    pub manifests: Vec<Descriptor>,
    /// The manifest this index is about.
    pub subject: Option<Descriptor>,
    /// What is said about the whole.
    pub annotations: Annotations,
}

impl GoJson for ImageManifest {
    fn write(&self, out: &mut String) {
        let mut object = write_head(
            out,
            self.schema_version,
            &self.media_type,
            &self.artifact_type,
        );
        self.config.write(object.key("config"));
        self.layers.write(object.key("layers"));
        write_tail(object, self.subject.as_ref(), &self.annotations);
    }
}

impl Decode for ImageManifest {
    const GO: &'static str = "v1.Manifest";

    fn decode(place: &Place<'_>) -> Result<ImageManifest, DecodeError> {
        let fields = place.object::<ImageManifest>()?;
        let (schema_version, media_type, artifact_type) = read_head(&fields)?;
        let config = Descriptor::decode(&fields.get("config"))?;
        let layers = fields.get("layers").structs()?;
        let (subject, annotations) = read_tail(&fields)?;
        Ok(ImageManifest {
            schema_version,
            media_type,
            artifact_type,
            config,
            layers,
            subject,
            annotations,
        })
    }
}

impl GoJson for ImageIndex {
    fn write(&self, out: &mut String) {
        let mut object = write_head(
            out,
            self.schema_version,
            &self.media_type,
            &self.artifact_type,
        );
        self.manifests.write(object.key("manifests"));
        write_tail(object, self.subject.as_ref(), &self.annotations);
    }
}

impl Decode for ImageIndex {
    const GO: &'static str = "v1.Index";

    fn decode(place: &Place<'_>) -> Result<ImageIndex, DecodeError> {
        let fields = place.object::<ImageIndex>()?;
        let (schema_version, media_type, artifact_type) = read_head(&fields)?;
        let manifests = fields.get("manifests").structs()?;
        let (subject, annotations) = read_tail(&fields)?;
        Ok(ImageIndex {
            schema_version,
            media_type,
            artifact_type,
            manifests,
            subject,
            annotations,
        })
    }
}

/// What both kinds begin with: version, media type, artifact type.
fn read_head(fields: &Fields<'_>) -> Result<(u64, Option<String>, Option<String>), DecodeError> {
    Ok((
        fields.get("schemaVersion").number("int")?,
        fields.get("mediaType").some_text("string")?,
        fields.get("artifactType").some_text("string")?,
    ))
}

/// What both kinds end with: subject and annotations.
fn read_tail(fields: &Fields<'_>) -> Result<(Option<Descriptor>, Annotations), DecodeError> {
    let subject = fields.get("subject").some()?;
    Ok((subject, Annotations::decode(&fields.get("annotations"))?))
}

/// The beginning, written.
fn write_head<'a>(
    out: &'a mut String,
    version: u64,
    media_type: &Option<String>,
    artifact_type: &Option<String>,
) -> Object<'a> {
    let mut object = Object::open(out);
    version.write(object.key("schemaVersion"));
    object.some_text("mediaType", media_type.as_ref());
    object.some_text("artifactType", artifact_type.as_ref());
    object
}

/// The end, written.
fn write_tail(mut object: Object<'_>, subject: Option<&Descriptor>, annotations: &Annotations) {
    if let Some(subject) = subject {
        subject.write(object.key("subject"));
    }
    object.annotations(annotations);
    object.close();
}

/// A parsed manifest of either kind.
// One at a time is alive, so its size does not matter; a box would only get in the way of matching.
#[allow(clippy::large_enum_variant)]
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Manifest {
    /// An OCI image manifest or a Docker schema 2 manifest.
    Image(ImageManifest),
    /// An OCI image index or a Docker manifest list.
    Index(ImageIndex),
}

impl Manifest {
    /// The annotations of the whole document.
    pub fn annotations(&self) -> &Annotations {
        match self {
            Manifest::Image(manifest) => &manifest.annotations,
            Manifest::Index(index) => &index.annotations,
        }
    }

    /// The manifest this one is about.
    pub fn subject(&self) -> Option<&Descriptor> {
        match self {
            Manifest::Image(manifest) => manifest.subject.as_ref(),
            Manifest::Index(index) => index.subject.as_ref(),
        }
    }
}

/// A manifest as it came: the bytes are the truth, [`parse`](RawManifest::parse) is a view.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RawManifest {
    /// Exactly the bytes received or to be sent.
    pub bytes: Bytes,
    /// The media type they came under (the `Content-Type`, without parameters).
    pub media_type: String,
    /// The digest of the bytes, computed, never believed.
    pub digest: Digest,
}

/// Why bytes are not a manifest that can be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum ManifestError {
    /// Not JSON, or JSON of another shape.
    Json(DecodeError),
    /// A media type this crate does not know how to read.
    UnknownMediaType(String),
    /// The `mediaType` inside differs from the one it was served under: a confusion attack
    /// (CVE-2021-41190), refused.
    AmbiguousMediaType {
        /// The media type it was served under.
        served: String,
        /// The one the document claims.
        claimed: String,
    },
}

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ManifestError::Json(error) => write!(f, "invalid manifest: {error}"),
            ManifestError::UnknownMediaType(media_type) => {
                write!(f, "unsupported manifest media type: {media_type}")
            }
            ManifestError::AmbiguousMediaType { served, claimed } => {
                write!(f, "manifest served as {served} but claims to be {claimed}")
            }
        }
    }
}

impl std::error::Error for ManifestError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ManifestError::Json(error) => Some(error),
            _ => None,
        }
    }
}

impl RawManifest {
    /// A manifest of `bytes`; computes the digest.
    pub fn new(bytes: impl Into<Bytes>, media_type: impl Into<String>) -> RawManifest {
        let bytes = bytes.into();
        let digest = Digest::sha256(&bytes);
        RawManifest {
            bytes,
            media_type: media_type.into(),
            digest,
        }
    }

    /// The descriptor of this manifest.
    pub fn descriptor(&self) -> Descriptor {
        Descriptor::new(
            self.media_type.clone(),
            self.digest.clone(),
            self.bytes.len() as u64,
        )
    }

    /// Reads the bytes as what [`media_type`](RawManifest::media_type) says they are.
    pub fn parse(&self) -> Result<Manifest, ManifestError> {
        let claimed = |claimed: &Option<String>| match claimed {
            Some(claimed) if !claimed.is_empty() && *claimed != self.media_type => {
                Err(ManifestError::AmbiguousMediaType {
                    served: self.media_type.clone(),
                    claimed: claimed.clone(),
                })
            }
            _ => Ok(()),
        };
        match self.media_type.as_str() {
            media_type::IMAGE_MANIFEST | media_type::DOCKER_MANIFEST => {
                let manifest: ImageManifest =
                    go_decode::from_slice(&self.bytes).map_err(ManifestError::Json)?;
                claimed(&manifest.media_type)?;
                Ok(Manifest::Image(manifest))
            }
            media_type::IMAGE_INDEX | media_type::DOCKER_MANIFEST_LIST => {
                let index: ImageIndex =
                    go_decode::from_slice(&self.bytes).map_err(ManifestError::Json)?;
                claimed(&index.media_type)?;
                Ok(Manifest::Index(index))
            }
            other => Err(ManifestError::UnknownMediaType(other.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // helm.md 13.5, from the real Helm.
    const HELM: &str = r#"{"schemaVersion":2,"config":{"mediaType":"application/vnd.cncf.helm.config.v1+json","digest":"sha256:90ced2ce91836ee08238986b2cc5452391cf02d9d550e7b550e06e96f7c3ccfb","size":670},"layers":[{"mediaType":"application/vnd.cncf.helm.chart.content.v1.tar+gzip","digest":"sha256:6b6c4e19e069ae58736ba3a63e3d66da07b965808981277acd22d3cabc1e79d5","size":499}],"annotations":{"category":"Demo","org.opencontainers.image.authors":"Ann (ann@example.com),  (bob@example.com), Cy","org.opencontainers.image.created":"2024-01-02T03:04:05Z","org.opencontainers.image.description":"wins","org.opencontainers.image.source":"https://example.com/src","org.opencontainers.image.title":"vec","org.opencontainers.image.url":"https://example.com/?a=1\u0026b=2","org.opencontainers.image.vendor":"Example","org.opencontainers.image.version":"1.2.3-rc.1+build.5"}}"#;

    #[test]
    fn a_manifest_of_helm_survives_reading_and_writing() {
        let raw = RawManifest::new(HELM, media_type::IMAGE_MANIFEST);
        assert_eq!(
            raw.digest.to_string(),
            "sha256:8d789b732559b48f0e7ce7df1ff7f050301efe57cf5b3b956e27c4a6463885f9"
        );
        let Manifest::Image(manifest) = raw.parse().unwrap() else {
            panic!("an image")
        };
        assert_eq!(manifest.config.media_type, media_type::HELM_CONFIG);
        assert_eq!(crate::go_json::to_string(&manifest), HELM);
    }

    #[test]
    fn what_it_claims_must_be_what_it_was_served_as() {
        let text = format!(
            r#"{{"schemaVersion":2,"mediaType":"{}","manifests":null}}"#,
            media_type::IMAGE_INDEX
        );
        assert!(
            RawManifest::new(text.clone(), media_type::IMAGE_INDEX)
                .parse()
                .is_ok()
        );
        assert!(matches!(
            RawManifest::new(text.clone(), media_type::DOCKER_MANIFEST_LIST).parse(),
            Err(ManifestError::AmbiguousMediaType { .. })
        ));
        assert!(matches!(
            RawManifest::new(text, "text/html").parse(),
            Err(ManifestError::UnknownMediaType(_))
        ));
        assert!(matches!(
            RawManifest::new("<html>", media_type::IMAGE_MANIFEST).parse(),
            Err(ManifestError::Json(_))
        ));
    }
}
