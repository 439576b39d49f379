//! /file/upload.

use super::reference::FolderReference;
use super::{Call, file_reply};
use crate::account::AccountId;
use crate::host::UploadSlot;
use crate::package::Package;
use crate::parameters::ReceivedFile;
use crate::proxy_page;
use crate::refusal::Refusal;
use crate::reply::{Outcome, Success};
use crate::store::{File, FileStatus, FolderId, NewFile};
use crate::switches::UrlHtml;
use serde_json::{Map, Value, json};

pub(super) fn upload(call: &mut Call<'_>, owner: AccountId) -> Outcome {
    let files = sent_files(std::mem::take(&mut call.parameters.files));
    if files.is_empty() {
        return Err(Refusal::NoUploadedFile);
    }
    if files.iter().any(|file| file.blob.size == 0) {
        return Err(Refusal::EmptyFile);
    }
    // A token that came after the file is only known now.
    let slot = call.parameters.upload_slot.take();
    let slot = slot.unwrap_or_else(|| UploadSlot::take(call.host, owner));
    let (package, folder) = {
        let state = call.host.state();
        let account = state.accounts.get(owner).ok_or(Refusal::TokenRejected)?;
        let folder = match call.folder_reference("folder_id", owner, &state.store) {
            FolderReference::Blank | FolderReference::Zero | FolderReference::Null => None,
            FolderReference::Folder(id) => Some(id),
            FolderReference::Unknown => return Err(Refusal::FolderNotFound),
        };
        (account.package.clone(), folder)
    };
    if package.can_upload == 0 {
        return Err(Refusal::UploadForbidden);
    }
    let limit = package.concurrent_uploads;
    if limit > 0 && slot.count > limit {
        return Err(Refusal::TooManyUploads { limit });
    }
    let items = files.into_iter().map(|file| item(call, owner, folder, &package, file));
    let items = items.collect::<Result<Vec<_>, _>>()?;
    Ok(Success::message("File uploaded").with("data", Value::Array(items)))
}

/// PHP keeps the last file of a plain name, and all of a name with brackets. A file field that
/// was left empty comes without a name and is none.
fn sent_files(files: Vec<ReceivedFile>) -> Vec<ReceivedFile> {
    let mut last = None;
    let mut all = Vec::new();
    for file in files.into_iter().filter(|file| !file.name.is_empty()) {
        match file.field.as_str() {
            "upload_file" => last = Some(file),
            "upload_file[]" => all.push(file),
            _ => {}
        }
    }
    if all.is_empty() { last.into_iter().collect() } else { all }
}

fn item(
    call: &Call<'_>,
    owner: AccountId,
    folder: Option<FolderId>,
    package: &Package,
    file: ReceivedFile,
) -> Result<Value, Refusal> {
    let size = file.blob.size;
    let mut state = call.host.state();
    let used = state.store.used_bytes(owner);
    let error = if package.max_upload_size > 0 && size > package.max_upload_size {
        Some(format!(
            "File received is larger than permitted. (max {})",
            in_megabytes(package.max_upload_size)
        ))
    } else if package.max_storage_bytes > 0 && used + size > package.max_storage_bytes {
        Some("File upload failed due to insufficient space on this account.".to_owned())
    } else {
        None
    };
    if let Some(reason) = error.clone().filter(|_| call.switches.wrap_item_errors) {
        return Err(Refusal::Upstream { url: call.storage_machine(), reason });
    }
    if let Some(error) = error {
        let html = format!("<td>{}</td><td>{error}</td>", proxy_page::escape(&file.name));
        let value = json!({ "name": file.name, "size": size.to_string(), "type": file.file_type, "error": error });
        return Ok(with_result_html(value, call, "error_result_html", html));
    }
    let md5 = file.blob.md5.clone();
    let blob = file.blob.keep().map_err(|error| {
        call.sandbox.tell(&format!("sandbox: could not keep an upload: {error}"));
        Refusal::DiskFailed
    })?;
    let name = match call.switches.tidy_names {
        true => tidy_name(&file.name, |name| {
            state.store.files().any(|other| {
                other.name == name
                    && (other.owner, other.folder, other.status)
                        == (owner, folder, FileStatus::Active)
            })
        }),
        false => file.name,
    };
    let new = NewFile {
        owner,
        folder,
        name,
        file_type: file.file_type,
        size,
        md5,
        blob,
        uploaded: call.now,
    };
    let stored = state.store.add_file(new);
    drop(state);
    let html = format!("<td>{}</td><td>Uploaded</td>", proxy_page::escape(&stored.name));
    Ok(with_result_html(uploaded(&stored, call), call, "success_result_html", html))
}

/// A name as the uploader of live servers stores it. The extension is what follows the last dot,
/// or the whole name without one: `notes` becomes `note (2).notes`. Quotes go last.
fn tidy_name(sent: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let name = sent.strip_prefix('.').unwrap_or(sent).trim();
    let (stem, extension) = match name.rsplit_once('.') {
        Some(parts) => parts,
        None => (name.char_indices().next_back().map_or("", |(last, _)| &name[..last]), name),
    };
    let extension = extension.to_lowercase();
    let mut stored = name.to_owned();
    for number in 2.. {
        if !is_taken(&stored) {
            break;
        }
        stored = format!("{stem} ({number}).{extension}");
    }
    stored.replace(['"', '\'', '\r', '\n'], "")
}

fn uploaded(file: &File, call: &Call<'_>) -> Value {
    let url = file_reply::url(file, call.host);
    let mut fields = Map::new();
    let mut add = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    add("name", file.name.clone().into());
    add("size", file.size.to_string().into());
    add("type", file.file_type.clone().into());
    add("error", Value::Null);
    add("url", url.clone().into());
    add("delete_url", format!("{url}~d?{}", file.delete_hash).into());
    add("info_url", format!("{url}~i?{}", file.delete_hash).into());
    add("delete_type", "DELETE".into());
    add("delete_hash", file.delete_hash.clone().into());
    add("hash", file.md5.clone().into());
    add("stats_url", format!("{url}~s").into());
    add("short_url", file.short_url.clone().into());
    add("file_id", file.id.0.to_string().into());
    add("unique_hash", file.unique_hash.clone().into());
    if let Some(html) = url_html(&url, &file.name, call) {
        add("url_html", html.into());
    }
    add("url_bbcode", format!("[url]{url}[/url]").into());
    Value::Object(fields)
}

/// The ready-made HTML link. The file's name is put in as it is, as hosts do.
fn url_html(url: &str, name: &str, call: &Call<'_>) -> Option<String> {
    let site = call.host.profile.name();
    match call.switches.url_html {
        UrlHtml::Escaped => Some(format!(
            "&lt;a href=&quot;{url}&quot; target=&quot;_blank&quot; title=&quot;View {name} on {site}&quot;&gt;View {name} on {site}&lt;/a&gt;"
        )),
        UrlHtml::Raw | UrlHtml::InvalidJson => Some(format!(
            "<a href=\"{url}\" target=\"_blank\" title=\"View {name} on {site}\">view {name} on {site}</a>"
        )),
        UrlHtml::Plain => Some(format!("view {name} on {site}")),
        UrlHtml::Missing => None,
    }
}

fn with_result_html(mut item: Value, call: &Call<'_>, name: &str, html: String) -> Value {
    if let Some(fields) = item.as_object_mut().filter(|_| call.switches.result_html) {
        fields.insert(name.to_owned(), html.into());
    }
    item
}

/// A size as the uploader's message tells it.
#[allow(clippy::cast_precision_loss, reason = "two decimals are told")]
fn in_megabytes(bytes: u64) -> String {
    format!("{:.2} MB", bytes as f64 / f64::from(1 << 20))
}
