//! Why a step could not be taken.

use std::fmt;

use fantoccini::error::{CmdError, NewSessionError};

/// A sentence saying which step failed and what was found instead.
pub struct Failure(String);

/// What a step returns.
pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// A failure in these words.
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    /// Puts the step that failed in front.
    #[must_use]
    pub fn during(self, step: impl fmt::Display) -> Self {
        Self(format!("{step}: {}", self.0))
    }
}

// Printed when a test returns it, so it reads as the sentence it is.
impl fmt::Debug for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<CmdError> for Failure {
    fn from(error: CmdError) -> Self {
        Self(format!("the browser's driver refused: {error}"))
    }
}

impl From<NewSessionError> for Failure {
    fn from(error: NewSessionError) -> Self {
        Self(format!("no browser could be started: {error}"))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self(format!("unexpected JSON: {error}"))
    }
}
