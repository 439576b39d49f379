//! The sandbox host: its accounts, and its control endpoints.

use js_sys::{JSON, Promise};
use upload_widget::api::{
    Access, ApiBase, Client, Content, Credentials, Host, Json, Options, Parent, Profile, Secret,
    Upload, UploadedFile,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, RequestInit, Response};

fn fetch(url: &str, init: &RequestInit) -> Promise {
    web_sys::window().expect("a window").fetch_with_str_and_init(url, init)
}

/// Where the sandbox is.
pub(crate) fn origin() -> &'static str {
    match option_env!("SANDBOX_ORIGIN") {
        Some(origin) => origin,
        None => panic!("set SANDBOX_ORIGIN to a running sandbox, or run cargo xtask test"),
    }
}

pub(crate) fn base(profile: Profile) -> ApiBase {
    ApiBase::new(&format!("{}/{}/api/v2/", origin(), profile.code())).expect("a base")
}

pub(crate) fn host(profile: Profile) -> Host {
    Host::at(profile, base(profile))
}

pub(crate) fn password() -> Credentials {
    Credentials::Password { username: "admin".to_owned(), password: Secret::from("sandbox") }
}

/// The fixed keys of the account `admin`.
pub(crate) fn keys(profile: Profile) -> Credentials {
    let key =
        |number| Secret::from(format!("{:0<64}", format!("{}adminkey{number}", profile.code())));
    Credentials::Keys { key1: key(1), key2: key(2) }
}

/// A profile as it is after a start, with these switches.
pub(crate) async fn reset(profile: Profile, switches: &str) {
    let name = profile.code();
    control("POST", "reset", &format!(r#"{{"profile": "{name}"}}"#)).await;
    control("DELETE", &format!("faults?profile={name}"), "").await;
    let body = format!(r#"{{"profile": "{name}", "observed": "default,options-405,{switches}"}}"#);
    control("POST", "switches", &body).await;
    control("DELETE", &format!("requests?profile={name}"), "").await;
}

/// A profile after a start, and somebody logged in.
pub(crate) async fn signed_in(profile: Profile, switches: &str) -> (Client, Access) {
    signed_in_with(profile, switches, Options::default()).await
}

pub(crate) async fn signed_in_with(
    profile: Profile,
    switches: &str,
    options: Options,
) -> (Client, Access) {
    reset(profile, switches).await;
    let client = Client::with_options(host(profile), options);
    let access = client.authorize(&password()).await.expect("the log-in works");
    (client, access)
}

/// Sets switches beside those it has.
pub(crate) async fn switch(profile: Profile, switches: &str) {
    let body = format!(r#"{{"profile": "{}", "observed": "{switches}"}}"#, profile.code());
    control("POST", "switches", &body).await;
}

/// Asks for one fault.
pub(crate) async fn fault(profile: Profile, fault: &str) {
    let body = format!(r#"{{"profile": "{}", {fault}}}"#, profile.code());
    control("POST", "faults", &body).await;
}

/// A request the sandbox has seen.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) preflight: bool,
    pub(crate) content_type: String,
    pub(crate) fields: Vec<String>,
}

/// What a profile has seen since it was reset.
pub(crate) async fn requests(profile: Profile) -> Vec<Seen> {
    let list = control("GET", &format!("requests?profile={}", profile.code()), "").await;
    let text = |json: &Json| json.text().unwrap_or_default().into_owned();
    list.entries()
        .into_iter()
        .map(|request| Seen {
            method: text(request.get("method")),
            path: text(request.get("path")),
            preflight: request.get("preflight").flag().unwrap_or_default(),
            content_type: text(request.get("content_type")),
            fields: request.get("fields").entries().into_iter().map(text).collect(),
        })
        .collect()
}

/// Calls a control endpoint. The requests are simple ones, like all others.
pub(crate) async fn control(method: &str, path: &str, body: &str) -> Json {
    let init = RequestInit::new();
    init.set_method(method);
    if !body.is_empty() {
        init.set_body(&body.into());
    }
    let url = format!("{}/control/{path}", origin());
    let response: Response =
        JsFuture::from(fetch(&url, &init)).await.expect("the sandbox runs").unchecked_into();
    let text = JsFuture::from(response.text().expect("a text")).await.expect("a text");
    let text = text.as_string().expect("a text");
    assert!(response.ok(), "{method} {path} {body}: {text}");
    Json::parse(&text).expect("JSON")
}

/// A file of text.
pub(crate) fn file(name: &str, text: &str) -> File {
    let parts = js_sys::Array::of1(&text.into());
    File::new_with_str_sequence(&parts, name).expect("a file")
}

/// Uploads a file of text.
pub(crate) async fn upload(
    client: &Client,
    access: &Access,
    name: &str,
    text: &str,
    folder: &Parent,
) -> Result<UploadedFile, upload_widget::api::Error> {
    let file = file(name, text);
    let content = Content::Blob(&file);
    client.file_upload(access, &Upload { content, name, folder, on_sent: None }).await
}

/// Fetches a text, as a person who follows a link.
pub(crate) async fn text_at(url: &str) -> String {
    let response: Response =
        JsFuture::from(fetch(url, &RequestInit::new())).await.expect("an answer").unchecked_into();
    let text = JsFuture::from(response.text().expect("a text")).await.expect("a text");
    text.as_string().expect("a text")
}

/// Evaluates a piece of JavaScript in the page.
pub(crate) fn eval(script: &str) -> String {
    let value = js_sys::eval(script).expect("the script runs");
    match value.as_string() {
        Some(text) => text,
        None if value.is_undefined() => String::new(),
        None => JSON::stringify(&value).expect("JSON").into(),
    }
}
