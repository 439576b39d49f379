//! From an HTTP answer to a reply or an error.

use std::time::Duration;

use super::endpoint::Endpoint;
use super::error::{Damage, Error, Missing};
use super::json::Json;
use super::{message, salvage};

/// An HTTP answer as a transport hands it over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// What the header Retry-After asks for, if the browser shows it.
    pub retry_after: Option<Duration>,
    /// The address the answer came from, if the request was redirected.
    pub redirected_to: Option<String>,
    /// The body.
    pub body: String,
}

/// A successful reply.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    json: Json,
}

impl Reply {
    /// Reads the answer of `endpoint`.
    ///
    /// # Errors
    /// Every [`Error`] a server can cause. [`Error::Unsupported`] carries a blank host name, which
    /// the client fills in.
    pub fn read(answer: &Answer, endpoint: Endpoint) -> Result<Reply, Error> {
        let result = Reply::read_directly(answer, endpoint);
        match &answer.redirected_to {
            Some(address) if result.as_ref().is_err_and(may_be_from_a_lost_body) => {
                Err(Error::DamagedReply {
                    status: answer.status,
                    damage: Damage::Redirected(without_query(address).to_owned()),
                })
            }
            _ => result,
        }
    }

    fn read_directly(answer: &Answer, endpoint: Endpoint) -> Result<Reply, Error> {
        let Some(json) = salvage::find_json(&answer.body) else {
            return Err(without_json(answer));
        };
        let status = answer.status;
        let words = words(&json);
        if let Some(words) = &words
            && says_no_such_endpoint(words)
        {
            return Err(Error::Unsupported { endpoint, host: String::new() });
        }
        if status == 429 {
            return Err(Error::RateLimited { retry_after: answer.retry_after, message: words });
        }
        if is_success(&json, words.as_deref()) && (200..300).contains(&status) {
            return Ok(Reply { json });
        }
        let mut error = match words {
            Some(words) => message::classify(words, endpoint, status),
            None => without_words(status, endpoint, is_failure(&json)),
        };
        if let Error::Server { retry_after, .. } = &mut error {
            *retry_after = answer.retry_after;
        }
        Err(error)
    }

    /// The `data` of the reply.
    pub fn data(&self) -> &Json {
        self.json.get("data")
    }

    /// Any other part of the reply.
    pub fn get(&self, key: &str) -> &Json {
        self.json.get(key)
    }

    /// What the server said of its success.
    pub fn message(&self) -> Option<String> {
        self.json.get("response").filled()
    }
}

/// At most redirects browsers turn a POST into a GET without its body. What the server then says
/// of the missing parameters is misleading.
fn may_be_from_a_lost_body(error: &Error) -> bool {
    matches!(
        error,
        Error::BadInput { .. }
            | Error::TooLargeForServer { .. }
            | Error::DamagedReply { .. }
            | Error::Server { status: 405, .. }
    )
}

/// The error of a reply that succeeded but lacks what it is for.
pub(crate) fn lacks(field: &'static str) -> Error {
    Error::DamagedReply { status: 200, damage: Damage::Lacks(field) }
}

fn without_query(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

/// What the server says, wherever it put it.
fn words(json: &Json) -> Option<String> {
    if let Json::Text(_) = json {
        return json.filled();
    }
    ["response", "0", "error", "message"].iter().find_map(|key| json.get(key).filled())
}

fn status_word_is(json: &Json, word: &str) -> bool {
    ["_status", "status"].iter().any(|key| {
        json.get(key).text().is_some_and(|status| status.trim().eq_ignore_ascii_case(word))
    })
}

fn is_failure(json: &Json) -> bool {
    status_word_is(json, "error")
}

fn is_success(json: &Json, words: Option<&str>) -> bool {
    if is_failure(json) {
        return false;
    }
    status_word_is(json, "success")
        || json.get("data").is_object()
        || !json.get("data").entries().is_empty()
        || json.has("response") && words.is_some_and(message::is_success)
}

fn says_no_such_endpoint(words: &str) -> bool {
    words.starts_with("No endpoint found for") || words.starts_with("No method found within")
}

/// For an error whose reply carries no sentence.
fn without_words(status: u16, endpoint: Endpoint, says_error: bool) -> Error {
    match status {
        401 if endpoint == Endpoint::Authorize => Error::BadCredentials { message: None },
        401 => Error::TokenRejected { message: None },
        404 => Error::NotFound { what: Missing::Unknown, message: None },
        413 => Error::TooLargeForServer { message: None },
        200..300 if !says_error => Error::DamagedReply { status, damage: Damage::Lacks("_status") },
        _ => Error::Server { status, message: None, retry_after: None },
    }
}

/// For an answer that has no JSON in it.
fn without_json(answer: &Answer) -> Error {
    let status = answer.status;
    let body = salvage::trim(&answer.body);
    let page = is_page(body);
    if page && is_shield(body) {
        return Error::DamagedReply { status, damage: Damage::Shield };
    }
    match status {
        413 => Error::TooLargeForServer { message: None },
        429 => Error::RateLimited { retry_after: answer.retry_after, message: None },
        500.. => Error::Server { status, message: title(body), retry_after: answer.retry_after },
        _ => {
            let damage = if body.is_empty() {
                Damage::Empty
            } else if salvage::is_cut_short(body) {
                Damage::CutShort
            } else if page {
                Damage::Page(title(body))
            } else {
                Damage::NotJson
            };
            Error::DamagedReply { status, damage }
        }
    }
}

fn is_page(body: &str) -> bool {
    let start: String = body.chars().take(512).collect();
    let start = start.to_ascii_lowercase();
    start.starts_with("<!doctype") || start.contains("<html") || start.contains("<head")
}

fn is_shield(body: &str) -> bool {
    let body = body.to_ascii_lowercase();
    ["checking your browser", "just a moment...", "ddos protection by", "cf-browser-verification"]
        .iter()
        .any(|sign| body.contains(sign))
}

/// The title of a web page, short enough to show.
fn title(body: &str) -> Option<String> {
    let lower = body.to_ascii_lowercase();
    let start = lower.find("<title>")? + "<title>".len();
    let end = start + lower.get(start..)?.find("</title>")?;
    let title: String = body.get(start..end)?.trim().chars().take(120).collect();
    (!title.is_empty()).then_some(title)
}
