//! `/file/url_upload_add` and `/file/url_upload_status`.

use std::time::Duration;

use gloo_timers::future::sleep;

use super::client::Client;
use super::endpoint::Endpoint;
use super::error::Error;
use super::json::Json;
use super::message;
use super::reply::{Reply, lacks};
use super::request::Fields;
use super::values::{Access, Bytes, DateTime, FileId, Link, Parent, ScheduledItemId};

/// A URL import that the host has taken on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "javascript", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct ScheduledImport {
    /// Its number, to ask for its progress.
    pub id: ScheduledItemId,
    /// The address as the host understood it.
    pub url: Option<Link>,
}

/// How far a URL import is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "javascript", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct UrlImport {
    /// Its number.
    pub id: Option<ScheduledItemId>,
    /// How far it is.
    pub state: ImportState,
    /// When it was added.
    pub created: Option<DateTime>,
    /// When the host began to fetch.
    pub started: Option<DateTime>,
    /// When it ended.
    pub finished: Option<DateTime>,
    /// The size of the whole file, once known.
    pub total_size: Option<Bytes>,
    /// The file, once complete.
    pub file: Option<ImportedFile>,
    /// What the server says of it, usually why it failed.
    pub message: Option<String>,
}

/// How far a URL import is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "javascript", derive(serde::Serialize), serde(rename_all = "lowercase"))]
pub enum ImportState {
    /// It waits its turn.
    Pending,
    /// The host is fetching.
    Downloading,
    /// The file is there.
    Complete,
    /// It did not work.
    Failed,
    /// Somebody stopped it.
    Cancelled,
    /// A state no document names, in the server's words.
    #[cfg_attr(feature = "javascript", serde(untagged))]
    Other(String),
}

/// A file the host fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "javascript", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct ImportedFile {
    /// Its number on the host.
    pub file_id: Option<FileId>,
    /// Its name.
    pub name: String,
    /// Its size.
    pub size: Option<Bytes>,
    /// Its public page.
    pub url: Option<Link>,
}

impl ImportState {
    fn decode(json: &Json) -> Option<ImportState> {
        let word = json.filled()?.trim().to_ascii_lowercase();
        Some(match word.as_str() {
            "pending" | "queued" | "scheduled" => ImportState::Pending,
            "downloading" | "processing" => ImportState::Downloading,
            "complete" | "completed" => ImportState::Complete,
            "failed" | "error" => ImportState::Failed,
            "cancelled" | "canceled" => ImportState::Cancelled,
            _ => ImportState::Other(word),
        })
    }

    /// Whether nothing more will happen.
    pub fn is_final(&self) -> bool {
        matches!(self, ImportState::Complete | ImportState::Failed | ImportState::Cancelled)
    }
}

impl UrlImport {
    pub(crate) fn decode(data: &Json) -> Option<UrlImport> {
        let file = data.get("downloaded_file");
        Some(UrlImport {
            id: ScheduledItemId::decode(data.get("scheduled_item_id")),
            state: ImportState::decode(data.get("status"))?,
            created: data.get("created").date_time(),
            started: data.get("started").date_time(),
            finished: data.get("finished").date_time(),
            total_size: Bytes::decode(data.get("total_size")),
            file: file.is_object().then(|| ImportedFile {
                file_id: FileId::decode(file.get("file_id")),
                name: file.get("name").filled().unwrap_or_default(),
                size: Bytes::decode(file.get("size")),
                url: file.get("url").link(),
            }),
            message: data
                .get_any(&["message", "error", "status_message", "notes", "reason"])
                .filled(),
        })
    }
}

impl Reply {
    /// The reply of `/file/url_upload_add`.
    ///
    /// # Errors
    /// [`Error::DamagedReply`] when it names no import.
    pub fn scheduled_import(&self) -> Result<ScheduledImport, Error> {
        let data = self.data();
        let id = ScheduledItemId::decode(data.get("scheduled_item_id"));
        Ok(ScheduledImport {
            id: id.ok_or(lacks("scheduled_item_id"))?,
            url: data.get("url").link(),
        })
    }

    /// The reply of `/file/url_upload_status`.
    ///
    /// # Errors
    /// [`Error::DamagedReply`] when it tells no state.
    pub fn url_import(&self) -> Result<UrlImport, Error> {
        let mut import = UrlImport::decode(self.data()).ok_or(lacks("status"))?;
        // No document says where a failure's reason is; it may be the reply's own message.
        if import.message.is_none() {
            import.message = self.message().filter(|words| !message::is_success(words));
        }
        Ok(import)
    }
}

impl Client {
    /// `/file/url_upload_add`: has the host fetch a file from a public address.
    ///
    /// # Errors
    /// [`Error::Unsupported`] on hosts without it; [`Error::Forbidden`] when the package allows no
    /// more; any general one.
    ///
    /// ```no_run
    /// # use upload_widget::api::{Access, Client, Error, Link, Parent};
    /// # async fn example(client: Client, access: Access, url: Link) -> Result<(), Error> {
    /// let import = client.file_url_upload_add(&access, &url, &Parent::Root).await?;
    /// println!("{}", import.id);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn file_url_upload_add(
        &self,
        access: &Access,
        url: &Link,
        folder: &Parent,
    ) -> Result<ScheduledImport, Error> {
        let fields = Fields::with_access(access)
            .set("file_url_base64", base64(url.as_str().as_bytes()))
            .set("folder_id", folder.or_blank());
        self.call(Endpoint::FileUrlUploadAdd, fields).await?.scheduled_import()
    }

    /// `/file/url_upload_status`: how far a URL import is.
    ///
    /// # Errors
    /// [`Error::Unsupported`] on hosts without it; [`Error::NotFound`]; any general one.
    ///
    /// ```no_run
    /// # use upload_widget::api::{Access, Client, Error, ScheduledItemId};
    /// # async fn example(client: Client, access: Access) -> Result<(), Error> {
    /// let import = client.file_url_upload_status(&access, &ScheduledItemId::from(51)).await?;
    /// println!("{:?}", import.state);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn file_url_upload_status(
        &self,
        access: &Access,
        item: &ScheduledItemId,
    ) -> Result<UrlImport, Error> {
        let fields = Fields::with_access(access).set("scheduled_item_id", item.as_str());
        self.call(Endpoint::FileUrlUploadStatus, fields).await?.url_import()
    }
}

/// The wait before the first question, and what it grows to.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// How many questions in a row may go unanswered.
const PATIENCE: u32 = 5;

impl Client {
    /// Watches a URL import until its state is final, and tells `on_status` every answer. Asks
    /// again after one second at first, then less and less often. To stop watching, drop the
    /// future; the host goes on.
    ///
    /// # Errors
    /// As [`Client::file_url_upload_status`]; passing troubles only after several in a row.
    ///
    /// ```no_run
    /// # use upload_widget::api::{Access, Client, Error, ImportState, Link, Parent};
    /// # async fn example(client: Client, access: Access, url: Link) -> Result<(), Error> {
    /// let import = client.file_url_upload_add(&access, &url, &Parent::Root).await?;
    /// let end = client.watch_url_upload(&access, &import.id, |now| println!("{now:?}")).await?;
    /// assert_eq!(end.state, ImportState::Complete);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn watch_url_upload(
        &self,
        access: &Access,
        item: &ScheduledItemId,
        on_status: impl FnMut(&UrlImport),
    ) -> Result<UrlImport, Error> {
        watch(async || self.file_url_upload_status(access, item).await, on_status).await
    }
}

/// The same with any way to ask for the status.
pub(crate) async fn watch(
    status: impl AsyncFn() -> Result<UrlImport, Error>,
    mut on_status: impl FnMut(&UrlImport),
) -> Result<UrlImport, Error> {
    let mut wait = FIRST_WAIT;
    let mut unanswered = 0;
    loop {
        sleep(wait).await;
        wait = (wait + wait / 2).min(LONGEST_WAIT);
        match status().await {
            Ok(import) => {
                unanswered = 0;
                on_status(&import);
                if import.state.is_final() {
                    return Ok(import);
                }
            }
            // That says nothing of the host, which goes on meanwhile.
            Err(Error::Offline) => {}
            Err(error) if error.is_transient() && unanswered < PATIENCE => {
                unanswered += 1;
                wait = wait.max(error.retry_after().unwrap_or_default());
            }
            Err(error) => return Err(error),
        }
    }
}

/// Base64 with padding, as PHP reads it. A dozen lines instead of a crate.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            if digit <= chunk.len() {
                let index = group >> (18 - 6 * digit) & 63;
                out.push(char::from(DIGITS[index as usize]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::api::fixtures::{read, reply, with_data};
    use crate::api::host::Profile;

    #[test]
    fn the_published_imports_are_read_in_full() {
        for profile in [Profile::Xcloudfile, Profile::Disccloud] {
            let added =
                reply(profile, Endpoint::FileUrlUploadAdd).scheduled_import().expect("an import");
            assert_eq!(added.id, ScheduledItemId::from(52));
            assert!(added.url.is_some_and(|url| url.as_str().ends_with("yetishare_logo.png")));
            let import =
                reply(profile, Endpoint::FileUrlUploadStatus).url_import().expect("a state");
            assert_eq!(import.id, Some(ScheduledItemId::from(51)));
            assert_eq!(import.state, ImportState::Complete);
            assert_eq!(import.created, DateTime::parse("2024-01-25 19:34:52"));
            assert_eq!(import.started, DateTime::parse("2024-01-25 20:24:53"));
            assert_eq!(import.finished, DateTime::parse("2024-01-25 20:24:54"));
            assert_eq!(import.total_size, Some(Bytes(17262)));
            assert_eq!(import.message, None);
            let file = import.file.expect("a file");
            assert_eq!(file.file_id, Some(FileId::from(11456)));
            assert_eq!(file.name, "file_upload_script_logo.png");
            assert_eq!(file.size, Some(Bytes(17262)));
            assert!(file.url.is_some());
        }
    }

    #[test]
    fn states_are_final_or_not() {
        for (word, state, is_final) in [
            ("pending", ImportState::Pending, false),
            ("downloading", ImportState::Downloading, false),
            ("complete", ImportState::Complete, true),
            ("Failed", ImportState::Failed, true),
            ("cancelled", ImportState::Cancelled, true),
            ("napping", ImportState::Other("napping".to_owned()), false),
        ] {
            let data = format!(r#"{{"status": "{word}", "finished": "0000-00-00 00:00:00"}}"#);
            let import = with_data(&data).url_import().expect("a state");
            assert_eq!(import.state, state);
            assert_eq!(import.state.is_final(), is_final);
            assert_eq!((import.finished, import.file), (None, None));
        }
    }

    #[test]
    fn the_reason_of_a_failure_is_found() {
        let message = |body: &str| {
            let reply = read(200, body, Endpoint::FileUrlUploadStatus).expect("a reply");
            reply.url_import().expect("a state").message
        };
        for body in [
            r#"{"_status": "success", "data": {"status": "failed", "message": "404"}}"#,
            r#"{"_status": "success", "data": {"status": "failed", "error": "404"}}"#,
            r#"{"_status": "success", "data": {"status": "failed"}, "response": "404"}"#,
        ] {
            assert_eq!(message(body).as_deref(), Some("404"), "{body}");
        }
    }

    #[test]
    fn base64_is_that_of_the_standard() {
        for (text, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
            ("https://h/ü?>~", "aHR0cHM6Ly9oL8O8Pz5+"),
        ] {
            assert_eq!(base64(text.as_bytes()), encoded);
        }
    }
}
