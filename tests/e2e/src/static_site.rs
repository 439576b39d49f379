//! The built page behind a plain web server: no policy, no API beside it. The way a page reaches
//! hosts that its own server knows nothing of.

use std::path::PathBuf;

use crate::failure::Outcome;
use crate::places;
use crate::web_server::{Content, WebServer};

/// A web server with the built page; it ends when this value is dropped.
pub struct StaticSite {
    /// `http://127.0.0.1:PORT/`
    pub address: String,
    _server: WebServer,
}

/// The built page's folder.
struct BuiltPage(PathBuf);

impl StaticSite {
    /// Serves the built page on a free port.
    ///
    /// # Errors
    /// When the page is not built or no port can be had.
    pub async fn start() -> Outcome<Self> {
        let server = WebServer::start(BuiltPage(places::dist()?))?;
        Ok(Self { address: format!("{}/", server.origin), _server: server })
    }
}

impl Content for BuiltPage {
    fn file(&self, path: &str) -> Option<Vec<u8>> {
        let name = if path == "/" { "index.html" } else { path.strip_prefix('/')? };
        // Only files that lie in the folder itself: in English the page needs no others.
        let plain = !name.is_empty() && !name.contains('/');
        plain.then(|| std::fs::read(self.0.join(name)).ok()).flatten()
    }
}
