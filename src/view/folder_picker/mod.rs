//! Where new files go: the path to the folder, a tree to choose another one from, and what can be
//! done with the folders.

mod ask;
mod changes;
mod keyboard;
mod levels;
mod new_folder;
mod path;
mod picker;
mod row;
mod tree;
mod tree_view;

use leptos::prelude::{Track, untrack};

use super::batch;
use super::dom::{El, Icon, button, el, icon, on_page, react, takes_escape};
use super::focus;
use super::later::{Part, later};
use super::notice::notice;
use super::paint;
use super::text::Text;
use crate::api::Endpoint;
pub(super) use ask::{Ask, ask};
pub(super) use new_folder::new_folder;
pub(super) use picker::Picker;
use picker::{Naming, Said};
use tree::Inside;

/// Chooses the folder that new files go to.
pub(super) fn folder_picker(picker: Picker) -> El {
    let context = picker.context;
    let words = context.words;
    picker.begin();
    let expanded = |on: bool| Some(if on { "true" } else { "false" });
    let change = button("")
        .class("quiet folder-change")
        .label(words.get(Text::FolderChange))
        .attr("title", words.get(Text::FolderChange))
        .attr_with("aria-expanded", move || expanded(picker.open.get()))
        .child(el("span").class("folder-change-label").text(words.get(Text::FolderChange)))
        .child(icon(Icon::Down))
        .on_click(move || picker.show(!picker.open.get_untracked()));
    let new_folder = button(words.get(Text::FolderNew))
        .class("quiet folder-new")
        .attr_with("aria-expanded", move || expanded(picker.naming.get() != Naming::No))
        .on_click(move || {
            picker.naming.update(|naming| {
                *naming = if *naming == Naming::No { Naming::Button } else { Naming::No };
            });
        });
    let creates = picker.can(Endpoint::FolderCreate).then(|| new_folder.clone());
    // Uploads change what is in the folders, and make new ones.
    batch::on_end(context, move || picker.look_after_uploads());
    let mut first = true;
    react(move || {
        context.stored_changed.track();
        if !std::mem::take(&mut first) {
            untrack(|| picker.count_again());
        }
    });
    on_page("online", move |_| picker.load_what_is_missing());
    let toggle = change.clone();
    // Both move everything that is below them.
    let (open, naming) = (paint::follow(picker.open), paint::follow(picker.naming));
    el("section")
        .class("folder-picker")
        .part("folder-picker")
        .label(words.get(Text::FolderChoose))
        .child(
            el("div")
                .class("folder-line")
                .child(el("span").class("folder-to").text(words.get(Text::FolderTo)))
                .child(path::path(picker, naming))
                .child(change)
                .children(creates),
        )
        .show(move || {
            let naming = naming.get() != Naming::No;
            naming.then(|| later(context, Part::NewFolder(picker, new_folder.clone())))
        })
        .child(said(picker))
        .show(move || open.get().then(|| panel(picker, toggle.clone())))
        .show(move || picker.asked.get().map(|asked| later(context, Part::Folder(picker, asked))))
}

/// The search and the tree. `toggle` closes it, and gets the focus back.
fn panel(picker: Picker, toggle: El) -> El {
    let words = picker.context.words;
    let search = el("input")
        .part("field")
        .attr("type", "search")
        .attr("dir", "auto")
        .attr("placeholder", words.get(Text::FolderSearch))
        .label(words.get(Text::FolderSearch));
    let typed = search.clone();
    let matches = move || {
        let searched = picker.searched.read();
        if searched.trim().is_empty() {
            return String::new();
        }
        let count = picker.tree.with(|tree| tree.matches(&searched));
        words.plural(Text::FolderMatches, count)
    };
    let no_matches = move || picker.searched.read().trim().is_empty();
    // Read out at once; the tree has it in its place.
    let failed = move || {
        picker.tree.with(|tree| {
            let rows = tree.rows("");
            let errors = rows.iter().filter_map(|row| match tree.inside(row.node) {
                Inside::Failed(error) if row.shows == tree::Shows::Failed => Some(error),
                _ => None,
            });
            errors.map(|error| words.error(error)).next().unwrap_or_default()
        })
    };
    el("div")
        .class("folder-panel")
        .part("folder-panel")
        .on("keydown", move |event| {
            // The menu of a row closes by itself.
            if !tree_view::is_in(&event, ".menu") && takes_escape(&event) {
                if picker.moving.get_untracked().is_some() {
                    picker.end_move();
                } else {
                    picker.show(false);
                    focus::take(&toggle);
                }
            }
        })
        .child(moving(picker))
        .child(search.on("input", move |_| picker.searched.set(typed.value())))
        .child(
            el("p")
                .class("folder-matches")
                .attr("role", "status")
                .class_when("visually-hidden", no_matches)
                .text_with(matches),
        )
        .child(el("p").class("visually-hidden").attr("role", "alert").text_with(failed))
        .child(tree_view::tree_view(picker))
}

/// Says, while one is moved, that the next folder that is chosen is the place for it. What says it is
/// there before, so that it is read out.
fn moving(picker: Picker) -> El {
    let words = picker.context.words;
    let choose = move || match picker.moving.get() {
        Some(node) => words.fill(Text::FolderMoving, &[("name", &picker.name(node))]),
        None => String::new(),
    };
    let stop = move || {
        let stop = button(words.get(Text::FolderMovingStop));
        picker.moving.get().map(|_| stop.on_click(move || picker.end_move()))
    };
    el("div")
        .class("folder-moving")
        .child(el("p").attr("role", "status").text_with(choose))
        .show(stop)
}

/// What became of the last thing that was done.
fn said(picker: Picker) -> El {
    let words = picker.context.words;
    let done = move || match &*picker.said.read() {
        Some(Said::Done(words) | Said::Moved { words, .. }) => words.clone(),
        Some(Said::Failed(_)) | None => String::new(),
    };
    let failed = move || match &*picker.said.read() {
        Some(Said::Failed(words)) => words.clone(),
        _ => String::new(),
    };
    let said = el("div").class("folder-said");
    let here = said.clone();
    let undo = move || match &*picker.said.read() {
        Some(Said::Moved { node, from, .. }) => {
            let (node, from) = (*node, *from);
            let undo = button(words.get(Text::FolderUndo)).class("quiet");
            let here = here.clone();
            Some(undo.on_click(move || {
                // The button goes away.
                let here = here.clone();
                focus::rescue(move || {
                    let around = here.element().parent_element()?;
                    let current = around.query_selector(".folder-way [aria-current=location]");
                    current.ok().flatten().map(El::found)
                });
                picker.move_to(node, from, false);
            }))
        }
        _ => None,
    };
    said.child(el("p").attr("role", "status").text_with(done)).show(undo).child(notice(failed))
}
