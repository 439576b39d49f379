//! The queue: how far the whole is, then each file.

mod row;
mod shown;

use leptos::prelude::*;

use super::context::Context;
use super::long_list::LongList;
use super::text::Text;
use crate::transfer::Progress;
use row::Row;

/// All files of the queue with the progress of the whole; nothing while the queue is empty.
#[component]
pub(super) fn FileList() -> impl IntoView {
    let context = Context::get();
    let words = context.words;
    let progress = Memo::new(move |_| {
        context.queue_changed.track();
        context.engine().progress()
    });
    let summary = move || progress.get().summary;
    let ids = Memo::new(move |_| {
        context.queue_changed.track();
        context.engine().queue().ids().to_vec()
    });
    // Read out when the last file has ended, not at every step.
    let announcement = move || {
        let summary = summary();
        if summary.open == 0 && summary.items > 0 {
            sentence(progress.get())
        } else {
            String::new()
        }
    };
    let percent = move || {
        let summary = summary();
        (summary.bytes_sent * 100).checked_div(summary.bytes).unwrap_or(0).to_string()
    };
    let hold = move || {
        let engine = context.engine();
        if progress.get_untracked().paused { engine.resume_all() } else { engine.pause_all() }
    };
    let hold_label = move || {
        words.get(if progress.get().paused { Text::FilesResumeAll } else { Text::FilesPauseAll })
    };
    let busy = move || summary().open + summary().paused > 0;
    view! {
        <section class="file-list" aria-label=words.get(Text::FilesRegion)
            hidden=move || summary().items == 0>
            <div class=move || "file-summary">
                <span>{move || sentence(progress.get())}</span>
                <span class=move || "file-summary-actions">
                    <button type="button" class="quiet" hidden=move || summary().retryable < 2
                        on:click=move |_| context.engine().retry_failed()>
                        {words.get(Text::FilesRetryFailed)}
                    </button>
                    <button type="button" class="quiet" hidden=move || !busy()
                        on:click=move |_| hold()>
                        {hold_label}
                    </button>
                    <button type="button" class="quiet" hidden=move || !busy()
                        on:click=move |_| context.engine().cancel_all()>
                        {words.get(Text::FilesCancelAll)}
                    </button>
                </span>
            </div>
            <progress max="100" value=percent aria-label=words.get(Text::FilesProgress)></progress>
            <p class="visually-hidden" role="status">{announcement}</p>
            <LongList ids row=|id| view! { <Row id/> } row_height=48/>
        </section>
    }
}

/// The line above the list: what is done, what failed, how fast and how long.
fn sentence(progress: Progress) -> String {
    let words = Context::get().words;
    let summary = progress.summary;
    let mut parts = vec![words.fill(
        Text::FilesDone,
        &[("done", &words.count(summary.done)), ("total", &words.count(summary.items))],
    )];
    if summary.failed > 0 {
        parts.push(words.fill(Text::FilesFailed, &[("failed", &words.count(summary.failed))]));
    }
    if summary.bytes > 0 {
        let (sent, total) = (words.bytes(summary.bytes_sent), words.bytes(summary.bytes));
        parts.push(words.fill(Text::FilesBytes, &[("sent", &sent), ("total", &total)]));
    }
    if let (Some(rate), Some(left)) = (progress.rate, progress.time_left) {
        parts.push(words.fill(Text::FilesRate, &[("rate", &words.bytes(rate as u64))]));
        parts.push(words.fill(Text::FilesTimeLeft, &[("time", &words.duration(left))]));
    }
    parts.join(" · ")
}
