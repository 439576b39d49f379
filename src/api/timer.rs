//! The browser's timer.

use std::time::Duration;

use js_sys::{Function, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    // Bound as globals, not as methods of Window, so that they work in workers too.
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &Function, milliseconds: i32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue);
}

/// Runs something once, later, unless it is dropped before.
pub(crate) struct Timer {
    id: JsValue,
    _handler: Closure<dyn FnMut()>,
}

impl Timer {
    pub(crate) fn new(after: Duration, run: impl FnMut() + 'static) -> Timer {
        let handler = Closure::<dyn FnMut()>::new(run);
        let id = set_timeout(handler.as_ref().unchecked_ref(), milliseconds(after));
        Timer { id, _handler: handler }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.id);
    }
}

/// Waits.
pub(crate) async fn sleep(time: Duration) {
    let promise = Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, milliseconds(time));
    });
    // The promise is never rejected.
    let _ = JsFuture::from(promise).await;
}

fn milliseconds(time: Duration) -> i32 {
    i32::try_from(time.as_millis()).unwrap_or(i32::MAX)
}
