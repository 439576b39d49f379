//! Locks among all tabs of the origin (the Web Locks API): one renewal at a time, say.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Holds a lock until dropped. The browser frees it when the tab dies.
pub(crate) struct TabLock {
    release: Function,
}

impl TabLock {
    /// Waits for the lock of that name. `None` where the browser has no locks, as on a page
    /// without a secure context: then two tabs may renew at the same time, and the loser of the
    /// two tokens takes the winner's over.
    pub(super) async fn acquire(name: &str) -> Option<Self> {
        Self::request(name, &Object::new()).await
    }

    /// Takes the lock of that name if nobody holds it.
    pub(crate) async fn try_acquire(name: &str) -> Option<Self> {
        let options = Object::new();
        Reflect::set(&options, &"ifAvailable".into(), &true.into()).ok()?;
        Self::request(name, &options).await
    }

    async fn request(name: &str, options: &Object) -> Option<Self> {
        let navigator = web_sys::window()?.navigator();
        let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
        let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;

        let mut release = None;
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        let mut acquired = None;
        let waiting = Promise::new(&mut |resolve, _| acquired = Some(resolve));
        let acquired = acquired?;
        // From here on: whoever waits may be given up, and what the browser grants then is freed at
        // once.
        let lock = Self { release: release? };
        // It is called with the lock, or with null when another page has it.
        let callback = Closure::once_into_js(move |lock: JsValue| -> Promise {
            // A promise's resolve function does not throw.
            let _ = acquired.call1(&JsValue::UNDEFINED, &lock);
            if lock.is_null() { Promise::resolve(&JsValue::NULL) } else { held }
        });
        // A page of no origin of its own (a sandboxed frame, say) is refused.
        let refused = request.call3(&locks, &name.into(), options, &callback).ok()?;
        let first = Promise::race(&Array::of2(&waiting, &refused));
        let granted = JsFuture::from(first).await.ok()?;
        (!granted.is_null()).then_some(lock)
    }
}

impl Drop for TabLock {
    fn drop(&mut self) {
        let _ = self.release.call0(&JsValue::UNDEFINED);
    }
}
