//! How parameters point at folders and files.

use super::Call;
use crate::account::AccountId;
use crate::store::{FileId, FolderId, Store};

/// What a folder parameter points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FolderReference {
    /// Missing or blank.
    Blank,
    /// The digit 0.
    Zero,
    /// The word `null`, where it means the root.
    Null,
    /// An existing folder of the account.
    Folder(FolderId),
    /// Anything else.
    Unknown,
}

impl Call<'_> {
    pub(super) fn folder_reference(
        &self,
        parameter: &str,
        owner: AccountId,
        store: &Store,
    ) -> FolderReference {
        let Some(text) = self.get(parameter) else { return FolderReference::Blank };
        if text == "null" && self.switches.null_means_root {
            return FolderReference::Null;
        }
        match text.parse().map(FolderId) {
            Ok(FolderId(0)) => FolderReference::Zero,
            Ok(id) if store.folder(owner, id).is_some() => FolderReference::Folder(id),
            _ => FolderReference::Unknown,
        }
    }

    /// The file a parameter names by id.
    pub(super) fn file_reference(&self, parameter: &str) -> Option<FileId> {
        self.get(parameter)?.parse().ok().map(FileId)
    }
}
