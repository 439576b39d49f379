//! `/file/upload`.

use std::fmt;

use js_sys::Uint8Array;

use super::client::Client;
use super::endpoint::Endpoint;
use super::error::Error;
use super::json::Json;
use super::message;
use super::multipart;
use super::reply::{Reply, lacks};
use super::request::Fields;
use super::transport::{Body, OnSent};
use super::values::{Access, Bytes, FileId, Link, Md5, Parent, Secret, ShortUrl};

/// Smaller files, in bytes, are gone before anybody could see them move.
const WATCHED_FROM: f64 = 1_048_576.0;

/// The bytes of a file.
#[derive(Clone, Copy)]
pub enum Content<'a> {
    /// A `File` or any `Blob`. It is streamed from disk, never read into memory.
    Blob(&'a web_sys::Blob),
    /// Bytes that were read before. To send those of a small file is a third less work for a
    /// browser than to send the file.
    Bytes {
        /// All of them.
        bytes: &'a Uint8Array,
        /// Their MIME type; blank when nobody knows.
        media_type: &'a str,
    },
}

/// A file to upload.
#[derive(Clone)]
pub struct Upload<'a> {
    /// Its bytes.
    pub content: Content<'a>,
    /// The name to store it under.
    pub name: &'a str,
    /// The folder to put it into.
    pub folder: &'a Parent,
    /// Is told how many bytes have left, where the transport knows: see [`Transport`].
    ///
    /// [`Transport`]: super::Transport
    pub on_sent: Option<OnSent>,
}

/// A file that the host has stored, in the host's words.
#[derive(Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "javascript", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct UploadedFile {
    /// The name it was stored under; servers drop HTML tags from names.
    pub name: String,
    /// Its size.
    pub size: Option<Bytes>,
    /// Its MIME type as the server sees it.
    pub media_type: Option<String>,
    /// Its public page.
    pub url: Option<Link>,
    /// The page that deletes it: for its owner only.
    pub delete_url: Option<Link>,
    /// Its owner's details page.
    pub info_url: Option<Link>,
    /// Its statistics page.
    pub stats_url: Option<Link>,
    /// The HTTP method `delete_url` is meant for.
    pub delete_type: Option<String>,
    /// The key inside `delete_url`.
    #[cfg_attr(feature = "javascript", serde(serialize_with = "super::values::exposed"))]
    pub delete_hash: Option<Secret>,
    /// The MD5 of the bytes that arrived.
    pub hash: Option<Md5>,
    /// The short name in its link.
    pub short_url: Option<ShortUrl>,
    /// Its number on the host.
    pub file_id: Option<FileId>,
    /// The host's own checksum, in a form of its own.
    pub unique_hash: Option<String>,
    /// A piece of HTML that links to it, unescaped once; `None` when the server sent none with a
    /// link in it. The file's name inside may not be escaped: show it as text, and never insert
    /// it into a page.
    pub html: Option<String>,
    /// A piece of BBCode that links to it.
    pub bbcode: Option<String>,
}

impl UploadedFile {
    pub(crate) fn decode(item: &Json) -> Option<UploadedFile> {
        let text = |key| item.get(key).filled();
        let link = |key| item.get(key).link();
        let file = UploadedFile {
            name: text("name").unwrap_or_default(),
            size: Bytes::decode(item.get("size")),
            media_type: text("type"),
            url: link("url"),
            delete_url: link("delete_url"),
            info_url: link("info_url"),
            stats_url: link("stats_url"),
            delete_type: text("delete_type"),
            delete_hash: text("delete_hash").map(Secret::from),
            hash: item.get("hash").text().and_then(|hash| Md5::parse(&hash)),
            short_url: ShortUrl::decode(item.get("short_url")),
            file_id: FileId::decode(item.get("file_id")),
            unique_hash: text("unique_hash"),
            html: text("url_html").map(|html| decode_entities(&html)).filter(|html| has_link(html)),
            bbcode: text("url_bbcode"),
        };
        let is_stored = file.url.is_some() || file.file_id.is_some() || file.short_url.is_some();
        is_stored.then_some(file)
    }
}

/// Leaves out the pages and keys with which anybody could delete the file.
impl fmt::Debug for UploadedFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("UploadedFile")
            .field("name", &self.name)
            .field("size", &self.size)
            .field("url", &self.url)
            .field("file_id", &self.file_id)
            .finish_non_exhaustive()
    }
}

/// The item's own error, which is null when the file was stored.
fn item_error(item: &Json) -> Option<Error> {
    let error = item.get("error");
    if *error == Json::Bool(true) {
        return Some(Error::Server { status: 200, message: None, retry_after: None });
    }
    let words = error.filled().filter(|error| error != "0")?;
    Some(message::classify(words, Endpoint::FileUpload, 200))
}

fn has_link(html: &str) -> bool {
    html.contains("<a ") && html.contains("href")
}

/// Undoes one round of HTML escaping, unless there are tags, which means there was none.
fn decode_entities(text: &str) -> String {
    if text.contains('<') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = [
            ("&lt;", '<'),
            ("&gt;", '>'),
            ("&quot;", '"'),
            ("&#039;", '\''),
            ("&#39;", '\''),
            ("&apos;", '\''),
            ("&amp;", '&'),
        ]
        .into_iter()
        .find(|(entity, _)| rest.starts_with(entity));
        let (length, decoded) = entity.map_or((1, '&'), |(entity, c)| (entity.len(), c));
        out.push(decoded);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

impl Reply {
    /// The reply of `/file/upload` for one file.
    ///
    /// # Errors
    /// What the server says of this file; [`Error::DamagedReply`] when it says nothing.
    pub fn uploaded_file(&self) -> Result<UploadedFile, Error> {
        let data = self.data();
        let item = match data {
            Json::Object(_) if data.has("name") || data.has("url") => data,
            _ => data.entries().first().copied().ok_or(lacks("data"))?,
        };
        match item_error(item) {
            Some(error) => Err(error),
            None => UploadedFile::decode(item).ok_or(lacks("url")),
        }
    }
}

impl Client {
    /// `/file/upload`: uploads one file.
    ///
    /// There is no time limit; drop the future to cancel. When it fails with an error that
    /// [leaves the outcome open](Error::leaves_outcome_open), look into the folder before sending
    /// the file again.
    ///
    /// # Errors
    /// [`Error::Forbidden`] with the package's limit, [`Error::TooLargeForServer`],
    /// [`Error::EmptyFile`], [`Error::StorageUnavailable`], [`Error::TokenRejected`]; any general
    /// one.
    ///
    /// ```no_run
    /// # use upload_widget::api::{Access, Client, Content, Error, Parent, Upload};
    /// # async fn example(client: Client, access: Access, file: web_sys::File) -> Result<(), Error> {
    /// let name = file.name();
    /// let content = Content::Blob(&file);
    /// let upload = Upload { content, name: &name, folder: &Parent::Root, on_sent: None };
    /// let uploaded = client.file_upload(&access, &upload).await?;
    /// println!("{:?}", uploaded.url);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn file_upload(
        &self,
        access: &Access,
        upload: &Upload<'_>,
    ) -> Result<UploadedFile, Error> {
        let fields = Fields::with_access(access).set("folder_id", upload.folder.or_blank());
        let (body, watched) = match upload.content {
            Content::Bytes { bytes, media_type } => {
                let (content_type, bytes) =
                    multipart::encode(&fields, upload.name, media_type, bytes);
                (Body::Bytes { content_type, bytes }, false)
            }
            Content::Blob(file) => {
                let form = form_data(&fields, file, upload.name);
                (Body::Multipart(form), file.size() >= WATCHED_FROM)
            }
        };
        let on_sent = upload.on_sent.clone().filter(|_| watched);
        let reply = self.send_file(&fields, body, on_sent).await?;
        reply.uploaded_file().map_err(|error| self.complete(error, &fields))
    }
}

/// The fields first, the file last: a server that stops reading early has seen who sends.
fn form_data(fields: &Fields, file: &web_sys::Blob, name: &str) -> web_sys::FormData {
    // Fails for an element that is no form, and none is given.
    let form = web_sys::FormData::new().expect("a form of nothing");
    for (name, value) in fields.iter() {
        // Fails for nothing that a text can be.
        let _ = form.append_with_str(name, value);
    }
    // Fails for what only JavaScript can pass for a file: then the host says that none came.
    let _ = form.append_with_blob_and_filename(multipart::FILE, file, name);
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::api::fixtures::{reply, with_data};
    use crate::api::host::Profile;

    #[test]
    fn the_published_upload_is_read_in_full() {
        for profile in Profile::KNOWN {
            let file = reply(profile, Endpoint::FileUpload).uploaded_file().expect("a file");
            let key = "41efa710444abad11a8f4b5a90e4d746";
            let url = file.url.as_ref().expect("a link").as_str();
            assert!(url.ends_with("://yoursite.com/2Vv"));
            let link = |end: &str| Link::new(&[url, end].concat());
            assert_eq!(file.name, "sample4_l.jpg");
            assert_eq!(file.size, Some(Bytes(149_084)));
            assert_eq!(file.media_type.as_deref(), Some("application/octet-stream"));
            assert_eq!(file.delete_url, link(&["~d?", key].concat()));
            assert_eq!(file.info_url, link(&["~i?", key].concat()));
            assert_eq!(file.stats_url, link("~s"));
            assert_eq!(file.delete_type.as_deref(), Some("DELETE"));
            assert_eq!(file.delete_hash, Some(Secret::from(key)));
            assert_eq!(file.hash, Md5::parse("2f4105bc2c626232544275c2d890168b"));
            assert_eq!(file.short_url, Some(ShortUrl::from("2Vv")));
            assert_eq!(file.file_id, Some(FileId::from(1253)));
            assert_eq!(file.unique_hash.as_ref().map(String::len), Some(64));
            assert_eq!(file.bbcode, Some(["[url]", url, "[/url]"].concat()));
            let html = format!(
                r#"<a href="{url}" target="_blank" title="View image on File Upload Script">view sample4_l (1).jpg on File Upload Script</a>"#
            );
            // One document prints words without a link.
            let expected = (profile != Profile::Filecad).then_some(html);
            assert_eq!(file.html, expected);
            assert!(!format!("{file:?}").contains(key));
        }
    }

    #[test]
    fn html_is_unescaped_once() {
        let html = |html: &str| {
            let item = format!(r#"[{{"url": "http://h/1", "url_html": "{html}"}}]"#);
            with_data(&item).uploaded_file().expect("a file").html
        };
        assert_eq!(
            html("&lt;a href=&quot;http://h/1&quot;&gt;View a &amp;amp; b&#039;s&lt;/a&gt;")
                .as_deref(),
            Some("<a href=\"http://h/1\">View a &amp; b's</a>")
        );
        assert_eq!(html("View a.jpg"), None);
        assert_eq!(html("&lt;script&gt;"), None);
        assert_eq!(html("&&lt;&"), None);
    }

    #[test]
    fn a_name_with_an_unusual_space_leaves_the_link() {
        let item = "[{\"url\": \"https://h/2Vv/Screenshot_7.34.52\u{202f}PM.png\"}]";
        let url = with_data(item).uploaded_file().expect("a file").url.expect("a link");
        assert_eq!(url.as_str(), "https://h/2Vv/Screenshot_7.34.52%E2%80%AFPM.png");
    }

    #[test]
    fn an_item_with_an_error_is_an_error() {
        for (error, code) in [
            (r#""Filesize received was zero.""#, "empty-file"),
            (r#""maxFileSize""#, "file-too-large"),
            ("true", "server"),
        ] {
            let data = format!(r#"[{{"name": "a", "url": "http://h/1", "error": {error}}}]"#);
            assert_eq!(with_data(&data).uploaded_file().expect_err("an error").code(), code);
        }
        for error in ["null", "false", "\"\"", "0", "\"0\""] {
            let data = format!(r#"[{{"url": "http://h/1", "error": {error}}}]"#);
            assert!(with_data(&data).uploaded_file().is_ok(), "{error}");
        }
    }

    #[test]
    fn the_item_may_be_wrapped_in_many_ways() {
        let item = r#"{"name": "a", "url": "http://h/1"}"#;
        for data in [format!("[{item}]"), item.to_owned(), format!(r#"{{"3": {item}}}"#)] {
            assert_eq!(with_data(&data).uploaded_file().expect("a file").name, "a");
        }
        for data in
            ["[]", "{}", "null", "[null]", r#"[{"name": "a"}]"#, r#"[{"url": "javascript:x"}]"#]
        {
            assert_eq!(
                with_data(data).uploaded_file().expect_err("no file").code(),
                "damaged-reply"
            );
        }
    }
}
