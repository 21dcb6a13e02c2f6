//! The crate's error: Go's text, and enough structure to point at a line.

use std::fmt;

/// An error with the text Go prints for it.
///
/// It is handed up through many functions and seldom made, so it is one pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Box<Said>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    line: Option<u32>,
    message: String,
}

impl Error {
    pub(crate) fn new(message: String) -> Self {
        Self::in_line(None, message)
    }

    pub(crate) fn in_line(line: Option<u32>, message: String) -> Self {
        Self(Box::new(Said { line, message }))
    }

    /// An error of go-yaml: `yaml: line 3: problem`; line 0 is none.
    pub(crate) fn yaml(line: u32, problem: &str) -> Self {
        let mut message = String::from("yaml: ");
        if line != 0 {
            message.push_str("line ");
            message.push_str(&line.to_string());
            message.push_str(": ");
        }
        message.push_str(problem);
        Self::in_line((line != 0).then_some(line), message)
    }

    /// The line the text names, counted as Go counts it (usually from 1).
    pub fn line(&self) -> Option<u32> {
        self.0.line
    }

    /// The same error in a text with so many more lines before it; its own words stay.
    #[must_use]
    pub fn below(mut self, lines: u32) -> Self {
        self.0.line = self.0.line.map(|line| line + lines);
        self
    }

    /// The same error with a prefix, as Go's `fmt.Errorf("…: %w")` makes it.
    #[must_use]
    pub fn prefixed(mut self, prefix: &str) -> Self {
        self.0.message.insert_str(0, prefix);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {}
