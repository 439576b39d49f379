//! From an HTTP answer to a reply or an error.

use std::fmt;
use std::time::Duration;

use super::endpoint::Endpoint;
use super::error::{Damage, Error, Missing};
use super::json::Json;
use super::{message, salvage};

/// An HTTP answer as a transport hands it over.
#[derive(Clone, Default, PartialEq)]
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
#[derive(Clone, Default, PartialEq)]
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
        let result = match salvage::find_json(&answer.body) {
            Some(json) => Reply::read_json(json, answer.status, endpoint),
            None => Err(without_json(answer, endpoint)),
        };
        result.map_err(|mut error| {
            if let Error::RateLimited { retry_after, .. } | Error::Server { retry_after, .. } =
                &mut error
            {
                *retry_after = answer.retry_after;
            }
            error
        })
    }

    fn read_json(json: Json, status: u16, endpoint: Endpoint) -> Result<Reply, Error> {
        let words = words(&json);
        if words.as_deref().is_some_and(says_no_such_endpoint) {
            return Err(Error::Unsupported { endpoint, host: String::new() });
        }
        let is_failure = status_word_is(&json, "error");
        let is_success = status_word_is(&json, "success") && !is_failure;
        Err(match words {
            _ if is_success && (200..300).contains(&status) => return Ok(Reply { json }),
            words if status == 429 => of_status(status, endpoint, words),
            Some(words) => message::classify(words, endpoint, status),
            None if (200..300).contains(&status) && !is_failure => {
                Error::DamagedReply { status, damage: Damage::Lacks("_status") }
            }
            None => of_status(status, endpoint, None),
        })
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

/// Leaves out the body, which may hold a token.
impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Answer")
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Leaves out the content, which may hold a token.
impl fmt::Debug for Reply {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Reply").finish_non_exhaustive()
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
            | Error::NotFound { what: Missing::Unknown, .. }
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

/// The most that is kept of what a server says, in characters.
pub(crate) const LONGEST_WORDS: usize = 2000;

/// What the server says, wherever it put it.
fn words(json: &Json) -> Option<String> {
    match json {
        Json::Text(_) => json.filled(),
        _ => ["response", "0", "error", "message"].iter().find_map(|key| json.get(key).filled()),
    }
}

/// Cuts what a server says to a length that can be kept and shown. Only once no secret is in it any
/// more: of one across the cut a part would stay, and nobody would know it again.
pub(crate) fn cut(words: &mut String) {
    if let Some((end, _)) = words.char_indices().nth(LONGEST_WORDS) {
        words.truncate(end);
    }
}

fn status_word_is(json: &Json, word: &str) -> bool {
    ["_status", "status"].iter().any(|key| {
        json.get(key).text().is_some_and(|status| status.trim().eq_ignore_ascii_case(word))
    })
}

fn says_no_such_endpoint(words: &str) -> bool {
    words.starts_with("No endpoint found for") || words.starts_with("No method found within")
}

/// The error that an HTTP status stands for, where the server's words do not decide.
pub(crate) fn of_status(status: u16, endpoint: Endpoint, message: Option<String>) -> Error {
    match status {
        400 => Error::BadInput { message },
        401 if endpoint == Endpoint::Authorize => Error::BadCredentials { message },
        401 => Error::TokenRejected { message },
        404 => Error::NotFound { what: Missing::Unknown, message },
        413 => Error::TooLargeForServer { message },
        429 => Error::RateLimited { retry_after: None, message },
        _ => Error::Server { status, message, retry_after: None },
    }
}

/// For an answer that has no JSON in it.
fn without_json(answer: &Answer, endpoint: Endpoint) -> Error {
    let status = answer.status;
    let body = salvage::trim(&answer.body);
    let page = is_page(body);
    let damage = if page && is_shield(body) {
        Damage::Shield
    } else {
        match status {
            413 | 429 => return of_status(status, endpoint, None),
            500.. => return of_status(status, endpoint, title(body)),
            // Whoever stands before the host wrote it, and means neither the token nor the file.
            _ if page => Damage::Page(title(body)),
            400.. => return of_status(status, endpoint, None),
            _ if body.is_empty() => Damage::Empty,
            _ if salvage::is_cut_short(body) => Damage::CutShort,
            _ => Damage::NotJson,
        }
    };
    Error::DamagedReply { status, damage }
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

/// The title of a web page, unless it is too long to show: cut, it might hold a part of a secret.
fn title(body: &str) -> Option<String> {
    let lower = body.to_ascii_lowercase();
    let start = lower.find("<title>")? + "<title>".len();
    let end = start + lower.get(start..)?.find("</title>")?;
    let title = body.get(start..end)?.trim();
    (!title.is_empty() && title.chars().count() <= 120).then(|| title.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::api::fixtures::{self, read};
    use crate::api::host::Profile;

    const LISTING: Endpoint = Endpoint::FolderListing;

    fn error(status: u16, body: &str) -> Error {
        read(status, body, LISTING).expect_err("an error")
    }

    #[test]
    fn every_published_sample_is_read() {
        let cells: Vec<_> = fixtures::cells().collect();
        assert_eq!(cells.len(), 87);
        for (profile, endpoint) in cells {
            fixtures::reply(profile, endpoint);
        }
    }

    #[test]
    fn both_error_keys_are_errors() {
        for profile in Profile::KNOWN {
            let sample = fixtures::text(profile, "error");
            for body in [sample.replace("\"status\"", "\"_status\""), sample] {
                let error = read(200, &body, Endpoint::Authorize).expect_err("an error");
                assert_eq!(error.code(), "bad-credentials");
                assert!(error.server_words().is_some_and(|words| words.starts_with("Could not")));
            }
        }
    }

    #[test]
    fn success_needs_a_sign_of_success() {
        assert!(read(200, r#"{"_status": "success"}"#, LISTING).is_ok());
        assert!(read(200, r#"{"status": "success", "data": []}"#, LISTING).is_ok());
        for body in
            ["[]", "{}", "null", "false", "1", r#"{"data": []}"#, r#"{"response": "Sorry."}"#]
        {
            assert!(read(200, body, LISTING).is_err(), "{body}");
        }
        let silent = error(200, r#"{"response": "Folder successfully moved."}"#);
        assert_eq!(silent.code(), "damaged-reply");
        assert!(silent.leaves_outcome_open());
        assert!(read(500, r#"{"_status": "success", "data": {"id": 1}}"#, LISTING).is_err());
        let both = r#"{"_status": "success", "status": "error", "response": "No."}"#;
        assert!(read(200, both, LISTING).is_err());
    }

    #[test]
    fn a_missing_endpoint_is_unsupported_in_all_its_shapes() {
        for (status, body) in [
            (404, r#""No endpoint found for: folder""#),
            (
                404,
                r#"{"0": "No method found within endpoint (folder): listing", "_status": "error"}"#,
            ),
            (
                405,
                r#"{"0": "No method found within endpoint (folder): listing", "_status": "error"}"#,
            ),
            (200, r#"{"_status": "error", "response": "No endpoint found for: folder"}"#),
        ] {
            assert_eq!(error(status, body).code(), "unsupported", "{body}");
        }
    }

    #[test]
    fn documented_http_codes_have_meanings() {
        let said = r#"{"_status": "error", "response": "Something."}"#;
        for (status, code) in [
            (400, "bad-input"),
            (401, "token-rejected"),
            (404, "not-found"),
            (405, "server"),
            (413, "too-large-for-server"),
            (429, "rate-limited"),
            (500, "server"),
            (503, "server"),
        ] {
            assert_eq!(error(status, said).code(), code, "{status}");
            assert_eq!(error(status, said).server_words(), Some("Something."), "{status}");
        }
        let login = read(401, said, Endpoint::Authorize).expect_err("an error");
        assert_eq!(login.code(), "bad-credentials");
    }

    #[test]
    fn a_documented_http_code_needs_no_words() {
        for body in ["", "Denied.", r#"{"_status": "error"}"#] {
            for (status, code, transient) in [
                (400, "bad-input", false),
                (401, "token-rejected", false),
                (403, "server", false),
                (404, "not-found", false),
                (405, "server", false),
                (413, "too-large-for-server", false),
                (429, "rate-limited", true),
                (500, "server", true),
            ] {
                let error = error(status, body);
                assert_eq!((error.code(), error.is_transient()), (code, transient), "{status}");
            }
            let login = read(401, body, Endpoint::Authorize).expect_err("an error");
            assert_eq!(login.code(), "bad-credentials");
        }
    }

    #[test]
    fn pages_are_told_apart() {
        let page = |title: &str| {
            format!("<!DOCTYPE html><html><head><title>{title}</title></head><body>…</body></html>")
        };
        for (status, title, code) in [
            (200, "Log in", "page-instead-of-reply"),
            (401, "401 Authorization Required", "page-instead-of-reply"),
            (403, "Access denied", "page-instead-of-reply"),
            (404, "Not found", "page-instead-of-reply"),
            (413, "413 Request Entity Too Large", "too-large-for-server"),
            (429, "Slow down", "rate-limited"),
            (502, "502 Bad Gateway", "server"),
            (520, "Unknown error", "server"),
            (524, "A timeout occurred", "server"),
            (503, "Just a moment...", "shielded"),
            (403, "Checking your browser before accessing", "shielded"),
        ] {
            assert_eq!(error(status, &page(title)).code(), code, "{status} {title}");
        }
        assert_eq!(error(200, &page("Log in")).server_words(), Some("Log in"));
    }

    #[test]
    fn damage_is_told_apart() {
        let sample = fixtures::text(Profile::Filecloudy, "folder/listing");
        for end in 1..sample.trim_end().len() {
            let code = error(200, &sample[..end]).code();
            assert_eq!(code, "reply-cut-short", "{}", &sample[..end]);
        }
        assert_eq!(error(200, "").code(), "empty-reply");
        assert_eq!(error(200, " \u{feff}\n").code(), "empty-reply");
        assert_eq!(error(200, "Fatal error: out of memory").code(), "damaged-reply");
    }

    #[test]
    fn the_wait_asked_for_is_kept() {
        let retry_after = Some(Duration::from_secs(7));
        for status in [429, 503] {
            for body in ["", r#"{"_status": "error", "response": "Later."}"#] {
                let answer =
                    Answer { status, retry_after, body: body.to_owned(), ..Answer::default() };
                let error = Reply::read(&answer, LISTING).expect_err("an error");
                assert_eq!(error.retry_after(), retry_after);
                assert!(error.is_transient());
            }
        }
    }

    #[test]
    fn debug_output_holds_no_token() {
        let body = fixtures::text(Profile::Filecad, "authorize");
        let answer = Answer { status: 200, body, ..Answer::default() };
        let reply = Reply::read(&answer, Endpoint::Authorize).expect("a reply");
        let token = reply.access().expect("access").token;
        assert!(!format!("{answer:?} {reply:?}").contains(token.expose()));
    }

    #[test]
    fn a_redirect_that_lost_the_content_says_so() {
        let read = |body: &str, endpoint| {
            let redirected_to = Some("https://www.h.example/api/v2/file/upload?a=b".to_owned());
            let answer =
                Answer { status: 200, redirected_to, body: body.to_owned(), ..Answer::default() };
            Reply::read(&answer, endpoint)
        };
        let lost = r#"{"_status": "error", "response": "Please provide the access_token param."}"#;
        let error = read(lost, Endpoint::FileUpload).expect_err("an error");
        assert_eq!(error.code(), "redirected");
        assert!(error.to_string().contains("https://www.h.example/api/v2/file/upload)"));
        let rejected = r#"{"_status": "error", "response": "Could not validate access_token and account_id, please reauthenticate or try again."}"#;
        assert_eq!(read(rejected, LISTING).expect_err("an error").code(), "token-rejected");
        assert!(read(r#"{"_status": "success"}"#, LISTING).is_ok());
    }
}
