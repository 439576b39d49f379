//! What came back: the share links of the stored files, in the format the reader wants.

mod files;
mod forms;
mod more;
mod row;
mod save;
mod share;

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use leptos::prelude::untrack;

use super::clipboard::copy_button;
use super::context::Context;
use super::dom::{El, Key, button, el, react, unique_name};
use super::focus;
use super::long_list::long_list;
use super::paint;
use super::text::Text;
use super::url_import::UrlImports;
use crate::links::{self, SharedFile};
use crate::ordered::Ordered;
use crate::view::reactive::{RwSignal, StoredValue};
use files::Files;
use forms::Choice;
pub(super) use forms::LinkForms;
use more::Open;
pub(super) use more::OtherLink;

/// The links of all stored files, a row each; nothing until there is one.
pub(super) fn links_panel(context: Context, imports: UrlImports, forms: LinkForms) -> El {
    let words = context.words;
    let files = Files { context, imports };
    let keys = files.keys();
    let status = RwSignal::new(String::new());
    let heard = RwSignal::new(String::new());
    let open = Open::new(Ordered::default());
    react(move || {
        let keys = keys.read();
        // What was done with the links of one account is no business of the next.
        if keys.is_empty() {
            status.set(String::new());
            heard.set(String::new());
        }
        open.update_value(|open| open.retain(|key, _| keys.contains(&key)));
    });
    el("section")
        .class("links-panel")
        .part("links")
        .label(words.get(Text::LinksRegion))
        .hidden_when(move || keys.read().is_empty())
        .child(
            el("div")
                .class("links-head")
                .child(el("h2").text(words.get(Text::LinksRegion)))
                .child(formats(context, forms)),
        )
        .child(for_all(files, forms, keys, status))
        .child(el("p").class("links-status").attr("role", "status").text_with(move || status.get()))
        .child(
            el("p").class("visually-hidden").attr("role", "status").text_with(move || heard.get()),
        )
        .child(long_list(
            keys,
            move |key| row::link_row(files, forms, key, open, [status, heard]),
            75,
        ))
}

/// The choice of what the links are written down as.
fn formats(context: Context, forms: LinkForms) -> El {
    let group = unique_name();
    let choice = move |this: Choice| {
        let input = el("input")
            .attr("type", "radio")
            .attr("name", &group)
            .prop_with("checked", move || forms.pressed.get() == this)
            .on("change", move |_| forms.pressed.set(this));
        el("label").part("tab").child(input).text(forms.label(this))
    };
    let legend = context.words.get(Text::FormatChoose);
    el("fieldset")
        .class("segments")
        .part("tabs formats")
        .child(el("legend").class("visually-hidden").text(legend))
        .children(forms.choices().iter().copied().map(choice))
}

/// What can be done with all links at once.
fn for_all(
    files: Files,
    forms: LinkForms,
    keys: RwSignal<Rc<[Key]>>,
    status: RwSignal<String>,
) -> El {
    let words = files.context.words;
    let everything = move || untrack(|| forms.of_all(files));
    let all = words.get(Text::CopyAll);
    let wanted = RwSignal::new(false);
    let shown = paint::follow(wanted);
    let quiet = |label: Text| button(words.get(label)).class("quiet");
    let save = move |name: &str, media_type: &str, text: String| {
        let said = match save::save(name, media_type, &text) {
            Ok(()) => words.fill(Text::LinksSaved, &[("file", name)]),
            Err(_) => words.get(Text::LinksSaveFailed),
        };
        // Said again, it is read out again only if it was gone.
        status.set(String::new());
        paint::after(move || {
            status.try_set(said);
        });
    };
    let save_table = move || {
        let files = files.all();
        let table = links::csv(files.iter().filter_map(|stored| SharedFile::of(&stored.file)));
        save("links.csv", "text/csv", table);
    };
    let share_all = move || {
        let text = everything();
        share::share(words, share::Shareable::Text(&text), status);
    };
    el("div")
        .class("links-for-all")
        .children(copy_button(words, Text::CopyAll, move || all.clone(), everything))
        .child(
            quiet(Text::LinksShowAll)
                .attr_with("aria-expanded", move || {
                    Some(if wanted.get() { "true" } else { "false" })
                })
                .on_click(move || wanted.update(|wanted| *wanted = !*wanted)),
        )
        .child(quiet(Text::LinksSaveTxt).on_click(move || {
            save("links.txt", "text/plain", [&everything(), "\n"].concat());
        }))
        .child(quiet(Text::LinksSaveCsv).on_click(save_table))
        .children(share::is_offered().then(|| quiet(Text::LinksShareAll).on_click(share_all)))
        .show(move || shown.get().then(|| all_as_text(files, forms, keys)))
}

/// How often the text of all links is made anew while files are stored: of thousands it is long.
const ALL_MS: u32 = 500;

/// All links in one field, for forums: select, copy, paste. The text is only made while it is
/// shown.
fn all_as_text(files: Files, forms: LinkForms, keys: RwSignal<Rc<[Key]>>) -> El {
    let field = el("textarea")
        .class("links-all")
        .part("links-all")
        .attr("readonly", "")
        .attr("dir", "ltr")
        .attr("rows", "8")
        .attr("wrap", "off")
        .attr("spellcheck", "false")
        .label(files.context.words.get(Text::LinksAll));
    let shown = field.clone();
    let write = move || write_around_selection(&shown, &forms.of_all(files));
    let written = Rc::new(write.clone());
    // Also when another form is chosen, which `write` reads.
    react(write);
    let waits = StoredValue::new(None::<Timeout>);
    react(move || {
        keys.track();
        if waits.with_value(Option::is_none) {
            let written = Rc::clone(&written);
            let write = move || {
                // The field may be gone by then.
                if waits.try_update_value(Option::take).is_some() {
                    untrack(|| written());
                }
            };
            waits.set_value(Some(Timeout::new(ALL_MS, write)));
        }
    });
    selects_itself(field)
}

/// Writes what a field holds without taking away what the reader has selected to copy it, or where
/// they have scrolled to.
fn write_around_selection(field: &El, text: &str) {
    let input = field.input();
    let before = input.value();
    if before == text {
        return;
    }
    // Elsewhere nothing is selected that could be copied, and Safari moves the focus to a selection.
    let has_focus = focus::active(input).is_some_and(|active| active == ***input);
    let ends = input.selection_start().ok().flatten().zip(input.selection_end().ok().flatten());
    let scrolled = input.scroll_top();
    input.set_value(text);
    match ends.filter(|_| has_focus) {
        Some((0, end)) if end as usize == before.encode_utf16().count() => input.select(),
        Some((start, end)) => {
            // Fails for kinds of fields without a selection.
            let _ = input.set_selection_range(start, end);
        }
        None => {}
    }
    input.set_scroll_top(scrolled);
}

/// Has all of the field's text selected when the field gets the focus.
fn selects_itself(field: El) -> El {
    let selected = field.clone();
    let fresh = Rc::new(Cell::new(false));
    let pressed = Rc::clone(&fresh);
    field
        .on("focus", move |_| {
            fresh.set(true);
            selected.input().select();
        })
        .on("mouseup", move |event| {
            // WebKit would take the selection away with the press that brought the focus.
            if pressed.take() {
                event.prevent_default();
            }
        })
}
