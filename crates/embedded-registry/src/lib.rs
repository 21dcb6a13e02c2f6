//! An OCI registry as a function from request to response over a [`Store`].
//!
//! The protocol is the [OCI distribution specification][spec] 1.1: push (one request, POST and
//! PUT, chunks), pull with ranges, tags and catalog with pages, delete, mount across repositories
//! and referrers. Nothing here reads the clock, the environment or randomness, opens a socket or
//! prints: a page runs the same registry over a [`MemoryStore`] that the server runs over its
//! store on disk.
//!
//! Two ways in:
//!
//! - [`Registry::answer`] takes a whole request and gives a whole response: for tests and pages.
//! - [`Registry::begin`], [`Registry::feed`] and [`Registry::finish`] take the body piece by piece
//!   and answer blobs as a [`Body::Blob`] that the caller reads from the store itself, so that a
//!   server needs the same little memory for a blob of any size.
//!
//! ```
//! use bytes::Bytes;
//! use chartroom_embedded_registry::{MemoryStore, Registry};
//!
//! let registry = Registry::new(MemoryStore::new());
//! let ping = http::Request::get("/v2/").body(Bytes::new()).unwrap();
//! assert_eq!(registry.answer(ping).status(), 200);
//! ```
//!
//! [spec]: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md

mod blobs;
mod body;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
mod error;
mod hash;
mod index;
mod lists;
mod manifest;
mod manifests;
mod memory;
mod name;
mod page;
mod query;
mod range;
mod registry;
mod route;
mod store;
mod upload;
mod uploads;

pub use body::Body;
pub use error::{ErrorCode, error_response};
pub use hash::{Hasher, supported_digest};
pub use index::{Record, RepositoryIndex};
pub use manifest::ManifestProblem;
pub use memory::MemoryStore;
pub use name::{is_repository_name, is_tag};
pub use registry::{Limits, Registry, Step};
pub use route::Route;
pub use store::{Deletion, NewManifest, Selector, Store, StoreError, StoreErrorKind, Stored};
pub use upload::Receiver;
