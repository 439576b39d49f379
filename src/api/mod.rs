//! The File Upload API v2: one method an endpoint, typed requests and replies.
//!
//! Begin with a [`Host`], make a [`Client`], [log in](Client::authorize) and call. Every reply is
//! decoded loosely, every failure is an [`Error`] that says what to do. Requests are POSTs that
//! need no CORS preflight, and secrets travel in their bodies only.
//!
//! | endpoint | method |
//! | --- | --- |
//! | /authorize | [`Client::authorize`] |
//! | /disable_access_token | [`Client::disable_access_token`] |
//! | /account/info | [`Client::account_info`] |
//! | /account/package | [`Client::account_package`] |
//! | /file/upload | [`Client::file_upload`] |
//! | /file/download | [`Client::file_download`] |
//! | /file/url_upload_add | [`Client::file_url_upload_add`] |
//! | /file/url_upload_status | [`Client::file_url_upload_status`] |
//! | /file/info | [`Client::file_info`] |
//! | /file/edit | [`Client::file_edit`] |
//! | /file/delete | [`Client::file_delete`] |
//! | /file/move | [`Client::file_move`] |
//! | /file/copy | [`Client::file_copy`] |
//! | /folder/create | [`Client::folder_create`] |
//! | /folder/listing | [`Client::folder_listing`] |
//! | /folder/info | [`Client::folder_info`] |
//! | /folder/edit | [`Client::folder_edit`] |
//! | /folder/delete | [`Client::folder_delete`] |
//! | /folder/move | [`Client::folder_move`] |

mod account;
mod base;
mod client;
mod endpoint;
mod error;
mod file;
#[cfg(test)]
mod fixtures;
mod folder;
mod host;
mod json;
mod login;
mod message;
mod multipart;
mod reply;
mod request;
mod salvage;
mod transport;
mod upload;
mod url_import;
mod values;

pub use account::{Account, Package};
pub use base::{ApiBase, BadBase};
pub use client::{Client, Options};
pub use endpoint::Endpoint;
pub use error::{Damage, Error, Limit, Missing};
pub use file::{Copied, Download, File, FileEdit, FileRef, FileStatus};
pub use folder::{Folder, FolderEdit, Listing, NewFolder, PasswordEdit};
pub use host::{Host, Profile};
pub use json::Json;
pub use reply::{Answer, Reply};
pub use transport::{OnSent, Transport};
pub use upload::{Content, Upload, UploadedFile};
pub(crate) use url_import::watch as watch_import;
pub use url_import::{ImportState, ImportedFile, ScheduledImport, UrlImport};
pub(crate) use values::percent_encoded;
pub use values::{
    Access, AccessToken, AccountId, Bytes, Credentials, DateTime, FileId, FolderId, Link, Login,
    Md5, Md5Hasher, Parent, ScheduledItemId, Secret, ShortUrl, Visibility,
};
