//! What Helm does with charts and registries: plans, push, pull, show, versions.
//!
//! Everything is generic over [`chartroom_registry::Transport`], and nothing prints: what Helm
//! would print is returned as text ([`output`]).

mod address;
mod annotations;
mod checks;
pub mod command;
mod config;
mod error;
mod lines;
pub mod output;
mod plan;
mod pull;
mod push;
mod resolve;
pub mod show;
mod versions;
mod walk;
mod words;

pub use annotations::annotations;
pub use checks::{Check, CheckKind, HELM_BLOB_LIMIT, Severity};
pub use command::{Command, CommandError, Verb};
pub use error::{HelmError, HelmErrorKind};
pub use lines::{CommandLine, Purpose, Subject, lines};
pub use plan::{Blob, BlobRole, PlanOptions, PushPlan, target};
pub use pull::{Provenance, PullOptions, Pulled, pull};
pub use push::{
    PushEvent, PushEvents, PushItem, PushOptions, PushReport, PushStep, TagState, push, tag_state,
};
pub use resolve::{ChartReference, Resolved, Target, resolve};
pub use versions::{ChartVersion, Versions, versions};
