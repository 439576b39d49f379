//! Every refusal an endpoint can give, with the server's exact words.

use crate::profile::Profile;

/// Why a call was refused. [`Refusal::message`] has the words.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each name says what its message says")]
pub enum Refusal {
    MissingAccessToken,
    MissingAccountId,
    TokenRejected,
    MissingUsername,
    MissingPassword,
    MissingKey1,
    MissingKey2,
    BadPassword,
    BadKeys,
    NoApiAccess,
    TokenNotIssued,
    NoUploadedFile,
    EmptyFile,
    CurlMissingForUpload,
    CurlMissingForImport,
    NoUpstreamResponse {
        url: String,
    },
    Upstream {
        url: String,
        reason: String,
    },
    MissingFileId,
    FileNotFound,
    NoDownloadUrl,
    MissingNewParentFolderId,
    MoveDestinationNotFound,
    MissingCopyToFolderId,
    CopyDestinationNotFound,
    MissingFileUrl,
    UnreadableFileUrl,
    MissingScheduledItemId,
    MissingFolderName,
    MissingFolderId,
    FolderNotFound,
    FolderIntoItself,
    DemoMode,
    /// In no document.
    UploadForbidden,
    /// In no document.
    TooManyUploads {
        limit: u64,
    },
    /// In no document.
    TooManyImports {
        limit: u64,
    },
    /// In no document.
    ScheduledItemNotFound,
    /// In no document.
    FolderIntoDescendant,
    /// In no document.
    DiskFailed,
    /// Any other words, as a fault asked for.
    Words(String),
}

impl Refusal {
    /// The server's words, as this profile spells them.
    pub fn message(&self, profile: Profile) -> String {
        let words = match self {
            Refusal::MissingAccessToken => "Please provide the access_token param.",
            Refusal::MissingAccountId => "Please provide the account_id param.",
            Refusal::TokenRejected => {
                "Could not validate access_token and account_id, please reauthenticate or try again."
            }
            Refusal::MissingUsername => "Please provide a username.",
            Refusal::MissingPassword => "Please provide a password.",
            Refusal::MissingKey1 => "Please provide key1. It must be 64 characters in length.",
            Refusal::MissingKey2 => "Please provide key2. It must be 64 characters in length.",
            Refusal::BadPassword => {
                "Could not authenticate user. The username and password may be invalid or your account may be locked from too many failed logins."
            }
            Refusal::BadKeys => {
                "Could not authenticate user. The key pair may be invalid or your account may be locked from too many failed logins."
            }
            Refusal::NoApiAccess => {
                "Your account level does not have access to the file upload API. Please contact site support for more information."
            }
            Refusal::TokenNotIssued => "Failed issuing access token.",
            Refusal::NoUploadedFile => "Did not receive uploaded file.",
            Refusal::EmptyFile => "Filesize received was zero.",
            Refusal::CurlMissingForUpload if profile.spells_enabled() => {
                "PHP Curl module does not exist on your server/web hosting. It will need to be enabled to use this upload feature."
            }
            Refusal::CurlMissingForUpload => {
                "PHP Curl module does not exist on your server/web hosting. It will need to be enable to use this upload feature."
            }
            Refusal::CurlMissingForImport => {
                "PHP Curl module does not exist on your server/web hosting. It will need to be enabled to use this feature."
            }
            Refusal::NoUpstreamResponse { url } => {
                return format!("Error uploading file. No response received from: {url}");
            }
            Refusal::Upstream { url, reason } => return format!("Error on: {url}. {reason}"),
            Refusal::MissingFileId => "Please provide the file_id param.",
            Refusal::FileNotFound => "Could not find file based on file_id.",
            Refusal::NoDownloadUrl => "Could not generate download url.",
            Refusal::MissingNewParentFolderId => "Please provide the new_parent_folder_id param.",
            Refusal::MoveDestinationNotFound => {
                "Could not find the destination folder id defined by new_parent_folder_id."
            }
            Refusal::MissingCopyToFolderId => "Please provide the copy_to_folder_id param.",
            Refusal::CopyDestinationNotFound => {
                "Could not find the destination folder id defined by copy_to_folder_id."
            }
            Refusal::MissingFileUrl => "Please provide the file_url_base64 param.",
            Refusal::UnreadableFileUrl => {
                "Could not parse the file_url_base64 parameter. Ensure it's base64 encoded."
            }
            Refusal::MissingScheduledItemId => "Please provide the scheduled_item_id param.",
            Refusal::MissingFolderName => "Please provide the folder_name param.",
            Refusal::MissingFolderId => "Please provide the folder_id param.",
            Refusal::FolderNotFound => "Could not find folder based on folder_id.",
            Refusal::FolderIntoItself => "Param folder_id can not match new_parent_folder_id.",
            Refusal::DemoMode => "This API feature is not available in demo mode.",
            Refusal::UploadForbidden => "Your account does not have permission to upload files.",
            Refusal::TooManyUploads { limit } => {
                return format!("You have reached the maximum of {limit} concurrent uploads.");
            }
            Refusal::TooManyImports { limit } => {
                return format!("You can not import more than {limit} urls at a time.");
            }
            Refusal::ScheduledItemNotFound => {
                "Could not find the scheduled item based on scheduled_item_id."
            }
            Refusal::FolderIntoDescendant => {
                "A folder can not be moved into one of its own sub folders."
            }
            Refusal::DiskFailed => "The file could not be stored on the server.",
            Refusal::Words(words) => words,
        };
        words.to_owned()
    }

    /// Whether this is a failed /authorize, where the published sample has the key `status`.
    pub fn is_authorize_failure(&self) -> bool {
        matches!(
            self,
            Refusal::MissingUsername
                | Refusal::MissingPassword
                | Refusal::MissingKey1
                | Refusal::MissingKey2
                | Refusal::BadPassword
                | Refusal::BadKeys
                | Refusal::NoApiAccess
                | Refusal::TokenNotIssued
        )
    }

    /// The HTTP status the documents' general table has for it, where a server uses one.
    pub fn http_status(&self) -> u16 {
        match self {
            Refusal::TokenRejected | Refusal::BadPassword | Refusal::BadKeys => 401,
            Refusal::FileNotFound | Refusal::FolderNotFound | Refusal::ScheduledItemNotFound => 404,
            _ => 400,
        }
    }
}
