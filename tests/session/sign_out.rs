//! Logging out: of what is in force, of what was not taken up yet, and of what is on its way.

use futures_util::future::join;
use gloo_timers::future::TimeoutFuture;
use upload_widget::api::{Access, Client, Error};
use upload_widget::session::{Grant, Session, State, Stay};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::sandbox;
use crate::{PROFILE, calls, end_tokens, is_signed_in, list, moment, signed_in};

fn is_signed_out(session: &Session) -> bool {
    matches!(session.state(), State::SignedOut)
}

/// A session whose token the test has too.
async fn with_token() -> (Session, Access) {
    let client = Client::new(sandbox::host(PROFILE));
    let access = client.authorize(&sandbox::password()).await.expect("the login works");
    let session = Session::new();
    let grant = Grant::Access(access.clone());
    session.sign_in(sandbox::host(PROFILE), grant, Stay::No).await.expect("the token is good");
    (session, access)
}

#[wasm_bindgen_test]
async fn whoever_logs_out_before_a_kept_login_is_taken_up_stays_out() {
    sandbox::reset(PROFILE, "").await;
    drop(signed_in(Stay::SignedIn).await);
    let session = Session::new();
    session.sign_out_on(&[sandbox::host(PROFILE)]).await;
    assert_eq!(sandbox::eval("sessionStorage.length"), "0");
    assert_eq!(calls("disable_access_token").await, 1);
    assert!(!session.rejoin([sandbox::host(PROFILE)]).await);
    assert!(is_signed_out(&session));
}

#[wasm_bindgen_test]
async fn whoever_logs_out_before_another_tabs_login_is_taken_up_is_out_there_too() {
    sandbox::reset(PROFILE, "").await;
    let first = signed_in(Stay::No).await;
    let second = Session::new();
    second.sign_out_on(&[sandbox::host(PROFILE)]).await;
    moment().await;
    assert!(is_signed_out(&first) && is_signed_out(&second));
    assert_eq!(calls("disable_access_token").await, 1);
    assert_eq!(calls("account/info").await, 1, "it was not taken up for that");
}

#[wasm_bindgen_test]
async fn whoever_logs_out_while_a_login_is_taken_up_is_out_everywhere() {
    sandbox::reset(PROFILE, "").await;
    let first = signed_in(Stay::SignedIn).await;
    let delay = r#""endpoint": "account/info", "kind": "delay", "milliseconds": 1500"#;
    sandbox::fault(PROFILE, delay).await;
    let second = Session::new();
    let leave = async {
        TimeoutFuture::new(700).await;
        second.sign_out_on(&[sandbox::host(PROFILE)]).await;
    };
    let (taken_up, ()) = join(second.rejoin([sandbox::host(PROFILE)]), leave).await;
    moment().await;
    assert!(!taken_up && is_signed_out(&first) && is_signed_out(&second));
    assert_eq!(sandbox::eval("sessionStorage.length"), "0");
    assert_eq!(calls("disable_access_token").await, 1);
}

#[wasm_bindgen_test]
async fn the_login_in_force_is_the_one_that_ends() {
    sandbox::reset(PROFILE, "").await;
    let session = signed_in(Stay::SignedIn).await;
    session.sign_out_on(&[sandbox::host(PROFILE)]).await;
    assert!(is_signed_out(&session));
    assert_eq!(sandbox::eval("sessionStorage.length"), "0");
    assert_eq!(calls("disable_access_token").await, 1);
}

/// Another tab has logged out, and did not know yet what this one has just been given.
#[wasm_bindgen_test]
async fn a_token_that_another_tab_did_not_know_of_ends_with_the_one_it_knew() {
    sandbox::reset(PROFILE, "").await;
    for is_known in [true, false] {
        let (session, access) = with_token().await;
        let base = sandbox::base(PROFILE);
        let token = if is_known { access.token.expose() } else { "an earlier one" };
        let (base, account) = (base.as_str(), access.account_id.as_str());
        sandbox::eval(&format!(
            "globalThis.otherTab ??= new BroadcastChannel('upload-widget session 1');
             otherTab.postMessage(['gone', {base:?}, {account:?}, {token:?}]); 0"
        ));
        moment().await;
        moment().await;
        assert!(is_signed_out(&session));
        assert_eq!(calls("disable_access_token").await, usize::from(!is_known));
    }
    sandbox::eval("otherTab.close(); 0");
}

#[wasm_bindgen_test]
async fn a_token_that_comes_after_a_logout_is_ended() {
    sandbox::reset(PROFILE, "").await;
    let session = signed_in(Stay::SignedIn).await;
    end_tokens().await;
    let delay = r#""endpoint": "authorize", "kind": "delay", "milliseconds": 1500"#;
    sandbox::fault(PROFILE, delay).await;
    let leave = async {
        TimeoutFuture::new(800).await;
        let _ = session.sign_out().await;
    };
    let (listed, ()) = join(list(&session), leave).await;
    assert!(listed.is_err(), "whoever was logged in is out");
    assert_eq!((calls("authorize").await, calls("disable_access_token").await), (2, 2));
}

#[wasm_bindgen_test]
async fn whoever_logs_out_while_the_login_is_on_its_way_is_logged_out() {
    sandbox::reset(PROFILE, "").await;
    let delay = r#""endpoint": "account/info", "kind": "delay", "milliseconds": 500"#;
    sandbox::fault(PROFILE, delay).await;
    let session = Session::new();
    let grant = Grant::Credentials(sandbox::password());
    let login = session.sign_in(sandbox::host(PROFILE), grant, Stay::SignedIn);
    let leave = async {
        moment().await;
        session.sign_out().await.expect("there is nothing to end yet");
    };
    let (login, ()) = join(login, leave).await;
    assert_eq!(login, Err(Error::Cancelled));
    assert!(is_signed_out(&session));
    assert_eq!(calls("disable_access_token").await, 1);
}

#[wasm_bindgen_test]
async fn a_login_that_is_made_while_the_others_are_ended_stays() {
    sandbox::reset(PROFILE, "").await;
    let session = Session::new();
    let hosts = [sandbox::host(PROFILE)];
    let login = async {
        let grant = Grant::Credentials(sandbox::password());
        session.sign_in(sandbox::host(PROFILE), grant, Stay::No).await
    };
    let (login, ()) = join(login_after(login), session.sign_out_on(&hosts)).await;
    login.expect("it is a new one");
    assert!(is_signed_in(&session));
    list(&session).await.expect("and works");
    session.sign_out().await.expect("the host answers");
}

/// In the next turn: what is polled beside it has begun.
async fn login_after<T>(login: impl Future<Output = T>) -> T {
    TimeoutFuture::new(0).await;
    login.await
}
