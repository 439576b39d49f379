//! The standalone page: the widget in an element of its own, set up by that element's attributes.
//!
//! | attribute | meaning |
//! | --- | --- |
//! | `data-host` | only this host: `filecloudy`, `xcloudfile`, `disccloud`, `filecad`, `cyberfile`, or `other` |
//! | `data-api-base` | where its API is, if not at its published address; may be a path such as `/api/v2/`, the place of `other` |
//! | `data-transport` | `fetch`: no progress, no cookies; `watched`: progress on a host of another origin that answers preflights |
//! | `data-concurrency` | uploads at the same time, at most |
//! | `data-language` | the language of the widget as a BCP 47 tag, or `auto`: the browser's own. Without it the page's `lang` counts |
//! | `data-locales` | the folder with the locale files, `locales/` by default |
//!
//! Without them the reader chooses among the five hosts or types an address. A page that is itself
//! on a loopback address also offers the sandbox host, at port 8788 or the one named by
//! `?sandbox=PORT`; `?host=NAME` chooses which of its profiles comes first. `?lang=TAG` stands in for the
//! page's language.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, Request, RequestInit, RequestMode, UrlSearchParams};

use super::{locale, panic};
use crate::api::{ApiBase, Host, Profile, Transport};
use crate::transfer::Options;
use crate::view::text::{Locale, Text};
use crate::view::{HostChoice, UploadWidget, style};

const SANDBOX_PORT: &str = "8788";

/// The hosts on offer and what goes with them.
struct Setup {
    hosts: Vec<HostChoice>,
    selected: usize,
    other_hosts: bool,
    /// The sandbox host's origin, where the page offers it.
    sandbox: Option<String>,
}

/// Shows the widget in `container`.
///
/// # Errors
/// What the browser throws where it lacks something the widget cannot do without.
pub fn mount(container: HtmlElement) -> Result<(), JsValue> {
    let document = container.owner_document().ok_or("the container is in no document")?;
    style::adopt(&document)?;
    let language = language_of(&container);
    if let Some(locale) = locale::at_hand(&language) {
        return show(container, locale);
    }
    let folder = container.get_attribute("data-locales");
    wasm_bindgen_futures::spawn_local(async move {
        let locale = locale::load(&language, folder.as_deref().unwrap_or("locales/")).await;
        if let Err(error) = show(container.clone(), locale) {
            // By now nobody waits for the outcome of `mount`.
            web_sys::console::error_1(&error);
            container.set_text_content(error.as_string().as_deref());
        }
    });
    Ok(())
}

/// The language asked for: the element's own, the address's, the page's or the browser's.
fn language_of(container: &HtmlElement) -> String {
    let query = web_sys::window().and_then(|window| window.location().search().ok());
    let query = query.and_then(|query| UrlSearchParams::new_with_str(&query).ok());
    let marked = || container.closest("[lang]").ok().flatten()?.get_attribute("lang");
    container
        .get_attribute("data-language")
        .or_else(|| query?.get("lang"))
        .or_else(marked)
        .filter(|language| !language.is_empty() && language != "auto")
        .or_else(locale::browser_language)
        .unwrap_or_default()
}

/// Shows the widget in a language.
fn show(container: HtmlElement, locale: Locale) -> Result<(), JsValue> {
    panic::report_in(container.clone().into(), &locale);

    let setup = Setup::of(&container, &locale)?;
    let message = RwSignal::new(String::new());
    if let Some(origin) = setup.sandbox.clone() {
        let missing = locale.fill(Text::SignInSandboxMissing, &[("address", &origin)]);
        wasm_bindgen_futures::spawn_local(async move {
            if !answers(&origin).await {
                message.set(missing);
            }
        });
    }
    let transport = match container.get_attribute("data-transport").as_deref() {
        Some("fetch") => Transport::Fetch,
        Some("watched") => Transport::Watched,
        _ => Transport::Auto,
    };
    let mut options = Options::default();
    if let Some(concurrency) = container.get_attribute("data-concurrency") {
        options.concurrency = match concurrency.parse() {
            Ok(concurrency) if concurrency > 0 => concurrency,
            _ => return Err("data-concurrency: this is no number of uploads".into()),
        };
    }
    container.set_text_content(None);
    leptos::mount::mount_to(container, move || {
        let Setup { hosts, selected, other_hosts, .. } = setup;
        view! { <UploadWidget hosts selected other_hosts transport options message locale/> }
    })
    .forget();
    Ok(())
}

impl Setup {
    fn of(container: &HtmlElement, locale: &Locale) -> Result<Self, JsValue> {
        let base = container.get_attribute("data-api-base");
        if let Some(name) = container.get_attribute("data-host") {
            let profile = Profile::from_code(&name)
                .ok_or_else(|| JsValue::from(["data-host: there is no host ", &name].concat()))?;
            let host = match base {
                Some(base) => Host::at(profile, parse(&base)?),
                None => Host::of(profile),
            };
            return Ok(Self::only(host));
        }
        match base {
            Some(base) => Ok(Self::only(Host::other(parse(&base)?))),
            None => Self::choice(locale),
        }
    }

    fn only(host: Host) -> Self {
        Self { hosts: vec![host.into()], selected: 0, other_hosts: false, sandbox: None }
    }

    fn choice(locale: &Locale) -> Result<Self, JsValue> {
        let location = web_sys::window().ok_or("no window")?.location();
        let query = UrlSearchParams::new_with_str(&location.search()?)?;
        let mut hosts = Vec::new();
        let mut sandbox = None;
        if is_loopback(&location.hostname()?) {
            let port = query.get("sandbox").unwrap_or_else(|| SANDBOX_PORT.to_owned());
            let origin = format!("{}//{}:{port}", location.protocol()?, location.hostname()?);
            for profile in Profile::KNOWN {
                let base = parse(&format!("{origin}/{}/api/v2/", profile.code()))?;
                let label = locale.fill(Text::SignInSandboxHost, &[("name", profile.name())]);
                hosts.push(HostChoice { label, host: Host::at(profile, base) });
            }
            sandbox = Some(origin);
        }
        let wanted = query.get("host").and_then(|name| Profile::from_code(&name));
        let selected = Profile::KNOWN.iter().position(|profile| Some(*profile) == wanted);
        hosts.extend(Profile::KNOWN.map(|profile| HostChoice::from(Host::of(profile))));
        Ok(Self { hosts, selected: selected.unwrap_or(0), other_hosts: true, sandbox })
    }
}

fn parse(base: &str) -> Result<ApiBase, JsValue> {
    ApiBase::new(base).map_err(|error| JsValue::from(error.to_string()))
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
