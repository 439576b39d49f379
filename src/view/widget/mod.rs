//! The widget as a whole: the login form, then one screen for everything else.

use std::rc::Rc;

use leptos::{ev, html, prelude::*};
use web_sys::Element;

use super::account_bar::account_bar;
use super::context::Context;
use super::dom::{El, el, react};
use super::drop_area::drop_area;
use super::file_list::file_list;
use super::focus;
use super::folder_picker::folder_picker;
use super::links_panel::links_panel;
use super::notice::notice;
use super::sign_in::{HostChoice, Offer, sign_in};
use super::text::{Locale, Text};
use crate::api::Transport;
use crate::session::State as SessionState;
use crate::transfer::Options;

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
    /// The reader's language as a BCP 47 tag, for numbers; the browser's own by default.
    #[prop(optional, into)]
    language: Option<String>,
    /// What the upload engine may do.
    #[prop(optional)]
    options: Options,
    /// How uploads are sent; matters on a page of another origin than its host.
    #[prop(optional)]
    transport: Transport,
    /// A message from the page around the widget; empty for none.
    #[prop(optional, into)]
    message: Signal<String>,
) -> impl IntoView {
    let language = language.or_else(browser_language).unwrap_or_else(|| "en".to_owned());
    let context = Context::new(Locale::english(&language), options, transport);
    let offer = Offer { hosts, selected, other_hosts };

    // A login this tab was told to keep, or one of another tab, is taken up without a word.
    let on_offer = offer.hosts.iter().map(|choice| choice.host.clone()).collect::<Vec<_>>();
    wasm_bindgen_futures::spawn_local(async move {
        context.session().rejoin(on_offer).await;
    });
    ask_before_leaving(context);
    let widget = screen(context, Rc::new(offer), message);
    html::div().directive(
        move |container: Element| {
            // Fails when a node would be put into itself.
            let _ = container.append_child(widget.element());
        },
        (),
    )
}

/// Everything the widget shows.
fn screen(context: Context, offer: Rc<Offer>, message: Signal<String>) -> El {
    let words = context.words;
    let expired = move || match context.login.get() {
        SessionState::Expired { .. } => words.get(Text::Expired),
        SessionState::SignedOut | SessionState::SignedIn(_) => String::new(),
    };
    let top = move || match context.login.get() {
        SessionState::SignedIn(signed_in) => el("div")
            .class("stack")
            .child(account_bar(context, &signed_in))
            .child(folder_picker(context))
            .child(drop_area(context)),
        SessionState::SignedOut | SessionState::Expired { .. } => {
            sign_in(context, Rc::clone(&offer))
        }
    };
    let screen = el("section")
        .class("upload-widget")
        .label(words.get(Text::WidgetLabel))
        .attr("tabindex", "-1")
        .child(notice(move || message.get()))
        .child(notice(expired))
        .show(move || Some(top()))
        .child(file_list(context))
        .child(links_panel(context));
    // The form that had the focus is gone after a login, and the rest after a logout.
    let mut first = true;
    let stage = screen.clone();
    react(move || {
        context.login.track();
        // Not at first: the page may be doing something else.
        if !std::mem::take(&mut first) {
            let stage = stage.clone();
            focus::rescue(move || Some(stage));
        }
    });
    screen
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
