//! /file/url_upload_add and /file/url_upload_status.

use super::reference::FolderReference;
use super::{Call, file_reply};
use crate::account::AccountId;
use crate::import_task;
use crate::refusal::Refusal;
use crate::reply::{Outcome, Success};
use crate::store::{ImportId, ImportState};
use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::json;
use std::sync::Arc;

/// Standard base64; padding may be missing, as PHP allows.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub(super) fn add(call: &Call<'_>, owner: AccountId) -> Outcome {
    let encoded = call.get("file_url_base64").ok_or(Refusal::MissingFileUrl)?;
    let decoded = BASE64.decode(encoded).map_err(|_| Refusal::UnreadableFileUrl)?;
    let url = String::from_utf8(decoded).map_err(|_| Refusal::UnreadableFileUrl)?;
    if !url.contains("://") {
        return Err(Refusal::UnreadableFileUrl);
    }
    let mut state = call.host.state();
    let account = state.accounts.get(owner).ok_or(Refusal::TokenRejected)?;
    if account.package.can_upload == 0 {
        return Err(Refusal::UploadForbidden);
    }
    let limit = account.package.max_remote_download_urls;
    let imports = state.store.imports();
    let under_way =
        imports.filter(|import| import.owner == owner && !import.state.is_over()).count() as u64;
    if limit > 0 && under_way >= limit {
        return Err(Refusal::TooManyImports { limit });
    }
    let folder = match call.folder_reference("folder_id", owner, &state.store) {
        FolderReference::Blank | FolderReference::Zero | FolderReference::Null => None,
        FolderReference::Folder(id) => Some(id),
        FolderReference::Unknown => return Err(Refusal::FolderNotFound),
    };
    let import = state.store.add_import(owner, folder, &url, call.now);
    drop(state);
    import_task::start(Arc::clone(call.sandbox), Arc::clone(call.host), import.clone());
    Ok(Success::message("File download from URL scheduled")
        .with("data", json!({ "scheduled_item_id": import.id.0, "url": import.url })))
}

pub(super) fn status(call: &Call<'_>, owner: AccountId) -> Outcome {
    let id = call.get("scheduled_item_id").ok_or(Refusal::MissingScheduledItemId)?;
    let id = id.parse().map(ImportId).map_err(|_| Refusal::ScheduledItemNotFound)?;
    let state = call.host.state();
    let import = state.store.import(owner, id).ok_or(Refusal::ScheduledItemNotFound)?;
    let (started, finished, total_size) = match &import.state {
        ImportState::Pending => (None, None, 0),
        ImportState::Downloading { started, total_size } => (Some(*started), None, *total_size),
        ImportState::Complete { started, finished, total_size, .. } => {
            (Some(*started), Some(*finished), *total_size)
        }
        ImportState::Failed { started, finished, .. } => (*started, Some(*finished), 0),
        ImportState::Cancelled { finished } => (None, Some(*finished), 0),
    };
    let mut data = json!({
        "scheduled_item_id": import.id.0,
        "status": import.state.word(),
        "created": import.created.to_string(),
        "started": started.map(|moment| moment.to_string()),
        "finished": finished.map(|moment| moment.to_string()),
        "total_size": total_size,
    });
    match &import.state {
        ImportState::Complete { file, .. } => {
            if let Some(file) = state.store.file(owner, *file) {
                let name = percent_encoding::utf8_percent_encode(
                    &file.name,
                    percent_encoding::NON_ALPHANUMERIC,
                );
                data["downloaded_file"] = json!({
                    "file_id": file.id.0,
                    "name": file.name,
                    "size": file.size,
                    "url": format!("{}/{}", file_reply::url(file, call.host), name.to_string().replace("%2E", ".")),
                });
            }
        }
        ImportState::Failed { message, .. } => data["notes"] = message.as_str().into(),
        _ => {}
    }
    Ok(Success::message("Scheduled URL file download found").with("data", data))
}
