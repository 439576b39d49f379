//! Uploads by either transport.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::select;
use gloo_timers::future::sleep;
use upload_widget::api::{
    Access, ApiBase, Client, Content, Error, Host, Md5, OnSent, Options, Parent, Profile,
    Transport, Upload, UploadedFile,
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::sandbox;

const PROFILE: Profile = Profile::Cyberfile;
const SIZE: usize = 3 << 20;

/// Uploads a file that is large enough to be watched, and says what was seen of it.
async fn upload_watched(
    client: &Client,
    access: &Access,
) -> (Result<UploadedFile, Error>, Vec<u64>) {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let on_sent: OnSent = {
        let seen = Rc::clone(&seen);
        Rc::new(move |bytes| seen.borrow_mut().push(bytes.0))
    };
    let file = sandbox::file("large.txt", &"x".repeat(SIZE));
    let content = Content::Blob(&file);
    let upload =
        Upload { content, name: "large.txt", folder: &Parent::Root, on_sent: Some(on_sent) };
    let result = client.file_upload(access, &upload).await;
    let seen = seen.borrow().clone();
    (result, seen)
}

async fn preflights() -> usize {
    sandbox::requests(PROFILE).await.iter().filter(|request| request.preflight).count()
}

fn by(transport: Transport) -> Options {
    Options { transport, ..Options::default() }
}

#[wasm_bindgen_test]
async fn an_upload_is_watched_where_the_page_says_preflights_are_answered() {
    let switches = "cors-right,options-answered";
    let options = by(Transport::Watched);
    let (client, access) = sandbox::signed_in_with(PROFILE, switches, options).await;
    let (stored, seen) = upload_watched(&client, &access).await;
    assert_eq!(stored.expect("a file").hash, Some(Md5::of(&[b'x'; SIZE])));
    assert!(seen.is_sorted() && seen.last() >= Some(&(SIZE as u64)), "{seen:?}");
    assert!(preflights().await > 0, "a listener needs one");
}

#[wasm_bindgen_test]
async fn a_watched_upload_falls_back_where_preflights_fail_after_all() {
    let options = by(Transport::Watched);
    let (client, access) = sandbox::signed_in_with(PROFILE, "cors-right", options).await;
    for _ in 0..2 {
        let (stored, seen) = upload_watched(&client, &access).await;
        assert_eq!(stored.expect("a file").hash, Some(Md5::of(&[b'x'; SIZE])));
        assert!(seen.is_empty(), "fetch tells nothing");
    }
    assert_eq!(preflights().await, 1, "tried once, never again");
    let listing = client.folder_listing(&access, &Parent::Root).await.expect("a listing");
    assert_eq!(listing.files.len(), 2, "each stored once");
}

#[wasm_bindgen_test]
async fn a_broken_connection_is_not_taken_for_a_refused_preflight() {
    let options = by(Transport::Watched);
    let (client, access) = sandbox::signed_in_with(PROFILE, "cors-right", options).await;
    let broken = r#""endpoint": "file/upload", "times": 0, "kind": "drop-after-body""#;
    sandbox::fault(PROFILE, broken).await;
    let (stored, _) = upload_watched(&client, &access).await;
    stored.expect_err("neither way works");
    sandbox::control("DELETE", &format!("faults?profile={}", PROFILE.code()), "").await;
    sandbox::switch(PROFILE, "options-answered").await;
    let (stored, seen) = upload_watched(&client, &access).await;
    assert!(stored.is_ok() && !seen.is_empty(), "progress again: {stored:?}");
    assert_eq!(preflights().await, 2);
}

#[wasm_bindgen_test]
async fn an_address_that_the_browser_spells_differently_is_no_redirect() {
    let switches = "cors-right,options-answered,post-max-size=1M";
    let (_, access) = sandbox::signed_in(PROFILE, switches).await;
    let base = sandbox::base(PROFILE).to_string().replace("/cyberfile/", "/./cyberfile/");
    let host = Host::at(PROFILE, ApiBase::new(&base).expect("a base"));
    let client = Client::with_options(host, by(Transport::Watched));
    let (refused, _) = upload_watched(&client, &access).await;
    assert_eq!(refused.expect_err("too large").code(), "too-large-for-server");
}

#[wasm_bindgen_test]
async fn no_preflight_is_risked_across_origins_unless_asked_for() {
    for transport in [Transport::Auto, Transport::Fetch] {
        let switches = "cors-right,options-answered";
        let (client, access) = sandbox::signed_in_with(PROFILE, switches, by(transport)).await;
        let (stored, seen) = upload_watched(&client, &access).await;
        assert!(stored.is_ok() && seen.is_empty(), "{transport:?}");
        assert_eq!(preflights().await, 0, "{transport:?}");
    }
}

#[wasm_bindgen_test]
async fn dropping_a_watched_upload_aborts_it() {
    let switches = "cors-right,options-answered";
    let options = by(Transport::Watched);
    let (client, access) = sandbox::signed_in_with(PROFILE, switches, options).await;
    sandbox::fault(
        PROFILE,
        r#""endpoint": "file/upload", "times": 0, "kind": "slow-read", "bytes_per_second": 1000000"#,
    )
    .await;
    let upload = Box::pin(upload_watched(&client, &access));
    drop(select(upload, Box::pin(sleep(Duration::from_millis(800)))).await);
    sleep(Duration::from_millis(3500)).await;
    let listing = client.folder_listing(&access, &Parent::Root).await.expect("a listing");
    assert!(listing.files.is_empty(), "it never arrived whole");
}

#[wasm_bindgen_test]
async fn bytes_are_stored_like_the_file_they_were_read_from() {
    let (client, access) = sandbox::signed_in(PROFILE, "cors-right").await;
    let names = [
        "plain.txt",
        "a \"quoted\" name.txt",
        "two\r\nlines.txt",
        "100%22.txt",
        "Grüße 😀 שלום; filename=x.txt",
        "back\\slash.txt",
    ];
    let text = "\r\n--boundary\r\n\0ÿ";
    let bytes = js_sys::Uint8Array::from(text.as_bytes());
    for name in names {
        let file = sandbox::file(name, text);
        let mut stored = Vec::new();
        for content in
            [Content::Blob(&file), Content::Bytes { bytes: &bytes, media_type: "text/plain" }]
        {
            let upload = Upload { content, name, folder: &Parent::Root, on_sent: None };
            stored.push(client.file_upload(&access, &upload).await.expect("a file"));
        }
        assert_eq!(stored[0].name, stored[1].name);
        assert_eq!(stored[1].size.map(|size| size.0), Some(text.len() as u64));
        assert_eq!(stored[1].hash, Some(Md5::of(text.as_bytes())));
    }
    assert_eq!(preflights().await, 0);
}

#[wasm_bindgen_test]
async fn no_bytes_are_an_empty_file() {
    let (client, access) = sandbox::signed_in(PROFILE, "cors-right").await;
    let bytes = js_sys::Uint8Array::new_with_length(0);
    let content = Content::Bytes { bytes: &bytes, media_type: "" };
    let upload = Upload { content, name: "empty", folder: &Parent::Root, on_sent: None };
    let refused = client.file_upload(&access, &upload).await.expect_err("refused");
    assert_eq!(refused.code(), "empty-file");
}
