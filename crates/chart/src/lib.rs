//! Helm charts: archives, metadata, values, validation.
//!
//! [`Chart::open`] reads a `.tgz` by the rules of Helm 4.2.4 and refuses what Helm refuses, in the
//! same words. All file contents are slices of one buffer. [`Archive::open`] stops one step earlier
//! and only lists the files. Nothing here touches a network, a clock or a file system.

mod archive;
mod chart;
mod draft;
mod error;
mod goflate;
mod header;
mod inflate;
mod limits;
mod lock;
mod metadata;
mod opening;
pub mod path;
mod pax;
mod sniff;
mod sparse;
mod tar;
pub mod text;
mod validate;
mod values;

pub use archive::{Archive, ArchiveFile, EntryKind};
pub use chart::Chart;
pub use draft::METADATA;
pub use error::{ChartError, ChartErrorKind};
pub use limits::Limits;
pub use lock::Lock;
pub use metadata::{Dependency, Maintainer, Metadata};
pub use opening::Opening;
pub use validate::{check_name, check_version};
