//! What a reader does to items.

use std::rc::Rc;

use super::Queue;
use crate::transfer::clock::Timestamp;
use crate::transfer::delivery::Delivery;
use crate::transfer::item::{Failure, Item, ItemId, Phase, State, Target};
use crate::transfer::limits::Refusal;

impl Queue {
    /// The reader holds it back. What was sent of it is sent again later: hosts take no parts.
    pub fn pause(&mut self, id: ItemId, now: Timestamp) -> bool {
        self.step(id, now, &[Phase::Queued, Phase::Uploading, Phase::Waiting], || State::Paused)
    }

    /// The reader lets it go on.
    pub fn resume(&mut self, id: ItemId, now: Timestamp) -> bool {
        let moved = self.step(id, now, &[Phase::Paused], || State::Queued);
        self.look_from(id, moved)
    }

    /// The reader stops it. One that is being compared is on the host already: it comes to its end.
    pub fn cancel(&mut self, id: ItemId, now: Timestamp) -> bool {
        let from =
            [Phase::Queued, Phase::Paused, Phase::Uploading, Phase::Waiting, Phase::NeedsFile];
        self.step(id, now, &from, || State::Cancelled)
    }

    /// The reader wants a failed or cancelled item sent after all. One that was refused stays so:
    /// the reason has not gone away.
    pub fn retry(&mut self, id: ItemId, now: Timestamp) -> bool {
        let refused = self.get(id).is_some_and(|item| item.refusal().is_some());
        !refused && self.begin_anew(id, now)
    }

    /// The reader wants a refused item sent all the same. Some reasons don't leave that choice:
    /// see [`can_be_overridden`](crate::transfer::Refusal::can_be_overridden).
    pub fn upload_anyway(&mut self, id: ItemId, now: Timestamp) -> bool {
        let refusal = self.get(id).and_then(Item::refusal);
        let moved = refusal.is_some_and(|why| why.can_be_overridden()) && self.begin_anew(id, now);
        if let (true, Some(item)) = (moved, self.get_mut(id)) {
            item.anyway = true;
        }
        moved
    }

    /// It waits for a slot and may not be sent any more: others have taken its place.
    pub(in crate::transfer) fn refuse(
        &mut self,
        id: ItemId,
        refusal: Refusal,
        now: Timestamp,
    ) -> bool {
        let failure = Failure::Refused(refusal);
        self.step(id, now, &[Phase::Queued], || State::Failed(Rc::new(failure)))
    }

    fn begin_anew(&mut self, id: ItemId, now: Timestamp) -> bool {
        let moved = self.step(id, now, &[Phase::Failed, Phase::Cancelled], || State::Queued);
        if let (true, Some(item)) = (moved, self.get_mut(id)) {
            item.tries = 0;
            item.ended_earlier = false;
        }
        self.look_from(id, moved)
    }

    /// Takes an item that is not on its way out of the queue.
    pub fn remove(&mut self, id: ItemId) -> bool {
        let movable = self.get(id).is_some_and(|item| {
            !matches!(item.state.phase(), Phase::Uploading | Phase::Verifying | Phase::Waiting)
        });
        let Some(place) = self.place(id).filter(|_| movable) else { return false };
        Rc::make_mut(&mut self.order).remove(place);
        self.ids_revision += 1;
        self.take_out(id);
        if place < self.first_queued {
            self.first_queued -= 1;
        }
        true
    }

    /// Takes all items out that do not go on by themselves, unless they are paused: those that have
    /// come to an end, well or not, and those whose file is missing. Tells which.
    pub fn remove_ended(&mut self) -> Vec<ItemId> {
        let ended = |id: &ItemId| {
            self.get(*id).is_some_and(|item| {
                matches!(
                    item.state,
                    State::Done(_) | State::Failed(_) | State::Cancelled | State::NeedsFile
                )
            })
        };
        let (ended, others): (Vec<ItemId>, Vec<ItemId>) =
            self.order.iter().partition(|id| ended(id));
        if !ended.is_empty() {
            self.order = Rc::new(others);
            self.ids_revision += 1;
            self.first_queued = 0;
            ended.iter().for_each(|id| self.take_out(*id));
        }
        ended
    }

    fn take_out(&mut self, id: ItemId) {
        let Some(item) = self.index(id).and_then(|index| self.items[index].take()) else { return };
        self.count.remove(&item);
        if let (false, Some(changes)) = (item.marked, &mut self.changes) {
            changes.push(id);
        }
        self.depart(item);
    }

    /// Puts an item at another place in the order, counted from 0.
    pub fn reorder(&mut self, id: ItemId, to: usize) -> bool {
        let Some(place) = self.place(id) else { return false };
        let order = Rc::make_mut(&mut self.order);
        let id = order.remove(place);
        let to = to.min(order.len());
        let before = order.get(to).copied();
        order.insert(to, id);
        if self.changes.is_some() {
            self.moves.push((id, before));
        }
        self.reordered = true;
        self.ids_revision += 1;
        self.first_queued = self.first_queued.min(place).min(to);
        true
    }

    /// Sends an item that has not started to another folder.
    pub fn retarget(&mut self, id: ItemId, target: &Rc<Target>) -> bool {
        self.redirect(id, |item| item.target = Rc::clone(target))
    }

    /// Gives an item that has not started another name.
    pub fn rename(&mut self, id: ItemId, name: &str) -> bool {
        let change = |item: &mut Item| {
            let before = std::mem::replace(&mut item.name, name.into());
            // Its file still has the name it was chosen under.
            Rc::make_mut(item.source.get_or_insert_default()).name.get_or_insert(before);
        };
        !name.is_empty() && self.redirect(id, change)
    }

    /// Changes where an item goes. What an earlier try may have stored elsewhere, or under another
    /// name, is not this file.
    fn redirect(&mut self, id: ItemId, change: impl FnOnce(&mut Item)) -> bool {
        let changed = self.modify(id, Item::can_change, |item| {
            change(item);
            item.delivery = Delivery::None;
        });
        if changed {
            self.mark(id);
        }
        changed
    }
}
