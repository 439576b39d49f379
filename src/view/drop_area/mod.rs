//! Where files come in: dropped, or chosen with a button; by themselves or with their folders.

mod dropped;

use std::rc::Rc;

use leptos::{ev, html, prelude::*};
use wasm_bindgen_futures::spawn_local;
use web_sys::FileList;

use super::context::Context;
use super::text::Text;
use crate::session::State as SessionState;

/// The files of a browser's list.
fn files_of(list: Option<FileList>) -> Vec<web_sys::File> {
    let Some(list) = list else { return Vec::new() };
    (0..list.length()).filter_map(|place| list.item(place)).collect()
}

/// Takes dropped and chosen files into the queue.
#[component]
pub(super) fn DropArea() -> impl IntoView {
    let context = Context::get();
    let words = context.words;
    let single = NodeRef::<html::Input>::new();
    let folder = NodeRef::<html::Input>::new();
    // Enter and leave fire for each child as well: the pointer is out when they balance.
    let depth = RwSignal::new(0_i32);

    let choose = move |input: NodeRef<html::Input>| {
        if let Some(input) = input.get_untracked() {
            context.engine().add(files_of(input.files()), &context.target.get_untracked());
            // So that choosing the same file again is a change again.
            input.set_value("");
        }
    };
    let enter = move |event: ev::DragEvent| {
        event.prevent_default();
        depth.update(|depth| *depth += 1);
    };
    let leave = move |_| depth.update(|depth| *depth -= 1);
    let drop = move |event: ev::DragEvent| {
        event.prevent_default();
        depth.set(0);
        let Some(transfer) = event.data_transfer() else { return };
        // What was dropped can be asked for only now; reading it takes its time.
        let entries = dropped::entries(&transfer);
        let target = context.target.get_untracked();
        if entries.is_empty() {
            context.engine().add(files_of(transfer.files()), &target);
            return;
        }
        let engine = context.engine();
        spawn_local(dropped::read(entries, move |files| engine.add(files, &Rc::clone(&target))));
    };
    let hint = move || {
        let forbidden = context.login.with(|login| match login {
            SessionState::SignedIn(signed_in) => !signed_in.package.can_upload,
            SessionState::SignedOut | SessionState::Expired { .. } => false,
        });
        if forbidden {
            return words.get(Text::RefusedNotAllowed);
        }
        let limit = context.login.with(|login| match login {
            SessionState::SignedIn(signed_in) => signed_in.package.max_upload_size,
            SessionState::SignedOut | SessionState::Expired { .. } => None,
        });
        match limit {
            None => words.get(Text::DropHintUnlimited),
            Some(limit) => words.fill(Text::DropHint, &[("size", &words.bytes(limit.0))]),
        }
    };

    view! {
        <section class="drop-area" aria-label=words.get(Text::DropRegion)
            class:over=move || { depth.get() > 0 }
            on:dragenter=enter
            on:dragover=move |event: ev::DragEvent| event.prevent_default()
            on:dragleave=leave
            on:drop=drop>
            <p class="drop-here">{words.get(Text::DropHere)}</p>
            <p class="drop-buttons">
                <label class="button primary">
                    {words.get(Text::DropChoose)}
                    <input type="file" multiple node_ref=single on:change=move |_| choose(single)/>
                </label>
                <label class="button">
                    {words.get(Text::DropChooseFolder)}
                    <input type="file" prop:webkitdirectory=true node_ref=folder
                        on:change=move |_| choose(folder)/>
                </label>
            </p>
            <p class="drop-hint">{hint}</p>
        </section>
    }
}
