//! Stored files.

use super::folder::FolderId;
use crate::account::AccountId;
use crate::clock::Moment;
use serde::{Deserialize, Serialize};

/// A file's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileId(pub u64);

/// Whether a file is active or in the trash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileStatus {
    /// Listed and downloadable.
    Active,
    /// Deleted by its owner.
    Trash,
}

/// A file of an account. Its bytes are in the blob folder; copies share one blob.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the documented fields")]
pub struct File {
    pub id: FileId,
    pub owner: AccountId,
    /// The folder it is in; None is the root.
    pub folder: Option<FolderId>,
    pub name: String,
    pub file_type: String,
    /// Bytes.
    pub size: u64,
    /// MD5 of the stored bytes.
    pub md5: String,
    /// Name of the blob with its bytes.
    pub blob: String,
    pub short_url: String,
    pub delete_hash: String,
    pub unique_hash: String,
    pub status: FileStatus,
    pub downloads: u64,
    pub uploaded: Moment,
}

impl File {
    /// The part of the name after the last dot, in lower case; empty without one.
    pub fn extension(&self) -> String {
        match self.name.rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => extension.to_lowercase(),
            _ => String::new(),
        }
    }

    /// The words of the name, comma-separated, as listings tell them.
    pub fn keywords(&self) -> String {
        let words = self.name.split(|letter: char| !letter.is_alphanumeric());
        words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect::<Vec<_>>().join(",")
    }
}

/// A file to be stored: everything the store does not decide itself.
#[derive(Debug)]
#[allow(missing_docs, reason = "as in File")]
pub struct NewFile {
    pub owner: AccountId,
    pub folder: Option<FolderId>,
    pub name: String,
    pub file_type: String,
    pub size: u64,
    pub md5: String,
    pub blob: String,
    pub uploaded: Moment,
}
