//! Reading what was dropped: files, and folders with everything in them.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

use crate::transfer::Chosen;

/// What was dropped, as the browser lets it be read.
pub(super) struct Dropped {
    entry: FileSystemEntry,
    /// The file, if it is one: WebKit cannot always read it by its entry.
    file: Option<File>,
    /// The browser's lasting handle for it, where there are such.
    handle: Option<Promise>,
}

#[wasm_bindgen]
extern "C" {
    /// An item of a drop, with a method that not every browser has.
    type LastingItem;

    #[wasm_bindgen(method, catch, js_name = getAsFileSystemHandle)]
    fn handle(this: &LastingItem) -> Result<Promise, JsValue>;
}

/// The files and folders of a drop. Empty where the browser does not let them be read.
pub(super) fn entries(transfer: &DataTransfer) -> Vec<Dropped> {
    let items = transfer.items();
    let dropped = |place| {
        let item = items.get(place)?;
        let entry = item.webkit_get_as_entry().ok().flatten()?;
        let file = if entry.is_file() { item.get_as_file().ok().flatten() } else { None };
        let lasting: &LastingItem = item.unchecked_ref();
        // Only files are worth it: what is inside a folder is read without handles.
        let handle = if entry.is_file() { lasting.handle().ok() } else { None };
        Some(Dropped { entry, file, handle })
    };
    (0..items.length()).filter_map(dropped).collect()
}

/// Reads the entries and all that is inside them, and hands over each folder's files as soon as
/// they are known. What cannot be read (a folder without permission, say) is handed over as such.
pub(super) async fn read(dropped: Vec<Dropped>, take: impl Fn(Vec<Chosen>)) {
    let mut folders = Vec::new();
    let mut files = Vec::new();
    for Dropped { entry, file, handle } in dropped {
        if entry.is_directory() {
            folders.push((entry.name(), entry));
            continue;
        }
        let handle = match handle {
            Some(handle) => JsFuture::from(handle).await.ok(),
            None => None,
        };
        files.push(match file {
            Some(file) => Chosen::File { file, path: String::new(), handle },
            None => chosen(entry, String::new()).await,
        });
    }
    take(files);
    // From the end, so that a folder's own folders come right after it.
    folders.reverse();
    while let Some((path, folder)) = folders.pop() {
        let (entries, all) = inside(folder.unchecked_into()).await;
        if entries.is_empty() && all {
            take(vec![Chosen::EmptyFolder { path }]);
            continue;
        }
        let mut files = Vec::new();
        let first = folders.len();
        for entry in entries {
            if entry.is_directory() {
                folders.push(([&path, "/", &entry.name()].concat(), entry));
            } else {
                files.push(chosen(entry, path.clone()).await);
            }
        }
        if !all {
            files.push(Chosen::Unreadable { path });
        }
        folders[first..].reverse();
        take(files);
    }
}

/// A file in the folders `path`.
async fn chosen(entry: FileSystemEntry, path: String) -> Chosen {
    let name = entry.name();
    let entry: FileSystemFileEntry = entry.unchecked_into();
    let read = |done: &Function, failed: &Function| {
        entry.file_with_callback_and_callback(done.unchecked_ref(), failed.unchecked_ref());
    };
    match called_back(read).await.map(JsCast::dyn_into::<File>) {
        Some(Ok(file)) => Chosen::File { file, path, handle: None },
        _ if path.is_empty() => Chosen::Unreadable { path: name },
        _ => Chosen::Unreadable { path: [&path, "/", &name].concat() },
    }
}

/// What is inside a folder, and whether that is all of it: some or all may not be readable. Browsers
/// tell of it a hundred entries at a time.
async fn inside(folder: FileSystemDirectoryEntry) -> (Vec<FileSystemEntry>, bool) {
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
        let some: Array = match called_back(read).await {
            Some(list) => list.unchecked_into(),
            // What was read before the trouble is better than nothing.
            None => return (entries, false),
        };
        if some.length() == 0 {
            return (entries, true);
        }
        entries.extend(some.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
    }
}

/// Waits for one of two callbacks; `None` when it was the second, for errors.
async fn called_back(call: impl Fn(&Function, &Function)) -> Option<JsValue> {
    let promise = Promise::new(&mut |done, failed| call(&done, &failed));
    JsFuture::from(promise).await.ok()
}
