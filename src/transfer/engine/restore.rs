//! Keeping the queue in the browser's database, and taking up what an earlier page left there.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::File;

use super::{Engine, byte_size, now};
use crate::session::{SignedIn, State as SessionState, TabLock};
use crate::transfer::item::{ItemId, Kind, Phase, State, Target};
use crate::transfer::options::Recovery;
use crate::transfer::recovery::record::{self, Content, Line, Record};
use crate::transfer::recovery::store::Trouble;
use crate::transfer::recovery::{Journal, RecoveryState, Stage, lock_name};
use crate::transfer::turn::{Turn, pass};

/// Changes are gathered for so long before they are written, in milliseconds.
const GATHER_MS: u32 = 200;
/// At least so long between two writings, unless there is more than one can hold.
const PAUSE_MS: u32 = 1000;
/// The most items in one writing.
const MOST_ITEMS: usize = 1000;
/// Files are kept only after so long, in milliseconds: most are stored on the host by then.
const FILES_AFTER_MS: f64 = 2000.0;
/// The most files, and bytes of them, in one writing.
const MOST_FILES: usize = 32;
const MOST_BYTES: u64 = 8 << 20;
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
    pub async fn restore(&self) -> usize {
        let turn = Rc::clone(&self.0.keeper.borrow().turn);
        let _alone = turn.lock().await;
        let Some(journal) = self.journal().await else { return 0 };
        let before = self.queue().summary().items;
        self.0.restoring.set(true);
        let restored = self.restore_all(&journal).await;
        self.0.restoring.set(false);
        if let Err(trouble) = restored {
            self.0.keeper.borrow_mut().fail(&trouble);
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
        self.reopenable().len()
    }

    /// Asks the reader for leave to open the files again that the browser remembers where to find.
    /// Browsers ask only when somebody has just clicked on something. Returns how many were opened.
    pub async fn reopen_files(&self) -> usize {
        let mut opened = 0;
        for id in self.reopenable() {
            let Some(handle) = self.kept(id).await else { continue };
            if let Some(file) = self.open(id, handle.unchecked_into(), true).await {
                self.0.files.keep(id, file);
                opened += usize::from(self.0.queue.borrow_mut().supply(id, now()));
                self.advance();
            }
        }
        opened
    }

    fn reopenable(&self) -> Vec<ItemId> {
        let (queue, keeper) = (self.queue(), self.0.keeper.borrow());
        if queue.summary().needing_files == 0 {
            return Vec::new();
        }
        let needs =
            |id: &ItemId| queue.get(*id).map(|i| i.state().phase()) == Some(Phase::NeedsFile);
        let contents = keeper.contents.iter();
        let mut ids: Vec<ItemId> = contents
            .filter(|(id, (content, _))| content.is_handle && needs(id))
            .map(|(id, _)| *id)
            .collect();
        ids.sort_unstable();
        ids
    }

    /// The file of an item: at hand, or from the store.
    pub(super) async fn file_of(&self, id: ItemId) -> Option<File> {
        if let Some(file) = self.0.files.get(id) {
            return Some(file);
        }
        let is_handle = self.0.keeper.borrow().contents.get(&id)?.0.is_handle;
        let kept = self.kept(id).await?;
        let file = match is_handle {
            true => self.open(id, kept.unchecked_into(), false).await?,
            false => kept.dyn_into().ok()?,
        };
        self.0.files.keep(id, file.clone());
        Some(file)
    }

    /// What the store has of an item's file.
    async fn kept(&self, id: ItemId) -> Option<JsValue> {
        let journal = self.0.keeper.borrow().journal()?;
        let key = self.0.keeper.borrow().contents.get(&id)?.0.key.clone();
        journal.store.read().ok()?.file(&journal.account, &key).await.ok()
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
        let same = (byte_size(&file), file.last_modified() as u64) == (item.size(), item.changed());
        same.then_some(file)
    }

    /// The account whose queue this is.
    fn account(&self) -> Option<String> {
        let name =
            |who: &SignedIn| [who.host.base().as_str(), " ", who.account.id.as_str()].concat();
        match self.0.session.state() {
            SessionState::SignedIn(who) | SessionState::Expired { was: who } => Some(name(&who)),
            SessionState::SignedOut => None,
        }
    }

    /// The journal of this engine's queue, opened at the first need. To be asked for alone.
    async fn journal(&self) -> Option<Rc<Journal>> {
        if self.0.options.recovery == Recovery::Off {
            return None;
        }
        let account = self.account()?;
        if let Some(journal) = self.0.keeper.borrow().journal() {
            return (journal.account == account).then_some(journal);
        }
        if !matches!(self.0.keeper.borrow().stage, Stage::Idle) {
            return None;
        }
        let opened = Journal::open(account).await;
        let mut keeper = self.0.keeper.borrow_mut();
        match opened {
            // It may have been closed or given to another account meanwhile.
            Ok(journal) if self.account().as_ref() == Some(&journal.account) => {
                if !matches!(keeper.stage, Stage::Idle) {
                    return None;
                }
                let journal = Rc::new(journal);
                keeper.stage = Stage::Open(Rc::clone(&journal));
                Some(journal)
            }
            Ok(_) => None,
            Err(trouble) => {
                keeper.fail(&trouble);
                None
            }
        }
    }

    async fn restore_all(&self, journal: &Rc<Journal>) -> Result<(), Trouble> {
        let mut queues = journal.others(now()).await?;
        for tries in 0..LOCK_TRIES {
            let mut busy = Vec::new();
            for queue in queues {
                match TabLock::try_acquire(&lock_name(&queue)).await {
                    Some(_lock) => self.restore_queue(journal, &queue).await?,
                    None => busy.push(queue),
                }
            }
            queues = busy;
            if queues.is_empty() || tries + 1 == LOCK_TRIES {
                break;
            }
            TimeoutFuture::new(LOCK_PAUSE_MS).await;
        }
        Ok(())
    }

    /// Takes up one queue: its items are written into our own journal, and it is deleted, as one.
    async fn restore_queue(&self, journal: &Journal, queue: &str) -> Result<(), Trouble> {
        let records = read(journal, queue).await?;
        let mut targets: HashMap<Target, Rc<Target>> = HashMap::new();
        let mut turn = Turn::begin();
        for mut record in records.into_values() {
            let target = &mut record.entry.target;
            *target = Rc::clone(targets.entry((**target).clone()).or_insert(Rc::clone(target)));
            self.restore_item(record);
            if turn.is_over() {
                turn.next().await;
            }
        }
        let write = journal.store.write()?;
        let account = &journal.account;
        loop {
            let changed = self.0.queue.borrow_mut().take_changes(MOST_ITEMS);
            if changed.is_empty() {
                break;
            }
            let (lines, _) = self.lines(&changed);
            write.append(account, &journal.queue, journal.next(), &lines).await?;
        }
        write.touch(account, &journal.queue, now())?;
        write.delete_queue(account, queue)?;
        write.done().await
    }

    fn restore_item(&self, record: Record) {
        let Record { entry, mut state, sent, content, .. } = record;
        let size = entry.size.0;
        let waits = matches!(state, State::Queued) && entry.kind == Kind::File;
        if let State::Done(stored) = &state
            && let Some(file) = &stored.file.file_id
        {
            self.0.contents.borrow_mut().claim_earlier(file);
        }
        // Where the host may have it, it is looked for before anybody is asked for the file.
        if waits && content.is_none() && sent.is_none() {
            state = State::NeedsFile;
        }
        let id = self.0.queue.borrow_mut().put(entry, state, sent);
        if let Some(content) = content {
            let mut keeper = self.0.keeper.borrow_mut();
            keeper.bytes += if content.is_handle { 0 } else { size };
            keeper.contents.insert(id, (content, size));
        }
        self.know(id);
    }

    /// Has a file kept, if the page wants that and there is room.
    pub(super) fn keep_content(&self, id: ItemId, handle: Option<JsValue>) {
        let Recovery::Files { largest, total } = self.0.options.recovery else { return };
        let Some(size) = self.0.files.get(id).map(|file| byte_size(&file).0) else { return };
        let mut keeper = self.0.keeper.borrow_mut();
        if keeper.contents.contains_key(&id) || matches!(keeper.stage, Stage::Failed(_)) {
            return;
        }
        let fits = size <= largest.0 && keeper.bytes.saturating_add(size) <= total.0;
        if fits {
            keeper.bytes += size;
        }
        if fits || handle.is_some() {
            // Better the file than its handle, which needs the reader's leave.
            keeper.waiting.push_back((id, handle.filter(|_| !fits)));
            keeper.added_at = now();
        }
    }

    /// Has what changed written down before long.
    pub(super) fn keep_changes(&self) {
        let wanted = self.0.options.recovery != Recovery::Off && self.account().is_some();
        if !wanted || self.0.restoring.get() {
            return;
        }
        let something = self.queue().has_changes();
        let mut keeper = self.0.keeper.borrow_mut();
        let able = matches!(keeper.stage, Stage::Idle | Stage::Open(_));
        if !able || !(something || !keeper.waiting.is_empty()) {
            return;
        }
        if std::mem::replace(&mut keeper.at_work, true) {
            return;
        }
        drop(keeper);
        let engine = self.clone();
        spawn_local(async move {
            TimeoutFuture::new(GATHER_MS).await;
            let kept = engine.keep_all().await;
            let mut keeper = engine.0.keeper.borrow_mut();
            keeper.at_work = false;
            if let Err(trouble) = kept {
                keeper.fail(&trouble);
            }
        });
    }

    async fn keep_all(&self) -> Result<(), Trouble> {
        loop {
            let more = {
                let turn = Rc::clone(&self.0.keeper.borrow().turn);
                let _alone = turn.lock().await;
                let Some(journal) = self.journal().await else { return Ok(()) };
                self.keep_some(&journal).await?
            };
            if more {
                pass().await;
                continue;
            }
            TimeoutFuture::new(PAUSE_MS).await;
            let keeper = self.0.keeper.borrow();
            if !self.queue().has_changes() && keeper.waiting.is_empty() {
                return Ok(());
            }
        }
    }

    /// Writes some of what changed, or else some files. Whether there is more to do at once.
    async fn keep_some(&self, journal: &Journal) -> Result<bool, Trouble> {
        let mut changed = self.0.queue.borrow_mut().take_changes(MOST_ITEMS);
        let settled = now() - self.0.keeper.borrow().added_at >= FILES_AFTER_MS;
        let files = if changed.is_empty() && settled { self.files_to_keep() } else { Vec::new() };
        if changed.is_empty() && files.is_empty() {
            return Ok(false);
        }
        let write = journal.store.write()?;
        let account = &journal.account;
        for (id, value, is_handle) in &files {
            let key = [&*journal.queue, " ", &id.0.to_string()].concat();
            write.put_file(account, &key, value)?;
            let size = self.queue().get(*id).map_or(0, |item| item.size().0);
            let content = Content { key, is_handle: *is_handle };
            self.0.keeper.borrow_mut().contents.insert(*id, (content, size));
            changed.push(*id);
        }
        let (lines, gone) = self.lines(&changed);
        write.put_lines(account, &journal.queue, journal.next(), &lines)?;
        for key in gone {
            write.delete_file(account, &key)?;
        }
        write.touch(account, &journal.queue, now())?;
        match write.done().await {
            // The list is worth more than the files: it goes on without them.
            Err(trouble) if !files.is_empty() => {
                let mut keeper = self.0.keeper.borrow_mut();
                for (id, ..) in &files {
                    keeper.contents.remove(id);
                    self.0.queue.borrow_mut().mark(*id);
                }
                if trouble.is_lack_of_room() {
                    keeper.waiting.clear();
                }
                Ok(true)
            }
            Err(trouble) => Err(trouble),
            Ok(()) => Ok(self.queue().has_changes() || !files.is_empty()),
        }
    }

    /// The next files to keep: of items that still need them.
    fn files_to_keep(&self) -> Vec<(ItemId, JsValue, bool)> {
        let mut keeper = self.0.keeper.borrow_mut();
        let queue = self.queue();
        let (mut files, mut bytes) = (Vec::new(), 0);
        while files.len() < MOST_FILES && bytes < MOST_BYTES {
            let Some((id, handle)) = keeper.waiting.pop_front() else { break };
            let file = self.0.files.get(id);
            let item = queue.get(id);
            let needed = item.is_some_and(|item| {
                !matches!(item.state(), State::Done(_) | State::Cancelled | State::NeedsFile)
            });
            let (Some(file), true) = (file, needed) else {
                let size = item.map_or(0, |item| item.size().0);
                keeper.bytes -= if handle.is_none() { size.min(keeper.bytes) } else { 0 };
                continue;
            };
            if handle.is_none() {
                bytes += byte_size(&file).0;
            }
            let is_handle = handle.is_some();
            files.push((id, handle.unwrap_or_else(|| file.into()), is_handle));
        }
        files
    }

    /// The lines of these items, and the keys of the files that are no longer needed.
    fn lines(&self, ids: &[ItemId]) -> (String, Vec<String>) {
        let queue = self.queue();
        let mut keeper = self.0.keeper.borrow_mut();
        let (mut lines, mut gone) = (String::new(), Vec::new());
        for id in ids {
            let item = queue.get(*id);
            let needed = item.is_some_and(|item| !matches!(item.state(), State::Done(_)));
            if !needed && let Some((content, size)) = keeper.contents.remove(id) {
                keeper.bytes -= if content.is_handle { 0 } else { size.min(keeper.bytes) };
                gone.push(content.key);
            }
            match item {
                Some(item) => {
                    let content = keeper.contents.get(id).map(|(content, _)| content);
                    record::write(item, content, &mut lines);
                }
                None => record::write_gone(id.0, &mut lines),
            }
        }
        (lines, gone)
    }

    /// Writes down that an item's bytes begin to leave, before they do: should the page go away,
    /// the next one looks for the file on the host.
    pub(super) fn keep_before_sending(&self, id: ItemId) {
        let Some(journal) = self.0.keeper.borrow().journal() else { return };
        let (lines, _) = self.lines(&[id]);
        if let Ok(write) = journal.store.write() {
            // Trouble shows at the next writing, which waits for its end.
            let _ = write.put_lines(&journal.account, &journal.queue, journal.next(), &lines);
            write.commit();
        }
    }

    /// Deletes what was kept of this queue.
    pub(super) fn forget_kept(&self) {
        let mut keeper = self.0.keeper.borrow_mut();
        let contents = std::mem::take(&mut keeper.contents);
        keeper.waiting.clear();
        keeper.bytes = 0;
        if !matches!(keeper.stage, Stage::Open(_)) {
            return;
        }
        let journal = keeper.journal();
        keeper.stage = Stage::Idle;
        let turn = Rc::clone(&keeper.turn);
        if let Some(journal) = journal {
            spawn_local(async move {
                let _alone = turn.lock().await;
                // What cannot be deleted now goes when it is old.
                let _ = forget(&journal, contents.into_values().map(|(content, _)| content)).await;
            });
        }
    }
}

/// The items of a queue, the last line of each.
async fn read(journal: &Journal, queue: &str) -> Result<BTreeMap<u32, Record>, Trouble> {
    let mut records = BTreeMap::new();
    let mut from = 0;
    loop {
        let pieces = journal.store.read()?.lines(&journal.account, queue, from, PIECES).await?;
        for piece in &pieces {
            for line in record::read(piece) {
                match line {
                    Line::Item(record) => {
                        records.insert(record.number, *record);
                    }
                    Line::Gone(number) => {
                        records.remove(&number);
                    }
                }
            }
        }
        let read = u32::try_from(pieces.len()).unwrap_or(PIECES);
        if read < PIECES {
            return Ok(records);
        }
        from += read;
        pass().await;
    }
}

/// Deletes a queue with its files.
async fn forget(journal: &Journal, contents: impl Iterator<Item = Content>) -> Result<(), Trouble> {
    let write = journal.store.write()?;
    for content in contents {
        write.delete_file(&journal.account, &content.key)?;
    }
    write.delete_queue(&journal.account, &journal.queue)?;
    write.done().await
}
