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
    /// A password for visitors, as they will type it. Only its MD5 is sent.
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
    /// Visitors need this one from now on. Only its MD5 is sent.
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
            fields = fields.secret("access_password", &md5_of(password));
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
            Some(PasswordEdit::Set(password)) => {
                fields = fields.secret("access_password", &md5_of(password));
            }
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

/// A password as the API wants it; a hash still opens the folder, so it stays a secret.
fn md5_of(password: &Secret) -> Secret {
    Secret::from(Md5::of(password.expose().as_bytes()).to_string())
}
