//! The queue: each file, where it stands, and what can be done about it.

use leptos::prelude::*;

use super::context::{Context, Words};
use super::text::Text;
use crate::transfer::{Failure, Item, ItemId, Refusal, State};

/// How a row looks: the item's state with its words.
#[derive(Clone, PartialEq, Eq)]
enum Shown {
    Queued,
    Uploading,
    Done,
    Failed { why: String, again: bool },
    Cancelled,
}

impl Shown {
    fn of(item: &Item, words: Words) -> Self {
        match item.state() {
            State::Queued => Self::Queued,
            State::Uploading => Self::Uploading,
            State::Done(_) => Self::Done,
            State::Cancelled => Self::Cancelled,
            State::Failed(Failure::Api(error)) => {
                Self::Failed { why: words.error(error), again: true }
            }
            State::Failed(Failure::Refused(refusal)) => {
                Self::Failed { why: refused(*refusal, words), again: false }
            }
        }
    }

    /// The class of the row, and the word for its state.
    fn label(&self) -> (&'static str, Text) {
        match self {
            Self::Queued => ("queued", Text::FilesStateQueued),
            Self::Uploading => ("uploading", Text::FilesStateUploading),
            Self::Done => ("done", Text::FilesStateDone),
            Self::Failed { .. } => ("failed", Text::FilesStateFailed),
            Self::Cancelled => ("cancelled", Text::FilesStateCancelled),
        }
    }
}

fn refused(refusal: Refusal, words: Words) -> String {
    match refusal {
        Refusal::Empty => words.get(Text::RefusedEmpty),
        Refusal::UploadingNotAllowed => words.get(Text::RefusedNotAllowed),
        Refusal::TooLarge { limit } => {
            words.fill(Text::RefusedTooLarge, &[("limit", &words.bytes(limit.0))])
        }
    }
}

/// All files of the queue with the progress of the whole; nothing while the queue is empty.
#[component]
pub(super) fn FileList() -> impl IntoView {
    let context = Context::get();
    let words = context.words;
    let summary = Memo::new(move |_| {
        context.queue_changed.track();
        context.engine().queue().summary()
    });
    let ids = move || {
        context.queue_changed.track();
        context.engine().queue().items().iter().map(Item::id).collect::<Vec<_>>()
    };
    let sentence = move || {
        let summary = summary.get();
        let text = if summary.failed > 0 { Text::FilesSummaryFailed } else { Text::FilesSummary };
        words.fill(
            text,
            &[
                ("done", &words.count(summary.done)),
                ("total", &words.count(summary.items)),
                ("failed", &words.count(summary.failed)),
                ("bytes-done", &words.bytes(summary.bytes_done)),
                ("bytes", &words.bytes(summary.bytes)),
            ],
        )
    };
    // Read out when the last file has ended, not at every step.
    let announcement = move || if summary.get().open == 0 { sentence() } else { String::new() };
    let percent = move || {
        let summary = summary.get();
        (summary.bytes_done * 100).checked_div(summary.bytes).unwrap_or(0).to_string()
    };
    view! {
        <section class="file-list" aria-label=words.get(Text::FilesRegion)
            hidden=move || summary.get().items == 0>
            <div class=move || "file-summary">
                <span>{sentence}</span>
                <button type="button" class="quiet" hidden=move || summary.get().open == 0
                    on:click=move |_| context.engine().cancel_all()>
                    {words.get(Text::FilesCancelAll)}
                </button>
            </div>
            <progress max="100" value=percent aria-label=words.get(Text::FilesProgress)></progress>
            <p class="visually-hidden" role="status">{announcement}</p>
            <ul>
                <For each=ids key=|id| *id let(id)>
                    <Row id/>
                </For>
            </ul>
        </section>
    }
}

/// One file.
#[component]
fn Row(id: ItemId) -> impl IntoView {
    let context = Context::get();
    let words = context.words;
    let (name, size) = context
        .engine()
        .queue()
        .get(id)
        .map(|item| (item.name().to_owned(), words.bytes(item.size().0)))
        .unwrap_or_default();
    let shown = Memo::new(move |_| {
        context.queue_changed.track();
        context.engine().queue().get(id).map_or(Shown::Cancelled, |item| Shown::of(item, words))
    });
    let state = move || words.get(shown.get().label().1);
    let why = move || match shown.get() {
        Shown::Failed { why, .. } => why,
        _ => String::new(),
    };
    let named = {
        let name = name.clone();
        move |text: Text| words.fill(text, &[("name", &name)])
    };
    let actions = move || {
        let engine = move || context.engine();
        match shown.get() {
            Shown::Queued | Shown::Uploading => view! {
                <button type="button" class="quiet icon" aria-label=named(Text::FilesCancel)
                    on:click=move |_| engine().cancel(id)>"✕"</button>
            }
            .into_any(),
            Shown::Done => ().into_any(),
            Shown::Failed { again, .. } => view! {
                {again.then(|| view! {
                    <button type="button" class="quiet" aria-label=named(Text::FilesRetryNamed)
                        on:click=move |_| engine().retry(id)>{words.get(Text::FilesRetry)}</button>
                })}
                <button type="button" class="quiet icon" aria-label=named(Text::FilesRemove)
                    on:click=move |_| engine().remove(id)>"✕"</button>
            }
            .into_any(),
            Shown::Cancelled => view! {
                <button type="button" class="quiet" aria-label=named(Text::FilesRetryNamed)
                    on:click=move |_| engine().retry(id)>{words.get(Text::FilesRetry)}</button>
                <button type="button" class="quiet icon" aria-label=named(Text::FilesRemove)
                    on:click=move |_| engine().remove(id)>"✕"</button>
            }
            .into_any(),
        }
    };
    view! {
        <li class=move || ["file ", shown.get().label().0].concat()>
            <bdi class="file-name">{name}</bdi>
            <span class="file-size">{size}</span>
            <span class="file-state">{state}</span>
            <span class="file-actions">{actions}</span>
            <span class="file-why" hidden=move || why().is_empty()>{why}</span>
        </li>
    }
}
