//! Drives the queue.

mod attempt;
mod checksum;
mod direct_link;
mod folders;
mod forget;
mod intake;
mod keep;
mod limited;
mod reading;
mod restore;
mod schedule;
mod searched;
mod tree;

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use gloo_timers::callback::{Interval, Timeout};

use super::clock::{Timestamp, now};
use super::contents::Contents;
use super::files::Files;
use super::frame::Frame;
use super::hold::Hold;
use super::item::{Item, ItemId, Phase, Target};
use super::options::{Options, Recovery};
use super::progress::Meter;
use super::queue::{Queue, Summary};
use super::recovery::Keeper;
use super::window::Listener;
use crate::api::Bytes;
use crate::ordered::Ordered;
use crate::session::Session;
use intake::Intake;
use reading::Reading;
use schedule::Running;
use searched::Searched;
use tree::Tree;

struct Inner {
    session: Session,
    options: Options,
    queue: RefCell<Queue>,
    intake: RefCell<Intake>,
    /// The files of the items that are not done.
    files: Files,
    reading: Reading,
    /// Keeps the queue for the case that the page goes away.
    keeper: RefCell<Keeper>,
    running: RefCell<Ordered<ItemId, Running>>,
    /// The items that wait to be tried again, and perhaps some that no longer do.
    waiting: RefCell<Ordered<ItemId, ()>>,
    contents: RefCell<Contents>,
    tree: Tree,
    searched: Searched,
    flow: Cell<Flow>,
    /// What a host in trouble holds back.
    hold: Hold,
    /// Rings when the first waiting item is due. One timer, however many wait.
    alarm: RefCell<Option<Timeout>>,
    /// Looks after the running uploads, while there are any.
    watch: RefCell<Option<Interval>>,
    /// Calls when the browser is online again, and when the page goes away.
    listeners: RefCell<Vec<Listener>>,
    meter: RefCell<Meter>,
    frame: Frame,
    /// An earlier queue is being taken up: nothing starts until it is.
    restoring: Cell<bool>,
    /// How often everything was stopped for good.
    stops: Cell<u32>,
    /// How often the page has gone away. It comes back as it was where the browser kept it.
    departures: Cell<u32>,
    /// The page goes away: nothing starts any more.
    closed: Cell<bool>,
}

/// Whether items start by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flow {
    Runs,
    /// The reader holds everything back.
    Paused,
    /// What was added waits for somebody to start it: see [`Options::auto_upload`].
    AwaitsStart,
}

impl Flow {
    /// Before anything is added.
    fn at_first(options: &Options) -> Self {
        if options.auto_upload { Self::Runs } else { Self::AwaitsStart }
    }
}

/// What keeps the queue from going on by itself for now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stall {
    /// The browser is offline.
    Offline,
    /// The host is in trouble or has asked for a pause; the next try is at this time.
    Host(Timestamp),
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
    /// Nothing starts before somebody says so.
    pub paused: bool,
    /// What keeps it from going on, if something else does.
    pub stall: Option<Stall>,
    /// There are more chosen files to come.
    pub adding: bool,
}

/// The upload engine. Cheap to clone: all clones drive the same queue.
#[derive(Clone)]
pub struct Engine(Rc<Inner>);

/// What browsers tell of when somebody presses something.
const PRESSES: [&str; 3] = ["pointerdown", "pointerup", "keydown"];

impl Engine {
    /// An engine with an empty queue that uploads in the name of `session`, and calls `on_change`
    /// at most once per animation frame while anything changes.
    pub fn new(session: Session, options: Options, on_change: impl Fn() + 'static) -> Self {
        let inner = Rc::new(Inner {
            session,
            queue: RefCell::new(Queue::embedded_by(options.embedder.clone())),
            intake: RefCell::default(),
            files: Files::default(),
            reading: Reading::default(),
            keeper: RefCell::default(),
            running: RefCell::default(),
            waiting: RefCell::default(),
            contents: RefCell::default(),
            tree: Tree::default(),
            searched: Searched::default(),
            flow: Cell::new(Flow::at_first(&options)),
            hold: Hold::default(),
            alarm: RefCell::default(),
            watch: RefCell::default(),
            listeners: RefCell::default(),
            meter: RefCell::default(),
            frame: Frame::new(on_change),
            restoring: Cell::default(),
            stops: Cell::default(),
            departures: Cell::default(),
            closed: Cell::default(),
            options,
        });
        if inner.options.recovery != Recovery::Off {
            inner.queue.borrow_mut().record_changes();
        }
        let on = |event, told: fn(&Engine)| {
            let weak = Rc::downgrade(&inner);
            Listener::on(event, move || {
                if let Some(inner) = weak.upgrade() {
                    told(&Engine(inner));
                }
            })
        };
        let mut listeners = vec![on("online", Engine::back_online), on("pagehide", Engine::depart)];
        let give_way: fn(&Engine) = |engine| engine.0.frame.give_way();
        listeners.extend(PRESSES.map(|press| on(press, give_way)));
        *inner.listeners.borrow_mut() = listeners;
        Self(inner)
    }

    /// The queue as it is now. Don't hold it across an `await`.
    pub fn queue(&self) -> Ref<'_, Queue> {
        self.0.queue.borrow()
    }

    /// The items that have left the queue since this was last asked, and had been stored or had failed
    /// by then: whoever looks at the queue frame by frame may not have seen that yet. The first time
    /// there are none; from then on they are noted.
    pub fn take_departed(&self) -> Vec<Item> {
        self.0.queue.borrow_mut().take_departed()
    }

    /// The settings it was made with.
    pub fn options(&self) -> &Options {
        &self.0.options
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
        let (paused, adding) = (self.is_paused(), self.is_adding());
        let waits = !paused && summary.open > 0 && self.0.running.borrow().is_empty();
        let stall = if waits { self.stall() } else { None };
        Progress { summary, rate, time_left, paused, stall, adding }
    }

    /// How often everything was stopped for good so far. Whoever is still reading what was to be added
    /// by then, a dropped folder say, has no more to add.
    pub fn stops(&self) -> u32 {
        self.0.stops.get()
    }

    /// Stops an item for good.
    pub fn cancel(&self, id: ItemId) {
        self.stop(id, Queue::cancel);
        self.advance();
    }

    /// Stops everything for good, also what was chosen and is not in the queue yet.
    pub fn cancel_all(&self) {
        self.drop_intake();
        for id in self.ids().iter().copied() {
            self.stop(id, Queue::cancel);
        }
        self.advance();
    }

    /// Holds an item back. One that is on its way begins anew later: hosts take no parts of files.
    pub fn pause(&self, id: ItemId) {
        self.stop(id, Queue::pause);
        self.advance();
    }

    /// Lets a paused item go on. When everything is held back it is the only one that does: the
    /// others stay paused, each by itself.
    pub fn resume(&self, id: ItemId) {
        self.0.hold.lift();
        if self.0.flow.replace(Flow::Runs) != Flow::Runs {
            for other in self.ids().iter().copied().filter(|other| *other != id) {
                self.stop(other, Queue::pause);
            }
        }
        self.0.queue.borrow_mut().resume(id, now());
        self.advance();
    }

    /// Holds everything back, also what is added later.
    pub fn pause_all(&self) {
        self.0.flow.set(Flow::Paused);
        let running: Vec<ItemId> = self.0.running.borrow().keys().collect();
        for id in running {
            self.stop(id, Queue::pause);
        }
        self.advance();
    }

    /// Whether nothing starts before somebody says so.
    pub fn is_paused(&self) -> bool {
        self.0.flow.get() != Flow::Runs
    }

    /// Whether that is so because the reader holds everything back, not because nobody has started it.
    pub fn is_held_back(&self) -> bool {
        self.0.flow.get() == Flow::Paused
    }

    /// Lets everything go on.
    pub fn resume_all(&self) {
        self.0.hold.lift();
        self.0.flow.set(Flow::Runs);
        for id in self.ids().iter().copied() {
            self.0.queue.borrow_mut().resume(id, now());
        }
        self.advance();
    }

    /// Sends a failed or cancelled item after all.
    pub fn retry(&self, id: ItemId) {
        self.send_after_all([id], Queue::retry);
    }

    /// Sends an item after all that was refused for a reason that leaves the choice to the reader:
    /// see [`Refusal::can_be_overridden`](super::Refusal::can_be_overridden).
    pub fn upload_anyway(&self, id: ItemId) {
        self.send_after_all([id], Queue::upload_anyway);
    }

    /// Sends all failed items after all.
    pub fn retry_failed(&self) {
        self.retry_all(Phase::Failed);
    }

    /// Sends all items after all that the reader has stopped.
    pub fn retry_cancelled(&self) {
        self.retry_all(Phase::Cancelled);
    }

    fn retry_all(&self, phase: Phase) {
        let ids = self.ids();
        let ended =
            |id: &ItemId| self.queue().get(*id).is_some_and(|item| item.state().phase() == phase);
        self.send_after_all(ids.iter().copied().filter(ended), Queue::retry);
    }

    /// Takes an item out of the queue, unless it is on its way.
    pub fn remove(&self, id: ItemId) {
        if self.0.queue.borrow_mut().remove(id) {
            self.forget(id);
        }
        self.advance();
    }

    /// Takes everything out of the queue that has come to an end, well or not, or whose file is
    /// missing.
    pub fn remove_ended(&self) {
        let ended = self.0.queue.borrow_mut().remove_ended();
        for id in ended {
            self.forget(id);
        }
        self.advance();
    }

    /// The file of an item, as long as the browser has it: until it has been sent, or, if it is a
    /// picture, until the item is removed.
    pub fn file(&self, id: ItemId) -> Option<web_sys::File> {
        self.0.files.get(id)
    }

    /// Puts an item at another place in the order, counted from 0.
    pub fn reorder(&self, id: ItemId, to: usize) {
        self.0.queue.borrow_mut().reorder(id, to);
        self.advance();
    }

    /// Sends an item to another folder. Whether it will go there: not one that has started.
    pub fn retarget(&self, id: ItemId, target: &Rc<Target>) -> bool {
        let changed = self.0.queue.borrow_mut().retarget(id, target);
        self.advance();
        changed
    }

    /// Gives an item another name. Whether it has it now: not one that has started.
    pub fn rename(&self, id: ItemId, name: &str) -> bool {
        let changed = self.0.queue.borrow_mut().rename(id, name);
        self.advance();
        changed
    }

    /// Stops everything and forgets it, also what was kept for recovery, or is being taken up: somebody
    /// has logged out ([`Engine::forget_account`] deletes the rest), or it is another account's turn.
    pub fn clear(&self) {
        self.cancel_all();
        // Also what was only compared.
        self.abort_all();
        for id in self.ids().iter().copied() {
            self.0.files.forget(id);
        }
        self.0.queue.borrow_mut().clear();
        *self.0.intake.borrow_mut() = Intake::default();
        *self.0.contents.borrow_mut() = Contents::default();
        self.0.tree.forget();
        self.0.flow.set(Flow::at_first(&self.0.options));
        self.0.hold.lift();
        self.forget_kept();
        self.advance();
    }

    /// Stops everything as it is, for good: the widget goes away. What was kept for recovery stays
    /// for the next engine.
    pub fn close(&self) {
        self.0.closed.set(true);
        self.drop_intake();
        self.abort_all();
        self.0.keeper.borrow_mut().close();
        *self.0.alarm.borrow_mut() = None;
        *self.0.watch.borrow_mut() = None;
    }

    /// The page goes away.
    fn depart(&self) {
        self.0.departures.update(|departures| departures + 1);
        self.keep_now();
    }

    /// Takes up waiting items: call it when somebody has logged in.
    pub fn wake(&self) {
        self.advance();
    }

    /// An item has left the queue.
    fn forget(&self, id: ItemId) {
        self.0.files.forget(id);
        self.0.contents.borrow_mut().release(id);
    }

    fn ids(&self) -> Rc<Vec<ItemId>> {
        self.queue().shared_ids()
    }
}

/// A file's size: a whole number of bytes, which JavaScript holds in a double.
fn byte_size(file: &web_sys::File) -> Bytes {
    Bytes(file.size() as u64)
}
