//! The package's limits, and the two disguises of "too large for the server".

use crate::client::Session;
use sandbox::{Config, Profile};
use serde_json::json;

async fn limited(package: serde_json::Value) -> Session {
    let session = Session::open_as(Profile::Xcloudfile, "free", Config::for_tests()).await;
    let change = json!({ "username": "free", "package": package });
    session.server.control().change_account(change).unwrap();
    session
}

#[tokio::test]
async fn a_file_over_max_upload_size_is_an_error_of_its_item() {
    let session = limited(json!({ "max_upload_size": "1048576" })).await;
    let package = session.call("account/package", &[]).await.json();
    assert_eq!(package["data"]["max_upload_size"], "1048576");
    session.upload("fits.bin", &vec![1; 1 << 20], &[]).await;
    let item =
        session.upload("large.bin", &vec![1; (1 << 20) + 1], &[]).await.json()["data"][0].clone();
    assert_eq!(item["error"], "File received is larger than permitted. (max 1.00 MB)");
    assert_eq!(item["name"], "large.bin");
    assert_eq!(session.stored_files().len(), 1);
}

#[tokio::test]
async fn an_items_error_may_be_that_of_the_whole_reply() {
    let session = limited(json!({ "max_upload_size": "1048576" })).await;
    session.switch("wrap-item-errors");
    let refused = session.upload("large.bin", &vec![1; (1 << 20) + 1], &[]).await.words();
    assert!(refused.starts_with("Error on: http://127.0.0.1"), "{refused}");
    assert!(refused.ends_with(".php. File received is larger than permitted. (max 1.00 MB)"));
    assert!(session.stored_files().is_empty());
}

#[tokio::test]
async fn a_full_storage_and_a_read_only_account_refuse() {
    let session = limited(json!({ "max_storage_bytes": 10 })).await;
    session.upload("a.bin", &[1; 8], &[]).await;
    let item = session.upload("b.bin", &[1; 8], &[]).await.json()["data"][0].clone();
    assert_eq!(item["error"], "File upload failed due to insufficient space on this account.");
    session.call("file/delete", &[("file_id", "1253")]).await;
    let item = session.upload("b.bin", &[1; 8], &[]).await.json()["data"][0].clone();
    assert_eq!(item["error"], json!(null), "the trash does not count");
    let session = Session::open_as(Profile::Filecad, "readonly", Config::for_tests()).await;
    let refused = session.upload("a.bin", b"a", &[]).await;
    assert_eq!(refused.words(), "Your account does not have permission to upload files.");
    assert!(session.stored_files().is_empty());
}

#[tokio::test]
async fn uploads_beyond_concurrent_uploads_are_refused() {
    let session = limited(json!({ "concurrent_uploads": 2 })).await;
    // So slow that all three are under way at once, also on a busy machine.
    session.fault(json!({ "kind": "slow-read", "bytes_per_second": 20_000, "times": 0 }));
    let content = vec![1; 30_000];
    let upload = || session.upload("a.bin", &content, &[]);
    let (a, b, c) = tokio::join!(upload(), upload(), upload());
    let refused = [&a, &b, &c]
        .into_iter()
        .filter(|reply| reply.words() == "You have reached the maximum of 2 concurrent uploads.")
        .count();
    assert_eq!((refused, session.stored_files().len()), (1, 2));
    let state = session.server.control().state(Some(session.profile));
    let free = state[0]["accounts"].as_array().unwrap().iter().find(|a| a["username"] == "free");
    assert_eq!(free.unwrap()["uploads"], json!({ "now": 0, "peak": 3 }));
}

#[tokio::test]
async fn imports_beyond_max_remote_download_urls_are_refused() {
    let session = limited(json!({ "max_remote_download_urls": 2 })).await;
    session.switch("import-pending-ms=60000");
    let url = crate::samples::base64("http://127.0.0.1:9/a");
    let fields = [("file_url_base64", url.as_str())];
    let add = || session.call("file/url_upload_add", &fields);
    assert_eq!(add().await.words(), "File download from URL scheduled");
    assert_eq!(add().await.words(), "File download from URL scheduled");
    assert_eq!(add().await.words(), "You can not import more than 2 urls at a time.");
}

#[tokio::test]
async fn imports_obey_size_and_storage() {
    for (limit, reason) in [
        ("max_upload_size", "File received is larger than permitted."),
        ("max_storage_bytes", "File upload failed due to insufficient space on this account."),
    ] {
        let session = limited(json!({ limit: 4 })).await;
        session.switch("import-pending-ms=0,import-downloading-ms=0");
        let (address, _served) = crate::imports::serve_once(b"five!".to_vec()).await;
        let url = crate::samples::base64(&format!("http://{address}/a"));
        let fields = [("file_url_base64", url.as_str())];
        let added = session.call("file/url_upload_add", &fields).await.json();
        let id = added["data"]["scheduled_item_id"].to_string();
        let data = crate::imports::final_status(&session, &id).await["data"].clone();
        assert_eq!((&data["status"], &data["notes"]), (&json!("failed"), &json!(reason)));
        assert!(session.stored_files().is_empty());
    }
}

#[tokio::test]
async fn too_large_for_the_server_comes_in_two_disguises() {
    let session = Session::open(Profile::Filecloudy).await;
    session.switch("post-max-size=64K");
    let reply = session.upload("a.bin", &vec![1; 65 << 10], &[]).await;
    assert_eq!(
        (reply.status, reply.words().as_str()),
        (200, "Please provide the access_token param.")
    );
    session.switch("post-max-size=0,proxy-max-body=64K");
    let reply = session.upload("a.bin", &vec![1; 4 << 20], &[]).await;
    assert_eq!(reply.status, 413);
    assert!(reply.text().contains("<h1>413 Request Entity Too Large</h1>"));
    assert!(session.stored_files().is_empty());
    session.upload("a.bin", &vec![1; 1 << 10], &[]).await;
    assert_eq!(session.stored_files().len(), 1);
}
