//! The files themselves, as the browser gave them.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::File;

use super::item::ItemId;

/// The files of the items that are not done, and pictures for as long as they are in the queue. They
/// are kept on the JavaScript side: a list there takes a fraction of what as many references from here
/// would.
pub(super) struct Files(Array);

impl Default for Files {
    fn default() -> Self {
        Self(Array::new())
    }
}

impl Files {
    pub(super) fn keep(&self, id: ItemId, file: File) {
        self.0.set(id.0, file.into());
    }

    pub(super) fn get(&self, id: ItemId) -> Option<File> {
        let file = self.0.get(id.0);
        (!file.is_undefined()).then(|| file.unchecked_into())
    }

    /// It is stored, and nobody reads it again, unless to show it as a small picture.
    pub(super) fn forget_unless_picture(&self, id: ItemId) {
        if !self.get(id).is_some_and(|file| file.type_().starts_with("image/")) {
            self.forget(id);
        }
    }

    pub(super) fn forget(&self, id: ItemId) {
        if id.0 < self.0.length() {
            self.0.set(id.0, JsValue::UNDEFINED);
        }
    }
}

/// What a reader chose: a file, or a folder with nothing in it.
pub enum Chosen {
    /// A file.
    File {
        /// The file.
        file: File,
        /// The folders it was in, separated by `/`; empty for a file chosen by itself.
        path: String,
        /// The browser's lasting handle for it (`FileSystemFileHandle`), where it gave one. With
        /// it a file that is too large to be kept can be read again after the page was loaded
        /// anew.
        handle: Option<JsValue>,
    },
    /// Something that the browser does not let be read, such as a folder without permission. It is
    /// kept in the queue as failed, so that nobody takes it for sent.
    Unreadable {
        /// Its name, behind the folders it was in.
        path: String,
    },
    /// An empty folder. It is made where [`Options::empty_folders`] is set.
    ///
    /// [`Options::empty_folders`]: super::Options::empty_folders
    EmptyFolder {
        /// Its name, behind the folders it was in.
        path: String,
    },
}

#[wasm_bindgen]
extern "C" {
    /// A file with a property that is in no standard, but in all browsers.
    type FileOfFolder;

    #[wasm_bindgen(method, getter, js_name = webkitRelativePath)]
    fn path(this: &FileOfFolder) -> Option<String>;
}

impl From<File> for Chosen {
    /// A file chosen with its folder carries its path.
    fn from(file: File) -> Self {
        let mut path = file.unchecked_ref::<FileOfFolder>().path().unwrap_or_default();
        path.truncate(path.rfind('/').unwrap_or(0));
        Self::File { file, path, handle: None }
    }
}
