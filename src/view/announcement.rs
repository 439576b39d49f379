//! Progress announcements for screen readers. They are rare, so that they drown out nothing else.

use super::dom::react;
use crate::view::reactive::RwSignal;

/// How many announcements there are on the way to the end.
const TOLD: u64 = 4;

/// How far the whole is.
#[derive(Clone, Copy)]
pub(super) enum Way {
    /// Some of it is done, in whatever it is counted.
    At { done: u64, all: u64 },
    /// The last has ended.
    Ended,
}

/// What `sentence` says at each quarter of the way, and when the last has ended; empty before.
pub(super) fn announcement(
    way: impl Fn() -> Way + 'static,
    sentence: impl Fn() -> String + 'static,
) -> impl Fn() -> String {
    let told = RwSignal::new((0, String::new()));
    react(move || {
        let step = match way() {
            Way::At { done, all } => (done * TOLD).checked_div(all).unwrap_or(0),
            Way::Ended => TOLD + 1,
        };
        if told.with_untracked(|(before, _)| *before != step) {
            told.set((step, if step == 0 { String::new() } else { sentence() }));
        }
    });
    move || told.with(|(_, sentence)| sentence.clone())
}
