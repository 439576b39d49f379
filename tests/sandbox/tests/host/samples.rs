//! The published samples, field by field, for every host and endpoint.

use crate::client::Session;
use sandbox::{Endpoint, Profile};
use serde_json::{Map, Value, json};

/// What a document says an endpoint answers.
fn sample(profile: Profile, endpoint: Endpoint) -> Value {
    let path = format!(
        "{}/../fixtures/{}/{}.json",
        env!("CARGO_MANIFEST_DIR"),
        profile.name(),
        endpoint.path()
    );
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let readable: Vec<String> = text.lines().map(with_escaped_html).collect();
    serde_json::from_str(&readable.join("\n")).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The published url_html has bare quotes in it.
fn with_escaped_html(line: &str) -> String {
    let Some((before, html)) = line.split_once("\"url_html\": \"") else { return line.to_owned() };
    let (html, after) = html.rsplit_once('"').unwrap();
    format!("{before}\"url_html\": {}{after}", Value::from(html))
}

/// Endpoints whose sample leaves fields out.
fn is_elided(endpoint: Endpoint) -> bool {
    use Endpoint::{FileCopy, FileDelete, FileEdit, FileInfo, FileMove, FolderMove};
    matches!(endpoint, FileInfo | FileEdit | FileDelete | FileMove | FileCopy | FolderMove)
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

/// Same keys in the same order, same types all the way down. Dates may be null or not.
fn assert_same_shape(sample: &Value, reply: &Value, elided: bool, place: &str) {
    let date = place.ends_with("date_added") || place.ends_with("date_updated");
    if date && (reply.is_null() || reply.is_string()) {
        return;
    }
    assert_eq!(kind(sample), kind(reply), "{place}: the sample has {sample}, the reply {reply}");
    match (sample, reply) {
        (Value::Object(sample), Value::Object(reply)) => {
            assert_same_keys(sample, reply, elided, place);
            for (name, value) in sample {
                assert_same_shape(value, &reply[name], elided, &format!("{place}.{name}"));
            }
        }
        (Value::Array(sample), Value::Array(reply)) => {
            assert!(!reply.is_empty(), "{place} is empty");
            for entry in reply {
                assert_same_shape(&sample[0], entry, elided, &format!("{place}[]"));
            }
        }
        _ => {}
    }
}

fn assert_same_keys(
    sample: &Map<String, Value>,
    reply: &Map<String, Value>,
    elided: bool,
    place: &str,
) {
    let sample: Vec<&String> = sample.keys().collect();
    let reply: Vec<&String> =
        reply.keys().filter(|name| !elided || sample.contains(name)).collect();
    assert_eq!(sample, reply, "the keys of {place}");
}

/// Calls every endpoint a host documents, in an order in which each succeeds.
async fn every_reply(session: &Session) -> Vec<(Endpoint, Value)> {
    let mut replies = Vec::new();
    session.switch("no-one-token");
    let login = [("username", "admin"), ("password", sandbox::DEMO_PASSWORD)];
    replies.push((Endpoint::Authorize, session.post("authorize", &login).await.json()));
    let photo = vec![7; 149_084];
    replies.push((Endpoint::FileUpload, session.upload("sample4_l.jpg", &photo, &[]).await.json()));
    let password = "d9729feb74992cc3482b350163a1a010";
    let folder =
        [("folder_name", "My New Folder"), ("is_public", "2"), ("access_password", password)];
    replies.push((Endpoint::FolderCreate, session.call("folder/create", &folder).await.json()));
    let inner = [("folder_name", "layered_png_files"), ("parent_id", "125")];
    session.call("folder/create", &inner).await;
    session.call("folder/create", &[("folder_name", "Elsewhere")]).await;
    let mut call = async |endpoint: Endpoint, fields: &[(&str, &str)]| {
        if session.profile.documents(endpoint) {
            replies.push((endpoint, session.call(endpoint.path(), fields).await.json()));
        }
    };
    call(Endpoint::AccountInfo, &[]).await;
    call(Endpoint::AccountPackage, &[]).await;
    call(Endpoint::FileDownload, &[("file_id", "1253")]).await;
    call(Endpoint::FileInfo, &[("file_id", "1253")]).await;
    call(Endpoint::FolderListing, &[]).await;
    call(Endpoint::FileEdit, &[("file_id", "1253"), ("filename", "sample4.jpg")]).await;
    call(Endpoint::FileMove, &[("file_id", "1253"), ("new_parent_folder_id", "125")]).await;
    call(Endpoint::FileCopy, &[("file_id", "1253"), ("copy_to_folder_id", "126")]).await;
    call(Endpoint::FileDelete, &[("file_id", "1253")]).await;
    session.call("folder/edit", &[("folder_id", "125"), ("access_password", "null")]).await;
    call(Endpoint::FolderInfo, &[("parent_folder_id", "125")]).await;
    call(Endpoint::FolderEdit, &[("folder_id", "126"), ("folder_name", "My New Folder Name")])
        .await;
    call(Endpoint::FolderMove, &[("folder_id", "126"), ("new_parent_folder_id", "127")]).await;
    call(Endpoint::FolderDelete, &[("folder_id", "127")]).await;
    if session.profile.documents(Endpoint::FileUrlUploadAdd) {
        let (address, served) = crate::imports::serve_once(b"logo".to_vec()).await;
        let url = base64(&format!("http://{address}/file_upload_script_logo.png"));
        let added = session.call("file/url_upload_add", &[("file_url_base64", &url)]).await.json();
        served.await.unwrap();
        let id = added["data"]["scheduled_item_id"].to_string();
        let status = crate::imports::final_status(session, &id).await;
        replies.push((Endpoint::FileUrlUploadAdd, added));
        replies.push((Endpoint::FileUrlUploadStatus, status));
    }
    let disabled = session.call("disable_access_token", &[]).await;
    replies.push((Endpoint::DisableAccessToken, disabled.json()));
    replies
}

pub(crate) fn base64(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(text)
}

#[tokio::test]
async fn every_cell_answers_with_the_shape_of_its_sample() {
    let mut session = Session::open(Profile::Filecloudy).await;
    let mut cells = 0;
    for profile in Profile::ALL {
        session.switch_to(profile).await;
        session.switch("import-pending-ms=0,import-downloading-ms=0");
        let replies = every_reply(&session).await;
        let documented = Endpoint::ALL.into_iter().filter(|endpoint| profile.documents(*endpoint));
        assert_eq!(replies.len(), documented.count(), "{}", profile.name());
        for (endpoint, reply) in replies {
            let place = format!("{} {}", profile.name(), endpoint.path());
            let sample = sample(profile, endpoint);
            assert_same_shape(&sample, &reply, is_elided(endpoint), &place);
            assert_eq!(sample["response"], reply["response"], "{place}");
            assert_eq!(reply["_status"], "success", "{place}");
            cells += 1;
        }
    }
    assert_eq!(cells, 87);
}

#[tokio::test]
async fn values_the_samples_fix_are_the_same() {
    let session = Session::open(Profile::Filecloudy).await;
    let item = session.upload("sample4_l.jpg", &[7; 149_084], &[]).await.json()["data"][0].clone();
    let published = sample(Profile::Filecloudy, Endpoint::FileUpload)["data"][0].clone();
    for name in ["name", "size", "type", "error", "delete_type", "short_url", "file_id"] {
        assert_eq!(item[name], published[name], "{name}");
    }
    let hash = item["delete_hash"].as_str().unwrap();
    let url = format!("{}/filecloudy/2Vv", session.server.origin());
    assert_eq!(item["url"], url);
    assert_eq!(item["delete_url"], format!("{url}~d?{hash}"));
    assert_eq!(item["info_url"], format!("{url}~i?{hash}"));
    assert_eq!(item["stats_url"], format!("{url}~s"));
    assert_eq!(item["url_bbcode"], format!("[url]{url}[/url]"));
    assert_eq!(item["unique_hash"].as_str().unwrap().len(), 64);
    let package = session.call("account/package", &[]).await.json()["data"].clone();
    assert_eq!(package, sample(Profile::Filecloudy, Endpoint::AccountPackage)["data"]);
    let created = [("folder_name", "My New Folder"), ("is_public", "2")];
    let folder = session.call("folder/create", &created).await.json()["data"].clone();
    assert_eq!(folder["id"], "125");
    let url = format!("{}/filecloudy/folder/125/My_New_Folder", session.server.origin());
    assert_eq!(folder["url_folder"], url);
}

#[tokio::test]
async fn filecad_tells_states_by_number_and_dates_by_zeros() {
    let session = Session::open(Profile::Filecad).await;
    session.upload("a.gif", b"GIF", &[]).await;
    let listed = session.call("folder/listing", &[]).await.json()["data"]["files"][0].clone();
    assert_eq!(listed["statusId"], "1");
    assert!(listed.get("status").is_none());
    let deleted = session.call("file/delete", &[("file_id", "1253")]).await.json();
    assert_eq!(deleted["data"]["statusId"], "2");
    let info = session.call("account/info", &[]).await.json();
    assert_eq!(info["data"]["paidExpiryDate"], "0000-00-00 00:00:00");
    let other = Session::open(Profile::Cyberfile).await;
    other.upload("a.gif", b"GIF", &[]).await;
    let deleted = other.call("file/delete", &[("file_id", "1253")]).await.json();
    assert_eq!(deleted["data"]["status"], "trash");
    let info = other.call("account/info", &[]).await.json();
    assert_eq!(info["data"]["paidExpiryDate"], json!(null));
}
