//! Reading what was dropped: files, and folders with everything in them.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

use crate::transfer::Chosen;

/// The files and folders of a drop, as the browser lets them be read. Empty where it does not.
pub(super) fn entries(transfer: &DataTransfer) -> Vec<FileSystemEntry> {
    let items = transfer.items();
    let entry = |place| items.get(place)?.webkit_get_as_entry().ok().flatten();
    (0..items.length()).filter_map(entry).collect()
}

/// Reads the entries and all that is inside them, and hands over each folder's files as soon as
/// they are known. What cannot be read (a folder without permission, say) is passed over.
pub(super) async fn read(entries: Vec<FileSystemEntry>, take: impl Fn(Vec<Chosen>)) {
    let mut folders = vec![(String::new(), entries)];
    while let Some((path, entries)) = folders.pop() {
        let mut files = Vec::new();
        for entry in entries {
            if entry.is_directory() {
                let name = entry.name();
                let path = if path.is_empty() { name } else { [&path, "/", &name].concat() };
                folders.push((path, inside(entry.unchecked_into()).await));
            } else if let Some(file) = file(entry.unchecked_into()).await {
                files.push(Chosen { file, path: path.clone() });
            }
        }
        take(files);
    }
}

async fn file(entry: FileSystemFileEntry) -> Option<File> {
    let read = |done: &Function, failed: &Function| {
        entry.file_with_callback_and_callback(done.unchecked_ref(), failed.unchecked_ref());
    };
    called_back(read).await?.dyn_into().ok()
}

/// Everything inside a folder. Browsers tell of it a hundred entries at a time.
async fn inside(folder: FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let reader = folder.create_reader();
    let mut entries = Vec::new();
    loop {
        let read = |done: &Function, failed: &Function| {
            // Reading on after the end or an error calls back with nothing.
            let _ = reader.read_entries_with_callback_and_callback(
                done.unchecked_ref(),
                failed.unchecked_ref(),
            );
        };
        let some: Vec<FileSystemEntry> = match called_back(read).await {
            Some(list) => {
                list.unchecked_into::<Array>().iter().map(JsCast::unchecked_into).collect()
            }
            None => Vec::new(),
        };
        if some.is_empty() {
            return entries;
        }
        entries.extend(some);
    }
}

/// Waits for one of two callbacks; `None` when it was the second, for errors.
async fn called_back(call: impl Fn(&Function, &Function)) -> Option<JsValue> {
    let promise = Promise::new(&mut |done, failed| call(&done, &failed));
    JsFuture::from(promise).await.ok()
}
