//! Charts made on the spot, and a registry in the same process that can be made to misbehave.
#![allow(dead_code)]

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use chartroom_chart::Chart;
use chartroom_embedded_registry::{MemoryStore, Registry};
use chartroom_helm::{ChartReference, PlanOptions, PushPlan};
use chartroom_registry::{Client, Options, SendOptions, Transport, TransportError};
use http::{Request, Response};

/// A chart archive with these files below one folder.
pub fn archive(files: &[(&str, &str)]) -> Bytes {
    let mut tar = Vec::new();
    for (name, text) in files {
        let mut header = [0u8; 512];
        header[..2].copy_from_slice(b"q/");
        header[2..2 + name.len()].copy_from_slice(name.as_bytes());
        header[100..108].copy_from_slice(b"0000644\0");
        let size = format!("{:011o}\0", text.len());
        header[124..136].copy_from_slice(size.as_bytes());
        header[136..148].copy_from_slice(b"00000000000\0");
        header[148..156].fill(b' ');
        header[156] = b'0';
        header[257..265].copy_from_slice(b"ustar\x0000");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        tar.extend_from_slice(&header);
        tar.extend_from_slice(text.as_bytes());
        tar.resize(tar.len().next_multiple_of(512), 0);
    }
    tar.resize(tar.len() + 1024, 0);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&tar).expect("memory");
    gzip.finish().expect("memory").into()
}

/// A chart archive with nothing but a name and a version.
pub fn small(name: &str, version: &str) -> Bytes {
    let yaml = format!("apiVersion: v2\nname: {name}\nversion: {version}\n");
    archive(&[("Chart.yaml", &yaml), ("values.yaml", "a: 1\n")])
}

/// The plan to push an archive to the test registry.
pub fn plan(archive: &Bytes, provenance: Option<&[u8]>) -> PushPlan {
    let chart = Chart::open(archive).expect("a chart");
    let options = PlanOptions {
        created: "2024-01-02T03:04:05Z".to_owned(),
        provenance: provenance.map(Bytes::copy_from_slice),
    };
    PushPlan::new(
        &chart,
        archive.clone(),
        "oci://registry.test/charts",
        options,
    )
    .expect("a plan")
}

/// A provenance file that names the archive; its signature is none.
pub fn provenance(file_name: &str, archive: &[u8]) -> Vec<u8> {
    let digest = chartroom_oci::Digest::sha256(archive);
    format!(
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nname: demo\n\n...\nfiles:\n  {file_name}: {digest}\n\n-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----\n"
    )
    .into_bytes()
}

/// Looks at a request before the registry does, and may answer or fail in its place.
pub type Before = Box<
    dyn Fn(
            &Request<Bytes>,
            &Registry<MemoryStore>,
        ) -> Option<Result<Response<Bytes>, TransportError>>
        + Send
        + Sync,
>;
/// Looks at an answer and may change it.
pub type After = Box<dyn Fn(&Request<Bytes>, &mut Response<Bytes>) + Send + Sync>;

/// A registry without a network.
#[derive(Clone)]
pub struct Memory {
    pub registry: Arc<Registry<MemoryStore>>,
    pub log: Arc<Mutex<Vec<String>>>,
    before: Arc<Option<Before>>,
    after: Arc<Option<After>>,
}

impl Memory {
    pub fn new() -> Self {
        Memory {
            registry: Arc::new(Registry::new(MemoryStore::new())),
            log: Arc::default(),
            before: Arc::new(None),
            after: Arc::new(None),
        }
    }

    /// The same registry, watched.
    pub fn before(&self, hook: Before) -> Self {
        Memory {
            before: Arc::new(Some(hook)),
            ..self.clone()
        }
    }

    /// The same registry, with its answers changed.
    pub fn after(&self, hook: After) -> Self {
        Memory {
            after: Arc::new(Some(hook)),
            ..self.clone()
        }
    }

    pub fn client(&self) -> Client<Memory> {
        Client::new(self.clone(), Options::new("registry.test"))
    }

    /// Requests so far, as `METHOD path`, and forgets them.
    pub fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.log.lock().expect("not poisoned"))
    }

    /// Puts a manifest with its blobs; returns its digest.
    pub fn put(&self, repository: &str, reference: &str, media_type: &str, json: String) -> String {
        let request = Request::put(format!("/v2/{repository}/manifests/{reference}"))
            .header("content-type", media_type)
            .body(Bytes::from(json))
            .expect("a request");
        let answer = self.registry.answer(request);
        assert_eq!(answer.status(), 201, "{:?}", answer.body());
        let digest = &answer.headers()["docker-content-digest"];
        digest.to_str().expect("text").to_owned()
    }

    /// Puts a blob; returns its descriptor as JSON.
    pub fn blob(&self, repository: &str, media_type: &str, bytes: &[u8]) -> String {
        let digest = chartroom_oci::Digest::sha256(bytes);
        let uri = format!("/v2/{repository}/blobs/uploads/?digest={digest}");
        let body = Bytes::copy_from_slice(bytes);
        let request = Request::post(uri).body(body).expect("a request");
        assert_eq!(self.registry.answer(request).status(), 201);
        format!(
            r#"{{"mediaType":"{media_type}","digest":"{digest}","size":{}}}"#,
            bytes.len()
        )
    }
}

impl Transport for Memory {
    async fn send(
        &self,
        request: chartroom_registry::Request,
        _options: SendOptions,
    ) -> Result<chartroom_registry::Response, TransportError> {
        let request: Request<Bytes> = request.try_into().expect("a request");
        let line = format!("{} {}", request.method(), request.uri().path());
        self.log.lock().expect("not poisoned").push(line);
        if let Some(hook) = &*self.before
            && let Some(answer) = hook(&request, &self.registry)
        {
            return answer.map(Into::into);
        }
        let mut copy = Request::builder()
            .method(request.method())
            .uri(request.uri())
            .body(request.body().clone())
            .expect("a request");
        *copy.headers_mut() = request.headers().clone();
        let mut response = self.registry.answer(request);
        if let Some(hook) = &*self.after {
            hook(&copy, &mut response);
        }
        Ok(response.into())
    }

    async fn sleep(&self, _duration: Duration) {}
}

/// A reference into the test registry.
pub fn reference(text: &str) -> ChartReference {
    ChartReference::parse(&format!("oci://registry.test/charts/{text}")).expect("a reference")
}

/// Runs a future to its end.
pub fn run<F: Future>(future: F) -> F::Output {
    futures::executor::block_on(future)
}
