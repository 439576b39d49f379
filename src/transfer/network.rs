//! Whether the browser is online, and when it is so again.

use wasm_bindgen::prelude::*;

/// Calls back when the browser comes online, until dropped.
pub(super) struct Network {
    back: Closure<dyn Fn()>,
}

impl Network {
    pub(super) fn watch(back: impl Fn() + 'static) -> Self {
        let back = Closure::<dyn Fn()>::new(back);
        if let Some(window) = web_sys::window() {
            // Adding a listener to the window does not throw.
            let _ =
                window.add_event_listener_with_callback("online", back.as_ref().unchecked_ref());
        }
        Self { back }
    }

    /// Browsers know for sure only that they are offline.
    pub(super) fn is_offline() -> bool {
        web_sys::window().is_some_and(|window| !window.navigator().on_line())
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            let _ = window
                .remove_event_listener_with_callback("online", self.back.as_ref().unchecked_ref());
        }
    }
}
