//! What can go wrong, as callers act on it.

mod sentence;

use std::time::Duration;

use super::endpoint::Endpoint;
use super::values::Bytes;

/// Why a call failed.
///
/// `Display` is one English sentence with what to do next, for developers and logs. An interface
/// in other languages looks its own sentence up by [`Error::code`] and shows
/// [`Error::server_words`] beside it. No variant ever holds a password, key or token.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The user name and password, or the pair of keys, do not open an account. Hosts say the
    /// same of a locked account. Never retried by itself: a handful of failures locks the account.
    BadCredentials {
        /// The server's words, if any.
        message: Option<String>,
    },
    /// The account is locked, and the host says so.
    AccountLocked {
        /// The server's words, if any.
        message: Option<String>,
    },
    /// The account's type may not use the API.
    NoApiAccess {
        /// The server's words, if any.
        message: Option<String>,
    },
    /// The token is unknown, expired or replaced: take a newer one or authorize again, once. Or
    /// nobody is logged in, so that there is none.
    TokenRejected {
        /// The server's words, if any.
        message: Option<String>,
    },
    /// What the call is about does not exist, or belongs to another account.
    NotFound {
        /// What was not found.
        what: Missing,
        /// The server's words, if any.
        message: Option<String>,
    },
    /// The account's package does not allow it.
    Forbidden {
        /// The limit that was met.
        limit: Limit,
        /// The server's words; none when the limit was met before anything was sent.
        message: Option<String>,
    },
    /// The file has no bytes. Hosts refuse that.
    EmptyFile {
        /// The server's words, if any.
        message: Option<String>,
    },
    /// The server takes no request of this size, whatever the package says.
    TooLargeForServer {
        /// The server's words, if any.
        message: Option<String>,
    },
    /// The host's own storage machine did not take the file.
    StorageUnavailable {
        /// The server's words, if any.
        message: Option<String>,
    },
    /// A parameter is missing or makes no sense.
    BadInput {
        /// The server's words, if any.
        message: Option<String>,
    },
    /// Too many calls.
    RateLimited {
        /// How long to wait, if the server told and the browser lets us know.
        retry_after: Option<Duration>,
        /// The server's words, if any.
        message: Option<String>,
    },
    /// The host does not offer this. Usually found out before any request is sent.
    Unsupported {
        /// What was asked for.
        endpoint: Endpoint,
        /// The host's name.
        host: String,
    },
    /// Anything else the server said.
    Server {
        /// The HTTP status; 200 for most errors of this API.
        status: u16,
        /// The server's words, if any.
        message: Option<String>,
        /// How long to wait, if the server told.
        retry_after: Option<Duration>,
    },
    /// The reply cannot be read or lacks what it must have.
    DamagedReply {
        /// The HTTP status it came with.
        status: u16,
        /// What is wrong with it.
        damage: Damage,
    },
    /// No answer came, or the connection broke.
    Unreachable {
        /// The host's name.
        host: String,
    },
    /// No answer came to an upload, although the host answers others: a proxy in front of it that
    /// refuses a large body often says so in a way that the browser keeps from the page. Or the
    /// connection broke.
    Unanswered {
        /// The host's name.
        host: String,
    },
    /// The host is there, but the browser may not hand its reply to this page.
    BlockedByCors {
        /// The host's name.
        host: String,
    },
    /// The browser is offline.
    Offline,
    /// No complete reply within the time set.
    Timeout,
    /// Somebody logged out meanwhile.
    Cancelled,
}

/// What a call did not find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The file.
    File,
    /// The folder.
    Folder,
    /// The folder to move or copy into.
    Destination,
    /// The scheduled URL import.
    Import,
    /// The host does not say.
    Unknown,
}

/// A limit of the account's package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The largest file that may be uploaded, if known.
    FileSize(Option<Bytes>),
    /// Nothing may be uploaded.
    Uploading,
    /// The storage is full; its size, if known.
    Storage(Option<Bytes>),
    /// Uploads at a time, if known.
    ConcurrentUploads(Option<u32>),
    /// Addresses in one batch of URL imports, if known.
    UrlImports(Option<u32>),
    /// Files of this type.
    FileType,
    /// A demo account, which may change nothing.
    Demo,
}

/// What is wrong with a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damage {
    /// There is nothing in it.
    Empty,
    /// A web page came instead: the address is wrong, or something between answered. With the
    /// page's title, if it has one.
    Page(Option<String>),
    /// A shield against overload wants to see a browser first.
    Shield,
    /// It breaks off in the middle.
    CutShort,
    /// It is no JSON.
    NotJson,
    /// The request was redirected to this address, where its content was lost.
    Redirected(String),
    /// It is JSON without the field that matters.
    Lacks(&'static str),
}

/// The place of the server's words, where an error has one, in whatever way the error is held.
macro_rules! message_of {
    ($error:expr) => {
        match $error {
            Error::BadCredentials { message }
            | Error::AccountLocked { message }
            | Error::NoApiAccess { message }
            | Error::TokenRejected { message }
            | Error::NotFound { message, .. }
            | Error::Forbidden { message, .. }
            | Error::EmptyFile { message }
            | Error::StorageUnavailable { message }
            | Error::BadInput { message }
            | Error::TooLargeForServer { message }
            | Error::RateLimited { message, .. }
            | Error::Server { message, .. }
            | Error::DamagedReply { damage: Damage::Page(message), .. } => Some(message),
            _ => None,
        }
    };
}

impl Error {
    /// A stable word for this kind of error, in kebab case.
    pub const fn code(&self) -> &'static str {
        match self {
            Error::BadCredentials { .. } => "bad-credentials",
            Error::AccountLocked { .. } => "account-locked",
            Error::NoApiAccess { .. } => "no-api-access",
            Error::TokenRejected { .. } => "token-rejected",
            Error::NotFound { what, .. } => match what {
                Missing::File => "file-not-found",
                Missing::Folder => "folder-not-found",
                Missing::Destination => "destination-not-found",
                Missing::Import => "import-not-found",
                Missing::Unknown => "not-found",
            },
            Error::Forbidden { limit, .. } => match limit {
                Limit::FileSize(_) => "file-too-large",
                Limit::Uploading => "uploading-forbidden",
                Limit::Storage(_) => "storage-full",
                Limit::ConcurrentUploads(_) => "too-many-uploads",
                Limit::UrlImports(_) => "too-many-imports",
                Limit::FileType => "file-type-forbidden",
                Limit::Demo => "demo-account",
            },
            Error::EmptyFile { .. } => "empty-file",
            Error::TooLargeForServer { .. } => "too-large-for-server",
            Error::StorageUnavailable { .. } => "storage-unavailable",
            Error::BadInput { .. } => "bad-input",
            Error::RateLimited { .. } => "rate-limited",
            Error::Unsupported { .. } => "unsupported",
            Error::Server { .. } => "server",
            Error::DamagedReply { damage, .. } => match damage {
                Damage::Empty => "empty-reply",
                Damage::Page(_) => "page-instead-of-reply",
                Damage::Shield => "shielded",
                Damage::CutShort => "reply-cut-short",
                Damage::Redirected(_) => "redirected",
                Damage::NotJson | Damage::Lacks(_) => "damaged-reply",
            },
            Error::Unreachable { .. } => "unreachable",
            Error::Unanswered { .. } => "unanswered",
            Error::BlockedByCors { .. } => "blocked-by-cors",
            Error::Offline => "offline",
            Error::Timeout => "timeout",
            Error::Cancelled => "cancelled",
        }
    }

    /// What the server said, word for word. Show it as text, never as HTML.
    pub fn server_words(&self) -> Option<&str> {
        message_of!(self)?.as_deref()
    }

    /// Whether the same call may work a little later without anybody changing anything.
    pub fn is_transient(&self) -> bool {
        match self {
            Error::RateLimited { .. }
            | Error::StorageUnavailable { .. }
            | Error::Unreachable { .. }
            | Error::Unanswered { .. }
            | Error::Offline
            | Error::Timeout
            | Error::Forbidden { limit: Limit::ConcurrentUploads(_), .. } => true,
            Error::Server { status, .. } => *status >= 500,
            Error::DamagedReply { status, damage } => match damage {
                Damage::Empty | Damage::CutShort | Damage::Shield => true,
                Damage::Redirected(_) => false,
                Damage::Page(_) | Damage::NotJson | Damage::Lacks(_) => *status >= 500,
            },
            _ => false,
        }
    }

    /// Whether nothing was heard of the server: it may not even know of the call.
    pub(crate) fn leaves_host_unheard(&self) -> bool {
        matches!(
            self,
            Error::Offline
                | Error::Unreachable { .. }
                | Error::Unanswered { .. }
                | Error::Timeout
                | Error::Cancelled
        )
    }

    /// Whether the server may have done what was asked although the call failed. An upload that
    /// ends like this may be stored: look before sending it again.
    pub fn leaves_outcome_open(&self) -> bool {
        match self {
            Error::Unreachable { .. }
            | Error::Unanswered { .. }
            | Error::BlockedByCors { .. }
            | Error::Offline
            | Error::Timeout
            | Error::Cancelled
            | Error::StorageUnavailable { .. }
            | Error::DamagedReply { .. } => true,
            Error::Server { status, .. } => *status >= 500,
            _ => false,
        }
    }

    /// How long the server asked to be left alone.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Error::RateLimited { retry_after, .. } | Error::Server { retry_after, .. } => {
                *retry_after
            }
            _ => None,
        }
    }

    /// The place of the server's words, to take secrets out.
    pub(crate) fn server_words_mut(&mut self) -> Option<&mut String> {
        message_of!(self)?.as_mut()
    }
}

impl std::error::Error for Error {}
