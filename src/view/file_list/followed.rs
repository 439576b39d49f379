//! What the rows show, kept up to date with their items.
//!
//! Ten times a second something moves in a queue that goes up, and it is three files or six. Were
//! each row to look into its item then, the sixty rows near the visible part would hold up a slow
//! processor for longer than a press on a button may take.

use leptos::prelude::{Track, on_cleanup};

use super::shown::Shown;
use crate::ordered::Ordered;
use crate::transfer::{Engine, Item, ItemId};
use crate::view::context::Context;
use crate::view::dom::react;
use crate::view::names;
use crate::view::reactive::{RwSignal, StoredValue};

/// What a row shows of its item.
#[derive(Clone, Copy)]
pub(super) struct Followed {
    /// The name behind its folders, as text that is safe to show. It and the folder change as long
    /// as the file has not been sent.
    pub(super) name: RwSignal<String>,
    pub(super) shown: RwSignal<Shown>,
}

/// The items that have a row.
#[derive(Clone, Copy)]
pub(super) struct Items {
    context: Context,
    rows: StoredValue<Rows>,
}

/// The rows there are, by the order they were made in. Not by their item: one that moves to another
/// part of a long list has its new row before the old one goes away.
#[derive(Default)]
struct Rows {
    made: u32,
    shown: Ordered<u32, Row>,
}

struct Row {
    item: ItemId,
    /// The one that it shows.
    revision: u32,
    followed: Followed,
}

impl Items {
    pub(super) fn new(context: Context) -> Self {
        let items = Self { context, rows: StoredValue::new(Rows::default()) };
        let mut held_before = false;
        react(move || {
            context.queue_changed.track();
            let engine = context.engine();
            // What waits looks another way while all is held back.
            let held = engine.is_held_back();
            let all = held != std::mem::replace(&mut held_before, held);
            items.rows.update_value(|rows| {
                for (_, row) in rows.shown.iter_mut() {
                    let queue = engine.queue();
                    let Some(item) = queue.get(row.item) else { continue };
                    if all || item.revision() != row.revision {
                        row.revision = item.revision();
                        row.followed.show(item, &engine, context);
                    }
                }
            });
        });
        items
    }

    /// What the row of this item shows, kept up to date until the row goes away.
    pub(super) fn follow(self, id: ItemId) -> Followed {
        let engine = self.context.engine();
        let queue = engine.queue();
        let item = queue.get(id);
        let followed = Followed {
            name: RwSignal::new(item.map(path_and_name).unwrap_or_default()),
            shown: RwSignal::new(item.map_or(Shown::Cancelled, |item| {
                Shown::of(item, engine.is_held_back(), self.context)
            })),
        };
        let revision = item.map_or(0, Item::revision);
        let number = self.rows.update_value(|rows| {
            rows.made = rows.made.wrapping_add(1);
            rows.shown.insert(rows.made, Row { item: id, revision, followed });
            rows.made
        });
        on_cleanup(move || {
            self.rows.try_update_value(|rows| rows.shown.remove(number));
        });
        followed
    }
}

impl Followed {
    fn show(self, item: &Item, engine: &Engine, context: Context) {
        self.name.set_if_other(path_and_name(item));
        self.shown.set_if_other(Shown::of(item, engine.is_held_back(), context));
    }
}

/// The name, behind the folders the file came in.
fn path_and_name(item: &Item) -> String {
    names::shown(&match &*item.target().path {
        "" => item.name().to_owned(),
        path => [path, "/", item.name()].concat(),
    })
}
