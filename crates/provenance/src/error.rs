//! Why a provenance file does not stand for an archive.

use std::fmt;

/// Why a provenance file does not stand for an archive. `Display` is Helm's text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProvenanceError {
    /// There is no clear-signed message in the file.
    NoSignature,
    /// The signed text has no second part with sums.
    NoSums,
    /// The sums cannot be read.
    Unreadable(String),
    /// The archive's file name does not occur.
    NotNamed(String),
    /// The archive has another digest.
    Mismatch(String),
}

impl ProvenanceError {
    /// The stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSignature => "PROVENANCE_UNSIGNED",
            Self::NoSums | Self::Unreadable(_) => "PROVENANCE_INVALID",
            Self::NotNamed(_) => "PROVENANCE_OTHER_FILE",
            Self::Mismatch(_) => "PROVENANCE_MISMATCH",
        }
    }

    /// One sentence on what to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::NoSignature | Self::NoSums | Self::Unreadable(_) => {
                "This is no provenance file; make one with `helm package --sign`."
            }
            Self::NotNamed(_) => {
                "The provenance file is about an archive of another name; do not rename archives."
            }
            Self::Mismatch(_) => {
                "The archive is not the one that was signed; take both files from one place."
            }
        }
    }
}

impl fmt::Display for ProvenanceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSignature => "signature block not found",
            Self::NoSums => "message block must have at least two parts",
            Self::Unreadable(text) | Self::NotNamed(text) | Self::Mismatch(text) => text,
        })
    }
}

impl std::error::Error for ProvenanceError {}
