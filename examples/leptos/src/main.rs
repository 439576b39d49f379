//! The upload widget in a Leptos app: the app lists the links that come back, and has a button of
//! its own that holds everything back. In this folder, with `cargo run -p sandbox` for a host and
//! `admin`, `sandbox` for a login:
//!
//! ```sh
//! API_BASE=http://127.0.0.1:8788/filecloudy/api/v2/ trunk serve
//! ```

use leptos::prelude::*;
use upload_widget::api::{ApiBase, Host, Profile};
use upload_widget::transfer::Options;
use upload_widget::view::{Controller, Event, HostChoice, OnEvent, UploadWidget, style};

/// Where the host's API is: on the app's own origin, behind its server (docs/proxy.md), unless the
/// build is told another place.
const API_BASE: &str = match option_env!("API_BASE") {
    Some(base) => base,
    None => "/api/v2/",
};

fn main() {
    // Once for the document: the widget brings its style sheets as constructable ones.
    if style::adopt(&document()).is_ok() {
        leptos::mount::mount_to_body(App);
    }
}

#[component]
fn App() -> impl IntoView {
    let links = RwSignal::new(Vec::<String>::new());
    let on_event = OnEvent::new(move |event| {
        if let Event::Uploaded(_, stored) = event
            && let Some(link) = &stored.file.url
        {
            links.update(|links| links.push(link.as_str().to_owned()));
        }
    });
    let controller = Controller::default();
    let steered = controller.clone();
    let options = Options { max_files: Some(20), ..Options::default() };
    // Without a host, since the address is none, the form asks the reader for one.
    let host = ApiBase::new(API_BASE).map(|base| Host::at(Profile::Filecloudy, base));
    let hosts: Vec<HostChoice> = host.map(HostChoice::from).into_iter().collect();
    view! {
        <h1>"An app of yours"</h1>
        <button on:click=move |_| controller.pause()>"Hold everything back"</button>
        <UploadWidget hosts options controller=steered on_event/>
        <ul>
            {move || links.get().into_iter().map(|link| view! { <li class="link">{link}</li> }).collect_view()}
        </ul>
    }
}
