//! An English sentence for each error, with what to do next.

use std::fmt;

use super::{Damage, Error, Limit, Missing};

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(sentence(self))?;
        match self {
            Error::Unsupported { endpoint, host } => {
                write!(formatter, " ({endpoint} at {host})")?;
            }
            Error::Unreachable { host }
            | Error::Unanswered { host }
            | Error::BlockedByCors { host } => {
                write!(formatter, " ({host})")?;
            }
            Error::Server { status, .. } | Error::DamagedReply { status, .. } if *status != 200 => {
                write!(formatter, " (HTTP {status})")?;
            }
            Error::DamagedReply { damage: Damage::Lacks(field), .. } => {
                write!(formatter, " (no {field})")?;
            }
            Error::DamagedReply { damage: Damage::Redirected(address), .. } => {
                write!(formatter, " ({address})")?;
            }
            _ => {}
        }
        if let Some(words) = self.server_words() {
            write!(formatter, " The host said: {words}")?;
        }
        Ok(())
    }
}

fn sentence(error: &Error) -> &'static str {
    match error {
        Error::BadCredentials { .. } => {
            "The host did not accept the log-in. Check what you entered; after several failures it locks the account for a while."
        }
        Error::AccountLocked { .. } => {
            "The account is locked. Wait, or ask the host's support to unlock it."
        }
        Error::NoApiAccess { .. } => {
            "This type of account may not use the upload API. Ask the host's support or upgrade the account."
        }
        Error::TokenRejected { .. } => "There is no valid access token. Log in again.",
        Error::NotFound { what, .. } => match what {
            Missing::File => "The file does not exist on the host any more. List the folder again.",
            Missing::Folder => {
                "The folder does not exist on the host any more. Choose another one."
            }
            Missing::Destination => {
                "The target folder does not exist on the host any more. Choose another one."
            }
            Missing::Import => "The host knows nothing of this URL import. Add the address again.",
            Missing::Unknown => "The host did not find it. Check the API's base address.",
        },
        Error::Forbidden { limit, .. } => match limit {
            Limit::FileSize(_) => {
                "The file is larger than the account's package allows. Choose a smaller file or upgrade the account."
            }
            Limit::Uploading => "The account may not upload. Upgrade the account.",
            Limit::Storage(_) => "The account's storage is full. Delete something or upgrade.",
            Limit::ConcurrentUploads(_) => {
                "The account allows no more uploads at a time. Wait until one has finished."
            }
            Limit::UrlImports(_) => {
                "The account allows fewer addresses at a time. Add them in smaller batches."
            }
            Limit::FileType => "The host does not take files of this type. Choose another file.",
            Limit::Demo => "This is a demo account, which may change nothing. Use your own.",
        },
        Error::EmptyFile { .. } => "The file is empty, and the host takes no empty files.",
        Error::TooLargeForServer { .. } => {
            "The file is too large for the host's server. Choose a smaller one, or tell the host's operator."
        }
        Error::StorageUnavailable { .. } => {
            "The host's storage did not take the file. Try again later."
        }
        Error::BadInput { .. } => "The host did not accept one of the values. Correct it.",
        Error::RateLimited { .. } => "Too many calls. Wait before trying again.",
        Error::Unsupported { .. } => "This host does not offer that.",
        Error::Server { status, .. } if *status >= 500 => {
            "The host's server has a problem. Try again later."
        }
        Error::Server { .. } => "The host refused.",
        Error::DamagedReply { damage, .. } => match damage {
            Damage::Empty => "The host's reply is empty. Try again later.",
            Damage::Page(_) => {
                "A web page came instead of an API reply. Check the API's base address, or try again later."
            }
            Damage::Shield => {
                "A shield in front of the host wants to see a browser first. Open the host in a tab, then try again."
            }
            Damage::CutShort => "The host's reply was cut short. Try again.",
            Damage::Redirected(_) => {
                "The host sends calls on to another address, and their content is lost on the way. Use that address as the API's base."
            }
            Damage::NotJson | Damage::Lacks(_) => {
                "The host's reply cannot be read. Try again, or tell the host's operator."
            }
        },
        Error::Unreachable { .. } => {
            "The host did not answer, or the connection broke. Check the address, the connection and the page's content security policy."
        }
        Error::Unanswered { .. } => {
            "The host answers, but not to this upload: the file may be too large for its server, or the connection broke. Try again, or choose a smaller file."
        }
        Error::BlockedByCors { .. } => {
            "The host answers, but does not allow pages of other sites to read its replies. Use a page on the host itself, a reverse proxy on this site, or ask the operator to send \"Access-Control-Allow-Origin\" (check its spelling)."
        }
        Error::Offline => "The browser is offline. Reconnect and try again.",
        Error::Timeout => "The host took too long to answer. Try again.",
        Error::Cancelled => "Cancelled.",
    }
}
