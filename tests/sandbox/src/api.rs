//! The way of a call: preflight, endpoint, faults, body, outcome, reply, record.

use crate::cors;
use crate::endpoint::Endpoint;
use crate::endpoints::{self, Call};
use crate::faults::{Effects, FaultKind};
use crate::host::{Host, UploadSlot};
use crate::parameters::{Parameters, Reading};
use crate::proxy_page;
use crate::refusal::Refusal;
use crate::reply;
use crate::request_body::{BodyError, RequestBody};
use crate::request_log::RecordedRequest;
use crate::sandbox::Sandbox;
use crate::switches::{MissingMethod, Switches};
use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Request, Response, StatusCode, header};
use bytes::Bytes;
use futures_util::stream;
use std::sync::Arc;
use std::time::Instant;

/// Marks a response that must not be sent: the connection is broken instead.
#[derive(Clone, Copy, Debug)]
pub struct BreakConnection;

/// Answers a request below a profile's `api/v2/`.
pub async fn answer(
    sandbox: Arc<Sandbox>,
    host: Arc<Host>,
    path: String,
    request: Request<Body>,
) -> Response<Body> {
    let arrived = Instant::now();
    let (parts, body) = request.into_parts();
    let record = RecordedRequest::arrived(
        host.profile,
        &format!("/api/v2/{path}"),
        &parts,
        sandbox.clock.now(),
    );
    let mut recording = Recording { sandbox: Arc::clone(&sandbox), record, arrived };
    let response = respond(&sandbox, &host, &path, &parts, body, &mut recording.record).await;
    let broken = response.extensions().get::<BreakConnection>().is_some();
    recording.record.status = (!broken).then(|| response.status().as_u16());
    response
}

/// Records a request at its end, also when the client went away and nobody waits for the reply.
struct Recording {
    sandbox: Arc<Sandbox>,
    record: RecordedRequest,
    arrived: Instant,
}

impl Drop for Recording {
    fn drop(&mut self) {
        let record = &self.record;
        let status = record.status.map_or_else(|| "broken".to_owned(), |status| status.to_string());
        self.sandbox.tell(&format!(
            "{} {} {} {status} {} bytes in {} ms",
            record.method,
            record.profile.name(),
            record.path.trim_start_matches("/api/v2"),
            record.body_bytes,
            self.arrived.elapsed().as_millis()
        ));
        self.sandbox.requests.record(self.record.clone());
    }
}

async fn respond(
    sandbox: &Arc<Sandbox>,
    host: &Arc<Host>,
    path: &str,
    parts: &Parts,
    body: Body,
    record: &mut RecordedRequest,
) -> Response<Body> {
    let switches = host.switches();
    if parts.method == Method::OPTIONS {
        return cors::preflight(&switches);
    }
    let found = Endpoint::from_path(path).filter(|endpoint| host.profile.documents(*endpoint));
    let Some(endpoint) = found else {
        read_and_discard(body, record).await;
        return unknown(path, sandbox, &switches);
    };
    let get =
        endpoint == Endpoint::Authorize && switches.authorize_get && parts.method == Method::GET;
    if get {
        sandbox.tell("sandbox: /authorize by GET puts credentials into logs; use POST");
    } else if parts.method != Method::POST {
        read_and_discard(body, record).await;
        return method_not_expected(parts, host, &switches, sandbox);
    }
    let effects = sandbox.faults.strike(host.profile, endpoint);
    record.faults = effects.iter().map(kind_name).collect();
    let mut response = match perform(sandbox, host, endpoint, parts, body, &effects, record).await {
        Answer::Host(response) => with_cors(response, &switches),
        Answer::Proxy(response) if switches.cors_on_proxy_pages => with_cors(response, &switches),
        Answer::Proxy(response) => response,
        Answer::Break => break_connection(),
    };
    if let Some(delay) = effects.reply_delay() {
        tokio::time::sleep(delay).await;
    }
    if effects.has(&FaultKind::LoseReply) {
        response = break_connection();
    }
    response
}

/// Who a reply comes from, or that there is none.
enum Answer {
    Host(Response<Body>),
    Proxy(Response<Body>),
    Break,
}

async fn perform(
    sandbox: &Arc<Sandbox>,
    host: &Arc<Host>,
    endpoint: Endpoint,
    parts: &Parts,
    body: Body,
    effects: &Effects,
    record: &mut RecordedRequest,
) -> Answer {
    let switches = host.switches();
    if let Some(delay) = effects.delay() {
        tokio::time::sleep(delay).await;
    }
    let content_length = header_text(parts, &header::CONTENT_LENGTH).parse::<u64>().ok();
    let announced = content_length.unwrap_or(0);
    let mut body = RequestBody::new(
        body,
        effects.bytes_per_second(),
        effects.drop_after_bytes(content_length),
    );
    if switches.proxy_max_body > 0 && announced > switches.proxy_max_body {
        // As nginx does: answer at once, and go on reading so that the client gets to see it.
        tokio::spawn(async move { body.read_to_end().await });
        return Answer::Proxy(proxy_page::error(StatusCode::PAYLOAD_TOO_LARGE, None));
    }
    let replaced = replacement(effects);
    let too_large_for_php = switches.post_max_size > 0 && announced > switches.post_max_size;
    let mut parameters = Parameters::from_query(parts.uri.query(), switches.strip_tags);
    let read = if replaced.is_some() || too_large_for_php {
        body.read_to_end().await
    } else {
        let begin_upload =
            |parameters: &Parameters| begin_upload(sandbox, host, endpoint, parameters);
        let reading = Reading {
            blobs: &host.blobs,
            corrupt_files: effects.has(&FaultKind::CorruptFile),
            begin_upload: &begin_upload,
        };
        let content_type = header_text(parts, &header::CONTENT_TYPE);
        parameters.read_body(&mut body, content_type, &reading).await
    };
    record.body_bytes = body.bytes_read();
    record.fields = parameters.names().to_vec();
    match read {
        Ok(()) => {}
        Err(BodyError::Disk(error)) => {
            sandbox.tell(&format!("sandbox: the disk failed: {error}"));
            let refused = Err(Refusal::DiskFailed);
            let text = reply::body(&refused, host.profile, &switches, sandbox.clock.now());
            return Answer::Host(json(StatusCode::OK, text));
        }
        Err(BodyError::BreakNow | BodyError::Lost(_)) => return Answer::Break,
    }
    if effects.has(&FaultKind::DropAfterBody) {
        return Answer::Break;
    }
    if let Some(response) = replaced {
        return Answer::Proxy(response);
    }
    Answer::Host(carry_out(sandbox, host, endpoint, &switches, effects, parameters))
}

/// Has the endpoint carry the call out, and writes its reply down.
fn carry_out(
    sandbox: &Arc<Sandbox>,
    host: &Arc<Host>,
    endpoint: Endpoint,
    switches: &Switches,
    effects: &Effects,
    parameters: Parameters,
) -> Response<Body> {
    let mut outcome = endpoints::run(&mut Call {
        sandbox,
        host,
        endpoint,
        switches,
        effects,
        now: sandbox.clock.now(),
        parameters,
    });
    if let Ok(success) = &mut outcome
        && effects.has(&FaultKind::CorruptHash)
    {
        for item in success.upload_items_mut() {
            item.insert("hash".to_owned(), crate::random::hexadecimal(32).into());
        }
    }
    let text = reply::body(&outcome, host.profile, switches, sandbox.clock.now());
    let status = match &outcome {
        Err(refusal) if switches.http_error_codes => refusal.http_status(),
        _ => 200,
    };
    finish(StatusCode::from_u16(status).unwrap_or(StatusCode::OK), text, effects)
}

fn begin_upload(
    sandbox: &Sandbox,
    host: &Arc<Host>,
    endpoint: Endpoint,
    parameters: &Parameters,
) -> Option<UploadSlot> {
    let token = parameters.get("access_token").filter(|_| endpoint == Endpoint::FileUpload)?;
    let account = host.state().tokens.owner(token, sandbox.clock.now())?;
    Some(UploadSlot::take(host, account))
}

/// A reply that stands in for the endpoint's, which is not run.
fn replacement(effects: &Effects) -> Option<Response<Body>> {
    effects.iter().find_map(|kind| match kind {
        FaultKind::HttpStatus { status, retry_after } => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            Some(proxy_page::error(status, *retry_after))
        }
        FaultKind::Html => Some(proxy_page::checking_browser()),
        FaultKind::Reply { carry_out: false, .. } => fixed_reply(kind),
        _ => None,
    })
}

fn fixed_reply(kind: &FaultKind) -> Option<Response<Body>> {
    let FaultKind::Reply { status, content_type, body, .. } = kind else { return None };
    let mut response = Response::new(Body::from(body.clone()));
    *response.status_mut() = StatusCode::from_u16(*status).unwrap_or(StatusCode::OK);
    if let Ok(value) = HeaderValue::from_str(content_type) {
        response.headers_mut().insert(header::CONTENT_TYPE, value);
    }
    Some(response)
}

/// The reply with whatever spoils its bytes.
fn finish(status: StatusCode, text: String, effects: &Effects) -> Response<Body> {
    let mut bytes = text.into_bytes();
    let mut response = None;
    for kind in effects.iter() {
        match kind {
            FaultKind::PhpWarning => {
                let warning = "<br />\n<b>Warning</b>:  Undefined variable $file in <b>/var/www/html/plugins/api/index.php</b> on line <b>214</b><br />\n";
                bytes.splice(0..0, warning.bytes());
            }
            FaultKind::Bom => {
                bytes.splice(0..0, "\u{feff}".bytes());
            }
            FaultKind::Reply { carry_out: true, .. } => response = fixed_reply(kind),
            _ => {}
        }
    }
    if let Some(response) = response {
        return response;
    }
    for kind in effects.iter() {
        if let FaultKind::CutReply { keep_bytes, abort } = kind {
            let whole = bytes.len();
            bytes.truncate(keep_bytes.unwrap_or(whole / 2));
            if *abort {
                return aborted(bytes, whole);
            }
        }
    }
    json(status, bytes)
}

/// A reply that announces more bytes than come before the connection breaks.
fn aborted(bytes: Vec<u8>, announced: usize) -> Response<Body> {
    let start = Ok(Bytes::from(bytes));
    let end = Err(std::io::Error::other("the reply is cut short on purpose"));
    let mut response = json(StatusCode::OK, Body::from_stream(stream::iter([start, end])));
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(announced));
    response
}

fn json(status: StatusCode, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}

fn with_cors(mut response: Response<Body>, switches: &Switches) -> Response<Body> {
    cors::add_headers(response.headers_mut(), switches.cors);
    response
}

fn break_connection() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(BreakConnection);
    response
}

fn unknown(path: &str, sandbox: &Sandbox, switches: &Switches) -> Response<Body> {
    let mut names = path.trim_matches('/').split('/');
    let group = names.next().unwrap_or_default();
    let method = names.next().unwrap_or_default();
    let response = if matches!(group, "account" | "file" | "folder") {
        let status = match switches.missing_method {
            MissingMethod::NotFound => StatusCode::NOT_FOUND,
            MissingMethod::NotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        };
        json(status, reply::unknown_method(group, method, sandbox.clock.now()))
    } else {
        json(StatusCode::NOT_FOUND, reply::unknown_endpoint(group))
    };
    with_cors(response, switches)
}

fn method_not_expected(
    parts: &Parts,
    host: &Host,
    switches: &Switches,
    sandbox: &Sandbox,
) -> Response<Body> {
    let refused = Err(Refusal::Words(format!("Request method {} not expected.", parts.method)));
    let text = reply::body(&refused, host.profile, switches, sandbox.clock.now());
    let mut response = with_cors(json(StatusCode::METHOD_NOT_ALLOWED, text), switches);
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
    response
}

async fn read_and_discard(body: Body, record: &mut RecordedRequest) {
    let mut body = RequestBody::new(body, None, None);
    // Whether the client stayed to the end does not matter here.
    let _ = body.read_to_end().await;
    record.body_bytes = body.bytes_read();
}

fn header_text<'a>(parts: &'a Parts, name: &header::HeaderName) -> &'a str {
    parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn kind_name(kind: &FaultKind) -> String {
    serde_json::to_value(kind)
        .ok()
        .and_then(|value| Some(value.get("kind")?.as_str()?.to_owned()))
        .unwrap_or_default()
}
