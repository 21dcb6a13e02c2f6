//! Versions and constraints as Masterminds/semver v3.5 reads them, which is what Helm uses.
//!
//! [`Version`] is the loose parser (`v1`, `1.2`, `01.2.3` are fine) with a strict sibling;
//! [`Constraint`] is the constraint language of `helm pull --version` and of `Chart.yaml`
//! dependencies, with the library's own reasons for a refusal.

mod constraint;
mod lexeme;
mod reason;
mod version;

pub use constraint::{Constraint, ConstraintError, MAX_CONSTRAINT_GROUPS, MAX_CONSTRAINT_LEN};
pub use version::{MAX_VERSION_LEN, Version, VersionError};
