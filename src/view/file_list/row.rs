//! One file: its name, where it stands, and what can be done about it.

use leptos::prelude::*;

use super::shown::Shown;
use crate::transfer::{Engine, Item, ItemId};
use crate::view::context::Context;
use crate::view::names;
use crate::view::text::Text;

#[component]
pub(super) fn Row(id: ItemId) -> impl IntoView {
    let context = Context::get();
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
    let state = move || words.get(shown.read().label().1);
    let uploading = Memo::new(move |_| matches!(*shown.read(), Shown::Uploading(_)));
    // Without a value the bar shows that something moves, not how far it is.
    let percent = move || match *shown.read() {
        Shown::Uploading(percent) => percent.map(|percent| percent.to_string()),
        _ => None,
    };
    let why = move || shown.read().why().to_owned();
    view! {
        <div role="listitem" class=move || ["file ", shown.read().label().0].concat()>
            <bdi class="file-name">{name.clone()}</bdi>
            <span class="file-size">{size}</span>
            <span class="file-state">{state}</span>
            <Actions id name shown/>
            {move || uploading.get().then(|| view! {
                <progress class="file-progress" max="100" value=percent
                    aria-label=words.get(Text::FilesProgress)></progress>
            })}
            <span class="file-why" hidden=move || why().is_empty()>{why}</span>
        </div>
    }
}

/// The name, behind the folders the file came in.
fn path_and_name(item: &Item) -> String {
    match &*item.target().path {
        "" => item.name().to_owned(),
        path => [path, "/", item.name()].concat(),
    }
}

/// What the reader can do about a file in its state.
#[component]
fn Actions(id: ItemId, name: String, shown: Memo<Shown>) -> impl IntoView {
    let context = Context::get();
    let words = context.words;
    let name = StoredValue::new(name);
    let named = move |text: Text| name.with_value(|name| words.fill(text, &[("name", name)]));
    let button = move |label: Text, name: Text, act: fn(&Engine, ItemId)| {
        view! {
            <button type="button" class="quiet" aria-label=named(name)
                on:click=move |_| act(&context.engine(), id)>
                {words.get(label)}
            </button>
        }
        .into_any()
    };
    // Stop and remove are the same sign, and the last of the row in every state.
    let cross = move |name: Text, act: fn(&Engine, ItemId)| {
        view! {
            <button type="button" class="quiet icon" aria-label=named(name)
                on:click=move |_| act(&context.engine(), id)>
                "✕"
            </button>
        }
        .into_any()
    };
    let again = move || button(Text::FilesRetry, Text::FilesRetryNamed, |e, id| e.retry(id));
    let stop = move || cross(Text::FilesCancel, |e, id| e.cancel(id));
    let remove = move || cross(Text::FilesRemove, |e, id| e.remove(id));
    let phase = Memo::new(move |_| match &*shown.read() {
        Shown::Failed { again, .. } => ("failed", *again),
        shown => (shown.label().0, true),
    });
    let actions = move || match phase.get() {
        ("queued" | "uploading" | "waiting", _) => {
            vec![button(Text::FilesPause, Text::FilesPauseNamed, |e, id| e.pause(id)), stop()]
        }
        ("paused", _) => {
            vec![button(Text::FilesResume, Text::FilesResumeNamed, |e, id| e.resume(id)), stop()]
        }
        ("done", _) => vec![],
        (_, true) => vec![again(), remove()],
        (_, false) => vec![remove()],
    };
    view! { <span class="file-actions">{actions}</span> }
}
