//! The control endpoints over HTTP, for loopback only.

use super::Control;
use crate::cors;
use crate::profile::Profile;
use crate::sandbox::Sandbox;
use axum::Router;
use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use http_body_util::{BodyExt, Limited};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The most a request's body may have, in bytes.
const LARGEST_BODY: usize = 16 << 20;

/// The routes below `/control/`.
pub(crate) fn router(sandbox: Arc<Sandbox>) -> Router {
    let control = Control::new(sandbox);
    let handler = move |request: Request<Body>| answer(control.clone(), request);
    Router::new().route("/control/{*path}", axum::routing::any(handler))
}

async fn answer(control: Control, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    // The listener is bound to loopback, so no other machine gets here. A web page from elsewhere
    // in a browser on this machine must not either: neither by its own origin nor by a name that
    // was made to point at 127.0.0.1.
    let origin = parts.headers.get(header::ORIGIN);
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    if !host.is_some_and(is_loopback_authority) || !origin.is_none_or(is_loopback_origin) {
        return reply(
            StatusCode::FORBIDDEN,
            &json!({ "error": "the control endpoints are for loopback only" }),
        );
    }
    let mut response = if parts.method == Method::OPTIONS {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        cors::add_preflight_headers(response.headers_mut());
        response
    } else {
        match Limited::new(body, LARGEST_BODY).collect().await {
            Ok(collected) => match perform(&control, &parts, &collected.to_bytes()) {
                Ok(value) => reply(StatusCode::OK, &value),
                Err(error) => reply(StatusCode::BAD_REQUEST, &json!({ "error": error })),
            },
            Err(_) => {
                reply(StatusCode::BAD_REQUEST, &json!({ "error": "the body did not arrive whole" }))
            }
        }
    };
    if let Some(origin) = origin {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("Origin"));
    }
    response
}

fn perform(control: &Control, parts: &Parts, body: &[u8]) -> Result<Value, String> {
    let path = parts.uri.path().trim_start_matches("/control/").trim_end_matches('/');
    let (name, id) = path.split_once('/').map_or((path, None), |(name, id)| (name, Some(id)));
    let mut fields = fields(body)?;
    // GET and DELETE have no body: their profile stands in the query.
    let profile = match parts.method {
        Method::GET | Method::DELETE => profile_in_query(parts.uri.query())?,
        _ if matches!(name, "reset" | "switches") => take_profile(&mut fields)?,
        _ => None,
    };
    let done = || json!({ "ok": true });
    match (parts.method.as_str(), name, id) {
        ("GET", "faults", None) => Ok(control.faults()),
        ("POST", "faults", None) => {
            control.add_fault(Value::Object(fields)).map(|id| json!({ "ok": true, "id": id }))
        }
        ("DELETE", "faults", None) => {
            control.clear_faults(profile);
            Ok(done())
        }
        ("DELETE", "faults", Some(id)) => {
            let id = id.parse().map_err(|_| format!("{id:?} is no fault's id"))?;
            if control.remove_fault(id) {
                Ok(done())
            } else {
                Err(format!("there is no fault {id}"))
            }
        }
        ("GET", "requests", None) => Ok(json!(control.requests(profile))),
        ("DELETE", "requests", None) => {
            control.clear_requests(profile);
            Ok(done())
        }
        ("GET", "state", None) => Ok(control.state(profile)),
        ("POST", "reset", None) => control.reset(profile).map(|()| done()),
        ("GET", "switches", None) => Ok(control.switches(profile)),
        ("POST", "switches", None) => {
            if let Some(list) = fields.remove("observed") {
                let list = list.as_str().ok_or("observed must be a list in one string")?;
                control.set_switches(profile, list)?;
            }
            if let Some(values) = fields.remove("set") {
                let values = values.as_object().ok_or("set must be an object")?;
                control.set_switch_values(profile, values)?;
            }
            match fields.keys().next() {
                Some(unknown) => Err(format!("{unknown:?} is not understood here")),
                None => Ok(control.switches(profile)),
            }
        }
        ("GET", "clock", None) => Ok(clock(control)),
        ("POST", "clock", None) => {
            let seconds = fields.get("advance_seconds").and_then(Value::as_i64);
            control.advance_clock(seconds.ok_or("advance_seconds must be a whole number")?);
            Ok(clock(control))
        }
        ("POST", "accounts", None) => {
            control.change_account(Value::Object(fields)).map(|()| done())
        }
        ("POST", "imports", None) => control.end_import(Value::Object(fields)).map(|()| done()),
        (method, ..) => Err(format!("there is no control endpoint {method} {path}")),
    }
}

fn clock(control: &Control) -> Value {
    let clock = &control.sandbox.clock;
    json!({ "now": clock.now().to_string(), "ahead_seconds": clock.ahead_milliseconds() / 1000 })
}

fn fields(body: &[u8]) -> Result<Map<String, Value>, String> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    serde_json::from_slice(body).map_err(|error| format!("the body is no JSON object: {error}"))
}

fn profile_in_query(query: Option<&str>) -> Result<Option<Profile>, String> {
    let mut pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    pairs.find(|(name, _)| name == "profile").map(|(_, name)| profile_named(&name)).transpose()
}

fn take_profile(fields: &mut Map<String, Value>) -> Result<Option<Profile>, String> {
    match fields.remove("profile") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(name)) => profile_named(&name).map(Some),
        Some(other) => Err(format!("profile must be a name, not {other}")),
    }
}

fn profile_named(name: &str) -> Result<Profile, String> {
    Profile::from_name(name).ok_or_else(|| format!("there is no profile {name:?}"))
}

fn reply(status: StatusCode, value: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(value.to_string()));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}

fn is_loopback_origin(origin: &HeaderValue) -> bool {
    let uri = origin.to_str().ok().and_then(|origin| origin.parse::<Uri>().ok());
    uri.and_then(|uri| Some(is_loopback_authority(uri.authority()?.as_str()))).unwrap_or(false)
}

fn is_loopback_authority(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_names_are_told_from_others() {
        for inside in ["127.0.0.1:8788", "localhost", "localhost:80", "[::1]:9", "127.0.0.2"] {
            assert!(is_loopback_authority(inside), "{inside}");
        }
        for outside in ["example.test", "127.0.0.1.example.test:80", "10.0.0.1", ""] {
            assert!(!is_loopback_authority(outside), "{outside}");
        }
        assert!(is_loopback_origin(&HeaderValue::from_static("http://127.0.0.1:9000")));
        assert!(!is_loopback_origin(&HeaderValue::from_static("https://example.test")));
        assert!(!is_loopback_origin(&HeaderValue::from_static("null")));
    }
}
