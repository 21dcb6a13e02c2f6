//! What is worth knowing about a chart before it is pushed.

use chartroom_chart::Chart;
use chartroom_gotext::sort_by;
use chartroom_oci::Reference;
use chartroom_provenance::belongs_to;
use chartroom_version::Version;

use crate::plan::{Blob, BlobRole};

/// How serious the outcome of a check is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Somebody will not be able to use what is pushed, or it is not what it seems.
    Problem,
    /// Something to know.
    Notice,
    /// As it should be.
    Fine,
}

/// What was checked. The names are stable; texts for people belong to whoever shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CheckKind {
    /// The name keeps to Helm's convention: lower-case letters, digits and dashes.
    Name,
    /// The version is SemVer 2; others are not found by ranges or in lists of versions.
    Version,
    /// The tag is another text than the version, because tags cannot hold a `+`.
    Tag,
    /// The provenance file names this archive and its digest.
    Provenance,
    /// No blob is larger than 32 MiB, which Helm 4.2.1 to 4.2.4 and 3.21.1 to 3.21.4 refuse.
    Size,
    /// There is a creation time.
    Created,
    /// The chart says that it should no longer be used.
    Deprecated,
    /// The metadata have a format that Helm knows.
    ApiVersion,
    /// Helm logs something while it loads the chart.
    Warning,
}

/// A check and its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was checked.
    pub kind: CheckKind,
    /// How serious the outcome is.
    pub severity: Severity,
    /// What was found: a name, a size, Helm's error text. May be empty.
    pub detail: String,
}

/// The largest blob that the affected releases of Helm move.
pub const HELM_BLOB_LIMIT: u64 = 32 * 1024 * 1024;

/// Runs all checks, worst first.
pub(crate) fn run(
    chart: &Chart,
    reference: &Reference,
    layers: &[Blob],
    created: &str,
) -> Vec<Check> {
    let metadata = &chart.metadata;
    let mut checks = Vec::new();
    let mut put = |kind, severity, detail: String| {
        checks.push(Check {
            kind,
            severity,
            detail,
        });
    };
    let fine_or = |fine: bool, otherwise| if fine { Severity::Fine } else { otherwise };

    let conventional =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let fine = metadata.name.bytes().all(conventional);
    put(
        CheckKind::Name,
        fine_or(fine, Severity::Notice),
        metadata.name.clone(),
    );
    let fine = Version::parse_strict(&metadata.version).is_ok();
    put(
        CheckKind::Version,
        fine_or(fine, Severity::Problem),
        metadata.version.clone(),
    );
    let tag = reference.tag.clone().unwrap_or_default();
    put(
        CheckKind::Tag,
        fine_or(tag == metadata.version, Severity::Notice),
        tag,
    );
    let known = matches!(metadata.api_version.as_str(), "v1" | "v2");
    put(
        CheckKind::ApiVersion,
        fine_or(known, Severity::Problem),
        metadata.api_version.clone(),
    );
    let largest = layers.iter().map(|layer| layer.descriptor.size).max();
    let largest = largest.unwrap_or_default();
    put(
        CheckKind::Size,
        fine_or(largest <= HELM_BLOB_LIMIT, Severity::Problem),
        largest.to_string(),
    );
    if created.is_empty() {
        put(CheckKind::Created, Severity::Notice, String::new());
    }
    if metadata.deprecated {
        put(CheckKind::Deprecated, Severity::Notice, String::new());
    }
    for warning in &chart.warnings {
        put(CheckKind::Warning, Severity::Notice, warning.clone());
    }
    let find = |role| layers.iter().find(|layer| layer.role == role);
    if let (Some(archive), Some(provenance)) = (find(BlobRole::Chart), find(BlobRole::Provenance)) {
        let name = format!("{}-{}.tgz", metadata.name, metadata.version);
        match belongs_to(&provenance.bytes, &name, archive.digest()) {
            Ok(()) => put(CheckKind::Provenance, Severity::Fine, name),
            Err(error) => put(CheckKind::Provenance, Severity::Problem, error.to_string()),
        }
    }
    sort_by(&mut checks, |a, b| a.severity.cmp(&b.severity));
    checks
}
