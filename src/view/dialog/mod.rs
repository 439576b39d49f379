//! A question over the page: a title, what there is to fill in or to read, and two buttons.
//!
//! The browser's own `dialog` keeps the focus inside, closes on Escape and gives the focus back.

use std::future::ready;
use std::pin::Pin;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlDialogElement;

use super::dom::{El, button, el, unique_name};
use super::notice::{self, notice};
use super::text::Text;
use super::words::Words;
use crate::view::paint;
use crate::view::reactive::RwSignal;

/// What a dialog asks.
pub(super) struct Question {
    /// Its heading, which also names it.
    pub(super) title: String,
    /// What there is to read or to fill in.
    pub(super) content: El,
    /// What the button says that does it.
    pub(super) confirm: String,
    /// Whether something is lost by it.
    pub(super) weight: Weight,
}

/// How grave the answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Ordinary,
    /// Something is lost; the button looks like it.
    Destructive,
    /// It is to be read, and what the button does is offered besides: the other one closes it.
    Offer,
    /// Nothing is asked: it is to be read, and there is only the button that closes it.
    Nothing,
}

/// What becomes of what was asked for, or what went wrong with it.
pub(super) type Outcome = Pin<Box<dyn Future<Output = Result<(), String>>>>;

/// Does what was asked for.
pub(super) type Act = Rc<dyn Fn() -> Outcome>;

/// A dialog that opens as soon as it is on the page; show it with [`El::show`] as long as there is
/// something to ask. `act` does what was asked for: it stays open and shows what `act` says went
/// wrong; of a field that `act` has [marked](super::notice::mark) only until something is changed. `close`
/// is called when it is done or the reader wants nothing of it.
pub(super) fn dialog(
    words: Words,
    question: Question,
    act: impl Fn() -> Result<(), String> + 'static,
    close: impl Fn() + 'static,
) -> El {
    let act = move || -> Outcome { Box::pin(ready(act())) };
    // It does not take long enough to be closed meanwhile.
    dialog_that_waits(words, question, Rc::new(act), Rc::new(close), Rc::new(|_| ()))
}

/// The same for what the host is to do. It may be closed before the host has answered, which changes
/// nothing about what is done: `late` is then told what went wrong.
pub(super) fn dialog_that_waits(
    words: Words,
    question: Question,
    act: Act,
    close: Rc<dyn Fn()>,
    late: Rc<dyn Fn(String)>,
) -> El {
    let busy = RwSignal::new(false);
    let error = RwSignal::new(String::new());
    let dialog = el("dialog").class("dialog").part("dialog").label(&question.title);
    if question.weight == Weight::Destructive {
        // What would be lost is read out with the title, not only to whoever looks for it.
        let id = unique_name();
        dialog.set("aria-describedby", Some(&id));
        question.content.set("id", Some(&id));
    }
    let done = dialog.clone();
    let submit = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        error.set(String::new());
        let (outcome, dialog, late) = (act(), done.clone(), Rc::clone(&late));
        spawn_local(async move {
            let outcome = outcome.await;
            let is_open = !busy.is_disposed() && native(&dialog).open();
            match outcome {
                Ok(()) if is_open => {
                    busy.set(false);
                    // Gives the focus back, and tells that it is closed.
                    native(&dialog).close();
                }
                Err(why) if is_open => {
                    busy.set(false);
                    error.set(why);
                }
                Ok(()) => {}
                Err(why) => late(why),
            }
        });
    };
    let confirm = match question.weight {
        Weight::Ordinary | Weight::Offer | Weight::Nothing => "primary",
        Weight::Destructive => "primary destructive",
    };
    let leave = match question.weight {
        Weight::Offer => Text::DialogClose,
        Weight::Ordinary | Weight::Destructive | Weight::Nothing => Text::DialogCancel,
    };
    let cancel = dialog.clone();
    let form = notice::form(error)
        .on("submit", move |event| {
            event.prevent_default();
            submit();
        })
        .child(el("h2").text(&question.title))
        .child(question.content)
        .child(notice(move || error.get()))
        .child(
            el("div")
                .class("dialog-buttons")
                .child(
                    button(words.get(leave))
                        .hidden_when(move || question.weight == Weight::Nothing)
                        .on_click(move || native(&cancel).close()),
                )
                .child(
                    el("button")
                        .attr("type", "submit")
                        .class(confirm)
                        .part("button primary")
                        .attr_with("aria-disabled", move || {
                            Some(if busy.get() { "true" } else { "false" })
                        })
                        .text(&question.confirm),
                ),
        );
    let opened = dialog.clone();
    paint::before(move || {
        // Fails when it is off the page again already.
        let _ = native(&opened).show_modal();
    });
    dialog.child(form).on("close", move |_| close())
}

/// Closes a dialog whose question does not arise any more, as if the reader had. The focus goes back.
pub(super) fn dismiss(dialog: &El) {
    native(dialog).close();
}

fn native(dialog: &El) -> &HtmlDialogElement {
    // Made as a `dialog` above.
    dialog.element().unchecked_ref()
}
