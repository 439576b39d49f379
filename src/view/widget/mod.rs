//! The widget as a whole: the login form, then one screen for everything else.

mod screen;

use std::rc::Rc;

use leptos::{ev, html, prelude::*};
use web_sys::Element;

use super::context::Context;
use super::controller::Controller;
use super::dom::react;
use super::drop_area::DropZone;
use super::events::{self, Event, OnEvent};
use super::links_panel::LinkForms;
use super::sign_in::{HostChoice, Offer};
use super::text::Locale;
use crate::api::Transport;
use crate::links::{Format, Template};
use crate::session::{Grant, Stay};
use crate::transfer::{Options, Target};
use screen::{Parts, screen};

/// The upload widget: login, folder picking, file selection, upload and share links.
///
/// Its style sheets have to be adopted once by the document or the shadow root it stands in, see
/// [`style::adopt`](super::style::adopt).
///
/// ```no_run
/// use leptos::prelude::*;
/// use upload_widget::api::{Host, Profile};
/// use upload_widget::view::{HostChoice, UploadWidget};
///
/// leptos::mount::mount_to_body(|| {
///     view! { <UploadWidget hosts=vec![HostChoice::from(Host::of(Profile::Filecloudy))]/> }
/// });
/// ```
#[component]
pub fn UploadWidget(
    /// The hosts the reader can choose from.
    #[prop(optional)]
    hosts: Vec<HostChoice>,
    /// Which of them is chosen at first, counted from 0.
    #[prop(optional)]
    selected: usize,
    /// Whether the address of any other host may be typed.
    #[prop(optional)]
    other_hosts: bool,
    /// The reader's language; English by default, with the browser's way of writing numbers.
    #[prop(optional)]
    locale: Option<Locale>,
    /// What the upload engine may do.
    #[prop(optional)]
    options: Options,
    /// How uploads are sent; matters on a page of another origin than its host.
    #[prop(optional)]
    transport: Transport,
    /// Where on the page files may be dropped.
    #[prop(optional)]
    drop_zone: DropZone,
    /// A message from the page around the widget; empty for none.
    #[prop(optional, into)]
    message: Signal<String>,
    /// The ways to write links down that are offered, the first one chosen; all by default.
    #[prop(optional)]
    formats: Vec<Format>,
    /// Ways to write links down, offered beside the usual ones.
    #[prop(optional)]
    templates: Vec<Template>,
    /// Steers the widget from outside.
    #[prop(optional)]
    controller: Controller,
    /// Is told what happens in the widget.
    #[prop(optional)]
    on_event: Option<OnEvent>,
    /// Logs in by itself, on the chosen host: a token of the page's own, or what supplies one.
    #[prop(optional)]
    credentials: Option<Grant>,
    /// The folder that files go to at first; the account's root by default.
    #[prop(optional)]
    folder: Option<Target>,
    /// Whether files start by themselves. Otherwise they wait for [`Controller::start`].
    #[prop(default = true)]
    auto_upload: bool,
) -> impl IntoView {
    let locale = locale
        .unwrap_or_else(|| Locale::english(&browser_language().unwrap_or_else(|| "en".to_owned())));
    let context = Context::new(locale, options, transport);
    let offer = Offer { hosts, selected, other_hosts };

    // A login this tab was told to keep, or one of another tab, is taken up without a word.
    let on_offer = offer.hosts.iter().map(|choice| choice.host.clone()).collect::<Vec<_>>();
    let supplied = credentials.zip(on_offer.get(selected).cloned());
    let told = on_event.clone();
    wasm_bindgen_futures::spawn_local(async move {
        let Some((grant, host)) = supplied else {
            context.session().rejoin(on_offer).await;
            return;
        };
        let login = context.session().sign_in(host, grant, Stay::No).await;
        if let (Err(error), Some(told)) = (login, told) {
            told(&Event::Error(error));
        }
    });
    controller.steer(context);
    if let Some(folder) = folder {
        context.home.set_value(Rc::new(folder));
    }
    if !auto_upload {
        hold_new_files(context);
    }
    if let Some(on_event) = on_event {
        events::tell(context, on_event);
    }
    ask_before_leaving(context);
    let links = LinkForms::new(context.words, formats, templates);
    let widget = screen(context, Parts { offer: Rc::new(offer), drop_zone, links, message });
    html::div().directive(
        move |container: Element| {
            // Fails when a node would be put into itself.
            let _ = container.append_child(widget.element());
        },
        (),
    )
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

fn browser_language() -> Option<String> {
    web_sys::window()?.navigator().language()
}
