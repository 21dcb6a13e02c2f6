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
        let mut lines = include_str!("advice.txt").lines();
        let advice = lines.find_map(|line| line.strip_prefix(self.code())?.strip_prefix(' '));
        advice.unwrap_or_default()
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

#[cfg(test)]
mod tests {
    #[test]
    fn every_code_has_an_advice() {
        let codes = include_str!("error.rs").lines();
        let codes = codes.filter_map(|line| line.split_once(" => \"")?.1.strip_suffix("\","));
        for code in codes.filter(|code| !code.contains(|c: char| c.is_ascii_lowercase())) {
            let mut lines = include_str!("advice.txt").lines();
            let advice = lines.find_map(|line| line.strip_prefix(code)?.strip_prefix(' '));
            assert!(advice.is_some_and(|text| text.ends_with('.')), "{code}");
        }
    }
}
