//! The proxy at `/proxy/<scheme>/<host>/…`: the way to registries that do not let pages in.
//!
//! It passes on what registries and their token endpoints need and nothing else, to listed
//! registries and to wherever those redirect a download. `Location`, `Link` and `WWW-Authenticate`
//! come back as the registry sent them; the client rewrites what it follows. Nothing is stored and
//! nothing is logged.

mod address;
mod allow;
mod connect;
mod headers;
mod redirect;

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{Either, Empty};
use hyper::body::{Body, Incoming};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

pub use allow::{AllowError, AllowList};

use crate::guard::Caller;
use crate::payload::Payload;
use crate::respond::{Reply, error, isolate};
use allow::Target;
use connect::{ConnectError, Connector};
use redirect::{Hop, may_follow};

/// Redirects followed for one request; registries use one or two.
const MAX_HOPS: usize = 5;

/// Requests under way at once; a page opens at most six to one server.
const MAX_REQUESTS: usize = 64;

/// How long a registry may take to begin its answer to a request without a body.
const FIRST_BYTE: Duration = Duration::from_secs(30);

/// How long sending a body and getting the answer may take.
const UPLOAD: Duration = Duration::from_secs(30 * 60);

/// How long a connection nobody uses is kept.
const KEEP: Duration = Duration::from_secs(30);

type Outgoing = Either<Incoming, Empty<Bytes>>;

/// Reaches registries for pages.
#[derive(Clone)]
pub struct Proxy {
    client: Client<HttpsConnector<Connector>, Outgoing>,
    allow: Arc<AllowList>,
    slots: Arc<Semaphore>,
}

impl fmt::Debug for Proxy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Proxy")
            .field("allow", &self.allow)
            .finish_non_exhaustive()
    }
}

impl Proxy {
    /// A proxy to the registries of a list.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(allow: AllowList) -> Result<Self, rustls::Error> {
        let allow = Arc::new(allow);
        let roots = rustls::RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .wrap_connector(Connector {
                allow: Arc::clone(&allow),
            });
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(KEEP)
            .pool_max_idle_per_host(8)
            .build(connector);
        Ok(Self {
            client,
            allow,
            slots: Arc::new(Semaphore::new(MAX_REQUESTS)),
        })
    }

    /// The registries it reaches.
    #[must_use]
    pub fn allow_list(&self) -> &AllowList {
        &self.allow
    }

    /// Answers a request to `/proxy/…`.
    pub async fn serve(&self, request: Request<Incoming>, caller: &Caller) -> Reply {
        let mut reply = match self.forward(request, caller).await {
            Ok(reply) => reply,
            Err(refusal) => error(refusal.status, refusal.code, &refusal.message),
        };
        isolate(reply.headers_mut());
        reply
    }

    async fn forward(&self, request: Request<Incoming>, caller: &Caller) -> Result<Reply, Refusal> {
        // Whoever is not certainly a page of ours must show that no page of somebody else's sent
        // this: such a page cannot set a header of its own without asking first.
        let reading = request.method() == Method::GET || request.method() == Method::HEAD;
        let announced = reading && request.headers().contains_key("x-requested-by");
        if !(caller.from_page || announced) {
            return Err(Refusal::denied(
                "the proxy serves the app and listed origins only; other callers send X-Requested-By and may only read",
            ));
        }
        let hop = parse(request.uri()).ok_or_else(|| {
            Refusal::new(
                StatusCode::BAD_REQUEST,
                "PROXY_PATH",
                "the proxy is called as /proxy/<http or https>/<host>/v2/…".to_owned(),
            )
        })?;
        if !self
            .allow
            .permits(&hop.target, request.method(), hop.path())
        {
            let place = hop.target.authority();
            return Err(Refusal::denied(&if self.allow.knows(&hop.target) {
                format!("the proxy passes only the registry API and token endpoints of {place}")
            } else {
                format!(
                    "the proxy does not reach {place}; start the server with --proxy-allow {place} to allow it"
                )
            }));
        }
        let Ok(slot) = Arc::clone(&self.slots).try_acquire_owned() else {
            return Err(Refusal::new(
                StatusCode::TOO_MANY_REQUESTS,
                "TOOMANYREQUESTS",
                "the proxy is busy; try again in a moment".to_owned(),
            ));
        };
        self.follow(request, hop, slot).await
    }

    async fn follow(
        &self,
        request: Request<Incoming>,
        first: Hop,
        slot: OwnedSemaphorePermit,
    ) -> Result<Reply, Refusal> {
        let (head, body) = request.into_parts();
        let reading = head.method == Method::GET || head.method == Method::HEAD;
        let mut headers = headers::outgoing(&head.headers);
        let personal = headers.contains_key(header::AUTHORIZATION);
        let empty = reading || body.is_end_stream();
        if !reading && let Some(length) = body.size_hint().exact() {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
        let mut body = Some(if empty {
            Either::Right(Empty::new())
        } else {
            Either::Left(body)
        });
        let mut hop = first.clone();
        for _ in 0..=MAX_HOPS {
            let body = body.take().unwrap_or_else(|| Either::Right(Empty::new()));
            let response = self
                .send(&head.method, &hop, headers.clone(), body, empty)
                .await?;
            let Some(location) = redirection(&response) else {
                return Ok(finish(response, &head.method, &hop, personal, slot));
            };
            let next = hop
                .follow(location)
                .filter(|next| may_follow(&self.allow, &hop.target, &next.target));
            let Some(next) = next else {
                return Err(Refusal::redirect(format!(
                    "{} redirects to a place the proxy does not follow to",
                    hop.target.authority()
                )));
            };
            let kept = matches!(
                response.status(),
                StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT
            );
            let again = kept
                && empty
                && next.target == hop.target
                && self.allow.permits(&next.target, &head.method, next.path());
            if !(reading || again) {
                return Err(Refusal::redirect(format!(
                    "{} redirects a {} request, which cannot be sent again",
                    hop.target.authority(),
                    head.method
                )));
            }
            if next.target != hop.target {
                // Another server gets neither the credentials nor anything else meant for this one.
                let elsewhere = [
                    header::AUTHORIZATION,
                    header::CONTENT_TYPE,
                    header::IF_MATCH,
                    header::IF_NONE_MATCH,
                ];
                for name in elsewhere {
                    headers.remove(name);
                }
            }
            hop = next;
        }
        Err(Refusal::redirect(format!(
            "{} redirects more than {MAX_HOPS} times",
            first.target.authority()
        )))
    }

    async fn send(
        &self,
        method: &Method,
        hop: &Hop,
        headers: HeaderMap,
        body: Outgoing,
        empty: bool,
    ) -> Result<Response<Incoming>, Refusal> {
        let place = hop.target.authority();
        let uri = hop.uri().ok_or_else(|| {
            Refusal::new(
                StatusCode::BAD_REQUEST,
                "PROXY_PATH",
                "the address is malformed".to_owned(),
            )
        })?;
        let mut request = Request::new(body);
        *request.method_mut() = method.clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        match timeout(
            if empty { FIRST_BYTE } else { UPLOAD },
            self.client.request(request),
        )
        .await
        {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(problem)) => Err(Refusal::unreachable(&place, &problem)),
            Err(_) => Err(Refusal::new(
                StatusCode::GATEWAY_TIMEOUT,
                "PROXY_TIMEOUT",
                format!("{place} does not answer"),
            )),
        }
    }
}

/// Reads `/proxy/<scheme>/<host>/<path>`; the path and the query stay as they were written.
fn parse(uri: &http::Uri) -> Option<Hop> {
    let whole = uri.path_and_query()?.as_str();
    let rest = whole.strip_prefix("/proxy/")?;
    let (scheme, rest) = rest.split_once('/')?;
    let end = rest.find(['/', '?'])?;
    let target = Target::parse(scheme, &rest[..end])?;
    let path_and_query = rest[end..].to_owned();
    path_and_query.starts_with('/').then_some(Hop {
        target,
        path_and_query,
    })
}

/// Where a response redirects to.
fn redirection(response: &Response<Incoming>) -> Option<&str> {
    let redirects = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    redirects.then(|| response.headers().get(header::LOCATION)?.to_str().ok())?
}

fn finish(
    response: Response<Incoming>,
    method: &Method,
    hop: &Hop,
    personal: bool,
    slot: OwnedSemaphorePermit,
) -> Reply {
    let (parts, body) = response.into_parts();
    let mut headers = headers::incoming(&parts.headers);
    if personal || !hop.path().contains("/blobs/") {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if hop.path().contains("/blobs/") {
        headers.insert(
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment"),
        );
    }
    let payload = if method == Method::HEAD {
        Payload::empty()
    } else {
        Payload::upstream(body, slot)
    };
    let mut reply = Reply::new(payload);
    *reply.status_mut() = parts.status;
    *reply.headers_mut() = headers;
    reply
}

struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl Refusal {
    const fn new(status: StatusCode, code: &'static str, message: String) -> Self {
        Self {
            status,
            code,
            message,
        }
    }

    fn denied(message: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "PROXY_DENIED", message.to_owned())
    }

    fn redirect(message: String) -> Self {
        Self::new(StatusCode::BAD_GATEWAY, "PROXY_REDIRECT", message)
    }

    fn unreachable(place: &str, problem: &hyper_util::client::legacy::Error) -> Self {
        let mut source: Option<&(dyn Error + 'static)> = Some(problem);
        let mut deepest = String::new();
        while let Some(cause) = source {
            if let Some(cause) = cause.downcast_ref::<ConnectError>() {
                return match cause {
                    ConnectError::Private(_) => Self::denied(&cause.to_string()),
                    ConnectError::Timeout(_) => Self::new(
                        StatusCode::GATEWAY_TIMEOUT,
                        "PROXY_TIMEOUT",
                        cause.to_string(),
                    ),
                    _ => Self::new(
                        StatusCode::BAD_GATEWAY,
                        "PROXY_UNREACHABLE",
                        cause.to_string(),
                    ),
                };
            }
            deepest = cause.to_string();
            source = cause.source();
        }
        Self::new(
            StatusCode::BAD_GATEWAY,
            "PROXY_UNREACHABLE",
            format!("{place} cannot be reached: {deepest}"),
        )
    }
}

#[cfg(test)]
mod tests;
