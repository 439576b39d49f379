//! The queue: every file that was chosen, in order, and the moves between their states.

mod actions;
mod changes;
mod summary;

use std::rc::Rc;

use super::clock::Timestamp;
use super::delivery::{Delivery, Sent};
use super::item::{Failure, Item, ItemId, Kind, Phase, State, Step, Stored, Target, Until, Wait};
use super::limits::{Load, Refusal};
use super::source::Source;
use crate::api::Bytes;
use summary::Count;
pub use summary::Summary;

/// What is known of a file or folder when it is added.
#[derive(Clone, Debug)]
pub struct Entry {
    /// A file or an empty folder.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Its size.
    pub size: Bytes,
    /// When it was last changed, in milliseconds since 1970: see [`Item::last_modified`].
    pub last_modified: u64,
    /// The folder it goes to.
    pub target: Rc<Target>,
}

/// Every chosen file in order.
///
/// A move that an item's state does not allow changes nothing and returns false: an outcome that
/// comes in after a cancel, say, is not written over it.
#[derive(Debug, Default)]
pub struct Queue {
    /// By id, the first of which is `first_id`. An item that was removed leaves its place empty,
    /// so that ids stay their places.
    items: Vec<Option<Item>>,
    first_id: u32,
    order: Rc<Vec<ItemId>>,
    /// The reader has put items into another order than that of their ids.
    reordered: bool,
    /// Counts the changes of `order`.
    ids_revision: u64,
    /// No item before this place in the order waits for a slot.
    first_queued: usize,
    count: Count,
    /// Counts what was stored, other than `count` also what was removed since, and nothing that was
    /// stored before the page was loaded anew.
    stored: usize,
    /// Where items come from that are added here, if another site's page embeds the widget.
    page: Option<Rc<Source>>,
    /// The items with lasting changes since they were last taken; `None` when nobody records them.
    changes: Option<Vec<ItemId>>,
    /// Likewise the items that were put at another place: before which one.
    moves: Vec<(ItemId, Option<ItemId>)>,
    /// The items that have left since somebody last looked; `None` when nobody does.
    departed: Option<Vec<Item>>,
}

impl Queue {
    /// A queue on a page that another site's embeds, if it is one: see
    /// [`Options::embedder`](super::Options::embedder).
    pub fn embedded_by(embedder: Option<Rc<str>>) -> Self {
        let page = |embedder| Rc::new(Source { name: None, embedder: Some(embedder) });
        Self { page: embedder.map(page), ..Self::default() }
    }

    /// Adds a file or folder at the end: queued, or failed at once when it may not be sent.
    pub fn add(&mut self, entry: Entry, refusal: Option<Refusal>) -> ItemId {
        let state = match refusal {
            None => State::Queued,
            Some(refusal) => State::Failed(Rc::new(Failure::Refused(refusal))),
        };
        self.put(entry, state, Delivery::None)
    }

    fn put(&mut self, entry: Entry, state: State, delivery: Delivery) -> ItemId {
        let place = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        let id = ItemId(self.first_id.saturating_add(place));
        let Entry { kind, name, size, last_modified, target } = entry;
        let item = Item {
            id,
            kind,
            name: name.into(),
            size,
            last_modified,
            target,
            state,
            tries: 0,
            revision: 0,
            delivery,
            source: self.page.clone(),
            ended_earlier: false,
            withheld: false,
            anyway: false,
            marked: false,
            log: Vec::new(),
        };
        self.count.add(&item);
        self.items.push(Some(item));
        Rc::make_mut(&mut self.order).push(id);
        self.ids_revision += 1;
        self.mark(id);
        id
    }

    /// Puts an item back that an earlier page had, in the state it was left in, with what is known of an
    /// earlier try and of where it came from.
    pub(crate) fn put_back(
        &mut self,
        entry: Entry,
        state: State,
        sent: Option<Rc<Sent>>,
        source: Source,
    ) -> ItemId {
        let ended = matches!(state, State::Done(_) | State::Failed(_) | State::Cancelled);
        let delivery = match (&state, sent) {
            (State::Done(_), _) | (_, None) => Delivery::None,
            (_, Some(sent)) => Delivery::Unconfirmed(sent),
        };
        let id = self.put(entry, state, delivery);
        let withheld = self.page.as_ref().is_some_and(|page| page.embedder != source.embedder);
        let source = (source != Source::default()).then(|| Rc::new(source));
        let change = |item: &mut Item| {
            item.ended_earlier = ended;
            item.withheld = withheld;
            item.source = source;
        };
        self.modify(id, |_| true, change);
        id
    }

    /// Reserves room for this many items at once: a list that grows as it is filled takes up to twice
    /// its size, and fragments the memory.
    pub(super) fn reserve(&mut self, items: usize) {
        self.items.reserve_exact(items);
        Rc::make_mut(&mut self.order).reserve_exact(items);
    }

    /// The items in order.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.order.iter().filter_map(|id| self.get(*id))
    }

    /// The ids in order.
    pub fn ids(&self) -> &[ItemId] {
        &self.order
    }

    /// The ids in order, to keep: a snapshot that costs nothing until the queue changes.
    pub fn shared_ids(&self) -> Rc<Vec<ItemId>> {
        Rc::clone(&self.order)
    }

    /// Another number whenever items came, went or changed places. As long as it is the same, so
    /// are the ids.
    pub fn ids_revision(&self) -> u64 {
        self.ids_revision
    }

    /// One item; `None` once it was removed.
    pub fn get(&self, id: ItemId) -> Option<&Item> {
        self.items.get(self.index(id)?)?.as_ref()
    }

    /// The items that wait for a slot, in the order of their turns.
    pub(super) fn queued(&self) -> impl Iterator<Item = &Item> {
        let items = self.order[self.first_queued..].iter().filter_map(|id| self.get(*id));
        items.filter(|item| matches!(item.state, State::Queued))
    }

    /// Takes the first item that waits for a slot and marks it as on its way.
    pub fn start_next(&mut self, now: Timestamp) -> Option<ItemId> {
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
    pub(super) fn sending(&mut self, id: ItemId, sent: Rc<Sent>) {
        if let Some(item) = self.get_mut(id)
            && matches!(item.state, State::Uploading { .. })
        {
            item.delivery.depart(sent);
        }
    }

    /// An earlier page may have brought its file to the host already: it is looked for before it is sent.
    pub(super) fn look_for(&mut self, id: ItemId, sent: Rc<Sent>) {
        if let Some(item) = self.get_mut(id) {
            item.delivery = Delivery::Unconfirmed(sent);
        }
        self.mark(id);
    }

    /// So many bytes have left.
    pub fn progress(&mut self, id: ItemId, bytes: Bytes) -> bool {
        let uploading = |item: &Item| matches!(item.state, State::Uploading { .. });
        self.modify(id, uploading, |item| item.state = State::Uploading { sent: bytes })
    }

    /// The reply came; what it says is being compared with the file.
    pub fn verify(&mut self, id: ItemId, now: Timestamp) -> bool {
        self.step(id, now, &[Phase::Uploading], || State::Verifying)
    }

    /// The file is stored.
    pub fn finish(&mut self, id: ItemId, stored: Stored, now: Timestamp) -> bool {
        let from = [Phase::Uploading, Phase::Verifying];
        let moved = self.step(id, now, &from, || State::Done(Rc::new(stored)));
        self.stored += usize::from(moved);
        moved
    }

    /// The file is not stored, and that is how it stays.
    pub fn fail(&mut self, id: ItemId, failure: Failure, now: Timestamp) -> bool {
        let from = [Phase::Uploading, Phase::Verifying];
        self.step(id, now, &from, || State::Failed(Rc::new(failure)))
    }

    /// It will be tried again by itself. Waiting for the network does not count as a try.
    pub fn wait(&mut self, id: ItemId, wait: Wait, now: Timestamp) -> bool {
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
    pub fn requeue(&mut self, id: ItemId, now: Timestamp) -> bool {
        let from = [Phase::Uploading, Phase::Verifying, Phase::Waiting];
        let moved = self.step(id, now, &from, || State::Queued);
        self.look_from(id, moved)
    }

    /// The browser no longer has the file.
    pub fn need_file(&mut self, id: ItemId, now: Timestamp) -> bool {
        let from = [Phase::Queued, Phase::Uploading];
        self.step(id, now, &from, || State::NeedsFile)
    }

    /// The file is there again.
    pub fn supply(&mut self, id: ItemId, now: Timestamp) -> bool {
        let moved = self.step(id, now, &[Phase::NeedsFile], || State::Queued);
        self.look_from(id, moved)
    }

    /// Takes everything out. Ids are not given again.
    pub fn clear(&mut self) {
        let given = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        for item in std::mem::take(&mut self.items).into_iter().flatten() {
            self.depart(item);
        }
        *self = Self {
            first_id: self.first_id.saturating_add(given),
            ids_revision: self.ids_revision + 1,
            page: self.page.take(),
            departed: self.departed.take(),
            changes: self.changes.is_some().then(Vec::new),
            ..Self::default()
        };
    }

    /// The queue in numbers. Costs nothing.
    pub fn summary(&self) -> Summary {
        self.count.summary()
    }

    /// The same without the items that are withheld from the page that embeds the widget; `None` where
    /// no other site's page does. Counts item by item.
    pub fn told_summary(&self) -> Option<Summary> {
        self.page.as_ref()?;
        let mut count = Count::default();
        self.items().filter(|item| !item.withheld).for_each(|item| count.add(item));
        Some(count.summary())
    }

    /// How many files were stored so far: those of an earlier page are not among them, those that were
    /// removed since are.
    pub fn stored(&self) -> usize {
        self.stored
    }

    /// What was sent or will be: what the limits count.
    pub fn load(&self) -> Load {
        self.count.load()
    }

    pub(super) fn has_changes(&self) -> bool {
        !self.moves.is_empty() || self.changes.as_ref().is_some_and(|changes| !changes.is_empty())
    }

    fn index(&self, id: ItemId) -> Option<usize> {
        Some(id.0.checked_sub(self.first_id)? as usize)
    }

    fn place(&self, id: ItemId) -> Option<usize> {
        if self.reordered {
            self.order.iter().position(|other| *other == id)
        } else {
            self.order.binary_search(&id).ok()
        }
    }

    fn get_mut(&mut self, id: ItemId) -> Option<&mut Item> {
        let index = self.index(id)?;
        self.items.get_mut(index)?.as_mut()
    }

    /// Changes an item and keeps the count and its revision right. All that the count depends on
    /// changes here, and all that a reader sees.
    fn modify(
        &mut self,
        id: ItemId,
        allowed: impl FnOnce(&Item) -> bool,
        change: impl FnOnce(&mut Item),
    ) -> bool {
        let Some(index) = self.index(id) else { return false };
        let Some(Some(item)) = self.items.get_mut(index) else { return false };
        if !allowed(item) {
            return false;
        }
        self.count.remove(item);
        change(item);
        item.revision = item.revision.wrapping_add(1);
        self.count.add(item);
        true
    }

    fn step(
        &mut self,
        id: ItemId,
        now: Timestamp,
        from: &[Phase],
        to: impl FnOnce() -> State,
    ) -> bool {
        let allowed = self.get(id).is_some_and(|item| from.contains(&item.state.phase()));
        if allowed {
            self.become_state(id, to(), now);
        }
        allowed
    }

    fn become_state(&mut self, id: ItemId, state: State, now: Timestamp) {
        let mut lasting = false;
        let change = |item: &mut Item| {
            item.delivery.follow(&item.state, &state);
            lasting = outlasts_the_page(&state) || outlasts_the_page(&item.state);
            item.log.push(Step { at: now, to: state.phase() });
            item.state = state;
        };
        self.modify(id, |_| true, change);
        if lasting {
            self.mark(id);
        }
    }

    /// An item waits for a slot again: the search for the next one begins no later than there.
    fn look_from(&mut self, id: ItemId, moved: bool) -> bool {
        if moved {
            // Looking for the place of each of thousands would take longer than beginning at the first.
            let place = if self.reordered { 0 } else { self.place(id).unwrap_or(0) };
            self.first_queued = self.first_queued.min(place);
        }
        moved
    }
}

/// Whether an item comes back in this state when the page is loaded anew. From all others it comes
/// back as one that waits for a slot.
fn outlasts_the_page(state: &State) -> bool {
    match state {
        State::Queued | State::Uploading { .. } | State::Verifying | State::Waiting(_) => false,
        // It needs its file as long as nobody chose it, and that is found out anew.
        State::NeedsFile => false,
        State::Paused | State::Done(_) | State::Failed(_) | State::Cancelled => true,
    }
}

#[cfg(test)]
mod order_tests;
#[cfg(test)]
mod outcome_tests;
#[cfg(test)]
mod source_tests;
#[cfg(test)]
mod tests;
