//! A registry behind a token server, clients that are watched, and a chart to push.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use chartroom_native::NativeTransport;
use chartroom_oci::{Descriptor, ImageManifest, go_json, media_type};
use chartroom_registry::{
    Client, Credential, Options, PushOutcome, RegistryError, RepositoryClient, Request, Response,
    SendOptions, TransferOptions, Transport, TransportError, without_query,
};
use futures::future::try_join_all;

use super::Registry;
use super::tokens::TokenServer;

/// A transport that remembers what the registry answered: `METHOD path status`.
#[derive(Clone, Default)]
pub struct Watched {
    transport: NativeTransport,
    log: Arc<Mutex<Vec<String>>>,
    /// How long to wait before the next upload.
    pub delay: Arc<Mutex<Duration>>,
}

impl Watched {
    pub fn log(&self) -> Vec<String> {
        std::mem::take(&mut self.log.lock().unwrap())
    }
}

/// The path of an address.
fn path(url: &str) -> &str {
    let url = without_query(url);
    let start = url
        .match_indices('/')
        .nth(2)
        .expect("an absolute address")
        .0;
    &url[start..]
}

impl Transport for Watched {
    async fn send(
        &self,
        request: Request,
        options: SendOptions,
    ) -> Result<Response, TransportError> {
        let asked = format!("{} {}", request.method.as_str(), path(&request.url));
        if asked.starts_with("PUT ") {
            let delay = std::mem::take(&mut *self.delay.lock().unwrap());
            self.transport.sleep(delay).await;
        }
        let response = self.transport.send(request, options).await?;
        if asked.contains("/v2/") {
            let line = format!("{asked} {}", response.status);
            self.log.lock().unwrap().push(line);
        }
        Ok(response)
    }

    async fn sleep(&self, duration: Duration) {
        self.transport.sleep(duration).await;
    }
}

/// A registry and the token server it trusts.
pub struct Place {
    pub registry: Registry,
    pub tokens: TokenServer,
}

impl Place {
    pub fn start() -> Option<Place> {
        let program = super::program("CHARTROOM_DISTRIBUTION", "registry")?;
        let tokens = TokenServer::start();
        let registry = super::start_with(&program, |directory| tokens.configuration(directory));
        Some(Place { registry, tokens })
    }

    pub fn client(&self, credential: Credential) -> Client<Watched> {
        let options = Options {
            plain_http: true,
            credential,
            ..Options::new(&self.registry.address)
        };
        Client::new(Watched::default(), options)
    }

    pub fn user(&self, name: &str) -> Client<Watched> {
        self.client(Credential::basic(name, "secret"))
    }
}

/// A chart's three parts.
pub struct Parts {
    pub config: Bytes,
    pub archive: Bytes,
    pub manifest: Bytes,
    pub layer: Descriptor,
}

pub fn parts(archive: impl Into<Bytes>) -> Parts {
    let archive = archive.into();
    let config = Bytes::from_static(br#"{"name":"demo","version":"1.0.0","apiVersion":"v2"}"#);
    let layer = Descriptor::of(media_type::HELM_CHART, &archive);
    let manifest = ImageManifest {
        schema_version: 2,
        media_type: None,
        artifact_type: None,
        config: Descriptor::of(media_type::HELM_CONFIG, &config),
        layers: vec![layer.clone()],
        subject: None,
        annotations: [("a", "b")].into_iter().collect(),
    };
    Parts {
        manifest: go_json::to_vec(&manifest).into(),
        config,
        archive,
        layer,
    }
}

/// Pushes as a chart is pushed: both blobs at once, then the manifest.
pub async fn push(
    repository: &RepositoryClient<Watched>,
    parts: &Parts,
    tag: &str,
) -> Result<Vec<PushOutcome>, RegistryError> {
    let transfer = TransferOptions::default();
    let outcomes = try_join_all([&parts.config, &parts.archive].map(async |bytes| {
        let digest = chartroom_oci::Digest::sha256(bytes);
        repository
            .push_blob(&digest, bytes.clone(), None, &transfer)
            .await
    }))
    .await?;
    repository
        .put_manifest(tag, parts.manifest.clone(), media_type::IMAGE_MANIFEST)
        .await?;
    Ok(outcomes)
}

pub async fn pull(
    repository: &RepositoryClient<Watched>,
    parts: &Parts,
) -> Result<(), RegistryError> {
    let raw = repository.manifest("1.0.0").await?;
    assert_eq!(raw.bytes, parts.manifest);
    let transfer = TransferOptions::default();
    let bytes = repository.blob(&parts.layer, &transfer).await?;
    assert_eq!(bytes, parts.archive);
    Ok(())
}
