//! What goes wrong in Helm's use cases, in Helm's words.

use std::fmt;

use chartroom_chart::ChartError;
use chartroom_oci::ReferenceError;
use chartroom_registry::{ErrorKind, RegistryError};

/// What kind of thing went wrong. Each kind has a stable [code](HelmError::code).
#[derive(Debug)]
#[non_exhaustive]
pub enum HelmErrorKind {
    /// The address to push to, or the chart reference, is not one Helm takes.
    Address,
    /// A reference that no registry can hold.
    Reference(ReferenceError),
    /// The chart cannot be opened or shown.
    Chart(ChartError),
    /// The registry, or the way to it.
    Registry(RegistryError),
    /// Tag and version of a reference contradict each other.
    VersionMismatch,
    /// The tag stands for another digest than the reference says.
    DigestMismatch,
    /// The repository has no tag that is a version.
    NoVersions,
    /// No version satisfies what was asked for.
    NoMatch,
    /// The version asked for is neither a version nor a constraint.
    BadConstraint,
    /// What was found is no chart.
    NotAChart,
    /// There is no provenance, and it was asked for.
    NoProvenance,
    /// Cancelled by the caller.
    Aborted,
}

/// An error with Helm's text as `Display`, a stable code and a next step.
#[derive(Debug)]
pub struct HelmError {
    kind: Box<HelmErrorKind>,
    message: String,
}

impl HelmError {
    pub(crate) fn new(kind: HelmErrorKind, message: impl Into<String>) -> Self {
        HelmError {
            kind: Box::new(kind),
            message: message.into(),
        }
    }

    /// A failed request, in the words in which oras wraps it for Helm.
    pub(crate) fn registry(action: &str, end: &str, error: RegistryError) -> Self {
        let message = format!("failed to perform \"{action}\" on {end}: {error}");
        HelmError::new(HelmErrorKind::Registry(error), message)
    }

    /// What went wrong.
    pub fn kind(&self) -> &HelmErrorKind {
        &self.kind
    }

    /// The stable code for programs: that of the chart or registry error behind this one where
    /// there is one.
    pub fn code(&self) -> &'static str {
        match self.kind.as_ref() {
            HelmErrorKind::Address => "ADDRESS_INVALID",
            HelmErrorKind::Reference(_) => "REFERENCE_INVALID",
            HelmErrorKind::Chart(error) => error.code(),
            HelmErrorKind::Registry(error) => error.code(),
            HelmErrorKind::VersionMismatch => "VERSION_MISMATCH",
            HelmErrorKind::DigestMismatch => "DIGEST_MISMATCH",
            HelmErrorKind::NoVersions => "NO_VERSIONS",
            HelmErrorKind::NoMatch => "VERSION_NOT_FOUND",
            HelmErrorKind::BadConstraint => "CONSTRAINT_INVALID",
            HelmErrorKind::NotAChart => "NOT_A_CHART",
            HelmErrorKind::NoProvenance => "PROVENANCE_MISSING",
            HelmErrorKind::Aborted => "ABORTED",
        }
    }

    /// One sentence on what to do next.
    pub fn advice(&self) -> &'static str {
        match self.kind.as_ref() {
            HelmErrorKind::Chart(error) => error.advice(),
            HelmErrorKind::Registry(error) => error.advice(),
            HelmErrorKind::Reference(_) => ErrorKind::InvalidReference.advice(),
            HelmErrorKind::Aborted => ErrorKind::Aborted.advice(),
            _ => {
                let list = include_str!("advice.txt");
                chartroom_gotext::advice(list, self.advice_code()).unwrap_or_default()
            }
        }
    }

    /// The code whose advice it is, for those who keep the sentences elsewhere.
    pub fn advice_code(&self) -> &'static str {
        match self.kind.as_ref() {
            HelmErrorKind::Chart(error) => error.advice_code(),
            // A registry whose bytes have another digest is another matter.
            HelmErrorKind::DigestMismatch => "TAG_MOVED",
            _ => self.code(),
        }
    }
}

impl fmt::Display for HelmError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for HelmError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind.as_ref() {
            HelmErrorKind::Reference(error) => Some(error),
            HelmErrorKind::Chart(error) => Some(error),
            HelmErrorKind::Registry(error) => Some(error),
            _ => None,
        }
    }
}

impl From<ChartError> for HelmError {
    fn from(error: ChartError) -> Self {
        let message = error.to_string();
        HelmError::new(HelmErrorKind::Chart(error), message)
    }
}

impl From<ReferenceError> for HelmError {
    fn from(error: ReferenceError) -> Self {
        let message = error.to_string();
        HelmError::new(HelmErrorKind::Reference(error), message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_an_advice() {
        for kind in [
            HelmErrorKind::Address,
            HelmErrorKind::Reference(ReferenceError::InvalidTag(String::new())),
            HelmErrorKind::VersionMismatch,
            HelmErrorKind::DigestMismatch,
            HelmErrorKind::NoVersions,
            HelmErrorKind::NoMatch,
            HelmErrorKind::BadConstraint,
            HelmErrorKind::NotAChart,
            HelmErrorKind::NoProvenance,
            HelmErrorKind::Aborted,
        ] {
            let error = HelmError::new(kind, "");
            assert!(error.advice().ends_with('.'), "{}", error.code());
        }
    }
}
