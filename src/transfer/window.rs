//! What the page's window tells the engine.

use wasm_bindgen::prelude::*;

/// Calls back on an event of the window, until dropped.
pub(super) struct Listener {
    event: &'static str,
    callback: Closure<dyn Fn()>,
}

impl Listener {
    pub(super) fn on(event: &'static str, callback: impl Fn() + 'static) -> Self {
        let callback = Closure::<dyn Fn()>::new(callback);
        if let Some(window) = web_sys::window() {
            // Adding a listener to the window does not throw.
            let _ =
                window.add_event_listener_with_callback(event, callback.as_ref().unchecked_ref());
        }
        Self { event, callback }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            let callback = self.callback.as_ref().unchecked_ref();
            let _ = window.remove_event_listener_with_callback(self.event, callback);
        }
    }
}

/// Browsers know for sure only that they are offline.
pub(super) fn is_offline() -> bool {
    web_sys::window().is_some_and(|window| !window.navigator().on_line())
}
