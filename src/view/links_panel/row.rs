//! One stored file: its snippet, ready to select or copy, and what else it can be had as.

use std::rc::Rc;

use leptos::prelude::untrack;

use super::files::Files;
use super::forms::LinkForms;
use super::more::{Made, Open, Other, OtherLink};
use super::{selects_itself, share};
use crate::view::clipboard::copy_button;
use crate::view::dom::{El, Key, el};
use crate::view::later::{Part, later};
use crate::view::menu::{self, MenuItem, menu};
use crate::view::names;
use crate::view::reactive::RwSignal;
use crate::view::text::Text;
use crate::view::words::Words;

/// The row of one file, with the other link that is `open` in it; `status` is told what became of
/// sharing it, `heard` what is read out of its other links.
pub(super) fn link_row(
    files: Files,
    forms: LinkForms,
    key: Key,
    open: Open,
    [status, heard]: [RwSignal<String>; 2],
) -> El {
    let context = files.context;
    let words = context.words;
    let row = el("div").attr("role", "listitem").class("link-row").part("link-row");
    let Some(file) = files.get(key) else { return row };
    let name = names::shown(&file.file.name);
    let Some(url) = file.file.url.clone() else {
        return row.text(words.fill(Text::LinksNone, &[("name", &name)]));
    };
    let spoken = {
        let name = name.clone();
        move |text: Text| {
            let format = forms.label(forms.choice.get());
            words.fill(text, &[("format", &format), ("name", &name)])
        }
    };
    let called = spoken.clone();
    let [field, copy, outcome] = {
        let file = Rc::clone(&file);
        link_field(
            words,
            move || forms.of(&file).unwrap_or_default(),
            move || spoken(Text::LinksOf),
            move || called(Text::CopyOf),
        )
    };

    let other = RwSignal::new(open.with_value(|open| open.get(key).copied()));
    // A host that told nothing more leaves nothing to offer.
    let more = share::is_offered() || !Other::of(context, &file).is_empty();
    let items = {
        let (file, name) = (Rc::clone(&file), name.clone());
        move || {
            let show = |link: Other| {
                MenuItem::new(words.get(link.label()), move || {
                    let opened = (link, RwSignal::new(Made::Wanted));
                    open.update_value(|open| open.insert(key, opened));
                    other.set(Some(opened));
                })
            };
            let mut items: Vec<MenuItem> =
                Other::of(context, &file).into_iter().map(show).collect();
            if share::is_offered() {
                let (title, url) = (name.clone(), url.clone());
                items.push(MenuItem::new(words.get(Text::LinksShare), move || {
                    share::share(words, share::Shareable::Link(&title, url.as_str()), status);
                }));
            }
            items
        }
    };
    let more =
        more.then(|| menu(menu::called(words.fill(Text::LinksMoreOf, &[("name", &name)])), items));
    let called = name.clone();
    let shown = move || {
        let link = |link| OtherLink {
            context,
            key,
            stored: Rc::clone(&file),
            name: called.clone(),
            link,
            heard,
            shown: other,
            open,
        };
        other.get().map(|other| later(context, Part::Link(link(other))))
    };
    row.child(el("bdi").class("file-name").attr("title", &name).children(names::in_two(&name)))
        .children(more)
        .child(field)
        .child(copy)
        .child(outcome)
        .show(shown)
}

/// A field with a snippet or a link to select, the button that copies it, and the element that
/// tells whether that worked.
pub(super) fn link_field(
    words: Words,
    text: impl Fn() -> String + Clone + 'static,
    label: impl Fn() -> String + 'static,
    copy_label: impl Fn() -> String + 'static,
) -> [El; 3] {
    let field = el("input")
        .attr("type", "text")
        .attr("readonly", "")
        .attr("dir", "ltr")
        .part("field link")
        .prop_with("value", text.clone())
        .label_with(label);
    let field = selects_itself(field);
    let [copy, outcome] = copy_button(words, Text::Copy, copy_label, move || untrack(&text));
    [field, copy, outcome]
}
