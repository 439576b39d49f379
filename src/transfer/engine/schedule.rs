//! When each item gets its turn: slots, waits, pauses, and uploads that have stalled.

use std::rc::Rc;

use futures_util::future::{AbortHandle, abortable};
use gloo_timers::callback::{Interval, Timeout};
use wasm_bindgen_futures::spawn_local;

use super::attempt::Outcome;
use super::{Engine, Flow, Stall};
use crate::api::{Bytes, Error};
use crate::session::State as SessionState;
use crate::transfer::clock::{Timestamp, now};
use crate::transfer::item::{Failure, Item, ItemId, Phase, State, Until, Wait};
use crate::transfer::queue::Queue;
use crate::transfer::retry;
use crate::transfer::window::is_offline;

/// How often running uploads are looked after, in milliseconds.
const WATCH_MS: u32 = 2000;
/// The most files that are compared at the same time.
const MOST_COMPARED: usize = 16;
/// The longest that an attempt may take until its bytes begin to leave, in milliseconds. The calls
/// before have limits of their own: the listing of a folder has two minutes, and several may be needed.
const PREPARING_MS: f64 = 600_000.0;
/// The slowest connection worth waiting for where the transport tells nothing of the bytes under way.
const SLOWEST_BYTES_PER_MS: f64 = 16.0;
/// The slowest host worth waiting for when all bytes of a file have left.
const SLOWEST_HOST_BYTES_PER_MS: f64 = 1000.0;

/// An attempt under way.
pub(super) struct Running {
    abort: AbortHandle,
    /// When it is given up, unless it gets on before.
    deadline: Timestamp,
    /// Its bytes are still leaving. Comparing what was stored holds up no other upload.
    in_slot: bool,
    /// It finds out whether the host is itself again.
    probes: bool,
}

impl Running {
    fn abort(self) {
        self.abort.abort();
    }
}

impl Engine {
    /// Somebody did something: fills the free slots and tells the listener.
    pub(super) fn advance(&self) {
        self.fill_slots();
        self.0.frame.request();
    }

    /// The same after something that happened by itself.
    pub(super) fn go_on(&self) {
        self.fill_slots();
        if self.is_adding() {
            self.0.frame.request_steadily();
        } else {
            self.0.frame.request_calmly();
        }
    }

    fn fill_slots(&self) {
        self.release_due();
        let signed_in = matches!(self.0.session.state(), SessionState::SignedIn(_));
        if self.0.closed.get() {
            return;
        }
        if !self.0.options.auto_upload && self.queue().summary().open == 0 {
            // What comes next waits for the next start.
            self.0.flow.set(Flow::AwaitsStart);
        }
        let held = self.is_paused() || self.0.restoring.get();
        // Read once: a hold that ends between two looks would neither let anything begin nor wake.
        let hold = self.0.hold.until(now());
        let held = held || hold.is_some() || self.waits_for_connection();
        if signed_in && !held {
            while self.has_free_slot() {
                let Some(id) = self.0.queue.borrow_mut().start_next(now()) else { break };
                self.start(id);
            }
        }
        self.set_alarm(hold);
        self.keep_changes();
    }

    /// What keeps the queue from going on for now, other than the reader.
    pub(super) fn stall(&self) -> Option<Stall> {
        if self.waits_for_connection() {
            return Some(Stall::Offline);
        }
        self.0.hold.until(now()).map(Stall::Host)
    }

    /// Whether the browser is offline and some item says so already: more of them would be of no use.
    fn waits_for_connection(&self) -> bool {
        is_offline() && self.waits().iter().any(|(_, until)| *until == Until::Online)
    }

    /// Whether another upload may begin. Files that are compared meanwhile are few enough that a slow
    /// processor is not left behind.
    fn has_free_slot(&self) -> bool {
        let running = self.0.running.borrow();
        let sending = || running.values().filter(|running| running.in_slot);
        let count = sending().count();
        if self.0.hold.is_probing() && sending().any(|running| running.probes) {
            return false;
        }
        count < self.slots() && running.len() - count < MOST_COMPARED
    }

    /// The bytes of an item have left and the host has answered: its slot is free.
    pub(super) fn leave_slot(&self, id: ItemId) {
        if let Some(running) = self.0.running.borrow_mut().get_mut(id) {
            running.in_slot = false;
        }
        self.go_on();
    }

    /// Uploads that may run at the same time.
    fn slots(&self) -> usize {
        let allowed = match self.0.session.state() {
            SessionState::SignedIn(now) => now.package.concurrent_uploads,
            SessionState::SignedOut | SessionState::Expired { .. } => None,
        };
        let allowed = allowed.map_or(usize::MAX, |uploads| uploads as usize);
        self.0.options.concurrency.min(allowed).max(1)
    }

    fn start(&self, id: ItemId) {
        let engine = self.clone();
        let (attempt, abort) = abortable(async move {
            let outcome = engine.attempt(id).await;
            engine.settle(id, outcome);
        });
        let probes = self.0.hold.is_probing();
        let running = Running { abort, deadline: now() + PREPARING_MS, in_slot: true, probes };
        self.0.running.borrow_mut().insert(id, running);
        self.watch();
        spawn_local(async move {
            // An aborted attempt has had its outcome written by whoever aborted it.
            let _ = attempt.await;
        });
    }

    /// Ends an attempt from outside, with the move that says why.
    pub(super) fn stop(
        &self,
        id: ItemId,
        moves: impl FnOnce(&mut Queue, ItemId, Timestamp) -> bool,
    ) {
        let moved = moves(&mut self.0.queue.borrow_mut(), id, now());
        if moved {
            self.abort(id);
            self.release(id);
        }
    }

    /// Gives the name of an item free that does not use it, unless it may be there already.
    fn release(&self, id: ItemId) {
        if !self.queue().get(id).is_some_and(Item::outcome_is_open) {
            self.0.contents.borrow_mut().release(id);
        }
    }

    /// Ends an attempt. Whoever does so writes its outcome.
    fn abort(&self, id: ItemId) {
        let running = self.0.running.borrow_mut().remove(id);
        if let Some(running) = running {
            running.abort();
        }
    }

    /// The same with all attempts under way. Their items are left as they are.
    pub(super) fn abort_all(&self) {
        for running in std::mem::take(&mut *self.0.running.borrow_mut()).into_values() {
            running.abort();
        }
    }

    /// Its bytes are to leave from now on.
    pub(super) fn expect_bytes(&self, id: ItemId) {
        let size = self.queue().get(id).map_or(0.0, |item| item.size().0 as f64);
        // The uploads beside it have the same line.
        let sending_ms = size / SLOWEST_BYTES_PER_MS * self.slots() as f64;
        self.bear_with(id, self.0.options.stalled_after_ms + sending_ms);
    }

    /// An attempt is given up after so many milliseconds, unless a byte moves before.
    fn bear_with(&self, id: ItemId, patience_ms: f64) {
        if let Some(running) = self.0.running.borrow_mut().get_mut(id) {
            running.deadline = now() + patience_ms;
        }
    }

    /// Bytes have left.
    pub(super) fn moved(&self, id: ItemId, sent: Bytes) {
        if self.0.queue.borrow_mut().progress(id, sent) {
            let size = self.queue().get(id).map_or(Bytes(0), |item| item.size());
            // All bytes are there: the host puts the file where it belongs, and says nothing meanwhile.
            let work_ms =
                if sent >= size { size.0 as f64 / SLOWEST_HOST_BYTES_PER_MS } else { 0.0 };
            self.bear_with(id, self.0.options.stalled_after_ms + work_ms);
            self.0.frame.request_calmly();
        }
    }

    /// Writes the outcome of an attempt and goes on.
    fn settle(&self, id: ItemId, outcome: Outcome) {
        self.0.running.borrow_mut().remove(id);
        match outcome {
            Outcome::Left => {}
            Outcome::Stored(stored) => {
                self.0.hold.succeeded();
                self.0.queue.borrow_mut().finish(id, *stored, now());
                self.0.files.forget_unless_picture(id);
            }
            Outcome::NeedsFile => {
                self.0.queue.borrow_mut().need_file(id, now());
                self.know(id);
            }
            // Nothing is wrong with the file: it waits for the next login.
            Outcome::Failed(Failure::Api(Error::TokenRejected { .. })) => {
                self.0.queue.borrow_mut().requeue(id, now());
            }
            Outcome::Failed(failure) => self.fail_or_wait(id, failure),
        }
        self.release(id);
        self.go_on();
        if self.0.running.borrow().is_empty() {
            // Nothing follows that it could be shown with.
            self.0.frame.request();
        }
    }

    fn fail_or_wait(&self, id: ItemId, failure: Failure) {
        let tries = self.queue().get(id).map_or(0, |item| item.tries());
        let options = &self.0.options;
        let came_in_folders =
            self.queue().get(id).is_some_and(|item| !item.target().path.is_empty());
        let lost_folder = came_in_folders && retry::is_lost_folder(&failure);
        if lost_folder {
            // Deleted elsewhere: the next try makes it anew.
            self.forget_folders();
        }
        let until = if is_offline() {
            Some(Until::Online)
        } else if (retry::is_worthwhile(&failure) || lost_folder)
            && (tries + 1 < options.tries || retry::is_turned_away(&failure))
        {
            let wait_ms = retry::wait_ms(options, tries, &failure, js_sys::Math::random());
            Some(Until::Time(now() + wait_ms))
        } else {
            None
        };
        if !is_offline() {
            self.0.hold.failed(&failure, options, now(), js_sys::Math::random());
        }
        let mut queue = self.0.queue.borrow_mut();
        match until {
            Some(until) => {
                queue.wait(id, Wait { cause: failure, until }, now());
                self.0.waiting.borrow_mut().insert(id, ());
            }
            None => {
                queue.fail(id, failure, now());
            }
        }
    }

    /// Puts the items whose time has come back into the queue.
    fn release_due(&self) {
        let now = now();
        let due: Vec<ItemId> = self
            .waits()
            .into_iter()
            .filter(|(_, until)| matches!(until, Until::Time(time) if *time <= now))
            .map(|(id, _)| id)
            .collect();
        for id in due {
            self.0.queue.borrow_mut().requeue(id, now);
        }
    }

    /// The browser is online again.
    pub(super) fn back_online(&self) {
        self.0.hold.lift();
        for (id, until) in self.waits() {
            if until == Until::Online {
                self.0.queue.borrow_mut().requeue(id, now());
            }
        }
        self.advance();
    }

    fn waits(&self) -> Vec<(ItemId, Until)> {
        let queue = self.queue();
        let mut waits = Vec::new();
        self.0.waiting.borrow_mut().retain(|id, ()| match queue.get(id).map(|item| item.state()) {
            Some(State::Waiting(wait)) => {
                waits.push((id, wait.until));
                true
            }
            _ => false,
        });
        waits
    }

    /// Sets the alarm for the next thing that is due: the end of the hold is one.
    fn set_alarm(&self, hold: Option<Timestamp>) {
        let waits = self.waits().into_iter().filter_map(|(_, until)| match until {
            Until::Time(time) => Some(time),
            Until::Online => None,
        });
        let next = waits.chain(hold).min_by(f64::total_cmp);
        *self.0.alarm.borrow_mut() = next.map(|time| {
            let weak = Rc::downgrade(&self.0);
            let wait_ms = (time - now()).clamp(0.0, f64::from(i32::MAX)) as u32;
            Timeout::new(wait_ms, move || {
                if let Some(inner) = weak.upgrade() {
                    Engine(inner).go_on();
                }
            })
        });
    }

    /// Begins to look after the running uploads.
    fn watch(&self) {
        let mut watch = self.0.watch.borrow_mut();
        if watch.is_none() {
            let weak = Rc::downgrade(&self.0);
            *watch = Some(Interval::new(WATCH_MS, move || {
                if let Some(inner) = weak.upgrade() {
                    Engine(inner).look_after();
                }
            }));
        }
    }

    /// Gives up the uploads that have stalled, and shows the rate of the others.
    fn look_after(&self) {
        let now = now();
        let stalled: Vec<ItemId> = self
            .0
            .running
            .borrow()
            .iter()
            .filter(|(_, running)| running.deadline < now)
            .map(|(id, _)| id)
            .collect();
        for id in stalled {
            let uploading =
                self.queue().get(id).map(|item| item.state().phase()) == Some(Phase::Uploading);
            if uploading {
                self.abort(id);
                self.settle(id, Outcome::Failed(Failure::Api(Error::Timeout)));
            }
        }
        if self.0.running.borrow().is_empty() {
            *self.0.watch.borrow_mut() = None;
            self.0.searched.forget();
        }
        self.0.frame.request_calmly();
    }
}
