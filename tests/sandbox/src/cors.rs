//! Cross-origin headers, right, misspelt or absent.

use crate::switches::{Cors, OptionsReply, Switches};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};

/// The header several releases send, which no browser knows.
const MISSPELT: HeaderName = HeaderName::from_static("access-control-allow-orgin");

/// Adds the header a profile's replies carry.
pub fn add_headers(headers: &mut HeaderMap, cors: Cors) {
    let name = match cors {
        Cors::Right => header::ACCESS_CONTROL_ALLOW_ORIGIN,
        Cors::Misspelt => MISSPELT,
        Cors::Absent => return,
    };
    headers.insert(name, HeaderValue::from_static("*"));
}

/// The reply to OPTIONS.
pub fn preflight(switches: &Switches) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    match switches.options {
        OptionsReply::Answered => {
            *response.status_mut() = StatusCode::NO_CONTENT;
            add_headers(response.headers_mut(), switches.cors);
            add_preflight_headers(response.headers_mut());
        }
        OptionsReply::Refused => {
            *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, POST"));
        }
    }
    response
}

/// What a preflight asks for beside the origin. Not cached, so that every one is seen.
pub fn add_preflight_headers(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, DELETE, OPTIONS"),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "content-type, authorization, range, x-requested-with",
        ),
        (header::ACCESS_CONTROL_MAX_AGE, "0"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
