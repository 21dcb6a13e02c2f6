//! The client of one registry.

use std::sync::Arc;

use bytes::Bytes;
use chartroom_oci::media_type;

use crate::auth::{Auth, asks, authorization, challenges, lacks_scope};
use crate::cancel::Cancel;
use crate::credential::Credential;
use crate::error::RegistryError;
use crate::error_kind::ErrorKind;
use crate::headers;
use crate::message::{Headers, Method, Request, Response, header};
use crate::options::SendOptions;
use crate::proxy::ProxyTransport;
use crate::repository::RepositoryClient;
use crate::retry::RetryPolicy;
use crate::scope::ScopeSet;
use crate::transport::{Transport, TransportErrorKind};
use crate::url::Origin;

/// Which registry, and how to talk to it.
#[derive(Clone, Debug)]
pub struct Options {
    /// The registry: `host` or `host:port`. `docker.io` means `registry-1.docker.io`.
    pub registry: String,
    /// Talk `http`, not `https`.
    pub plain_http: bool,
    /// Who asks.
    pub credential: Credential,
    /// The address of a CORS proxy to go through.
    pub proxy: Option<String>,
    /// When to try again.
    pub retry: RetryPolicy,
    /// The `User-Agent` to send; browsers send their own.
    pub user_agent: Option<String>,
    /// The `Accept` header for manifests. The default is Helm's five types; a page that asks
    /// without signing in may prefer [`media_type::SHORT_ACCEPT`], which needs no preflight.
    pub accept: &'static str,
}

impl Options {
    /// The usual options for a registry: https, anonymous, direct, retries as oras.
    pub fn new(registry: impl Into<String>) -> Options {
        Options {
            registry: registry.into(),
            plain_http: false,
            credential: Credential::Anonymous,
            proxy: None,
            retry: RetryPolicy::default(),
            user_agent: None,
            accept: media_type::HELM_ACCEPT,
        }
    }
}

/// A client of one registry. Clones share the transport and what was learnt about signing in.
pub struct Client<T>(Arc<Inner<T>>);

struct Inner<T> {
    transport: ProxyTransport<T>,
    options: Options,
    base: String,
    auth: Auth,
}

impl<T> Clone for Client<T> {
    fn clone(&self) -> Self {
        Client(self.0.clone())
    }
}

/// What a registry says when one knocks.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Ping {
    /// Whether the registry wants to know who asks (and was not told, or was told and agreed).
    pub challenged: bool,
}

/// A request before it is known what to show.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) headers: Headers,
    pub(crate) body: Bytes,
    pub(crate) scopes: ScopeSet,
    pub(crate) options: SendOptions,
    /// Whether the same request may be sent again after a failure. The address of an upload may be
    /// used up by the first try.
    pub(crate) repeatable: bool,
}

impl Call {
    pub(crate) fn new(method: Method, url: String, scopes: ScopeSet) -> Call {
        Call {
            method,
            url,
            headers: Headers::new(),
            body: Bytes::new(),
            scopes,
            options: SendOptions::default(),
            repeatable: true,
        }
    }
}

/// An answer with the address that gave it.
pub(crate) struct Answer {
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) response: Response,
    /// Whether the client had a name, a token or the like to show.
    pub(crate) signed_in: bool,
}

impl Answer {
    pub(crate) fn status(&self) -> u16 {
        self.response.status
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.response.headers.get(name)
    }

    /// The error this answer is; `not_found` is what a bare 404 means at this place.
    pub(crate) fn error(&self, not_found: ErrorKind) -> RegistryError {
        let error = RegistryError::status(self.method, &self.url, &self.response, not_found);
        // Distribution asks "who are you" again when it knows who and that is not enough.
        let known = self.signed_in && error.kind() == ErrorKind::Unauthorized;
        if known && (lacks_scope(self) || error.registry_code() == Some("DENIED")) {
            return error.with_kind(ErrorKind::Denied);
        }
        error
    }

    /// An error of `kind` about this answer.
    pub(crate) fn fault(&self, kind: ErrorKind, message: impl Into<String>) -> RegistryError {
        RegistryError::new(kind, message)
            .at(self.method, &self.url)
            .with_status(self.response.status)
    }

    /// Refuses web pages: what sign-in portals and wrong hosts answer to everything.
    pub(crate) fn not_a_page(&self) -> Result<(), RegistryError> {
        let html = self
            .header(header::CONTENT_TYPE)
            .is_some_and(|value| media_type::essence(value) == "text/html");
        let body = &self.response.body;
        let start = body
            .iter()
            .position(|b| !b.is_ascii_whitespace())
            .unwrap_or(0);
        if html || body[start..].starts_with(b"<") {
            return Err(self.fault(
                ErrorKind::NotARegistry,
                "the answer is a web page, not a registry's",
            ));
        }
        Ok(())
    }
}

impl<T: Transport> Client<T> {
    /// A client over `transport`. Mistakes in the options show at the first request.
    pub fn new(transport: T, options: Options) -> Client<T> {
        let scheme = if options.plain_http { "http" } else { "https" };
        let host = match options.registry.as_str() {
            "docker.io" => "registry-1.docker.io",
            host => host,
        };
        Client(Arc::new(Inner {
            base: format!("{scheme}://{host}"),
            transport: ProxyTransport::new(transport, options.proxy.as_deref()),
            options,
            auth: Auth::default(),
        }))
    }

    /// What the client was made with.
    pub fn options(&self) -> &Options {
        &self.0.options
    }

    /// The transport beneath.
    pub fn transport(&self) -> &T {
        self.0.transport.inner()
    }

    /// The client of one repository in this registry. A name that cannot be one shows at the first
    /// request.
    pub fn repository(&self, name: impl Into<String>) -> RepositoryClient<T> {
        RepositoryClient::new(self.clone(), name.into())
    }

    /// Knocks: `GET /v2/`. With a credential, succeeds only if it is accepted (this is how one
    /// signs in); without one, also when the registry would like one.
    pub async fn ping(&self) -> Result<Ping, RegistryError> {
        let mut call = Call::new(Method::Get, self.url("/v2/"), ScopeSet::new());
        call.options.max_response = 64 * 1024;
        let answer = if self.0.options.credential.is_anonymous() {
            let request = self.request(&call, None)?;
            self.send_retrying(request, &call.options, call.repeatable)
                .await?
        } else {
            self.call(&call, &call.options.cancel).await?
        };
        match answer.status() {
            200 => {
                answer.not_a_page()?;
                Ok(Ping { challenged: false })
            }
            401 if self.0.options.credential.is_anonymous() => {
                // A page with a password in front of it is no registry.
                if challenges(&answer).iter().any(|c| c.scheme == "bearer") {
                    return Ok(Ping { challenged: true });
                }
                if answer.header(headers::API_VERSION).is_none() {
                    answer.not_a_page()?;
                }
                Ok(Ping { challenged: true })
            }
            404 => Err(answer.fault(
                ErrorKind::NotARegistry,
                answer.error(ErrorKind::NotFound).message(),
            )),
            _ => {
                let error = answer.error(ErrorKind::NotARegistry);
                match error.kind() {
                    ErrorKind::UnexpectedStatus => {
                        Err(answer.fault(ErrorKind::NotARegistry, error.message()))
                    }
                    _ => Err(error),
                }
            }
        }
    }

    pub(crate) fn auth(&self) -> &Auth {
        &self.0.auth
    }

    /// The address of `path` in this registry.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.0.base)
    }

    /// The scheme, host and port of this registry.
    pub(crate) fn origin(&self) -> Option<Origin> {
        Origin::of(&self.0.base)
    }

    /// Sends a request, showing what the registry wants to see, and returns the answer of whatever
    /// status. Stops when the call's flag is raised, or `cancel`.
    pub(crate) async fn call(&self, call: &Call, cancel: &Cancel) -> Result<Answer, RegistryError> {
        let flags = [&call.options.cancel, cancel];
        match Cancel::race_any(flags, self.call_until_answered(call)).await {
            Ok(result) => result,
            Err(cancelled) => Err(RegistryError::new(
                ErrorKind::Aborted,
                "the request was cancelled",
            )
            .at(call.method, &call.url)
            .because(cancelled)),
        }
    }

    async fn call_until_answered(&self, call: &Call) -> Result<Answer, RegistryError> {
        let first = match self.auth().is_answered() {
            true => None,
            false => Some(self.auth().first.lock().await),
        };
        // While we waited somebody may have been answered; then all may go.
        let first = first.filter(|_| !self.auth().is_answered());
        let credential = &self.0.options.credential;
        let mut shown = self.auth().first_show(credential, &call.scopes);
        let mut fetched = Vec::new();
        // An address a caller kept from an earlier page may be anything.
        let own_url = Origin::of(&call.url) == self.origin();
        loop {
            let request = self.request(
                call,
                own_url.then(|| authorization(&shown, credential)).flatten(),
            )?;
            let answer = self
                .send_retrying(request, &call.options, call.repeatable)
                .await?;
            // Whoever asks from another place (after a redirect) is shown nothing.
            let own = own_url && Origin::of(&answer.url) == self.origin();
            if own
                && asks(&answer)
                && let Some(next) = self
                    .show_instead(&answer, &shown, &call.scopes, &mut fetched)
                    .await?
            {
                shown = next;
                continue;
            }
            self.auth().set_answered();
            drop(first);
            return Ok(answer);
        }
    }

    fn request(
        &self,
        call: &Call,
        authorization: Option<String>,
    ) -> Result<Request, RegistryError> {
        let invalid = || {
            RegistryError::new(ErrorKind::InvalidReference, "invalid registry address")
                .at(call.method, &call.url)
        };
        let odd = self.0.options.registry.contains(['/', '?', '#', '@']);
        let request = match odd || Origin::of(&call.url).is_none() {
            true => None,
            false => Request::new(call.method, &call.url),
        };
        let mut request = request.ok_or_else(invalid)?;
        request.headers = call.headers.clone();
        request.body = call.body.clone();
        if let Some(value) = authorization {
            request.headers.insert(header::AUTHORIZATION, &value);
        }
        if let Some(agent) = &self.0.options.user_agent {
            request.headers.insert(header::USER_AGENT, agent);
        }
        Ok(request)
    }

    /// Sends a request as it is, again and later when the registry says so.
    pub(crate) async fn send_retrying(
        &self,
        request: Request,
        options: &SendOptions,
        repeatable: bool,
    ) -> Result<Answer, RegistryError> {
        let policy = &self.0.options.retry;
        let (method, url) = (request.method, request.url.clone());
        let mut retry = 0;
        loop {
            let wait = match self
                .0
                .transport
                .send(request.clone(), options.clone())
                .await
            {
                Ok(response) => {
                    match policy.after_status(retry, response.status, &response.headers) {
                        Some(wait) if repeatable => wait,
                        _ => {
                            let url = response.url.clone().unwrap_or(url);
                            return Ok(Answer {
                                method,
                                url,
                                response,
                                signed_in: !self.0.options.credential.is_anonymous(),
                            });
                        }
                    }
                }
                Err(error) => match policy.after_failure(retry, error.kind) {
                    Some(wait) if repeatable && error.kind != TransportErrorKind::Aborted => wait,
                    _ => return Err(RegistryError::transport(method, &url, error)),
                },
            };
            self.0.transport.sleep(wait).await;
            retry += 1;
        }
    }

    /// Waits before the retry number `retry` of something larger than a request.
    pub(crate) async fn wait(&self, retry: u32) {
        self.0
            .transport
            .sleep(self.0.options.retry.backoff(retry))
            .await;
    }
}
