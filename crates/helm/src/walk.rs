//! The graph behind a reference: manifest or index, what they name, and their subjects.
//!
//! Source: oras-go's `content.Successors` and what Helm keeps of it; `helm.md` 2.4.

use chartroom_gotext::Index;

use chartroom_oci::{Descriptor, ImageIndex, ImageManifest, RawManifest, go_decode, media_type};
use chartroom_registry::{RegistryError, RepositoryClient, Transport};

use crate::error::{HelmError, HelmErrorKind};

/// Most manifests that are looked at behind one reference. Ours; Helm has no limit.
const MAX_MANIFESTS: usize = 256;

/// What Helm would find behind a reference.
#[derive(Default)]
pub(crate) struct Walk {
    seen: Index,
    /// Manifests to look at, the next one last.
    waiting: Vec<Descriptor>,
    /// Subjects to look at when nothing else waits, the next one first.
    subjects: Vec<Descriptor>,
    visited: usize,
    /// Media types of everything that counts, each digest once.
    counted: Vec<String>,
    pub(crate) config: Option<Descriptor>,
    pub(crate) chart: Option<Descriptor>,
    pub(crate) provenance: Option<Descriptor>,
    /// The manifest that named the chart.
    pub(crate) manifest: Option<RawManifest>,
    pub(crate) has_legacy_layer: bool,
}

impl Walk {
    /// Walks from `root`: first what manifests name themselves, in their order, then subjects.
    pub(crate) async fn run<T: Transport>(
        repository: &RepositoryClient<T>,
        root: &RawManifest,
    ) -> Result<Walk, HelmError> {
        let mut walk = Walk::default();
        walk.seen.see(&root.digest.to_string());
        walk.visit(root.clone())?;
        while let Some(next) = walk.next()? {
            let answer = repository.manifest(&next.digest.to_string()).await;
            walk.visit(named(answer, &next)?)?;
        }
        Ok(walk)
    }

    /// The manifest to look at next.
    fn next(&mut self) -> Result<Option<Descriptor>, HelmError> {
        let next = match self.waiting.pop() {
            None if self.subjects.is_empty() => return Ok(None),
            None => self.subjects.remove(0),
            Some(next) => next,
        };
        if self.visited == MAX_MANIFESTS {
            return Err(refuse(format!(
                "more than {MAX_MANIFESTS} manifests behind one reference"
            )));
        }
        Ok(Some(next))
    }

    fn visit(&mut self, raw: RawManifest) -> Result<(), HelmError> {
        self.visited += 1;
        self.counted.push(raw.media_type.clone());
        // Helm goes by the header; what the document calls itself does not count.
        let unreadable = |error: go_decode::DecodeError| {
            refuse(format!(
                "failed to perform \"FindSuccessors\" on source: {error}"
            ))
        };
        let (children, subject) = match raw.media_type.as_str() {
            media_type::IMAGE_MANIFEST | media_type::DOCKER_MANIFEST => {
                let parsed: ImageManifest =
                    go_decode::from_slice(&raw.bytes).map_err(unreadable)?;
                let mut children = vec![parsed.config];
                children.extend(parsed.layers);
                (children, parsed.subject)
            }
            media_type::IMAGE_INDEX | media_type::DOCKER_MANIFEST_LIST => {
                let parsed: ImageIndex = go_decode::from_slice(&raw.bytes).map_err(unreadable)?;
                (parsed.manifests, parsed.subject)
            }
            _ => return Ok(()),
        };
        // What this one names comes before what is still waiting.
        let first = self.waiting.len();
        for child in children {
            if self.seen.see(&child.digest.to_string()) {
                if is_manifest(&child) {
                    self.waiting.push(child);
                } else {
                    self.leaf(child, &raw);
                }
            }
        }
        self.waiting[first..].reverse();
        if let Some(subject) = subject
            && self.seen.see(&subject.digest.to_string())
        {
            self.subjects.push(subject);
        }
        Ok(())
    }

    fn leaf(&mut self, leaf: Descriptor, manifest: &RawManifest) {
        let slot = match leaf.media_type.as_str() {
            media_type::HELM_CONFIG => &mut self.config,
            media_type::HELM_PROVENANCE => &mut self.provenance,
            media_type::HELM_CHART | media_type::HELM_CHART_LEGACY => {
                self.has_legacy_layer |= leaf.media_type == media_type::HELM_CHART_LEGACY;
                if self.chart.is_none() {
                    self.manifest = Some(manifest.clone());
                }
                &mut self.chart
            }
            _ => return,
        };
        self.counted.push(leaf.media_type.clone());
        slot.get_or_insert(leaf);
    }

    /// Helm's conditions for a pull of the layer type `wanted`.
    pub(crate) fn check(&self, wanted: &str) -> Result<(), HelmError> {
        let counts = |found: &&String| match found.as_str() {
            media_type::IMAGE_INDEX | media_type::IMAGE_MANIFEST | media_type::HELM_CONFIG => true,
            media_type::HELM_CHART_LEGACY => wanted == media_type::HELM_CHART,
            other => other == wanted,
        };
        let count = self.counted.iter().filter(counts).count();
        if count < 2 {
            return Err(refuse(format!(
                "manifest does not contain minimum number of descriptors (2), descriptors found: {count}"
            )));
        }
        if self.config.is_none() {
            return Err(refuse(format!(
                "could not load config with mediatype {}",
                media_type::HELM_CONFIG
            )));
        }
        let layer = match wanted {
            media_type::HELM_PROVENANCE => &self.provenance,
            _ => &self.chart,
        };
        if layer.is_none() {
            return Err(refuse(format!(
                "manifest does not contain a layer with mediatype {wanted}"
            )));
        }
        Ok(())
    }
}

/// The manifest that a descriptor names, if the answer is that.
fn named(
    answer: Result<RawManifest, RegistryError>,
    descriptor: &Descriptor,
) -> Result<RawManifest, HelmError> {
    let digest = &descriptor.digest;
    let raw = match answer {
        Ok(raw) => raw,
        Err(error) if error.is_not_found() => {
            let text =
                format!("failed to perform \"FindSuccessors\" on source: {digest}: not found");
            return Err(HelmError::new(HelmErrorKind::Registry(error), text));
        }
        Err(error) => return Err(HelmError::registry("FindSuccessors", "source", error)),
    };
    if raw.media_type != descriptor.media_type {
        return Err(refuse(format!(
            "failed to perform \"FindSuccessors\" on source: {digest}: mismatch response Content-Type \"{}\": expect \"{}\"",
            raw.media_type, descriptor.media_type
        )));
    }
    Ok(raw)
}

fn is_manifest(descriptor: &Descriptor) -> bool {
    matches!(
        descriptor.media_type.as_str(),
        media_type::IMAGE_MANIFEST
            | media_type::IMAGE_INDEX
            | media_type::DOCKER_MANIFEST
            | media_type::DOCKER_MANIFEST_LIST
    )
}

fn refuse(text: String) -> HelmError {
    HelmError::new(HelmErrorKind::NotAChart, text)
}
