//! The folders of an account.

use super::Library;
use crate::api::{Error, Folder, FolderEdit, FolderId, Parent};

impl Library {
    /// A folder with all the host tells of it, its password's hash among it (`/folder/info`).
    ///
    /// # Errors
    /// Whatever the host answers.
    pub async fn folder(&self, folder: &FolderId) -> Result<Folder, Error> {
        self.session.call(async |client, access| client.folder_info(access, folder).await).await
    }

    /// Changes what `edit` says about a folder (`/folder/edit`). What comes back carries the name the
    /// host stored, which may differ from the one asked for.
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
