//! What need not be asked for again: clients with their tokens, sign-ins, and everything named by a digest.

use std::sync::Arc;

use bytes::Bytes;
use chartroom_oci::{Digest, RawManifest};
use chartroom_registry::Client;
use leptos::prelude::*;

use super::Opened;
use super::pairs::Pairs;
use super::render::Render;
use super::transport::{AppTransport, Log};

#[derive(Default)]
struct Kept {
    clients: Pairs<Client<AppTransport>>,
    credentials: Pairs<(String, String)>,
    manifests: Pairs<RawManifest>,
    blobs: Pairs<Bytes>,
    blob_bytes: usize,
    charts: Pairs<Arc<Opened>>,
    tags: Pairs<Arc<Vec<String>>>,
    renders: Pairs<Render>,
    log: Log,
}

/// Bytes of blobs kept at most; beyond that the cache starts anew.
const MOST: usize = 96 * 1024 * 1024;

/// The caches. What is named by a digest never changes, so it is kept as long as the page lives.
#[derive(Clone, Copy)]
pub struct Caches {
    kept: StoredValue<Kept, LocalStorage>,
    /// Counts sign-ins and sign-outs, so that views can ask again.
    pub signed: RwSignal<u32>,
}

impl Caches {
    /// Nothing kept.
    pub fn new() -> Caches {
        Caches {
            kept: StoredValue::new_local(Kept::default()),
            signed: RwSignal::new(0),
        }
    }

    /// The client of `host`, if there is one.
    pub fn client(&self, host: &str) -> Option<Client<AppTransport>> {
        self.kept.with_value(|kept| kept.clients.get(host).cloned())
    }

    /// Keeps the client of `host`.
    pub fn keep_client(&self, host: &str, client: Client<AppTransport>) {
        self.kept.update_value(|kept| {
            kept.clients.put(host, client);
        });
    }

    /// Forgets the client of `host`, after something about it changed.
    pub fn forget_client(&self, host: &str) {
        self.kept.update_value(|kept| {
            kept.clients.take(host);
        });
    }

    /// The name and password for `host`.
    pub fn credential(&self, host: &str) -> Option<(String, String)> {
        self.kept
            .with_value(|kept| kept.credentials.get(host).cloned())
    }

    /// Keeps or forgets the name and password for `host`.
    pub fn set_credential(&self, host: &str, credential: Option<(String, String)>) {
        self.kept.update_value(|kept| match credential {
            Some(credential) => kept.credentials.put(host, credential),
            None => drop(kept.credentials.take(host)),
        });
    }

    /// The manifest with this digest.
    pub fn manifest(&self, digest: &str) -> Option<RawManifest> {
        self.kept
            .with_value(|kept| kept.manifests.get(digest).cloned())
    }

    /// Keeps a manifest under its digest.
    pub fn keep_manifest(&self, manifest: &RawManifest) {
        self.kept.update_value(|kept| {
            kept.manifests
                .put(&manifest.digest.to_string(), manifest.clone());
        });
    }

    /// The blob with this digest.
    pub fn blob(&self, digest: &str) -> Option<Bytes> {
        self.kept.with_value(|kept| kept.blobs.get(digest).cloned())
    }

    /// Keeps a blob whose digest was checked.
    pub fn keep_blob(&self, digest: &Digest, bytes: &Bytes) {
        self.kept.update_value(|kept| {
            if kept.blob_bytes + bytes.len() > MOST {
                kept.blobs.clear();
                kept.charts.clear();
                kept.blob_bytes = 0;
            }
            kept.blob_bytes += bytes.len();
            kept.blobs.put(&digest.to_string(), bytes.clone());
        });
    }

    /// The opened chart with this digest of its archive.
    pub fn chart(&self, digest: &str) -> Option<Arc<Opened>> {
        self.kept
            .with_value(|kept| kept.charts.get(digest).cloned())
    }

    /// Keeps an opened chart.
    pub fn keep_chart(&self, chart: &Arc<Opened>) {
        self.kept.update_value(|kept| {
            kept.charts.put(&chart.digest.to_string(), chart.clone());
        });
    }

    /// The tags of `host/repository`.
    pub fn tags(&self, place: &str) -> Option<Arc<Vec<String>>> {
        self.kept.with_value(|kept| kept.tags.get(place).cloned())
    }

    /// Keeps the tags of `host/repository`.
    pub fn keep_tags(&self, place: &str, tags: Arc<Vec<String>>) {
        self.kept.update_value(|kept| {
            kept.tags.put(place, tags);
        });
    }

    /// Forgets the tags of `host/repository`, after a push.
    pub fn forget_tags(&self, place: &str) {
        self.kept.update_value(|kept| {
            kept.tags.take(place);
        });
    }

    /// The render of the chart with this digest of its archive.
    pub fn render(&self, digest: &str) -> Option<Render> {
        self.kept
            .with_value(|kept| kept.renders.get(digest).copied())
    }

    /// Keeps a render.
    pub fn keep_render(&self, digest: &str, render: Render) {
        self.kept.update_value(|kept| {
            kept.renders.put(digest, render);
        });
    }

    /// The last exchanges with registries.
    pub fn log(&self) -> Log {
        self.kept.with_value(|kept| kept.log.clone())
    }
}
