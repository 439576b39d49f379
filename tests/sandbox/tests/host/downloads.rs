//! Share links and download links.

use crate::client::{Reply, Session, bytes, request, send};
use sandbox::Profile;

async fn get(session: &Session, url: &str, range: Option<&str>) -> Reply {
    ask(session, "GET", url, range).await
}

async fn ask(session: &Session, method: &str, url: &str, range: Option<&str>) -> Reply {
    let path = url.strip_prefix(session.server.origin()).unwrap();
    let mut asked = request(session.server.address, method, path);
    if let Some(range) = range {
        asked = asked.header("range", range);
    }
    send(session.server.address, asked.body(bytes("")).unwrap()).await.unwrap()
}

#[tokio::test]
async fn a_download_link_serves_the_stored_bytes() {
    let session = Session::open(Profile::Filecloudy).await;
    let content: Vec<u8> = (0..1_000_000_u32).flat_map(u32::to_le_bytes).collect();
    session.upload("numbers ü.bin", &content, &[]).await;
    let reply = session.call("file/download", &[("short_url", "2Vv")]).await.json();
    let url = reply["data"]["download_url"].as_str().unwrap().to_owned();
    let whole = get(&session, &url, None).await;
    assert_eq!((whole.status, whole.body.as_ref()), (200, content.as_slice()));
    assert_eq!(whole.header("content-type"), Some("application/octet-stream"));
    assert_eq!(whole.header("content-length"), Some("4000000"));
    let disposition = whole.header("content-disposition").unwrap();
    assert!(
        disposition.starts_with(
            "attachment; filename=\"numbers _.bin\"; filename*=UTF-8''numbers%20%C3%BC"
        )
    );
    for (range, from, to) in [
        ("bytes=0-9", 0, 10),
        ("bytes=3999990-", 3_999_990, 4_000_000),
        ("bytes=-4", 3_999_996, 4_000_000),
    ] {
        let part = get(&session, &url, Some(range)).await;
        assert_eq!((part.status, part.body.as_ref()), (206, &content[from..to]));
        assert_eq!(
            part.header("content-range").unwrap(),
            format!("bytes {from}-{}/4000000", to - 1)
        );
    }
    let beyond = get(&session, &url, Some("bytes=4000000-")).await;
    assert_eq!((beyond.status, beyond.header("content-range")), (416, Some("bytes */4000000")));
    let head = ask(&session, "HEAD", &url, None).await;
    assert_eq!((head.status, head.header("content-length")), (200, Some("4000000")));
    let downloads = session.call("file/info", &[("file_id", "1253")]).await.json();
    assert_eq!(downloads["data"]["downloads"], "2", "the whole file and the range from 0");
}

#[tokio::test]
async fn links_end_with_their_day_their_file_and_their_token() {
    let session = Session::open(Profile::Cyberfile).await;
    session.upload("a.txt", b"a", &[]).await;
    let link = async || {
        let reply = session.call("file/download", &[("file_id", "1253")]).await.json();
        reply["data"]["download_url"].as_str().unwrap().to_owned()
    };
    let url = link().await;
    assert_eq!(get(&session, &url.replace("token=", "token=0"), None).await.status, 404);
    assert_eq!(get(&session, &url, None).await.status, 200);
    session.call("file/delete", &[("file_id", "1253")]).await;
    assert_eq!(get(&session, &url, None).await.status, 404);
    session.upload("b.txt", b"b", &[]).await;
    let reply = session.call("file/download", &[("file_id", "1254")]).await.json();
    let url = reply["data"]["download_url"].as_str().unwrap().to_owned();
    session.server.control().advance_clock(86_401);
    assert_eq!(get(&session, &url, None).await.status, 404);
}

#[tokio::test]
async fn download_by_short_url_is_only_where_documented() {
    let mut session = Session::open(Profile::Filecloudy).await;
    for profile in Profile::ALL {
        session.switch_to(profile).await;
        session.upload("a.txt", b"a", &[]).await;
        let reply = session.call("file/download", &[("short_url", "2Vv")]).await.json();
        let by_short_url = !matches!(profile, Profile::Filecad | Profile::Cyberfile);
        assert_eq!(reply["_status"] == "success", by_short_url, "{}", profile.name());
    }
}

#[tokio::test]
async fn share_pages_escape_names_and_ask_for_the_hash() {
    let session = Session::open(Profile::Filecloudy).await;
    let item = session.upload("<b>a.txt", b"a", &[]).await.json()["data"][0].clone();
    let link = |name: &str| item[name].as_str().unwrap().to_owned();
    let page = get(&session, &link("url"), None).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("&lt;b&gt;a") && !page.text().contains("<b>a"));
    for name in ["info_url", "stats_url", "delete_url"] {
        assert_eq!(get(&session, &link(name), None).await.status, 200, "{name}");
    }
    let wrong = link("delete_url").replace("~d?", "~d?0");
    assert_eq!(ask(&session, "DELETE", &wrong, None).await.status, 404);
    assert_eq!(ask(&session, "DELETE", &link("delete_url"), None).await.status, 200);
    assert_eq!(get(&session, &link("url"), None).await.status, 404);
}
