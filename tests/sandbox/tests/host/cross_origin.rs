//! Cross-origin headers and preflights.

use crate::client::{Reply, Session, bytes};
use sandbox::Profile;

async fn preflight(session: &Session) -> Reply {
    let request = session
        .request("OPTIONS", "file/upload")
        .header("origin", "http://127.0.0.1:1")
        .header("access-control-request-method", "POST")
        .body(bytes(""));
    session.send(request.unwrap()).await.unwrap()
}

#[tokio::test]
async fn headers_are_right_misspelt_or_absent() {
    let session = Session::open(Profile::Filecloudy).await;
    let headers = async || {
        let reply = session.call("account/info", &[]).await;
        let value = |name| reply.header(name).map(str::to_owned);
        (value("access-control-allow-origin"), value("access-control-allow-orgin"))
    };
    let star = Some("*".to_owned());
    assert_eq!(headers().await, (star.clone(), None));
    session.switch("cors-misspelt");
    assert_eq!(headers().await, (None, star));
    session.switch("cors-absent");
    assert_eq!(headers().await, (None, None));
}

#[tokio::test]
async fn preflights_are_answered_or_refused_and_always_recorded() {
    let session = Session::open(Profile::Filecloudy).await;
    let answered = preflight(&session).await;
    assert_eq!(answered.status, 204);
    assert_eq!(answered.header("access-control-allow-origin"), Some("*"));
    assert!(answered.header("access-control-allow-headers").unwrap().contains("content-type"));
    session.switch("options-405");
    let refused = preflight(&session).await;
    assert_eq!((refused.status, refused.header("access-control-allow-origin")), (405, None));
    let recorded = session.server.control().requests(Some(Profile::Filecloudy));
    let preflights: Vec<_> = recorded.iter().filter(|request| request.preflight).collect();
    assert_eq!(preflights.len(), 2);
    assert_eq!(preflights[1].status, Some(405));
    assert_eq!(preflights[1].origin.as_deref(), Some("http://127.0.0.1:1"));
}

#[tokio::test]
async fn a_proxy_page_may_lack_the_header() {
    let session = Session::open(Profile::Filecloudy).await;
    let fault = serde_json::json!({ "kind": "http-status", "status": 502, "times": 2 });
    session.fault(fault);
    let with = session.call("account/info", &[]).await;
    assert_eq!((with.status, with.header("access-control-allow-origin")), (502, Some("*")));
    session.switch("no-cors-on-proxy-pages");
    let without = session.call("account/info", &[]).await;
    assert_eq!((without.status, without.header("access-control-allow-origin")), (502, None));
}
