//! The files that the panel has links of: those that were uploaded, then those that the host has fetched.

use std::rc::Rc;

use leptos::prelude::Track;

use crate::transfer::{Item, ItemId, Kind, State, Stored};
use crate::view::context::Context;
use crate::view::dom::{Key, react};
use crate::view::reactive::RwSignal;
use crate::view::url_import::UrlImports;

/// Set in the key of what the host has fetched: no queue has as many items.
const FETCHED: Key = 1 << 31;

/// All files with a link, or that should have one.
#[derive(Clone, Copy)]
pub(super) struct Files {
    pub(super) context: Context,
    pub(super) imports: UrlImports,
}

impl Files {
    /// All of them, in the order of the rows.
    pub(super) fn all(self) -> Vec<Rc<Stored>> {
        let engine = self.context.engine();
        let mut all: Vec<_> = engine.queue().items().filter_map(stored).cloned().collect();
        let fetched = self.imports.stored.read_untracked();
        all.extend(fetched.iter().filter_map(|key| self.imports.stored_at(*key)));
        all
    }

    /// The one with this key.
    pub(super) fn get(self, key: Key) -> Option<Rc<Stored>> {
        match key & FETCHED {
            0 => self.context.engine().queue().get(ItemId::of(key)).and_then(stored).cloned(),
            _ => self.imports.stored_at(key ^ FETCHED),
        }
    }

    /// Their keys, in the order of the rows.
    pub(super) fn keys(self) -> RwSignal<Rc<[Key]>> {
        let keys = RwSignal::new(Rc::from([]));
        let mut seen = None;
        react(move || {
            self.context.queue_changed.track();
            let fetched = self.imports.stored.get();
            let engine = self.context.engine();
            let queue = engine.queue();
            // A stored file stays stored: only then are there others, or in another order.
            let now = (queue.summary().done, queue.ids_revision(), fetched);
            if seen.as_ref() == Some(&now) {
                return;
            }
            let uploaded = queue.items().filter(|item| stored(item).is_some());
            let uploaded = uploaded.map(|item| item.id().number());
            let fetched = now.2.iter().map(|key| key | FETCHED);
            keys.set_if_other(uploaded.chain(fetched).collect());
            seen = Some(now);
        });
        keys
    }
}

/// What the host stored of an item.
fn stored(item: &Item) -> Option<&Rc<Stored>> {
    match item.state() {
        State::Done(stored) if item.kind() == Kind::File => Some(stored),
        _ => None,
    }
}
