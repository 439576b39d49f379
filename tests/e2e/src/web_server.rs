//! The least that a browser takes for a web server, for pages that the sandbox does not serve.

use std::net::Ipv4Addr;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::failure::Outcome;

/// What is served.
pub(crate) trait Content: Send + Sync + 'static {
    /// The bytes of the file at a path that starts with a slash, or None.
    fn file(&self, path: &str) -> Option<Vec<u8>>;

    /// Headers of every reply, each with its line's end.
    fn headers(&self) -> String {
        String::new()
    }
}

/// A web server on a free port of loopback; it ends when this value is dropped.
pub(crate) struct WebServer {
    /// `http://127.0.0.1:PORT`
    pub(crate) origin: String,
    serving: JoinHandle<()>,
}

impl WebServer {
    pub(crate) fn start(content: impl Content) -> Outcome<Self> {
        Self::start_on(std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?, content)
    }

    /// The same on a port that somebody has taken already.
    pub(crate) fn start_on(
        listener: std::net::TcpListener,
        content: impl Content,
    ) -> Outcome<Self> {
        listener.set_nonblocking(true)?;
        let content = Arc::new(content);
        let listener = TcpListener::from_std(listener)?;
        let origin = format!("http://{}", listener.local_addr()?);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let content = Arc::clone(&content);
                // A browser that goes away in between concerns nobody here.
                tokio::spawn(async move { answer(stream, &*content).await.ok() });
            }
        });
        Ok(Self { origin, serving })
    }
}

impl Drop for WebServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Answers the one request of a connection.
async fn answer(mut stream: TcpStream, content: &impl Content) -> std::io::Result<()> {
    let mut lines = BufReader::new(&mut stream).lines();
    let request = lines.next_line().await?.unwrap_or_default();
    while lines.next_line().await?.is_some_and(|header| !header.is_empty()) {}
    let path = request.split([' ', '?']).nth(1).unwrap_or_default();
    let file = content.file(path);
    let status = match (&file, path) {
        (Some(_), _) => "200 OK",
        // Browsers ask for it by themselves.
        (None, "/favicon.ico") => "204 No Content",
        (None, _) => "404 Not Found",
    };
    let file = file.unwrap_or_default();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {}\r\ncontent-length: {}\r\n{}connection: close\r\n\r\n",
        kind(path),
        file.len(),
        content.headers()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&file).await?;
    stream.shutdown().await
}

fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.') {
        Some((_, "js")) => "text/javascript; charset=utf-8",
        Some((_, "css")) => "text/css",
        Some((_, "wasm")) => "application/wasm",
        Some((_, "json")) => "application/json",
        Some((_, "svg")) => "image/svg+xml",
        _ => "text/html; charset=utf-8",
    }
}
