//! The switches: what live servers do that the documents do not say.

use crate::client::Session;
use sandbox::Profile;
use serde_json::{Value, json};

async fn url_html(session: &Session) -> Option<String> {
    let item = session.upload("a \"b\".txt", b"a", &[]).await.json()["data"][0].clone();
    item.get("url_html").map(|html| html.as_str().unwrap().to_owned())
}

#[tokio::test]
async fn url_html_comes_escaped_raw_plain_missing_or_broken() {
    let session = Session::open(Profile::Filecloudy).await;
    let html = url_html(&session).await.unwrap();
    assert!(html.starts_with("&lt;a href=&quot;http://127.0.0.1") && html.ends_with("&lt;/a&gt;"));
    session.switch("url-html-raw");
    assert!(url_html(&session).await.unwrap().starts_with("<a href=\"http://127.0.0.1"));
    session.switch("url-html-plain");
    assert!(!url_html(&session).await.unwrap().contains('<'));
    session.switch("url-html-missing");
    assert_eq!(url_html(&session).await, None);
    session.switch("url-html-invalid-json");
    let text = session.upload("a.txt", b"a", &[]).await.text();
    assert!(serde_json::from_str::<Value>(&text).is_err());
    assert!(text.contains("\"url_html\":\"<a href=\"http://127.0.0.1"), "{text}");
}

#[tokio::test]
async fn empty_lists_and_gaps_take_every_shape() {
    let session = Session::open(Profile::Filecloudy).await;
    let listing = async || session.call("folder/listing", &[]).await.json()["data"].clone();
    for (switch, empty) in [
        ("empty-list-array", json!({ "folders": [], "files": [] })),
        ("empty-list-false", json!({ "folders": false, "files": false })),
        ("empty-list-null", json!({ "folders": null, "files": null })),
        ("empty-list-missing", json!({})),
    ] {
        session.switch(switch);
        assert_eq!(listing().await, empty);
    }
    session.upload("a.txt", b"a", &[]).await;
    session.upload("b.txt", b"b", &[]).await;
    session.switch("lists-as-objects");
    let files = listing().await["files"].clone();
    let keys: Vec<&String> = files.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["1", "3"]);
    assert_eq!(files["3"]["filename"], "b.txt");
    session.call("file/delete", &[("file_id", "1253")]).await;
    assert_eq!(listing().await["files"].as_object().unwrap().len(), 1);
    session.switch("trash-in-lists");
    assert_eq!(listing().await["files"]["1"]["status"], "trash");
}

#[tokio::test]
async fn ids_come_as_numbers_when_asked() {
    let session = Session::open(Profile::Xcloudfile).await;
    session.switch("ids-numbers,no-one-token");
    let login = [("username", "admin"), ("password", sandbox::DEMO_PASSWORD)];
    let data = session.post("authorize", &login).await.json()["data"].clone();
    assert_eq!(data["account_id"], 158_642);
    assert_eq!(session.upload("a", b"a", &[]).await.json()["data"][0]["file_id"], 1253);
}

#[tokio::test]
async fn parameters_are_trimmed_and_stripped() {
    let session = Session::open(Profile::Filecloudy).await;
    let create = async |name: &str| {
        let reply = session.call("folder/create", &[("folder_name", name)]).await.json();
        reply["data"]["folderName"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(create("  a<b>c ").await, "ac");
    assert_eq!(create("<b></b>").await, "", "nothing is left: the name is missing");
    session.switch("no-strip-tags");
    assert_eq!(create(" a<b>c").await, " a<b>c");
}

#[tokio::test]
async fn folder_info_takes_either_name_or_insists() {
    let session = Session::open(Profile::Cyberfile).await;
    session.call("folder/create", &[("folder_name", "a")]).await;
    let found = async |name: &str| {
        session.call("folder/info", &[(name, "125")]).await.json()["_status"] == "success"
    };
    assert!(found("folder_id").await && found("parent_folder_id").await);
    session.switch("folder-info=folder_id");
    assert!(found("folder_id").await && !found("parent_folder_id").await);
    session.switch("folder-info=parent_folder_id");
    assert!(!found("folder_id").await && found("parent_folder_id").await);
}

#[tokio::test]
async fn null_means_root_and_clears_a_password() {
    let session = Session::open(Profile::Filecloudy).await;
    let password = "0123456789abcdef0123456789abcdef";
    session.call("folder/create", &[("folder_name", "a"), ("access_password", password)]).await;
    let edit = async |fields: &[(&str, &str)]| {
        let mut all = vec![("folder_id", "125")];
        all.extend_from_slice(fields);
        session.call("folder/edit", &all).await.json()["data"].clone()
    };
    assert_eq!(edit(&[("folder_name", "b")]).await["accessPassword"], password);
    assert_eq!(edit(&[("access_password", "short")]).await["accessPassword"], password);
    assert_eq!(edit(&[("access_password", "null")]).await["accessPassword"], json!(null));
    let short = [("folder_name", "c"), ("parent_id", "125"), ("access_password", "short")];
    let created = session.call("folder/create", &short).await.json()["data"].clone();
    assert_eq!((&created["accessPassword"], &created["parentId"]), (&json!(null), &json!("125")));
    let root = [("folder_id", "126"), ("parent_id", "null")];
    let moved = session.call("folder/edit", &root).await.json();
    assert_eq!(moved["data"]["parentId"], json!(null));
    session.switch("no-null-means-root");
    let words = session.call("folder/edit", &root).await.words();
    assert_eq!(words, "Could not find folder based on folder_id.");
}

#[tokio::test]
async fn demo_mode_refuses_every_write_and_no_read() {
    let session = Session::open(Profile::Filecloudy).await;
    session.switch("demo-mode");
    let words = session.upload("a", b"a", &[]).await.words();
    assert_eq!(words, "This API feature is not available in demo mode.");
    for endpoint in ["folder/create", "file/edit", "folder/delete"] {
        let words = session.call(endpoint, &[]).await.words();
        assert_eq!(words, "This API feature is not available in demo mode.", "{endpoint}");
    }
    assert_eq!(session.call("folder/listing", &[]).await.json()["_status"], "success");
}

#[tokio::test]
async fn the_error_key_and_result_html_follow_their_switches() {
    let session = Session::open(Profile::Filecloudy).await;
    session.switch("error-key=as-published,result-html");
    let wrong = session.post("authorize", &[("username", "x"), ("password", "y")]).await.json();
    assert_eq!((&wrong["status"], wrong.get("_status")), (&json!("error"), None));
    let unknown = session.call("file/info", &[]).await.json();
    assert_eq!(unknown["_status"], "error");
    let item = session.upload("a", b"a", &[]).await.json()["data"][0].clone();
    assert!(item["success_result_html"].is_string());
}

#[tokio::test]
async fn refusals_can_carry_http_codes() {
    let mut session = Session::open(Profile::Filecloudy).await;
    session.switch("http-error-codes");
    assert_eq!(session.call("file/info", &[("file_id", "9")]).await.status, 404);
    assert_eq!(session.call("folder/create", &[]).await.status, 400);
    session.token = "dead".to_owned();
    assert_eq!(session.call("account/info", &[]).await.status, 401);
}

#[tokio::test]
async fn the_documented_level_answers_as_the_documents_print() {
    let session = Session::open(Profile::Filecloudy).await;
    session.switch("none");
    let item = session.upload("a.txt", b"a", &[]).await.json()["data"][0].clone();
    let expected = format!(
        "<a href=\"{0}/filecloudy/2Vv\" target=\"_blank\" title=\"View a.txt on filecloudy\">view a.txt on filecloudy</a>",
        session.server.origin()
    );
    assert_eq!(item["url_html"], expected);
    let wrong = session.post("authorize", &[("username", "x"), ("password", "y")]).await.json();
    assert_eq!(wrong["status"], "error");
    let names: Vec<&String> = wrong.as_object().unwrap().keys().collect();
    assert_eq!(names, ["status", "response", "_datetime"]);
}

#[tokio::test]
async fn everything_observed_at_once_still_works() {
    let mut session = Session::open(Profile::Xcloudfile).await;
    session.switch("all,ids-strings");
    session.log_in("admin").await;
    session.upload("a.txt", b"a", &[]).await;
    let listed = session.call("folder/listing", &[]).await.json()["data"].clone();
    assert_eq!(listed["folders"], false);
    assert_eq!(listed["files"]["1"]["filename"], "a.txt");
}
