//! The share sheet, in the browsers that have one (`navigator.share`).

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Navigator, ShareData};

use crate::view::reactive::RwSignal;
use crate::view::text::Text;
use crate::view::words::Words;

/// What is handed to another app.
#[derive(Clone, Copy)]
pub(super) enum Shareable<'a> {
    /// A file's name and its link.
    Link(&'a str, &'a str),
    /// Any text, such as the links of many files.
    Text(&'a str),
}

fn navigator() -> Option<Navigator> {
    web_sys::window().map(|window| window.navigator())
}

/// Whether this browser has a share sheet; it has none outside a secure context.
pub(super) fn is_offered() -> bool {
    navigator().is_some_and(|navigator| Reflect::has(&navigator, &"share".into()) == Ok(true))
}

/// Opens the share sheet, and writes what went wrong to `status`. Call it while a click is handled.
pub(super) fn share(words: Words, what: Shareable<'_>, status: RwSignal<String>) {
    let data = ShareData::new();
    match what {
        Shareable::Link(title, url) => {
            data.set_title(title);
            data.set_url(url);
        }
        Shareable::Text(text) => data.set_text(text),
    }
    let Some(navigator) = navigator() else { return };
    let sharing = navigator.share_with_data(&data);
    status.set(String::new());
    spawn_local(async move {
        if let Err(error) = JsFuture::from(sharing).await
            && !is_closed(&error)
        {
            status.try_set(words.get(Text::LinksShareFailed));
        }
    });
}

/// Whether the reader closed the sheet: nothing went wrong.
fn is_closed(error: &JsValue) -> bool {
    let name = error.dyn_ref::<Object>().and_then(|error| Reflect::get(error, &"name".into()).ok());
    name.and_then(|name| name.as_string()).as_deref() == Some("AbortError")
}
