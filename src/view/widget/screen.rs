//! What the widget shows: the login form, and in its place what a logged-in reader works with.

use std::rc::Rc;

use leptos::prelude::{Get, Signal, untrack};
use wasm_bindgen::JsCast;
use web_sys::DragEvent;

use crate::session::State as SessionState;
use crate::view::code::{self, Code};
use crate::view::dom::{El, el, on_page, react};
use crate::view::entrance::Entrance;
use crate::view::focus;
use crate::view::notice::notice;
use crate::view::reactive::RwSignal;
use crate::view::sign_in::{Offer, sign_in};
use crate::view::text::Text;
use crate::view::words::Words;
use crate::view::workspace::Opening;

/// How somebody turns to the widget: with the pointer or a finger, with the keyboard, with files in
/// hand.
const INTENT: [&str; 3] = ["pointerenter", "focusin", "dragenter"];

/// Everything the widget shows; `message` is the page's, empty for none. `opening` is what the
/// workspace in it is opened with.
pub(super) fn screen(
    entrance: Entrance,
    offer: Rc<Offer>,
    message: Signal<String>,
    opening: impl FnOnce(El) -> Opening,
) -> El {
    let words = entrance.words;
    let expired = move || match entrance.login.get() {
        SessionState::Expired { .. } => words.get(Text::Expired),
        SessionState::SignedOut | SessionState::SignedIn(_) => String::new(),
    };
    // What is typed stays when nobody is logged in in another way than before.
    let no_form = RwSignal::new(false);
    react(move || no_form.set_if_other(entrance.needs_no_login()));
    let offered = Rc::clone(&offer);
    let form = move || (!no_form.get()).then(|| sign_in(entrance, Rc::clone(&offered)));
    let busy = move || entrance.returns().then(|| busy(words));
    let missed = move || if entrance.misses_code() { Code::Missing } else { Code::There };
    let screen = el("section")
        .class("upload-widget")
        .part("widget")
        .attr("lang", words.language().tag())
        .attr("dir", words.language().direction())
        .label(words.get(Text::WidgetLabel))
        .attr("tabindex", "-1")
        .child(notice(move || message.get()))
        .child(notice(expired))
        .show(form)
        .show(busy)
        .child(code::delay(words, missed, move || entrance.prepare()));
    let screen =
        INTENT.iter().fold(screen, |screen, name| screen.on(name, move |_| entrance.turn_to()));
    open(entrance, offer, opening(screen.clone()));
    let screen = focus::watch(screen);
    keep_the_focus(entrance, &screen);
    refuse_files(entrance, &screen);
    screen
}

/// What stands in place of the form while a reader is logged in who had stayed so.
fn busy(words: Words) -> El {
    el("p").class("sign-in-busy").attr("role", "status").text(words.get(Text::SignInBusy))
}

/// As long as nobody is logged in, files that are dropped on the widget stay where they are: left
/// alone, the browser would open them and leave the page. What the page does with them comes first.
fn refuse_files(entrance: Entrance, screen: &El) {
    for name in ["dragover", "drop"] {
        let screen = screen.element().clone();
        on_page(name, move |event| {
            let signed_in =
                entrance.login.with_untracked(|login| matches!(login, SessionState::SignedIn(_)));
            let ours = || event.composed_path().includes(&screen, 0);
            if signed_in || event.default_prevented() || !ours() {
                return;
            }
            let transfer = event.unchecked_ref::<DragEvent>().data_transfer();
            if let Some(transfer) = transfer
                && transfer.types().includes(&"Files".into(), 0)
            {
                event.prevent_default();
                transfer.set_drop_effect("none");
            }
        });
    }
}

/// Opens the workspace as soon as its code is there.
fn open(entrance: Entrance, offer: Rc<Offer>, opening: Opening) {
    let mut opening = Some(opening);
    react(move || match entrance.code.get() {
        Code::There => {
            if let Some(opening) = opening.take() {
                untrack(|| code::open(opening));
            }
        }
        Code::Missing => entrance.log_out_without(&offer),
        Code::Unasked | Code::Wanted => {}
    });
}

/// The form that had the focus is gone after a login, and the rest after a logout.
fn keep_the_focus(entrance: Entrance, screen: &El) {
    let mut first = true;
    let screen = screen.clone();
    react(move || {
        entrance.login.track();
        // Not at first: the page may be doing something else.
        if !std::mem::take(&mut first) {
            let screen = screen.clone();
            focus::rescue_in_place(move || Some(screen));
        }
    });
}
