//! The folders a reader can upload into.

use crate::api::{Error, Folder, NewFolder, Parent, Visibility};
use crate::session::Session;

/// The folders directly inside `parent`, by name (`/folder/listing`).
///
/// # Errors
/// Whatever the host answers.
pub async fn list(session: &Session, parent: &Parent) -> Result<Vec<Folder>, Error> {
    let listing =
        session.call(async |client, access| client.folder_listing(access, parent).await).await?;
    let mut folders = listing.folders;
    folders.sort_by_cached_key(|folder| folder.name.to_lowercase());
    Ok(folders)
}

/// Makes a private folder inside `parent` (`/folder/create`). The folder that comes back carries
/// the name the host stored, which may differ from the one asked for.
///
/// # Errors
/// Whatever the host answers.
pub async fn create(session: &Session, parent: &Parent, name: &str) -> Result<Folder, Error> {
    let folder = NewFolder {
        name: name.to_owned(),
        parent: parent.clone(),
        visibility: Visibility::Private,
        password: None,
    };
    session.call(async |client, access| client.folder_create(access, &folder).await).await
}
