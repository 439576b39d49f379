//! The client: what all endpoint methods share.
//!
//! The methods themselves stand beside the types they return: `login.rs`, `account.rs`,
//! `upload.rs`, `file.rs`, `url_import.rs` and `folder.rs`.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use super::account::{Account, Package};
use super::endpoint::Endpoint;
use super::error::{Damage, Error, Limit};
use super::host::{Host, Profile};
use super::reply::{self, Answer, Reply};
use super::request::Fields;
use super::transport::{self, Body, Cause, Failure, OnSent, Request, Transport};
use super::values::Bytes;

/// How a [`Client`] talks to its host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// How long a call may take until its reply is complete; [`Duration::MAX`] for as long as it
    /// needs. The listing of a folder may take four times as long; uploads always as long as they need.
    pub timeout: Duration,
    /// The transport for uploads; all other calls use `fetch`.
    pub transport: Transport,
}

impl Default for Options {
    fn default() -> Options {
        Options { timeout: Duration::from_secs(30), transport: Transport::default() }
    }
}

/// Calls one host's API. Cheap to clone; clones share what was learnt of the host.
///
/// Every method is one request, except where its documentation says otherwise. To cancel a call,
/// drop its future: the request is aborted.
///
/// ```no_run
/// use upload_widget::api::{Client, Credentials, Host, Parent, Profile};
///
/// async fn show_root() -> Result<(), upload_widget::api::Error> {
///     let client = Client::new(Host::of(Profile::Filecloudy));
///     let access = client
///         .authorize(&Credentials::Password {
///             username: "admin".to_owned(),
///             password: "the password".into(),
///         })
///         .await?;
///     let root = client.folder_listing(&access, &Parent::Root).await?;
///     assert!(root.files.iter().all(|file| !file.name.is_empty()));
///     client.disable_access_token(&access).await
/// }
/// ```
#[derive(Clone)]
pub struct Client {
    shared: Rc<Shared>,
}

struct Shared {
    host: Host,
    options: Options,
    /// Endpoints the host turned out not to have, as bits.
    absent: Cell<u32>,
    /// Whether this page has read any reply of the host, so that CORS is no problem.
    readable: Cell<bool>,
    /// Whether a preflight has failed although the page said that the host answers them.
    refuses_preflights: Cell<bool>,
    /// The package last seen, to name the limits the server only hints at.
    package: RefCell<Option<Package>>,
    /// The storage that the account last seen has instead of the package's.
    storage_override: Cell<Option<Bytes>>,
}

impl Client {
    /// A client with the usual options.
    pub fn new(host: Host) -> Client {
        Client::with_options(host, Options::default())
    }

    /// A client with other options.
    pub fn with_options(host: Host, options: Options) -> Client {
        Client {
            shared: Rc::new(Shared {
                host,
                options,
                absent: Cell::new(0),
                readable: Cell::new(false),
                refuses_preflights: Cell::new(false),
                package: RefCell::new(None),
                storage_override: Cell::new(None),
            }),
        }
    }

    /// The host it talks to.
    pub fn host(&self) -> &Host {
        &self.shared.host
    }

    /// Whether a method of that name works, as far as is known: because the host has the
    /// endpoint, or because another one does the same job.
    pub fn can(&self, endpoint: Endpoint) -> bool {
        self.has(endpoint) || endpoint == Endpoint::FileMove && self.has(Endpoint::FileEdit)
    }

    /// Whether the host has the endpoint itself.
    pub(crate) fn has(&self, endpoint: Endpoint) -> bool {
        self.shared.host.supports(endpoint) && self.shared.absent.get() & endpoint.bit() == 0
    }

    pub(crate) fn unsupported(&self, endpoint: Endpoint) -> Error {
        Error::Unsupported { endpoint, host: self.shared.host.name().to_owned() }
    }

    /// Calls an endpoint with form fields.
    pub(crate) async fn call(&self, endpoint: Endpoint, fields: Fields) -> Result<Reply, Error> {
        if !self.has(endpoint) {
            return Err(self.unsupported(endpoint));
        }
        let url = self.url(endpoint);
        let timeout = self.shared.options.timeout;
        let sending = transport::send(Request {
            url: &url,
            body: Body::Form(fields.encode()),
            timeout: Some(match endpoint {
                // A folder may have tens of thousands of files.
                Endpoint::FolderListing => timeout.saturating_mul(4),
                _ => timeout,
            }),
        });
        let answer = match sending.await {
            Ok(answer) => answer,
            Err(failure) => return Err(self.explain(failure).await),
        };
        self.read(&answer, endpoint, &fields)
    }

    /// Uploads: the fields and the file as multipart, without a time limit.
    pub(crate) async fn send_file(
        &self,
        fields: &Fields,
        body: Body,
        on_sent: Option<OnSent>,
    ) -> Result<Reply, Error> {
        let endpoint = Endpoint::FileUpload;
        if !self.has(endpoint) {
            return Err(self.unsupported(endpoint));
        }
        let url = self.url(endpoint);
        let answer = match (body, on_sent) {
            (Body::Multipart(form), Some(on_sent)) if self.may_watch(&url) => {
                self.send_watched(&url, form, on_sent).await
            }
            (body, _) => send_unwatched(&url, body).await,
        };
        match answer {
            Ok(answer) => self.read(&answer, endpoint, fields),
            Err(failure) => Err(match self.explain(failure).await {
                Error::Unreachable { host } if transport::answers(&self.any_url()).await => {
                    Error::Unanswered { host }
                }
                error => error,
            }),
        }
    }

    /// Sends a form with its progress watched, or without when it turns out that the host answers
    /// no preflight after all.
    async fn send_watched(
        &self,
        url: &str,
        form: web_sys::FormData,
        on_sent: OnSent,
    ) -> Result<Answer, Failure> {
        let began = Rc::new(Cell::new(false));
        let watching = {
            let began = Rc::clone(&began);
            Rc::new(move |bytes: Bytes| {
                began.set(true);
                on_sent(bytes);
            })
        };
        let answer = transport::send_watched(url, &form, watching).await;
        let blocked = matches!(answer, Err(Failure::NoAnswer)) && !began.get();
        if blocked && transport::is_cross_origin(url) && !transport::is_offline() {
            let unwatched = send_unwatched(url, Body::Multipart(form)).await;
            // Without an answer it was the connection.
            self.shared.refuses_preflights.set(unwatched.is_ok());
            return unwatched;
        }
        answer
    }

    /// Whether an upload's progress can be watched without a preflight that fails.
    fn may_watch(&self, url: &str) -> bool {
        match self.shared.options.transport {
            Transport::Fetch => false,
            Transport::Auto => !transport::is_cross_origin(url),
            Transport::Watched => {
                !self.shared.refuses_preflights.get() || !transport::is_cross_origin(url)
            }
        }
    }

    fn url(&self, endpoint: Endpoint) -> String {
        [self.shared.host.base().as_str(), endpoint.path()].concat()
    }

    /// Where the API itself answers, whatever it says. Not /authorize, which could take a GET for a
    /// log-in.
    fn any_url(&self) -> String {
        self.url(Endpoint::AccountInfo)
    }

    fn read(&self, answer: &Answer, endpoint: Endpoint, fields: &Fields) -> Result<Reply, Error> {
        self.shared.readable.set(true);
        Reply::read(answer, endpoint).map_err(|error| self.complete(error, fields))
    }

    /// Adds to an error what only the client knows, and takes out what nobody should.
    pub(crate) fn complete(&self, mut error: Error, fields: &Fields) -> Error {
        match &mut error {
            Error::Unsupported { endpoint, host } => {
                if self.shared.host.profile() == Profile::Other {
                    let absent = self.shared.absent.get() | endpoint.bit();
                    self.shared.absent.set(absent);
                }
                *host = self.shared.host.name().to_owned();
            }
            Error::Forbidden { limit, .. } => self.name_limit(limit),
            _ => {}
        }
        if let Some(words) = error.server_words_mut() {
            *words = fields.redact(words);
            reply::cut(words);
        }
        error
    }

    fn name_limit(&self, limit: &mut Limit) {
        let package = self.shared.package.borrow();
        let Some(package) = package.as_ref() else {
            return;
        };
        match limit {
            Limit::FileSize(size) => *size = package.max_upload_size,
            Limit::Storage(size) => {
                *size = self.shared.storage_override.get().or(package.max_storage);
            }
            Limit::ConcurrentUploads(count) => *count = package.concurrent_uploads,
            Limit::UrlImports(count) => *count = package.max_remote_download_urls,
            Limit::Uploading | Limit::FileType | Limit::Demo => {}
        }
    }

    pub(crate) fn remember_package(&self, package: &Package) {
        *self.shared.package.borrow_mut() = Some(package.clone());
    }

    pub(crate) fn remember_account(&self, account: &Account) {
        self.shared.storage_override.set(account.storage_limit_override);
    }

    /// Finds out why no answer came.
    async fn explain(&self, failure: Failure) -> Error {
        let host = self.shared.host.name().to_owned();
        match failure {
            Failure::TimedOut => Error::Timeout,
            Failure::BrokeOff { status } => {
                self.shared.readable.set(true);
                Error::DamagedReply { status, damage: Damage::CutShort }
            }
            // Once a reply was readable, CORS is fine and it is the connection.
            Failure::NoAnswer if self.shared.readable.get() => {
                if transport::is_offline() {
                    Error::Offline
                } else {
                    Error::Unreachable { host }
                }
            }
            Failure::NoAnswer => match transport::find_cause(&self.any_url()).await {
                Cause::Offline => Error::Offline,
                Cause::Unreachable => Error::Unreachable { host },
                Cause::Cors => Error::BlockedByCors { host },
            },
        }
    }
}

async fn send_unwatched(url: &str, body: Body) -> Result<Answer, Failure> {
    transport::send(Request { url, body, timeout: None }).await
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").field("host", &self.shared.host).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::api::fixtures::read;
    use crate::api::reply::LONGEST_WORDS;
    use crate::api::values::{Access, AccessToken, AccountId};

    /// What the client makes of a server's words when this token was sent.
    fn told(status: u16, body: &str, token: &AccessToken) -> Error {
        let error = read(status, body, Endpoint::FolderListing).expect_err("an error");
        let client = Client::new(Host::of(Profile::Filecad));
        let access = Access { token: token.clone(), account_id: AccountId::new("1") };
        client.complete(error, &Fields::with_access(&access))
    }

    #[test]
    fn a_novel_is_cut() {
        let body = format!(r#"{{"_status": "error", "response": "{}"}}"#, "é".repeat(1_000_000));
        let error = told(200, &body, &AccessToken::new("t"));
        assert_eq!(error.server_words().map(|words| words.chars().count()), Some(LONGEST_WORDS));
    }

    #[test]
    fn no_part_of_a_secret_stays_where_words_are_cut() {
        let token = "k7".repeat(64);
        let sent = AccessToken::new(token.clone());
        for before in [LONGEST_WORDS - 127, LONGEST_WORDS - 64, LONGEST_WORDS - 1] {
            let words = ["x".repeat(before), token.clone()].concat();
            let body = format!(r#"{{"_status": "error", "response": "{words}"}}"#);
            let error = told(200, &body, &sent);
            let said = error.server_words().unwrap_or_default();
            assert!(said.ends_with("x…") && !said.contains("k7"), "{said}");
        }
        for status in [200, 502] {
            let page = format!("<html><title>{token}</title></html>");
            assert_eq!(told(status, &page, &sent).server_words(), None);
            let page = format!("<html><title>No {}</title></html>", "k7".repeat(32));
            let error = told(status, &page, &AccessToken::new("k7".repeat(32)));
            assert_eq!(error.server_words(), Some("No …"));
        }
    }
}
