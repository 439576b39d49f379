//! The control endpoints over HTTP.

use crate::client::{Reply, Session, bytes, request};
use sandbox::Profile;
use serde_json::{Value, json};

async fn control(session: &Session, method: &str, path: &str, body: Value) -> Reply {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let request = request(session.server.address, method, &format!("/control/{path}"));
    session.send(request.body(bytes(body)).unwrap()).await.unwrap()
}

#[tokio::test]
async fn faults_are_added_listed_and_removed() {
    let session = Session::open(Profile::Filecloudy).await;
    let fault = json!({ "endpoint": "account/info", "kind": "bom", "times": 2 });
    let added = control(&session, "POST", "faults", fault).await.json();
    assert_eq!(added, json!({ "ok": true, "id": 1 }));
    session.call("account/info", &[]).await;
    let listed = control(&session, "GET", "faults", Value::Null).await.json();
    assert_eq!((&listed[0]["hits"], &listed[0]["left"]), (&json!(1), &json!(1)));
    assert_eq!(
        (&listed[0]["kind"], &listed[0]["endpoint"]),
        (&json!("bom"), &json!("account/info"))
    );
    assert_eq!(control(&session, "DELETE", "faults/1", Value::Null).await.status, 200);
    assert_eq!(control(&session, "DELETE", "faults/1", Value::Null).await.status, 400);
    let wrong = control(&session, "POST", "faults", json!({ "kind": "meteor" })).await;
    assert_eq!(wrong.status, 400);
    assert!(wrong.json()["error"].as_str().unwrap().contains("meteor"));
}

#[tokio::test]
async fn requests_tell_names_and_never_values() {
    let session = Session::open(Profile::Filecloudy).await;
    session.upload("a.txt", b"a", &[("folder_id", "")]).await;
    let reply = control(&session, "GET", "requests?profile=filecloudy", Value::Null).await;
    let text = reply.text();
    assert!(!text.contains(sandbox::DEMO_PASSWORD) && !text.contains(&session.token));
    let requests = reply.json();
    assert_eq!(requests[0]["fields"], json!(["username", "password"]));
    assert_eq!(requests[0]["content_type"], "application/x-www-form-urlencoded");
    assert_eq!(
        requests[1]["fields"],
        json!(["access_token", "account_id", "folder_id", "upload_file"])
    );
    assert_eq!(requests[1]["content_type"], "multipart/form-data");
    assert_eq!(requests[1]["path"], "/api/v2/file/upload");
    control(&session, "DELETE", "requests", Value::Null).await;
    let none = control(&session, "GET", "requests", Value::Null).await;
    assert_eq!(none.json(), json!([]));
}

#[tokio::test]
async fn the_state_has_no_secret() {
    let session = Session::open(Profile::Filecloudy).await;
    session.upload("a.txt", b"a", &[]).await;
    let reply = control(&session, "GET", "state", Value::Null).await;
    let access = session.server.access(Profile::Filecloudy);
    for secret in [&session.token, &access.password, &access.key1] {
        assert!(!reply.text().contains(&format!("\"{secret}\"")));
    }
    let state = reply.json();
    assert_eq!(state.as_array().unwrap().len(), 5);
    assert_eq!(state[0]["files"][0]["md5"], "0cc175b9c0f1b6a831c399e269772661");
    assert_eq!(state[0]["accounts"][0]["live_tokens"], 1);
}

#[tokio::test]
async fn switches_clock_and_accounts_are_set() {
    let session = Session::open(Profile::Filecloudy).await;
    let set =
        json!({ "profile": "filecad", "set": { "cors": "misspelt" }, "observed": "options-405" });
    let switches = control(&session, "POST", "switches", set).await.json();
    assert_eq!(switches["filecad"]["cors"], "misspelt");
    assert_eq!(switches["filecad"]["options"], "405");
    let all = control(&session, "GET", "switches", Value::Null).await.json();
    assert_eq!(all["filecloudy"]["cors"], "right");
    let wrong = json!({ "set": { "cors": "perfect" } });
    assert_eq!(control(&session, "POST", "switches", wrong).await.status, 400);
    let clock = control(&session, "POST", "clock", json!({ "advance_seconds": 3600 })).await.json();
    assert_eq!(clock["ahead_seconds"], 3600);
    let change =
        json!({ "username": "admin", "end_tokens": true, "package": { "can_upload": "0" } });
    assert_eq!(control(&session, "POST", "accounts", change).await.status, 200);
    let nobody = json!({ "username": "nobody" });
    assert_eq!(control(&session, "POST", "accounts", nobody).await.status, 400);
    let words = session.call("account/info", &[]).await.words();
    assert!(words.starts_with("Could not validate access_token"));
    assert_eq!(control(&session, "POST", "reset", json!({})).await.status, 200);
    assert_eq!(control(&session, "GET", "teapot", Value::Null).await.status, 400);
}

#[tokio::test]
async fn only_loopback_names_and_origins_may_steer() {
    let session = Session::open(Profile::Filecloudy).await;
    let ask = async |host: &str, origin: Option<&str>, method: &str| {
        let mut request =
            hyper::Request::builder().method(method).uri("/control/faults").header("host", host);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        session.send(request.body(bytes("")).unwrap()).await.unwrap()
    };
    assert_eq!(ask("rebound.example.test", None, "GET").await.status, 403);
    assert_eq!(ask("localhost", Some("https://example.test"), "GET").await.status, 403);
    let page = Some("http://127.0.0.1:4711");
    let allowed = ask("127.0.0.1:1", page, "GET").await;
    assert_eq!((allowed.status, allowed.header("access-control-allow-origin")), (200, page));
    let preflight = ask("127.0.0.1:1", page, "OPTIONS").await;
    assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (204, page));
}
