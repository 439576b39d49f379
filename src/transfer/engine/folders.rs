//! The folders a reader can upload into.

use super::Engine;
use crate::api::{Error, FileId, Folder, Listing, NewFolder, Parent, Visibility};
use crate::ordered::by_name;

impl Engine {
    /// The folders directly inside `parent`, by name (`/folder/listing`).
    ///
    /// # Errors
    /// Whatever the host answers.
    pub async fn folders(&self, parent: &Parent) -> Result<Vec<Folder>, Error> {
        let folders = self.list(parent).await?.folders;
        let places = by_name(folders.iter().map(|folder| &*folder.name));
        Ok(places.into_iter().map(|place| folders[place].clone()).collect())
    }

    /// Makes a private folder inside `parent` (`/folder/create`). The folder that comes back
    /// carries the name the host stored, which may differ from the one asked for.
    ///
    /// # Errors
    /// Whatever the host answers.
    pub async fn create_folder(&self, parent: &Parent, name: &str) -> Result<Folder, Error> {
        let folder = NewFolder {
            name: name.to_owned(),
            parent: parent.clone(),
            visibility: Visibility::Private,
            password: None,
        };
        let session = &self.0.session;
        let made = session
            .call(async |client, access| client.folder_create(access, &folder).await)
            .await?;
        self.0.tree.learn(parent, &made.name, Parent::Folder(made.id.clone()));
        Ok(made)
    }

    /// Forgets which folders are where: they were renamed, moved or deleted by other means. Folders
    /// that files came in are looked up anew.
    pub fn forget_folders(&self) {
        self.0.tree.forget();
    }

    /// A file came into a folder by other means than an upload: it was moved, copied or renamed. It
    /// is not taken for one that was sent.
    pub fn file_arrived(&self, folder: &Parent, file: &FileId, name: &str) {
        self.0.contents.borrow_mut().arrive(folder, file, name);
    }

    /// A file left a folder: it was moved, renamed or deleted. Another one may have its name.
    pub fn file_left(&self, folder: &Parent, file: &FileId, name: &str) {
        self.0.contents.borrow_mut().leave(folder, file, name);
    }

    /// Lists a folder. The first listing tells what was there before anything was sent.
    pub(super) async fn list(&self, folder: &Parent) -> Result<Listing, Error> {
        let session = &self.0.session;
        let stops = self.stops();
        let listing = session
            .call(async |client, access| client.folder_listing(access, folder).await)
            .await?;
        if self.stops() != stops {
            // Somebody may have logged out: it is not what the next account has there.
            return Ok(listing);
        }
        self.0.tree.refresh(folder, &listing.folders);
        let mut contents = self.0.contents.borrow_mut();
        if !contents.is_known(folder) {
            contents.remember(folder, &listing.files);
        }
        Ok(listing)
    }
}
