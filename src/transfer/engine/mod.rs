//! Drives the queue.

mod attempt;
mod checksum;
mod folders;
mod schedule;
mod tree;

use std::cell::{Cell, Ref, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use gloo_timers::callback::{Interval, Timeout};

use super::contents::Contents;
use super::frame::Frame;
use super::item::{ItemId, State, Target};
use super::limits::{Candidate, Limits, Load, Refusal};
use super::network::Network;
use super::options::Options;
use super::progress::Meter;
use super::queue::{Queue, Summary};
use crate::api::Bytes;
use crate::session::{Session, State as SessionState};
use schedule::Running;
use tree::Tree;

struct Inner {
    session: Session,
    options: Options,
    queue: RefCell<Queue>,
    /// The files of the items that are not done.
    files: RefCell<BTreeMap<ItemId, web_sys::File>>,
    running: RefCell<BTreeMap<ItemId, Running>>,
    /// The items that wait to be tried again, and perhaps some that no longer do.
    waiting: RefCell<BTreeSet<ItemId>>,
    contents: RefCell<Contents>,
    tree: Tree,
    /// The reader holds everything back.
    paused: Cell<bool>,
    /// A host asked for a pause: nothing starts before this time.
    hold_until: Cell<f64>,
    /// Rings when the first waiting item is due. One timer, however many wait.
    alarm: RefCell<Option<Timeout>>,
    /// Looks after the running uploads, while there are any.
    watch: RefCell<Option<Interval>>,
    network: RefCell<Option<Network>>,
    meter: RefCell<Meter>,
    frame: Frame,
}

/// How far the whole queue is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// The queue in numbers.
    pub summary: Summary,
    /// Bytes a second over the last seconds.
    pub rate: Option<f64>,
    /// Milliseconds until everything has gone, at this rate.
    pub time_left: Option<f64>,
    /// The reader holds everything back.
    pub paused: bool,
}

/// The upload engine. Cheap to clone: all clones drive the same queue.
#[derive(Clone)]
pub struct Engine(Rc<Inner>);

impl Engine {
    /// An engine with an empty queue that uploads in the name of `session`, and calls `on_change`
    /// at most once per animation frame while anything changes.
    pub fn new(session: Session, options: Options, on_change: impl Fn() + 'static) -> Self {
        let inner = Rc::new(Inner {
            session,
            options,
            queue: RefCell::default(),
            files: RefCell::default(),
            running: RefCell::default(),
            waiting: RefCell::default(),
            contents: RefCell::default(),
            tree: Tree::default(),
            paused: Cell::default(),
            hold_until: Cell::default(),
            alarm: RefCell::default(),
            watch: RefCell::default(),
            network: RefCell::default(),
            meter: RefCell::default(),
            frame: Frame::new(on_change),
        });
        let weak = Rc::downgrade(&inner);
        let network = Network::watch(move || {
            if let Some(inner) = weak.upgrade() {
                Engine(inner).back_online();
            }
        });
        *inner.network.borrow_mut() = Some(network);
        Self(inner)
    }

    /// The queue as it is now. Don't hold it across an `await`.
    pub fn queue(&self) -> Ref<'_, Queue> {
        self.0.queue.borrow()
    }

    /// How far the whole queue is. Call it as often as a figure is shown: each call is a sample.
    pub fn progress(&self) -> Progress {
        let summary = self.queue().summary();
        let mut meter = self.0.meter.borrow_mut();
        if self.0.running.borrow().is_empty() {
            meter.reset();
        } else {
            meter.sample(summary.bytes_sent, now());
        }
        let left = summary.bytes.saturating_sub(summary.bytes_sent);
        let (rate, time_left) = (meter.rate(), meter.time_left(left));
        Progress { summary, rate, time_left, paused: self.0.paused.get() }
    }

    /// Adds files for one folder and begins to send them. Files that came with folders of their
    /// own keep them. A file that may not be sent is kept in the queue as failed, with the reason;
    /// the others go on.
    pub fn add<C: Into<Chosen>>(&self, files: impl IntoIterator<Item = C>, target: &Rc<Target>) {
        {
            let limits = self.limits();
            let mut load = self.load();
            let mut queued = self.fingerprints();
            let mut targets: HashMap<String, Rc<Target>> = HashMap::new();
            let mut queue = self.0.queue.borrow_mut();
            let mut kept = self.0.files.borrow_mut();
            for Chosen { file, path } in files.into_iter().map(Into::into) {
                let (name, media_type, size) = (file.name(), file.type_(), byte_size(&file));
                let target = targets.entry(path).or_insert_with_key(|path| match path.as_str() {
                    "" => Rc::clone(target),
                    path => Rc::new(target.below(path)),
                });
                let candidate = Candidate { name: &name, media_type: &media_type, size };
                let refusal = match limits.check(candidate, load) {
                    Err(refusal) => Some(refusal),
                    Ok(()) => {
                        let fingerprint = Fingerprint::of(&file, &name, size, target);
                        (!queued.insert(fingerprint)).then_some(Refusal::AlreadyQueued)
                    }
                };
                if refusal.is_none() {
                    load.files += 1;
                    load.bytes = load.bytes.saturating_add(size.0);
                }
                let id = queue.add(&name, size, target, refusal);
                kept.insert(id, file);
            }
        }
        self.advance();
    }

    /// Stops an item for good.
    pub fn cancel(&self, id: ItemId) {
        self.stop(id, Queue::cancel);
        self.advance();
    }

    /// Stops everything for good.
    pub fn cancel_all(&self) {
        for id in self.ids() {
            self.stop(id, Queue::cancel);
        }
        self.advance();
    }

    /// Holds an item back. One that is on its way begins anew later: hosts take no parts of files.
    pub fn pause(&self, id: ItemId) {
        self.stop(id, Queue::pause);
        self.advance();
    }

    /// Lets a paused item go on.
    pub fn resume(&self, id: ItemId) {
        self.0.queue.borrow_mut().resume(id, now());
        self.advance();
    }

    /// Holds everything back, also what is added later.
    pub fn pause_all(&self) {
        self.0.paused.set(true);
        for id in self.ids() {
            if self.0.running.borrow().contains_key(&id) {
                self.stop(id, Queue::pause);
            }
        }
        self.advance();
    }

    /// Lets everything go on.
    pub fn resume_all(&self) {
        self.0.paused.set(false);
        for id in self.ids() {
            self.0.queue.borrow_mut().resume(id, now());
        }
        self.advance();
    }

    /// Sends a failed or cancelled item after all.
    pub fn retry(&self, id: ItemId) {
        self.0.queue.borrow_mut().retry(id, now());
        self.advance();
    }

    /// Sends all failed items after all.
    pub fn retry_failed(&self) {
        for id in self.ids() {
            let failed = matches!(self.queue().get(id).map(|i| i.state()), Some(State::Failed(_)));
            if failed {
                self.0.queue.borrow_mut().retry(id, now());
            }
        }
        self.advance();
    }

    /// Takes an item out of the queue, unless it is on its way.
    pub fn remove(&self, id: ItemId) {
        if self.0.queue.borrow_mut().remove(id) {
            self.0.files.borrow_mut().remove(&id);
        }
        self.advance();
    }

    /// Puts an item at another place in the order, counted from 0.
    pub fn reorder(&self, id: ItemId, to: usize) {
        self.0.queue.borrow_mut().reorder(id, to);
        self.advance();
    }

    /// Sends an item that has not started to another folder.
    pub fn retarget(&self, id: ItemId, target: &Rc<Target>) {
        self.0.queue.borrow_mut().retarget(id, target);
        self.advance();
    }

    /// Gives an item that has not started another name.
    pub fn rename(&self, id: ItemId, name: &str) {
        self.0.queue.borrow_mut().rename(id, name);
        self.advance();
    }

    /// Stops everything and forgets it: another account's turn.
    pub fn clear(&self) {
        self.cancel_all();
        self.0.queue.borrow_mut().clear();
        self.0.files.borrow_mut().clear();
        *self.0.contents.borrow_mut() = Contents::default();
        self.0.tree.forget();
        self.0.paused.set(false);
        self.advance();
    }

    /// Takes up waiting items: call it when somebody has logged in.
    pub fn wake(&self) {
        self.advance();
    }

    fn ids(&self) -> Vec<ItemId> {
        self.queue().ids().to_vec()
    }

    fn load(&self) -> Load {
        let mut load = Load::default();
        for item in self.queue().items() {
            if !matches!(item.state(), State::Failed(_) | State::Cancelled) {
                load.files += 1;
                load.bytes = load.bytes.saturating_add(item.size().0);
            }
        }
        load
    }

    /// The files in the queue that are still to be sent.
    fn fingerprints(&self) -> HashSet<Fingerprint> {
        let queue = self.queue();
        let files = self.0.files.borrow();
        let wanted = |(id, file): (&ItemId, &web_sys::File)| {
            let item = queue.get(*id)?;
            let gone = matches!(item.state(), State::Failed(_) | State::Cancelled);
            (!gone).then(|| Fingerprint::of(file, item.name(), item.size(), item.target()))
        };
        files.iter().filter_map(wanted).collect()
    }

    fn limits(&self) -> Limits {
        match self.0.session.state() {
            SessionState::SignedIn(now) => Limits::of(Some(&now.package), &self.0.options),
            SessionState::SignedOut | SessionState::Expired { .. } => {
                Limits::of(None, &self.0.options)
            }
        }
    }
}

/// A file the reader chose, and the folders it came in.
pub struct Chosen {
    /// The file.
    pub file: web_sys::File,
    /// The folders it was in, separated by `/`; empty for a file chosen by itself.
    pub path: String,
}

impl From<web_sys::File> for Chosen {
    /// A file chosen with its folder carries its path.
    fn from(file: web_sys::File) -> Self {
        // Not in the bindings: the property is not in a standard, but in all browsers.
        let path = js_sys::Reflect::get(&file, &"webkitRelativePath".into());
        let path = path.ok().and_then(|path| path.as_string()).unwrap_or_default();
        let path = path.rsplit_once('/').map_or("", |(folders, _)| folders).to_owned();
        Self { file, path }
    }
}

/// What makes two chosen files the same: name, size and date of last change, for one folder.
#[derive(PartialEq, Eq, Hash)]
struct Fingerprint {
    name: Box<str>,
    size: u64,
    changed: u64,
    target: Rc<Target>,
}

impl Fingerprint {
    fn of(file: &web_sys::File, name: &str, size: Bytes, target: &Rc<Target>) -> Self {
        let changed = file.last_modified() as u64;
        Self { name: name.into(), size: size.0, changed, target: Rc::clone(target) }
    }
}

/// A file's size: a whole number of bytes, which JavaScript holds in a double.
fn byte_size(file: &web_sys::File) -> Bytes {
    Bytes(file.size() as u64)
}

/// Milliseconds since 1970 by this browser's clock.
fn now() -> f64 {
    js_sys::Date::now()
}
