//! Why a command line is refused.

use std::fmt;

/// Helm's text, and the line of the values file it is about, where it is about one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// What Helm prints behind `Error: `.
    pub text: String,
    /// The values file that cannot be read, by the name it was given.
    pub file: Option<String>,
    /// The line in it, counted from 1, where it is known.
    pub line: Option<u32>,
}

impl From<String> for Refusal {
    fn from(text: String) -> Self {
        Refusal {
            text,
            ..Refusal::default()
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Refusal {}
