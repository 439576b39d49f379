//! Files in replies.

use crate::host::Host;
use crate::profile::FileStatusField;
use crate::store::{File, FileStatus};
use serde_json::{Value, json};

/// A file as listings and /file/… tell it.
pub(super) fn file(file: &File, host: &Host) -> Value {
    let (status_name, status) = match (host.profile.file_status_field(), file.status) {
        (FileStatusField::Status, FileStatus::Active) => ("status", "active"),
        (FileStatusField::Status, FileStatus::Trash) => ("status", "trash"),
        (FileStatusField::StatusId, FileStatus::Active) => ("statusId", "1"),
        (FileStatusField::StatusId, FileStatus::Trash) => ("statusId", "2"),
    };
    json!({
        "id": file.id.0.to_string(),
        "filename": file.name,
        "shortUrl": file.short_url,
        "fileType": file.file_type,
        "extension": file.extension(),
        "fileSize": file.size.to_string(),
        status_name: status,
        "downloads": file.downloads.to_string(),
        "folderId": file.folder.map(|folder| folder.0.to_string()),
        "keywords": file.keywords(),
        "url_file": url(file, host),
    })
}

/// A file's share link.
pub(super) fn url(file: &File, host: &Host) -> String {
    format!("{}/{}", host.site, file.short_url)
}
