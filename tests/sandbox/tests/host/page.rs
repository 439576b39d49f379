//! A built page served under a strict policy.

use crate::client::{Reply, bytes, request, send};
use sandbox::{Config, Server};
use std::net::SocketAddr;

async fn get(address: SocketAddr, path: &str) -> Reply {
    send(address, request(address, "GET", path).body(bytes("")).unwrap()).await.unwrap()
}

#[tokio::test]
async fn a_page_is_served_on_both_origins() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("sub")).unwrap();
    for (name, text) in
        [("index.html", "<!DOCTYPE html>"), ("app_bg.wasm", "\0asm"), ("sub/a.js", "1")]
    {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let page = Some(folder.path().to_owned());
    let config = Config { page, page_port: Some(0), ..Config::for_tests() };
    let server = Server::start(config).await.unwrap();
    let other = server.page_address.unwrap();
    for address in [server.address, other] {
        let index = get(address, "/").await;
        assert_eq!((index.status, index.text().as_str()), (200, "<!DOCTYPE html>"));
        assert_eq!(index.header("content-type"), Some("text/html; charset=utf-8"));
        let policy = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' {}; img-src 'self' blob:; require-trusted-types-for 'script'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            server.origin()
        );
        assert_eq!(index.header("content-security-policy"), Some(policy.as_str()));
        let wasm = get(address, "/app_bg.wasm").await;
        assert_eq!(wasm.header("content-type"), Some("application/wasm"));
        let script = get(address, "/sub/a.js").await;
        assert_eq!(script.header("content-type"), Some("text/javascript; charset=utf-8"));
        assert_eq!(get(address, "/missing.js").await.status, 404);
        assert_eq!(get(address, "/%2e%2e/Cargo.toml").await.status, 404);
    }
    assert_eq!(get(server.address, "/control/faults").await.status, 200);
    assert_eq!(get(other, "/control/faults").await.status, 404, "only the page is there");
}

#[tokio::test]
async fn a_folder_without_index_is_refused_at_start() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { page: Some(folder.path().to_owned()), ..Config::for_tests() };
    let error = Server::start(config).await.expect_err("no index.html");
    assert!(error.to_string().starts_with("The page's folder has no readable index.html"));
}
