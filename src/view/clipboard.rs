//! Copying text, and saying whether it worked.

use std::cell::Cell;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::dom::{El, button, el};
use super::focus;
use super::text::Text;
use super::words::Words;
use crate::view::reactive::RwSignal;

/// How long a confirmation stands.
const CONFIRMED_MS: u32 = 2500;

/// What became of the last copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Copied {
    #[default]
    NotYet,
    /// Confirmed; which copy of the page it was.
    Done(u32),
    /// The browser refused, for want of a permission or of a secure context.
    Refused,
}

/// Puts `text` on the clipboard and tells `outcome` whether that worked. `beside` is an element of
/// the widget that is on the page.
pub(super) fn write_then(text: String, beside: &El, outcome: impl FnOnce(bool) + 'static) {
    let clipboard = web_sys::window().map(|window| window.navigator().clipboard());
    // Outside a secure context `navigator.clipboard` is undefined.
    let clipboard = clipboard.filter(|clipboard| !clipboard.is_undefined());
    // Not every browser lets the old way work any later than while the click is handled.
    let copied = clipboard.is_none() && copy_selection(&text, beside);
    let beside = beside.clone();
    spawn_local(async move {
        let wrote = match clipboard {
            // A page that has the widget in a frame may forbid it the new way, and not the old one.
            Some(clipboard) => {
                JsFuture::from(clipboard.write_text(&text)).await.is_ok()
                    || copy_selection(&text, &beside)
            }
            None => copied,
        };
        outcome(wrote);
    });
}

/// The same, with the outcome in a signal for as long as a confirmation stands.
pub(super) fn copy(text: String, beside: &El, outcome: RwSignal<Copied>) {
    thread_local! {
        static COPIES: Cell<u32> = const { Cell::new(0) };
    }
    write_then(text, beside, move |wrote| {
        if !wrote {
            outcome.try_set(Copied::Refused);
            return;
        }
        let this = Copied::Done(COPIES.replace(COPIES.get().wrapping_add(1)));
        outcome.try_set(this);
        spawn_local(async move {
            TimeoutFuture::new(CONFIRMED_MS).await;
            // What became of a later copy stands for its own time.
            if outcome.try_get_untracked() == Some(this) {
                outcome.set(Copied::NotYet);
            }
        });
    });
}

/// Copies through a selection, as pages did before there was a clipboard to write to. It is what is
/// left on a page that came over plain http.
fn copy_selection(text: &str, beside: &El) -> bool {
    let Some(parent) = beside.element().parent_element() else { return false };
    let before = focus::active(beside.element());
    let field = el("textarea").class("visually-hidden").attr("readonly", "").prop("value", text);
    // Fails when a node would be put into itself.
    let _ = parent.append_child(field.element());
    field.input().select();
    let copied = field.element().owner_document().is_some_and(|document| {
        // Not in the bindings for a `Document`, where it is called.
        let exec = Reflect::get(&document, &"execCommand".into());
        let exec = exec.ok().and_then(|exec| exec.dyn_into::<Function>().ok());
        exec.is_some_and(|exec| exec.call1(&document, &"copy".into()) == Ok(JsValue::TRUE))
    });
    field.element().remove();
    if let Some(before) = before {
        El::found(before).focus();
    }
    copied
}

/// A button that copies what `text` says and what stands beside it to be selected, and the element
/// that tells whether it worked. `name` is what the button is called, where that takes more words
/// than its label.
pub(super) fn copy_button(
    words: Words,
    label: Text,
    name: impl Fn() -> String + 'static,
    text: impl Fn() -> String + 'static,
) -> [El; 2] {
    copy_button_or(words, [label, Text::CopyFailed], name, text)
}

/// The same; the second text is what is said when the browser refuses.
pub(super) fn copy_button_or(
    words: Words,
    [label, refused]: [Text; 2],
    name: impl Fn() -> String + 'static,
    text: impl Fn() -> String + 'static,
) -> [El; 2] {
    let copied = RwSignal::new(Copied::NotYet);
    let is_done = move || matches!(copied.get(), Copied::Done(_));
    let shown = move || words.get(if is_done() { Text::CopyDone } else { label });
    let spoken = move || if is_done() { words.get(Text::CopyDone) } else { name() };
    let copies = button("").class("copy").part("button copy").label_with(spoken).text_with(shown);
    let beside = copies.clone();
    [
        copies.on_click(move || copy(text(), &beside, copied)),
        // The button says so itself when it worked.
        outcome(words, copied, refused)
            .class_when("visually-hidden", move || copied.get() != Copied::Refused),
    ]
}

/// What became of the last copy, read out when it changes; `refused` where the browser did not let
/// it happen.
pub(super) fn outcome(words: Words, copied: RwSignal<Copied>, refused: Text) -> El {
    let spoken = move || match copied.get() {
        Copied::NotYet => String::new(),
        Copied::Done(_) => words.get(Text::CopyDone),
        Copied::Refused => words.get(refused),
    };
    el("span").class("copy-outcome").attr("role", "status").text_with(spoken)
}
