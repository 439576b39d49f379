//! Saving a text as a file.

use gloo_timers::future::TimeoutFuture;
use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, BlobPropertyBag, Url};

use crate::view::dom::el;

/// How long the browser may take to begin reading what it saves.
const READ_MS: u32 = 60_000;

/// Has the browser save `text` as a file called `name`.
///
/// # Errors
/// What the browser throws when it makes no address for the text.
pub(super) fn save(name: &str, media_type: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    el("a").attr("href", &address).attr("download", name).html().click();
    spawn_local(async move {
        TimeoutFuture::new(READ_MS).await;
        // Fails for what is no address; this one is.
        let _ = Url::revoke_object_url(&address);
    });
    Ok(())
}
