//! Every error the documents list, with its exact words, and those only observed.

use crate::client::Session;
use sandbox::{Config, Endpoint, Profile};
use serde_json::json;

const NO_TOKEN: &str = "Please provide the access_token param.";
const NO_ACCOUNT: &str = "Please provide the account_id param.";
const BAD_TOKEN: &str =
    "Could not validate access_token and account_id, please reauthenticate or try again.";
const NO_FILE: &str = "Could not find file based on file_id.";
const NO_FILE_ID: &str = "Please provide the file_id param.";
const NO_FOLDER: &str = "Could not find folder based on folder_id.";

#[tokio::test]
async fn every_endpoint_checks_token_then_account() {
    let mut session = Session::open(Profile::Filecloudy).await;
    for profile in Profile::ALL {
        session.switch_to(profile).await;
        let endpoints = Endpoint::ALL.into_iter().filter(|endpoint| profile.documents(*endpoint));
        for endpoint in endpoints.filter(|endpoint| *endpoint != Endpoint::Authorize) {
            let path = endpoint.path();
            let words = async |fields: &[(&str, &str)]| session.post(path, fields).await.words();
            let token = session.token.as_str();
            assert_eq!(words(&[]).await, NO_TOKEN, "{path}");
            assert_eq!(words(&[("access_token", token)]).await, NO_ACCOUNT, "{path}");
            let strange = [("access_token", token), ("account_id", "7")];
            assert_eq!(words(&strange).await, BAD_TOKEN, "{path}");
            let dead = [("access_token", "dead"), ("account_id", session.account.as_str())];
            let reply = session.post(path, &dead).await;
            assert_eq!((reply.status, reply.words().as_str()), (200, BAD_TOKEN), "{path}");
            assert_eq!(reply.json()["_status"], "error");
        }
    }
}

#[tokio::test]
async fn each_endpoint_refuses_with_the_documented_words() {
    let mut session = Session::open(Profile::Filecloudy).await;
    for profile in Profile::ALL {
        session.switch_to(profile).await;
        session.upload("a.txt", b"a", &[]).await;
        let no_file_id = if profile == Profile::Filecad { NO_FILE } else { NO_FILE_ID };
        let file = ("file_id", "1253");
        for (endpoint, fields, words) in [
            ("file/upload", &[][..], "Did not receive uploaded file."),
            ("file/download", &[], no_file_id),
            ("file/download", &[("file_id", "9")], NO_FILE),
            ("file/info", &[], no_file_id),
            ("file/info", &[("file_id", "9")], NO_FILE),
            ("file/edit", &[], no_file_id),
            ("file/edit", &[("file_id", "x")], NO_FILE),
            ("file/delete", &[], no_file_id),
            ("file/delete", &[("file_id", "9")], NO_FILE),
            ("file/move", &[], NO_FILE_ID),
            ("file/move", &[("file_id", "9")], NO_FILE),
            ("file/move", &[file], "Please provide the new_parent_folder_id param."),
            (
                "file/move",
                &[file, ("new_parent_folder_id", "9")],
                "Could not find the destination folder id defined by new_parent_folder_id.",
            ),
            ("file/copy", &[], NO_FILE_ID),
            ("file/copy", &[("file_id", "9")], NO_FILE),
            ("file/copy", &[file], "Please provide the copy_to_folder_id param."),
            (
                "file/copy",
                &[file, ("copy_to_folder_id", "9")],
                "Could not find the destination folder id defined by copy_to_folder_id.",
            ),
            ("file/url_upload_add", &[], "Please provide the file_url_base64 param."),
            (
                "file/url_upload_add",
                &[("file_url_base64", "***")],
                "Could not parse the file_url_base64 parameter. Ensure it's base64 encoded.",
            ),
            ("file/url_upload_status", &[], "Please provide the scheduled_item_id param."),
            ("folder/create", &[], "Please provide the folder_name param."),
            ("folder/info", &[("parent_folder_id", "9")], NO_FOLDER),
            ("folder/info", &[], NO_FOLDER),
            ("folder/edit", &[("folder_id", "9")], NO_FOLDER),
            ("folder/delete", &[("folder_id", "9")], NO_FOLDER),
            ("folder/move", &[], "Please provide the folder_id param."),
            ("folder/move", &[("folder_id", "9")], NO_FOLDER),
        ] {
            if profile.documents(Endpoint::from_path(endpoint).unwrap()) {
                let reply = session.call(endpoint, fields).await;
                assert_eq!(reply.words(), words, "{} {endpoint} {fields:?}", profile.name());
                assert_eq!(reply.status, 200);
            }
        }
        let unchosen = session.upload("", b"", &[]).await;
        assert_eq!(unchosen.words(), "Did not receive uploaded file.");
        let empty = session.upload("empty.txt", b"", &[]).await;
        assert_eq!(empty.words(), "Filesize received was zero.");
    }
}

#[tokio::test]
async fn what_cannot_happen_by_itself_can_be_asked_for() {
    let mut session = Session::open(Profile::Filecloudy).await;
    let enable = "PHP Curl module does not exist on your server/web hosting. It will need to be enable to use this upload feature.";
    let enabled = "PHP Curl module does not exist on your server/web hosting. It will need to be enabled to use this upload feature.";
    for (profile, words) in [
        (Profile::Filecloudy, enable),
        (Profile::Xcloudfile, enabled),
        (Profile::Disccloud, enabled),
        (Profile::Filecad, enable),
        (Profile::Cyberfile, enable),
    ] {
        session.switch_to(profile).await;
        session.fault(json!({ "endpoint": "file/upload", "kind": "curl-missing" }));
        assert_eq!(session.upload("a", b"a", &[]).await.words(), words);
    }
    session.switch_to(Profile::Xcloudfile).await;
    session.upload("a", b"a", &[]).await;
    for (endpoint, kind, words) in [
        (
            "file/url_upload_add",
            "curl-missing",
            "PHP Curl module does not exist on your server/web hosting. It will need to be enabled to use this feature.",
        ),
        ("file/download", "no-download-url", "Could not generate download url."),
        ("file/edit", "demo-mode", "This API feature is not available in demo mode."),
    ] {
        session.fault(json!({ "endpoint": endpoint, "kind": kind }));
        let reply = session.call(endpoint, &[("file_id", "1253")]).await;
        assert_eq!(reply.words(), words);
    }
    session.fault(json!({ "endpoint": "authorize", "kind": "token-not-issued" }));
    let login = [("username", "admin"), ("password", sandbox::DEMO_PASSWORD)];
    assert_eq!(session.post("authorize", &login).await.words(), "Failed issuing access token.");
}

#[tokio::test]
async fn upstream_failures_name_the_other_machine() {
    let session = Session::open(Profile::Filecloudy).await;
    session.fault(json!({ "kind": "upstream-no-response" }));
    let words = session.upload("a", b"a", &[]).await.words();
    assert!(
        words.starts_with("Error uploading file. No response received from: http://"),
        "{words}"
    );
    session.fault(json!({ "kind": "upstream-error", "message": "maxFileSize" }));
    let words = session.upload("a", b"a", &[]).await.words();
    assert!(words.starts_with("Error on: http://") && words.ends_with(". maxFileSize"), "{words}");
    assert!(session.stored_files().is_empty());
}

#[tokio::test]
async fn logins_are_refused_with_the_documented_words() {
    let bad_password = "Could not authenticate user. The username and password may be invalid or your account may be locked from too many failed logins.";
    let bad_keys = "Could not authenticate user. The key pair may be invalid or your account may be locked from too many failed logins.";
    let no_key1 = "Please provide key1. It must be 64 characters in length.";
    let no_key2 = "Please provide key2. It must be 64 characters in length.";
    let no_username = "Please provide a username.";
    let key = "k".repeat(64);
    let mut session = Session::open(Profile::Filecloudy).await;
    for profile in Profile::ALL {
        session.switch_to(profile).await;
        let words = async |fields: &[(&str, &str)]| session.post("authorize", fields).await.words();
        assert_eq!(words(&[("password", "x")]).await, no_username);
        assert_eq!(words(&[("username", "admin")]).await, "Please provide a password.");
        assert_eq!(words(&[("username", "admin"), ("password", "x")]).await, bad_password);
        assert_eq!(words(&[("username", "nobody"), ("password", "x")]).await, bad_password);
        let keys = profile != Profile::Filecad;
        let of_keys = |words| if keys { words } else { no_username };
        assert_eq!(words(&[("key1", "short"), ("key2", &key)]).await, of_keys(no_key1));
        assert_eq!(words(&[("key1", &key)]).await, of_keys(no_key2));
        assert_eq!(words(&[("key1", &key), ("key2", &key)]).await, of_keys(bad_keys));
        let nothing = if profile == Profile::Cyberfile { no_key1 } else { no_username };
        assert_eq!(words(&[]).await, nothing);
    }
}

#[tokio::test]
async fn an_account_without_access_is_told_so() {
    let mut config = Config::for_tests();
    config.accounts.push(sandbox::AccountConfig {
        api_access: false,
        ..sandbox::AccountConfig::new("guest", "guest")
    });
    let session = Session::open_as(Profile::Disccloud, "admin", config).await;
    let reply = session.post("authorize", &[("username", "guest"), ("password", "guest")]).await;
    assert_eq!(
        reply.words(),
        "Your account level does not have access to the file upload API. Please contact site support for more information."
    );
}

#[tokio::test]
async fn unknown_paths_answer_as_observed() {
    let session = Session::open(Profile::Filecad).await;
    let reply = session.call("nonsense", &[]).await;
    assert_eq!((reply.status, reply.json()), (404, json!("No endpoint found for: nonsense")));
    let reply = session.call("file/move", &[]).await;
    assert_eq!((reply.status, &reply.json()["_status"]), (404, &json!("error")));
    assert_eq!(reply.json()["0"], "No method found within endpoint (file): move");
    let path = session.path("account/info").replace("v2/", "v2");
    let beside = crate::client::request(session.server.address, "POST", &path);
    let beside = session.send(beside.body(crate::client::bytes("")).unwrap()).await.unwrap();
    assert_eq!(
        (beside.status, beside.header("content-type")),
        (404, Some("text/html; charset=utf-8"))
    );
    session.switch("missing-method=405");
    assert_eq!(session.call("file/url_upload_add", &[]).await.status, 405);
    let reply = session
        .send(session.request("GET", "account/info").body(crate::client::bytes("")).unwrap());
    assert_eq!(reply.await.unwrap().status, 405);
}
