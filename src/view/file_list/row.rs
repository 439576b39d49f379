//! One file: its name, where it stands, and what can be done about it.

use leptos::prelude::*;

use super::actions::actions;
use super::shown::Shown;
use crate::transfer::{Item, ItemId};
use crate::view::context::Context;
use crate::view::dom::{El, el};
use crate::view::names;
use crate::view::text::Text;

pub(super) fn row(context: Context, id: ItemId) -> El {
    let words = context.words;
    let (name, size) = context
        .engine()
        .queue()
        .get(id)
        .map(|item| (names::shown(&path_and_name(item)), words.bytes(item.size().0)))
        .unwrap_or_default();
    let shown = Memo::new(move |_| {
        context.queue_changed.track();
        context.engine().queue().get(id).map_or(Shown::Cancelled, |item| Shown::of(item, words))
    });
    // Without a value the bar shows that something moves, not how far it is.
    let percent = move || match *shown.read() {
        Shown::Uploading(percent) => percent.map(|percent| percent.to_string()),
        _ => None,
    };
    let why = move || shown.read().why().to_owned();
    el("div")
        .attr("role", "listitem")
        .attr_with("class", move || Some(["file ", shown.read().label().0].concat()))
        .child(el("bdi").class("file-name").text(&name))
        .child(el("span").class("file-size").text(size))
        .child(el("span").class("file-state").text_with(move || words.get(shown.read().label().1)))
        .child(actions(context, id, &name, shown))
        .child(
            el("progress")
                .class("file-progress")
                .attr("max", "100")
                .attr_with("value", percent)
                .hidden_when(move || !matches!(*shown.read(), Shown::Uploading(_)))
                .label(words.get(Text::FilesProgress)),
        )
        .child(el("span").class("file-why").hidden_when(move || why().is_empty()).text_with(why))
}

/// The name, behind the folders the file came in.
fn path_and_name(item: &Item) -> String {
    match &*item.target().path {
        "" => item.name().to_owned(),
        path => [path, "/", item.name()].concat(),
    }
}
