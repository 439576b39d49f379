//! A login that is there already: kept over a reload, or another tab's.

use futures_util::future::join;
use gloo_timers::future::TimeoutFuture;
use upload_widget::api::Error;
use upload_widget::session::{Grant, Session, State, Stay};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::sandbox;
use crate::{OTHER, PROFILE, calls, list, signed_in};

#[wasm_bindgen_test]
async fn another_tab_is_signed_in_without_a_login_of_its_own() {
    sandbox::reset(PROFILE, "").await;
    let first = signed_in(Stay::No).await;
    let second = Session::new();
    assert!(second.rejoin([sandbox::host(PROFILE)]).await);
    list(&second).await.expect("the shared token works");
    list(&first).await.expect("and still does in the first tab");
    assert_eq!(calls("authorize").await, 1);
}

#[wasm_bindgen_test]
async fn nobody_is_signed_in_by_a_session_that_was_retired() {
    sandbox::reset(PROFILE, "").await;
    let gone = signed_in(Stay::No).await;
    gone.retire();
    let next = Session::new();
    assert!(!next.rejoin([sandbox::host(PROFILE)]).await);
    list(&gone).await.expect("what is on its way goes on");
    gone.sign_out().await.expect("the host answers");
}

#[wasm_bindgen_test]
async fn nobody_is_signed_in_by_asking_when_no_tab_is() {
    sandbox::reset(PROFILE, "").await;
    let session = Session::new();
    assert!(!session.rejoin([sandbox::host(PROFILE)]).await);
    assert!(matches!(list(&session).await, Err(Error::TokenRejected { .. })));
    assert_eq!(sandbox::requests(PROFILE).await.len(), 0);
}

#[wasm_bindgen_test]
async fn staying_signed_in_outlives_a_reload_with_the_token_alone() {
    sandbox::reset(PROFILE, "").await;
    let before = signed_in(Stay::SignedIn).await;
    let stored = sandbox::eval("JSON.stringify(Object.entries(sessionStorage))");
    assert!(
        !stored.contains("sandbox\"") && !stored.contains(" sandbox "),
        "no password: {stored}"
    );
    drop(before);
    let after = Session::new();
    assert!(after.rejoin([sandbox::host(PROFILE)]).await);
    list(&after).await.expect("the kept token works");
    assert_eq!(calls("authorize").await, 1);
    after.sign_out().await.expect("the host answers");
}

#[wasm_bindgen_test]
async fn nobody_comes_back_whom_another_login_has_followed() {
    sandbox::reset(PROFILE, "").await;
    drop(signed_in(Stay::SignedIn).await);
    drop(signed_in(Stay::No).await);
    assert_eq!(sandbox::eval("sessionStorage.length"), "0");
    let session = Session::new();
    assert!(!session.rejoin([sandbox::host(PROFILE)]).await);
}

/// Taking it up has asked the host about it.
#[wasm_bindgen_test]
async fn a_kept_token_that_lay_idle_is_looked_at_once() {
    sandbox::reset(PROFILE, "").await;
    drop(signed_in(Stay::SignedIn).await);
    sandbox::eval(
        "for (const [key, value] of Object.entries(sessionStorage)) {
             sessionStorage.setItem(key, value.replace(/\\d+$/, '0'));
         }",
    );
    let session = Session::new();
    assert!(session.rejoin([sandbox::host(PROFILE)]).await);
    list(&session).await.expect("the kept token works");
    assert_eq!(calls("account/info").await, 2, "at the login, and when it was taken up");
    session.sign_out().await.expect("the host answers");
}

/// A reader who comes back waits for the host alone.
#[wasm_bindgen_test]
async fn a_kept_login_waits_for_no_other_tab() {
    sandbox::reset(PROFILE, "").await;
    drop(signed_in(Stay::SignedIn).await);
    // Other tabs' time to answer does not come to an end.
    sandbox::eval(
        "globalThis.realTimeout = setTimeout;
         globalThis.setTimeout = (then, delay) => realTimeout(then, delay < 1000 ? 1e6 : delay); 0",
    );
    let session = Session::new();
    let taken_up = session.rejoin([sandbox::host(PROFILE)]).await;
    sandbox::eval("globalThis.setTimeout = realTimeout; 0");
    assert!(taken_up);
    session.sign_out().await.expect("the host answers");
}

#[wasm_bindgen_test]
async fn a_kept_login_that_has_ended_gives_way_to_another_tabs() {
    sandbox::reset(PROFILE, "").await;
    drop(signed_in(Stay::SignedIn).await);
    // In a real browser the other tab has a storage of its own.
    let kept = sandbox::eval("JSON.stringify(Object.entries(sessionStorage))");
    let other = signed_in(Stay::No).await;
    sandbox::eval(&format!(
        "for (const [key, value] of {kept}) sessionStorage.setItem(key, value); 0"
    ));
    let session = Session::new();
    assert!(session.rejoin([sandbox::host(PROFILE)]).await);
    list(&session).await.expect("the other tab's token works");
    list(&other).await.expect("there as well");
    assert_eq!(calls("authorize").await, 2);
    assert_eq!(sandbox::eval("sessionStorage.length"), "1", "the reader stays logged in");
    session.sign_out().await.expect("the host answers");
}

#[wasm_bindgen_test]
async fn a_kept_login_comes_before_another_tabs_on_another_host() {
    sandbox::reset(PROFILE, "").await;
    sandbox::reset(OTHER, "").await;
    drop(signed_in(Stay::SignedIn).await);
    let other = Session::new();
    let grant = Grant::Credentials(sandbox::password());
    other.sign_in(sandbox::host(OTHER), grant, Stay::No).await.expect("the login works");
    let session = Session::new();
    assert!(session.rejoin([sandbox::host(OTHER), sandbox::host(PROFILE)]).await);
    match session.state() {
        State::SignedIn(now) => assert_eq!(now.host, sandbox::host(PROFILE)),
        state => panic!("{state:?}"),
    }
    session.sign_out().await.expect("the host answers");
    other.sign_out().await.expect("the host answers");
}

#[wasm_bindgen_test]
async fn the_account_and_its_package_are_asked_for_at_once() {
    sandbox::reset(PROFILE, "").await;
    drop(signed_in(Stay::SignedIn).await);
    let delay = r#""endpoint": "account/info", "kind": "delay", "milliseconds": 1500"#;
    sandbox::fault(PROFILE, delay).await;
    let session = Session::new();
    let look = async {
        TimeoutFuture::new(700).await;
        calls("account/package").await
    };
    let (taken_up, packages) = join(session.rejoin([sandbox::host(PROFILE)]), look).await;
    assert!(taken_up);
    assert_eq!(packages, 2, "at the login, and now");
    session.sign_out().await.expect("the host answers");
}
