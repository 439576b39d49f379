//! The built page behind a plain web server: no policy, no API beside it. The way a page reaches
//! hosts that its own server knows nothing of.

use std::net::Ipv4Addr;
use std::path::Path;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::failure::Outcome;
use crate::places;

/// A web server with the built page; it ends when this value is dropped.
pub struct StaticSite {
    /// `http://127.0.0.1:PORT/`
    pub address: String,
    serving: JoinHandle<()>,
}

impl StaticSite {
    /// Serves the built page on a free port.
    ///
    /// # Errors
    /// When the page is not built or no port can be had.
    pub async fn start() -> Outcome<Self> {
        let dist = places::dist()?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = format!("http://{}/", listener.local_addr()?);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let dist = dist.clone();
                // A browser that goes away in between concerns nobody here.
                tokio::spawn(async move { answer(stream, &dist).await.ok() });
            }
        });
        Ok(Self { address, serving })
    }
}

impl Drop for StaticSite {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Answers the one request of a connection.
async fn answer(mut stream: TcpStream, dist: &Path) -> std::io::Result<()> {
    let mut lines = BufReader::new(&mut stream).lines();
    let request = lines.next_line().await?.unwrap_or_default();
    while lines.next_line().await?.is_some_and(|header| !header.is_empty()) {}
    let path = request.split([' ', '?']).nth(1).unwrap_or_default();
    let name = if path == "/" { "index.html" } else { path.trim_start_matches('/') };
    let kind = match name.rsplit('.').next() {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    };
    // Only files that lie in the folder itself: there is nothing else in it.
    let file = (!name.contains('/')).then(|| std::fs::read(dist.join(name)).ok()).flatten();
    let (status, body) = file.map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body));
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&body).await?;
    stream.shutdown().await
}
