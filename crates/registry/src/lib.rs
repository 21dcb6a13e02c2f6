//! A client for OCI registries, generic over a transport.
//!
//! [`Client`] speaks the OCI distribution protocol over any [`Transport`]: the browser's fetch, a
//! native HTTP stack, or a registry in the same process. It reads no clock, no environment and no
//! randomness; waiting is the transport's business. Everything that comes from a registry is
//! treated as hostile until its digest was computed.
//!
//! Sources: OCI distribution-spec 1.1; `oras-go` v2 (what Helm links); `registries.md` A, B.

mod auth;
mod blob;
mod cancel;
mod challenge;
mod client;
mod credential;
mod error;
mod error_body;
mod error_kind;
mod headers;
mod link;
mod lock;
mod manifest;
mod message;
mod options;
mod page;
mod private;
mod progress;
mod proxy;
mod referrers;
mod repository;
mod retry;
mod scope;
mod status;
mod transport;
mod upload;
mod url;

#[cfg(test)]
mod testing;

pub use blob::{BLOB_MAX_SIZE, TransferOptions};
pub use cancel::{Cancel, Cancelled};
pub use challenge::{Challenge, parse_challenges};
pub use client::{Client, Options, Ping};
pub use credential::Credential;
pub use error::RegistryError;
pub use error_body::OciError;
pub use error_kind::ErrorKind;
pub use link::next_link;
pub use manifest::{ManifestInfo, ManifestResponse};
pub use message::{Headers, Method, Request, Response, header, is_header_value};
pub use options::{Redirects, SendOptions};
pub use page::Page;
pub use progress::{Listener, Progress, ProgressSink};
pub use proxy::ProxyTransport;
pub use repository::RepositoryClient;
pub use retry::RetryPolicy;
pub use scope::{Scope, ScopeSet};
pub use transport::{Transport, TransportError, TransportErrorKind};
pub use upload::PushOutcome;
pub use url::{Origin, Query, resolve_url, without_query};
