//! Why a task ended early, in words for a person.

use std::fmt;

/// Why a task ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Ctrl-C, or the system asked us to end.
    Interrupted,
    /// The command line makes no sense; the text says why.
    Usage(String),
    /// Something on the machine is not as needed: a file, a port, a program.
    Machine {
        /// What went wrong.
        what: String,
        /// What the person can do about it.
        next: String,
    },
    /// A program ran and did not succeed. It has said why on the terminal already.
    Program {
        /// What it was doing, for example "Building the page".
        doing: String,
        /// How it ended, for example "exit status: 101".
        ended: String,
    },
    /// The test summary, already printed, lists a failure.
    TestsFailed,
}

impl Failure {
    /// Something on the machine is not as needed.
    pub(crate) fn machine(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self::Machine { what: what.into(), next: next.into() }
    }

    /// A file or folder could not be read or written.
    pub(crate) fn file(path: &std::path::Path, cause: &std::io::Error) -> Self {
        Self::machine(
            format!("{}: {cause}.", path.display()),
            "Check that the file is there and that you may read and write it.",
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interrupted => f.write_str("Stopped."),
            Self::Usage(why) => write!(f, "{why}\nSee `cargo xtask help`."),
            Self::Machine { what, next } => write!(f, "{what}\n{next}"),
            Self::Program { doing, ended } => write!(f, "{doing} failed ({ended})."),
            Self::TestsFailed => f.write_str("Some tests failed."),
        }
    }
}

impl std::error::Error for Failure {}
