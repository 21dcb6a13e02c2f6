//! Requests over hyper.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use chartroom_registry::{Progress, SendOptions, Transport, TransportError, TransportErrorKind};
use http::{Method, Request, Response, header};
use http_body::Body as _;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::pki_types::CertificateDer;
use tokio::time::timeout;

use crate::body::Counted;
use crate::redirect::{MAX_REDIRECTS, follow};

/// How long things may take, and whom to trust.
#[derive(Clone, Debug)]
pub struct NativeOptions {
    /// Until the connection stands.
    pub connect_timeout: Duration,
    /// From sending to the head of the answer, uploads included.
    pub answer_timeout: Duration,
    /// Between two pieces of the answer's body.
    pub idle_timeout: Duration,
    /// Certificates (DER) to trust beside Mozilla's roots.
    pub extra_roots: Vec<Vec<u8>>,
}

impl Default for NativeOptions {
    fn default() -> Self {
        NativeOptions {
            connect_timeout: Duration::from_secs(10),
            answer_timeout: Duration::from_secs(120),
            idle_timeout: Duration::from_secs(60),
            extra_roots: Vec::new(),
        }
    }
}

/// The transport of native programs. Clones share their connections. Needs a tokio runtime.
#[derive(Clone)]
pub struct NativeTransport {
    client: Client<HttpsConnector<HttpConnector>, Counted>,
    options: Arc<NativeOptions>,
}

impl Default for NativeTransport {
    fn default() -> Self {
        NativeTransport::new(NativeOptions::default())
    }
}

impl NativeTransport {
    /// A transport with its own pool of connections. Certificates that cannot be read are left out:
    /// hosts that need them are then not trusted.
    pub fn new(options: NativeOptions) -> NativeTransport {
        let mut roots = rustls::RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        roots.add_parsable_certificates(
            options
                .extra_roots
                .iter()
                .map(|der| CertificateDer::from(der.as_slice())),
        );
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring speaks TLS 1.2 and 1.3")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        http.set_connect_timeout(Some(options.connect_timeout));
        let https = HttpsConnectorBuilder::new()
            .with_tls_config(config)
            .https_or_http()
            .enable_http1()
            .wrap_connector(http);
        let client = Client::builder(TokioExecutor::new()).build(https);
        NativeTransport {
            client,
            options: Arc::new(options),
        }
    }

    async fn exchange(
        &self,
        request: Request<Bytes>,
        options: &SendOptions,
    ) -> Result<Response<Incoming>, TransportError> {
        let empty = request.body().is_empty();
        let has_body = !matches!(*request.method(), Method::GET | Method::HEAD);
        let mut request = request.map(|bytes| Counted::new(bytes, options.progress.clone()));
        if empty && has_body {
            // Registries want a length even where there is nothing (POST for an upload).
            request.headers_mut().insert(
                header::CONTENT_LENGTH,
                header::HeaderValue::from_static("0"),
            );
        }
        timeout(self.options.answer_timeout, self.client.request(request))
            .await
            .map_err(|_| TransportError::new(TransportErrorKind::Timeout, "no answer in time"))?
            .map_err(|error| describe(&error))
    }

    async fn read(
        &self,
        response: Response<Incoming>,
        sent: u64,
        options: &SendOptions,
    ) -> Result<Response<Bytes>, TransportError> {
        let (head, mut body) = response.into_parts();
        let said = body.size_hint().exact();
        let too_large = || {
            TransportError::new(
                TransportErrorKind::TooLarge,
                format!("the answer is longer than {} bytes", options.max_response),
            )
        };
        if said.is_some_and(|said| said > options.max_response) {
            return Err(too_large());
        }
        // What the server promises is no reason to allocate more than this beforehand.
        let mut bytes = BytesMut::with_capacity(said.unwrap_or(0).min(1 << 20) as usize);
        while let Some(frame) = timeout(self.options.idle_timeout, body.frame())
            .await
            .map_err(|_| TransportError::new(TransportErrorKind::Timeout, "the answer stalled"))?
        {
            let frame = frame.map_err(|error| describe(&error))?;
            let Some(data) = frame.data_ref() else {
                continue;
            };
            if bytes.len() as u64 + data.len() as u64 > options.max_response {
                return Err(too_large());
            }
            bytes.extend_from_slice(data);
            // The bytes of an error page are not progress.
            if let Some(progress) = options
                .progress
                .as_ref()
                .filter(|_| head.status.is_success())
            {
                let received = bytes.len() as u64;
                let total = if sent > 0 { Some(sent) } else { said };
                progress.report(Progress {
                    sent,
                    received,
                    total,
                });
            }
        }
        Ok(Response::from_parts(head, bytes.freeze()))
    }
}

impl Transport for NativeTransport {
    async fn send(
        &self,
        request: chartroom_registry::Request,
        options: SendOptions,
    ) -> Result<chartroom_registry::Response, TransportError> {
        let mut request: Request<Bytes> = request.try_into().map_err(|error: http::Error| {
            TransportError::new(TransportErrorKind::Request, error.to_string())
        })?;
        for _ in 0..=MAX_REDIRECTS {
            let response = self.exchange(request.clone(), &options).await?;
            if let Some(next) = follow(&request, &response, options.redirects)? {
                request = next;
                continue;
            }
            let sent = request.body().len() as u64;
            let response = self.read(response, sent, &options).await?;
            return Ok(chartroom_registry::Response {
                url: Some(request.uri().to_string()),
                ..response.into()
            });
        }
        Err(TransportError::new(
            TransportErrorKind::Redirect,
            "too many redirects",
        ))
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

/// The words and the kind of an error of hyper, from whatever lies at its bottom.
fn describe(error: &(dyn StdError + 'static)) -> TransportError {
    let mut kind = TransportErrorKind::Network;
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let own = error.to_string();
        // hyper-util says "client error (Connect)" and leaves the reason to its sources.
        if !own.is_empty() && !text.ends_with(&own) {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&own);
        }
        if error.downcast_ref::<rustls::Error>().is_some() {
            kind = TransportErrorKind::Tls;
        } else if let Some(io) = error.downcast_ref::<std::io::Error>() {
            match io.kind() {
                std::io::ErrorKind::TimedOut => kind = TransportErrorKind::Timeout,
                // Not worth a second try: nobody listens there.
                std::io::ErrorKind::ConnectionRefused => {
                    return TransportError::new(TransportErrorKind::Refused, text);
                }
                _ => {}
            }
            if io
                .get_ref()
                .is_some_and(|inner| inner.is::<rustls::Error>())
            {
                kind = TransportErrorKind::Tls;
            }
        }
        next = error.source();
    }
    TransportError::new(kind, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chartroom_registry::{Client as RegistryClient, Options, TransferOptions};

    fn assert_send<T: Send>(_: T) {}

    /// The client has no `Send` bound anywhere; with this transport its futures are `Send` all the
    /// same. This compiles or it does not.
    #[tokio::test]
    async fn futures_are_send() {
        let client = RegistryClient::new(NativeTransport::default(), Options::new("h"));
        let repository = client.repository("a");
        let digest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
            .parse()
            .unwrap();
        let descriptor = chartroom_oci::Descriptor::of("a/b", b"{}");
        let transfer = TransferOptions::default();
        assert_send(client.ping());
        assert_send(client.catalog());
        assert_send(repository.tags());
        assert_send(repository.head_manifest("t"));
        assert_send(repository.manifest("t"));
        assert_send(repository.put_manifest("t", Bytes::new(), "a/b"));
        assert_send(repository.delete_manifest("t"));
        assert_send(repository.has_blob(&digest));
        assert_send(repository.blob(&descriptor, &transfer));
        assert_send(repository.push_blob(&digest, Bytes::new(), None, &transfer));
        assert_send(repository.delete_blob(&digest));
        assert_send(repository.referrers(&digest, None));
    }

    #[tokio::test]
    async fn a_refused_connection_is_said_at_once() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let url = format!("http://127.0.0.1:{port}/v2/");
        let request = chartroom_registry::Request::new(chartroom_registry::Method::Get, &url);
        let error = NativeTransport::default()
            .send(request.unwrap(), SendOptions::default())
            .await
            .unwrap_err();
        assert_eq!(error.kind, TransportErrorKind::Refused, "{error}");
    }
}
