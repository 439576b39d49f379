//! The API client from JavaScript's side: every method, on the sandbox host, by a script.
#![cfg(all(target_arch = "wasm32", feature = "javascript"))]
#![allow(missing_docs)]

#[allow(dead_code, reason = "shared with the tests of the API")]
#[path = "api/sandbox.rs"]
mod sandbox;

use js_sys::{Function, Promise};
use upload_widget::api::Profile;
use upload_widget::embed::javascript::UploadClient;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Runs a script with a client for a profile of the sandbox; what it returns, as JSON.
async fn run(profile: Profile, script: &str) -> String {
    sandbox::reset(profile, "").await;
    let host = js_sys::Object::new();
    for (key, value) in [("profile", profile.code()), ("apiBase", sandbox::base(profile).as_str())]
    {
        js_sys::Reflect::set(&host, &key.into(), &value.into()).expect("a plain object");
    }
    let client = UploadClient::new(host.into()).expect("a host");
    let body = format!(
        "return (async () => JSON.stringify(await (async () => {{ {script} }})()))().catch(
            e => JSON.stringify({{ threw: String(e), code: e.code, words: e.serverWords }}))"
    );
    let script = Function::new_with_args("client, origin", &body);
    let origin = sandbox::origin().into();
    let promise = script.call2(&JsValue::NULL, &client.into(), &origin).expect("a promise");
    let answer = JsFuture::from(promise.unchecked_into::<Promise>()).await.expect("no error");
    answer.as_string().expect("JSON")
}

#[wasm_bindgen_test]
async fn every_endpoint_is_a_method() {
    let answer = run(
        Profile::Xcloudfile,
        r#"
        const access = await client.authorize({ username: "admin", password: "sandbox" });
        const account = await client.accountInfo(access);
        const plan = await client.accountPackage(access);
        const folder = await client.folderCreate(access, {
            name: "Photos", visibility: "unlisted", password: "secret" });
        const inner = await client.folderCreate(access, { name: "2026", parentId: folder.id });
        let sent = 0;
        const file = await client.fileUpload(access, new File(["hello"], "a.txt"), {
            folderId: folder.id, onSent: bytes => sent = bytes });
        const plainFile = await client.fileUpload(access, new File(["hello"], "b.txt"));
        const info = await client.fileInfo(access, file.fileId);
        const edited = await client.fileEdit(access, file.fileId, { name: "c.txt", folderId: null });
        const moved = await client.fileMove(access, file.fileId, folder.id);
        const copied = await client.fileCopy(access, file.fileId, null);
        const download = await client.fileDownload(access, file.fileId);
        const short = await client.fileDownloadByShortUrl(access, file.shortUrl);
        const text = await (await fetch(download.url)).text();
        const listing = await client.folderListing(access, folder.id);
        const rootListing = await client.folderListing(access);
        const about = await client.folderInfo(access, folder.id);
        const renamed = await client.folderEdit(access, folder.id, {
            name: "Pictures", visibility: "public", password: null });
        const movedFolder = await client.folderMove(access, inner.id, null);
        const scheduled = await client.fileUrlUploadAdd(access, origin + "/nothing-here", folder.id);
        const status = await client.fileUrlUploadStatus(access, scheduled.id);
        const deleted = await client.fileDelete(access, plainFile.fileId);
        await client.folderDelete(access, inner.id);
        await client.disableAccessToken(access);
        const dead = await client.accountInfo(access).catch(e => e.code);
        return {
            token: access.accessToken.length, account: account.username, plan: plan.label,
            most: plan.maxUploadSize, can: plan.canUpload, folder: folder.name, size: file.size,
            hash: file.hash, url: file.url.startsWith("http"), info: info.name, edited: edited.name,
            editedFolder: edited.folder, moved: moved.folder === folder.id,
            copied: copied.copy.id !== file.fileId, text, short: short.name,
            files: listing.files.map(f => f.name), folders: listing.folders.map(f => f.name),
            root: rootListing.files.length, about: about.visibility, renamed: renamed.name,
            public: renamed.visibility, movedFolder: movedFolder.parent, state: status.state,
            deleted: deleted.status, dead,
        };"#,
    )
    .await;
    let expected = concat!(
        r#"{"token":128,"account":"admin","plan":"Premium Account","most":1073741824,"can":true,"#,
        r#""folder":"Photos","size":5,"hash":"5d41402abc4b2a76b9719d911017c592","url":true,"#,
        r#""info":"a.txt","edited":"c.txt","editedFolder":null,"moved":true,"copied":true,"#,
        r#""text":"hello","short":"c.txt","files":["c.txt"],"folders":["2026"],"root":2,"#,
        r#""about":"unlisted","renamed":"Pictures","public":"public","movedFolder":null,"#,
        r#""state":"pending","deleted":"trash","dead":"token-rejected"}"#
    );
    assert_eq!(answer, expected);
}

#[wasm_bindgen_test]
async fn failures_are_errors_that_can_be_acted_on() {
    let wrong = run(
        Profile::Filecad,
        r#"await client.authorize({ username: "admin", password: "wrong" })"#,
    )
    .await;
    assert!(wrong.contains(r#""code":"bad-credentials""#), "{wrong}");
    assert!(wrong.contains("Could not authenticate user."), "{wrong}");

    let unable = run(
        Profile::Filecad,
        r#"const access = await client.authorize({ username: "admin", password: "sandbox" });
        return await client.fileCopy(access, "1", null)"#,
    )
    .await;
    assert!(unable.contains(r#""code":"unsupported""#), "{unable}");

    let nonsense = run(Profile::Filecad, "await client.accountInfo({ token: 1 })").await;
    assert!(nonsense.contains("TypeError"), "{nonsense}");
}

#[wasm_bindgen_test]
fn a_host_that_does_not_exist_is_a_type_error() {
    for host in ["nowhere", ""] {
        assert!(UploadClient::new(host.into()).is_err());
    }
    assert!(UploadClient::new("filecloudy".into()).is_ok());
}
