//! Faults on request.

use crate::client::{Session, multipart_around, multipart_type};
use sandbox::Profile;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn session() -> Session {
    Session::open(Profile::Filecloudy).await
}

#[tokio::test]
async fn proxies_answer_in_html() {
    let session = session().await;
    for status in [413, 429, 500, 502, 503, 520] {
        session.fault(json!({ "kind": "http-status", "status": status, "retry_after": 7 }));
        let reply = session.upload("a.bin", &[1; 100_000], &[]).await;
        assert_eq!((reply.status, reply.header("retry-after")), (status, Some("7")));
        assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"));
        assert!(reply.text().contains(&format!("<h1>{status} ")), "{}", reply.text());
    }
    session.fault(json!({ "kind": "html" }));
    let reply = session.upload("a.bin", &[1; 10], &[]).await;
    assert_eq!(reply.status, 200);
    assert!(reply.text().contains("Checking your browser"));
    assert!(session.stored_files().is_empty(), "none of them reached the endpoint");
}

#[tokio::test]
async fn json_arrives_behind_a_warning_or_a_mark() {
    let session = session().await;
    session.fault(json!({ "kind": "php-warning" }));
    let text = session.call("account/info", &[]).await.text();
    assert!(text.starts_with("<br />\n<b>Warning</b>:"));
    let start = text.find("{\"data\"").unwrap();
    assert!(serde_json::from_str::<Value>(&text[start..]).is_ok());
    session.fault(json!({ "kind": "bom" }));
    let reply = session.call("account/info", &[]).await;
    assert!(reply.body.starts_with(b"\xef\xbb\xbf{\"data\""));
    assert!(session.call("account/info", &[]).await.json().is_object(), "once only");
}

#[tokio::test]
async fn a_reply_is_cut_short_in_good_order_or_by_a_broken_connection() {
    let session = session().await;
    session.fault(json!({ "kind": "cut-reply", "keep_bytes": 20 }));
    let reply = session.call("account/info", &[]).await;
    assert_eq!((reply.status, reply.body.len()), (200, 20));
    session.fault(json!({ "kind": "cut-reply", "abort": true }));
    let fields = [("access_token", session.token.as_str()), ("account_id", &session.account)];
    session.try_post("account/info", &fields).await.expect_err("the rest never comes");
}

#[tokio::test]
async fn connections_break_before_after_and_behind_the_upload() {
    let session = session().await;
    let large = vec![1; 2 << 20];
    for kind in ["drop-mid-body", "drop-after-body"] {
        session.fault(json!({ "endpoint": "file/upload", "kind": kind }));
        session.try_upload("a.bin", &large, &[]).await.expect_err(kind);
        assert!(session.stored_files().is_empty(), "{kind}");
    }
    session.fault(json!({ "endpoint": "file/upload", "kind": "lose-reply" }));
    session.try_upload("a.bin", &large, &[]).await.expect_err("no reply");
    assert_eq!(session.stored_files().len(), 1, "stored all the same");
    let requests = session.server.control().requests(Some(Profile::Filecloudy));
    let uploads: Vec<_> = requests.iter().filter(|r| r.path.ends_with("file/upload")).collect();
    assert!(uploads.iter().all(|request| request.status.is_none()));
    assert!(uploads[0].body_bytes < uploads[1].body_bytes);
    assert_eq!(uploads[2].faults, ["lose-reply"]);
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_no_bytes_behind() {
    let place = tempfile::tempdir().unwrap();
    let config =
        sandbox::Config { data: Some(place.path().to_owned()), ..sandbox::Config::for_tests() };
    let session = Session::open_as(Profile::Filecloudy, "admin", config).await;
    session.fault(json!({ "kind": "drop-mid-body", "after_bytes": 1_000_000 }));
    session.try_upload("a.bin", &vec![1; 2 << 20], &[]).await.expect_err("broken");
    let left = || std::fs::read_dir(place.path().join("filecloudy/incoming")).unwrap().count();
    let deadline = Instant::now() + Duration::from_secs(5);
    while left() > 0 && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(left(), 0);
}

#[tokio::test]
async fn a_token_expires_on_the_nth_upload() {
    let mut session = session().await;
    session.fault(json!({ "endpoint": "file/upload", "kind": "expire-token", "skip": 2 }));
    let mut results = Vec::new();
    for _ in 0..4 {
        results.push(session.upload("a.bin", b"a", &[]).await.words());
    }
    let refused =
        "Could not validate access_token and account_id, please reauthenticate or try again.";
    assert_eq!(results, ["File uploaded", "File uploaded", refused, refused]);
    session.log_in("admin").await;
    assert_eq!(session.upload("a.bin", b"a", &[]).await.words(), "File uploaded");
}

#[tokio::test]
async fn a_damaged_file_or_hash_can_be_told_by_the_client() {
    let session = session().await;
    let hello = "5d41402abc4b2a76b9719d911017c592";
    session.fault(json!({ "kind": "corrupt-file" }));
    let told = session.upload("a", b"hello", &[]).await.json()["data"][0]["hash"].clone();
    assert_ne!(told, hello);
    assert_eq!(session.stored_files()[0]["md5"], told, "the hash is that of the damaged bytes");
    session.fault(json!({ "kind": "corrupt-hash" }));
    let told = session.upload("a", b"hello", &[]).await.json()["data"][0]["hash"].clone();
    assert_ne!(told, hello);
    assert_eq!(session.stored_files()[1]["md5"], hello);
}

#[tokio::test]
async fn delays_and_slow_reading_take_their_time() {
    let session = session().await;
    session.fault(json!({ "endpoint": "account/info", "kind": "delay", "milliseconds": 300 }));
    let start = Instant::now();
    session.call("account/info", &[]).await;
    assert!(start.elapsed() >= Duration::from_millis(300));
    session.fault(json!({ "kind": "slow-read", "bytes_per_second": 1_000_000 }));
    let start = Instant::now();
    session.upload("a.bin", &vec![1; 500_000], &[]).await;
    assert!(start.elapsed() >= Duration::from_millis(490), "{:?}", start.elapsed());
}

#[tokio::test]
async fn any_reply_at_all_can_be_sent() {
    let session = session().await;
    let own =
        json!({ "kind": "reply", "status": 418, "content_type": "text/plain", "body": "tea" });
    session.fault(own);
    let reply = session.call("folder/create", &[("folder_name", "a")]).await;
    assert_eq!((reply.status, reply.text().as_str()), (418, "tea"));
    assert_eq!(reply.header("content-type"), Some("text/plain"));
    session.fault(json!({ "kind": "reply", "body": "{}", "carry_out": true }));
    let reply = session.call("folder/create", &[("folder_name", "b")]).await;
    assert_eq!(reply.text(), "{}");
    session.fault(json!({ "kind": "refuse", "message": "Own words." }));
    let listed = session.call("folder/listing", &[]).await;
    assert_eq!(listed.words(), "Own words.");
    let listed = session.call("folder/listing", &[]).await.json();
    assert_eq!(listed["data"]["folders"].as_array().unwrap().len(), 1, "only b was carried out");
}

#[tokio::test]
async fn faults_of_one_profile_leave_the_others_alone() {
    let mut session = session().await;
    session
        .fault(json!({ "profile": "filecad", "kind": "http-status", "status": 500, "times": 0 }));
    assert_eq!(session.call("account/info", &[]).await.status, 200);
    session.profile = Profile::Filecad;
    assert_eq!(session.call("account/info", &[]).await.status, 500);
    assert_eq!(session.call("account/info", &[]).await.status, 500);
    session.server.control().clear_faults(Some(Profile::Filecad));
    assert_eq!(session.call("account/info", &[]).await.status, 200);
}

#[tokio::test]
async fn a_client_that_goes_away_is_recorded_and_leaves_no_upload_under_way() {
    let session = session().await;
    session.server.control().clear_requests(None);
    session.fault(json!({ "kind": "slow-read", "bytes_per_second": 20_000 }));
    let mut stream = TcpStream::connect(session.server.address).await.unwrap();
    let fields = [("access_token", session.token.as_str()), ("account_id", &session.account)];
    let (head, _) = multipart_around(&fields, "a.bin");
    let start = format!(
        "POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {}\r\nContent-Length: 1000000\r\n\r\n",
        session.path("file/upload"),
        multipart_type()
    );
    stream.write_all(start.as_bytes()).await.unwrap();
    stream.write_all(&head).await.unwrap();
    let deadline = Instant::now() + Duration::from_secs(10);
    let control = session.server.control();
    let uploads = || control.state(None)[0]["accounts"][0]["uploads"].clone();
    while uploads()["now"] != 1 && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    drop(stream);
    while control.requests(None).is_empty() && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let requests = control.requests(None);
    assert_eq!((requests.len(), requests[0].status), (1, None));
    assert_eq!(uploads(), json!({ "now": 0, "peak": 1 }));
}

/// Whether the server ends an idle connection within a time.
async fn is_closed_within(seconds: u64, stream: &mut TcpStream) -> bool {
    let limit = Duration::from_secs(seconds);
    let read = tokio::time::timeout(limit, stream.read(&mut [0; 64])).await;
    matches!(read, Ok(Ok(0) | Err(_)))
}

/// A connection that has been used once and is kept alive.
async fn used_connection(session: &Session) -> TcpStream {
    let mut stream = TcpStream::connect(session.server.address).await.unwrap();
    stream.write_all(b"GET /control/clock HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    assert!(stream.read(&mut [0; 4096]).await.unwrap() > 0);
    stream
}

#[tokio::test]
async fn a_fault_that_breaks_connections_meets_fresh_ones() {
    let session = session().await;
    let mut idle = used_connection(&session).await;
    session.fault(json!({ "kind": "bom", "endpoint": "file/copy" }));
    session.fault(json!({ "kind": "lose-reply", "endpoint": "file/copy", "fresh": false }));
    assert!(!is_closed_within(1, &mut idle).await, "these leave connections alone");
    session.fault(json!({ "kind": "lose-reply", "endpoint": "file/upload" }));
    assert!(is_closed_within(20, &mut idle).await);
    let reply = session.call("account/info", &[]).await;
    assert_eq!(reply.header("connection"), Some("close"));
    session.try_upload("a", b"a", &[]).await.expect_err("no reply");
    let reply = session.call("account/info", &[]).await;
    assert_eq!(reply.header("connection"), None, "the fault is spent");
}
