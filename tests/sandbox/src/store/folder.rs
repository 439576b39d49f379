//! Folders.

use crate::account::AccountId;
use crate::clock::Moment;
use serde::{Deserialize, Serialize};

/// A folder's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FolderId(pub u64);

/// Who sees a folder: `is_public` 0, 1, 2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// 0: the owner only.
    #[default]
    Private,
    /// 1: whoever has the link.
    Unlisted,
    /// 2: in site search.
    Public,
}

impl Visibility {
    /// Reads `is_public`.
    pub fn from_parameter(text: &str) -> Option<Visibility> {
        match text {
            "0" => Some(Visibility::Private),
            "1" => Some(Visibility::Unlisted),
            "2" => Some(Visibility::Public),
            _ => None,
        }
    }

    /// The value in replies.
    pub fn to_reply(self) -> &'static str {
        match self {
            Visibility::Private => "0",
            Visibility::Unlisted => "1",
            Visibility::Public => "2",
        }
    }
}

/// A folder of an account.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the documented fields")]
pub struct Folder {
    pub id: FolderId,
    pub owner: AccountId,
    /// The folder it is in; None is the root.
    pub parent: Option<FolderId>,
    pub name: String,
    pub visibility: Visibility,
    /// MD5 of the access password, 32 hexadecimal digits.
    pub access_password: Option<String>,
    pub added: Moment,
    pub updated: Option<Moment>,
    pub trashed: bool,
}

/// What a folder holds, as replies tell it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FolderTotals {
    /// Bytes of all files in it and below.
    pub size: u64,
    /// Downloads of all files in it and below.
    pub downloads: u64,
    /// Folders directly in it.
    pub folders: u64,
    /// Files directly in it.
    pub files: u64,
}
