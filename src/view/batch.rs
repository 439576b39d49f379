//! When a batch of uploads has ended.

use leptos::prelude::{Track, untrack};

use super::context::Context;
use super::dom::react;
use crate::view::reactive::Memo;

/// Calls `run` whenever the last open file of the queue has ended, until the part of the view this
/// was called in goes away.
pub(super) fn on_end(context: Context, run: impl Fn() + 'static) {
    let open = Memo::new(move |_| {
        context.queue_changed.track();
        context.engine().queue().summary().open > 0
    });
    let mut was_open = false;
    react(move || {
        let is_open = open.get();
        if std::mem::replace(&mut was_open, is_open) && !is_open {
            untrack(&run);
        }
    });
}
