//! Requests through `fetch`.

use std::time::Duration;

use gloo_net::http::{Headers, RequestBuilder, Response};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestMode};

use super::abort::AbortGuard;
use super::{Body, Failure, Request};
use crate::api::reply::Answer;

/// One of the three content types that need no preflight; multipart is another.
const FORM: &str = "application/x-www-form-urlencoded;charset=UTF-8";

#[wasm_bindgen]
extern "C" {
    /// The global function, of windows and of workers. gloo-net makes a `Request` first, which
    /// takes the browser as long as sending a small file does.
    fn fetch(url: &str, init: &RequestInit) -> Promise;
}

pub(super) async fn send(request: Request<'_>) -> Result<Answer, Failure> {
    let guard = AbortGuard::new(request.timeout).ok_or(Failure::NoAnswer)?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(RequestCredentials::Omit);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(Some(&guard.signal()));
    match request.body {
        Body::Form(form) => {
            init.set_headers(&content_type(FORM));
            init.set_body(&form.into());
        }
        Body::Bytes { content_type: multipart, bytes } => {
            init.set_headers(&content_type(&multipart));
            init.set_body(&bytes);
        }
        // The browser writes the content type itself; it knows the boundary.
        Body::Multipart(form) => init.set_body(&form),
    }
    let result = receive(fetch(request.url, &init), &guard).await;
    guard.disarm();
    result
}

fn content_type(value: &str) -> JsValue {
    let headers = Headers::new();
    headers.set("content-type", value);
    headers.into_raw().into()
}

async fn receive(response: Promise, guard: &AbortGuard) -> Result<Answer, Failure> {
    // What else gives a request up here drops its future. Browsers do so as well, when a page goes away
    // that may come back.
    let cause = |otherwise| if guard.timed_out() { Failure::TimedOut } else { otherwise };
    let response = JsFuture::from(response).await.map_err(|_| cause(Failure::NoAnswer))?;
    let raw: web_sys::Response = response.dyn_into().map_err(|_| Failure::NoAnswer)?;
    let status = raw.status();
    let broke_off = |_| cause(Failure::BrokeOff { status });
    let body = JsFuture::from(raw.text().map_err(broke_off)?).await.map_err(broke_off)?;
    let response = Response::from(raw);
    Ok(Answer {
        status,
        retry_after: retry_after(&response),
        redirected_to: response.redirected().then(|| response.url()),
        body: body.as_string().unwrap_or_default(),
    })
}

/// Cross-origin the browser shows Retry-After only if the server exposes it.
fn retry_after(response: &Response) -> Option<Duration> {
    super::wait_of(&response.headers().get("retry-after")?)
}

/// Asks `url` for anything at all, and says whether an answer came. With [`RequestMode::NoCors`]
/// any answer counts; with [`RequestMode::Cors`] only one that this page may read.
pub(super) async fn answers(url: &str, mode: RequestMode, timeout: Duration) -> bool {
    let Some(guard) = AbortGuard::new(Some(timeout)) else {
        return false;
    };
    let request = RequestBuilder::new(url)
        .cache(RequestCache::NoStore)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .mode(mode)
        .abort_signal(Some(&guard.signal()))
        .build();
    // Only the headers are wanted: dropping the guard aborts the rest.
    match request {
        Ok(request) => request.send().await.is_ok(),
        Err(_) => false,
    }
}
