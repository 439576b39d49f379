//! The widget as a whole: the login form, then one screen for everything else.

mod screen;

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::Reflect;
use leptos::{html, prelude::*};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

use super::controller::Controller;
use super::drop_area::DropZone;
use super::entrance::{Asker, Entrance, Request};
use super::events::OnEvent;
use super::paint;
use super::sign_in::{HostChoice, Offer};
use super::text::Locale;
use super::workspace::Opening;
use crate::api::{Host, Transport};
use crate::links::{Format, Template};
use crate::session::{Grant, Lookout, Stay, is_kept};
use crate::transfer::{Options, Target};
use crate::view::reactive::StoredValue;
use screen::screen;

/// How long a page may look for a login before what such a reader works with is loaded beside.
const PATIENCE: Duration = Duration::from_millis(50);

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
    /// Logs in by itself, on the chosen host: a token of the page's own, or what supplies one. A supplier
    /// that has none for this reader leaves it to the reader.
    #[prop(optional)]
    credentials: Option<Grant>,
    /// The folder that files go to at first; the account's root by default.
    #[prop(optional)]
    folder: Option<Target>,
) -> impl IntoView {
    let locale = locale
        .unwrap_or_else(|| Locale::english(&browser_language().unwrap_or_else(|| "en".to_owned())));
    let entrance = Entrance::new(locale);
    controller.enter(entrance);
    let supplied = credentials.zip(hosts.get(selected).map(|choice| choice.host.clone()));
    let offer = Rc::new(Offer { hosts, selected, other_hosts });
    begin(entrance, supplied, Rc::clone(&offer));
    let widget = screen(entrance, Rc::clone(&offer), message, |screen| Opening {
        entrance,
        offer,
        screen,
        transport,
        options,
        folder,
        drop_zone,
        formats,
        templates,
        on_event,
    });
    html::div().directive(
        move |container: Element| {
            // Fails when a node would be put into itself.
            let _ = container.append_child(widget.element());
        },
        (),
    )
}

/// Logs in with what the page supplies for a host. Without that, a login is taken up that is there
/// already on one of the hosts on offer, or on another that this tab was told to stay logged in to.
fn begin(entrance: Entrance, supplied: Option<(Grant, Host)>, offer: Rc<Offer>) {
    let lookout = StoredValue::new(None);
    let look_out = move || {
        let hosts = was_here().then(|| offer.with_kept());
        if let Some(hosts) = hosts.filter(|hosts| is_kept(hosts)) {
            return entrance.come_back(hosts);
        }
        let look = move || {
            // The widget may be gone by then.
            let _ = lookout.try_update_value(|lookout| {
                *lookout = Lookout::begin(offer.with_kept(), move |hosts| entrance.rejoin(hosts));
            });
        };
        // The browser's storage keeps a page waiting when it is asked for the first time.
        paint::once_seen(look);
    };
    let sign_in = move |grant, host| {
        let (stay, asker) = (Stay::No, Asker::Page);
        entrance.request(Request::SignIn { host, grant, stay, asker });
    };
    match supplied {
        Some((Grant::Supplier(supplier), host)) => spawn_local(async move {
            // What a reader with a token works with is loaded while the page looks for one. A page that
            // knows at once that it has none is spared that.
            let looking = Rc::new(Cell::new(true));
            let still = Rc::clone(&looking);
            let load = move || {
                if still.get() {
                    entrance.prepare();
                }
            };
            paint::in_time(PATIENCE, Box::new(load));
            let answer = supplier.ask().await;
            looking.set(false);
            // There is no token for this reader, who may have a login of their own.
            if let Ok(None) = answer {
                return look_out();
            }
            // Somebody has logged in while the page was thinking.
            if entrance.has_reader() {
                return;
            }
            sign_in(Grant::Supplier(supplier.after(answer)), host);
            if entrance.has_left() {
                // The page has logged out before the answer came: of this one too.
                entrance.log_out(Box::new(()));
            }
        }),
        Some((grant, host)) => sign_in(grant, host),
        None => look_out(),
    }
}

/// Whether the reader has loaded the page anew, or gone back to it. `www/later.js` asks the same.
fn was_here() -> bool {
    let visits = web_sys::window().and_then(|window| window.performance());
    let visits = visits.map(|performance| performance.get_entries_by_type("navigation"));
    let how = visits.and_then(|visits| Reflect::get(&visits.get(0), &"type".into()).ok());
    how.is_some_and(|how| how != *"navigate")
}

fn browser_language() -> Option<String> {
    web_sys::window()?.navigator().language()
}
