//! Where files come in: dropped, or chosen with a button; by themselves or with their folders.

mod dropped;

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DragEvent, Event, FileList};

use super::context::Context;
use super::dom::{El, el};
use super::text::Text;
use crate::session::State as SessionState;

/// The files of a browser's list.
fn files_of(list: Option<FileList>) -> Vec<web_sys::File> {
    let Some(list) = list else { return Vec::new() };
    (0..list.length()).filter_map(|place| list.item(place)).collect()
}

/// Takes dropped and chosen files into the queue.
pub(super) fn drop_area(context: Context) -> El {
    let words = context.words;
    // Enter and leave fire for each child as well: the pointer is out when they balance.
    let depth = RwSignal::new(0_i32);
    let drop = move |event: Event| {
        event.prevent_default();
        depth.set(0);
        take_drop(context, &event);
    };
    el("section")
        .class("drop-area")
        .label(words.get(Text::DropRegion))
        .class_when("over", move || depth.get() > 0)
        .on("dragenter", move |event| {
            event.prevent_default();
            depth.update(|depth| *depth += 1);
        })
        .on("dragover", move |event| event.prevent_default())
        .on("dragleave", move |_| depth.update(|depth| *depth -= 1))
        .on("drop", drop)
        .child(el("p").class("drop-here").text(words.get(Text::DropHere)))
        .child(
            el("p")
                .class("drop-buttons")
                .child(chooser(context, Text::DropChoose, "button primary", "multiple"))
                .child(chooser(context, Text::DropChooseFolder, "button", "webkitdirectory")),
        )
        .child(el("p").class("drop-hint").text_with(move || hint(context)))
}

/// A button that opens the browser's dialog for files, or for a folder.
fn chooser(context: Context, label: Text, class: &str, kind: &str) -> El {
    let input = el("input").attr("type", "file").prop(kind, true);
    let chosen = input.clone();
    let input = input.on("change", move |_| {
        let input = chosen.input();
        context.engine().add(files_of(input.files()), &context.target.get_untracked());
        // So that choosing the same file again is a change again.
        input.set_value("");
    });
    el("label").class(class).text(context.words.get(label)).child(input)
}

fn take_drop(context: Context, event: &Event) {
    let Some(transfer) = event.unchecked_ref::<DragEvent>().data_transfer() else { return };
    // What was dropped can be asked for only now; reading it takes its time.
    let entries = dropped::entries(&transfer);
    let target = context.target.get_untracked();
    let engine = context.engine();
    if entries.is_empty() {
        engine.add(files_of(transfer.files()), &target);
        return;
    }
    spawn_local(dropped::read(entries, move |files| engine.add(files, &Rc::clone(&target))));
}

/// What may be uploaded.
fn hint(context: Context) -> String {
    let words = context.words;
    context.login.with(|login| match login {
        SessionState::SignedIn(signed_in) if !signed_in.package.can_upload => {
            words.get(Text::RefusedNotAllowed)
        }
        SessionState::SignedIn(signed_in) => match signed_in.package.max_upload_size {
            None => words.get(Text::DropHintUnlimited),
            Some(limit) => words.fill(Text::DropHint, &[("size", &words.bytes(limit.0))]),
        },
        SessionState::SignedOut | SessionState::Expired { .. } => {
            words.get(Text::DropHintUnlimited)
        }
    })
}
