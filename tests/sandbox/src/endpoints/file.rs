//! /file/download, /file/info, /file/edit, /file/delete, /file/move and /file/copy.

use super::Call;
use super::file_reply;
use super::reference::FolderReference;
use crate::account::AccountId;
use crate::faults::FaultKind;
use crate::host::{DownloadLink, HostState};
use crate::random;
use crate::refusal::Refusal;
use crate::reply::{Outcome, Success};
use crate::store::{File, FileStatus, FolderId, NewFile};
use serde_json::json;

/// A download link lives for a day.
const LINK_MILLISECONDS: i64 = 86_400_000;

impl Call<'_> {
    /// The file of `file_id`, in the trash or not.
    fn any_file(&self, owner: AccountId, state: &HostState) -> Result<File, Refusal> {
        if self.get("file_id").is_none() && self.host.profile.asks_for_file_id() {
            return Err(Refusal::MissingFileId);
        }
        let id = self.file_reference("file_id").ok_or(Refusal::FileNotFound)?;
        state.store.file(owner, id).cloned().ok_or(Refusal::FileNotFound)
    }

    fn active_file(&self, owner: AccountId, state: &HostState) -> Result<File, Refusal> {
        self.any_file(owner, state)
            .and_then(|file| if is_active(&file) { Ok(file) } else { Err(Refusal::FileNotFound) })
    }
}

fn is_active(file: &File) -> bool {
    file.status == FileStatus::Active
}

pub(super) fn download(call: &Call<'_>, owner: AccountId) -> Outcome {
    let mut state = call.host.state();
    let short_url = call.get("short_url").filter(|_| call.host.profile.downloads_by_short_url());
    let file = match short_url {
        Some(short_url) if call.get("file_id").is_none() => state
            .store
            .file_by_short_url(short_url)
            .filter(|file| file.owner == owner && is_active(file))
            .cloned()
            .ok_or(Refusal::FileNotFound)?,
        _ => call.active_file(owner, &state)?,
    };
    if call.has_fault(&FaultKind::NoDownloadUrl) {
        return Err(Refusal::NoDownloadUrl);
    }
    let token = random::hexadecimal(64);
    let ends = call.now.plus_milliseconds(LINK_MILLISECONDS);
    state.download_links.insert(token.clone(), DownloadLink { file: file.id, ends });
    Ok(Success::data(json!({
        "file_id": file.id.0.to_string(),
        "filename": file.name,
        "download_url": format!("{}?download_token={token}", file_reply::url(&file, call.host)),
    })))
}

pub(super) fn info(call: &Call<'_>, owner: AccountId) -> Outcome {
    let file = call.any_file(owner, &call.host.state())?;
    Ok(Success::data(file_reply::file(&file, call.host)))
}

pub(super) fn edit(call: &Call<'_>, owner: AccountId) -> Outcome {
    let mut state = call.host.state();
    let mut file = call.active_file(owner, &state)?;
    match call.folder_reference("folder_id", owner, &state.store) {
        FolderReference::Blank => {}
        FolderReference::Null => file.folder = None,
        FolderReference::Folder(id) => file.folder = Some(id),
        FolderReference::Zero | FolderReference::Unknown => return Err(Refusal::FolderNotFound),
    }
    if let Some(name) = call.get("filename") {
        file.name = name.to_owned();
    }
    if let Some(file_type) = call.get("fileType") {
        file.file_type = file_type.to_owned();
    }
    state.store.save_file(file.clone());
    Ok(Success::message("File successfully updated.")
        .with("data", file_reply::file(&file, call.host)))
}

pub(super) fn delete(call: &Call<'_>, owner: AccountId) -> Outcome {
    let mut state = call.host.state();
    let file = File { status: FileStatus::Trash, ..call.active_file(owner, &state)? };
    state.store.save_file(file.clone());
    Ok(Success::message("File successfully set as deleted.")
        .with("data", file_reply::file(&file, call.host)))
}

pub(super) fn move_to(call: &Call<'_>, owner: AccountId) -> Outcome {
    let mut state = call.host.state();
    let file = call.active_file(owner, &state)?;
    let folder = destination(
        call.folder_reference("new_parent_folder_id", owner, &state.store),
        Refusal::MissingNewParentFolderId,
        Refusal::MoveDestinationNotFound,
    )?;
    let file = File { folder, ..file };
    state.store.save_file(file.clone());
    Ok(Success::message("File successfully moved.")
        .with("data", file_reply::file(&file, call.host)))
}

pub(super) fn copy(call: &Call<'_>, owner: AccountId) -> Outcome {
    let mut state = call.host.state();
    let original = call.active_file(owner, &state)?;
    let folder = destination(
        call.folder_reference("copy_to_folder_id", owner, &state.store),
        Refusal::MissingCopyToFolderId,
        Refusal::CopyDestinationNotFound,
    )?;
    let copy = state.store.add_file(NewFile {
        owner,
        folder,
        name: original.name.clone(),
        file_type: original.file_type.clone(),
        size: original.size,
        md5: original.md5.clone(),
        blob: original.blob.clone(),
        uploaded: call.now,
    });
    Ok(Success::message("File successfully copyied.")
        .with("original_file", json!({ "data": file_reply::file(&original, call.host) }))
        .with("new_file", json!({ "data": file_reply::file(&copy, call.host) })))
}

fn destination(
    reference: FolderReference,
    blank: Refusal,
    unknown: Refusal,
) -> Result<Option<FolderId>, Refusal> {
    match reference {
        FolderReference::Blank => Err(blank),
        FolderReference::Null => Ok(None),
        FolderReference::Folder(id) => Ok(Some(id)),
        FolderReference::Zero | FolderReference::Unknown => Err(unknown),
    }
}
