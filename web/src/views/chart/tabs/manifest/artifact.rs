//! What the viewer looks at: a manifest and the blobs it names, in a registry or planned.

use std::sync::Arc;

use bytes::Bytes;
use chartroom_helm::{PlanOptions, PushPlan};
use chartroom_oci::{Descriptor, RawManifest, media_type};
use chartroom_registry::Cancel;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::time;
use crate::state::pairs::Pairs;
use crate::state::pull::{self, Found};
use crate::state::{App, Opened, Problem, app};
use crate::text::{Key, count, size, t};

/// Blobs up to this size are fetched and checked without being asked for.
const SMALL: u64 = 64 * 1024;

/// A manifest, its way here, and which blobs were checked.
#[derive(Clone)]
pub struct Artifact {
    /// The manifest, exactly as it came or would go.
    pub manifest: RawManifest,
    /// Where it was found; nothing for a plan.
    pub found: Option<Found>,
    /// The digests whose bytes were hashed here, with what was in them.
    pub checked: RwSignal<Pairs<u64>>,
    planned: Arc<Pairs<Bytes>>,
    files: Option<usize>,
    app: App,
}

impl Artifact {
    /// Something in a registry; `files` is the number of files in its chart, once that is open.
    pub fn remote(found: Found, files: Option<usize>) -> Artifact {
        Artifact {
            manifest: found.manifest.clone(),
            found: Some(found),
            checked: RwSignal::new(Pairs::default()),
            planned: Arc::default(),
            files,
            app: app(),
        }
    }

    /// What a push of `chart` would send, or Helm's refusal.
    pub fn planned(chart: &Arc<Opened>) -> Result<Artifact, String> {
        let options = PlanOptions {
            created: chart.modified.map(time::rfc3339).unwrap_or_default(),
            provenance: chart.provenance.clone(),
        };
        // The manifest is the same wherever it goes.
        let plan = PushPlan::new(
            &chart.chart,
            chart.bytes.clone(),
            "oci://localhost",
            options,
        )
        .map_err(|error| error.to_string())?;
        let blobs: Pairs<Bytes> = plan
            .blobs()
            .map(|blob| (blob.digest().to_string(), blob.bytes.clone()))
            .collect();
        let checked = blobs
            .iter()
            .map(|(digest, bytes)| (digest.clone(), bytes.len() as u64))
            .collect();
        Ok(Artifact {
            manifest: RawManifest::new(plan.manifest.clone(), plan.media_type()),
            found: None,
            checked: RwSignal::new(checked),
            planned: Arc::new(blobs),
            files: Some(chart.chart.raw_files().len()),
            app: app(),
        })
    }

    /// Fetches what is small, so that its digest can have a tick, and looks up what is here already.
    pub fn check_small(&self, descriptors: &[Descriptor]) {
        for descriptor in descriptors {
            let digest = descriptor.digest.to_string();
            if let Some(bytes) = self.app.caches.blob(&digest) {
                self.note(digest, bytes.len() as u64);
            } else if self.found.is_some()
                && descriptor.size <= SMALL
                && !is_manifest(&descriptor.media_type)
            {
                let (artifact, descriptor) = (self.clone(), descriptor.clone());
                spawn_local(async move {
                    // Nobody asked for it: a failure shows when somebody does.
                    let _ = artifact.fetch(&descriptor).await;
                });
            }
        }
    }

    /// The bytes of a blob, checked.
    pub async fn fetch(&self, descriptor: &Descriptor) -> Result<Bytes, Problem> {
        let digest = descriptor.digest.to_string();
        if let Some(bytes) = self.planned.get(&digest) {
            return Ok(bytes.clone());
        }
        let Some(found) = &self.found else {
            return Ok(Bytes::new());
        };
        let bytes =
            pull::blob(self.app, &found.reference, descriptor, None, &Cancel::new()).await?;
        self.note(digest, bytes.len() as u64);
        Ok(bytes)
    }

    fn note(&self, digest: String, size: u64) {
        let _ = self
            .checked
            .try_update(|checked| checked.put(&digest, size));
    }

    /// What a descriptor of this artifact is, in a few words: `the chart, 41 KB, 62 files`.
    pub fn about(&self, descriptor: &Descriptor) -> String {
        let mut text = [
            t(noun(&descriptor.media_type)),
            ", ",
            &size(descriptor.size),
        ]
        .concat();
        if let (true, Some(files)) = (is_chart(&descriptor.media_type), self.files) {
            text.push_str(", ");
            text.push_str(&count(Key::files_n, files));
        }
        text
    }

    /// Where a descriptor leads: a manifest to its own page, the chart to its files, the rest to the blob.
    pub fn href(&self, base: &str, descriptor: &Descriptor) -> String {
        let digest = descriptor.digest.to_string();
        match &self.found {
            Some(found) if is_manifest(&descriptor.media_type) => {
                ["/c/", &found.place(), "@", &digest, "?tab=manifest"].concat()
            }
            _ if is_chart(&descriptor.media_type) => [base, "?tab=files"].concat(),
            _ => [base, "?tab=manifest&blob=", &digest].concat(),
        }
    }
}

/// What something of this media type is called.
pub fn noun(media_type: &str) -> Key {
    match media_type {
        media_type::HELM_CONFIG => Key::manifest_about_config,
        media_type::HELM_CHART | media_type::HELM_CHART_LEGACY => Key::manifest_about_chart,
        media_type::HELM_PROVENANCE => Key::manifest_about_provenance,
        media_type::IMAGE_INDEX | media_type::DOCKER_MANIFEST_LIST => Key::manifest_about_index,
        media_type::IMAGE_MANIFEST | media_type::DOCKER_MANIFEST => Key::manifest_about_manifest,
        _ => Key::manifest_about_blob,
    }
}

/// Whether it is a document that names other documents.
pub fn is_manifest(media_type: &str) -> bool {
    matches!(
        media_type,
        media_type::IMAGE_INDEX
            | media_type::IMAGE_MANIFEST
            | media_type::DOCKER_MANIFEST
            | media_type::DOCKER_MANIFEST_LIST
            | media_type::ARTIFACT_MANIFEST
    )
}

fn is_chart(media_type: &str) -> bool {
    matches!(
        media_type,
        media_type::HELM_CHART | media_type::HELM_CHART_LEGACY
    )
}
