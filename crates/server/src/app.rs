//! The whole server as a function from request to response.
//!
//! `GET /api/info`: what the app must know of the server it came from.
//!
//! ```json
//! {
//!   "version": "0.1.0",
//!   "registry": { "host": "127.0.0.1:8750", "auth": "none" },
//!   "proxy": { "path": "/proxy", "allow": ["ghcr.io", "*.azurecr.io"] }
//! }
//! ```
//!
//! `registry.host` is the host by which the server was called, to be used in references;
//! `registry.auth` is `none` or `basic`; `proxy` is `null` where there is none.

use std::sync::Arc;

use http::{HeaderValue, Method, Request, StatusCode, header};
use hyper::body::Incoming;

use crate::auth::Users;
use crate::guard::{Caller, Guard, add_cors, preflight};
use crate::proxy::Proxy;
use crate::registry::RegistryService;
use crate::respond::{Reply, error, text};
use crate::site::Site;

/// Everything a request can reach.
#[derive(Clone, Debug)]
pub struct App {
    /// Who may call.
    pub guard: Guard,
    /// The app's files.
    pub site: Site,
    /// The registry at `/v2/`.
    pub registry: RegistryService,
    /// The registry's users; without any it is open to whoever reaches the server.
    pub users: Option<Arc<Users>>,
    /// The proxy at `/proxy/`.
    pub proxy: Option<Proxy>,
}

impl App {
    /// Answers a request.
    pub async fn handle(&self, request: Request<Incoming>) -> Reply {
        // Probes call by address, know no names and learn nothing.
        if request.uri().path() == "/healthz" {
            return text(StatusCode::OK, "text/plain", "ok\n".to_owned());
        }
        let caller = match self.guard.check(&request) {
            Ok(caller) => caller,
            Err(refusal) => return *refusal,
        };
        let path = request.uri().path();
        let api = ["/v2", "/proxy", "/api"].iter().any(|prefix| {
            path.strip_prefix(prefix)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        let mut reply = if api && request.method() == Method::OPTIONS {
            preflight()
        } else {
            self.route(request, &caller).await
        };
        if api {
            add_cors(reply.headers_mut(), &caller);
        }
        reply.headers_mut().insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        reply
    }

    async fn route(&self, request: Request<Incoming>, caller: &Caller) -> Reply {
        let path = request.uri().path();
        if path == "/v2" || path.starts_with("/v2/") {
            if let Some(users) = &self.users
                && let Err(refusal) = users.check(request.headers()).await
            {
                return *refusal;
            }
            return self.registry.serve(request).await;
        }
        if path.starts_with("/proxy/") {
            return match &self.proxy {
                Some(proxy) => proxy.serve(request, caller).await,
                None => error(
                    StatusCode::FORBIDDEN,
                    "PROXY_DENIED",
                    "this server runs without a proxy",
                ),
            };
        }
        match path {
            "/api/info" if request.method() == Method::GET => self.info(caller),
            "/readyz" => self.ready(),
            _ if path.starts_with("/api/") || path == "/proxy" => error(
                StatusCode::NOT_FOUND,
                "NOT_FOUND",
                "there is no such endpoint",
            ),
            _ => self.site.serve(&request).await,
        }
    }

    /// `GET /api/info`, described in the module's documentation.
    fn info(&self, caller: &Caller) -> Reply {
        let proxy = self.proxy.as_ref().map(|proxy| {
            serde_json::json!({ "path": "/proxy", "allow": proxy.allow_list().entries().collect::<Vec<_>>() })
        });
        let info = serde_json::json!({
            "version": env!("CARGO_PKG_VERSION"),
            "registry": { "host": caller.host, "auth": if self.users.is_some() { "basic" } else { "none" } },
            "proxy": proxy,
        });
        let mut reply = text(StatusCode::OK, "application/json", info.to_string());
        reply
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        reply
    }

    fn ready(&self) -> Reply {
        use chartroom_embedded_registry::Store;
        match self.registry.registry().store().repositories() {
            Ok(_) => text(StatusCode::OK, "text/plain", "ready\n".to_owned()),
            Err(problem) => text(
                StatusCode::SERVICE_UNAVAILABLE,
                "text/plain",
                format!("{problem}\n"),
            ),
        }
    }
}
