//! What is in the folder that new files go to: each file, and what can be done about it.

mod actions;
mod destination;
mod details;
mod list;
mod loaded;
mod panel;
mod questions;
mod row;
mod tools;
mod work;

use super::context::Context;
use super::dom::{El, Icon, button, el, icon, react};
use super::focus;
use super::later::{Part, later};
use super::text::Text;
use crate::session::State as SessionState;
use crate::view::reactive::{Memo, RwSignal};
use panel::Panel;

/// The files of the target folder, closed at first: nothing is asked of the host until the reader
/// wants to see them. Not there while nobody is logged in.
pub(super) fn my_files(context: Context) -> El {
    let signed_in = Memo::new(move |_| matches!(&*context.login.read(), SessionState::SignedIn(_)));
    el("div").class("my-files-place").show(move || signed_in.get().then(|| section(context)))
}

fn section(context: Context) -> El {
    let words = context.words;
    let open = RwSignal::new(false);
    // What was looked for and selected stays while it is closed.
    let opened = Memo::new(move |before: Option<&bool>| before == Some(&true) || open.get());
    let toggle = button("")
        .class("quiet")
        .attr_with("aria-expanded", move || Some(if open.get() { "true" } else { "false" }))
        .class_when("opened", move || open.get())
        .child(icon(Icon::Right))
        .child(el("span").text(words.get(Text::MyFilesTitle)))
        .on_click(move || open.update(|open| *open = !*open));
    let place = toggle.clone();
    el("section")
        .class("my-files")
        .part("my-files")
        .label(words.get(Text::MyFilesTitle))
        .child(el("h2").child(toggle))
        .show(move || {
            opened.get().then(|| later(context, Part::MyFiles(context, open, place.clone())))
        })
}

/// What the button `toggle` opens.
pub(super) fn panel(context: Context, open: RwSignal<bool>, toggle: El) -> El {
    let panel = Panel::new(context, open);
    // The row or the dialog that had the focus may be gone; not every browser gives it to a button
    // that is clicked.
    react(move || {
        panel.asking.track();
        panel.state.track();
        let toggle = toggle.clone();
        focus::rescue_in_place(move || Some(toggle));
    });
    el("div")
        .show(move || open.get().then(|| list::list(panel)))
        .show(move || panel.asking.get().map(|question| questions::ask(panel, question)))
}
