//! The HTML a proxy or a shield in front of a host sends in place of the host's reply.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};

/// An error page with that status.
pub fn error(status: StatusCode, retry_after_seconds: Option<u64>) -> Response<Body> {
    let reason = match status.as_u16() {
        520 => "Web server is returning an unknown error",
        413 => "Request Entity Too Large",
        _ => status.canonical_reason().unwrap_or("Error"),
    };
    let title = format!("{} {reason}", status.as_u16());
    let mut response =
        html(&title, &format!("<center><h1>{title}</h1></center><hr><center>nginx</center>"));
    *response.status_mut() = status;
    if let Some(seconds) = retry_after_seconds {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// A shield's waiting page, HTTP 200.
pub fn checking_browser() -> Response<Body> {
    html("Just a moment...", "<h1>Checking your browser before accessing this site.</h1>")
}

/// A page with HTTP 200. Both texts must be HTML already.
pub fn html(title: &str, body: &str) -> Response<Body> {
    let page = format!(
        "<!DOCTYPE html>\r\n<html>\r\n<head><meta charset=\"utf-8\"><title>{title}</title></head>\r\n<body>{body}</body>\r\n</html>\r\n"
    );
    let mut response = Response::new(Body::from(page));
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// Escapes text for HTML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
