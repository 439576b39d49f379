//! Copying text, and saying whether it worked.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// How long a confirmation stands.
const CONFIRMED_MS: u32 = 2500;

/// What became of the last copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Copied {
    #[default]
    NotYet,
    Done,
    /// The browser refused, for want of a permission or of a secure context.
    Refused,
}

/// Puts `text` on the clipboard and writes the outcome to `outcome`.
pub(super) fn copy(text: String, outcome: RwSignal<Copied>) {
    spawn_local(async move {
        let wrote = match web_sys::window().map(|window| window.navigator().clipboard()) {
            // Outside a secure context `navigator.clipboard` is undefined.
            Some(clipboard) if !clipboard.is_undefined() => {
                JsFuture::from(clipboard.write_text(&text)).await.is_ok()
            }
            _ => false,
        };
        let _ = outcome.try_set(if wrote { Copied::Done } else { Copied::Refused });
        if wrote {
            TimeoutFuture::new(CONFIRMED_MS).await;
            let _ = outcome.try_set(Copied::NotYet);
        }
    });
}
