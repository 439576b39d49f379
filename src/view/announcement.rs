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
    /// It does not go on for now.
    Stalled,
    /// The last of so many has ended.
    Ended(u64),
}

/// What `sentence` says at each quarter of the way, when it does not go on, and when the last has ended;
/// empty before.
pub(super) fn announcement(
    way: impl Fn() -> Way + 'static,
    sentence: impl Fn() -> String + 'static,
) -> impl Fn() -> String {
    let told = RwSignal::new(((0u64, 0u64), String::new()));
    react(move || {
        let step = match way() {
            Way::At { done, all } => ((done * TOLD).checked_div(all).unwrap_or(0), 0),
            Way::Stalled => (TOLD + 1, 0),
            // What is refused at once was never on the way.
            Way::Ended(items) => (TOLD + 2, items),
        };
        let (before, said) = told.get_untracked();
        // That some of what has ended is taken away is no news.
        let fewer = before.0 == step.0 && step.1 < before.1;
        if fewer {
            told.set((step, said));
        } else if before != step {
            told.set((step, if step == (0, 0) { String::new() } else { sentence() }));
        }
    });
    move || told.with(|(_, sentence)| sentence.clone())
}
