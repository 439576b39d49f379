//! Imports from a URL and their life cycle.

use super::file::FileId;
use super::folder::FolderId;
use crate::account::AccountId;
use crate::clock::Moment;
use serde::{Deserialize, Serialize};

/// The id of a scheduled import, `scheduled_item_id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ImportId(pub u64);

/// Where an import stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "lowercase")]
pub enum ImportState {
    /// Scheduled, not begun.
    Pending,
    /// Being fetched.
    Downloading {
        /// When it began.
        started: Moment,
        /// Bytes announced by the other server, 0 when it says nothing.
        total_size: u64,
    },
    /// Stored as a file.
    Complete {
        /// When it began.
        started: Moment,
        /// When it ended.
        finished: Moment,
        /// The stored file.
        file: FileId,
        /// Its size in bytes.
        total_size: u64,
    },
    /// Given up.
    Failed {
        /// When it began, if it did.
        started: Option<Moment>,
        /// When it ended.
        finished: Moment,
        /// Why.
        message: String,
    },
    /// Cancelled on the site (here: through the control endpoint).
    Cancelled {
        /// When.
        finished: Moment,
    },
}

impl ImportState {
    /// The documented word.
    pub fn word(&self) -> &'static str {
        match self {
            ImportState::Pending => "pending",
            ImportState::Downloading { .. } => "downloading",
            ImportState::Complete { .. } => "complete",
            ImportState::Failed { .. } => "failed",
            ImportState::Cancelled { .. } => "cancelled",
        }
    }

    /// Whether nothing more will happen.
    pub fn is_over(&self) -> bool {
        !matches!(self, ImportState::Pending | ImportState::Downloading { .. })
    }
}

/// A scheduled import.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the documented fields")]
pub struct Import {
    pub id: ImportId,
    pub owner: AccountId,
    pub folder: Option<FolderId>,
    pub url: String,
    pub created: Moment,
    pub state: ImportState,
}
