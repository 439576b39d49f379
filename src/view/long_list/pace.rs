//! Makes rows for a few milliseconds a frame: a list that changes as a whole, because of a filter
//! say, answers a press at once and fills up with the next frames.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::{Notify, Trigger};

use crate::view::paint;

use crate::transfer::clock::now;

/// How long rows are made at a stretch, in milliseconds: half a frame. One is always made.
const TURN_MS: f64 = 8.0;

/// Who may make rows now. All blocks of a list share one.
#[derive(Clone)]
pub(super) struct Pace {
    turn: Rc<Turn>,
    /// Fires when those who had to stop may go on.
    pub(super) goes_on: Trigger,
}

#[derive(Default)]
struct Turn {
    /// When it is over, in milliseconds since 1970; `None` while no rows are made.
    end: Cell<Option<f64>>,
    /// Whether somebody had to stop.
    stopped: Cell<bool>,
}

impl Pace {
    pub(super) fn new() -> Self {
        Self { turn: Rc::default(), goes_on: Trigger::new() }
    }

    /// Whether one more row may be made in this frame.
    pub(super) fn may_make(&self) -> bool {
        let now = now();
        let Some(end) = self.turn.end.get() else {
            self.turn.end.set(Some(now + TURN_MS));
            self.clone().begin_again();
            return true;
        };
        let may = now < end;
        if !may {
            self.turn.stopped.set(true);
        }
        may
    }

    /// With the next frame.
    fn begin_again(self) {
        paint::before(move || {
            self.turn.end.set(None);
            // The list may be gone by then; a trigger that is gone fires for nobody.
            if self.turn.stopped.take() {
                self.goes_on.notify();
            }
        });
    }
}
