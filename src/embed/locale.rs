//! Loads the locale file of the reader's language, before anything is shown in another one.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestInit, Response};

use crate::view::text::{Language, Locale};

/// How long the reader may look at nothing, in milliseconds. After that it is English: on a line
/// that slow, waiting longer for the words helps nobody.
const LIMIT_MS: u32 = 3000;

/// The locale for a reader who asks for `language`, if nothing has to be loaded for it: English, and
/// whatever there is no locale file for.
pub(super) fn at_hand(language: &str) -> Option<Locale> {
    let found = Language::of(language).unwrap_or_default();
    (found == Language::English).then(|| Locale::english(&numbers_of(found, language)))
}

/// The locale for a reader who asks for `language`, a BCP 47 tag. Its file is fetched from
/// `folder`, which ends with a slash and may be relative to the document. English when there is no
/// such language or its file does not come in time; what went wrong is then in the console.
pub(super) async fn load(language: &str, folder: &str) -> Locale {
    if let Some(locale) = at_hand(language) {
        return locale;
    }
    let found = Language::of(language).unwrap_or_default();
    let numbers = numbers_of(found, language);
    let address = [folder, found.tag(), ".json"].concat();
    match fetch(&address).await {
        Ok(file) => Locale::read(found, &numbers, &file),
        Err(error) => {
            web_sys::console::warn_2(&address.as_str().into(), &error);
            None
        }
    }
    .unwrap_or_else(|| Locale::english("en"))
}

/// Whose way of writing numbers is used: that of the region asked for, or else, for a reader whose
/// browser speaks the same language, of the browser's.
fn numbers_of(found: Language, asked: &str) -> String {
    if Language::of(asked) == Some(found) && asked.contains('-') {
        return asked.to_owned();
    }
    browser_language()
        .filter(|own| Language::of(own) == Some(found))
        .unwrap_or_else(|| found.tag().to_owned())
}

/// The language of the browser itself.
pub(super) fn browser_language() -> Option<String> {
    web_sys::window()?.navigator().language()
}

async fn fetch(address: &str) -> Result<String, JsValue> {
    let options = RequestInit::new();
    options.set_signal(Some(&AbortSignal::timeout_with_u32(LIMIT_MS)));
    let window = web_sys::window().ok_or("no window")?;
    let request = window.fetch_with_str_and_init(address, &options);
    let response: Response = JsFuture::from(request).await?.dyn_into()?;
    if !response.ok() {
        return Err(response.status().into());
    }
    let text = JsFuture::from(response.text()?).await?;
    text.as_string().ok_or_else(|| "no text".into())
}
