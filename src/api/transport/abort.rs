//! Giving a request up: when its future is dropped, or when its time is over.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use gloo_timers::callback::Timeout;
use web_sys::{AbortController, AbortSignal};

/// Aborts its request when dropped before [`AbortGuard::disarm`], or after a timeout.
pub(super) struct AbortGuard {
    controller: AbortController,
    timed_out: Rc<Cell<bool>>,
    armed: bool,
    _timer: Option<Timeout>,
}

impl AbortGuard {
    /// A guard, with a timer if a time is set that a browser can count: 31 bits of milliseconds,
    /// three weeks and a half. `None` when the browser has no AbortController.
    pub(super) fn new(timeout: Option<Duration>) -> Option<AbortGuard> {
        let controller = AbortController::new().ok()?;
        let timed_out = Rc::new(Cell::new(false));
        let milliseconds =
            timeout.and_then(|timeout| i32::try_from(timeout.as_millis()).ok()?.try_into().ok());
        let timer = milliseconds.map(|milliseconds: u32| {
            let controller = controller.clone();
            let timed_out = Rc::clone(&timed_out);
            Timeout::new(milliseconds, move || {
                timed_out.set(true);
                controller.abort();
            })
        });
        Some(AbortGuard { controller, timed_out, armed: true, _timer: timer })
    }

    pub(super) fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }

    pub(super) fn timed_out(&self) -> bool {
        self.timed_out.get()
    }

    /// The request is over; there is nothing left to abort.
    pub(super) fn disarm(mut self) {
        self.armed = false;
    }
}

impl Drop for AbortGuard {
    fn drop(&mut self) {
        if self.armed {
            self.controller.abort();
        }
    }
}
