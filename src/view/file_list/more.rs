//! What is seldom done to a file of the queue.

use std::rc::Rc;

use gloo_timers::callback::Timeout;

use super::ListState;
use super::followed::Followed;
use crate::transfer::{Item, ItemId, Target};
use crate::view::clipboard;
use crate::view::context::Context;
use crate::view::dialog::{Question, Weight, dialog};
use crate::view::dom::{El, Icon, el, field};
use crate::view::menu::{MenuItem, menu};
use crate::view::names;
use crate::view::notice::mark;
use crate::view::paint;
use crate::view::reactive::RwSignal;
use crate::view::text::Text;

/// The menu of a row, while the file can still be changed or has something to tell. `beside` is an
/// element of the row.
pub(super) fn more(list: ListState, id: ItemId, followed: Followed, beside: &El) -> El {
    let beside = beside.clone();
    let name = followed.name;
    let words = list.context.words;
    let label = move || name.with(|name| words.fill(Text::FilesMore, &[("name", name)]));
    let items = move || {
        let context = list.context;
        let mut items = Vec::new();
        if context.engine().queue().get(id).is_some_and(Item::can_change) {
            let first = move || context.engine().reorder(id, 0);
            items.push(MenuItem::new(words.get(Text::FilesFirst), first).with(Icon::Upload));
            let rename = move || list.renaming.set(Some(id));
            items.push(MenuItem::new(words.get(Text::FilesRename), rename).with(Icon::Edit));
            if let Some(target) = elsewhere(context, id) {
                let to = words.fill(Text::FilesSendTo, &[("name", &folder_name(list))]);
                let send = move || {
                    if !context.engine().retarget(id, &target) {
                        tell_late(list, id);
                    }
                };
                items.push(MenuItem::new(to, send).with(Icon::Folder));
            }
        }
        let beside = beside.clone();
        items.push(
            MenuItem::new(words.get(Text::FilesReport), move || {
                let report = context.engine().queue().get(id).map(report);
                clipboard::copy(report.unwrap_or_default(), &beside, list.copied);
            })
            .with(Icon::Copy),
        );
        items
    };
    menu(Rc::new(label), items)
}

fn folder_name(list: ListState) -> String {
    let label = list.context.target.with(|target| names::shown(&target.label));
    if label.is_empty() { list.context.words.get(Text::FolderRoot) } else { label }
}

/// Where the item would go if it went to the chosen folder, with the folders it came in; `None` if it
/// goes there already.
fn elsewhere(context: Context, id: ItemId) -> Option<Rc<Target>> {
    let chosen = context.target.get_untracked();
    let engine = context.engine();
    let queue = engine.queue();
    let target = queue.get(id)?.target();
    (target.folder != chosen.folder).then(|| Rc::new(chosen.below(&target.path)))
}

/// Says for a while that an item has started, while something was to be changed about it.
fn tell_late(list: ListState, id: ItemId) {
    /// Long enough to be read.
    const TOLD_MS: u32 = 15_000;
    // Said again, it is read out again only if it was gone.
    list.late.set(None);
    paint::after(move || {
        list.late.try_set(Some(id));
    });
    // Takes the place of that of an earlier one.
    let end = Timeout::new(TOLD_MS, move || {
        list.late.try_set(None);
    });
    list.late_until.set_value(Some(end));
}

/// The history of a file, to be pasted into a request for help. In English, as logs are.
fn report(item: &Item) -> String {
    let head = [item.name(), " (", &item.size().0.to_string(), " bytes)\n"].concat();
    let steps = item.log().iter().map(|step| {
        let at: String = js_sys::Date::new(&step.at.into()).to_iso_string().into();
        [&at, " ", step.to.name(), "\n"].concat()
    });
    std::iter::once(head).chain(steps).collect()
}

/// That an item has started, while something was to be changed about it; nothing when it is gone.
pub(super) fn too_late(context: Context, id: ItemId) -> Option<String> {
    let name = names::shown(context.engine().queue().get(id)?.name());
    Some(context.words.fill(Text::FilesStarted, &[("name", &name)]))
}

/// The item whose new name is asked for.
#[derive(Clone, Copy)]
pub(in crate::view) struct Renaming {
    pub(super) context: Context,
    pub(super) id: ItemId,
    /// Ends it.
    pub(super) renaming: RwSignal<Option<ItemId>>,
}

/// Asks for another name.
pub(in crate::view) fn rename(asked: Renaming) -> Option<El> {
    let Renaming { context, id, renaming } = asked;
    let words = context.words;
    let name = context.engine().queue().get(id)?.name().to_owned();
    let typed = el("input")
        .attr("type", "text")
        .attr("aria-required", "true")
        .attr("maxlength", "255")
        .attr("value", &name);
    let question = Question {
        title: words.get(Text::FilesRename),
        content: field(words.get(Text::FilesName), typed.clone()),
        confirm: words.get(Text::FilesRenameDo),
        weight: Weight::Ordinary,
    };
    let act = move || {
        let name = typed.value().trim().to_owned();
        if name.is_empty() {
            mark(&typed);
            return Err(words.get(Text::FilesNameEmpty));
        }
        match context.engine().rename(id, &name) {
            true => Ok(()),
            false => Err(too_late(context, id).unwrap_or_default()),
        }
    };
    Some(dialog(words, question, act, move || renaming.set(None)))
}
