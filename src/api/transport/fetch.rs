//! Requests through `fetch`.

use std::time::Duration;

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Headers, ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestMode, Response,
};

use super::abort::AbortGuard;
use super::{Body, Failure, Request};
use crate::api::reply::Answer;

#[wasm_bindgen]
extern "C" {
    // The global function, so that it works in workers too.
    #[wasm_bindgen(js_name = fetch)]
    fn fetch(url: &str, init: &RequestInit) -> Promise;
}

pub(super) async fn send(request: Request<'_>) -> Result<Answer, Failure> {
    let guard = AbortGuard::new(request.timeout).ok_or(Failure::NoAnswer)?;
    let init = init("POST");
    init.set_signal(Some(&guard.signal()));
    match request.body {
        Body::Form(form) => {
            let headers = Headers::new().map_err(|_| Failure::NoAnswer)?;
            // One of the three content types that need no preflight; setting it cannot fail.
            let form_type = "application/x-www-form-urlencoded;charset=UTF-8";
            let _ = headers.set("content-type", form_type);
            init.set_headers(&headers);
            init.set_body(&JsValue::from_str(&form));
        }
        // The browser writes the content type itself; it knows the boundary.
        Body::Multipart(form) => init.set_body(&form),
    }
    let result = receive(fetch(request.url, &init), &guard).await;
    guard.disarm();
    result
}

async fn receive(fetching: Promise, guard: &AbortGuard) -> Result<Answer, Failure> {
    let cause = |error: JsValue, otherwise: Failure| {
        if guard.timed_out() {
            Failure::TimedOut
        } else if text_property(&error, "name").as_deref() == Some("AbortError") {
            Failure::Aborted
        } else {
            otherwise
        }
    };
    let response = JsFuture::from(fetching)
        .await
        .and_then(|response| response.dyn_into::<Response>())
        .map_err(|error| cause(error, Failure::NoAnswer))?;
    let status = response.status();
    let broken = |error| cause(error, Failure::BrokeOff { status });
    let body = JsFuture::from(response.text().map_err(broken)?).await.map_err(broken)?;
    Ok(Answer {
        status,
        retry_after: retry_after(&response),
        redirected_to: response.redirected().then(|| response.url()),
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

/// Cross-origin the browser shows Retry-After only if the server exposes it.
fn retry_after(response: &Response) -> Option<Duration> {
    super::wait_of(&response.headers().get("retry-after").ok()??)
}

/// Asks `url` for anything at all, and says whether an answer came. With [`RequestMode::NoCors`]
/// any answer counts; with [`RequestMode::Cors`] only one that this page may read.
pub(super) async fn answers(url: &str, mode: RequestMode, timeout: Duration) -> bool {
    let Some(guard) = AbortGuard::new(Some(timeout)) else {
        return false;
    };
    let init = init("GET");
    init.set_mode(mode);
    init.set_signal(Some(&guard.signal()));
    let answered = JsFuture::from(fetch(url, &init)).await.is_ok();
    // Only the headers are wanted: dropping the guard aborts the rest.
    drop(guard);
    answered
}

fn text_property(of: &JsValue, name: &str) -> Option<String> {
    Reflect::get(of, &name.into()).ok()?.as_string()
}
