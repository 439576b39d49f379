//! Giving a request up: when its future is dropped, or when its time is over.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, AbortSignal};

#[wasm_bindgen]
extern "C" {
    // Bound as globals, not as methods of Window, so that they work in workers too.
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &js_sys::Function, milliseconds: i32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue);
}

/// Aborts its request when dropped before [`AbortGuard::disarm`], or after a timeout.
pub(crate) struct AbortGuard {
    controller: AbortController,
    timer: Option<Timer>,
    timed_out: Rc<Cell<bool>>,
    armed: bool,
}

struct Timer {
    id: JsValue,
    _handler: Closure<dyn FnMut()>,
}

impl AbortGuard {
    /// A guard, with a timer if a time is set. `None` when the browser has no AbortController.
    pub(crate) fn new(timeout: Option<Duration>) -> Option<AbortGuard> {
        let controller = AbortController::new().ok()?;
        let timed_out = Rc::new(Cell::new(false));
        let timer = timeout.map(|timeout| {
            let controller = controller.clone();
            let timed_out = Rc::clone(&timed_out);
            let handler = Closure::<dyn FnMut()>::new(move || {
                timed_out.set(true);
                controller.abort();
            });
            let milliseconds = i32::try_from(timeout.as_millis()).unwrap_or(i32::MAX);
            let id = set_timeout(handler.as_ref().unchecked_ref(), milliseconds);
            Timer { id, _handler: handler }
        });
        Some(AbortGuard { controller, timer, timed_out, armed: true })
    }

    pub(crate) fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }

    pub(crate) fn timed_out(&self) -> bool {
        self.timed_out.get()
    }

    /// The request is over; there is nothing left to abort.
    pub(crate) fn disarm(mut self) {
        self.armed = false;
    }
}

impl Drop for AbortGuard {
    fn drop(&mut self) {
        if let Some(timer) = &self.timer {
            clear_timeout(&timer.id);
        }
        if self.armed {
            self.controller.abort();
        }
    }
}
