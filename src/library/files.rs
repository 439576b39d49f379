//! The files of an account.

use super::Library;
use crate::api::{Bytes, Error, File, FileEdit, FileId, FileRef, Link, Listing, Parent};

impl Library {
    /// The files directly inside `folder`, in the host's order (`/folder/listing`).
    ///
    /// # Errors
    /// Whatever the host answers.
    pub async fn files(&self, folder: &Parent) -> Result<Vec<File>, Error> {
        Ok(self.listing(folder).await?.files)
    }

    /// Everything the host says of a file (`/file/info`).
    ///
    /// # Errors
    /// Whatever the host answers.
    pub async fn file(&self, file: &FileId) -> Result<File, Error> {
        self.session.call(async |client, access| client.file_info(access, file).await).await
    }

    /// Gives a file another name (`/file/edit`). What comes back carries the name the host stored,
    /// which may differ from the one asked for.
    ///
    /// # Errors
    /// Whatever the host answers.
    pub async fn rename_file(&self, file: &FileId, name: &str) -> Result<File, Error> {
        let edit = FileEdit { name: Some(name.to_owned()), ..FileEdit::default() };
        self.session.call(async |client, access| client.file_edit(access, file, &edit).await).await
    }

    /// Puts a file into another folder (`/file/move`, or `/file/edit` where that does it).
    ///
    /// # Errors
    /// Whatever the host answers.
    pub async fn move_file(&self, file: &FileId, to: &Parent) -> Result<File, Error> {
        self.session.call(async |client, access| client.file_move(access, file, to).await).await
    }

    /// Copies a file into a folder (`/file/copy`), and returns the copy.
    ///
    /// # Errors
    /// Whatever the host answers.
    pub async fn copy_file(&self, file: &FileId, to: &Parent) -> Result<File, Error> {
        let copied = self
            .session
            .call(async |client, access| client.file_copy(access, file, to).await)
            .await?;
        Ok(copied.copy)
    }

    /// Puts a file into the host's trash (`/file/delete`). The API has no way to take it out
    /// again.
    ///
    /// # Errors
    /// Whatever the host answers.
    pub async fn delete_file(&self, file: &FileId) -> Result<(), Error> {
        let deleted =
            self.session.call(async |client, access| client.file_delete(access, file).await).await;
        deleted.map(|_| ())
    }

    /// An address that gives the file's bytes (`/file/download`); the host does not tell for how
    /// long. Whoever has it may download: it is for a link the reader follows at once, not to be
    /// shown or kept.
    ///
    /// # Errors
    /// Whatever the host answers.
    pub async fn download_address(&self, file: &FileId) -> Result<Link, Error> {
        let download = self
            .session
            .call(async |client, access| client.file_download(access, FileRef::Id(file)).await)
            .await?;
        Ok(download.url)
    }

    /// The storage that all files of the account take, by what the root folder's listing says of
    /// the files in it and of the folders with all that is in them (`/folder/listing`). `None`
    /// where the host leaves out a size.
    ///
    /// # Errors
    /// Whatever the host answers.
    pub async fn storage_used(&self) -> Result<Option<Bytes>, Error> {
        Ok(total_size(&self.listing(&Parent::Root).await?))
    }

    async fn listing(&self, folder: &Parent) -> Result<Listing, Error> {
        self.session.call(async |client, access| client.folder_listing(access, folder).await).await
    }
}

fn total_size(listing: &Listing) -> Option<Bytes> {
    let files = listing.files.iter().map(|file| file.size);
    let folders = listing.folders.iter().map(|folder| folder.total_size);
    files.chain(folders).try_fold(Bytes(0), |sum, size| Some(Bytes(sum.0.saturating_add(size?.0))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Json;

    #[test]
    fn the_storage_in_use_is_known_when_every_size_is() {
        let total = |data: &str| total_size(&Listing::decode(&Json::parse(data).unwrap()));
        let files = r#""files": [{"id": 1, "fileSize": "10"}, {"id": 2, "fileSize": 5}]"#;
        let whole = [r#"{"folders": [{"id": 3, "totalSize": "100"}], "#, files, "}"].concat();
        assert_eq!(total(&whole), Some(Bytes(115)));
        let gap = [r#"{"folders": [{"id": 3}], "#, files, "}"].concat();
        assert_eq!(total(&gap), None);
        assert_eq!(total("{}"), Some(Bytes(0)), "nothing is stored");
    }
}
