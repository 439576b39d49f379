//! Work that waits until the browser has painted: a press is confirmed at once, and what takes
//! longer to build or to lay out comes with the next frame.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::{request_animation_frame, set_timeout};

use super::dom::react;
use crate::view::reactive::RwSignal;

/// Runs `run` with the next frame, before it is painted.
pub(super) fn before(run: impl FnOnce() + 'static) {
    before_boxed(Box::new(run));
}

/// Runs `run` after the next paint.
pub(super) fn after(run: impl FnOnce() + 'static) {
    let run = Box::new(run);
    // A frame's callbacks run before it is painted; a timeout that they set runs after it.
    before(move || in_time(Duration::ZERO, run));
}

/// Runs `run` when so much time has gone by.
pub(super) fn in_time(wait: Duration, run: Box<dyn FnOnce()>) {
    set_timeout(run, wait);
}

// Once in the wasm file, whatever is to be run.
fn before_boxed(run: Box<dyn FnOnce()>) {
    request_animation_frame(run);
}

/// How long to wait for paint where the browser may hold it back for good: in a tab that nobody looks at,
/// in a frame further down the page.
const UNSEEN: Duration = Duration::from_millis(500);

/// Runs `run` once what is being built is on the screen, and a frame was left to whoever looks at it.
pub(crate) fn once_seen(run: impl FnOnce() + 'static) {
    once_seen_boxed(Box::new(run));
}

fn once_seen_boxed(run: Box<dyn FnOnce()>) {
    let waiting = Rc::new(Cell::new(Some(run)));
    let begin = move || {
        if let Some(run) = waiting.take() {
            run();
        }
    };
    let late = begin.clone();
    after(move || after(begin));
    in_time(UNSEEN, Box::new(late));
}

/// Follows a signal after the next paint. The last of several changes counts.
pub(super) fn follow<T>(chosen: RwSignal<T>) -> RwSignal<T>
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let shown = RwSignal::new(chosen.get_untracked());
    react(move || {
        if chosen.get() != shown.get_untracked() {
            after(move || {
                // What shows it may be gone by then.
                if let Some(now) = chosen.try_get_untracked()
                    && shown.try_get_untracked().is_some_and(|shown| shown != now)
                {
                    shown.set(now);
                }
            });
        }
    });
    shown
}
