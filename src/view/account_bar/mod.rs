//! Who is logged in, where, how much storage is left, and the way out.

mod details;
mod storage;

use std::rc::Rc;

use leptos::prelude::Track;
use wasm_bindgen_futures::spawn_local;

use super::context::Context;
use super::dialog::{Question, Weight, dialog, dismiss};
use super::dom::{El, Icon, button, el, icon, react};
use super::later::{Part, later};
use super::names;
use super::text::Text;
use crate::session::SignedIn;
use crate::view::paint;
use crate::view::reactive::RwSignal;
pub(super) use details::details;
pub(super) use storage::Storage;

/// Whether the reader is asked about logging out.
pub(super) type Leaving = RwSignal<bool>;

/// The line at the top of the widget.
pub(super) fn account_bar(context: Context, signed_in: &Rc<SignedIn>) -> El {
    let words = context.words;
    let storage = Storage::of(context, signed_in);
    let open = RwSignal::new(false);
    let leaving = RwSignal::new(false);
    let leave = move || match on_their_way(context) {
        0 => log_out(context),
        _ => leaving.set(true),
    };
    let part =
        |class, text: &str| el("span").class(class).child(el("bdi").text(names::shown(text)));
    let name = words.get(Text::AccountDetails);
    let more = button("")
        .class("quiet icon")
        .attr("title", &name)
        .label(name)
        .attr_with("aria-expanded", move || Some(if open.get() { "true" } else { "false" }))
        .child(icon(Icon::Down))
        .on_click(move || open.update(|open| *open = !*open));
    let told = Rc::clone(signed_in);
    el("header")
        .class("account-bar")
        .part("account")
        .label(words.get(Text::AccountRegion))
        .child(el("strong").class("account-host").text(names::shown(signed_in.host.name())))
        .child(
            el("span")
                .class("account-details")
                .child(part("account-user", &signed_in.account.username))
                .child(part("account-package", &signed_in.package.label))
                .child(storage.line(words)),
        )
        .child(more)
        .child(button(words.get(Text::AccountLogOut)).class("quiet account-leave").on_click(leave))
        .show(move || {
            open.get().then(|| later(context, Part::Account(context, Rc::clone(&told), storage)))
        })
        .show(move || leaving.get().then(|| later(context, Part::Leaving(context, leaving))))
}

/// Files that are not stored yet, and are not given up either.
fn on_their_way(context: Context) -> usize {
    context.engine().queue().summary().unfinished()
}

fn log_out(context: Context) {
    spawn_local(async move {
        // Here the reader is logged out either way; an unreachable host forgets the token by itself
        // after an hour.
        let _ = context.session().sign_out().await;
    });
}

/// Asks before uploads are stopped, as long as there are any.
pub(super) fn ask(context: Context, leaving: Leaving) -> El {
    let words = context.words;
    let count = move || {
        context.queue_changed.track();
        words.plural(Text::AccountBusy, on_their_way(context))
    };
    let question = Question {
        title: words.get(Text::AccountBusyTitle),
        content: el("p").text_with(count),
        confirm: words.get(Text::AccountLogOut),
        weight: Weight::Destructive,
    };
    let act = move || {
        log_out(context);
        Ok(())
    };
    let dialog = dialog(words, question, act, move || {
        leaving.try_set(false);
    });
    let open = dialog.clone();
    react(move || {
        context.queue_changed.track();
        if on_their_way(context) == 0 {
            dismiss(&open);
            // It opens with the next frame: they may have ended before.
            let open = open.clone();
            paint::before(move || dismiss(&open));
        }
    });
    dialog
}
