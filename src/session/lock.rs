//! One renewal at a time, among all tabs of the origin (the Web Locks API).

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Holds a lock until dropped. The browser frees it when the tab dies.
pub(super) struct TabLock {
    release: Function,
}

impl TabLock {
    /// Waits for the lock of that name. `None` where the browser has no locks, as on a page
    /// without a secure context: then two tabs may renew at the same time, and the loser of the
    /// two tokens takes the winner's over.
    pub(super) async fn acquire(name: &str) -> Option<Self> {
        let navigator = web_sys::window()?.navigator();
        let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
        let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;

        let mut release = None;
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        let mut acquired = None;
        let waiting = Promise::new(&mut |resolve, _| acquired = Some(resolve));
        let (release, acquired) = (release?, acquired?);
        let callback = Closure::once_into_js(move || -> Promise {
            // A promise's resolve function does not throw.
            let _ = acquired.call0(&JsValue::UNDEFINED);
            held
        });
        request.call2(&locks, &name.into(), &callback).ok()?;
        JsFuture::from(waiting).await.ok()?;
        Some(Self { release })
    }
}

impl Drop for TabLock {
    fn drop(&mut self) {
        let _ = self.release.call0(&JsValue::UNDEFINED);
    }
}
