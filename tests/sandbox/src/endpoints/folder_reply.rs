//! Folders in replies.

use crate::host::Host;
use crate::store::{Folder, FolderTotals};
use serde_json::{Map, Value, json};

/// A folder with its access password, as /folder/info tells it.
pub(super) fn folder(folder: &Folder, totals: FolderTotals, host: &Host) -> Value {
    json!({
        "id": folder.id.0.to_string(),
        "parentId": folder.parent.map(|parent| parent.0.to_string()),
        "folderName": folder.name,
        "totalSize": totals.size.to_string(),
        "isPublic": folder.visibility.to_reply(),
        "accessPassword": folder.access_password,
        "date_added": folder.added.to_string(),
        "date_updated": folder.updated.map(|updated| updated.to_string()),
        "url_folder": url(folder, host),
        "total_downloads": totals.downloads,
        "child_folder_count": totals.folders,
        "file_count": totals.files,
    })
}

/// A folder in a listing: the same without the password.
pub(super) fn listed(entry: &Folder, totals: FolderTotals, host: &Host) -> Value {
    let mut value = folder(entry, totals, host);
    if let Some(fields) = value.as_object_mut() {
        fields.shift_remove("accessPassword");
        if entry.trashed {
            fields.insert("status".to_owned(), "trash".into());
        }
    }
    value
}

/// A list as an object whose number keys have gaps, as PHP writes an array it took entries from.
pub(super) fn with_gaps(list: Vec<Value>) -> Value {
    let numbered = list.into_iter().enumerate();
    Value::Object(
        numbered.map(|(at, entry)| ((at * 2 + 1).to_string(), entry)).collect::<Map<_, _>>(),
    )
}

fn url(folder: &Folder, host: &Host) -> String {
    let name: String = folder
        .name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' })
        .collect();
    format!("{}/folder/{}/{name}", host.site, folder.id.0)
}
