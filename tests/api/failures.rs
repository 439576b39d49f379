//! What goes wrong, and what the client makes of it.

use std::time::Duration;

use futures_util::future::{Either, select};
use gloo_timers::future::sleep;
use upload_widget::api::{
    Access, ApiBase, Client, Credentials, Endpoint, Error, FolderId, Host, Limit, Options, Parent,
    Profile, Secret,
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::sandbox;

const PROFILE: Profile = Profile::Xcloudfile;

async fn listing(client: &Client, access: &Access) -> Result<usize, Error> {
    client.folder_listing(access, &Parent::Root).await.map(|listing| listing.folders.len())
}

#[wasm_bindgen_test]
async fn faults_on_the_way_are_told_apart() {
    let (client, access) = sandbox::signed_in(PROFILE, "cors-right").await;
    for (fault, code, transient) in [
        (r#""kind": "http-status", "status": 413"#, "too-large-for-server", false),
        (r#""kind": "http-status", "status": 429, "retry_after": 3"#, "rate-limited", true),
        (r#""kind": "http-status", "status": 500"#, "server", true),
        (r#""kind": "http-status", "status": 502"#, "server", true),
        (r#""kind": "http-status", "status": 503"#, "server", true),
        (r#""kind": "http-status", "status": 520"#, "server", true),
        (r#""kind": "html""#, "shielded", true),
        (r#""kind": "cut-reply""#, "reply-cut-short", true),
        (r#""kind": "cut-reply", "abort": true"#, "reply-cut-short", true),
        (r#""kind": "cut-reply", "keep_bytes": 0"#, "empty-reply", true),
        (r#""kind": "drop-after-body""#, "unreachable", true),
        (r#""kind": "lose-reply""#, "unreachable", true),
        (r#""kind": "demo-mode""#, "demo-account", false),
        (
            r#""kind": "reply", "body": "<html><title>Log in</title></html>""#,
            "page-instead-of-reply",
            false,
        ),
        (r#""kind": "reply", "body": "Fatal error""#, "damaged-reply", false),
    ] {
        // Chromium may repeat a request whose connection broke, so the fault stays.
        sandbox::fault(PROFILE, &format!(r#""endpoint": "folder/listing", "times": 0, {fault}"#))
            .await;
        let error = listing(&client, &access).await.expect_err(fault);
        // Whether the beginning of a reply arrives before its connection breaks is a matter of luck.
        let broke_off = fault.contains("abort") && error.code() == "unreachable";
        assert!(error.code() == code || broke_off, "{fault}: {error}");
        assert_eq!(error.is_transient(), transient, "{fault}");
        sandbox::control("DELETE", &format!("faults?profile={}", PROFILE.code()), "").await;
        listing(&client, &access).await.expect("all is well again");
    }
    for harmless in [r#""kind": "php-warning""#, r#""kind": "bom""#] {
        sandbox::fault(PROFILE, &format!(r#""endpoint": "folder/listing", {harmless}"#)).await;
        listing(&client, &access).await.expect(harmless);
    }
}

#[wasm_bindgen_test]
async fn a_login_fails_for_a_reason() {
    sandbox::reset(PROFILE, "cors-right").await;
    let client = Client::new(sandbox::host(PROFILE));
    let wrong = Credentials::Password { username: "admin".to_owned(), password: "wrong".into() };
    let error = client.authorize(&wrong).await.expect_err("a wrong password");
    assert_eq!(error.code(), "bad-credentials");
    assert!(error.server_words().is_some_and(|words| words.starts_with("Could not authenticate")));
    let wrong =
        Credentials::Keys { key1: Secret::from("0".repeat(64)), key2: "1".repeat(64).into() };
    let error = client.authorize(&wrong).await.expect_err("wrong keys");
    assert_eq!(error.code(), "bad-credentials");
    let short = Credentials::Keys { key1: "short".into(), key2: "short".into() };
    assert_eq!(client.authorize(&short).await.expect_err("short keys").code(), "bad-input");

    let change = |field: &str| {
        format!(r#"{{"profile": "{}", "username": "admin", {field}}}"#, PROFILE.code())
    };
    sandbox::control("POST", "accounts", &change(r#""api_access": false"#)).await;
    let error = client.authorize(&sandbox::password()).await.expect_err("no access");
    assert_eq!(error.code(), "no-api-access", "{error}");
}

#[wasm_bindgen_test]
async fn a_dead_token_is_rejected() {
    let (client, access) = sandbox::signed_in(PROFILE, "cors-right").await;
    sandbox::fault(PROFILE, r#""kind": "expire-token""#).await;
    let error = listing(&client, &access).await.expect_err("it expired");
    assert_eq!(error.code(), "token-rejected", "{error}");
    let error = sandbox::upload(&client, &access, "a.txt", "a", &Parent::Root).await;
    assert_eq!(error.expect_err("it expired").code(), "token-rejected");
}

#[wasm_bindgen_test]
async fn what_does_not_exist_is_not_found() {
    let (client, access) = sandbox::signed_in(PROFILE, "cors-right").await;
    let file = "999999".into();
    let folder = FolderId::from("999999");
    let error = client.file_info(&access, &file).await.expect_err("no such file");
    assert_eq!(error.code(), "file-not-found");
    let error = client.folder_info(&access, &folder).await.expect_err("no such folder");
    assert_eq!(error.code(), "folder-not-found");
    let uploaded = sandbox::upload(&client, &access, "a.txt", "a", &Parent::Root).await;
    let id = uploaded.expect("a file").file_id.expect("an id");
    let error = client.file_move(&access, &id, &folder.clone().into()).await;
    assert_eq!(error.expect_err("no such folder").code(), "destination-not-found");
    let error = client.file_copy(&access, &id, &folder.into()).await;
    assert_eq!(error.expect_err("no such folder").code(), "destination-not-found");
}

async fn limit_package(limit: &str, bytes: u64) {
    let change = format!(
        r#"{{"profile": "{}", "username": "admin", "package": {{"{limit}": {bytes}}}}}"#,
        PROFILE.code()
    );
    sandbox::control("POST", "accounts", &change).await;
}

#[wasm_bindgen_test]
async fn a_full_storage_is_told_with_the_limit_that_counts() {
    let (client, access) = sandbox::signed_in(PROFILE, "cors-right").await;
    limit_package("max_storage_bytes", 10).await;
    client.account_package(&access).await.expect("a package");
    for (own, counts) in [("null", 10), (r#"\"12\""#, 12)] {
        let body = format!(
            r#"{{\"_status\":\"success\",\"data\":{{\"id\":1,\"storageLimitOverride\":{own}}}}}"#
        );
        let fault = format!(r#""endpoint": "account/info", "kind": "reply", "body": "{body}""#);
        sandbox::fault(PROFILE, &fault).await;
        client.account_info(&access).await.expect("an account");
        let full = sandbox::upload(&client, &access, "a.txt", "eleven bytes", &Parent::Root).await;
        let full = full.expect_err("full");
        let Error::Forbidden { limit: Limit::Storage(Some(limit)), .. } = full else {
            panic!("the limit is named: {full:?}");
        };
        assert_eq!(limit.0, counts);
    }
}

#[wasm_bindgen_test]
async fn an_upload_is_refused_for_a_reason() {
    let (client, access) = sandbox::signed_in(PROFILE, "cors-right").await;
    let upload = async |text: &str| {
        sandbox::upload(&client, &access, "a.txt", text, &Parent::Root).await.expect_err("refused")
    };
    assert_eq!(upload("").await.code(), "empty-file");

    limit_package("max_upload_size", 10).await;
    let error = upload("more than ten bytes").await;
    assert_eq!(error.code(), "file-too-large", "{error}");
    client.account_package(&access).await.expect("a package");
    let error = upload("more than ten bytes").await;
    let Error::Forbidden { limit: Limit::FileSize(Some(limit)), .. } = error else {
        panic!("the limit is named once it is known: {error:?}");
    };
    assert_eq!(limit.0, 10);
    sandbox::switch(PROFILE, "wrap-item-errors").await;
    let error = upload("more than ten bytes").await;
    assert!(error.server_words().is_some_and(|words| words.starts_with("Error on:")), "{error}");
    assert_eq!(error.code(), "file-too-large", "{error}");

    for switch in ["post-max-size=1K", "proxy-max-body=1K"] {
        let (client, access) = sandbox::signed_in(PROFILE, &format!("cors-right,{switch}")).await;
        let text = "x".repeat(5000);
        let error = sandbox::upload(&client, &access, "a.txt", &text, &Parent::Root).await;
        assert_eq!(error.expect_err("too large").code(), "too-large-for-server", "{switch}");
    }

    let unreadable = "cors-right,proxy-max-body=1K,no-cors-on-proxy-pages";
    let (client, access) = sandbox::signed_in(PROFILE, unreadable).await;
    let error = sandbox::upload(&client, &access, "a.txt", &"x".repeat(5000), &Parent::Root).await;
    let error = error.expect_err("too large");
    assert_eq!(error.code(), "unanswered");
    assert!(error.is_transient() && error.leaves_outcome_open(), "it may be the connection");

    let (client, access) = sandbox::signed_in(PROFILE, "cors-right").await;
    for (fault, code) in [
        (r#""kind": "upstream-no-response""#, "storage-unavailable"),
        (r#""kind": "upstream-error", "message": "maxFileSize""#, "file-too-large"),
        (r#""kind": "upstream-error", "message": "Disk broken""#, "server"),
    ] {
        sandbox::fault(PROFILE, &format!(r#""endpoint": "file/upload", {fault}"#)).await;
        let error = sandbox::upload(&client, &access, "a.txt", "a", &Parent::Root).await;
        assert_eq!(error.expect_err(fault).code(), code, "{fault}");
    }
}

#[wasm_bindgen_test]
async fn blocked_unreachable_and_offline_are_told_apart() {
    for switch in ["cors-misspelt", "cors-absent"] {
        sandbox::reset(PROFILE, switch).await;
        let client = Client::new(sandbox::host(PROFILE));
        let error = client.authorize(&sandbox::password()).await.expect_err(switch);
        let seen = sandbox::requests(PROFILE).await;
        assert_eq!(error.code(), "blocked-by-cors", "{switch}: {error} {seen:?}");
        assert!(error.to_string().contains("Access-Control-Allow-Origin"));
    }

    sandbox::reset(PROFILE, "cors-right").await;
    sandbox::fault(PROFILE, r#""endpoint": "authorize", "times": 0, "kind": "drop-after-body""#)
        .await;
    let client = Client::new(sandbox::host(PROFILE));
    let error = client.authorize(&sandbox::password()).await.expect_err("a broken connection");
    assert_eq!(error.code(), "unreachable", "CORS is right, so it is not blamed");

    let nobody = ApiBase::new("http://127.0.0.1:18999/api/v2/").expect("a base");
    let client = Client::new(Host::other(nobody));
    let error = client.authorize(&sandbox::password()).await.expect_err("nobody is there");
    assert_eq!(error.code(), "unreachable");

    sandbox::eval(
        "Object.defineProperty(navigator, 'onLine', { get: () => false, configurable: true })",
    );
    let error = client.authorize(&sandbox::password()).await.expect_err("offline");
    sandbox::eval("delete navigator.onLine");
    assert_eq!(error, Error::Offline);
}

#[wasm_bindgen_test]
async fn a_slow_call_times_out_and_a_slow_upload_does_not() {
    // Time enough for the login, which is limited too, on a busy machine.
    let options = Options { timeout: Duration::from_millis(1500), ..Options::default() };
    let (client, access) = sandbox::signed_in_with(PROFILE, "cors-right", options).await;
    sandbox::fault(PROFILE, r#""times": 0, "kind": "delay", "milliseconds": 2500"#).await;
    let info = client.account_info(&access).await;
    assert_eq!(info.map(|_| ()), Err(Error::Timeout));
    listing(&client, &access).await.expect("a folder may have many files");
    let uploaded = sandbox::upload(&client, &access, "a.txt", "a", &Parent::Root).await;
    assert_eq!(uploaded.expect("it takes its time").name, "a.txt");

    let options = Options { timeout: Duration::MAX, ..Options::default() };
    let (client, access) = sandbox::signed_in_with(PROFILE, "cors-right", options).await;
    listing(&client, &access).await.expect("no time limit");
}

#[wasm_bindgen_test]
async fn dropping_the_future_aborts_the_request() {
    let (client, access) = sandbox::signed_in(PROFILE, "cors-right").await;
    sandbox::fault(PROFILE, r#""times": 0, "kind": "delay", "milliseconds": 2000"#).await;
    sandbox::eval(
        "window.signals = []; window.realFetch = window.fetch; window.fetch = (what, init) => {
            window.signals.push((init ?? what).signal); return window.realFetch(what, init); };
        ''",
    );
    let call = Box::pin(listing(&client, &access));
    let waited = select(call, Box::pin(sleep(Duration::from_millis(200)))).await;
    let states = "signals.map(signal => signal.aborted)";
    assert_eq!(sandbox::eval(states), "[false]");
    assert!(matches!(waited, Either::Right(_)), "the call is still under way");
    drop(waited);
    assert_eq!(sandbox::eval(states), "[true]");

    let upload = Box::pin(sandbox::upload(&client, &access, "a.txt", "a", &Parent::Root));
    drop(select(upload, Box::pin(sleep(Duration::from_millis(200)))).await);
    assert_eq!(sandbox::eval(states), "[true,true]");
    sandbox::eval("window.fetch = window.realFetch; ''");
}

#[wasm_bindgen_test]
async fn ten_thousand_files_are_listed() {
    let (client, access) = sandbox::signed_in(PROFILE, "cors-right").await;
    let file = r#"{\"id\":\"1\",\"filename\":\"a.jpg\",\"shortUrl\":\"2Vv\",\"fileType\":\"image/jpeg\",\"fileSize\":\"1116\",\"status\":\"active\",\"folderId\":null,\"url_file\":\"http://h/2Vv\"}"#;
    let files = vec![file; 10_000].join(",");
    let body =
        format!(r#"{{\"_status\":\"success\",\"data\":{{\"folders\":[],\"files\":[{files}]}}}}"#);
    let fault = format!(r#""endpoint": "folder/listing", "kind": "reply", "body": "{body}""#);
    sandbox::fault(PROFILE, &fault).await;
    let begin = js_sys::Date::now();
    let listing = client.folder_listing(&access, &Parent::Root).await.expect("a listing");
    let milliseconds = js_sys::Date::now() - begin;
    wasm_bindgen_test::console_log!("10,000 files read in {milliseconds} ms");
    assert_eq!(listing.files.len(), 10_000);
    assert!(client.can(Endpoint::FolderListing));
}

#[wasm_bindgen_test]
async fn absurd_replies_do_not_break_the_page() {
    let (client, access) = sandbox::signed_in(PROFILE, "cors-right").await;
    let deep = ["[".repeat(100_000), "]".repeat(100_000)].concat();
    let braces = r#"{\"a\":"#.repeat(50_000);
    for body in
        [deep.as_str(), braces.as_str(), r#"{\"_status\":\"success\",\"data\":\"\\ud800\"}"#]
    {
        let fault = format!(r#""endpoint": "account/info", "kind": "reply", "body": "{body}""#);
        sandbox::fault(PROFILE, &fault).await;
        let error = client.account_info(&access).await.expect_err("an absurd reply");
        assert!(matches!(error, Error::DamagedReply { .. }), "{error}");
    }
}
