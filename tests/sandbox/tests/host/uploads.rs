//! Uploads: names, places, sizes, and memory that stays flat.

use crate::client::Session;
use sandbox::Profile;

#[tokio::test]
async fn a_file_lands_in_its_folder_with_its_hash() {
    let session = Session::open(Profile::Filecloudy).await;
    session.call("folder/create", &[("folder_name", "Photos")]).await;
    let reply = session.upload("hello.txt", b"hello world", &[("folder_id", "125")]).await.json();
    assert_eq!(reply["data"][0]["hash"], "5eb63bbbe01eeed093cb22bb8f5acdc3");
    let stored = &session.stored_files()[0];
    assert_eq!((stored["folder_id"].as_u64(), stored["size"].as_u64()), (Some(125), Some(11)));
    assert_eq!(stored["md5"], "5eb63bbbe01eeed093cb22bb8f5acdc3");
    for root in ["", "0"] {
        session.upload("root.txt", b"x", &[("folder_id", root)]).await;
    }
    let in_root = session.stored_files().iter().filter(|file| file["folder_id"].is_null()).count();
    assert_eq!(in_root, 2);
    let lost = session.upload("lost.txt", b"x", &[("folder_id", "999")]).await;
    assert_eq!(lost.words(), "Could not find folder based on folder_id.");
    assert_eq!(session.stored_files().len(), 3);
}

#[tokio::test]
async fn names_are_kept_as_the_browser_sends_them() {
    let session = Session::open(Profile::Filecloudy).await;
    for (sent, stored) in [
        ("quote%22.txt", "quote%22.txt"),
        ("Übung 日本 🎉.txt", "Übung 日本 🎉.txt"),
        ("<img src=x onerror=alert(1)>.jpg", "<img src=x onerror=alert(1)>.jpg"),
        ("folder/inside.txt", "inside.txt"),
        ("semi;colon=.txt", "semi;colon=.txt"),
    ] {
        let item = session.upload(sent, b"x", &[]).await.json()["data"][0].clone();
        assert_eq!(item["name"], stored);
        let url_html = item["url_html"].as_str().unwrap();
        assert!(url_html.contains(&format!("View {stored} on filecloudy&lt;/a&gt;")), "{url_html}");
    }
}

#[tokio::test]
async fn names_are_tidied_and_made_unique_when_asked() {
    let session = Session::open(Profile::Filecloudy).await;
    session.switch("tidy-names");
    session.call("folder/create", &[("folder_name", "Photos")]).await;
    for (sent, folder, stored) in [
        ("a.TXT", "", "a.TXT"),
        ("a.TXT", "", "a (2).txt"),
        ("a.TXT", "", "a (3).txt"),
        ("a.TXT", "125", "a.TXT"),
        ("Rob's best.jpg", "", "Robs best.jpg"),
        (".env", "", "env"),
        (".env", "", "en (2).env"),
    ] {
        let item = session.upload(sent, b"x", &[("folder_id", folder)]).await.json();
        assert_eq!(item["data"][0]["name"], stored, "{sent}");
    }
}

#[tokio::test]
async fn fields_may_follow_the_file_and_the_last_file_wins() {
    let session = Session::open(Profile::Filecloudy).await;
    let (token, account) = (session.token.as_str(), session.account.as_str());
    let part = |head: &str, content: &str| {
        format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
    };
    let body = [
        part("name=\"upload_file\"; filename=\"first.txt\"", "1"),
        part("name=\"upload_file\"; filename=\"second.txt\"", "2"),
        part("name=\"access_token\"", token),
        part("name=\"account_id\"", account),
        "--b--\r\n".to_owned(),
    ];
    let request = session
        .request("POST", "file/upload")
        .header("content-type", "multipart/form-data; boundary=b")
        .body(crate::client::bytes(body.concat()))
        .unwrap();
    let reply = session.send(request).await.unwrap().json();
    assert_eq!(reply["data"][0]["name"], "second.txt");
    assert_eq!(session.stored_files().len(), 1);
}

#[tokio::test]
async fn a_malformed_body_is_missing_fields() {
    let session = Session::open(Profile::Filecloudy).await;
    for content_type in
        ["multipart/form-data; boundary=other", "multipart/form-data", "application/json"]
    {
        let body = format!("{{\"access_token\":\"{}\"}}", session.token);
        let request = session
            .request("POST", "file/upload")
            .header("content-type", content_type)
            .body(crate::client::bytes(body));
        let reply = session.send(request.unwrap()).await.unwrap();
        assert_eq!(reply.words(), "Please provide the access_token param.", "{content_type}");
    }
}

/// The most memory this process ever held, in bytes.
#[cfg(target_os = "linux")]
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

// Only Linux tells it so: elsewhere the test could not fail.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn memory_stays_flat_under_a_large_upload() {
    let session = Session::open(Profile::Filecloudy).await;
    let chunk = bytes::Bytes::from(vec![0x5a; 1 << 20]);
    let before = peak_memory();
    let reply = session.upload_repeated("large.bin", chunk, 256).await.json();
    assert_eq!(reply["data"][0]["size"], (256_u64 << 20).to_string());
    let grown = peak_memory() - before;
    // Other tests run beside this one; a body held in memory would be 256 MiB.
    assert!(grown < 96 << 20, "memory grew by {grown} bytes");
}
