//! The `/folder/…` endpoints.

use super::client::Client;
use super::endpoint::Endpoint;
use super::error::Error;
use super::file::{File, FileStatus};
use super::json::Json;
use super::reply::{Reply, lacks};
use super::request::Fields;
use super::values::{Access, Bytes, DateTime, FolderId, Link, Md5, Parent, Secret, Visibility};

/// A folder in the account.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "javascript", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Folder {
    /// Its number on the host.
    pub id: FolderId,
    /// The folder it is in. `None` when the reply leaves it out.
    pub parent: Option<Parent>,
    /// Its name.
    pub name: String,
    /// The size of everything in it.
    pub total_size: Option<Bytes>,
    /// Who may see it.
    pub visibility: Option<Visibility>,
    /// The MD5 of its password, in hexadecimal digits. `None` when it has none or the reply leaves
    /// it out, as listings do.
    #[cfg_attr(feature = "javascript", serde(skip))]
    pub access_password: Option<Secret>,
    /// When it was made.
    pub created: Option<DateTime>,
    /// When it was last changed.
    pub updated: Option<DateTime>,
    /// Its public page.
    pub url: Option<Link>,
    /// How often anything in it was downloaded.
    pub total_downloads: Option<u64>,
    /// How many folders are in it.
    pub child_folder_count: Option<u64>,
    /// How many files are in it.
    pub file_count: Option<u64>,
}

impl Folder {
    pub(crate) fn decode(folder: &Json) -> Option<Folder> {
        Some(Folder {
            id: FolderId::decode(folder.get_any(&["id", "folder_id"]))?,
            parent: folder.has("parentId").then(|| Parent::decode(folder.get("parentId"))),
            name: folder.get("folderName").filled().unwrap_or_default(),
            total_size: Bytes::decode(folder.get("totalSize")),
            visibility: Visibility::decode(folder.get("isPublic")),
            access_password: folder.get("accessPassword").filled().map(Secret::from),
            created: folder.get("date_added").date_time(),
            updated: folder.get("date_updated").date_time(),
            url: folder.get("url_folder").link(),
            total_downloads: folder.get("total_downloads").count(),
            child_folder_count: folder.get("child_folder_count").count(),
            file_count: folder.get("file_count").count(),
        })
    }

    fn is_trash(folder: &Json) -> bool {
        folder
            .get_any(&["status", "statusId"])
            .text()
            .is_some_and(|status| matches!(status.trim(), "trash" | "2"))
    }
}

/// What lies in a folder, without what is in the trash.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "javascript", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Listing {
    /// The folders in it.
    pub folders: Vec<Folder>,
    /// The files in it.
    pub files: Vec<File>,
}

impl Listing {
    pub(crate) fn decode(data: &Json) -> Listing {
        Listing {
            folders: data
                .get("folders")
                .entries()
                .into_iter()
                .filter(|folder| !Folder::is_trash(folder))
                .filter_map(Folder::decode)
                .collect(),
            files: data
                .get("files")
                .entries()
                .into_iter()
                .filter_map(File::decode)
                .filter(|file| file.status != FileStatus::Trash)
                .collect(),
        }
    }
}

/// A folder to make.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewFolder {
    /// Its name. Servers drop HTML tags from it.
    pub name: String,
    /// The folder to make it in.
    pub parent: Parent,
    /// Who may see it.
    pub visibility: Visibility,
    /// A password for visitors, as they will type it; a blank one is none. Only its MD5 is sent.
    pub password: Option<Secret>,
}

/// What to change in a folder. What is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FolderEdit {
    /// A new name.
    pub name: Option<String>,
    /// A new folder to be in.
    pub parent: Option<Parent>,
    /// Who may see it.
    pub visibility: Option<Visibility>,
    /// A new password, or none any more.
    pub password: Option<PasswordEdit>,
}

/// What to do with a folder's password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordEdit {
    /// Visitors need this one from now on; a blank one changes nothing. Only its MD5 is sent.
    Set(Secret),
    /// Visitors need none.
    Clear,
}

impl Reply {
    /// The reply of `/folder/create`, `/folder/info`, `/folder/edit` and `/folder/move`.
    ///
    /// # Errors
    /// [`Error::DamagedReply`] when it names no folder.
    pub fn folder(&self) -> Result<Folder, Error> {
        Folder::decode(self.data()).ok_or(lacks("id"))
    }

    /// The reply of `/folder/listing`. Whatever is missing is an empty list: servers say "nothing
    /// here" in many ways.
    pub fn listing(&self) -> Listing {
        Listing::decode(self.data())
    }
}

impl Client {
    /// `/folder/create`: makes a folder.
    ///
    /// # Errors
    /// [`Error::BadInput`] for a blank name; any general one.
    ///
    /// ```no_run
    /// # use upload_widget::api::{Access, Client, Error, NewFolder, Parent, Visibility};
    /// # async fn example(client: Client, access: Access) -> Result<(), Error> {
    /// let folder = NewFolder {
    ///     name: "Photos".to_owned(),
    ///     parent: Parent::Root,
    ///     visibility: Visibility::Unlisted,
    ///     password: Some("for visitors".into()),
    /// };
    /// let made = client.folder_create(&access, &folder).await?;
    /// println!("{}", made.id);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn folder_create(&self, access: &Access, new: &NewFolder) -> Result<Folder, Error> {
        let mut fields = Fields::with_access(access)
            .set("folder_name", &new.name)
            .set("is_public", new.visibility.number())
            .set_some("parent_id", new.parent.folder().map(FolderId::as_str));
        if let Some(password) = &new.password {
            fields = with_password(fields, password);
        }
        self.call(Endpoint::FolderCreate, fields).await?.folder()
    }

    /// `/folder/listing`: what lies in a folder.
    ///
    /// # Errors
    /// [`Error::NotFound`] on hosts that check the folder; any general one.
    ///
    /// ```no_run
    /// # use upload_widget::api::{Access, Client, Error, Parent};
    /// # async fn example(client: Client, access: Access) -> Result<(), Error> {
    /// let root = client.folder_listing(&access, &Parent::Root).await?;
    /// println!("{} folders, {} files", root.folders.len(), root.files.len());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn folder_listing(&self, access: &Access, parent: &Parent) -> Result<Listing, Error> {
        let fields = Fields::with_access(access).set("parent_folder_id", parent.or_blank());
        Ok(self.call(Endpoint::FolderListing, fields).await?.listing())
    }

    /// `/folder/info`: a folder's details. The documents and the servers disagree on the
    /// parameter's name, so both are sent.
    ///
    /// # Errors
    /// [`Error::NotFound`]; any general one.
    ///
    /// ```no_run
    /// # use upload_widget::api::{Access, Client, Error, FolderId};
    /// # async fn example(client: Client, access: Access) -> Result<(), Error> {
    /// let folder = client.folder_info(&access, &FolderId::from(123)).await?;
    /// println!("{}", folder.name);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn folder_info(&self, access: &Access, folder: &FolderId) -> Result<Folder, Error> {
        let fields = about_folder(access, folder).set("parent_folder_id", folder.as_str());
        self.call(Endpoint::FolderInfo, fields).await?.folder()
    }

    /// `/folder/edit`: renames, moves, shows or protects a folder.
    ///
    /// # Errors
    /// [`Error::NotFound`]; any general one.
    ///
    /// ```no_run
    /// # use upload_widget::api::{Access, Client, Error, FolderEdit, FolderId, PasswordEdit};
    /// # async fn example(client: Client, access: Access) -> Result<(), Error> {
    /// let edit = FolderEdit { password: Some(PasswordEdit::Clear), ..FolderEdit::default() };
    /// client.folder_edit(&access, &FolderId::from(118), &edit).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn folder_edit(
        &self,
        access: &Access,
        folder: &FolderId,
        edit: &FolderEdit,
    ) -> Result<Folder, Error> {
        let mut fields = about_folder(access, folder)
            .set_some("folder_name", edit.name.as_deref())
            .set_some("parent_id", edit.parent.as_ref().map(Parent::or_null))
            .set_some("is_public", edit.visibility.map(Visibility::number));
        match &edit.password {
            Some(PasswordEdit::Set(password)) => fields = with_password(fields, password),
            Some(PasswordEdit::Clear) => fields = fields.set("access_password", "null"),
            None => {}
        }
        self.call(Endpoint::FolderEdit, fields).await?.folder()
    }

    /// `/folder/delete`: puts a folder into the trash.
    ///
    /// # Errors
    /// [`Error::NotFound`]; any general one.
    ///
    /// ```no_run
    /// # use upload_widget::api::{Access, Client, Error, FolderId};
    /// # async fn example(client: Client, access: Access) -> Result<(), Error> {
    /// client.folder_delete(&access, &FolderId::from(118)).await
    /// # }
    /// ```
    pub async fn folder_delete(&self, access: &Access, folder: &FolderId) -> Result<(), Error> {
        self.call(Endpoint::FolderDelete, about_folder(access, folder)).await?;
        Ok(())
    }

    /// `/folder/move`: moves a folder into another.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::BadInput`] when it would lie in itself; any general one.
    ///
    /// ```no_run
    /// # use upload_widget::api::{Access, Client, Error, FolderId, Parent};
    /// # async fn example(client: Client, access: Access) -> Result<(), Error> {
    /// client.folder_move(&access, &FolderId::from(117), &Parent::Root).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn folder_move(
        &self,
        access: &Access,
        folder: &FolderId,
        to: &Parent,
    ) -> Result<Folder, Error> {
        let fields = about_folder(access, folder).set("new_parent_folder_id", to.or_null());
        self.call(Endpoint::FolderMove, fields).await?.folder()
    }
}

fn about_folder(access: &Access, folder: &FolderId) -> Fields {
    Fields::with_access(access).set("folder_id", folder.as_str())
}

/// Adds a password as the API wants it; a hash still opens the folder, so it stays a secret.
fn with_password(fields: Fields, password: &Secret) -> Fields {
    // The hash of nothing would lock the folder for all: no visitor can type nothing.
    if password.is_empty() {
        return fields;
    }
    let hash = Md5::of(password.expose().as_bytes());
    fields.secret("access_password", &Secret::from(hash.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::api::fixtures::{reply, with_data};
    use crate::api::host::Profile;

    #[test]
    fn the_published_folders_are_read_in_full() {
        for profile in Profile::KNOWN {
            let folder = |endpoint| reply(profile, endpoint).folder().expect("a folder");
            let made = folder(Endpoint::FolderCreate);
            assert_eq!((made.id.as_str(), made.name.as_str()), ("125", "My New Folder"));
            assert_eq!(made.parent, Some(Parent::Root));
            assert_eq!(made.total_size, Some(Bytes(0)));
            assert_eq!(made.visibility, Some(Visibility::Public));
            let hash = "d9729feb74992cc3482b350163a1a010";
            assert_eq!(made.access_password, Some(Secret::from(hash)));
            assert!(!format!("{made:?}").contains(hash));
            assert_eq!(made.created, DateTime::parse("2017-02-18 12:26:06"));
            assert_eq!(made.updated, None);
            assert!(
                made.url.is_some_and(|url| url.as_str().ends_with("/folder/125/My_New_Folder"))
            );
            assert_eq!(made.total_downloads, Some(0));
            assert_eq!(made.child_folder_count, Some(0));
            assert_eq!(made.file_count, Some(0));
            let info = folder(Endpoint::FolderInfo);
            assert_eq!((info.total_downloads, info.child_folder_count), (Some(5864), Some(1)));
            assert_eq!(info.access_password, None);
            let edited = folder(Endpoint::FolderEdit);
            assert_eq!(edited.parent, Some(Parent::Folder(FolderId::from(117))));
            assert_eq!(edited.visibility, Some(Visibility::Unlisted));
            assert_eq!(
                folder(Endpoint::FolderMove).parent,
                Some(Parent::Folder(FolderId::from(99)))
            );
        }
    }

    #[test]
    fn the_published_listing_is_read_in_full() {
        for profile in Profile::KNOWN {
            let listing = reply(profile, Endpoint::FolderListing).listing();
            let folders: Vec<_> = listing.folders.iter().map(|folder| folder.id.as_str()).collect();
            assert_eq!(folders, ["123", "107", "108"]);
            assert_eq!(listing.folders[0].total_size, Some(Bytes(868_689)));
            let files: Vec<_> = listing.files.iter().map(|file| file.id.as_str()).collect();
            assert_eq!(files, ["1161", "1163", "1164"]);
            let file = &listing.files[0];
            assert_eq!(file.name, "button_back.gif");
            assert_eq!(file.media_type.as_deref(), Some("image/gif"));
            assert_eq!(file.extension.as_deref(), Some("gif"));
            assert_eq!(file.size, Some(Bytes(1116)));
            assert_eq!(file.status, FileStatus::Active);
            assert_eq!(file.downloads, Some(5865));
            assert_eq!(file.folder, Some(Parent::Root));
            assert_eq!(file.keywords, ["button", "back", "gif"]);
            assert!(file.url.is_some());
        }
    }

    #[test]
    fn empty_listings_have_many_shapes() {
        for data in [
            r#"{"folders": [], "files": []}"#,
            r#"{"folders": false, "files": null}"#,
            r#"{"folders": {}, "files": ""}"#,
            "{}",
            "[]",
            "false",
            "null",
        ] {
            assert_eq!(with_data(data).listing(), Listing::default(), "{data}");
        }
    }

    #[test]
    fn gaps_are_closed_and_trash_is_left_out() {
        let listing = with_data(
            r#"{
                "folders": {"0": {"id": 1}, "4": {"id": "2", "status": "trash"}, "5": null},
                "files": {"1": {"id": 1, "status": "trash"}, "7": {"id": 2}, "8": {"id": 3, "statusId": 2}}
            }"#,
        )
        .listing();
        assert_eq!(listing.folders.len(), 1);
        assert_eq!(listing.files.len(), 1);
        assert_eq!(listing.files[0].id, crate::api::values::FileId::from(2));
    }

    #[test]
    fn a_blank_password_is_not_sent() {
        let sent = |password: &str| with_password(Fields::new(), &Secret::from(password)).encode();
        assert_eq!(sent(""), "");
        assert_eq!(sent("abc"), "access_password=900150983cd24fb0d6963f7d28e17f72");
    }

    #[test]
    fn ten_thousand_entries_are_read() {
        let item = r#"{"id": "1", "filename": "a", "folderId": null, "keywords": "a,b"},"#;
        let files = item.repeat(10_000);
        let listing =
            with_data(&format!(r#"{{"files": [{}]}}"#, files.trim_end_matches(','))).listing();
        assert_eq!(listing.files.len(), 10_000);
    }
}
