//! Where files come in: dropped, or chosen with a button.

use leptos::{ev, html, prelude::*};
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
    let input = NodeRef::<html::Input>::new();
    // Enter and leave fire for each child as well: the pointer is out when they balance.
    let depth = RwSignal::new(0_i32);

    let add = move |files: Vec<web_sys::File>| {
        if !files.is_empty() {
            context.engine().add(files, &context.target.get_untracked());
        }
    };
    let choose = move |_| {
        if let Some(input) = input.get_untracked() {
            add(files_of(input.files()));
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
        add(files_of(event.data_transfer().and_then(|transfer| transfer.files())));
    };
    let hint = move || {
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
            <label class="button primary">
                {words.get(Text::DropChoose)}
                <input type="file" multiple node_ref=input on:change=choose/>
            </label>
            <p class="drop-hint">{hint}</p>
        </section>
    }
}
