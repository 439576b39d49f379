//! Copying text, and saying whether it worked.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::context::Words;
use super::dom::{El, button, el};
use super::text::Text;

/// How long a confirmation stands.
const CONFIRMED_MS: u32 = 2500;

/// What became of the last copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Copied {
    #[default]
    NotYet,
    Done,
    /// The browser refused, for want of a permission or of a secure context.
    Refused,
}

/// Puts `text` on the clipboard and writes the outcome to `outcome`.
fn copy(text: String, outcome: RwSignal<Copied>) {
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

/// A button that copies what `text` says, and the element that tells whether it worked. `name` is
/// what the button is called, where that takes more words than its label.
pub(super) fn copy_button(
    words: Words,
    label: Text,
    name: impl Fn() -> String + 'static,
    text: impl Fn() -> String + 'static,
) -> [El; 2] {
    let copied = RwSignal::new(Copied::NotYet);
    let shown =
        move || words.get(if copied.get() == Copied::Done { Text::CopyDone } else { label });
    let spoken = move || match copied.get() {
        Copied::NotYet => String::new(),
        Copied::Done => words.get(Text::CopyDone),
        Copied::Refused => words.get(Text::CopyFailed),
    };
    [
        button("")
            .class("copy")
            .label_with(name)
            .text_with(shown)
            .on_click(move || copy(text(), copied)),
        el("span")
            .class("copy-outcome")
            .attr("role", "status")
            .class_when("visually-hidden", move || copied.get() != Copied::Refused)
            .text_with(spoken),
    ]
}
