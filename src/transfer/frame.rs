//! At most one notification per animation frame, however many files move.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;

/// Calls `notify` before the next paint; further calls until then are one with it.
#[derive(Clone)]
pub(super) struct Frame {
    waiting: Rc<Cell<bool>>,
    /// Made once: a queue of thousands must not leave a closure behind for each change.
    callback: Rc<Closure<dyn FnMut()>>,
}

impl Frame {
    pub(super) fn new(notify: impl Fn() + 'static) -> Self {
        let waiting = Rc::new(Cell::new(false));
        let callback = {
            let waiting = Rc::clone(&waiting);
            Closure::<dyn FnMut()>::new(move || {
                waiting.set(false);
                notify();
            })
        };
        Self { waiting, callback: Rc::new(callback) }
    }

    pub(super) fn request(&self) {
        if self.waiting.replace(true) {
            return;
        }
        let callback = self.callback.as_ref().as_ref().unchecked_ref();
        let asked = web_sys::window().is_some_and(|w| w.request_animation_frame(callback).is_ok());
        self.waiting.set(asked);
    }
}
