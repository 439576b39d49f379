//! Imports from a URL.

use crate::client::Session;
use crate::samples::base64;
use sandbox::Profile;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinHandle;

/// Another server on loopback that answers one request with that body.
pub(crate) async fn serve_once(body: Vec<u8>) -> (SocketAddr, JoinHandle<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        let read = stream.read(&mut request).await.unwrap();
        assert!(read > 0);
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&body).await.unwrap();
    });
    (address, served)
}

async fn status(session: &Session, id: &str) -> Value {
    session.call("file/url_upload_status", &[("scheduled_item_id", id)]).await.json()
}

/// Asks until the import is over.
pub(crate) async fn final_status(session: &Session, id: &str) -> Value {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let reply = status(session, id).await;
        let word = reply["data"]["status"].as_str().unwrap_or_default();
        if !matches!(word, "pending" | "downloading") || Instant::now() > deadline {
            return reply;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn add(session: &Session, url: &str) -> String {
    let added =
        session.call("file/url_upload_add", &[("file_url_base64", &base64(url))]).await.json();
    added["data"]["scheduled_item_id"].to_string()
}

#[tokio::test]
async fn an_import_goes_through_its_stages_and_stores_the_file() {
    let session = Session::open(Profile::Xcloudfile).await;
    // Long enough that none passes between two questions on a busy machine.
    session.switch("import-pending-ms=1000,import-downloading-ms=1000");
    let (address, _served) = serve_once(b"picture".to_vec()).await;
    let id = add(&session, &format!("http://{address}/f%C3%BC r.png?x=1")).await;
    let mut seen: Vec<String> = Vec::new();
    while seen.last().is_none_or(|word| matches!(word.as_str(), "pending" | "downloading")) {
        let word = status(&session, &id).await["data"]["status"].as_str().unwrap().to_owned();
        if seen.last() != Some(&word) {
            seen.push(word);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(seen, ["pending", "downloading", "complete"]);
    let data = status(&session, &id).await["data"].clone();
    assert_eq!(data["downloaded_file"]["name"], "fü r.png");
    assert_eq!((&data["total_size"], &data["downloaded_file"]["size"]), (&json!(7), &json!(7)));
    let stored = &session.stored_files()[0];
    assert_eq!((&stored["type"], &stored["name"]), (&json!("image/png"), &json!("fü r.png")));
}

#[tokio::test]
async fn imports_fail_with_a_reason() {
    let session = Session::open(Profile::Disccloud).await;
    session.switch("import-pending-ms=0,import-downloading-ms=0");
    for (url, reason) in [
        ("https://127.0.0.1/a", "Only http URLs can be fetched here."),
        ("http://192.0.2.7/a", "Only loopback addresses can be fetched here."),
        ("http://127.0.0.1:1/a", "The remote server can not be reached."),
    ] {
        let id = add(&session, url).await;
        let data = final_status(&session, &id).await["data"].clone();
        assert_eq!(
            (data["status"].as_str(), data["notes"].as_str()),
            (Some("failed"), Some(reason))
        );
    }
    assert!(session.stored_files().is_empty());
}

#[tokio::test]
async fn an_import_can_be_cancelled_or_made_to_fail() {
    let session = Session::open(Profile::Xcloudfile).await;
    session.switch("import-pending-ms=60000");
    let control = session.server.control();
    let id = add(&session, "http://127.0.0.1:1/a").await;
    let end = |status: &str| json!({ "profile": "xcloudfile", "scheduled_item_id": id.parse::<u64>().unwrap(), "status": status });
    control.end_import(end("cancelled")).unwrap();
    assert_eq!(status(&session, &id).await["data"]["status"], "cancelled");
    control.end_import(end("failed")).expect_err("it is over");
    let unknown = status(&session, "999").await;
    assert_eq!(unknown["_status"], "error");
}
