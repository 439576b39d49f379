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
use crate::api::FileId;
use crate::session::State as SessionState;
use crate::view::reactive::{Memo, RwSignal};
use panel::{Panel, State};

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
    let body = el("div");
    keep_the_focus(panel, body.clone(), toggle);
    body.show(move || open.get().then(|| list::list(panel)))
        .show(move || panel.asking.get().map(|question| questions::ask(panel, question)))
}

/// The row, the dialog or the link that had the focus may be gone; not every browser gives it to a
/// button that is clicked. The focus goes to the row of the file that something was done to, or to the
/// one that stands in its place now; else to the button `toggle`.
fn keep_the_focus(panel: Panel, body: El, toggle: El) {
    // The file that was asked about last, and where it stood, until the list shows what became of it.
    let mut asked = None::<(FileId, usize)>;
    react(move || {
        let is_loaded = panel.state.get() == State::Loaded;
        panel.ready.track();
        let asking = panel.asking.get();
        if let Some(asking) = &asking {
            asked = asking.files.first().and_then(|file| {
                // The listing may have come before the dialog has gone.
                let before = asked.take().filter(|(id, _)| *id == file.id).map(|(_, at)| at);
                Some((file.id.clone(), panel.place(&file.id).or(before)?))
            });
        }
        let toggle = toggle.clone();
        let Some(row) = asked.clone() else {
            return focus::rescue_in_place(move || Some(toggle));
        };
        let body = body.clone();
        focus::rescue(move || row_of(panel, &body, row).or(Some(toggle)));
        if asking.is_none() && is_loaded && panel.working.with_untracked(Option::is_none) {
            asked = None;
        }
    });
}

/// The button in the row of this file, or in the row that stands where it was.
fn row_of(panel: Panel, body: &El, (id, place): (FileId, usize)) -> Option<El> {
    let shown = panel.shown.try_get_untracked()?;
    let place = panel.place(&id).unwrap_or_else(|| place.min(shown.len().saturating_sub(1)));
    let row = ["[aria-posinset=\"", &(place + 1).to_string(), "\"] .menu-button button"].concat();
    body.element().query_selector(&row).ok().flatten().map(El::found)
}
