//! Serves a built web page under a strict Content-Security-Policy.

use axum::Router;
use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use percent_encoding::percent_decode_str;
use std::path::{Component, Path, PathBuf};

/// Serves the files of a folder. The page may connect to its own origin and the sandbox's, and be
/// shown in frames of `frame_ancestors`; see [`policy`] for the demo page.
pub fn router(folder: &Path, sandbox_origin: &str, frame_ancestors: &str) -> Router {
    let folder = folder.to_owned();
    let (sandbox_origin, frame_ancestors) = (sandbox_origin.to_owned(), frame_ancestors.to_owned());
    Router::new().fallback(move |request: Request<Body>| {
        let policy = policy(request.uri(), &sandbox_origin, &frame_ancestors);
        let folder = folder.clone();
        async move {
            let (parts, _) = request.into_parts();
            let mut response = file(&folder, &parts).await;
            let headers = response.headers_mut();
            if let Ok(policy) = HeaderValue::from_str(&policy) {
                headers.insert(header::CONTENT_SECURITY_POLICY, policy);
            }
            headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
            response
        }
    })
}

/// What may be done at an address. The demo page shows the page in a dialog, as a forum would, at the
/// address that asks for that.
fn policy(address: &Uri, sandbox_origin: &str, frame_ancestors: &str) -> String {
    let frames = if address.path().ends_with("/demo/") { "frame-src 'self'; " } else { "" };
    let mut asked = address.query().unwrap_or_default().split('&');
    let framed = asked.any(|pair| pair.starts_with("frame="));
    let frame_ancestors = match frame_ancestors {
        "'none'" if framed => "'self'",
        allowed => allowed,
    };
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' {sandbox_origin}; img-src 'self' blob:; {frames}require-trusted-types-for 'script'; base-uri 'none'; form-action 'none'; frame-ancestors {frame_ancestors}"
    )
}

async fn file(folder: &Path, parts: &Parts) -> Response<Body> {
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        return plain(StatusCode::METHOD_NOT_ALLOWED, "The page is read by GET.\n");
    }
    let Some(path) = path_below(folder, parts.uri.path()) else {
        return plain(StatusCode::NOT_FOUND, "There is no such file.\n");
    };
    match tokio::fs::read(&path).await {
        // Browsers ask for it by themselves.
        Err(_) if parts.uri.path() == "/favicon.ico" => plain(StatusCode::NO_CONTENT, ""),
        Ok(bytes) => {
            let mut response = Response::new(Body::from(bytes));
            let mime = HeaderValue::from_static(mime_type(&path));
            response.headers_mut().insert(header::CONTENT_TYPE, mime);
            response
        }
        Err(_) => plain(StatusCode::NOT_FOUND, "There is no such file.\n"),
    }
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let mime = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, mime);
    response
}

/// The file a path names, which never leaves the folder. A path that ends in a slash names
/// the index.html there.
fn path_below(folder: &Path, url_path: &str) -> Option<PathBuf> {
    let decoded = percent_decode_str(url_path).decode_utf8().ok()?;
    let relative = decoded.trim_start_matches('/');
    let safe = Path::new(relative).components().all(|part| matches!(part, Component::Normal(_)));
    if !safe || relative.contains('\\') {
        return None;
    }
    let path = folder.join(relative);
    Some(if relative.is_empty() || relative.ends_with('/') {
        path.join("index.html")
    } else {
        path
    })
}

fn mime_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_page_may_show_the_page_in_a_dialog() {
        let policy = |address: &str, ancestors| {
            policy(&address.parse().unwrap(), "http://127.0.0.1:1", ancestors)
        };
        let demo = policy("/package/demo/", "'none'");
        assert!(demo.contains("; frame-src 'self';"), "{demo}");
        assert!(demo.ends_with("frame-ancestors 'none'"), "{demo}");
        let shown = policy("/?lang=de&frame=1", "'none'");
        assert!(shown.ends_with("frame-ancestors 'self'"), "{shown}");
        assert!(policy("/", "'none'").ends_with("frame-ancestors 'none'"));
        assert!(policy("/?frame=1", "*").ends_with("frame-ancestors *"));
    }

    #[test]
    fn paths_stay_below_the_folder() {
        let folder = Path::new("/page");
        assert_eq!(path_below(folder, "/"), Some(PathBuf::from("/page/index.html")));
        assert_eq!(path_below(folder, "/app.wasm"), Some(PathBuf::from("/page/app.wasm")));
        for outside in ["/../secret", "/%2e%2e/secret", "/a/../../secret", "/..%5Csecret"] {
            assert_eq!(path_below(folder, outside), None, "{outside}");
        }
    }
}
