//! Why a command stopped, and what the person can do about it.

use std::fmt;

/// A failure with, where there is one, the line that mends it.
#[derive(Debug, Clone)]
pub struct Failure {
    message: String,
    advice: Option<String>,
}

impl Failure {
    /// Says what went wrong.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            advice: None,
        }
    }

    /// Adds what to do next.
    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(advice) = &self.advice {
            write!(f, "\n  {}", advice.replace('\n', "\n  "))?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

/// The result of everything in this program.
pub type Outcome<T = ()> = Result<T, Failure>;

/// Turns any error into a failure that says what was being done.
pub trait Doing<T> {
    /// `doing` reads as "cannot {doing}: {error}".
    fn doing(self, doing: impl fmt::Display) -> Outcome<T>;
}

impl<T, E: fmt::Display> Doing<T> for Result<T, E> {
    fn doing(self, doing: impl fmt::Display) -> Outcome<T> {
        self.map_err(|error| Failure::new(format!("cannot {doing}: {error}")))
    }
}
