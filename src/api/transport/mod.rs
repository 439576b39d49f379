//! How a request reaches the server.
//!
//! All requests are "simple" in the sense of CORS, whatever the transport: POST, form-urlencoded
//! or multipart, no header of our own. Servers of this family answer OPTIONS with 405, so any
//! other cross-origin request would fail at its preflight.

mod abort;
mod diagnosis;
mod fetch;

pub(crate) use diagnosis::{Cause, find_cause, is_offline};

use std::time::Duration;

use super::reply::Answer;

/// The browser's way to send a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Transport {
    /// `fetch`. It tells nothing of the bytes that are on their way.
    #[default]
    Fetch,
}

/// What is sent.
pub(crate) enum Body {
    /// Form fields, already encoded.
    Form(String),
    /// Form fields and a file.
    Multipart(web_sys::FormData),
}

/// A request on its way down.
pub(crate) struct Request<'a> {
    pub(crate) url: &'a str,
    pub(crate) body: Body,
    /// How long a complete reply may take; none means as long as it needs.
    pub(crate) timeout: Option<Duration>,
}

/// Why no answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The browser says no more than that: a network, CORS or content policy problem.
    NoAnswer,
    /// An answer began and its connection broke.
    BrokeOff {
        /// The HTTP status it began with.
        status: u16,
    },
    /// Time ran out.
    TimedOut,
    /// Somebody aborted the request.
    Aborted,
}

impl Transport {
    /// Sends a request and reads the whole answer. Dropping the future aborts the request.
    pub(crate) async fn send(self, request: Request<'_>) -> Result<Answer, Failure> {
        match self {
            Transport::Fetch => fetch::send(request).await,
        }
    }
}
