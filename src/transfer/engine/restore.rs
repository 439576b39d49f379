//! Taking up the queue that an earlier page left in the browser's database.

use std::collections::HashMap;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Date, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::File;

use super::forget::forget_left;
use super::keep::MOST_ITEMS;
use super::{Engine, byte_size};
use crate::api::{AccountId, Host};
use crate::ordered::in_order;
use crate::session::{SignedIn, State as SessionState, TabLock};
use crate::transfer::clock::now;
use crate::transfer::item::{ItemId, Kind, State, Target};
use crate::transfer::options::Recovery;
use crate::transfer::queue::Queue;
use crate::transfer::recovery::database::{Database, DatabaseError};
use crate::transfer::recovery::record::{self, Record};
use crate::transfer::recovery::replay::Replay;
use crate::transfer::recovery::{Journal, Keeper, RecoveryState, Stage, lock_name};
use crate::transfer::turn::{Turn, pass};

/// Pieces of a journal that are read at a time.
const PIECES: u32 = 4;
/// A page that was just closed may hold its lock a moment longer: so often it is tried, and so
/// many milliseconds apart.
const LOCK_TRIES: u32 = 5;
const LOCK_PAUSE_MS: u32 = 200;

#[wasm_bindgen]
extern "C" {
    /// A `FileSystemFileHandle`. Not every browser has the methods.
    type Handle;

    #[wasm_bindgen(method, catch, js_name = queryPermission)]
    fn query_permission(this: &Handle) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = requestPermission)]
    fn request_permission(this: &Handle) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = getFile)]
    fn file(this: &Handle) -> Result<Promise, JsValue>;
}

impl Engine {
    /// Takes up the queue that an earlier page of this account left behind: after a reload, a
    /// crash, or a tab that was closed. Call it when somebody has logged in. Returns how many
    /// items came back.
    ///
    /// What was stored keeps its links. What was on its way is looked for on the host before it is
    /// sent again. A file the browser did not keep becomes [`State::NeedsFile`]: choosing it again
    /// ([`Engine::add`]) puts it in its place. The queue of a tab that is still open is left alone.
    ///
    /// Nothing is sent while it is under way. It goes on when the future is dropped.
    pub async fn restore(&self) -> usize {
        let engine = self.clone();
        // A task of its own: a queue that is left half taken up would be in two journals, and nothing
        // would be sent any more.
        let restored = future_to_promise(async move {
            let restored = engine.take_up().await;
            Ok((restored as f64).into())
        });
        // It is not rejected.
        let restored = JsFuture::from(restored).await.ok().and_then(|count| count.as_f64());
        restored.unwrap_or_default() as usize
    }

    async fn take_up(&self) -> usize {
        let exclusive = Rc::clone(&self.0.keeper.borrow().exclusive);
        let _alone = exclusive.lock().await;
        let before = self.queue().summary().items;
        let restored = match self.journal().await {
            Ok(None) => return 0,
            Ok(Some(journal)) => {
                self.0.restoring.set(true);
                let restored = self.restore_all(&journal).await;
                self.0.restoring.set(false);
                // After a log-out it is about what was to be forgotten.
                if self.is_open(&journal) { restored } else { Ok(()) }
            }
            Err(error) => Err(error),
        };
        if let Err(error) = restored {
            self.0.keeper.borrow_mut().fail(&error);
            let engine = self.clone();
            spawn_local(async move { engine.mend().await });
        }
        let after = self.queue().summary().items;
        self.advance();
        after.saturating_sub(before)
    }

    /// Whether the queue is kept.
    pub fn recovery(&self) -> RecoveryState {
        self.0.keeper.borrow().state()
    }

    /// How many files that have to be chosen again can be opened without that, if the reader
    /// allows it: see [`Engine::reopen_files`].
    pub fn reopenable_files(&self) -> usize {
        let (queue, keeper) = (self.queue(), self.0.keeper.borrow());
        reopenable(&queue, &keeper).count()
    }

    /// Asks the reader for leave to open the files again that the browser remembers where to find.
    /// Browsers ask only when somebody has just clicked on something. Returns how many were opened.
    pub async fn reopen_files(&self) -> usize {
        let mut opened = 0;
        let ids: Vec<ItemId> = reopenable(&self.queue(), &self.0.keeper.borrow()).collect();
        let places = in_order(ids.len(), &|one, other| ids[one].cmp(&ids[other]));
        for id in places.into_iter().map(|place| ids[place]) {
            let Ok(handle) = self.read_kept(id).await else { continue };
            if let Some(file) = self.open(id, handle.unchecked_into(), true).await {
                self.0.files.keep(id, file);
                opened += usize::from(self.0.queue.borrow_mut().supply(id, now()));
                self.advance();
            }
        }
        opened
    }

    /// The file of an item: at hand, or from the database.
    pub(super) async fn file_of(&self, id: ItemId) -> Result<Option<File>, DatabaseError> {
        if let Some(file) = self.0.files.get(id) {
            return Ok(Some(file));
        }
        let kept = self.0.keeper.borrow().kept.get(&id).map(|(kept, _)| kept.is_handle);
        let Some(is_handle) = kept else { return Ok(None) };
        let kept = self.read_kept(id).await?;
        let file = match is_handle {
            true => self.open(id, kept.unchecked_into(), false).await,
            false => kept.dyn_into().ok(),
        };
        if let Some(file) = &file {
            self.0.files.keep(id, file.clone());
        }
        Ok(file)
    }

    /// What the database has of an item's file; undefined for nothing.
    async fn read_kept(&self, id: ItemId) -> Result<JsValue, DatabaseError> {
        let kept = {
            let keeper = self.0.keeper.borrow();
            // One that cannot be written to may still be read.
            let journal = keeper.journal().or_else(|| keeper.stale.last().cloned());
            journal.zip(keeper.kept.get(&id).map(|(kept, _)| kept.key.clone()))
        };
        let Some((journal, key)) = kept else { return Ok(JsValue::UNDEFINED) };
        // Twice at most; a loop, so that the code for waiting is there once.
        let mut database = Rc::clone(&journal.database);
        loop {
            let read = async { database.read()?.file(&journal.account, &key).await };
            let file = read.await;
            if file.is_ok() || !Rc::ptr_eq(&database, &journal.database) {
                return file;
            }
            // Browsers close the database on pages in the background.
            database = Rc::new(Database::open().await?);
        }
    }

    /// Opens a file by its handle, if that is allowed and it is still the same.
    async fn open(&self, id: ItemId, handle: Handle, ask: bool) -> Option<File> {
        let allowed = if ask { handle.request_permission() } else { handle.query_permission() };
        let allowed = JsFuture::from(allowed.ok()?).await.ok()?;
        if allowed.as_string()? != "granted" {
            return None;
        }
        let file: File = JsFuture::from(handle.file().ok()?).await.ok()?.dyn_into().ok()?;
        let queue = self.queue();
        let item = queue.get(id)?;
        let same =
            (byte_size(&file), file.last_modified() as u64) == (item.size(), item.last_modified());
        same.then_some(file)
    }

    /// The account whose queue this is.
    pub(super) fn account(&self) -> Option<String> {
        let name = |who: &SignedIn| account_name(&who.host, &who.account.id);
        match self.0.session.state() {
            SessionState::SignedIn(who) | SessionState::Expired { was: who } => Some(name(&who)),
            SessionState::SignedOut => None,
        }
    }

    /// The journal of this engine's queue, opened at the first need. To be asked for alone.
    /// `None` where nothing is to be kept, or not any more.
    pub(super) async fn journal(&self) -> Result<Option<Rc<Journal>>, DatabaseError> {
        let account = self.account().filter(|_| self.0.options.recovery != Recovery::Off);
        let Some(account) = account else { return Ok(None) };
        if let Some(journal) = self.0.keeper.borrow().journal() {
            return Ok((journal.account == account).then_some(journal));
        }
        if !matches!(self.0.keeper.borrow().stage, Stage::Idle) {
            return Ok(None);
        }
        let opened = Journal::open(account.clone()).await;
        let mut keeper = self.0.keeper.borrow_mut();
        // It may have been closed or given to another account meanwhile.
        let still = self.account() == Some(account);
        if !still || !matches!(keeper.stage, Stage::Idle) {
            return Ok(None);
        }
        let journal = Rc::new(opened?);
        keeper.stage = Stage::Open(Rc::clone(&journal));
        Ok(Some(journal))
    }

    /// Takes up the queues of pages that are gone; deletes them where all is to be forgotten.
    pub(super) async fn restore_all(&self, journal: &Rc<Journal>) -> Result<(), DatabaseError> {
        let mut queues = journal.others(Date::now()).await?;
        for tries in 0..LOCK_TRIES {
            let mut busy = Vec::new();
            for queue in queues {
                if !self.is_open(journal) && !journal.forgotten.get() {
                    return Ok(());
                }
                let Some(lock) = TabLock::try_acquire(&lock_name(&queue)).await else {
                    busy.push(queue);
                    continue;
                };
                if !journal.forgotten.get()
                    && let Err(error) = self.restore_queue(journal, &queue).await
                {
                    // Its items are here, and there as well: no other tab may take them up.
                    let theirs = journal.of_another(queue, lock);
                    self.0.keeper.borrow_mut().stale.push(Rc::new(theirs));
                    return Err(error);
                }
                // Also in the middle of it: with a list that is cleared goes what was to come of it.
                if journal.forgotten.get() {
                    forget_left(journal, &queue).await?;
                }
            }
            queues = busy;
            if queues.is_empty() || tries + 1 == LOCK_TRIES || !self.is_open(journal) {
                break;
            }
            TimeoutFuture::new(LOCK_PAUSE_MS).await;
        }
        Ok(())
    }

    /// Takes up one queue: its items are written into our own journal, and it is deleted, as one.
    async fn restore_queue(&self, journal: &Rc<Journal>, queue: &str) -> Result<(), DatabaseError> {
        let records = read(journal, queue).await?;
        if !self.is_open(journal) {
            return Ok(());
        }
        let mut targets: HashMap<Target, Rc<Target>> = HashMap::new();
        let mut turn = Turn::begin();
        let mut embedder = None;
        for mut record in records {
            // Most are of the page that the one before was of, and share what they say of it.
            if record.source.embedder == embedder {
                record.source.embedder.clone_from(&embedder);
            } else {
                embedder.clone_from(&record.source.embedder);
            }
            let target = &mut record.entry.target;
            *target = Rc::clone(targets.entry((**target).clone()).or_insert(Rc::clone(target)));
            self.restore_item(record);
            if turn.is_over() {
                turn.next().await;
                // Somebody may have logged out: what comes now would be the next account's.
                if !self.is_open(journal) {
                    return Ok(());
                }
            }
        }
        let write = journal.database.write()?;
        let account = &journal.account;
        loop {
            let changed = self.0.queue.borrow_mut().take_changes(MOST_ITEMS);
            if changed.is_empty() {
                break;
            }
            let lines = self.lines(&changed);
            write.append(account, &journal.queue, journal.next(), &lines).await?;
        }
        // An item may have been stored or taken out while the others were read.
        let unneeded = self.0.keeper.borrow().unneeded.clone();
        for key in &unneeded {
            write.delete_file(account, key)?;
        }
        write.touch(account, &journal.queue, Date::now())?;
        write.delete_queue(account, queue)?;
        write.done().await?;
        self.0.keeper.borrow_mut().deleted(&unneeded);
        Ok(())
    }

    /// Whether that journal is still the one of this engine's queue.
    pub(super) fn is_open(&self, journal: &Rc<Journal>) -> bool {
        self.0.keeper.borrow().journal().is_some_and(|open| Rc::ptr_eq(&open, journal))
    }

    fn restore_item(&self, record: Record) {
        let Record { entry, mut state, sent, kept, source, .. } = record;
        let size = entry.size.0;
        let waits = matches!(state, State::Queued) && entry.kind == Kind::File;
        if let State::Done(stored) = &state
            && let Some(file) = &stored.file.file_id
        {
            self.0.contents.borrow_mut().claim_earlier(file);
        }
        // Where the host may have it, it is looked for before anybody is asked for the file.
        if waits && kept.is_none() && sent.is_none() {
            state = State::NeedsFile;
        }
        let id = self.0.queue.borrow_mut().put_back(entry, state, sent, source);
        if let Some(kept) = kept {
            self.0.keeper.borrow_mut().keep(id, kept, size);
        }
        match self.twin(id) {
            Some(twin) => self.give_way(id, twin),
            None => self.know(id),
        }
    }

    /// An item that has come back leaves its file to one of this page. Where the host may have it
    /// already, that one looks for it before it sends it.
    fn give_way(&self, id: ItemId, twin: ItemId) {
        let (sent, begun) = {
            let queue = self.queue();
            let sent = |id| queue.get(id).and_then(|item| item.delivery.sent()).cloned();
            (sent(id), sent(twin).is_some())
        };
        if let (Some(sent), false) = (sent, begun) {
            self.stop(twin, Queue::requeue);
            self.0.queue.borrow_mut().look_for(twin, sent);
        }
        self.0.queue.borrow_mut().remove(id);
    }
}

/// The account by whose name a queue is kept.
pub(super) fn account_name(host: &Host, account: &AccountId) -> String {
    [host.base().as_str(), " ", account.as_str()].concat()
}

/// The items of a queue in order, the last line of each.
pub(super) async fn read(journal: &Journal, queue: &str) -> Result<Vec<Record>, DatabaseError> {
    let mut replay = Replay::default();
    let mut from = 0;
    loop {
        let pieces = journal.database.read()?.lines(&journal.account, queue, from, PIECES).await?;
        for piece in &pieces {
            record::read(piece).for_each(|line| replay.take(line));
        }
        let read = u32::try_from(pieces.len()).unwrap_or(PIECES);
        if read < PIECES {
            return Ok(replay.into_records());
        }
        from += read;
        pass().await;
    }
}

/// The items whose file the browser remembers where to find, in no order.
fn reopenable<'a>(queue: &'a Queue, keeper: &'a Keeper) -> impl Iterator<Item = ItemId> + 'a {
    let needs =
        |id: ItemId| queue.get(id).is_some_and(|item| matches!(item.state(), State::NeedsFile));
    let handles = keeper.kept.iter().filter(|(_, (kept, _))| kept.is_handle);
    handles.map(|(id, _)| *id).filter(move |id| needs(*id))
}
