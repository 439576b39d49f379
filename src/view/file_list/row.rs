//! One file: its picture, its name, where it stands, and what can be done about it.

use leptos::prelude::*;

use super::Queue;
use super::actions::actions;
use super::shown::Shown;
use super::thumbnail::thumbnail;
use crate::transfer::{Item, ItemId, Kind};
use crate::view::dom::{El, Icon, el, icon};
use crate::view::names;
use crate::view::text::Text;

pub(super) fn row(queue: Queue, id: ItemId) -> El {
    let context = queue.context;
    let words = context.words;
    // The name and the folder change as long as the file has not been sent.
    let name = Memo::new(move |_| {
        context.queue_changed.track();
        context
            .engine()
            .queue()
            .get(id)
            .map(|item| names::shown(&path_and_name(item)))
            .unwrap_or_default()
    });
    let (size, folder) = context
        .engine()
        .queue()
        .get(id)
        .map(|item| (words.bytes(item.size().0), item.kind() == Kind::Folder))
        .unwrap_or_default();
    let shown = Memo::new(move |_| {
        context.queue_changed.track();
        let engine = context.engine();
        let queue = engine.queue();
        let held = engine.is_paused();
        queue.get(id).map_or(Shown::Cancelled, |item| Shown::of(item, held, words))
    });
    // Without a value the bar shows that something moves, not how far it is.
    let percent = move || match &*shown.read() {
        Shown::Uploading { percent, .. } => percent.map(|percent| percent.to_string()),
        _ => None,
    };
    let why = move || shown.with(|shown| shown.explanation(words, || queue.clock.get()));
    let state = move || shown.with(|shown| shown.sentence(words));
    let row = el("div")
        .attr("role", "listitem")
        .attr_with("class", move || Some(["file ", shown.read().label().0].concat()))
        .attr_with("part", move || Some(["file ", shown.read().label().0].concat()));
    let picture = if folder { icon(Icon::Folder) } else { thumbnail(context, id) };
    let actions = actions(queue, id, name, shown, &row);
    row.child(el("span").class("file-picture").child(picture))
        .child(
            el("bdi")
                .class("file-name")
                .part("file-name")
                .attr_with("title", move || Some(name.get()))
                .child(
                    el("span")
                        .class("name-start")
                        .text_with(move || name.with(|name| name[..names::cut(name)].to_owned())),
                )
                .child(
                    el("span")
                        .text_with(move || name.with(|name| name[names::cut(name)..].to_owned())),
                ),
        )
        .child(el("span").class("file-size").text(if folder { String::new() } else { size }))
        .child(el("span").class("file-state").part("file-state").text_with(state))
        .child(actions)
        .child(
            el("progress")
                .class("file-progress")
                .part("progress")
                .attr("max", "100")
                .attr_with("value", percent)
                .hidden_when(move || !matches!(*shown.read(), Shown::Uploading { .. }))
                .label(words.get(Text::FilesProgress)),
        )
        .show(move || {
            let why = why();
            (!why.is_empty()).then(|| el("span").class("file-why").part("file-why").text(why))
        })
}

/// The name, behind the folders the file came in.
fn path_and_name(item: &Item) -> String {
    match &*item.target().path {
        "" => item.name().to_owned(),
        path => [path, "/", item.name()].concat(),
    }
}
