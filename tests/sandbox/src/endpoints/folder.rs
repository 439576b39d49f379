//! /folder/create, /folder/listing, /folder/info, /folder/edit, /folder/delete and /folder/move.

use super::Call;
use super::reference::FolderReference;
use super::{file_reply, folder_reply};
use crate::account::AccountId;
use crate::host::HostState;
use crate::refusal::Refusal;
use crate::reply::{Outcome, Success};
use crate::store::{FileStatus, Folder, FolderId, Visibility};
use crate::switches::{EmptyList, FolderInfoParameter};
use serde_json::{Map, Value};

/// An access password is an MD5 hash in hexadecimal.
const PASSWORD_LENGTH: usize = 32;

impl Call<'_> {
    fn folder(
        &self,
        parameter: &str,
        owner: AccountId,
        state: &HostState,
    ) -> Result<Folder, Refusal> {
        match self.folder_reference(parameter, owner, &state.store) {
            FolderReference::Folder(id) => {
                state.store.folder(owner, id).cloned().ok_or(Refusal::FolderNotFound)
            }
            _ => Err(Refusal::FolderNotFound),
        }
    }

    /// The access password that was sent, if it is to be stored.
    fn access_password(&self) -> Option<String> {
        let whole = |password: &&str| {
            password.len() == PASSWORD_LENGTH || !self.switches.drop_short_password
        };
        self.get("access_password").filter(whole).map(str::to_owned)
    }

    fn reply_with(&self, words: &str, folder: &Folder, state: &HostState) -> Success {
        let totals = state.store.totals(folder.owner).get(&folder.id).copied().unwrap_or_default();
        let data = folder_reply::folder(folder, totals, self.host);
        if words.is_empty() {
            Success::data(data)
        } else {
            Success::message(words).with("data", data)
        }
    }
}

pub(super) fn create(call: &Call<'_>, owner: AccountId) -> Outcome {
    let name = call.get("folder_name").ok_or(Refusal::MissingFolderName)?.to_owned();
    let mut state = call.host.state();
    let parent = match call.folder_reference("parent_id", owner, &state.store) {
        FolderReference::Blank | FolderReference::Null => None,
        FolderReference::Folder(id) => Some(id),
        FolderReference::Zero | FolderReference::Unknown => return Err(Refusal::FolderNotFound),
    };
    let folder = state.store.add_folder(Folder {
        id: FolderId(0),
        owner,
        parent,
        name,
        visibility: call.get("is_public").and_then(Visibility::from_parameter).unwrap_or_default(),
        access_password: call.access_password(),
        added: call.now,
        updated: None,
        trashed: false,
    });
    Ok(call.reply_with("Folder successfully created.", &folder, &state))
}

pub(super) fn listing(call: &Call<'_>, owner: AccountId) -> Outcome {
    let state = call.host.state();
    let parent = match call.folder_reference("parent_folder_id", owner, &state.store) {
        FolderReference::Blank | FolderReference::Zero | FolderReference::Null => None,
        FolderReference::Folder(id) => Some(id),
        FolderReference::Unknown => return Err(Refusal::FolderNotFound),
    };
    let trash = call.switches.trash_in_lists;
    let totals = state.store.totals(owner);
    let mut folders: Vec<&Folder> = state
        .store
        .folders()
        .filter(|folder| folder.owner == owner && folder.parent == parent)
        .filter(|folder| trash || !folder.trashed)
        .collect();
    folders.sort_by_cached_key(|folder| folder.name.to_lowercase());
    let folders = folders.into_iter().map(|folder| {
        let totals = totals.get(&folder.id).copied().unwrap_or_default();
        folder_reply::listed(folder, totals, call.host)
    });
    let mut files: Vec<_> = state
        .store
        .files()
        .filter(|file| file.owner == owner && file.folder == parent)
        .filter(|file| trash || file.status == FileStatus::Active)
        .collect();
    files.sort_by_cached_key(|file| file.name.to_lowercase());
    let files = files.into_iter().map(|file| file_reply::file(file, call.host));
    let mut data = Map::new();
    add_list(&mut data, "folders", folders.collect(), call);
    add_list(&mut data, "files", files.collect(), call);
    Ok(Success::data(Value::Object(data)))
}

fn add_list(data: &mut Map<String, Value>, name: &str, list: Vec<Value>, call: &Call<'_>) {
    let value = match call.switches.empty_list {
        _ if !list.is_empty() && call.switches.lists_as_objects => folder_reply::with_gaps(list),
        _ if !list.is_empty() => Value::Array(list),
        EmptyList::Array => Value::Array(list),
        EmptyList::False => Value::Bool(false),
        EmptyList::Null => Value::Null,
        EmptyList::Missing => return,
    };
    data.insert(name.to_owned(), value);
}

pub(super) fn info(call: &Call<'_>, owner: AccountId) -> Outcome {
    let parameter = match call.switches.folder_info {
        FolderInfoParameter::FolderId => "folder_id",
        FolderInfoParameter::ParentFolderId => "parent_folder_id",
        FolderInfoParameter::Either if call.get("folder_id").is_some() => "folder_id",
        FolderInfoParameter::Either => "parent_folder_id",
    };
    let state = call.host.state();
    let folder = call.folder(parameter, owner, &state)?;
    Ok(call.reply_with("", &folder, &state))
}

pub(super) fn edit(call: &Call<'_>, owner: AccountId) -> Outcome {
    let mut state = call.host.state();
    let mut folder = call.folder("folder_id", owner, &state)?;
    match call.folder_reference("parent_id", owner, &state.store) {
        FolderReference::Blank => {}
        FolderReference::Null => folder.parent = None,
        FolderReference::Folder(id) if state.store.is_within(id, folder.id) => {
            return Err(Refusal::FolderIntoDescendant);
        }
        FolderReference::Folder(id) => folder.parent = Some(id),
        FolderReference::Zero | FolderReference::Unknown => return Err(Refusal::FolderNotFound),
    }
    if let Some(name) = call.get("folder_name") {
        folder.name = name.to_owned();
    }
    if let Some(visibility) = call.get("is_public").and_then(Visibility::from_parameter) {
        folder.visibility = visibility;
    }
    if call.get("access_password") == Some("null") && call.switches.null_means_root {
        folder.access_password = None;
    } else if let Some(password) = call.access_password() {
        folder.access_password = Some(password);
    }
    folder.updated = Some(call.now);
    state.store.save_folder(folder.clone());
    Ok(call.reply_with("Folder successfully updated.", &folder, &state))
}

pub(super) fn delete(call: &Call<'_>, owner: AccountId) -> Outcome {
    let mut state = call.host.state();
    let folder = call.folder("folder_id", owner, &state)?;
    state.store.trash_folder(owner, folder.id);
    Ok(Success::message("Folder successfully set as deleted."))
}

pub(super) fn move_to(call: &Call<'_>, owner: AccountId) -> Outcome {
    if call.get("folder_id").is_none() {
        return Err(Refusal::MissingFolderId);
    }
    let mut state = call.host.state();
    let mut folder = call.folder("folder_id", owner, &state)?;
    folder.parent = match call.folder_reference("new_parent_folder_id", owner, &state.store) {
        FolderReference::Blank => return Err(Refusal::MissingNewParentFolderId),
        FolderReference::Null => None,
        FolderReference::Folder(id) if id == folder.id => return Err(Refusal::FolderIntoItself),
        FolderReference::Folder(id) if state.store.is_within(id, folder.id) => {
            return Err(Refusal::FolderIntoDescendant);
        }
        FolderReference::Folder(id) => Some(id),
        FolderReference::Zero | FolderReference::Unknown => {
            return Err(Refusal::MoveDestinationNotFound);
        }
    };
    state.store.save_folder(folder.clone());
    Ok(call.reply_with("Folder successfully moved.", &folder, &state))
}
