//! The queue: every file that was chosen, in order, and the moves between their states.

use std::rc::Rc;

use super::item::{Failure, Item, ItemId, Phase, State, Step, Stored, Target, Until, Wait};
use super::limits::Refusal;
use crate::api::Bytes;

/// The queue as a whole, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Items in the queue.
    pub items: usize,
    /// Waiting for a slot, on their way, being compared or about to be tried again.
    pub open: usize,
    /// Held back by the reader.
    pub paused: usize,
    /// Stored.
    pub done: usize,
    /// Not stored, with a reason.
    pub failed: usize,
    /// Those of them that were not refused: trying again may help.
    pub retryable: usize,
    /// Bytes of the files that were not refused or cancelled.
    pub bytes: u64,
    /// Bytes of them that are stored or have left.
    pub bytes_sent: u64,
}

/// Every chosen file in order.
///
/// A move that an item's state does not allow changes nothing and returns false: an outcome that
/// comes in after a cancel, say, is not written over it.
#[derive(Debug, Default)]
pub struct Queue {
    /// By id. An item that was removed leaves its place empty, so that ids stay their places.
    items: Vec<Option<Item>>,
    order: Vec<ItemId>,
    /// No item before this place in the order waits for a slot.
    first_queued: usize,
}

impl Queue {
    /// Adds a file at the end: queued, or failed at once when it may not be sent.
    pub fn add(
        &mut self,
        name: &str,
        size: Bytes,
        target: &Rc<Target>,
        refusal: Option<Refusal>,
    ) -> ItemId {
        let id = ItemId(u32::try_from(self.items.len()).unwrap_or(u32::MAX));
        let state = match refusal {
            None => State::Queued,
            Some(refusal) => State::Failed(Rc::new(Failure::Refused(refusal))),
        };
        self.items.push(Some(Item {
            id,
            name: name.into(),
            size,
            target: Rc::clone(target),
            state,
            tries: 0,
            sending: false,
            outcome_open: false,
            log: Vec::new(),
        }));
        self.order.push(id);
        id
    }

    /// The items in order.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.order.iter().filter_map(|id| self.get(*id))
    }

    /// The ids in order.
    pub fn ids(&self) -> &[ItemId] {
        &self.order
    }

    /// One item; `None` once it was removed.
    pub fn get(&self, id: ItemId) -> Option<&Item> {
        self.items.get(id.0 as usize)?.as_ref()
    }

    /// Takes the first item that waits for a slot and marks it as on its way.
    pub fn start_next(&mut self, now: f64) -> Option<ItemId> {
        let waiting = self.order[self.first_queued..]
            .iter()
            .position(|id| matches!(self.get(*id).map(Item::state), Some(State::Queued)));
        let Some(offset) = waiting else {
            self.first_queued = self.order.len();
            return None;
        };
        let place = self.first_queued + offset;
        self.first_queued = place + 1;
        let id = self.order[place];
        self.become_state(id, State::Uploading { sent: Bytes(0) }, now);
        Some(id)
    }

    /// Its bytes begin to leave: from here on the host may have it. What comes before, looking
    /// into the folder say, changes nothing about that.
    pub fn sending(&mut self, id: ItemId) {
        if let Some(item) = self.get_mut(id) {
            item.sending = matches!(item.state, State::Uploading { .. });
        }
    }

    /// So many bytes have left.
    pub fn progress(&mut self, id: ItemId, bytes: Bytes) -> bool {
        match self.state_mut(id) {
            Some(State::Uploading { sent }) => {
                *sent = bytes;
                true
            }
            _ => false,
        }
    }

    /// The reply came; what it says is being compared with the file.
    pub fn verify(&mut self, id: ItemId, now: f64) -> bool {
        self.step(id, now, &[Phase::Uploading], || State::Verifying)
    }

    /// The file is stored.
    pub fn finish(&mut self, id: ItemId, stored: Stored, now: f64) -> bool {
        let from = [Phase::Uploading, Phase::Verifying];
        self.step(id, now, &from, || State::Done(Rc::new(stored)))
    }

    /// The file is not stored, and that is how it stays.
    pub fn fail(&mut self, id: ItemId, failure: Failure, now: f64) -> bool {
        let from = [Phase::Uploading, Phase::Verifying];
        self.step(id, now, &from, || State::Failed(Rc::new(failure)))
    }

    /// It will be tried again by itself. Waiting for the network does not count as a try.
    pub fn wait(&mut self, id: ItemId, wait: Wait, now: f64) -> bool {
        let counts = matches!(wait.until, Until::Time(_));
        let from = [Phase::Uploading, Phase::Verifying];
        let moved = self.step(id, now, &from, || State::Waiting(Rc::new(wait)));
        if let (true, true, Some(item)) = (moved, counts, self.get_mut(id)) {
            item.tries += 1;
        }
        moved
    }

    /// It waits for a slot again: its time to wait is over, or it was interrupted and nothing is
    /// wrong with it.
    pub fn requeue(&mut self, id: ItemId, now: f64) -> bool {
        let from = [Phase::Uploading, Phase::Verifying, Phase::Waiting];
        let moved = self.step(id, now, &from, || State::Queued);
        self.look_from(id, moved)
    }

    /// The reader holds it back. What was sent of it is sent again later: hosts take no parts.
    pub fn pause(&mut self, id: ItemId, now: f64) -> bool {
        self.step(id, now, &[Phase::Queued, Phase::Uploading, Phase::Waiting], || State::Paused)
    }

    /// The reader lets it go on.
    pub fn resume(&mut self, id: ItemId, now: f64) -> bool {
        let moved = self.step(id, now, &[Phase::Paused], || State::Queued);
        self.look_from(id, moved)
    }

    /// The reader stops it.
    pub fn cancel(&mut self, id: ItemId, now: f64) -> bool {
        let from =
            [Phase::Queued, Phase::Paused, Phase::Uploading, Phase::Verifying, Phase::Waiting];
        self.step(id, now, &from, || State::Cancelled)
    }

    /// The reader wants a failed or cancelled item sent after all. One that was refused stays so:
    /// the reason has not gone away.
    pub fn retry(&mut self, id: ItemId, now: f64) -> bool {
        let refused = match self.get(id).map(Item::state) {
            Some(State::Failed(failure)) => matches!(**failure, Failure::Refused(_)),
            _ => false,
        };
        let moved =
            !refused && self.step(id, now, &[Phase::Failed, Phase::Cancelled], || State::Queued);
        if let (true, Some(item)) = (moved, self.get_mut(id)) {
            item.tries = 0;
        }
        self.look_from(id, moved)
    }

    /// Takes an item that is not on its way out of the queue.
    pub fn remove(&mut self, id: ItemId) -> bool {
        let movable = self.get(id).is_some_and(|item| {
            !matches!(item.state.phase(), Phase::Uploading | Phase::Verifying | Phase::Waiting)
        });
        let Some(place) = self.place(id).filter(|_| movable) else { return false };
        self.order.remove(place);
        self.items[id.0 as usize] = None;
        if place < self.first_queued {
            self.first_queued -= 1;
        }
        true
    }

    /// Puts an item at another place in the order, counted from 0.
    pub fn reorder(&mut self, id: ItemId, to: usize) -> bool {
        let Some(place) = self.place(id) else { return false };
        let id = self.order.remove(place);
        let to = to.min(self.order.len());
        self.order.insert(to, id);
        self.first_queued = self.first_queued.min(place).min(to);
        true
    }

    /// Sends an item that has not started to another folder.
    pub fn retarget(&mut self, id: ItemId, target: &Rc<Target>) -> bool {
        self.change(id, |item| item.target = Rc::clone(target))
    }

    /// Gives an item that has not started another name.
    pub fn rename(&mut self, id: ItemId, name: &str) -> bool {
        !name.is_empty() && self.change(id, |item| item.name = name.into())
    }

    /// Takes everything out. Ids are not given again.
    pub fn clear(&mut self) {
        self.items.iter_mut().for_each(|item| *item = None);
        self.order.clear();
        self.first_queued = 0;
    }

    /// The queue in numbers.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary { items: self.order.len(), ..Summary::default() };
        for item in self.items() {
            let size = item.size.0;
            let (counted, sent) = match &item.state {
                State::Queued | State::Waiting(_) => {
                    summary.open += 1;
                    (size, 0)
                }
                State::Uploading { sent } => {
                    summary.open += 1;
                    (size, sent.0.min(size))
                }
                State::Verifying => {
                    summary.open += 1;
                    (size, size)
                }
                State::Paused => {
                    summary.paused += 1;
                    (size, 0)
                }
                State::Done(_) => {
                    summary.done += 1;
                    (size, size)
                }
                State::Failed(failure) => {
                    let refused = matches!(**failure, Failure::Refused(_));
                    summary.failed += 1;
                    summary.retryable += usize::from(!refused);
                    (if refused { 0 } else { size }, 0)
                }
                State::Cancelled => (0, 0),
            };
            summary.bytes += counted;
            summary.bytes_sent += sent;
        }
        summary
    }

    fn place(&self, id: ItemId) -> Option<usize> {
        self.order.iter().position(|other| *other == id)
    }

    fn get_mut(&mut self, id: ItemId) -> Option<&mut Item> {
        self.items.get_mut(id.0 as usize)?.as_mut()
    }

    fn state_mut(&mut self, id: ItemId) -> Option<&mut State> {
        self.get_mut(id).map(|item| &mut item.state)
    }

    fn step(&mut self, id: ItemId, now: f64, from: &[Phase], to: impl FnOnce() -> State) -> bool {
        let allowed = self.get(id).is_some_and(|item| from.contains(&item.state.phase()));
        if allowed {
            self.become_state(id, to(), now);
        }
        allowed
    }

    fn become_state(&mut self, id: ItemId, state: State, now: f64) {
        if let Some(item) = self.get_mut(id) {
            if std::mem::take(&mut item.sending) {
                item.outcome_open = match &state {
                    State::Waiting(wait) => wait.cause.leaves_outcome_open(),
                    State::Failed(failure) => failure.leaves_outcome_open(),
                    // Stopped on this side, perhaps a moment too late.
                    State::Paused | State::Cancelled | State::Queued => true,
                    State::Verifying | State::Done(_) | State::Uploading { .. } => false,
                };
            }
            item.log.push(Step { at: now, to: state.phase() });
            item.state = state;
        }
    }

    /// An item waits for a slot again: the search for the next one begins no later than there.
    fn look_from(&mut self, id: ItemId, moved: bool) -> bool {
        if let (true, Some(place)) = (moved, self.place(id)) {
            self.first_queued = self.first_queued.min(place);
        }
        moved
    }

    fn change(&mut self, id: ItemId, change: impl FnOnce(&mut Item)) -> bool {
        match self.get_mut(id) {
            Some(item) if matches!(item.state.phase(), Phase::Queued | Phase::Paused) => {
                change(item);
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests;
