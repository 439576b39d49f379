//! The folder that files are looked for in whose outcome is open: after a reload, or after trouble with
//! the host, there may be thousands of them, and one listing tells of all.

use std::rc::Rc;

use futures_util::lock::Mutex;

use super::Engine;
use crate::api::{Error, File, Parent};
use crate::transfer::clock::{Timestamp, now};

/// How long a listing is of use, in milliseconds: what it tells of may be deleted elsewhere.
const FRESH_MS: f64 = 30_000.0;

/// The listing of the folder that was searched last. One is asked for at a time: whoever waits for it
/// may use the same.
#[derive(Default)]
pub(super) struct Searched(Mutex<Option<Search>>);

struct Search {
    folder: Parent,
    /// When it was asked for.
    asked: Timestamp,
    /// How often everything had been stopped by then: after a log-out it is another account's folder.
    stops: u32,
    files: Rc<[File]>,
}

impl Searched {
    /// Nobody looks for anything at the moment.
    pub(super) fn forget(&self) {
        if let Some(mut last) = self.0.try_lock() {
            *last = None;
        }
    }
}

impl Engine {
    /// The files in a folder, as the host told them at some time after `time`.
    pub(super) async fn files_since(
        &self,
        time: Timestamp,
        folder: &Parent,
    ) -> Result<Rc<[File]>, Error> {
        let mut last = self.0.searched.0.lock().await;
        let (asked, stops) = (now(), self.stops());
        if let Some(search) = &*last
            && search.stops == stops
            && search.folder == *folder
            && search.asked >= time
            && asked - search.asked < FRESH_MS
        {
            return Ok(Rc::clone(&search.files));
        }
        let files: Rc<[File]> = self.list(folder).await?.files.into();
        *last = Some(Search { folder: folder.clone(), asked, stops, files: Rc::clone(&files) });
        Ok(files)
    }
}
