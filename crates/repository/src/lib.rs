//! Classic chart repositories: `index.yaml`, and the `repositories.yaml` that Helm keeps of them.
//!
//! Facts: `helm/helm:pkg/repo/v1`. Nothing is fetched here: bytes come in, and which chart lies where
//! goes out.

mod index;
mod list;

pub use index::{Found, Index, IndexError, Note};
pub use list::repositories;
