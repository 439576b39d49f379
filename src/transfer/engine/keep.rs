//! Writing the queue into the browser's database as it changes.

use std::collections::HashSet;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{Engine, byte_size};
use crate::api::Parent;
use crate::transfer::clock::now;
use crate::transfer::item::{Item, ItemId, Kind, State};
use crate::transfer::options::{Recovery, SameName};
use crate::transfer::recovery::database::{DatabaseError, Transaction};
use crate::transfer::recovery::record::{self, KeptFile};
use crate::transfer::recovery::{Ahead, Journal, Stage};

/// Changes are gathered for so long before they are written, in milliseconds.
const GATHER_MS: u32 = 200;
/// At least so long between two writings, in milliseconds, unless there is more than one can hold.
const PAUSE_MS: u32 = 1000;
/// Files are kept only after so long, in milliseconds: most are stored on the host by then.
const FILES_AFTER_MS: f64 = 2000.0;
/// For each millisecond of writing so many without it: uploads need the processor and the disk too.
const REST: f64 = 5.0;
/// So many items are written down as on their way before the first of them is: a writing costs as
/// much as sending a small file.
const AHEAD: usize = 32;
/// The most files, and bytes of them, in one writing.
const MOST_FILES: usize = 32;
const MOST_BYTES: u64 = 8 << 20;
/// When the database is opened again after trouble with it, in milliseconds.
const AGAIN_AFTER_MS: [u32; 4] = [2_000, 10_000, 60_000, 300_000];
/// The most items in one writing.
pub(super) const MOST_ITEMS: usize = 1000;

impl Engine {
    /// Has a file kept, if the page wants that and there is room.
    pub(super) fn keep_file(&self, id: ItemId, handle: Option<JsValue>) {
        let Recovery::Files { largest, .. } = self.0.options.recovery else { return };
        let Some(size) = self.0.files.get(id).map(|file| byte_size(&file)) else { return };
        let mut keeper = self.0.keeper.borrow_mut();
        if keeper.kept.contains_key(&id) || matches!(keeper.stage, Stage::Failed(_)) {
            return;
        }
        if size <= largest || handle.is_some() {
            keeper.waiting.push_back((id, handle));
            keeper.added_at = now();
        }
    }

    /// Has what changed written down before long.
    pub(super) fn keep_changes(&self) {
        let wanted = self.0.options.recovery != Recovery::Off && self.account().is_some();
        if !wanted || self.0.restoring.get() {
            return;
        }
        let mut keeper = self.0.keeper.borrow_mut();
        let able = matches!(keeper.stage, Stage::Idle | Stage::Open(_));
        let something = self.queue().has_changes() || !keeper.waiting.is_empty();
        if !able || !something {
            return;
        }
        if std::mem::replace(&mut keeper.at_work, true) {
            return;
        }
        drop(keeper);
        let engine = self.clone();
        spawn_local(async move { engine.keep_on().await });
    }

    /// Writes what changes until all is written.
    async fn keep_on(&self) {
        TimeoutFuture::new(GATHER_MS).await;
        let kept = self.keep_all().await;
        self.0.keeper.borrow_mut().at_work = false;
        if let Err(error) = kept {
            self.0.keeper.borrow_mut().fail(&error);
            self.mend().await;
        }
    }

    /// After trouble the database is opened again a while later: browsers close it on pages in the
    /// background, and where it was full there may be room by then. All is written anew in that case,
    /// since the journal that broke off says of what was stored meanwhile that it is still to be sent.
    pub(super) async fn mend(&self) {
        for pause in AGAIN_AFTER_MS {
            TimeoutFuture::new(pause).await;
            if !self.0.keeper.borrow_mut().begin_again() {
                return;
            }
            self.0.queue.borrow_mut().mark_all();
            let kept = self.keep_all().await;
            let mut keeper = self.0.keeper.borrow_mut();
            keeper.at_work = false;
            match kept {
                Ok(()) => return,
                Err(error) => keeper.fail(&error),
            }
        }
    }

    async fn keep_all(&self) -> Result<(), DatabaseError> {
        loop {
            let began = now();
            let more = {
                let exclusive = Rc::clone(&self.0.keeper.borrow().exclusive);
                let _alone = exclusive.lock().await;
                let Some(journal) = self.journal().await? else { return Ok(()) };
                let kept = self.keep_some(&journal).await;
                // After a log-out it is the next account's turn: what went wrong for the last one says
                // nothing of that.
                if self.is_open(&journal) { kept? } else { true }
            };
            if more {
                let rest_ms = (now() - began) * REST;
                TimeoutFuture::new(rest_ms.clamp(0.0, f64::from(PAUSE_MS)) as u32).await;
                continue;
            }
            self.forget_stale();
            TimeoutFuture::new(PAUSE_MS).await;
            let keeper = self.0.keeper.borrow();
            if !self.queue().has_changes() && keeper.waiting.is_empty() {
                return Ok(());
            }
        }
    }

    /// Writes some of what changed, or else some files. Whether there is more to do at once.
    async fn keep_some(&self, journal: &Journal) -> Result<bool, DatabaseError> {
        let changed = self.0.queue.borrow_mut().take_changes(MOST_ITEMS);
        let moved = self.0.queue.borrow_mut().take_moves();
        let nothing_to_delete = self.0.keeper.borrow().unneeded.is_empty();
        if changed.is_empty() && moved.is_empty() && nothing_to_delete {
            let settled = now() - self.0.keeper.borrow().added_at >= FILES_AFTER_MS;
            return if settled { self.keep_files(journal).await } else { Ok(false) };
        }
        let mut lines = self.lines(&changed);
        write_moves(moved, &mut lines);
        let unneeded = self.0.keeper.borrow().unneeded.clone();
        let write = journal.database.write()?;
        journal.put(&write, &lines, &unneeded)?;
        write.done().await?;
        self.0.keeper.borrow_mut().deleted(&unneeded);
        Ok(self.queue().has_changes())
    }

    /// Writes some files, and lines that tell of them. The list is worth more than the files: it goes on
    /// without those that cannot be kept.
    async fn keep_files(&self, journal: &Journal) -> Result<bool, DatabaseError> {
        let files = self.files_to_keep();
        if files.is_empty() {
            return Ok(false);
        }
        let write = journal.database.write()?;
        let put = self.put_files(journal, &write, &files);
        let Err(error) = (match put {
            Ok(()) => write.done().await,
            Err(error) => {
                // The browser would keep what was put before, and no line would tell of it.
                write.abort();
                Err(error)
            }
        }) else {
            return Ok(true);
        };
        let mut keeper = self.0.keeper.borrow_mut();
        let alone = files.len() == 1;
        for (id, value, is_handle) in files {
            keeper.let_go(id);
            self.0.queue.borrow_mut().mark(id);
            if !alone {
                keeper.waiting.push_back((id, is_handle.then_some(value)));
            }
        }
        // One that cannot be read takes the others along. From now on each is kept by itself.
        keeper.one_by_one = true;
        if error.is_quota_exceeded() {
            keeper.waiting.clear();
        }
        Ok(true)
    }

    fn put_files(
        &self,
        journal: &Journal,
        write: &Transaction,
        files: &[(ItemId, JsValue, bool)],
    ) -> Result<(), DatabaseError> {
        for (id, value, is_handle) in files {
            let key = [&*journal.queue, " ", &id.0.to_string()].concat();
            write.put_file(&journal.account, &key, value)?;
            let size = self.queue().get(*id).map_or(0, |item| item.size().0);
            let kept = KeptFile { key, is_handle: *is_handle };
            self.0.keeper.borrow_mut().keep(*id, kept, size);
        }
        let ids: Vec<ItemId> = files.iter().map(|(id, ..)| *id).collect();
        journal.put(write, &self.lines(&ids), &[])
    }

    /// The next files to keep: of items that still need them. The last first: the others may be
    /// stored on the host before it is their turn.
    fn files_to_keep(&self) -> Vec<(ItemId, JsValue, bool)> {
        let Recovery::Files { largest, total } = self.0.options.recovery else { return Vec::new() };
        let mut keeper = self.0.keeper.borrow_mut();
        let queue = self.queue();
        let (mut files, mut bytes) = (Vec::new(), 0);
        let most = if keeper.one_by_one { 1 } else { MOST_FILES };
        while files.len() < most && bytes < MOST_BYTES {
            let Some((id, handle)) = keeper.waiting.pop_back() else { break };
            let needed = queue.get(id).is_some_and(|item| {
                !matches!(item.state(), State::Done(_) | State::Cancelled | State::NeedsFile)
            });
            let Some(file) = self.0.files.get(id).filter(|_| needed) else { continue };
            let size = byte_size(&file).0;
            let kept = keeper.bytes.saturating_add(bytes);
            // Better the file than its handle, which needs the reader's leave.
            if size <= largest.0 && kept.saturating_add(size) <= total.0 {
                bytes += size;
                files.push((id, file.into(), false));
            } else if let Some(handle) = handle {
                files.push((id, handle, true));
            }
        }
        files
    }

    /// The lines of these items. Their files that nobody needs any more are listed to be deleted.
    pub(super) fn lines(&self, ids: &[ItemId]) -> String {
        let queue = self.queue();
        let mut keeper = self.0.keeper.borrow_mut();
        let mut lines = String::new();
        for id in ids {
            let item = queue.get(*id);
            let needed = item.is_some_and(|item| !matches!(item.state(), State::Done(_)));
            if !needed && let Some(kept) = keeper.let_go(*id) {
                keeper.unneeded.push(kept.key);
            }
            match item {
                Some(item) => {
                    let ahead = keeper.ahead.get(id).filter(|ahead| ahead.is_of(item));
                    let sent = item.delivery.sent().or(ahead.map(|ahead| &ahead.sent));
                    let kept = keeper.kept.get(id).map(|(kept, _)| kept);
                    record::write(item, sent.map(Rc::as_ref), kept, &mut lines);
                }
                None => record::write_gone(id.0, &mut lines),
            }
        }
        lines
    }

    /// Writes down that an item's bytes begin to leave for this folder, before they do: should the
    /// page go away, the next one looks for the file on the host.
    pub(super) fn keep_before_sending(&self, id: ItemId, folder: &Parent) {
        let Some(journal) = self.0.keeper.borrow().journal() else { return };
        let ahead = self.0.keeper.borrow_mut().ahead.remove(&id);
        let written = ahead.zip(self.queue().get(id)).is_some_and(|(ahead, item)| {
            ahead.is_of(item) && item.delivery.sent() == Some(&ahead.sent)
        });
        if written {
            return;
        }
        let lines = self.lines(&self.with_those_ahead(id, folder));
        // Trouble shows at the next writing, which waits for its end.
        let _ = journal.write_at_once(&lines, &[]);
    }

    /// Writes down at once what has changed: the page, or the widget on it, goes away. What the reader
    /// has just stopped must not come back as still to be sent.
    pub fn keep_now(&self) {
        let Some(journal) = self.0.keeper.borrow().journal() else { return };
        let changed = self.0.queue.borrow_mut().take_changes(usize::MAX);
        let moved = self.0.queue.borrow_mut().take_moves();
        if changed.is_empty() && moved.is_empty() {
            return;
        }
        let mut lines = self.lines(&changed);
        write_moves(moved, &mut lines);
        let unneeded = self.0.keeper.borrow().unneeded.clone();
        let written = journal.write_at_once(&lines, &unneeded);
        let engine = self.clone();
        spawn_local(async move {
            let written = async { written?.done().await };
            match written.await {
                Ok(()) => engine.0.keeper.borrow_mut().deleted(&unneeded),
                // The page may come back, or stay.
                Err(_) => engine.0.queue.borrow_mut().mark_all(),
            }
        });
    }

    /// An item and those that will be sent next to the same folder. They are looked for as well
    /// then, which costs nothing: one listing tells of all.
    fn with_those_ahead(&self, id: ItemId, folder: &Parent) -> Vec<ItemId> {
        let mut ids = vec![id];
        let (queue, contents) = (self.queue(), self.0.contents.borrow());
        let Some(item) = queue.get(id) else { return ids };
        let mut keeper = self.0.keeper.borrow_mut();
        let running = self.0.running.borrow();
        // Two of the same name could not be told apart.
        let mut names: HashSet<&str> =
            running.keys().filter_map(|id| queue.get(id)).map(Item::name).collect();
        for next in queue.queued().take(AHEAD) {
            let as_it_is = match self.0.options.same_name {
                SameName::Upload => true,
                SameName::Skip | SameName::Rename => !contents.has_name(folder, next.name()),
            };
            let alike = next.kind() == Kind::File && Rc::ptr_eq(next.target(), item.target());
            if alike && as_it_is && next.delivery.sent().is_none() && names.insert(next.name()) {
                let sent = Rc::new(contents.sending(folder, next.name()));
                keeper.ahead.insert(next.id(), Ahead { sent, target: Rc::clone(next.target()) });
                ids.push(next.id());
            }
        }
        ids
    }
}

fn write_moves(moved: Vec<(ItemId, Option<ItemId>)>, lines: &mut String) {
    for (id, before) in moved {
        record::write_moved(id.0, before.map(|before| before.0), lines);
    }
}
