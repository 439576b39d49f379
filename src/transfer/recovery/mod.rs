//! The queue, kept for the case that the page is closed, loaded anew or crashes.
//!
//! Each engine keeps its queue under a name of its own in the browser's database ([`database`]), as a
//! journal: what changes is added at its end, many items at a time, and the last line of an item
//! counts ([`record`]). It holds a lock of that name as long as it lives, so that another tab
//! takes over only the queues of pages that are gone. Whatever goes wrong here never holds up an
//! upload: keeping is given up, and [`RecoveryState`] says why.

pub(super) mod database;
pub(super) mod record;
pub(super) mod replay;

use std::cell::Cell;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use futures_util::lock::Mutex;
use wasm_bindgen::JsValue;

use super::clock::Timestamp;
use super::delivery::Sent;
use super::item::{Item, ItemId, Target};
use crate::session::TabLock;
use database::{Database, DatabaseError, Transaction};
use record::KeptFile;

/// Whether the queue is kept, for people who want to know why it did not come back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RecoveryState {
    /// Nothing had to be kept yet, or the page does not want it.
    #[default]
    Idle,
    /// It is kept.
    On,
    /// It is not kept: the browser does not let us, as in a private window or when its storage is
    /// full. In the browser's words.
    Failed(Rc<str>),
}

/// 30 days, in milliseconds. All that is kept for an account is deleted when none of its queues has
/// been written to for longer. The age of a single queue does not count: the account's next page
/// takes it up.
pub(super) const KEPT_FOR_MS: f64 = 30.0 * 86_400_000.0;

/// The open journal of this engine's queue.
pub(super) struct Journal {
    pub(super) database: Rc<Database>,
    pub(super) account: String,
    pub(super) queue: String,
    next: Cell<u32>,
    /// Whether what it has, and what it was to take up, is deleted: somebody has cleared the list, or
    /// logged out.
    pub(super) forgotten: Cell<bool>,
    /// Says that this page is alive.
    _lock: TabLock,
}

impl Journal {
    /// Opens a new journal for the account.
    pub(super) async fn open(account: String) -> Result<Self, DatabaseError> {
        let database = Rc::new(Database::open().await?);
        let queue = random_name();
        let lock = TabLock::try_acquire(&lock_name(&queue)).await.ok_or_else(|| DatabaseError {
            name: "NotSupportedError".to_owned(),
            message: "The browser has no Web Locks here.".to_owned(),
        })?;
        Ok(Self::new(database, account, queue, lock))
    }

    /// The journal of a page that is gone, whose lock is ours now.
    pub(super) fn of_another(&self, queue: String, lock: TabLock) -> Self {
        Self::new(Rc::clone(&self.database), self.account.clone(), queue, lock)
    }

    fn new(database: Rc<Database>, account: String, queue: String, lock: TabLock) -> Self {
        let (next, forgotten) = (Cell::default(), Cell::default());
        Self { database, account, queue, next, forgotten, _lock: lock }
    }

    /// Has lines written, and the files of these keys deleted.
    pub(super) fn put(
        &self,
        write: &Transaction,
        lines: &str,
        gone: &[String],
    ) -> Result<(), DatabaseError> {
        let put = || {
            write.put_lines(&self.account, &self.queue, self.next(), lines)?;
            for key in gone {
                write.delete_file(&self.account, key)?;
            }
            // It may be the first that is written: a queue nobody has heard of is not looked for.
            write.touch(&self.account, &self.queue, js_sys::Date::now())
        };
        // What was put by then would be written all the same.
        put().inspect_err(|_| write.abort())
    }

    /// The same without waiting for it: it is written even if the page goes away right after.
    pub(super) fn write_at_once(
        &self,
        lines: &str,
        gone: &[String],
    ) -> Result<Transaction, DatabaseError> {
        let write = self.database.write()?;
        self.put(&write, lines, gone)?;
        write.commit();
        Ok(write)
    }

    /// The number of the next piece.
    pub(super) fn next(&self) -> u32 {
        self.next.replace(self.next.get() + 1)
    }

    /// The other queues kept for this account. Deletes what is kept for accounts that have not been
    /// used for [`KEPT_FOR_MS`]. `now` is the computer's time, not the page's own: other pages wrote
    /// down theirs.
    pub(super) async fn others(&self, now: f64) -> Result<Vec<String>, DatabaseError> {
        let queues = self.database.read()?.queues().await?;
        let mut newest: HashMap<&str, f64> = HashMap::new();
        for (account, _, time) in &queues {
            let newest = newest.entry(account).or_default();
            *newest = newest.max(*time);
        }
        let old = newest.iter().filter(|(_, time)| now - **time > KEPT_FOR_MS);
        let old: Vec<&str> = old.map(|(account, _)| *account).collect();
        if !old.is_empty() {
            let write = self.database.write()?;
            for account in &old {
                write.delete_account(account)?;
            }
            write.done().await?;
        }
        let other = |(account, queue, _): &(String, String, f64)| {
            (*account == self.account && *queue != self.queue && !old.contains(&account.as_str()))
                .then(|| queue.clone())
        };
        Ok(queues.iter().filter_map(other).collect())
    }
}

/// The lock that a page holds on its queue.
pub(super) fn lock_name(queue: &str) -> String {
    ["upload-widget queue ", queue].concat()
}

fn random_name() -> String {
    let part = || (js_sys::Math::random() * 9e15) as u64;
    [part().to_string(), part().to_string()].join("-")
}

/// What the engine holds of all this.
#[derive(Default)]
pub(super) struct Keeper {
    pub(super) stage: Stage,
    /// Journals that could not be written to any more, or whose items could not be written into ours.
    /// What is in them is still to be deleted; until then no other tab may take it up.
    pub(super) stale: Vec<Rc<Journal>>,
    /// One opens, writes or restores at a time.
    pub(super) exclusive: Rc<Mutex<()>>,
    /// A task is writing, or waits to.
    pub(super) at_work: bool,
    /// The items whose files are still to be kept, with their handles where the browser gave any.
    pub(super) waiting: VecDeque<(ItemId, Option<JsValue>)>,
    /// Items that are written down as on their way and are not yet.
    pub(super) ahead: HashMap<ItemId, Ahead>,
    /// The files in the database, and their sizes.
    pub(super) kept: HashMap<ItemId, (KeptFile, u64)>,
    /// Bytes of the files that are in the database. A handle has none.
    pub(super) bytes: u64,
    /// The keys of files that nobody needs any more, until the database has deleted them.
    pub(super) unneeded: Vec<String>,
    /// One file was in the way of others.
    pub(super) one_by_one: bool,
    /// When a file was last added to those that wait.
    pub(super) added_at: Timestamp,
}

/// What was written down of an item before its turn.
pub(super) struct Ahead {
    pub(super) sent: Rc<Sent>,
    pub(super) target: Rc<Target>,
}

impl Ahead {
    /// Whether the item would still be sent like that.
    pub(super) fn is_of(&self, item: &Item) -> bool {
        *self.sent.name == *item.name() && Rc::ptr_eq(&self.target, item.target())
    }
}

#[derive(Default)]
pub(super) enum Stage {
    #[default]
    Idle,
    Open(Rc<Journal>),
    Failed(Rc<str>),
    /// The widget has gone.
    Closed,
}

impl Keeper {
    /// A file or its handle goes into the database. The size is the file's, in bytes.
    pub(super) fn keep(&mut self, id: ItemId, kept: KeptFile, size: u64) {
        self.bytes += if kept.is_handle { 0 } else { size };
        self.kept.insert(id, (kept, size));
    }

    /// It leaves the database, if it is there.
    pub(super) fn let_go(&mut self, id: ItemId) -> Option<KeptFile> {
        let (kept, size) = self.kept.remove(&id)?;
        self.bytes -= if kept.is_handle { 0 } else { size.min(self.bytes) };
        Some(kept)
    }

    /// The files of these keys are deleted: the keys are from the list of those that nobody needs, in
    /// its order.
    pub(super) fn deleted(&mut self, keys: &[String]) {
        let mut keys = keys.iter().peekable();
        // Where two writings have deleted the same files, some stay listed: once more does no harm.
        self.unneeded.retain(|key| keys.next_if(|deleted| *deleted == key).is_none());
    }

    pub(super) fn journal(&self) -> Option<Rc<Journal>> {
        match &self.stage {
            Stage::Open(journal) => Some(Rc::clone(journal)),
            Stage::Idle | Stage::Failed(_) | Stage::Closed => None,
        }
    }

    pub(super) fn state(&self) -> RecoveryState {
        match &self.stage {
            Stage::Idle | Stage::Closed => RecoveryState::Idle,
            Stage::Open(_) => RecoveryState::On,
            Stage::Failed(words) => RecoveryState::Failed(Rc::clone(words)),
        }
    }

    pub(super) fn fail(&mut self, error: &DatabaseError) {
        if !matches!(self.stage, Stage::Closed) {
            self.stale.extend(self.journal());
            self.stage = Stage::Failed([&*error.name, ": ", &*error.message].concat().into());
        }
        self.waiting.clear();
    }

    /// After a failure: has the next writing open a new journal. Returns whether that is needed: where
    /// nothing was ever written, there is nothing to replace.
    pub(super) fn begin_again(&mut self) -> bool {
        let again = matches!(self.stage, Stage::Failed(_)) && !self.stale.is_empty();
        if again {
            self.stage = Stage::Idle;
            self.at_work = true;
        }
        again
    }

    pub(super) fn close(&mut self) {
        *self = Self { stage: Stage::Closed, ..Self::default() };
    }
}
