//! Requests through `fetch`.

use std::time::Duration;

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestMode, Response,
};

use super::abort::AbortGuard;
use super::{Body, Failure, Request};
use crate::api::reply::Answer;

/// How long the search for the cause of a failure may take.
const PROBE_TIME: Duration = Duration::from_secs(5);

#[wasm_bindgen]
extern "C" {
    // The global function, so that it works in workers too.
    #[wasm_bindgen(js_name = fetch)]
    fn fetch(url: &str, init: &RequestInit) -> Promise;
}

pub(super) async fn send(request: Request<'_>) -> Result<Answer, Failure> {
    let guard = AbortGuard::new(request.timeout).ok_or(Failure::Network)?;
    let init = init("POST");
    init.set_signal(Some(&guard.signal()));
    match request.body {
        Body::Form(form) => {
            let headers = web_sys::Headers::new().map_err(|_| Failure::Network)?;
            // One of the three content types that need no preflight.
            let _ = headers.set("content-type", "application/x-www-form-urlencoded;charset=UTF-8");
            init.set_headers(&headers);
            init.set_body(&JsValue::from_str(&form));
        }
        // The browser writes the content type itself; it knows the boundary.
        Body::Multipart(form) => init.set_body(&form),
    }
    let result = receive(fetch(request.url, &init)).await;
    let result = result.map_err(|error| failure(&error, &guard));
    guard.disarm();
    result
}

async fn receive(fetching: Promise) -> Result<Answer, JsValue> {
    let response: Response = JsFuture::from(fetching).await?.dyn_into()?;
    let body = JsFuture::from(response.text()?).await?;
    Ok(Answer {
        status: response.status(),
        retry_after: retry_after(&response),
        body: body.as_string().unwrap_or_default(),
    })
}

/// What every request has in common.
fn init(method: &str) -> RequestInit {
    let init = RequestInit::new();
    init.set_method(method);
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(RequestCredentials::Omit);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init
}

fn failure(error: &JsValue, guard: &AbortGuard) -> Failure {
    let name = Reflect::get(error, &"name".into()).ok();
    if guard.timed_out() {
        Failure::TimedOut
    } else if name.and_then(|name| name.as_string()).as_deref() == Some("AbortError") {
        Failure::Aborted
    } else {
        Failure::Network
    }
}

/// Retry-After is a number of seconds or a date. Cross-origin the browser shows it only if the
/// server exposes it.
fn retry_after(response: &Response) -> Option<Duration> {
    let value = response.headers().get("retry-after").ok()??;
    if let Ok(seconds) = value.trim().parse::<u32>() {
        return Some(Duration::from_secs(u64::from(seconds)));
    }
    let wait = js_sys::Date::parse(&value) - js_sys::Date::now();
    (wait > 0.0).then(|| Duration::from_millis(wait as u64))
}

/// Whether the browser says it is offline.
pub(crate) fn is_offline() -> bool {
    let online = Reflect::get(&js_sys::global(), &"navigator".into())
        .and_then(|navigator| Reflect::get(&navigator, &"onLine".into()));
    online.is_ok_and(|online| online == JsValue::FALSE)
}

/// Whether `url` lies on another origin than this page.
pub(crate) fn is_cross_origin(url: &str) -> bool {
    let here = Reflect::get(&js_sys::global(), &"location".into()).unwrap_or_default();
    let part = |of: &JsValue, name: &str| {
        Reflect::get(of, &name.into()).ok().and_then(|part| part.as_string())
    };
    let base = part(&here, "href").unwrap_or_default();
    match web_sys::Url::new_with_base(url, &base) {
        Ok(url) => Some(url.origin()) != part(&here, "origin"),
        Err(_) => false,
    }
}

/// Whether any server answers at `url`, whatever it says. The reply of a `no-cors` request is
/// unreadable, but that one came tells an unreachable host from one with broken CORS.
pub(crate) async fn is_there(url: &str) -> bool {
    let Some(guard) = AbortGuard::new(Some(PROBE_TIME)) else {
        return false;
    };
    let init = init("GET");
    init.set_mode(RequestMode::NoCors);
    init.set_signal(Some(&guard.signal()));
    let there = JsFuture::from(fetch(url, &init)).await.is_ok();
    guard.disarm();
    there
}
