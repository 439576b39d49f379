//! The folders of an account.

use super::Library;
use crate::api::{Error, Folder, FolderEdit, FolderId, Parent};

impl Library {
    /// The folders directly inside `parent`, by name (`/folder/listing`).
    ///
    /// # Errors
    /// Whatever the host answers.
    pub async fn folders(&self, parent: &Parent) -> Result<Vec<Folder>, Error> {
        let listing = self
            .session
            .call(async |client, access| client.folder_listing(access, parent).await)
            .await?;
        let mut folders = listing.folders;
        folders.sort_by_cached_key(|folder| folder.name.to_lowercase());
        Ok(folders)
    }

    /// Gives a folder another name (`/folder/edit`). What comes back carries the name the host
    /// stored, which may differ from the one asked for.
    ///
    /// # Errors
    /// Whatever the host answers.
    pub async fn rename_folder(&self, folder: &FolderId, name: &str) -> Result<Folder, Error> {
        let edit = FolderEdit { name: Some(name.to_owned()), ..FolderEdit::default() };
        self.edit_folder(folder, &edit).await
    }

    /// Changes what `edit` says about a folder (`/folder/edit`).
    ///
    /// # Errors
    /// Whatever the host answers.
    pub async fn edit_folder(&self, folder: &FolderId, edit: &FolderEdit) -> Result<Folder, Error> {
        self.session
            .call(async |client, access| client.folder_edit(access, folder, edit).await)
            .await
    }

    /// Puts a folder, with all that is in it, into another (`/folder/move`).
    ///
    /// # Errors
    /// Whatever the host answers.
    pub async fn move_folder(&self, folder: &FolderId, to: &Parent) -> Result<Folder, Error> {
        self.session.call(async |client, access| client.folder_move(access, folder, to).await).await
    }

    /// Puts a folder, with all that is in it, into the host's trash (`/folder/delete`). The API
    /// has no way to take it out again.
    ///
    /// # Errors
    /// Whatever the host answers.
    pub async fn delete_folder(&self, folder: &FolderId) -> Result<(), Error> {
        self.session.call(async |client, access| client.folder_delete(access, folder).await).await
    }
}
