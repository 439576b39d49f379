//! What has changed since it was last written down, for recovery; and what has left since it was last
//! looked at.

use super::Queue;
use crate::transfer::item::{Item, ItemId, State};

impl Queue {
    /// The items that have left since this was last asked, and had been stored or had failed by then.
    /// The first time there are none: from then on they are noted.
    pub(crate) fn take_departed(&mut self) -> Vec<Item> {
        self.departed.replace(Vec::new()).unwrap_or_default()
    }

    pub(super) fn depart(&mut self, item: Item) {
        if let (Some(departed), State::Done(_) | State::Failed(_)) =
            (&mut self.departed, &item.state)
        {
            departed.push(item);
        }
    }

    /// Keeps a record of what changes for good from now on.
    pub(in crate::transfer) fn record_changes(&mut self) {
        self.changes.get_or_insert_default();
    }

    /// The items that were put at another place, and before which one. What has changed is to be
    /// taken first: an item must be known before its place is.
    pub(in crate::transfer) fn take_moves(&mut self) -> Vec<(ItemId, Option<ItemId>)> {
        match &self.changes {
            Some(changes) if !changes.is_empty() => Vec::new(),
            _ => std::mem::take(&mut self.moves),
        }
    }

    /// The next items that have changed for good; some of them may have been removed.
    pub(in crate::transfer) fn take_changes(&mut self, most: usize) -> Vec<ItemId> {
        let Some(changes) = &mut self.changes else { return Vec::new() };
        let taken: Vec<ItemId> = changes.drain(..most.min(changes.len())).collect();
        for id in &taken {
            if let Some(item) = self.get_mut(*id) {
                item.marked = false;
            }
        }
        taken
    }

    /// All items have to be written down again, and where the reader has put them.
    pub(in crate::transfer) fn mark_all(&mut self) {
        let ids = self.ids().to_vec();
        for id in &ids {
            self.mark(*id);
        }
        if self.reordered && self.changes.is_some() {
            let last_first = (0..ids.len()).rev();
            self.moves = last_first.map(|at| (ids[at], ids.get(at + 1).copied())).collect();
        }
    }

    /// The item has to be written down again.
    pub(in crate::transfer) fn mark(&mut self, id: ItemId) {
        let index = self.index(id);
        let (Some(changes), Some(index)) = (&mut self.changes, index) else { return };
        if let Some(Some(item)) = self.items.get_mut(index)
            && !std::mem::replace(&mut item.marked, true)
        {
            changes.push(id);
        }
    }
}
