//! Requests through `fetch`.

use std::time::Duration;

use gloo_net::Error;
use gloo_net::http::{Method, RequestBuilder, Response};
use web_sys::{ReferrerPolicy, RequestCache, RequestCredentials, RequestMode};

use super::abort::AbortGuard;
use super::{Body, Failure, Request};
use crate::api::reply::Answer;

/// One of the three content types that need no preflight.
const FORM: &str = "application/x-www-form-urlencoded;charset=UTF-8";

pub(super) async fn send(request: Request<'_>) -> Result<Answer, Failure> {
    let guard = AbortGuard::new(request.timeout).ok_or(Failure::NoAnswer)?;
    let builder = builder(request.url, Method::POST).abort_signal(Some(&guard.signal()));
    let built = match request.body {
        Body::Form(form) => builder.header("content-type", FORM).body(form),
        // The browser writes the content type itself; it knows the boundary.
        Body::Multipart(form) => builder.body(form),
    };
    let result = receive(built, &guard).await;
    guard.disarm();
    result
}

async fn receive(
    request: Result<gloo_net::http::Request, Error>,
    guard: &AbortGuard,
) -> Result<Answer, Failure> {
    let cause = |error: Error, otherwise: Failure| match error {
        _ if guard.timed_out() => Failure::TimedOut,
        Error::JsError(error) if error.name == "AbortError" => Failure::Aborted,
        _ => otherwise,
    };
    let no_answer = |error| cause(error, Failure::NoAnswer);
    let response = request.map_err(no_answer)?.send().await.map_err(no_answer)?;
    let status = response.status();
    let body = response.text().await.map_err(|error| cause(error, Failure::BrokeOff { status }))?;
    Ok(Answer {
        status,
        retry_after: retry_after(&response),
        redirected_to: response.redirected().then(|| response.url()),
        body,
    })
}

/// What every request has in common.
fn builder(url: &str, method: Method) -> RequestBuilder {
    RequestBuilder::new(url)
        .method(method)
        .cache(RequestCache::NoStore)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
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
    let request = builder(url, Method::GET).mode(mode).abort_signal(Some(&guard.signal())).build();
    // Only the headers are wanted: dropping the guard aborts the rest.
    match request {
        Ok(request) => request.send().await.is_ok(),
        Err(_) => false,
    }
}
