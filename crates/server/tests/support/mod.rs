//! A running server, a client without opinions, and a folder that goes away.

#![allow(dead_code, clippy::print_stdout)] // each test file uses a part

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use chartroom_oci::{Digest, media_type};
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::runtime::Runtime;

/// A folder that is removed with its content.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "chartroom-test-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A server process; killed when it is dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

pub fn binary() -> Command {
    Command::new(env!("CARGO_BIN_EXE_chartroom-server"))
}

impl Server {
    /// Starts a server on a free port over a data folder.
    pub fn start(data: &Path, arguments: &[&str]) -> Self {
        let mut command = binary();
        command
            .args(["--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .args(arguments);
        Self::of(command)
    }

    pub fn of(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output"))
            .read_line(&mut line)
            .expect("a line");
        let address = line
            .trim()
            .strip_prefix("Chartroom is at http://")
            .and_then(|rest| rest.strip_suffix('/'))
            .and_then(|text| text.parse().ok());
        let Some(address) = address else {
            let mut problem = String::new();
            let _ = child
                .stderr
                .take()
                .expect("its errors")
                .read_to_string(&mut problem);
            panic!("the server did not start: {line}{problem}");
        };
        Self { child, address }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as a crash would: SIGKILL.
    pub fn kill(mut self) -> String {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
        self.errors()
    }

    /// Asks it to stop and waits.
    pub fn stop(mut self) -> (std::process::ExitStatus, String) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .expect("kill")
                .success()
        );
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            if let Some(status) = self.child.try_wait().expect("a status") {
                return (status, self.errors());
            }
            assert!(Instant::now() < end, "the server does not stop");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn errors(&mut self) -> String {
        let mut text = String::new();
        if let Some(mut errors) = self.child.stderr.take() {
            let _ = errors.read_to_string(&mut text);
        }
        text
    }

    /// Sends a request as it is written and gives the whole answer; for what no client sends.
    pub fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.address).expect("a connection");
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .expect("a timeout");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Sends the head of a request with these headers and gives the status.
    pub fn status(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> u16 {
        let answer = self.raw(&head(method, path, headers));
        answer
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .unwrap_or_else(|| panic!("no answer: {answer:?}"))
    }
}

pub fn head(method: &str, path: &str, headers: &[(&str, &str)]) -> String {
    let mut text = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text + "\r\n"
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client that sends what it is given.
pub struct Http {
    runtime: Runtime,
    client: Client<HttpConnector, Full<Bytes>>,
    pub base: String,
}

impl Http {
    pub fn new(address: impl std::fmt::Display) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        // Without this a body waits for the acknowledgement of its head.
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self {
            runtime,
            client: Client::builder(TokioExecutor::new()).build(connector),
            base: format!("http://{address}"),
        }
    }

    pub fn try_send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, String> {
        let (mut head, body) = request.into_parts();
        let path = head.uri.path_and_query().expect("a path").as_str();
        head.uri = format!("{}{path}", self.base).parse().expect("a uri");
        self.runtime.block_on(async {
            let response = self
                .client
                .request(Request::from_parts(head, Full::new(body)))
                .await
                .map_err(|error| error.to_string())?;
            let (head, body) = response.into_parts();
            let body = body
                .collect()
                .await
                .map_err(|error| error.to_string())?
                .to_bytes();
            Ok(Response::from_parts(head, body))
        })
    }

    pub fn send(&self, request: Request<Bytes>) -> Response<Bytes> {
        self.try_send(request).expect("an answer")
    }

    pub fn try_call(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Result<Response<Bytes>, String> {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.try_send(request.body(body.into()).expect("a request"))
    }

    pub fn call(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Response<Bytes> {
        self.try_call(method, path, headers, body)
            .expect("an answer")
    }

    /// Pushes a blob in two requests; `Err` when the server went away.
    pub fn push_blob(&self, repository: &str, content: &Bytes) -> Result<u16, String> {
        let digest = Digest::sha256(content);
        let started =
            self.try_call("POST", &format!("/v2/{repository}/blobs/uploads/"), &[], "")?;
        if started.status() != 202 {
            return Ok(started.status().as_u16());
        }
        let location = started.headers()["location"].to_str().expect("a text");
        let path = location
            .split_once("://")
            .map_or(location, |(_, rest)| &rest[rest.find('/').unwrap_or(0)..]);
        let sign = if path.contains('?') { '&' } else { '?' };
        Ok(self
            .try_call(
                "PUT",
                &format!("{path}{sign}digest={digest}"),
                &[],
                content.clone(),
            )?
            .status()
            .as_u16())
    }

    /// Pushes a chart-like manifest with one config and one layer.
    pub fn push(&self, repository: &str, tag: &str, layer: &Bytes) -> Result<(u16, Bytes), String> {
        let config = Bytes::from_static(b"{\"name\":\"x\"}");
        for blob in [&config, layer] {
            let status = self.push_blob(repository, blob)?;
            if status != 201 {
                return Ok((status, Bytes::new()));
            }
        }
        let manifest = manifest(&config, layer);
        let path = format!("/v2/{repository}/manifests/{tag}");
        let response = self.try_call(
            "PUT",
            &path,
            &[("content-type", media_type::IMAGE_MANIFEST)],
            manifest.clone(),
        )?;
        Ok((response.status().as_u16(), manifest))
    }
}

pub fn manifest(config: &Bytes, layer: &Bytes) -> Bytes {
    let descriptor = |kind: &str, bytes: &Bytes| serde_json::json!({ "mediaType": kind, "digest": Digest::sha256(bytes).to_string(), "size": bytes.len() });
    let manifest = serde_json::json!({
        "schemaVersion": 2,
        "mediaType": media_type::IMAGE_MANIFEST,
        "config": descriptor(media_type::HELM_CONFIG, config),
        "layers": [descriptor(media_type::HELM_CHART, layer)],
    });
    Bytes::from(manifest.to_string())
}

/// Bytes nobody else has.
pub fn noise(seed: u64, size: usize) -> Bytes {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut bytes = Vec::with_capacity(size + 8);
    while bytes.len() < size {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(size);
    Bytes::from(bytes)
}

/// Finds a tool by a variable or on the path; says so where it is missing.
pub fn tool(variable: &str, name: &str) -> Option<PathBuf> {
    let found = match std::env::var_os(variable) {
        Some(path) if !path.is_empty() => Some(PathBuf::from(path)),
        _ => std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
            .map(|folder| folder.join(name))
            .find(|path| path.is_file()),
    };
    let found = found.filter(|path| path.is_file());
    if found.is_none() {
        println!("SKIPPED: {name} is not installed and {variable} does not name it");
    }
    found
}
