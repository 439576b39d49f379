//! `/file/download`, `/file/info`, `/file/edit`, `/file/delete`, `/file/move` and `/file/copy`.

use std::fmt;

use super::client::Client;
use super::endpoint::Endpoint;
use super::error::Error;
use super::json::Json;
use super::reply::{Reply, lacks};
use super::request::Fields;
use super::values::{Access, Bytes, FileId, Link, Parent, ShortUrl};

/// A file in the account.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "javascript", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct File {
    /// Its number on the host.
    pub id: FileId,
    /// Its name.
    pub name: String,
    /// The short name in its link.
    pub short_url: Option<ShortUrl>,
    /// Its MIME type as the server sees it.
    pub media_type: Option<String>,
    /// The end of its name.
    pub extension: Option<String>,
    /// Its size.
    pub size: Option<Bytes>,
    /// Whether it is there.
    pub status: FileStatus,
    /// How often it was downloaded.
    pub downloads: Option<u64>,
    /// The folder it is in. `None` when the reply leaves it out.
    pub folder: Option<Parent>,
    /// Words it is found by.
    pub keywords: Vec<String>,
    /// Its public page.
    pub url: Option<Link>,
}

/// Whether a file is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "javascript", derive(serde::Serialize), serde(rename_all = "lowercase"))]
pub enum FileStatus {
    /// It is there; also when the reply does not say.
    #[default]
    Active,
    /// It is in the trash.
    Trash,
    /// Anything else, in the server's words.
    #[cfg_attr(feature = "javascript", serde(untagged))]
    Other(String),
}

impl FileStatus {
    /// Newer servers send `status` as a word, older ones `statusId` as a number; some call it
    /// `file_status` where they tell of one file.
    fn decode(file: &Json) -> FileStatus {
        let status = file.get_any(&["status", "file_status", "statusId"]).filled();
        match status.as_deref().map(str::trim) {
            None | Some("active" | "1") => FileStatus::Active,
            Some("trash" | "2") => FileStatus::Trash,
            Some(other) => FileStatus::Other(other.to_owned()),
        }
    }
}

impl File {
    pub(crate) fn decode(file: &Json) -> Option<File> {
        let text = |key| file.get(key).filled();
        Some(File {
            id: FileId::decode(file.get_any(&["id", "file_id"]))?,
            name: file.get_any(&["filename", "name"]).filled().unwrap_or_default(),
            short_url: ShortUrl::decode(file.get_any(&["shortUrl", "short_url"])),
            media_type: text("fileType"),
            extension: text("extension"),
            size: Bytes::decode(file.get("fileSize")),
            status: FileStatus::decode(file),
            downloads: file.get("downloads").count(),
            folder: file.has("folderId").then(|| Parent::decode(file.get("folderId"))),
            keywords: keywords(file.get("keywords")),
            url: file.get_any(&["url_file", "url"]).link(),
        })
    }
}

fn keywords(json: &Json) -> Vec<String> {
    let words = json.text().unwrap_or_default();
    words.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Which file to download.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileRef<'a> {
    /// By its number; every host knows this one.
    Id(&'a FileId),
    /// By the short name in its link.
    ShortUrl(&'a ShortUrl),
}

/// Where to download a file. For how long, and how often, no document says.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "javascript", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Download {
    /// The file.
    pub file_id: Option<FileId>,
    /// Its name.
    pub name: String,
    /// The address. It holds a download token: whoever has it may download.
    pub url: Link,
}

/// Leaves out the address, which opens the file to anybody.
impl fmt::Debug for Download {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Download")
            .field("file_id", &self.file_id)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// What to change in a file. What is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileEdit {
    /// A new name.
    pub name: Option<String>,
    /// A new MIME type.
    pub media_type: Option<String>,
    /// A new folder.
    pub folder: Option<Parent>,
}

/// What a copy made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "javascript", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Copied {
    /// The file that was copied, if the reply has it.
    pub original: Option<File>,
    /// The new file.
    pub copy: File,
}

impl Reply {
    /// The reply of `/file/download`.
    ///
    /// # Errors
    /// [`Error::DamagedReply`] when there is no http(s) address in it.
    pub fn download(&self) -> Result<Download, Error> {
        let data = self.data();
        Ok(Download {
            file_id: FileId::decode(data.get("file_id")),
            name: data.get("filename").filled().unwrap_or_default(),
            url: data.get("download_url").link().ok_or(lacks("download_url"))?,
        })
    }

    /// The reply of `/file/info`, `/file/edit`, `/file/delete` and `/file/move`.
    ///
    /// # Errors
    /// [`Error::DamagedReply`] when it names no file.
    pub fn file(&self) -> Result<File, Error> {
        File::decode(self.data()).ok_or(lacks("id"))
    }

    /// The reply of `/file/copy`.
    ///
    /// # Errors
    /// [`Error::DamagedReply`] when it names no new file.
    pub fn copied(&self) -> Result<Copied, Error> {
        let original = File::decode(self.get("original_file").get("data"));
        let copy = File::decode(self.get("new_file").get("data")).ok_or(lacks("new_file"))?;
        Ok(Copied { original, copy })
    }
}

impl Client {
    /// `/file/download`: makes an address to download a file from.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Unsupported`] for a short name on a host that takes numbers
    /// only; any general one.
    ///
    /// ```no_run
    /// # use upload_widget::api::{Access, Client, Error, FileId, FileRef};
    /// # async fn example(client: Client, access: Access) -> Result<(), Error> {
    /// let id = FileId::from(1253);
    /// let download = client.file_download(&access, FileRef::Id(&id)).await?;
    /// println!("{}", download.url);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn file_download(
        &self,
        access: &Access,
        file: FileRef<'_>,
    ) -> Result<Download, Error> {
        let fields = Fields::with_access(access);
        let fields = match file {
            FileRef::Id(id) => fields.set("file_id", id.as_str()),
            FileRef::ShortUrl(_) if !self.host().profile().downloads_by_short_url() => {
                return Err(self.unsupported(Endpoint::FileDownload));
            }
            FileRef::ShortUrl(short_url) => fields.set("short_url", short_url.as_str()),
        };
        self.call(Endpoint::FileDownload, fields).await?.download()
    }

    /// `/file/info`: a file's details.
    ///
    /// # Errors
    /// [`Error::NotFound`]; any general one.
    ///
    /// ```no_run
    /// # use upload_widget::api::{Access, Client, Error, FileId};
    /// # async fn example(client: Client, access: Access) -> Result<(), Error> {
    /// let file = client.file_info(&access, &FileId::from(1253)).await?;
    /// println!("{}", file.name);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn file_info(&self, access: &Access, file: &FileId) -> Result<File, Error> {
        let fields = about_file(access, file);
        self.call(Endpoint::FileInfo, fields).await?.file()
    }

    /// `/file/edit`: renames, retypes or moves a file.
    ///
    /// # Errors
    /// [`Error::NotFound`]; any general one.
    ///
    /// ```no_run
    /// # use upload_widget::api::{Access, Client, Error, FileEdit, FileId};
    /// # async fn example(client: Client, access: Access) -> Result<(), Error> {
    /// let edit = FileEdit { name: Some("sample4.jpg".to_owned()), ..FileEdit::default() };
    /// let file = client.file_edit(&access, &FileId::from(1253), &edit).await?;
    /// println!("{}", file.name);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn file_edit(
        &self,
        access: &Access,
        file: &FileId,
        edit: &FileEdit,
    ) -> Result<File, Error> {
        let fields = about_file(access, file)
            .set_some("filename", edit.name.as_deref())
            .set_some("fileType", edit.media_type.as_deref())
            .set_some("folder_id", edit.folder.as_ref().map(Parent::or_null));
        self.call(Endpoint::FileEdit, fields).await?.file()
    }

    /// `/file/delete`: puts a file into the trash.
    ///
    /// # Errors
    /// [`Error::NotFound`]; any general one.
    ///
    /// ```no_run
    /// # use upload_widget::api::{Access, Client, Error, FileId, FileStatus};
    /// # async fn example(client: Client, access: Access) -> Result<(), Error> {
    /// let file = client.file_delete(&access, &FileId::from(1253)).await?;
    /// assert_eq!(file.status, FileStatus::Trash);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn file_delete(&self, access: &Access, file: &FileId) -> Result<File, Error> {
        let fields = about_file(access, file);
        self.call(Endpoint::FileDelete, fields).await?.file()
    }

    /// `/file/move`: moves a file. On hosts without it, `/file/edit` does the same job, so this
    /// may take two requests the first time.
    ///
    /// # Errors
    /// [`Error::NotFound`], of the file or the folder; any general one.
    ///
    /// ```no_run
    /// # use upload_widget::api::{Access, Client, Error, FileId, Parent};
    /// # async fn example(client: Client, access: Access) -> Result<(), Error> {
    /// client.file_move(&access, &FileId::from(1253), &Parent::Root).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn file_move(
        &self,
        access: &Access,
        file: &FileId,
        to: &Parent,
    ) -> Result<File, Error> {
        if self.has(Endpoint::FileMove) {
            let fields = about_file(access, file).set("new_parent_folder_id", to.or_null());
            match self.call(Endpoint::FileMove, fields).await {
                Err(Error::Unsupported { .. }) => {}
                result => return result?.file(),
            }
        }
        let edit = FileEdit { folder: Some(to.clone()), ..FileEdit::default() };
        self.file_edit(access, file, &edit).await
    }

    /// `/file/copy`: copies a file into a folder.
    ///
    /// # Errors
    /// [`Error::NotFound`], of the file or the folder; [`Error::Unsupported`] on filecad.com; any
    /// general one.
    ///
    /// ```no_run
    /// # use upload_widget::api::{Access, Client, Error, FileId, Parent};
    /// # async fn example(client: Client, access: Access) -> Result<(), Error> {
    /// let copied = client.file_copy(&access, &FileId::from(1253), &Parent::Root).await?;
    /// println!("{}", copied.copy.id);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn file_copy(
        &self,
        access: &Access,
        file: &FileId,
        to: &Parent,
    ) -> Result<Copied, Error> {
        let fields = about_file(access, file).set("copy_to_folder_id", to.or_null());
        self.call(Endpoint::FileCopy, fields).await?.copied()
    }
}

fn about_file(access: &Access, file: &FileId) -> Fields {
    Fields::with_access(access).set("file_id", file.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::api::fixtures::{reply, with_data};
    use crate::api::host::Profile;

    #[test]
    fn the_published_files_are_read() {
        for profile in Profile::KNOWN {
            let file = |endpoint| reply(profile, endpoint).file().expect("a file");
            let info = file(Endpoint::FileInfo);
            assert_eq!((info.id.as_str(), info.name.as_str()), ("1253", "sample4_l.jpg"));
            assert_eq!(info.short_url, Some(ShortUrl::from("2Vv")));
            assert_eq!(info.folder, None, "left out of the sample");
            assert_eq!(file(Endpoint::FileEdit).name, "sample4.jpg");
            assert_eq!(file(Endpoint::FileDelete).status, FileStatus::Trash);
            let download = reply(profile, Endpoint::FileDownload).download().expect("an address");
            assert_eq!(download.name, "sample4_l.jpg");
            assert_eq!(download.file_id, Some(FileId::from(1253)));
            assert!(download.url.as_str().contains("?download_token="));
            assert!(!format!("{download:?}").contains("token"));
            if profile.supports(Endpoint::FileCopy) {
                assert_eq!(file(Endpoint::FileMove).id, FileId::from(1162));
                let copied = reply(profile, Endpoint::FileCopy).copied().expect("a copy");
                assert_eq!(copied.original.map(|file| file.id), Some(FileId::from(1162)));
                assert_eq!(copied.copy.id, FileId::from(1254));
            }
        }
    }

    #[test]
    fn a_name_with_an_unusual_space_leaves_the_address() {
        let data = "{\"download_url\": \"https://h/2Vv/a\u{202f}b.png?download_token=1\"}";
        let url = with_data(data).download().expect("an address").url;
        assert_eq!(url.as_str(), "https://h/2Vv/a%E2%80%AFb.png?download_token=1");
    }

    #[test]
    fn a_status_is_a_word_or_a_number() {
        let status = |field: &str| {
            let data = format!(r#"{{"id": 1, {field}}}"#);
            with_data(&data).file().expect("a file").status
        };
        assert_eq!(status(r#""status": "active""#), FileStatus::Active);
        assert_eq!(status(r#""statusId": "1""#), FileStatus::Active);
        assert_eq!(status(r#""filename": "a""#), FileStatus::Active);
        assert_eq!(status(r#""statusId": 2"#), FileStatus::Trash);
        assert_eq!(status(r#""status": "trash""#), FileStatus::Trash);
        assert_eq!(status(r#""file_status": "trash""#), FileStatus::Trash);
        assert_eq!(status(r#""status": "removed""#), FileStatus::Other("removed".to_owned()));
    }
}
