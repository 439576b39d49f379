//! The folder that files are looked for in whose outcome is open: after a reload, or after trouble with
//! the host, there may be thousands of them, and one listing tells of all.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::lock::Mutex;

use super::Engine;
use crate::api::{Error, File, Parent};
use crate::transfer::clock::now;

/// How long a listing is of use, in milliseconds: what it tells of may be deleted elsewhere.
const FRESH_MS: f64 = 30_000.0;

/// The listing of the folder that was searched last.
#[derive(Default)]
pub(super) struct Searched {
    last: RefCell<Option<Search>>,
    /// One listing at a time: whoever waits for it may use the same.
    listing: Mutex<()>,
}

struct Search {
    folder: Parent,
    /// When it was asked for, in milliseconds since 1970.
    asked: f64,
    files: Rc<[File]>,
}

impl Searched {
    /// Nobody looks for anything at the moment.
    pub(super) fn forget(&self) {
        *self.last.borrow_mut() = None;
    }

    fn since(&self, time: f64, folder: &Parent) -> Option<Rc<[File]>> {
        let last = self.last.borrow();
        let fits = |search: &&Search| {
            search.folder == *folder && search.asked >= time && now() - search.asked < FRESH_MS
        };
        last.as_ref().filter(fits).map(|search| Rc::clone(&search.files))
    }
}

impl Engine {
    /// The files in a folder, as the host told them at some time after `time`, in milliseconds since
    /// 1970.
    pub(super) async fn files_since(
        &self,
        time: f64,
        folder: &Parent,
    ) -> Result<Rc<[File]>, Error> {
        let searched = &self.0.searched;
        let _one_at_a_time = searched.listing.lock().await;
        if let Some(files) = searched.since(time, folder) {
            return Ok(files);
        }
        let asked = now();
        let files: Rc<[File]> = self.list(folder).await?.files.into();
        let search = Search { folder: folder.clone(), asked, files: Rc::clone(&files) };
        *searched.last.borrow_mut() = Some(search);
        Ok(files)
    }
}
