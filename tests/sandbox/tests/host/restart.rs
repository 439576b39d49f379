//! What a data folder keeps.

use crate::client::{Session, bytes, request, send};
use sandbox::{Config, Profile};
use serde_json::json;

#[tokio::test]
async fn files_folders_and_owners_come_back_after_a_restart() {
    let place = tempfile::tempdir().unwrap();
    let config = || Config { data: Some(place.path().to_owned()), ..Config::for_tests() };
    let session = Session::open_as(Profile::Disccloud, "free", config()).await;
    session.call("folder/create", &[("folder_name", "Kept")]).await;
    session.upload("a.txt", b"kept bytes", &[("folder_id", "125")]).await;
    session.upload("b.txt", b"trash", &[]).await;
    session.call("file/delete", &[("file_id", "1254")]).await;
    let before = session.server.control().state(Some(Profile::Disccloud));
    session.server.stop().await;

    // The accounts are given in another order, and one more: ids stay with their names.
    let mut again = config();
    again.accounts.reverse();
    again.accounts.insert(0, sandbox::AccountConfig::new("new", "new"));
    let session = Session::open_as(Profile::Disccloud, "free", again).await;
    let after = session.server.control().state(Some(Profile::Disccloud));
    assert_eq!(after[0]["files"], before[0]["files"]);
    assert_eq!(after[0]["folders"], before[0]["folders"]);
    let reply = session.call("file/download", &[("file_id", "1253")]).await.json();
    let url = reply["data"]["download_url"].as_str().unwrap();
    let path = url.strip_prefix(session.server.origin()).unwrap();
    let asked = request(session.server.address, "GET", path).body(bytes("")).unwrap();
    assert_eq!(send(session.server.address, asked).await.unwrap().text(), "kept bytes");
    let next = session.upload("c.txt", b"c", &[]).await.json();
    assert_eq!(next["data"][0]["file_id"], "1255", "ids are never used twice");
    session.server.stop().await;
    assert!(place.path().join("disccloud/journal.jsonl").exists());
}

#[tokio::test]
async fn a_reset_forgets_everything() {
    let place = tempfile::tempdir().unwrap();
    let config = Config { data: Some(place.path().to_owned()), ..Config::for_tests() };
    let mut session = Session::open_as(Profile::Filecloudy, "admin", config).await;
    session.upload("a.txt", b"a", &[]).await;
    session.switch("cors-absent");
    session.fault(json!({ "kind": "bom" }));
    let control = session.server.control();
    control.change_account(json!({ "username": "admin", "package": { "can_upload": 0 } })).unwrap();
    control.reset(None).unwrap();
    assert!(control.requests(None).is_empty());
    assert_eq!(control.faults(), json!([]));
    session.log_in("admin").await;
    assert!(session.stored_files().is_empty());
    assert_eq!(std::fs::read_dir(place.path().join("filecloudy/files")).unwrap().count(), 0);
    let reply = session.upload("a.txt", b"a", &[]).await;
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    assert_eq!(reply.json()["data"][0]["file_id"], "1253");
}
