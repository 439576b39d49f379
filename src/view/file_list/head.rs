//! The line above the list: how far the whole is, and what can be done about all of it.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

use super::ListState;
use crate::transfer::{Engine, Progress, Stall};
use crate::view::announcement::{Way, announcement};
use crate::view::clipboard;
use crate::view::context::Context;
use crate::view::dialog::{Question, Weight, dialog};
use crate::view::dom::{El, button, el, react};
use crate::view::focus;
use crate::view::paint;
use crate::view::reactive::{Memo, RwSignal};
use crate::view::text::Text;
use crate::view::words::Words;

/// The question whether to clear a list with links in it, which is asked as long as the signal says so.
#[derive(Clone)]
pub(in crate::view) struct Clearing {
    pub(super) context: Context,
    pub(super) clearing: RwSignal<bool>,
    pub(super) list: El,
}

pub(super) fn head(list: ListState) -> El {
    let ListState { context, progress, .. } = list;
    let words = context.words;
    let percent = move || {
        let summary = progress.with(|progress| progress.summary);
        Some((summary.bytes_sent * 100).checked_div(summary.bytes).unwrap_or(0).to_string())
    };
    el("div")
        .class("file-head")
        .child(
            el("div")
                .class("file-summary")
                .child(el("span").text_with(move || sentence(words, progress.get())))
                .child(clipboard::outcome(words, list.copied, Text::CopyRefused))
                .child(buttons(list)),
        )
        .child(
            el("progress")
                .part("progress")
                .attr("max", "100")
                .attr_with("value", percent)
                .label(words.get(Text::FilesProgress))
                .hidden_when(move || !is_busy(progress)),
        )
        .child(
            el("p")
                .class("file-stall")
                .hidden_when(move || progress.with(|progress| progress.stall.is_none()))
                .text_with(move || stall(list)),
        )
        .child(el("p").class("visually-hidden").attr("role", "status").text_with(heard(list)))
}

/// What can be done about all files; each button as long as it would do something.
fn buttons(list: ListState) -> El {
    let ListState { context, progress, .. } = list;
    let words = context.words;
    let summary = move || progress.with(|progress| progress.summary);
    // Many rows change at once: the press is seen before.
    let after_paint = move |act: fn(&Engine)| {
        move || {
            paint::after(move || {
                if let Some((_, engine)) = context.while_there() {
                    act(&engine);
                }
            });
        }
    };
    let hold = move || {
        let act =
            if is_held(progress.get_untracked()) { Engine::resume_all } else { Engine::pause_all };
        after_paint(act)();
    };
    let hold_label = move || {
        let text = match is_held(progress.get()) {
            false => Text::FilesPauseAll,
            true if context.engine().is_held_back() || summary().paused > 0 => Text::FilesResumeAll,
            true => Text::FilesStart,
        };
        words.get(text)
    };
    let reopen = move || {
        let engine = context.engine();
        spawn_local(async move {
            engine.reopen_files().await;
        });
    };
    let nothing_to_reopen =
        move || summary().needing_files == 0 || context.engine().reopenable_files() == 0;
    let ended = move || summary().done + summary().not_stored();
    let offered = Memo::new(move |_| {
        let (summary, is_busy) = (summary(), is_busy(progress));
        Offered {
            reopening: !nothing_to_reopen(),
            retrying_failed: summary.retryable >= 2,
            retrying_cancelled: summary.cancelled >= 2,
            holding: is_busy,
            clearing: !is_busy && ended() >= 2,
        }
    });
    let clear = move || match summary().done {
        0 => after_paint(Engine::remove_ended)(),
        // With them go their links.
        _ => list.clearing.set(true),
    };
    let quiet = |text: Text| button(words.get(text)).class("quiet");
    let buttons = el("span").class("file-summary-actions");
    let place = buttons.clone();
    let pressed = Rc::new(Cell::new(false));
    let press = Rc::clone(&pressed);
    react(move || {
        offered.track();
        // The one in use may go by itself, when the last file has ended. Its neighbour is not what the
        // reader was about to press.
        if !pressed.get()
            && place.element().query_selector(":focus").is_ok_and(|held| held.is_some())
        {
            focus::rescue_in_place(around(place.element()));
        }
    });
    let place = buttons.clone();
    buttons
        .child(
            quiet(Text::FilesOpenAgain)
                .hidden_when(move || !offered.get().reopening)
                .on_click(reopen),
        )
        .child(
            quiet(Text::FilesRetryFailed)
                .hidden_when(move || !offered.get().retrying_failed)
                .on_click(after_paint(Engine::retry_failed)),
        )
        .child(
            quiet(Text::FilesRetryCancelled)
                .hidden_when(move || !offered.get().retrying_cancelled)
                .on_click(after_paint(Engine::retry_cancelled)),
        )
        .child(
            button("")
                .class("quiet")
                .text_with(hold_label)
                .hidden_when(move || !offered.get().holding)
                .on_click(hold),
        )
        .child(
            quiet(Text::FilesCancelAll)
                .hidden_when(move || !offered.get().holding)
                .on_click(after_paint(Engine::cancel_all)),
        )
        .child(quiet(Text::FilesClear).hidden_when(move || !offered.get().clearing).on_click(clear))
        .on("click", move |_| {
            let (place, press) = (place.clone(), Rc::clone(&press));
            press.set(true);
            paint::after(move || {
                keep_the_focus(place.element());
                // After that: the list follows a frame later.
                paint::after(move || press.set(false));
            });
        })
}

/// Which buttons are there.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Offered {
    reopening: bool,
    retrying_failed: bool,
    retrying_cancelled: bool,
    /// Holding back, going on and stopping.
    holding: bool,
    clearing: bool,
}

/// Whether anything is still to be done, for closures that follow it.
fn is_busy(progress: Memo<Progress>) -> bool {
    progress.with(|progress| progress.summary.unfinished() > 0)
}

/// Whether nothing goes on before the reader says so: everything is held back, or each file that is
/// left is.
fn is_held(progress: Progress) -> bool {
    progress.paused || progress.summary.open == 0 && progress.summary.paused > 0
}

/// The list that the buttons are about; where it is hidden, where files come in.
fn around(place: &Element) -> impl FnOnce() -> Option<El> + 'static {
    let list = place.closest(".file-list").ok().flatten();
    let widget = focus::widget_around(place);
    move || {
        let list = list.filter(|list| !list.has_attribute("hidden"));
        list.map(El::found).or_else(|| widget.map(focus::where_files_come_in))
    }
}

/// The button that was pressed may go away with what it was for: the focus goes to the next thing
/// that can be done with all files; without any, to where files come in.
fn keep_the_focus(place: &Element) {
    let widget = focus::widget_around(place);
    focus::rescue(move || {
        let widget = widget?;
        let first = |selector| widget.query_selector(selector).ok().flatten();
        let button = first(".file-list:not([hidden]) .file-summary-actions button:not([hidden])");
        let next = button.or_else(|| first(".file-list:not([hidden]) .file button"));
        Some(match next {
            Some(next) => El::found(next),
            None => focus::where_files_come_in(widget),
        })
    });
}

/// What is read out of the list as a whole.
fn heard(list: ListState) -> impl Fn() -> String {
    let ListState { context, progress, .. } = list;
    let way = move || {
        let Progress { summary, adding, stall, .. } = progress.get();
        let is_over = summary.items > 0 && summary.unfinished() == 0 && !adding;
        match is_over {
            true => Way::Ended(summary.items as u64),
            false if stall == Some(Stall::Offline) => Way::Stalled,
            false => Way::At { done: summary.bytes_sent, all: summary.bytes },
        }
    };
    announcement(way, move || {
        let progress = progress.get();
        match progress.stall {
            Some(Stall::Offline) => context.words.get(Text::FilesWaitingOnline),
            _ => sentence(context.words, progress),
        }
    })
}

/// Why nothing goes on for now, and when it will.
fn stall(list: ListState) -> String {
    let words = list.context.words;
    match list.progress.get().stall {
        None => String::new(),
        Some(Stall::Offline) => words.get(Text::FilesWaitingOnline),
        Some(Stall::Host(until)) => {
            let left_ms = (until - list.clock.get()).max(0.0);
            words.fill(Text::FilesAgainIn, &[("time", &words.duration(left_ms))])
        }
    }
}

/// Asks before the links of stored files go with the list.
pub(in crate::view) fn ask_to_clear(clearing: Clearing) -> El {
    let Clearing { context, clearing, list } = clearing;
    let words = context.words;
    let stored = context.engine().queue().summary().done;
    let question = Question {
        title: words.get(Text::FilesClearTitle),
        content: el("p").text(words.plural(Text::FilesClearLinks, stored)),
        confirm: words.get(Text::FilesClear),
        weight: Weight::Destructive,
    };
    let act = move || {
        context.engine().remove_ended();
        Ok(())
    };
    dialog(words, question, act, move || {
        clearing.set(false);
        // The button that was pressed goes away with the files.
        keep_the_focus(list.element());
    })
}

/// What is done, what failed, how fast and how long.
fn sentence(words: Words, progress: Progress) -> String {
    let summary = progress.summary;
    let mut parts = vec![words.fill(
        Text::FilesDone,
        &[("done", &words.count(summary.done)), ("total", &words.count(summary.items))],
    )];
    for (text, count) in
        [(Text::FilesFailed, summary.failed), (Text::FilesNeeding, summary.needing_files)]
    {
        if count > 0 {
            parts.push(words.plural(text, count));
        }
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
