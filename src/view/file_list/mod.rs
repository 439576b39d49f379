//! The queue: how far the whole is, then each file.

mod actions;
mod filter;
mod followed;
mod head;
mod more;
mod row;
mod shown;
mod thumbnail;

use std::rc::Rc;

use gloo_timers::callback::{Interval, Timeout};
use leptos::prelude::Track;

use super::clipboard::Copied;
use super::context::Context;
use super::dom::{El, Key, el, react};
use super::focus;
use super::later::{Part, later};
use super::long_list::long_list;
use super::notice::notice;
use super::paint;
use super::text::Text;
use crate::transfer::clock::now;
use crate::transfer::{ItemId, Progress, Timestamp};
use crate::view::reactive::{Memo, RwSignal, StoredValue};
use filter::Filter;
pub(super) use head::{Clearing, ask_to_clear};
pub(super) use more::{Renaming, rename};
pub(super) use shown::failure;

/// What the parts of the list share. The queue itself is the engine's.
#[derive(Clone, Copy)]
struct ListState {
    context: Context,
    progress: Memo<Progress>,
    items: followed::Items,
    /// The one that is chosen.
    filter: RwSignal<Filter>,
    /// The one that the rows show, from the next paint on.
    filtered: RwSignal<Filter>,
    /// The item whose new name is asked for.
    renaming: RwSignal<Option<ItemId>>,
    /// Whether it is asked if the list is to be cleared.
    clearing: RwSignal<bool>,
    /// The item that had started when it was to be sent elsewhere.
    late: RwSignal<Option<ItemId>>,
    /// Runs out when that has been told for long enough.
    late_until: StoredValue<Option<Timeout>>,
    /// What became of the last copy of a report.
    copied: RwSignal<Copied>,
    /// The time, once a second while something waits for its own.
    clock: RwSignal<Timestamp>,
}

/// All files of the queue with the progress of the whole; nothing while the queue is empty.
pub(super) fn file_list(context: Context) -> El {
    let list = ListState::new(context);
    let progress = list.progress;
    list.tick();
    let rows = long_list(list.keys(), move |key| row::row(list, ItemId::of(key)), 58);
    let nothing = move || {
        let filter = list.filtered.get();
        let nothing =
            filter != Filter::All && progress.with(|progress| filter.count(&progress.summary) == 0);
        nothing.then(|| el("p").class("file-none").text(context.words.get(Text::FilterNothing)))
    };
    let section = el("section");
    list.end_questions(&section);
    let place = section.clone();
    section
        .class("file-list")
        .part("files")
        .label(context.words.get(Text::FilesRegion))
        .attr("tabindex", "-1")
        .hidden_when(move || progress.with(|progress| progress.summary.items == 0))
        .child(head::head(list))
        .child(notice(move || {
            context.queue_changed.track();
            list.late.get().and_then(|id| more::too_late(context, id)).unwrap_or_default()
        }))
        .child(filter::filter(list))
        .child(rows)
        .show(nothing)
        .show(move || {
            let renaming = |id| Renaming { context, id, renaming: list.renaming };
            list.renaming.get().map(|id| later(context, Part::Rename(renaming(id))))
        })
        .show(move || {
            let clearing = || Clearing { context, clearing: list.clearing, list: place.clone() };
            list.clearing.get().then(|| later(context, Part::Clear(clearing())))
        })
}

impl ListState {
    fn new(context: Context) -> Self {
        let progress = Memo::new(move |_| {
            context.queue_changed.track();
            context.engine().progress()
        });
        let filter = RwSignal::new(Filter::All);
        Self {
            context,
            progress,
            items: followed::Items::new(context),
            filter,
            filtered: paint::follow(filter),
            renaming: RwSignal::new(None),
            clearing: RwSignal::new(false),
            late: RwSignal::new(None),
            late_until: StoredValue::new(None),
            copied: RwSignal::new(Copied::default()),
            clock: RwSignal::new(now()),
        }
    }

    /// The items that the filter lets through, in the queue's order.
    fn keys(self) -> RwSignal<Rc<[Key]>> {
        let keys = RwSignal::new(Rc::from([]));
        let revision = StoredValue::new(None::<u64>);
        react(move || {
            self.context.queue_changed.track();
            let filter = self.filtered.get();
            let engine = self.context.engine();
            let queue = engine.queue();
            let now: Rc<[Key]> = if filter == Filter::All {
                // The ids of a long queue are read only when there are others.
                let now = Some(queue.ids_revision());
                if revision.get_value() == now {
                    return;
                }
                revision.set_value(now);
                queue.ids().iter().map(|id| id.number()).collect()
            } else {
                revision.set_value(None);
                let wanted = queue.items().filter(|item| filter.takes(item.state()));
                wanted.map(|item| item.id().number()).collect()
            };
            keys.set_if_other(now);
        });
        keys
    }

    /// Nothing is asked any more about items that are gone: in a list that is hidden with its last
    /// item the question could not be seen, and would still keep the page from being used.
    fn end_questions(self, section: &El) {
        let section = section.element().clone();
        react(move || {
            self.context.queue_changed.track();
            let engine = self.context.engine();
            let gone = |id| engine.queue().get(id).is_none();
            let renaming = self.renaming.get_untracked().is_some_and(gone);
            let clearing = self.clearing.get_untracked() && engine.queue().summary().done == 0;
            if renaming || clearing {
                self.renaming.set(None);
                self.clearing.set(false);
                let widget = focus::widget_around(&section);
                focus::rescue_in_place(move || widget.map(focus::where_files_come_in));
            }
        });
    }

    /// Lets the clock tick while a row may show how long it waits.
    fn tick(self) {
        let waits = Memo::new(move |_| {
            self.progress.with(|progress| progress.summary.open > 0 && !progress.paused)
        });
        let ticker = StoredValue::new(None::<Interval>);
        react(move || {
            let tick = move || {
                self.clock.try_set(now());
            };
            let interval = waits.get().then(|| {
                // It has stood since the last file.
                tick();
                Interval::new(1000, tick)
            });
            ticker.set_value(interval);
        });
    }
}
