//! Everything that a logged-in reader works with: the account, a folder, files and their links; and
//! the engine that sends them.

use leptos::{ev, prelude::*};

use super::account_bar::account_bar;
use super::code;
use super::context::{Context, Entrance};
use super::controller::Controller;
use super::dom::{El, el, react};
use super::drop_area::{DropZone, drop_area, listen_for_drops, listen_for_pastes};
use super::events::{self, OnEvent};
use super::file_list::file_list;
use super::folder_picker::folder_picker;
use super::links_panel::{LinkForms, links_panel};
use super::my_files::my_files;
use super::style;
use super::url_import::{UrlImports, url_imports};
use crate::links::{Format, Template};
use crate::session::State as SessionState;
use crate::transfer::{Options, Target};

/// What the page decides of the workspace.
#[derive(Clone)]
pub(super) struct Opening {
    pub(super) entrance: Entrance,
    /// The widget, at whose end the workspace is put.
    pub(super) screen: El,
    pub(super) options: Options,
    pub(super) folder: Option<Target>,
    pub(super) auto_upload: bool,
    pub(super) drop_zone: DropZone,
    pub(super) formats: Vec<Format>,
    pub(super) templates: Vec<Template>,
    pub(super) controller: Controller,
    pub(super) on_event: Option<OnEvent>,
}

impl Opening {
    /// Starts the engine, and shows what there is to work with.
    pub(super) fn open(self) {
        let context = Context::new(self.entrance, self.options, self.folder);
        if code::SPLIT {
            style::adopt_rest(self.screen.element());
        }
        if !self.auto_upload {
            hold_new_files(context);
        }
        if let Some(on_event) = self.on_event {
            events::tell_of_queue(context, on_event);
        }
        ask_before_leaving(context);
        let imports = UrlImports::new(context);
        let (screen, hover) = listen_for_drops(context, imports, self.screen, self.drop_zone);
        listen_for_pastes(context, imports, &screen);
        let links = LinkForms::new(context.words, self.formats, self.templates);
        let top = move || match context.login.get() {
            SessionState::SignedIn(signed_in) => Some(
                el("div")
                    .class("stack")
                    .child(account_bar(context, &signed_in))
                    .child(folder_picker(context))
                    .child(drop_area(context, imports, hover))
                    .child(url_imports(imports)),
            ),
            SessionState::SignedOut | SessionState::Expired { .. } => None,
        };
        screen
            .show(top)
            .child(file_list(context))
            .child(links_panel(context, links))
            .child(my_files(context));
        self.controller.steer(context);
    }
}

/// Files wait to be started, each time the list has come to an end anew.
fn hold_new_files(context: Context) {
    react(move || {
        context.queue_changed.track();
        let progress = context.engine().progress();
        if !progress.paused && progress.summary.open == 0 {
            context.engine().pause_all();
        }
    });
}

/// Has the browser ask before the page is left while files are on their way or wait for it.
fn ask_before_leaving(context: Context) {
    let handle = window_event_listener(ev::beforeunload, move |event| {
        let summary = context.engine().progress().summary;
        if summary.open + summary.paused > 0 {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}
