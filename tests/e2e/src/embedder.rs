//! A site of somebody else that embeds the widget: the pages of `tests/embed/pages` under a strict
//! policy, on an origin of its own, with the built files below `/widget/`.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::failure::{Failure, Outcome};
use crate::find::{self, PATIENCE};
use crate::host::Host;
use crate::page::Page;
use crate::places;

/// The site; it ends when this value is dropped.
pub struct Embedder {
    /// `http://127.0.0.1:PORT`
    pub origin: String,
    serving: JoinHandle<()>,
}

/// What the site serves.
struct Files {
    /// The folders, by the path they are served under.
    folders: Vec<(&'static str, PathBuf)>,
    /// The file that is not to be had.
    missing: Option<&'static str>,
    /// Stands for `{{host}}` in pages.
    host: String,
    /// The Content Security Policy.
    policy: String,
}

impl Embedder {
    /// Starts a site whose pages talk to this host.
    ///
    /// # Errors
    /// When the page is not built or no port can be had.
    pub async fn start(host: &Host) -> Outcome<Self> {
        Self::without(host, None).await
    }

    /// The same with one of the widget's files missing.
    ///
    /// # Errors
    /// See [`Embedder::start`].
    pub async fn without(host: &Host, missing: Option<&'static str>) -> Outcome<Self> {
        let folders = vec![
            ("/widget/", places::dist()?),
            ("/", places::workspace().join("tests/embed/pages")),
        ];
        Self::serve(folders, missing, host.origin()).await
    }

    async fn serve(
        folders: Vec<(&'static str, PathBuf)>,
        missing: Option<&'static str>,
        host: &str,
    ) -> Outcome<Self> {
        let policy = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
             connect-src 'self' {host}; img-src 'self' blob:; frame-src {host}; \
             require-trusted-types-for 'script'"
        );
        let files = Arc::new(Files { folders, missing, host: host.to_owned(), policy });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let files = Arc::clone(&files);
                // A browser that goes away in between concerns nobody here.
                tokio::spawn(async move { files.answer(stream).await.ok() });
            }
        });
        Ok(Self { origin, serving })
    }

    /// The address of a page.
    pub fn page(&self, name: &str) -> String {
        format!("{}/{name}", self.origin)
    }
}

impl Drop for Embedder {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Files {
    async fn answer(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut lines = BufReader::new(&mut stream).lines();
        let request = lines.next_line().await?.unwrap_or_default();
        while lines.next_line().await?.is_some_and(|header| !header.is_empty()) {}
        let path = request.split([' ', '?']).nth(1).unwrap_or_default();
        let kind = match path.rsplit('.').next() {
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css",
            Some("wasm") => "application/wasm",
            _ => "text/html; charset=utf-8",
        };
        let body = self.body(path);
        let status = match (&body, path) {
            (Some(_), _) => "200 OK",
            // Browsers ask for it by themselves.
            (None, "/favicon.ico") => "204 No Content",
            (None, _) => "404 Not Found",
        };
        let body = body.unwrap_or_default();
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\
             content-security-policy: {}\r\nconnection: close\r\n\r\n",
            body.len(),
            self.policy
        );
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(&body).await?;
        stream.shutdown().await
    }

    fn body(&self, path: &str) -> Option<Vec<u8>> {
        let (below, folder) = self.folders.iter().find(|(below, _)| path.starts_with(below))?;
        let name = &path[below.len()..];
        let name = if name.is_empty() { "index.html" } else { name };
        let plain = !name.split('/').any(|part| part.is_empty() || part.starts_with('.'));
        if !plain || self.missing == Some(name) {
            return None;
        }
        let bytes = std::fs::read(folder.join(Path::new(name))).ok()?;
        if !name.ends_with(".html") {
            return Some(bytes);
        }
        Some(String::from_utf8(bytes).ok()?.replace("{{host}}", &self.host).into_bytes())
    }
}

/// What the page's listener has heard so far; see `tests/embed/pages/record.js`.
impl Page {
    /// The details of all events of that name.
    ///
    /// # Errors
    /// When the page records nothing.
    pub async fn heard(&self, name: &str) -> Outcome<Vec<Value>> {
        let heard = "return window.heard.filter(({ type }) => type === arguments[0]).map(({ detail }) => detail);";
        let heard = self.browser.client.execute(heard, vec![name.into()]).await?;
        heard.as_array().cloned().ok_or_else(|| Failure::new("the page records nothing"))
    }

    /// Waits until so many events of that name were heard, and returns their details.
    ///
    /// # Errors
    /// When there are fewer in the end.
    pub async fn wait_until_heard(&self, name: &str, count: usize) -> Outcome<Vec<Value>> {
        find::until(PATIENCE, async || {
            let heard = self.heard(name).await?;
            Ok(match heard.len() >= count {
                true => Ok(heard),
                false => Err(format!("{} of {count} {name}: {heard:?}", heard.len())),
            })
        })
        .await
    }

    /// Runs a script in the page; it may return a promise.
    ///
    /// # Errors
    /// With what the script throws.
    pub async fn run_script(&self, script: &str) -> Outcome<Value> {
        let wrapped = format!(
            "const done = arguments[arguments.length - 1]; \
             (async () => {{ {script} }})().then((value) => done({{ value: value ?? null }}), (reason) => done({{ reason: String(reason) }}));"
        );
        let answer = self.browser.client.execute_async(&wrapped, Vec::new()).await?;
        match answer.get("value") {
            Some(value) => Ok(value.clone()),
            None => Err(Failure::new(format!("{script}: {answer}"))),
        }
    }
}
