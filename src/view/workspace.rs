//! Everything that a logged-in reader works with: the account, a folder, files and their links; and
//! the session and the engine behind it.

use std::rc::Rc;

use futures_util::FutureExt;
use leptos::ev;
use leptos::prelude::{on_cleanup, window_event_listener};
use wasm_bindgen_futures::spawn_local;

use super::account_bar::account_bar;
use super::code;
use super::context::Context;
use super::dom::{El, el, on_page};
use super::drop_area::{DropZone, Hover, drop_area, listen_for_drops, listen_for_pastes};
use super::entrance::{Asker, Entrance, Request};
use super::events::{self, Event, OnEvent};
use super::file_list::file_list;
use super::focus;
use super::folder_picker::{Picker, folder_picker};
use super::links_panel::{LinkForms, links_panel};
use super::my_files::my_files;
use super::sign_in::Offer;
use super::style;
use super::url_import::{UrlImports, url_imports};
use crate::api::{Error, Transport};
use crate::links::{Format, Template};
use crate::session::{State as SessionState, kept_account};
use crate::transfer::{Options, Target};

/// What the page decides of the workspace.
#[derive(Clone)]
pub(super) struct Opening {
    pub(super) entrance: Entrance,
    pub(super) offer: Rc<Offer>,
    /// The widget, at whose end the workspace is put.
    pub(super) screen: El,
    pub(super) transport: Transport,
    pub(super) options: Options,
    pub(super) folder: Option<Target>,
    pub(super) drop_zone: DropZone,
    pub(super) formats: Vec<Format>,
    pub(super) templates: Vec<Template>,
    pub(super) on_event: Option<OnEvent>,
}

impl Opening {
    /// Starts the engine, and shows what there is to work with.
    pub(super) fn open(self) {
        self.entrance.words.complete();
        let context = Context::new(self.entrance, self.transport, self.options, self.folder);
        if code::SPLIT {
            style::adopt_rest(self.screen.element());
        }
        if let Some(on_event) = &self.on_event {
            events::tell_of_login(context, on_event.clone());
            events::tell_of_queue(context, on_event.clone());
        }
        let (offer, on_event) = (self.offer, self.on_event);
        let entrance = self.entrance;
        let take = move |request| fulfil(context, entrance, request, &offer, &on_event);
        // Before anything is built: the host answers meanwhile.
        entrance.take_requests(Rc::new(take));
        ask_before_leaving(context);
        on_page("pageshow", move |event| {
            let was_aside = js_sys::Reflect::get(&event, &"persisted".into());
            if was_aside.is_ok_and(|was_aside| was_aside.is_truthy())
                && let Some((session, _)) = context.while_there()
            {
                session.come_back();
            }
        });
        focus::leave_on_press(&self.screen);
        let imports = UrlImports::new(context);
        let (screen, hover) = listen_for_drops(context, imports, self.screen, self.drop_zone);
        listen_for_pastes(context, imports, &screen);
        let links = LinkForms::new(context.words, self.formats, self.templates);
        let reader = context.reader();
        screen
            .show(move || reader.get().map(|_| top(context, imports, hover)))
            .child(file_list(context))
            .child(links_panel(context, imports, links))
            .child(my_files(context));
    }
}

/// What a reader adds files with. While their login has expired nothing is shown of it; what is
/// known of their folders, and which one they have chosen, stays until somebody else logs in.
fn top(context: Context, imports: UrlImports, hover: Hover) -> El {
    let picker = Picker::new(context);
    el("div").class("top").show(move || match context.login.get() {
        SessionState::SignedIn(signed_in) => Some(
            el("div")
                .class("stack")
                .child(account_bar(context, &signed_in))
                .child(folder_picker(picker))
                .child(drop_area(context, imports, hover))
                .child(url_imports(imports)),
        ),
        SessionState::SignedOut | SessionState::Expired { .. } => None,
    })
}

/// Does what was requested of the workspace.
fn fulfil(
    context: Context,
    entrance: Entrance,
    request: Request,
    offer: &Offer,
    on_event: &Option<OnEvent>,
) {
    let Some((session, engine)) = context.while_there() else { return };
    match request {
        Request::SignIn { host, grant, stay, asker } => {
            let on_event = on_event.clone();
            begin(async move {
                let answer = session.sign_in(host, grant, stay).await;
                // The widget may be gone by the time the host answers.
                if context.while_there().is_none() {
                    return;
                }
                match (asker, answer) {
                    (Asker::Reader(answered), answer) => {
                        answered(answer.map_err(|error| context.words.error(&error)));
                    }
                    // The page itself has logged out meanwhile.
                    (Asker::Page, Ok(()) | Err(Error::Cancelled)) => {}
                    (Asker::Page, Err(error)) => {
                        if let Some(on_event) = on_event {
                            on_event.tell(&Event::Error(error), context.words);
                        }
                    }
                }
            });
        }
        Request::Rejoin(hosts) => begin(async move {
            session.rejoin(hosts).await;
            entrance.has_come_back();
        }),
        Request::SignOut(held) => {
            let hosts = offer.with_kept();
            // Nobody else knows of a login that was not taken up.
            for host in &hosts {
                if let Some(account) = kept_account(host) {
                    engine.forget_account(host, &account);
                }
            }
            spawn_local(async move {
                session.sign_out_on(&hosts).await;
                drop(held);
            });
        }
        Request::Add(files) => engine.add(files, &context.target.get_untracked()),
        Request::Pause => engine.pause_all(),
        Request::Resume => engine.resume_all(),
        Request::Cancel => engine.cancel_all(),
        Request::Clear => engine.clear(),
    }
}

/// Runs a task as far as it gets at once, so that what it asks of the host is on its way; the rest when
/// there is an answer.
fn begin(task: impl Future<Output = ()> + 'static) {
    let mut task = Box::pin(task);
    if (&mut task).now_or_never().is_none() {
        spawn_local(task);
    }
}

/// Has the browser ask before the page is left while files are on their way or wait for it.
fn ask_before_leaving(context: Context) {
    let handle = window_event_listener(ev::beforeunload, move |event| {
        if context.engine().progress().summary.unfinished() > 0 {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}
