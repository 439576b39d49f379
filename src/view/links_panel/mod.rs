//! What came back: the share links of the stored files, in the format the reader wants.

use std::rc::Rc;

use leptos::prelude::*;

use super::clipboard::copy_button;
use super::context::Context;
use super::dom::{El, Key, el, react};
use super::long_list::long_list;
use super::names;
use super::text::Text;
use crate::links::{self, Format, Shared};
use crate::transfer::{Item, ItemId, State, Stored};

fn label(format: Format) -> Text {
    match format {
        Format::Link => Text::FormatLink,
        Format::Html => Text::FormatHtml,
        Format::Bbcode => Text::FormatBbcode,
        Format::Markdown => Text::FormatMarkdown,
    }
}

/// A stored file as something to share; `None` when the host sent no usable address.
fn shared(stored: &Stored) -> Option<Shared<'_>> {
    let file = &stored.file;
    Some(Shared {
        name: &file.name,
        url: file.url.as_ref()?.as_str(),
        html: file.html.as_deref(),
        bbcode: file.bbcode.as_deref(),
    })
}

fn stored(item: &Item) -> Option<Rc<Stored>> {
    match item.state() {
        State::Done(stored) => Some(Rc::clone(stored)),
        _ => None,
    }
}

/// The links of all stored files, a row each; nothing until there is one.
pub(super) fn links_panel(context: Context) -> El {
    let words = context.words;
    let format = RwSignal::new(Format::Link);
    let keys = stored_keys(context);
    let everything = move || {
        let engine = context.engine();
        let files: Vec<_> = engine.queue().items().filter_map(stored).collect();
        links::all(files.iter().filter_map(|file| shared(file)), format.get_untracked())
    };
    let choice = move |this: Format| {
        let input = el("input")
            .attr("type", "radio")
            .attr("name", "upload-widget-format")
            .prop_with("checked", move || format.get() == this)
            .on("change", move |_| format.set(this));
        el("label").child(input).text(words.get(label(this)))
    };
    let all = words.get(Text::CopyAll);
    el("section")
        .class("links-panel")
        .label(words.get(Text::LinksRegion))
        .hidden_when(move || keys.read().is_empty())
        .child(
            el("div")
                .class("links-head")
                .child(el("h2").text(words.get(Text::LinksRegion)))
                .child(
                    el("fieldset")
                        .class("segments")
                        .child(
                            el("legend")
                                .class("visually-hidden")
                                .text(words.get(Text::FormatChoose)),
                        )
                        .children(Format::ALL.map(choice)),
                )
                .children(copy_button(words, Text::CopyAll, move || all.clone(), everything)),
        )
        .child(long_list(keys, move |key| link_row(context, ItemId::of(key), format), 75))
}

/// The stored files, in the queue's order.
fn stored_keys(context: Context) -> Signal<Rc<[Key]>, LocalStorage> {
    let keys = RwSignal::new_local(Rc::from([]));
    react(move || {
        context.queue_changed.track();
        let engine = context.engine();
        let queue = engine.queue();
        let now: Vec<Key> = queue
            .items()
            .filter(|item| matches!(item.state(), State::Done(_)))
            .map(|item| item.id().number())
            .collect();
        if keys.with_untracked(|before: &Rc<[Key]>| **before != *now) {
            keys.set(now.into());
        }
    });
    keys.into()
}

/// One stored file: its snippet, ready to select or copy.
fn link_row(context: Context, id: ItemId, format: RwSignal<Format>) -> El {
    let words = context.words;
    let row = el("div").attr("role", "listitem").class("link-row");
    let Some(file) = context.engine().queue().get(id).and_then(stored) else { return row };
    if file.file.url.is_none() {
        return row.text(words.fill(Text::LinksNone, &[("name", &file.file.name)]));
    }
    let name = names::shown(&file.file.name);
    let spoken = {
        let name = name.clone();
        move |text: Text| {
            let format = words.get(label(format.get()));
            words.fill(text, &[("format", &format), ("name", &name)])
        }
    };
    let snippet = move || {
        let format = format.get();
        shared(&file).map(|shared| shared.snippet(format)).unwrap_or_default()
    };
    let called = spoken.clone();
    let field = el("input")
        .attr("type", "text")
        .attr("readonly", "")
        .attr("dir", "ltr")
        .prop_with("value", snippet.clone())
        .label_with(move || spoken(Text::LinksOf));
    let selected = field.clone();
    row.child(el("bdi").class("file-name").text(name))
        .child(field.on("focus", move |_| selected.input().select()))
        .children(copy_button(
            words,
            Text::Copy,
            move || called(Text::CopyOf),
            move || untrack(&snippet),
        ))
}
