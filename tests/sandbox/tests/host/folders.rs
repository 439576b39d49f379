//! Folders and files in them: created, listed, edited, moved, copied, deleted.

use crate::client::Session;
use sandbox::Profile;
use serde_json::{Value, json};

async fn create(session: &Session, fields: &[(&str, &str)]) -> Value {
    session.call("folder/create", fields).await.json()["data"].clone()
}

async fn listing(session: &Session, folder: &str) -> Value {
    session.call("folder/listing", &[("parent_folder_id", folder)]).await.json()["data"].clone()
}

fn names(list: &Value, field: &str) -> Vec<String> {
    let entries = list.as_array().unwrap().iter();
    entries.map(|entry| entry[field].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_tree_is_listed_level_by_level_with_its_totals() {
    let session = Session::open(Profile::Filecloudy).await;
    create(&session, &[("folder_name", "Photos")]).await;
    create(&session, &[("folder_name", "2026"), ("parent_id", "125")]).await;
    session.upload("b.txt", b"bbb", &[("folder_id", "126")]).await;
    session.upload("A.txt", b"aa", &[("folder_id", "126")]).await;
    let root = listing(&session, "").await;
    assert_eq!(names(&root["folders"], "folderName"), ["Photos"]);
    assert_eq!(root["files"], json!([]));
    let photos = &root["folders"][0];
    assert_eq!((&photos["totalSize"], &photos["file_count"]), (&json!("5"), &json!(0)));
    assert_eq!(photos["child_folder_count"], 1);
    let inner = listing(&session, "126").await;
    assert_eq!(names(&inner["files"], "filename"), ["A.txt", "b.txt"]);
    assert_eq!(inner["files"][0]["folderId"], "126");
    assert_eq!(inner["files"][0]["keywords"], "a,txt");
}

#[tokio::test]
async fn files_move_copy_and_rename() {
    let session = Session::open(Profile::Disccloud).await;
    create(&session, &[("folder_name", "To")]).await;
    session.upload("a.txt", b"abc", &[]).await;
    let file = ("file_id", "1253");
    session.call("file/move", &[file, ("new_parent_folder_id", "125")]).await;
    let copy = session.call("file/copy", &[file, ("copy_to_folder_id", "null")]).await.json();
    assert_eq!(copy["new_file"]["data"]["folderId"], json!(null));
    assert_eq!(copy["new_file"]["data"]["id"], "1254");
    session.call("file/edit", &[file, ("filename", "z.md"), ("fileType", "text/markdown")]).await;
    let info = session.call("file/info", &[file]).await.json()["data"].clone();
    assert_eq!((&info["filename"], &info["fileType"]), (&json!("z.md"), &json!("text/markdown")));
    assert_eq!((&info["extension"], &info["folderId"]), (&json!("md"), &json!("125")));
    session.call("file/edit", &[file, ("folder_id", "null")]).await;
    let info = session.call("file/info", &[file]).await.json();
    assert_eq!(info["data"]["folderId"], json!(null));
    session.call("file/delete", &[file]).await;
    assert_eq!(names(&listing(&session, "").await["files"], "filename"), ["a.txt"]);
    assert_eq!(session.call("file/info", &[file]).await.json()["data"]["status"], "trash");
    let gone = session.call("file/delete", &[file]).await.words();
    assert_eq!(gone, "Could not find file based on file_id.");
}

#[tokio::test]
async fn folders_are_edited_moved_and_deleted_with_what_is_in_them() {
    let session = Session::open(Profile::Filecad).await;
    create(&session, &[("folder_name", "a"), ("is_public", "9")]).await;
    create(&session, &[("folder_name", "b"), ("parent_id", "125")]).await;
    let info = session.call("folder/info", &[("folder_id", "125")]).await.json()["data"].clone();
    assert_eq!((&info["isPublic"], &info["date_updated"]), (&json!("0"), &json!(null)));
    let edit = [("folder_id", "125"), ("is_public", "1"), ("folder_name", "c")];
    let edited = session.call("folder/edit", &edit).await.json()["data"].clone();
    assert_eq!((&edited["folderName"], &edited["isPublic"]), (&json!("c"), &json!("1")));
    assert!(edited["date_updated"].is_string());
    let into = |id: &'static str| [("folder_id", "125"), ("new_parent_folder_id", id)];
    let words = session.call("folder/move", &into("125")).await.words();
    assert_eq!(words, "Param folder_id can not match new_parent_folder_id.");
    let words = session.call("folder/move", &into("126")).await.words();
    assert_eq!(words, "A folder can not be moved into one of its own sub folders.");
    let moved = [("folder_id", "126"), ("new_parent_folder_id", "null")];
    let moved = session.call("folder/move", &moved).await.json();
    assert_eq!(moved["data"]["parentId"], json!(null));
    session.upload("in.txt", b"x", &[("folder_id", "126")]).await;
    session.call("folder/delete", &[("folder_id", "126")]).await;
    assert_eq!(names(&listing(&session, "").await["folders"], "folderName"), ["c"]);
    let lost = session.call("folder/listing", &[("parent_folder_id", "126")]).await.words();
    assert_eq!(lost, "Could not find folder based on folder_id.");
    assert_eq!(session.stored_files()[0]["status"], "trash");
}

#[tokio::test]
async fn accounts_do_not_see_each_other() {
    let mut session = Session::open(Profile::Filecloudy).await;
    create(&session, &[("folder_name", "private")]).await;
    session.upload("a.txt", b"a", &[]).await;
    session.log_in("free").await;
    assert_eq!(listing(&session, "").await, json!({ "folders": [], "files": [] }));
    let words = session.call("file/info", &[("file_id", "1253")]).await.words();
    assert_eq!(words, "Could not find file based on file_id.");
    let words = session.call("folder/delete", &[("folder_id", "125")]).await.words();
    assert_eq!(words, "Could not find folder based on folder_id.");
}
