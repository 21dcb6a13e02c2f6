//! What a push will send, down to the last byte, before anything is sent.
//!
//! Sources: Helm 4.2.4, `pkg/pusher/ocipusher.go`, `pkg/uploader/chart_uploader.go`,
//! `pkg/registry/client.go`; `helm.md` 1.1 to 1.6.

use bytes::Bytes;
use chartroom_chart::{Chart, path};
use chartroom_gotext::sort_by;
use chartroom_oci::{Descriptor, Digest, ImageManifest, Reference, go_json, go_quote, media_type};

use crate::address::Address;
use crate::annotations::annotations;
use crate::checks::{self, Check};
use crate::error::{HelmError, HelmErrorKind};

/// What a blob of a chart is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlobRole {
    /// The metadata as JSON.
    Config,
    /// The archive itself.
    Chart,
    /// The provenance file.
    Provenance,
}

/// Bytes with their digest and what they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// What the blob is.
    pub role: BlobRole,
    /// Media type, digest and size.
    pub descriptor: Descriptor,
    /// The bytes.
    pub bytes: Bytes,
}

impl Blob {
    fn new(role: BlobRole, bytes: Bytes) -> Self {
        let media_type = match role {
            BlobRole::Config => media_type::HELM_CONFIG,
            BlobRole::Chart => media_type::HELM_CHART,
            BlobRole::Provenance => media_type::HELM_PROVENANCE,
        };
        Blob {
            role,
            descriptor: Descriptor::of(media_type, &bytes),
            bytes,
        }
    }

    /// The digest of the bytes.
    pub fn digest(&self) -> &Digest {
        &self.descriptor.digest
    }
}

/// What else goes into a plan.
#[derive(Debug, Clone, Default)]
pub struct PlanOptions {
    /// When the chart was made, in RFC 3339. Helm takes the archive's modification time in local
    /// time, in whole seconds. Left out of the manifest when empty.
    pub created: String,
    /// The provenance file, byte for byte.
    pub provenance: Option<Bytes>,
}

/// Everything a push will send. Nothing of it is encoded again on the way.
#[derive(Debug, Clone)]
pub struct PushPlan {
    /// Where the chart goes: registry, repository and tag.
    pub reference: Reference,
    /// The tag: the version with every `+` turned into `_`.
    pub tag: String,
    /// Name of the chart.
    pub name: String,
    /// Version of the chart, with its `+`.
    pub version: String,
    /// The config blob.
    pub config: Blob,
    /// Chart and provenance layers, sorted by digest as Helm sorts them.
    pub layers: Vec<Blob>,
    /// The manifest.
    pub manifest: Bytes,
    /// Digest of the manifest, which is the digest of the pushed chart.
    pub manifest_digest: Digest,
    created: String,
}

impl PushPlan {
    /// Plans the push of an archive to `remote` (`oci://host/path`).
    ///
    /// `chart` must have been opened from `archive`.
    ///
    /// # Errors
    /// What `helm push` says about the address and about names and versions that no registry takes.
    pub fn new(
        chart: &Chart,
        archive: Bytes,
        remote: &str,
        options: PlanOptions,
    ) -> Result<PushPlan, HelmError> {
        let metadata = &chart.metadata;
        let reference = target(remote, &metadata.name, &metadata.version)?;
        let tag = reference.tag.clone().unwrap_or_default();
        let config = Blob::new(BlobRole::Config, metadata.config_json().into());
        let mut layers = vec![Blob::new(BlobRole::Chart, archive)];
        if let Some(provenance) = options.provenance {
            layers.push(Blob::new(BlobRole::Provenance, provenance));
        }
        sort_by(&mut layers, |a, b| {
            a.digest().to_string().cmp(&b.digest().to_string())
        });
        let manifest = ImageManifest {
            schema_version: 2,
            media_type: None,
            artifact_type: None,
            config: config.descriptor.clone(),
            layers: layers
                .iter()
                .map(|layer| layer.descriptor.clone())
                .collect(),
            subject: None,
            annotations: annotations(metadata, &options.created),
        };
        let manifest = Bytes::from(go_json::to_vec(&manifest));
        Ok(PushPlan {
            tag,
            name: metadata.name.clone(),
            version: metadata.version.clone(),
            config,
            layers,
            manifest_digest: Digest::sha256(&manifest),
            manifest,
            created: options.created,
            reference,
        })
    }

    /// The archive's layer.
    pub fn chart(&self) -> &Blob {
        let chart = self
            .layers
            .iter()
            .find(|layer| layer.role == BlobRole::Chart);
        // A plan always has one; the config stands in so that nothing can fail here.
        chart.unwrap_or(&self.config)
    }

    /// The provenance layer, if there is one.
    pub fn provenance(&self) -> Option<&Blob> {
        let mut layers = self.layers.iter();
        layers.find(|layer| layer.role == BlobRole::Provenance)
    }

    /// All blobs: the config first, then the layers in manifest order.
    pub fn blobs(&self) -> impl Iterator<Item = &Blob> {
        std::iter::once(&self.config).chain(&self.layers)
    }

    /// Bytes of all blobs and the manifest together.
    pub fn total_size(&self) -> u64 {
        let blobs: u64 = self.blobs().map(|blob| blob.descriptor.size).sum();
        blobs + self.manifest.len() as u64
    }

    /// Media type of the manifest, which stands in no member of it.
    pub fn media_type(&self) -> &'static str {
        media_type::IMAGE_MANIFEST
    }

    /// The name of the file as a pull will save it: `name-version.tgz`.
    pub fn file_name(&self) -> String {
        format!("{}-{}.tgz", self.name, self.version)
    }

    /// What is worth knowing before the push of `chart`, which was planned here: worst first. None of
    /// it stops Helm.
    pub fn checks(&self, chart: &Chart) -> Vec<Check> {
        checks::run(chart, &self.reference, &self.layers, &self.created)
    }
}

/// Where a chart goes when it is pushed to `remote`.
///
/// # Errors
/// In Helm's words, for addresses and names it refuses.
pub fn target(remote: &str, name: &str, version: &str) -> Result<Reference, HelmError> {
    let refuse = |message: String| HelmError::new(HelmErrorKind::Address, message);
    let address = Address::parse(remote)
        .ok_or_else(|| refuse(format!("invalid chart URL format: {remote}")))?;
    match address.scheme.as_str() {
        "oci" => {}
        "" => {
            return Err(refuse(
                "scheme prefix missing from remote (e.g. \"oci://\")".to_owned(),
            ));
        }
        other => {
            return Err(refuse(format!("scheme {} not supported", go_quote(other))));
        }
    }
    let base = address.text.strip_prefix("oci://").unwrap_or(&address.text);
    let joined = if base.is_empty() {
        name.to_owned()
    } else {
        format!("{base}/{name}")
    };
    let joined = path::clean(joined.as_bytes());
    let joined = format!("{}:{version}", String::from_utf8_lossy(&joined));
    let reference = Reference::parse_helm(&joined)?;
    if !joined.ends_with(&format!("/{name}:{version}")) {
        return Err(refuse(
            "strict mode enabled, ref basename and tag must match the chart name and version"
                .to_owned(),
        ));
    }
    Ok(reference)
}
