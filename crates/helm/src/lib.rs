//! What Helm does with charts and registries: plans, push, pull, show, versions.
//!
//! Everything is generic over [`chartroom_registry::Transport`], and nothing prints: what Helm
//! would print is returned as text ([`output`]).

mod address;
mod annotations;
mod checks;
mod error;
pub mod output;
mod plan;
pub mod show;

pub use annotations::annotations;
pub use checks::{Check, CheckKind, HELM_BLOB_LIMIT, Severity};
pub use error::{HelmError, HelmErrorKind};
pub use plan::{Blob, BlobRole, PlanOptions, PushPlan, target};
