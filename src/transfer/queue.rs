//! The queue: every file that was chosen, in order, and where it stands.

use std::rc::Rc;

use super::limits::Refusal;
use crate::api::{Bytes, Error, Parent, UploadedFile};

/// Names one item for as long as its queue lives; never given to another item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemId(u32);

/// Where a file goes: the folder, and what people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The folder on the host.
    pub folder: Parent,
    /// Its name for people; empty for the root.
    pub label: Rc<str>,
}

/// Why a file is not stored.
#[derive(Clone, Debug)]
pub enum Failure {
    /// It was not sent: the account's package or the file itself forbids it.
    Refused(Refusal),
    /// The host or the way to it failed.
    Api(Error),
}

/// Where an item stands.
///
/// ```text
/// Queued ──start──▶ Uploading ──finish──▶ Done
///   │ ▲                │ │
///   │ └────requeue─────┼─┼──▶ Failed ──retry──▶ Queued
///   └──────cancel──────┴────▶ Cancelled ──retry──▶ Queued
/// ```
#[derive(Clone, Debug)]
pub enum State {
    /// Waiting for a slot.
    Queued,
    /// On its way.
    Uploading,
    /// Stored on the host.
    Done(Rc<UploadedFile>),
    /// Not stored.
    Failed(Failure),
    /// Stopped by the reader.
    Cancelled,
}

/// One chosen file.
#[derive(Clone, Debug)]
pub struct Item {
    id: ItemId,
    name: Rc<str>,
    size: Bytes,
    target: Rc<Target>,
    state: State,
}

impl Item {
    /// The item's own id.
    pub fn id(&self) -> ItemId {
        self.id
    }

    /// The file's name as chosen; the host may store another.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file's size.
    pub fn size(&self) -> Bytes {
        self.size
    }

    /// The folder it goes to.
    pub fn target(&self) -> &Rc<Target> {
        &self.target
    }

    /// Where it stands.
    pub fn state(&self) -> &State {
        &self.state
    }
}

/// The queue as a whole, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Items in the queue.
    pub items: usize,
    /// Waiting or on their way.
    pub open: usize,
    /// Stored.
    pub done: usize,
    /// Not stored, with a reason.
    pub failed: usize,
    /// Bytes of the files that were not refused or cancelled.
    pub bytes: u64,
    /// Bytes of the stored ones among them.
    pub bytes_done: u64,
}

/// Every chosen file in the order of choosing.
///
/// A move that its state does not allow changes nothing and returns false: an outcome that comes
/// in after a cancel, say, is not written over it.
#[derive(Debug, Default)]
pub struct Queue {
    items: Vec<Item>,
    next_id: u32,
    /// Everything before this place has been started at least once.
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
        let id = ItemId(self.next_id);
        self.next_id += 1;
        let state = match refusal {
            None => State::Queued,
            Some(refusal) => State::Failed(Failure::Refused(refusal)),
        };
        self.items.push(Item { id, name: name.into(), size, target: Rc::clone(target), state });
        id
    }

    /// The items in order.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// One item; `None` once it was removed.
    pub fn get(&self, id: ItemId) -> Option<&Item> {
        self.place(id).map(|place| &self.items[place])
    }

    /// Takes the first waiting item and marks it as on its way.
    pub fn start_next(&mut self) -> Option<ItemId> {
        let waiting = |item: &Item| matches!(item.state, State::Queued);
        let place = self.items[self.first_queued..].iter().position(waiting);
        let place = match place {
            Some(offset) => self.first_queued + offset,
            None => {
                self.first_queued = self.items.len();
                return None;
            }
        };
        self.first_queued = place + 1;
        let item = &mut self.items[place];
        item.state = State::Uploading;
        Some(item.id)
    }

    /// The upload ended well.
    pub fn finish(&mut self, id: ItemId, file: UploadedFile) -> bool {
        self.step(id, |state| matches!(state, State::Uploading).then(|| State::Done(Rc::new(file))))
    }

    /// The upload failed.
    pub fn fail(&mut self, id: ItemId, failure: Failure) -> bool {
        self.step(id, |state| matches!(state, State::Uploading).then(|| State::Failed(failure)))
    }

    /// The upload was interrupted and nothing is known to be wrong with the file: it waits again.
    pub fn requeue(&mut self, id: ItemId) -> bool {
        self.back_to_queue(id, |state| matches!(state, State::Uploading))
    }

    /// The reader stops an item that waits or is on its way.
    pub fn cancel(&mut self, id: ItemId) -> bool {
        self.step(id, |state| {
            matches!(state, State::Queued | State::Uploading).then_some(State::Cancelled)
        })
    }

    /// The reader wants a failed or cancelled item sent again. One that was refused stays so: the
    /// reason has not gone away.
    pub fn retry(&mut self, id: ItemId) -> bool {
        self.back_to_queue(id, |state| {
            matches!(state, State::Failed(Failure::Api(_)) | State::Cancelled)
        })
    }

    /// Takes an item that is not on its way out of the queue.
    pub fn remove(&mut self, id: ItemId) -> bool {
        let Some(place) = self.place(id) else { return false };
        if matches!(self.items[place].state, State::Uploading) {
            return false;
        }
        self.items.remove(place);
        if place < self.first_queued {
            self.first_queued -= 1;
        }
        true
    }

    /// Takes everything out. Ids are not given again.
    pub fn clear(&mut self) {
        self.items.clear();
        self.first_queued = 0;
    }

    /// The queue in numbers.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary { items: self.items.len(), ..Summary::default() };
        for item in &self.items {
            match item.state {
                State::Queued | State::Uploading => summary.open += 1,
                State::Done(_) => {
                    summary.done += 1;
                    summary.bytes_done += item.size.0;
                }
                State::Failed(_) => summary.failed += 1,
                State::Cancelled => {}
            }
            let counts =
                !matches!(item.state, State::Failed(Failure::Refused(_)) | State::Cancelled);
            summary.bytes += if counts { item.size.0 } else { 0 };
        }
        summary
    }

    /// Ids rise with the place in the queue, so a binary search finds an item.
    fn place(&self, id: ItemId) -> Option<usize> {
        self.items.binary_search_by_key(&id, |item| item.id).ok()
    }

    fn step(&mut self, id: ItemId, next: impl FnOnce(&State) -> Option<State>) -> bool {
        let Some(place) = self.place(id) else { return false };
        let item = &mut self.items[place];
        match next(&item.state) {
            Some(state) => {
                item.state = state;
                true
            }
            None => false,
        }
    }

    fn back_to_queue(&mut self, id: ItemId, allowed: impl FnOnce(&State) -> bool) -> bool {
        let moved = self.step(id, |state| allowed(state).then_some(State::Queued));
        if let (true, Some(place)) = (moved, self.place(id)) {
            self.first_queued = self.first_queued.min(place);
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> Rc<Target> {
        Rc::new(Target { folder: Parent::Root, label: "".into() })
    }

    fn queue_of(sizes: &[u64]) -> (Queue, Vec<ItemId>) {
        let mut queue = Queue::default();
        let ids = sizes.iter().map(|size| queue.add("f", Bytes(*size), &root(), None)).collect();
        (queue, ids)
    }

    fn timeout() -> Failure {
        Failure::Api(Error::Cancelled)
    }

    #[test]
    fn items_start_in_the_order_they_were_added() {
        let (mut queue, ids) = queue_of(&[1, 2, 3]);
        assert_eq!(queue.start_next(), Some(ids[0]));
        assert_eq!(queue.start_next(), Some(ids[1]));
        assert_eq!(queue.start_next(), Some(ids[2]));
        assert_eq!(queue.start_next(), None);
        let late = queue.add("late", Bytes(4), &root(), None);
        assert_eq!(queue.start_next(), Some(late));
    }

    #[test]
    fn a_retried_item_is_taken_before_later_ones() {
        let (mut queue, ids) = queue_of(&[1, 2, 3]);
        queue.start_next();
        queue.start_next();
        assert!(queue.fail(ids[0], timeout()));
        assert!(queue.retry(ids[0]));
        assert_eq!(queue.start_next(), Some(ids[0]));
        assert_eq!(queue.start_next(), Some(ids[2]));
    }

    #[test]
    fn a_refused_file_is_kept_with_its_reason_and_never_sent() {
        let mut queue = Queue::default();
        let id = queue.add("empty", Bytes(0), &root(), Some(Refusal::Empty));
        assert_eq!(queue.start_next(), None);
        assert!(!queue.retry(id));
        let state = queue.get(id).map(Item::state);
        assert!(matches!(state, Some(State::Failed(Failure::Refused(Refusal::Empty)))));
    }

    #[test]
    fn an_outcome_after_a_cancel_changes_nothing() {
        let (mut queue, ids) = queue_of(&[1]);
        queue.start_next();
        assert!(queue.cancel(ids[0]));
        assert!(!queue.fail(ids[0], timeout()));
        assert!(!queue.requeue(ids[0]));
        assert!(matches!(queue.get(ids[0]).map(Item::state), Some(State::Cancelled)));
    }

    #[test]
    fn an_item_on_its_way_is_not_removed() {
        let (mut queue, ids) = queue_of(&[1, 2]);
        queue.start_next();
        assert!(!queue.remove(ids[0]));
        assert!(queue.cancel(ids[0]));
        assert!(queue.remove(ids[0]));
        assert!(queue.get(ids[0]).is_none());
        assert_eq!(queue.start_next(), Some(ids[1]));
    }

    #[test]
    fn the_summary_leaves_out_what_will_never_be_sent() {
        let (mut queue, ids) = queue_of(&[10, 20, 30]);
        queue.add("empty", Bytes(0), &root(), Some(Refusal::Empty));
        queue.start_next();
        queue.start_next();
        queue.fail(ids[0], timeout());
        queue.cancel(ids[1]);
        let summary = queue.summary();
        assert_eq!(
            summary,
            Summary { items: 4, open: 1, done: 0, failed: 2, bytes: 40, bytes_done: 0 }
        );
    }
}
