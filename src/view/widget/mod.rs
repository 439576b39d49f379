//! The widget as a whole: the login form, then one screen for everything else.

use leptos::{ev, html, prelude::*};

use super::account_bar::AccountBar;
use super::context::Context;
use super::drop_area::DropArea;
use super::file_list::FileList;
use super::focus;
use super::folder_picker::FolderPicker;
use super::links_panel::LinksPanel;
use super::notice::Notice;
use super::sign_in::{HostChoice, SignIn};
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
    let context = Context::provide(Locale::english(&language), options, transport);
    let words = context.words;
    let hosts = StoredValue::new_local(hosts);

    // A login this tab was told to keep, or one of another tab, is taken up without a word.
    let on_offer = hosts
        .with_value(|hosts| hosts.iter().map(|choice| choice.host.clone()).collect::<Vec<_>>());
    wasm_bindgen_futures::spawn_local(async move {
        context.session().rejoin(on_offer).await;
    });
    ask_before_leaving(context);
    let expired = Signal::derive(move || match context.login.get() {
        SessionState::Expired { .. } => words.get(Text::Expired),
        SessionState::SignedOut | SessionState::SignedIn(_) => String::new(),
    });
    // The form that had the focus is gone after a login, and the rest after a logout.
    let screen = NodeRef::<html::Section>::new();
    Effect::new(move |before: Option<()>| {
        context.login.track();
        // Not at first: the page may be doing something else.
        if before.is_some() {
            focus::rescue(move || screen.get_untracked());
        }
    });
    let top = move || match context.login.get() {
        SessionState::SignedIn(signed_in) => view! {
            <AccountBar signed_in/>
            <FolderPicker/>
            <DropArea/>
        }
        .into_any(),
        SessionState::SignedOut | SessionState::Expired { .. } => {
            view! { <SignIn hosts=hosts.get_value() selected other_hosts/> }.into_any()
        }
    };
    view! {
        <section class="upload-widget" aria-label=words.get(Text::WidgetLabel) tabindex="-1"
            node_ref=screen>
            <Notice text=message/>
            <Notice text=expired/>
            {top}
            <FileList/>
            <LinksPanel/>
        </section>
    }
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
