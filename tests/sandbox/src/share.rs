//! Share links: a file's page, its bytes through a download link, and a folder's page.

use crate::cors;
use crate::host::Host;
use crate::proxy_page;
use crate::sandbox::Sandbox;
use crate::store::{File, FileStatus, FolderId, Visibility};
use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Request, Response, StatusCode, header};
use futures_util::stream;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::io::SeekFrom;
use std::ops::Range;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

/// Bytes read from disk at a time.
const CHUNK: usize = 256 << 10;

/// Answers a request to a profile's site outside the API: `2Vv`, `2Vv/name`, `2Vv~i?…`,
/// `2Vv?download_token=…` or `folder/125/Name`.
pub async fn answer(
    sandbox: Arc<Sandbox>,
    host: Arc<Host>,
    path: String,
    request: Request<Body>,
) -> Response<Body> {
    let switches = host.switches();
    let (parts, _) = request.into_parts();
    if parts.method == Method::OPTIONS {
        return cors::preflight(&switches);
    }
    let mut response = find(&sandbox, &host, &path, &parts).await;
    cors::add_headers(response.headers_mut(), switches.cors);
    let status = response.status().as_u16();
    sandbox.tell(&format!("{} {} /{path} {status}", parts.method, host.profile.name()));
    response
}

async fn find(sandbox: &Sandbox, host: &Host, path: &str, parts: &Parts) -> Response<Body> {
    let mut segments = path.trim_matches('/').split('/');
    let first = segments.next().unwrap_or_default();
    if first == "folder" {
        return folder_page(host, segments.next().unwrap_or_default());
    }
    let (short_url, action) =
        first.split_once('~').map_or((first, ""), |(short, action)| (short, action));
    let found = host.state().store.file_by_short_url(short_url).cloned();
    let Some(file) = found.filter(|file| file.status == FileStatus::Active) else {
        return not_found();
    };
    let query = parts.uri.query().unwrap_or_default();
    match action {
        "" => match download_token(query) {
            Some(token) if link_is_valid(sandbox, host, &file, &token) => {
                send(host, file, parts).await
            }
            Some(_) => not_found(),
            None => file_page(&file, host, "File"),
        },
        "i" | "d" if query != file.delete_hash => not_found(),
        "d" if matches!(parts.method, Method::POST | Method::DELETE) => {
            host.state().store.save_file(File { status: FileStatus::Trash, ..file.clone() });
            file_page(&file, host, "Deleted")
        }
        "d" => file_page(&file, host, "Delete this file?"),
        "i" => file_page(&file, host, "Information"),
        "s" => file_page(&file, host, "Statistics"),
        _ => not_found(),
    }
}

fn download_token(query: &str) -> Option<String> {
    let mut fields = form_urlencoded::parse(query.as_bytes());
    fields.find(|(name, _)| name == "download_token").map(|(_, token)| token.into_owned())
}

fn link_is_valid(sandbox: &Sandbox, host: &Host, file: &File, token: &str) -> bool {
    let state = host.state();
    let link = state.download_links.get(token);
    link.is_some_and(|link| link.file == file.id && sandbox.clock.now() < link.ends)
}

fn not_found() -> Response<Body> {
    let mut response =
        proxy_page::html("Not found", "<h1>File has been removed or never was here.</h1>");
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

fn file_page(file: &File, host: &Host, heading: &str) -> Response<Body> {
    let name = proxy_page::escape(&file.name);
    let site = host.profile.name();
    let body = format!(
        "<h1>{heading}: {name}</h1><p>{} bytes, {} downloads, on the sandbox playing {site}.</p>",
        file.size, file.downloads
    );
    proxy_page::html(&name, &body)
}

fn folder_page(host: &Host, id: &str) -> Response<Body> {
    let state = host.state();
    let folder = id
        .parse()
        .ok()
        .and_then(|id| state.store.folders().find(|folder| folder.id == FolderId(id)));
    match folder.filter(|folder| !folder.trashed && folder.visibility != Visibility::Private) {
        Some(folder) => {
            let name = proxy_page::escape(&folder.name);
            proxy_page::html(&name, &format!("<h1>Folder: {name}</h1>"))
        }
        None => not_found(),
    }
}

async fn send(host: &Host, file: File, parts: &Parts) -> Response<Body> {
    let asked = parts.headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let range = match asked.map(|text| parse_range(text, file.size)) {
        None | Some(Asked::Nonsense) => None,
        Some(Asked::Range(range)) => Some(range),
        Some(Asked::Unsatisfiable) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            insert(&mut response, header::CONTENT_RANGE, &format!("bytes */{}", file.size));
            return response;
        }
    };
    let sent = range.clone().unwrap_or(0..file.size);
    let body = if parts.method == Method::HEAD {
        Body::empty()
    } else {
        match read(host, &file, sent.clone()).await {
            Ok(body) => body,
            Err(_) => return not_found(),
        }
    };
    let mut response = Response::new(body);
    if let Some(range) = range {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        let text = format!("bytes {}-{}/{}", range.start, range.end - 1, file.size);
        insert(&mut response, header::CONTENT_RANGE, &text);
    }
    insert(&mut response, header::CONTENT_LENGTH, &(sent.end - sent.start).to_string());
    insert(&mut response, header::ACCEPT_RANGES, "bytes");
    insert(&mut response, header::ETAG, &format!("\"{}\"", file.md5));
    insert(&mut response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // A type that can be no header leaves the first one.
    insert(&mut response, header::CONTENT_TYPE, "application/octet-stream");
    insert(&mut response, header::CONTENT_TYPE, &file.file_type);
    insert(&mut response, header::CONTENT_DISPOSITION, &disposition(&file.name));
    if sent.start == 0 && parts.method == Method::GET {
        let mut state = host.state();
        if let Some(now) = state.store.file(file.owner, file.id).cloned() {
            state.store.save_file(File { downloads: now.downloads + 1, ..now });
        }
    }
    response
}

/// Sets a header; a value that cannot stand in one leaves it as it was.
fn insert(response: &mut Response<Body>, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !"\"\\%".contains(c) || c == ' ' { c } else { '_' })
        .collect();
    format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
        utf8_percent_encode(name, NON_ALPHANUMERIC)
    )
}

async fn read(host: &Host, file: &File, range: Range<u64>) -> std::io::Result<Body> {
    let mut disk = tokio::fs::File::open(host.blobs.path(&file.blob)).await?;
    disk.seek(SeekFrom::Start(range.start)).await?;
    let rest = disk.take(range.end - range.start);
    let chunks = stream::try_unfold(rest, |mut rest| async move {
        let mut chunk = bytes::BytesMut::with_capacity(CHUNK);
        let read = rest.read_buf(&mut chunk).await?;
        Ok::<_, std::io::Error>((read > 0).then(|| (chunk.freeze(), rest)))
    });
    Ok(Body::from_stream(chunks))
}

#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Range(Range<u64>),
    Unsatisfiable,
    /// Several ranges, or no range at all: the whole file is sent.
    Nonsense,
}

fn parse_range(text: &str, size: u64) -> Asked {
    let Some((from, to)) = text.strip_prefix("bytes=").and_then(|text| text.split_once('-')) else {
        return Asked::Nonsense;
    };
    let range = match (from.trim(), to.trim()) {
        ("", last) => last.parse::<u64>().ok().map(|last| size.saturating_sub(last)..size),
        (from, "") => from.parse().ok().map(|from| from..size),
        (from, to) => {
            let to = to.parse::<u64>().ok().map(|to| size.min(to.saturating_add(1)));
            from.parse().ok().zip(to).map(|(from, to)| from..to)
        }
    };
    match range {
        Some(range) if range.start < range.end => Asked::Range(range),
        Some(_) => Asked::Unsatisfiable,
        None => Asked::Nonsense,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        assert_eq!(parse_range("bytes=0-0", 10), Asked::Range(0..1));
        assert_eq!(parse_range("bytes=4-", 10), Asked::Range(4..10));
        assert_eq!(parse_range("bytes=-3", 10), Asked::Range(7..10));
        assert_eq!(parse_range("bytes=5-99", 10), Asked::Range(5..10));
        assert_eq!(parse_range("bytes=10-", 10), Asked::Unsatisfiable);
        assert_eq!(parse_range("bytes=0-1,4-5", 10), Asked::Nonsense);
        assert_eq!(parse_range("lines=1-2", 10), Asked::Nonsense);
    }

    #[test]
    fn names_stand_safely_in_the_header() {
        let text = disposition("a\"b\r\nü.txt");
        assert_eq!(
            text,
            "attachment; filename=\"a_b___.txt\"; filename*=UTF-8''a%22b%0D%0A%C3%BC%2Etxt"
        );
    }
}
