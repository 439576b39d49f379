//! How a request reaches the server.
//!
//! All requests are "simple" in the sense of CORS, whatever the transport: POST, form-urlencoded
//! or multipart, no header of our own. Servers of this family answer OPTIONS with 405, so any
//! other cross-origin request would fail at its preflight.

mod abort;
mod diagnosis;
mod fetch;
mod xhr;

pub(crate) use diagnosis::{Cause, answers, find_cause, is_cross_origin, is_offline};
pub use xhr::OnSent;

use std::time::Duration;

use super::reply::Answer;

/// The browser's way to send an upload. All other calls use `fetch`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Transport {
    /// XMLHttpRequest for a file of a mebibyte or more that somebody wants to see move, on the
    /// page's own origin, where it causes no preflight. `fetch` for the rest.
    #[default]
    Auto,
    /// The same across origins, for a host that is known to answer preflights. Should one fail
    /// after all, the client goes on with `fetch`.
    Watched,
    /// `fetch` for all. It tells nothing of the bytes that are on their way.
    Fetch,
}

/// What is sent.
pub(crate) enum Body {
    /// Form fields, already encoded.
    Form(String),
    /// Form fields and a file.
    Multipart(web_sys::FormData),
    /// The same, written out.
    Bytes {
        /// `multipart/form-data` with its boundary.
        content_type: String,
        /// All of it.
        bytes: js_sys::Uint8Array,
    },
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
}

/// Sends a request through `fetch` and reads the whole answer. Dropping the future aborts it.
pub(crate) async fn send(request: Request<'_>) -> Result<Answer, Failure> {
    fetch::send(request).await
}

/// Posts a form through XMLHttpRequest and tells how many bytes have left. Dropping the future
/// aborts it. Across origins it needs a host that answers preflights.
pub(crate) async fn send_watched(
    url: &str,
    form: &web_sys::FormData,
    on_sent: OnSent,
) -> Result<Answer, Failure> {
    xhr::send(url, form, on_sent).await
}

/// The longest wait that a server gets: nobody sits longer before a page that does nothing.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// What a Retry-After header says: a number of seconds, or a date.
fn wait_of(header: &str) -> Option<Duration> {
    let wait = match header.trim().parse::<u32>() {
        Ok(seconds) => Duration::from_secs(u64::from(seconds)),
        Err(_) => {
            let wait = js_sys::Date::parse(header) - js_sys::Date::now();
            // A date that cannot be read is no number.
            (wait > 0.0).then(|| Duration::from_millis(wait as u64))?
        }
    };
    Some(wait.min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_left_alone_for_an_hour_at_most() {
        for (header, seconds) in [("0", 0), (" 7 ", 7), ("86400", 3600), ("5000000", 3600)] {
            assert_eq!(wait_of(header), Some(Duration::from_secs(seconds)), "{header}");
        }
    }
}
