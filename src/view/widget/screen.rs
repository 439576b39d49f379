//! What the widget shows: the login form, or the way from a folder and files to links.

use std::rc::Rc;

use leptos::prelude::*;

use crate::session::State as SessionState;
use crate::view::account_bar::account_bar;
use crate::view::context::Context;
use crate::view::dom::{El, el, react};
use crate::view::drop_area::{DropZone, drop_area, listen_for_drops, listen_for_pastes};
use crate::view::file_list::file_list;
use crate::view::focus;
use crate::view::folder_picker::folder_picker;
use crate::view::links_panel::{LinkForms, links_panel};
use crate::view::my_files::my_files;
use crate::view::notice::notice;
use crate::view::sign_in::{Offer, sign_in};
use crate::view::text::Text;
use crate::view::url_import::{UrlImports, url_imports};

/// What the page decides of the screen.
pub(super) struct Parts {
    pub(super) offer: Rc<Offer>,
    pub(super) drop_zone: DropZone,
    pub(super) links: LinkForms,
    /// A message from the page; empty for none.
    pub(super) message: Signal<String>,
}

/// Everything the widget shows.
pub(super) fn screen(context: Context, parts: Parts) -> El {
    let words = context.words;
    let Parts { offer, drop_zone, links, message } = parts;
    let imports = UrlImports::new(context);
    let expired = move || match context.login.get() {
        SessionState::Expired { .. } => words.get(Text::Expired),
        SessionState::SignedOut | SessionState::SignedIn(_) => String::new(),
    };
    let screen = el("section")
        .class("upload-widget")
        .part("widget")
        .attr("lang", words.language().tag())
        .attr("dir", words.language().direction())
        .label(words.get(Text::WidgetLabel))
        .attr("tabindex", "-1");
    let (screen, hover) = listen_for_drops(context, imports, screen, drop_zone);
    listen_for_pastes(context, imports, &screen);
    let top = move || match context.login.get() {
        SessionState::SignedIn(signed_in) => el("div")
            .class("stack")
            .child(account_bar(context, &signed_in))
            .child(folder_picker(context))
            .child(drop_area(context, imports, hover))
            .child(url_imports(imports)),
        SessionState::SignedOut | SessionState::Expired { .. } => {
            sign_in(context, Rc::clone(&offer))
        }
    };
    let screen = screen
        .child(notice(move || message.get()))
        .child(notice(expired))
        .show(move || Some(top()))
        .child(file_list(context))
        .child(links_panel(context, links))
        .child(my_files(context));
    keep_the_focus(context, &screen);
    screen
}

/// The form that had the focus is gone after a login, and the rest after a logout.
fn keep_the_focus(context: Context, screen: &El) {
    let mut first = true;
    let screen = screen.clone();
    react(move || {
        context.login.track();
        // Not at first: the page may be doing something else.
        if !std::mem::take(&mut first) {
            let screen = screen.clone();
            focus::rescue(move || Some(screen));
        }
    });
}
