//! Fetches what a url import asks for: over plain HTTP, from loopback addresses only.

use crate::clock::Moment;
use crate::host::{Host, HostState};
use crate::sandbox::Sandbox;
use crate::store::{FileId, Import, ImportState, NewFile, ReceivedBlob};
use axum::http::{Request, Response, Uri, header};
use http_body_util::{BodyExt, Empty};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper_util::rt::TokioIo;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;

/// What may not stand in a request line as it is.
const NOT_IN_URLS: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`');
/// How long the other server may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Begins an import in the background.
pub fn start(sandbox: Arc<Sandbox>, host: Arc<Host>, import: Import) {
    tokio::spawn(async move {
        let switches = host.switches();
        tokio::time::sleep(Duration::from_millis(switches.import_pending_ms)).await;
        let started = sandbox.clock.now();
        let downloading = |total_size| ImportState::Downloading { started, total_size };
        if !host.state().store.set_import_state(import.id, downloading(0)) {
            return;
        }
        let pace = Duration::from_millis(switches.import_downloading_ms);
        let fetched = fetch(&host, &import, &downloading, pace).await;
        let finished = sandbox.clock.now();
        let mut state = host.state();
        let over =
            state.store.import(import.owner, import.id).is_none_or(|now| now.state.is_over());
        if over {
            return; // Cancelled, or reset, in the meantime: nothing is stored.
        }
        let end = match fetched.and_then(|file| file.store(&mut state, &import, finished)) {
            Ok((file, total_size)) => ImportState::Complete { started, finished, file, total_size },
            Err(message) => ImportState::Failed { started: Some(started), finished, message },
        };
        state.store.set_import_state(import.id, end);
    });
}

struct Fetched {
    name: String,
    file_type: String,
    blob: ReceivedBlob,
}

impl Fetched {
    fn store(
        self,
        state: &mut HostState,
        import: &Import,
        now: Moment,
    ) -> Result<(FileId, u64), String> {
        let (size, md5) = (self.blob.size, self.blob.md5.clone());
        let limit = state.accounts.get(import.owner).map_or(0, |a| a.package.max_storage_bytes);
        if limit > 0 && state.store.used_bytes(import.owner) + size > limit {
            return Err("File upload failed due to insufficient space on this account.".to_owned());
        }
        let blob =
            self.blob.keep().map_err(|error| format!("Could not store the file: {error}"))?;
        let file = state.store.add_file(NewFile {
            owner: import.owner,
            folder: import.folder,
            name: self.name,
            file_type: self.file_type,
            size,
            md5,
            blob,
            uploaded: now,
        });
        Ok((file.id, size))
    }
}

async fn fetch(
    host: &Host,
    import: &Import,
    downloading: &(dyn Fn(u64) -> ImportState + Sync),
    pace: Duration,
) -> Result<Fetched, String> {
    let begun = tokio::time::Instant::now();
    let asked = tokio::time::timeout(PATIENCE, ask(&import.url)).await;
    let response = asked.map_err(|_| "The remote server did not answer in time.".to_owned())??;
    if !response.status().is_success() {
        return Err(format!("The remote server answered HTTP {}.", response.status().as_u16()));
    }
    let file_type =
        response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let file_type = file_type.unwrap_or("application/octet-stream").to_owned();
    let announced = response.body().size_hint().exact().unwrap_or(0);
    host.state().store.set_import_state(import.id, downloading(announced));
    let limit = {
        let state = host.state();
        state.accounts.get(import.owner).map_or(0, |account| account.package.max_upload_size)
    };
    let disk = |error: std::io::Error| format!("Could not store the file: {error}");
    let mut incoming = host.blobs.receive(false).map_err(disk)?;
    let mut body = response.into_body();
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| "The remote server broke off.".to_owned())?;
        let Ok(chunk) = frame.into_data() else { continue };
        size += chunk.len() as u64;
        if limit > 0 && size > limit {
            return Err("File received is larger than permitted.".to_owned());
        }
        incoming.write(chunk).await;
    }
    let blob = incoming.finish().await.map_err(disk)?;
    tokio::time::sleep_until(begun + pace).await;
    Ok(Fetched { name: file_name(&import.url), file_type, blob })
}

async fn ask(url: &str) -> Result<Response<Incoming>, String> {
    let uri: Uri = utf8_percent_encode(url, NOT_IN_URLS)
        .to_string()
        .parse()
        .map_err(|_| "The URL can not be read.".to_owned())?;
    if uri.scheme_str() != Some("http") {
        return Err("Only http URLs can be fetched here.".to_owned());
    }
    let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    let port = uri.port_u16().unwrap_or(80);
    let unreachable = |_| "The remote server can not be reached.".to_owned();
    let addresses = tokio::net::lookup_host((host, port)).await.map_err(unreachable)?;
    let addresses: Vec<_> = addresses.collect();
    if addresses.iter().any(|address| !address.ip().is_loopback()) {
        return Err("Only loopback addresses can be fetched here.".to_owned());
    }
    let stream = TcpStream::connect(addresses.as_slice()).await.map_err(unreachable)?;
    let broken = |_| "The remote server does not speak HTTP.".to_owned();
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    tokio::spawn(connection);
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let request = Request::get(path)
        .header(header::HOST, authority.rsplit('@').next().unwrap_or_default())
        .body(Empty::<Bytes>::new())
        .map_err(|_| "The URL can not be read.".to_owned())?;
    sender.send_request(request).await.map_err(broken)
}

/// The last part of the path, as the file's name.
fn file_name(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let last =
        path.split_once('/').and_then(|(_, path)| path.rsplit('/').next()).unwrap_or_default();
    let name = percent_decode_str(last).decode_utf8_lossy().replace(['/', '\\'], "_");
    if name.is_empty() { "index.html".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_the_last_part_of_the_path() {
        assert_eq!(file_name("http://127.0.0.1:1/a/b%20c.png?x=1/2"), "b c.png");
        assert_eq!(file_name("http://127.0.0.1:1/"), "index.html");
        assert_eq!(file_name("http://127.0.0.1"), "index.html");
        assert_eq!(file_name("http://127.0.0.1/a%2Fb"), "a_b");
    }

    #[tokio::test]
    async fn only_plain_http_on_loopback_is_fetched() {
        for url in ["https://127.0.0.1/x", "ftp://127.0.0.1/x", "http://192.0.2.1/x"] {
            let refused = ask(url).await.expect_err(url);
            assert!(refused.starts_with("Only "), "{url}: {refused}");
        }
    }
}
