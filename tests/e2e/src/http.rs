//! Requests from outside the browser: to the sandbox's API, its control endpoints, its downloads.

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::CONTENT_TYPE;
use hyper::{Method, Request, Response};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use url::form_urlencoded;

use crate::failure::{Failure, Outcome};
use crate::files::{Digest, Digester};

async fn send(request: Request<Full<Bytes>>) -> Outcome<Response<Incoming>> {
    let what = format!("{} {}", request.method(), request.uri());
    let client: Client<HttpConnector, Full<Bytes>> =
        Client::builder(TokioExecutor::new()).build_http();
    client.request(request).await.map_err(|error| Failure::new(format!("{what}: {error}")))
}

async fn body(response: Response<Incoming>) -> Outcome<Bytes> {
    let collected = response.into_body().collect().await;
    Ok(collected.map_err(|error| Failure::new(error.to_string()))?.to_bytes())
}

fn request(method: Method, url: &str, kind: &str, body: String) -> Outcome<Request<Full<Bytes>>> {
    Request::builder()
        .method(method)
        .uri(url)
        .header(CONTENT_TYPE, kind)
        .body(Full::new(Bytes::from(body)))
        .map_err(|error| Failure::new(format!("{url}: {error}")))
}

/// POSTs form fields; the reply has to be JSON, whatever its status.
pub(crate) async fn post_form(url: &str, fields: &[(&str, &str)]) -> Outcome<Value> {
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let kind = "application/x-www-form-urlencoded";
    let response = send(request(Method::POST, url, kind, form)?).await?;
    Ok(serde_json::from_slice(&body(response).await?)?)
}

/// POSTs form fields and a file of text; the reply has to be JSON, whatever its status.
pub(crate) async fn post_file(
    url: &str,
    fields: &[(&str, &str)],
    name: &str,
    content: &str,
) -> Outcome<Value> {
    const EDGE: &str = "the-edge-of-a-part";
    let part = |head: String, body: &str| {
        format!("--{EDGE}\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n")
    };
    let mut form = String::new();
    for (name, value) in fields {
        form += &part(format!("name=\"{name}\""), value);
    }
    form += &part(format!("name=\"upload_file\"; filename=\"{name}\""), content);
    form += &format!("--{EDGE}--\r\n");
    let kind = format!("multipart/form-data; boundary={EDGE}");
    let response = send(request(Method::POST, url, &kind, form)?).await?;
    Ok(serde_json::from_slice(&body(response).await?)?)
}

/// Sends JSON, or nothing for null; the reply has to be a success, in JSON or empty.
pub(crate) async fn json(method: Method, url: &str, value: &Value) -> Outcome<Value> {
    let sent = if value.is_null() { String::new() } else { value.to_string() };
    let response = send(request(method, url, "application/json", sent)?).await?;
    let status = response.status();
    let body = body(response).await?;
    if !status.is_success() {
        let words = String::from_utf8_lossy(&body).into_owned();
        return Err(Failure::new(format!("{url} answered {status}: {words}")));
    }
    if body.is_empty() {
        return Ok(Value::Null);
    }
    Ok(serde_json::from_slice(&body)?)
}

/// Downloads without keeping it: how many bytes, and their digest.
pub(crate) async fn digest(url: &str) -> Outcome<(u64, Digest)> {
    let mut response = send(request(Method::GET, url, "", String::new())?).await?;
    if !response.status().is_success() {
        return Err(Failure::new(format!("{url} answered {}", response.status())));
    }
    let (mut size, mut digester) = (0, Digester::default());
    while let Some(frame) = response.frame().await {
        let frame = frame.map_err(|error| Failure::new(format!("{url}: {error}")))?;
        if let Ok(bytes) = frame.into_data() {
            size += bytes.len() as u64;
            digester.update(&bytes);
        }
    }
    Ok((size, digester.finish()))
}
