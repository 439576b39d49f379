//! The queue: how far the whole is, then each file.

mod actions;
mod row;
mod shown;

use std::rc::Rc;

use leptos::prelude::*;

use super::context::Context;
use super::dom::{El, Key, button, el, react};
use super::long_list::long_list;
use super::text::Text;
use crate::transfer::{ItemId, Progress};

/// All files of the queue with the progress of the whole; nothing while the queue is empty.
pub(super) fn file_list(context: Context) -> El {
    let words = context.words;
    let progress = Memo::new(move |_| {
        context.queue_changed.track();
        context.engine().progress()
    });
    let summary = move || progress.get().summary;
    // Read out when the last file has ended, not at every step.
    let announcement = move || {
        let summary = summary();
        if summary.open == 0 && summary.items > 0 {
            sentence(context, progress.get())
        } else {
            String::new()
        }
    };
    let percent = move || {
        let summary = summary();
        Some((summary.bytes_sent * 100).checked_div(summary.bytes).unwrap_or(0).to_string())
    };
    let hold = move || {
        let engine = context.engine();
        if progress.get_untracked().paused { engine.resume_all() } else { engine.pause_all() }
    };
    let hold_label = move || {
        words.get(if progress.get().paused { Text::FilesResumeAll } else { Text::FilesPauseAll })
    };
    let idle = move || summary().open + summary().paused == 0;
    let quiet = |label: String| button(label).class("quiet");
    el("section")
        .class("file-list")
        .label(words.get(Text::FilesRegion))
        .hidden_when(move || summary().items == 0)
        .child(
            el("div")
                .class("file-summary")
                .child(el("span").text_with(move || sentence(context, progress.get())))
                .child(
                    el("span")
                        .class("file-summary-actions")
                        .child(
                            quiet(words.get(Text::FilesRetryFailed))
                                .hidden_when(move || summary().retryable < 2)
                                .on_click(move || context.engine().retry_failed()),
                        )
                        .child(
                            quiet(String::new())
                                .text_with(hold_label)
                                .hidden_when(idle)
                                .on_click(hold),
                        )
                        .child(
                            quiet(words.get(Text::FilesCancelAll))
                                .hidden_when(idle)
                                .on_click(move || context.engine().cancel_all()),
                        ),
                ),
        )
        .child(
            el("progress")
                .attr("max", "100")
                .attr_with("value", percent)
                .label(words.get(Text::FilesProgress)),
        )
        .child(el("p").class("visually-hidden").attr("role", "status").text_with(announcement))
        .child(long_list(keys(context), move |key| row::row(context, ItemId::of(key)), 48))
}

/// The items in the queue's order.
fn keys(context: Context) -> Signal<Rc<[Key]>, LocalStorage> {
    let keys = RwSignal::new_local(Rc::from([]));
    react(move || {
        context.queue_changed.track();
        let engine = context.engine();
        let queue = engine.queue();
        let now = || queue.ids().iter().map(|id| id.number());
        if keys.with_untracked(|before: &Rc<[Key]>| !before.iter().copied().eq(now())) {
            keys.set(now().collect());
        }
    });
    keys.into()
}

/// The line above the list: what is done, what failed, how fast and how long.
fn sentence(context: Context, progress: Progress) -> String {
    let words = context.words;
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
