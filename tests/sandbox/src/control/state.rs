//! What a profile holds, for tests to compare with. No password, key or token.

use crate::clock::Moment;
use crate::host::Host;
use crate::store::FileStatus;
use serde_json::{Value, json};

/// One profile's accounts, folders, files and imports.
pub(super) fn of(host: &Host, now: Moment) -> Value {
    let state = host.state();
    let accounts: Vec<Value> = state
        .accounts
        .iter()
        .map(|account| {
            json!({
                "id": account.id,
                "username": account.username,
                "locked": account.locked,
                "failed_logins": account.failed_logins,
                "live_tokens": state.tokens.count_of(account.id, now),
                "used_bytes": state.store.used_bytes(account.id),
                "uploads": state.uploads.get(&account.id).copied().unwrap_or_default(),
                "api_access": account.api_access,
                "demo": account.demo,
                "package": account.package,
            })
        })
        .collect();
    let folders: Vec<Value> = state
        .store
        .folders()
        .map(|folder| {
            json!({
                "id": folder.id,
                "account_id": folder.owner,
                "parent_id": folder.parent,
                "name": folder.name,
                "is_public": folder.visibility.to_reply(),
                "has_password": folder.access_password.is_some(),
                "status": if folder.trashed { "trash" } else { "active" },
            })
        })
        .collect();
    let files: Vec<Value> = state
        .store
        .files()
        .map(|file| {
            json!({
                "id": file.id,
                "account_id": file.owner,
                "folder_id": file.folder,
                "name": file.name,
                "size": file.size,
                "md5": file.md5,
                "type": file.file_type,
                "short_url": file.short_url,
                "downloads": file.downloads,
                "status": if file.status == FileStatus::Trash { "trash" } else { "active" },
            })
        })
        .collect();
    let imports: Vec<Value> = state
        .store
        .imports()
        .map(|import| {
            json!({
                "scheduled_item_id": import.id,
                "account_id": import.owner,
                "folder_id": import.folder,
                "url": import.url,
                "status": import.state.word(),
            })
        })
        .collect();
    json!({
        "profile": host.profile,
        "accounts": accounts,
        "folders": folders,
        "files": files,
        "imports": imports,
    })
}
