//! The crate's error: Go's text, and enough structure to point at a line.

use std::fmt;

/// What went wrong, coarsely.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The bytes are not text YAML allows: bad UTF-8, control characters.
    Encoding,
    /// Not YAML: indentation, quotes, indicators.
    Syntax,
    /// YAML, but a value cannot be built: unknown anchor, bad tag, list as a key.
    Value,
    /// The same key twice, in strict reading.
    Duplicate,
    /// A value that JSON does not have: infinities, null as a key.
    Json,
    /// A value of the wrong type for its field, or an unknown field in strict reading.
    Type,
    /// Nested too deeply, or too much built from aliases.
    Limit,
}

/// An error with the text Go prints for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The coarse kind.
    pub kind: ErrorKind,
    /// The line the text names, counted as Go counts it (usually from 1).
    pub line: Option<u32>,
    /// Go's text.
    pub message: String,
}

/// Marks the part of a text that go-yaml's own errors begin with.
const GO_YAML: &str = "yaml: ";

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            line: None,
            message: message.into(),
        }
    }

    /// An error of go-yaml: `yaml: line 3: problem`.
    pub(crate) fn yaml(kind: ErrorKind, line: u64, problem: &str) -> Self {
        let mut message = String::from(GO_YAML);
        if line != 0 {
            message.push_str("line ");
            message.push_str(&line.to_string());
            message.push_str(": ");
        }
        message.push_str(problem);
        Self {
            kind,
            line: u32::try_from(line).ok().filter(|line| *line != 0),
            message,
        }
    }

    /// The same error with a prefix, as Go's `fmt.Errorf("…: %w")` makes it.
    #[must_use]
    pub fn prefixed(mut self, prefix: &str) -> Self {
        self.message.insert_str(0, prefix);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
