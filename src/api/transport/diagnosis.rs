//! Why no answer came. The browser calls everything a TypeError, so this looks around.

use std::time::Duration;

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::{RequestMode, Url};

use super::fetch;

/// How long each question may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What keeps answers away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The browser is offline.
    Offline,
    /// Nobody answers there, or somebody does and only this connection broke.
    Unreachable,
    /// Somebody answers, but this page may not read it.
    Cors,
}

/// Whether the browser says it is offline.
pub(crate) fn is_offline() -> bool {
    let online =
        global("navigator").and_then(|navigator| Reflect::get(&navigator, &"onLine".into()).ok());
    online == Some(JsValue::FALSE)
}

/// Finds out why `url` gave no answer. Sends at most two GET requests without any data.
pub(crate) async fn find_cause(url: &str) -> Cause {
    if is_offline() {
        return Cause::Offline;
    }
    // The answer to a no-cors request is unreadable, but that it came tells a server which lacks
    // the CORS header from one that is not there. (A cross-origin isolated page is not told even
    // that, so there it looks like nobody.)
    let blocked = is_cross_origin(url)
        && fetch::answers(url, RequestMode::NoCors, PATIENCE).await
        && !answers(url).await;
    if blocked { Cause::Cors } else { Cause::Unreachable }
}

/// Whether anything at all comes from `url` that this page may read. Sends a GET without any data.
pub(crate) async fn answers(url: &str) -> bool {
    fetch::answers(url, RequestMode::Cors, PATIENCE).await
}

/// Whether `url` lies on another origin than this page.
pub(crate) fn is_cross_origin(url: &str) -> bool {
    let origin = absolute(url).map(|url| url.origin());
    origin.is_some() && origin != here("origin")
}

/// `url` as this page would call it.
pub(super) fn absolute(url: &str) -> Option<Url> {
    Url::new_with_base(url, &here("href")?).ok()
}

/// A part of this page's address.
fn here(part: &str) -> Option<String> {
    Reflect::get(&global("location")?, &part.into()).ok()?.as_string()
}

/// A property of the window or of the worker's global.
fn global(name: &str) -> Option<JsValue> {
    Reflect::get(&js_sys::global(), &name.into()).ok()
}
