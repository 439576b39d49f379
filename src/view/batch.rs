//! When a batch of uploads has ended.

use leptos::prelude::{Track, untrack};

use super::context::Context;
use super::dom::react;
use crate::view::reactive::Memo;

/// Calls `run` whenever the last open file of the queue has ended, until the part of the view this
/// was called in goes away.
pub(super) fn on_end(context: Context, run: impl Fn() + 'static) {
    let state = Memo::new(move |_| {
        context.queue_changed.track();
        let engine = context.engine();
        let queue = engine.queue();
        (queue.summary().open > 0, queue.stored())
    });
    let mut before = (false, 0);
    react(move || {
        let now = state.get();
        let (was_open, stored_before) = std::mem::replace(&mut before, now);
        // A short batch may have ended before anybody has seen it open.
        if !now.0 && (was_open || now.1 > stored_before) {
            untrack(&run);
        }
    });
}
