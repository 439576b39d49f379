//! The standalone page: the widget in an element of its own, set up by that element's attributes.
//!
//! They are those in `docs/elements.md` with `data-` before their names, and `data-embedders`,
//! the origins whose pages may show this one (see `www/embed/framed.js`).
//!
//! Where they name no host the reader chooses among the five or types an address. A page that is
//! itself on a loopback address also offers the sandbox host, at port 8788 or the one named by
//! `?sandbox=PORT`; `?host=NAME` chooses which of its profiles comes first.
//! `?lang=TAG` stands in for the page's language. Of the address of a page around an
//! `<upload-widget>` nothing is read: whoever makes a link to that page has no say in this.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, Request, RequestInit, RequestMode, UrlSearchParams};

use super::element;
use super::settings::{self, Attributes};
use crate::api::{ApiBase, Host, Profile};
use crate::view::text::{Locale, Text};
use crate::view::{HostChoice, once_seen};

const SANDBOX_PORT: &str = "8788";

/// The hosts on offer, and what is to be said about them.
pub(super) struct Choice {
    pub(super) hosts: Vec<HostChoice>,
    pub(super) selected: usize,
    pub(super) other_hosts: bool,
    /// Empty for nothing.
    pub(super) message: ArcRwSignal<String>,
}

/// Shows the widget in `container` for as long as the page lives.
///
/// # Errors
/// An attribute whose value it does not take, or what the browser throws where it lacks something the
/// widget cannot do without.
#[wasm_bindgen(js_name = mountPage)]
pub async fn mount(container: HtmlElement) -> Result<(), JsValue> {
    container.set_text_content(None);
    let attributes = Attributes::of_page(container.clone().into());
    element::start(&attributes, container, None).await?.stay();
    Ok(())
}

/// The host that the attributes name, or all there are.
pub(super) fn choice(attributes: &Attributes, locale: &Locale) -> Result<Choice, JsValue> {
    let message = ArcRwSignal::new(String::new());
    if let Some(host) = settings::host(attributes)? {
        return Ok(Choice { hosts: vec![host], selected: 0, other_hosts: false, message });
    }
    let location = web_sys::window().ok_or("no window")?.location();
    let query = if attributes.are_of_page() { location.search()? } else { String::new() };
    let query = UrlSearchParams::new_with_str(&query)?;
    let mut hosts = Vec::new();
    if is_loopback(&location.hostname()?) {
        let port = query.get("sandbox").unwrap_or_else(|| SANDBOX_PORT.to_owned());
        let origin = [&location.protocol()?, "//", &location.hostname()?, ":", &port].concat();
        for profile in Profile::KNOWN {
            let base = ApiBase::new(&[&origin, "/", profile.code(), "/api/v2/"].concat())
                .map_err(|error| JsValue::from(error.sentence()))?;
            let label = locale.fill(Text::SignInSandboxHost, &[("name", profile.name())]);
            hosts.push(HostChoice { label, host: Host::at(profile, base) });
        }
        let warned = message.clone();
        let missing = locale.fill(Text::SignInSandboxMissing, &[("address", &origin)]);
        let look = async move {
            if !answers(&origin).await {
                warned.set(missing);
            }
        };
        once_seen(|| wasm_bindgen_futures::spawn_local(look));
    }
    let wanted = query.get("host").and_then(|name| Profile::from_code(&name));
    let selected = Profile::KNOWN.iter().position(|profile| Some(*profile) == wanted);
    hosts.extend(Profile::KNOWN.map(|profile| HostChoice::from(Host::of(profile))));
    Ok(Choice { hosts, selected: selected.unwrap_or(0), other_hosts: true, message })
}

fn is_loopback(hostname: &str) -> bool {
    matches!(hostname, "localhost" | "127.0.0.1" | "[::1]")
}

/// Whether anything answers at an origin, whatever it says.
async fn answers(origin: &str) -> bool {
    let options = RequestInit::new();
    options.set_mode(RequestMode::NoCors);
    let (Some(window), Ok(request)) =
        (web_sys::window(), Request::new_with_str_and_init(origin, &options))
    else {
        return false;
    };
    wasm_bindgen_futures::JsFuture::from(window.fetch_with_request(&request)).await.is_ok()
}
