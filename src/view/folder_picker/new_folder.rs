//! Naming and making a folder inside the one that new files go to.

use wasm_bindgen_futures::spawn_local;

use super::picker::{Naming, Picker};
use crate::view::dom::{El, button, el, field, react, takes_escape, unique_name};
use crate::view::focus;
use crate::view::notice::notice;
use crate::view::reactive::RwSignal;
use crate::view::text::Text;

/// The form. `opener` gets the focus back when nothing is to be made after all.
pub(in crate::view) fn new_folder(picker: Picker, opener: El) -> El {
    let words = picker.context.words;
    let making = RwSignal::new(Making::No);
    let error = RwSignal::new(String::new());
    let told = notice(move || error.get());
    let id = unique_name();
    told.set("id", Some(&id));
    let name = el("input")
        .attr("type", "text")
        .attr("aria-required", "true")
        .attr("maxlength", "255")
        .attr("dir", "auto")
        .attr("aria-describedby", id)
        .attr_with("aria-invalid", move || (!error.read().is_empty()).then_some("true"))
        .on("input", move |_| error.set(String::new()));
    let typed = name.clone();
    let submit = move || {
        if making.get_untracked() != Making::No {
            return;
        }
        let name = typed.value().trim().to_owned();
        if name.is_empty() {
            error.set(words.get(Text::FolderNameBlank));
            typed.focus();
            return;
        }
        making.set(Making::UnderWay);
        error.set(String::new());
        make(picker, name, making, error);
    };
    let cancel = move || {
        let from = picker.naming.get_untracked();
        picker.naming.set(Naming::No);
        match (from, picker.stop.get_untracked()) {
            (Naming::Row, Some(row)) => focus::take(&row),
            _ => focus::take(&opener),
        }
    };
    let again = name.clone();
    react(move || {
        if picker.naming.get() == Naming::No {
            return;
        }
        // It was opened again before anybody saw it closed.
        if making.get_untracked() == Making::Done {
            making.set(Making::No);
            again.input().set_value("");
        }
        // Also when it was open, and asked for from another row.
        focus::take(&again);
    });
    let escaped = cancel.clone();
    el("form")
        .class("new-folder")
        .on("submit", move |event| {
            event.prevent_default();
            submit();
        })
        .on("keydown", move |event| {
            if takes_escape(&event) {
                escaped();
            }
        })
        .child(field(words.get(Text::FolderName), name))
        .child(
            el("button")
                .attr("type", "submit")
                .class("primary")
                .part("button primary")
                .attr_with("aria-disabled", move || {
                    Some(if making.get() == Making::No { "false" } else { "true" })
                })
                .text(words.get(Text::FolderCreate)),
        )
        .child(button(words.get(Text::FolderCancel)).on_click(cancel))
        .child(told)
}

/// How far the folder of the form is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Making {
    No,
    UnderWay,
    /// The form is about to go.
    Done,
}

/// Makes the folder and has new files go there, unless the reader has closed the form meanwhile: the
/// folder is there all the same.
fn make(picker: Picker, name: String, making: RwSignal<Making>, error: RwSignal<String>) {
    let above = picker.selected.get_untracked();
    let parent = picker.tree.with_untracked(|tree| tree.parent(above));
    spawn_local(async move {
        let answer = picker.context.engine().create_folder(&parent, &name).await;
        if picker.is_gone() {
            return;
        }
        // The form is taken away a moment after it was closed.
        let is_open = !making.is_disposed() && picker.naming.get_untracked() != Naming::No;
        match answer {
            Ok(folder) => {
                let made = picker.put(above, folder);
                if is_open {
                    making.set(Making::Done);
                    picker.naming.set(Naming::No);
                }
                match made {
                    Some(node) if is_open => picker.select(node),
                    Some(node) => picker.say(Text::FolderMade, node),
                    None => {}
                }
            }
            Err(refused) if !is_open => picker.fail(picker.context.words.error(&refused)),
            Err(refused) => {
                making.set(Making::No);
                error.set(picker.context.words.error(&refused));
            }
        }
    });
}
