//! Drives the queue: a slot free, the next item goes.

use std::cell::{Ref, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use futures_util::future::{AbortHandle, abortable};
use wasm_bindgen_futures::spawn_local;

use super::frame::Frame;
use super::limits::Limits;
use super::queue::{Failure, ItemId, Queue, Target};
use crate::api::{Bytes, Error, Package, Upload, UploadedFile};
use crate::session::{Session, State as SessionState};

/// What a page can set.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Uploads at the same time, at most; the account's package may allow fewer.
    pub concurrency: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { concurrency: 3 }
    }
}

struct Inner {
    session: Session,
    options: Options,
    queue: RefCell<Queue>,
    /// The files of the items that are not done.
    files: RefCell<BTreeMap<ItemId, web_sys::File>>,
    /// What stops each of the items on their way.
    running: RefCell<BTreeMap<ItemId, AbortHandle>>,
    frame: Frame,
}

/// The upload engine. Cheap to clone: all clones drive the same queue.
#[derive(Clone)]
pub struct Engine(Rc<Inner>);

impl Engine {
    /// An engine with an empty queue that uploads in the name of `session`, and calls `on_change`
    /// at most once per animation frame while anything changes.
    pub fn new(session: Session, options: Options, on_change: impl Fn() + 'static) -> Self {
        Self(Rc::new(Inner {
            session,
            options,
            queue: RefCell::default(),
            files: RefCell::default(),
            running: RefCell::default(),
            frame: Frame::new(on_change),
        }))
    }

    /// The queue as it is now. Don't hold it across an `await`.
    pub fn queue(&self) -> Ref<'_, Queue> {
        self.0.queue.borrow()
    }

    /// Adds files for one folder and begins to send them. A file that may not be sent is kept in
    /// the queue as failed, with the reason; the others go on.
    pub fn add(&self, files: impl IntoIterator<Item = web_sys::File>, target: &Rc<Target>) {
        let limits = self.package(Limits::of).unwrap_or_default();
        {
            let mut queue = self.0.queue.borrow_mut();
            let mut kept = self.0.files.borrow_mut();
            for file in files {
                let size = byte_size(&file);
                let id = queue.add(&file.name(), size, target, limits.check(size).err());
                kept.insert(id, file);
            }
        }
        self.advance();
    }

    /// Stops an item that waits or is on its way.
    pub fn cancel(&self, id: ItemId) {
        if self.0.queue.borrow_mut().cancel(id) {
            self.abort(id);
        }
        self.advance();
    }

    /// Stops everything that waits or is on its way.
    pub fn cancel_all(&self) {
        let ids: Vec<ItemId> = self.queue().items().iter().map(|item| item.id()).collect();
        for id in ids {
            if self.0.queue.borrow_mut().cancel(id) {
                self.abort(id);
            }
        }
        self.advance();
    }

    /// Sends a failed or cancelled item again.
    pub fn retry(&self, id: ItemId) {
        self.0.queue.borrow_mut().retry(id);
        self.advance();
    }

    /// Takes an item out of the queue, unless it is on its way.
    pub fn remove(&self, id: ItemId) {
        if self.0.queue.borrow_mut().remove(id) {
            self.0.files.borrow_mut().remove(&id);
        }
        self.advance();
    }

    /// Stops everything and empties the queue.
    pub fn clear(&self) {
        self.cancel_all();
        self.0.queue.borrow_mut().clear();
        self.0.files.borrow_mut().clear();
        self.advance();
    }

    /// Takes up waiting items again: call it when somebody has logged in.
    pub fn resume(&self) {
        self.advance();
    }

    /// Fills the free slots and tells the listener.
    fn advance(&self) {
        if matches!(self.0.session.state(), SessionState::SignedIn(_)) {
            while self.0.running.borrow().len() < self.slots() {
                let Some(id) = self.0.queue.borrow_mut().start_next() else { break };
                self.start(id);
            }
        }
        self.0.frame.request();
    }

    fn start(&self, id: ItemId) {
        let Some(file) = self.0.files.borrow().get(&id).cloned() else { return };
        let (upload, abort) = abortable(self.clone().send(id, file));
        self.0.running.borrow_mut().insert(id, abort);
        spawn_local(async move {
            // An aborted upload has had its outcome written by whoever aborted it.
            let _ = upload.await;
        });
    }

    async fn send(self, id: ItemId, file: web_sys::File) {
        let Some((name, target)) =
            self.queue().get(id).map(|item| (item.name().to_owned(), Rc::clone(item.target())))
        else {
            return;
        };
        let outcome = self
            .0
            .session
            .call(async |client, access| {
                let upload = Upload { file: &file, name: &name, folder: &target.folder };
                client.file_upload(access, &upload).await
            })
            .await;
        self.settle(id, outcome);
        self.advance();
    }

    fn settle(&self, id: ItemId, outcome: Result<UploadedFile, Error>) {
        self.0.running.borrow_mut().remove(&id);
        let mut queue = self.0.queue.borrow_mut();
        match outcome {
            Ok(file) => {
                queue.finish(id, file);
                self.0.files.borrow_mut().remove(&id);
            }
            // Nothing is wrong with the file: it waits for the next login.
            Err(Error::TokenRejected { .. }) => {
                queue.requeue(id);
            }
            Err(error) => {
                queue.fail(id, Failure::Api(error));
            }
        }
    }

    fn abort(&self, id: ItemId) {
        if let Some(abort) = self.0.running.borrow_mut().remove(&id) {
            abort.abort();
        }
    }

    fn slots(&self) -> usize {
        let allowed = self.package(|package| package.concurrent_uploads).flatten();
        let allowed = allowed.map_or(usize::MAX, |uploads| uploads as usize);
        self.0.options.concurrency.min(allowed).max(1)
    }

    fn package<T>(&self, read: impl FnOnce(&Package) -> T) -> Option<T> {
        match self.0.session.state() {
            SessionState::SignedIn(signed_in) => Some(read(&signed_in.package)),
            SessionState::SignedOut | SessionState::Expired { .. } => None,
        }
    }
}

/// A file's size: a whole number of bytes, which JavaScript holds in a double.
fn byte_size(file: &web_sys::File) -> Bytes {
    Bytes(file.size() as u64)
}
