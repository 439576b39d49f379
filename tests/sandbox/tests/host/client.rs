//! A small HTTP client for the tests, and a server logged in to.

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http_body_util::{BodyExt, Full, StreamBody, combinators::BoxBody};
use hyper::body::Frame;
use hyper::{HeaderMap, Request};
use hyper_util::rt::TokioIo;
use sandbox::{Config, Profile, Server};
use serde_json::Value;
use std::io;
use std::net::SocketAddr;

/// A request's body.
pub(crate) type Body = BoxBody<Bytes, io::Error>;

/// A reply that arrived whole.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The server's words.
    pub(crate) fn words(&self) -> String {
        self.json()["response"].as_str().unwrap_or_default().to_owned()
    }
}

pub(crate) fn bytes(body: impl Into<Bytes>) -> Body {
    Full::new(body.into()).map_err(|never| match never {}).boxed()
}

/// Sends a request on a connection of its own.
pub(crate) async fn send(address: SocketAddr, request: Request<Body>) -> Result<Reply, String> {
    let text = |error: hyper::Error| error.to_string();
    let stream =
        tokio::net::TcpStream::connect(address).await.map_err(|error| error.to_string())?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(text)?;
    tokio::spawn(connection);
    let response = sender.send_request(request).await.map_err(text)?;
    let (parts, body) = response.into_parts();
    let body = body.collect().await.map_err(text)?.to_bytes();
    Ok(Reply { status: parts.status.as_u16(), headers: parts.headers, body })
}

/// A request to that path of the server.
pub(crate) fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
) -> hyper::http::request::Builder {
    Request::builder().method(method).uri(path).header("host", address.to_string())
}

pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    form.finish()
}

const BOUNDARY: &str = "----boundary7MA4YWxkTrZu0gW";

/// A multipart body: fields, then one file in `upload_file`.
pub(crate) fn multipart(fields: &[(&str, &str)], name: &str, content: &[u8]) -> Vec<u8> {
    let (mut body, tail) = multipart_around(fields, name);
    body.extend_from_slice(content);
    body.extend_from_slice(&tail);
    body
}

/// What stands before and after the file's bytes.
pub(crate) fn multipart_around(fields: &[(&str, &str)], name: &str) -> (Vec<u8>, Vec<u8>) {
    let mut head = Vec::new();
    for (field, value) in fields {
        let part = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
        );
        head.extend_from_slice(part.as_bytes());
    }
    let part = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"upload_file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    );
    head.extend_from_slice(part.as_bytes());
    (head, format!("\r\n--{BOUNDARY}--\r\n").into_bytes())
}

pub(crate) fn multipart_type() -> String {
    format!("multipart/form-data; boundary={BOUNDARY}")
}

/// A server, one of its profiles, and a token there.
pub(crate) struct Session {
    pub(crate) server: Server,
    pub(crate) profile: Profile,
    pub(crate) token: String,
    pub(crate) account: String,
}

impl Session {
    /// A fresh server, logged in as `admin`.
    pub(crate) async fn open(profile: Profile) -> Session {
        Session::open_as(profile, "admin", Config::for_tests()).await
    }

    pub(crate) async fn open_as(profile: Profile, username: &str, config: Config) -> Session {
        let server = Server::start(config).await.unwrap();
        let mut session = Session { server, profile, token: String::new(), account: String::new() };
        session.log_in(username).await;
        session
    }

    /// The same server, seen through another profile.
    pub(crate) async fn switch_to(&mut self, profile: Profile) {
        self.profile = profile;
        self.log_in("admin").await;
    }

    pub(crate) async fn log_in(&mut self, username: &str) {
        let fields = [("username", username), ("password", sandbox::DEMO_PASSWORD)];
        let data = self.post("authorize", &fields).await.json()["data"].clone();
        self.token = data["access_token"].as_str().unwrap().to_owned();
        self.account = data["account_id"].as_str().unwrap().to_owned();
    }

    pub(crate) fn path(&self, endpoint: &str) -> String {
        format!("/{}/api/v2/{endpoint}", self.profile.name())
    }

    pub(crate) fn request(&self, method: &str, endpoint: &str) -> hyper::http::request::Builder {
        request(self.server.address, method, &self.path(endpoint))
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Result<Reply, String> {
        send(self.server.address, request).await
    }

    /// A form as it is, without token and account.
    pub(crate) async fn try_post(
        &self,
        endpoint: &str,
        fields: &[(&str, &str)],
    ) -> Result<Reply, String> {
        let request = self
            .request("POST", endpoint)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(bytes(form(fields)))
            .unwrap();
        self.send(request).await
    }

    pub(crate) async fn post(&self, endpoint: &str, fields: &[(&str, &str)]) -> Reply {
        self.try_post(endpoint, fields).await.unwrap()
    }

    fn with_token<'a>(&'a self, fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let mut all = vec![("access_token", self.token.as_str()), ("account_id", &self.account)];
        all.extend_from_slice(fields);
        all
    }

    /// A call with token and account.
    pub(crate) async fn call(&self, endpoint: &str, fields: &[(&str, &str)]) -> Reply {
        self.post(endpoint, &self.with_token(fields)).await
    }

    pub(crate) async fn try_upload(
        &self,
        name: &str,
        content: &[u8],
        fields: &[(&str, &str)],
    ) -> Result<Reply, String> {
        let body = multipart(&self.with_token(fields), name, content);
        let request = self
            .request("POST", "file/upload")
            .header("content-type", multipart_type())
            .body(bytes(body));
        self.send(request.unwrap()).await
    }

    pub(crate) async fn upload(
        &self,
        name: &str,
        content: &[u8],
        fields: &[(&str, &str)],
    ) -> Reply {
        self.try_upload(name, content, fields).await.unwrap()
    }

    /// Uploads one chunk over and over, so many times, without ever holding the file.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "for the test of memory"))]
    pub(crate) async fn upload_repeated(&self, name: &str, chunk: Bytes, times: usize) -> Reply {
        let (head, tail) = multipart_around(&self.with_token(&[]), name);
        let length = head.len() + chunk.len() * times + tail.len();
        let chunks = stream::once(async { Bytes::from(head) })
            .chain(stream::iter(std::iter::repeat_n(chunk, times)))
            .chain(stream::once(async { Bytes::from(tail) }));
        let body = StreamBody::new(chunks.map(|chunk| Ok(Frame::data(chunk))));
        let request = self
            .request("POST", "file/upload")
            .header("content-type", multipart_type())
            .header("content-length", length)
            .body(BodyExt::boxed(body))
            .unwrap();
        self.send(request).await.unwrap()
    }

    /// The stored files of the profile, from the control endpoints.
    pub(crate) fn stored_files(&self) -> Vec<Value> {
        let state = self.server.control().state(Some(self.profile));
        state[0]["files"].as_array().unwrap().clone()
    }

    pub(crate) fn switch(&self, list: &str) {
        self.server.control().set_switches(Some(self.profile), list).unwrap();
    }

    pub(crate) fn fault(&self, fault: Value) {
        self.server.control().add_fault(fault).unwrap();
    }
}
