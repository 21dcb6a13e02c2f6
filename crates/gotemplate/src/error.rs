//! Errors, with Go's text and as data.

use std::fmt;

use crate::value::Str;

/// Why parsing, a function or an execution failed.
///
/// [`text`](Error::text) is what Go prints, byte for byte; the other methods give the same facts
/// as data.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    text: Vec<u8>,
    // The cause's text follows `text`. Joined when asked for: a thousand nested includes would
    // otherwise copy the innermost text a thousand times.
    joined: bool,
    place: Option<Place>,
    cause: Option<Error>,
}

/// What kind of failure an [`Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The template text is not a template.
    Parse,
    /// A template stopped at an action.
    Exec,
    /// Raised by a function, or by whoever wrapped another error.
    Function,
    /// A [`Limits`](crate::Limits) value was reached.
    Limit,
    /// The caller cancelled.
    Cancelled,
}

/// Where an error happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The name under which the text was parsed: the file.
    pub file: Str,
    /// Line, counted from 1.
    pub line: u32,
    /// Byte column, counted from 0 as Go prints it; `None` for parse errors.
    pub column: Option<u32>,
    /// The template being executed (the file itself or a `define` in it).
    pub template: Str,
    /// The part of the action Go names, reprinted; empty for parse errors.
    pub action: Str,
    /// The text without place: `map has no entry for key "x"`.
    pub message: Str,
}

impl Error {
    /// An error a function returns.
    pub fn new(text: impl Into<Vec<u8>>) -> Self {
        Error::make(ErrorKind::Function, text.into(), None, None)
    }

    /// The same error with something in front of its text, as `fmt.Errorf("…%w")` does.
    pub fn context(self, before: impl Into<Vec<u8>>) -> Self {
        let mut error = self.rephrase(before);
        error.0.joined = true;
        error
    }

    /// An error with a text of its own that has this one as its cause.
    pub fn rephrase(self, text: impl Into<Vec<u8>>) -> Self {
        let kind = match self.0.kind {
            kind @ (ErrorKind::Limit | ErrorKind::Cancelled) => kind,
            _ => ErrorKind::Function,
        };
        Error::make(kind, text.into(), None, Some(self))
    }

    // The text up to the place of the next error inside: the message of this level alone.
    pub(crate) fn message(&self) -> Vec<u8> {
        let mut text = Vec::new();
        let mut next = Some(self).filter(|e| e.0.place.is_none());
        while let Some(error) = next {
            text.extend_from_slice(&error.0.text);
            next = error
                .cause()
                .filter(|c| error.0.joined && c.0.place.is_none());
        }
        // In front of an inner place, which is not part of this message.
        if text.ends_with(b": ") {
            text.truncate(text.len() - 2);
        }
        text
    }

    pub(crate) fn limit(text: impl Into<Vec<u8>>) -> Self {
        Error::make(ErrorKind::Limit, text.into(), None, None)
    }

    pub(crate) fn cancelled() -> Self {
        Error::make(
            ErrorKind::Cancelled,
            b"execution cancelled".to_vec(),
            None,
            None,
        )
    }

    pub(crate) fn parse(text: Vec<u8>, place: Place) -> Self {
        Error::make(ErrorKind::Parse, text, Some(place), None)
    }

    // `text` is followed by the text of the cause.
    pub(crate) fn exec(text: Vec<u8>, place: Option<Place>, cause: Error) -> Self {
        let kind = match cause.kind() {
            kind @ (ErrorKind::Limit | ErrorKind::Cancelled) => kind,
            _ => ErrorKind::Exec,
        };
        let mut error = Error::make(kind, text, place, Some(cause));
        error.0.joined = true;
        error
    }

    fn make(kind: ErrorKind, text: Vec<u8>, place: Option<Place>, cause: Option<Error>) -> Self {
        Error(Box::new(Inner {
            kind,
            text,
            joined: false,
            place,
            cause,
        }))
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Go's text.
    pub fn bytes(&self) -> Vec<u8> {
        let mut text = Vec::new();
        let mut next = Some(self);
        while let Some(error) = next {
            text.extend_from_slice(&error.0.text);
            next = if error.0.joined { error.cause() } else { None };
        }
        text
    }

    /// Go's text, with U+FFFD for what is not UTF-8.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes()).into_owned()
    }

    /// The place, if this level of the error has one.
    pub fn place(&self) -> Option<&Place> {
        self.0.place.as_ref()
    }

    /// The error inside, if there is one.
    pub fn cause(&self) -> Option<&Error> {
        self.0.cause.as_ref()
    }

    /// The error and its causes, outermost first.
    pub fn chain(&self) -> impl Iterator<Item = &Error> {
        std::iter::successors(Some(self), |e| e.cause())
    }

    /// All places from the outermost template to the innermost: the chain of includes.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        self.chain().filter_map(Error::place)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("text", &self.text())
            .field("cause", &self.0.cause)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause().map(|e| e as _)
    }
}

// A long chain of includes makes a long chain of causes; taken apart without recursion.
impl Drop for Inner {
    fn drop(&mut self) {
        let mut next = self.cause.take();
        while let Some(mut error) = next {
            next = error.0.cause.take();
        }
    }
}

impl From<&str> for Error {
    fn from(text: &str) -> Self {
        Error::new(text)
    }
}

impl From<String> for Error {
    fn from(text: String) -> Self {
        Error::new(text)
    }
}
