//! A token that the host no longer takes: who brings a newer one, and how often anybody is asked.

use std::cell::Cell;
use std::future::pending;
use std::rc::Rc;

use futures_util::future::{Either, abortable, join, join_all, select};
use gloo_timers::future::TimeoutFuture;
use upload_widget::api::{Client, Credentials, Error};
use upload_widget::session::{Grant, Session, State, Stay, Supplier};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::sandbox;
use crate::{PROFILE, calls, end_tokens, is_expired, is_signed_in, list, moment, signed_in};

#[wasm_bindgen_test]
async fn a_rejected_token_is_renewed_once_for_all_calls_waiting() {
    sandbox::reset(PROFILE, "").await;
    let session = signed_in(Stay::SignedIn).await;
    end_tokens().await;
    let answers = join_all((0..10).map(|_| list(&session))).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(calls("authorize").await, 2);
    assert!(is_signed_in(&session));
    session.sign_out().await.expect("the host answers");
}

#[wasm_bindgen_test]
async fn two_tabs_renew_a_rejected_token_once_between_them() {
    sandbox::reset(PROFILE, "").await;
    let first = signed_in(Stay::SignedIn).await;
    let second = signed_in(Stay::SignedIn).await;
    moment().await;
    end_tokens().await;
    let answers = join_all([list(&first), list(&second), list(&first), list(&second)]).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(calls("authorize").await, 3, "a login each, and one renewal");
    first.sign_out().await.expect("the host answers");
}

#[wasm_bindgen_test]
async fn a_tab_that_joined_has_the_first_one_renew_the_token() {
    sandbox::reset(PROFILE, "").await;
    let first = signed_in(Stay::SignedIn).await;
    let joined = Session::new();
    // What the first one keeps for a reload is not the second tab's in a real browser.
    sandbox::eval("sessionStorage.clear(); 0");
    assert!(joined.rejoin([sandbox::host(PROFILE)]).await);
    end_tokens().await;
    let answers = join_all((0..3).map(|_| list(&joined))).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(calls("authorize").await, 2, "one login, one renewal");
    list(&first).await.expect("the first tab has the new token too");
    assert!(is_signed_in(&joined) && is_signed_in(&first));
    first.sign_out().await.expect("the host answers");
}

#[wasm_bindgen_test]
async fn a_host_that_rejects_every_token_is_not_asked_in_a_loop() {
    sandbox::reset(PROFILE, "").await;
    let session = signed_in(Stay::SignedIn).await;
    sandbox::fault(
        PROFILE,
        r#""endpoint": "folder/listing", "kind": "expire-token", "times": 100"#,
    )
    .await;
    assert!(matches!(list(&session).await, Err(Error::TokenRejected { .. })));
    assert!(is_expired(&session));
    assert_eq!((calls("authorize").await, calls("folder/listing").await), (2, 2));
    assert!(matches!(list(&session).await, Err(Error::TokenRejected { .. })));
    assert_eq!(calls("folder/listing").await, 2, "an expired session calls nobody");
}

#[wasm_bindgen_test]
async fn a_failed_renewal_is_not_repeated() {
    sandbox::reset(PROFILE, "").await;
    let session = signed_in(Stay::SignedIn).await;
    sandbox::fault(
        PROFILE,
        r#""endpoint": "authorize", "kind": "refuse", "message": "Could not authenticate user. The username and password may be invalid or your account may be locked from too many failed logins.", "times": 100"#,
    )
    .await;
    end_tokens().await;
    let answers = join_all((0..5).map(|_| list(&session))).await;
    assert!(answers.iter().all(Result::is_err));
    assert_eq!(calls("authorize").await, 2, "five failed logins would lock the account");
    assert!(is_expired(&session));
}

#[wasm_bindgen_test]
async fn credentials_are_not_kept_unless_the_reader_stays_signed_in() {
    sandbox::reset(PROFILE, "").await;
    let session = signed_in(Stay::No).await;
    end_tokens().await;
    assert!(matches!(list(&session).await, Err(Error::TokenRejected { .. })));
    assert!(is_expired(&session));
    assert_eq!(calls("authorize").await, 1);
}

#[wasm_bindgen_test]
async fn a_token_that_lay_idle_is_looked_at_before_it_is_used() {
    sandbox::reset(PROFILE, "").await;
    let session = signed_in(Stay::SignedIn).await;
    // An hour passes, for the browser as for the host.
    sandbox::eval("globalThis.realNow = Date.now; Date.now = () => realNow() + 3700000; 0");
    sandbox::control("POST", "clock", r#"{"advance_seconds": 3700}"#).await;
    sandbox::control("DELETE", "requests", "").await;
    let answer = list(&session).await;
    sandbox::eval("Date.now = realNow; 0");
    answer.expect("the renewed token works");
    let requests = sandbox::requests(PROFILE).await;
    let paths: Vec<_> =
        requests.iter().filter_map(|request| request.path.strip_prefix("/api/v2/")).collect();
    assert_eq!(paths, ["account/info", "authorize", "folder/listing"], "no call was in vain");
    session.sign_out().await.expect("the host answers");
}

/// A session whose page logs in for it, with what opens the account for the first, second and so on
/// time, or never comes to an end; and how often it was asked to.
async fn supplied(
    credentials: impl Fn(u32) -> Option<Credentials> + 'static,
) -> (Session, Rc<Cell<u32>>) {
    let asked = Rc::new(Cell::new(0));
    let counts = Rc::clone(&asked);
    let supplier = Supplier::new(move || {
        counts.set(counts.get() + 1);
        let credentials = credentials(counts.get());
        async move {
            let Some(credentials) = credentials else { return pending().await };
            Client::new(sandbox::host(PROFILE)).authorize(&credentials).await.map(Some)
        }
    });
    let session = Session::new();
    let grant = Grant::Supplier(supplier);
    session.sign_in(sandbox::host(PROFILE), grant, Stay::No).await.expect("the token is good");
    (session, asked)
}

#[wasm_bindgen_test]
async fn a_supplier_is_asked_at_login_and_once_for_each_rejection() {
    sandbox::reset(PROFILE, "").await;
    // As a site's own server would, with keys the browser never sees.
    let (session, asked) = supplied(|_| Some(sandbox::keys(PROFILE))).await;
    end_tokens().await;
    list(&session).await.expect("a second token was supplied");
    assert_eq!(asked.get(), 2);
}

/// It may hold the lock of all tabs meanwhile.
#[wasm_bindgen_test]
async fn a_supplier_that_never_answers_is_given_up() {
    sandbox::reset(PROFILE, "").await;
    let (session, asked) = supplied(|times| (times != 2).then(|| sandbox::keys(PROFILE))).await;
    end_tokens().await;
    // Half a minute passes sooner.
    sandbox::eval(
        "globalThis.realTimeout = setTimeout;
         globalThis.setTimeout = (then, delay) => realTimeout(then, delay === 30000 ? 2000 : delay); 0",
    );
    let answer = list(&session).await;
    sandbox::eval("globalThis.setTimeout = realTimeout; 0");
    assert_eq!(answer.err(), Some(Error::Timeout));
    assert!(is_signed_in(&session), "it may answer the next time");
    list(&session).await.expect("it does");
    assert_eq!(asked.get(), 3);
    session.sign_out().await.expect("the host answers");
}

#[wasm_bindgen_test]
async fn a_host_that_is_down_for_a_moment_ends_no_login() {
    sandbox::reset(PROFILE, "").await;
    let before = signed_in(Stay::SignedIn).await;
    end_tokens().await;
    let down = r#""endpoint": "authorize", "kind": "http-status", "status": 502, "times": 1"#;
    sandbox::fault(PROFILE, down).await;
    let answer = list(&before).await;
    assert!(answer.as_ref().is_err_and(Error::is_transient), "{answer:?}");
    assert!(is_signed_in(&before), "the credentials are still there");
    list(&before).await.expect("and open the account again");
    drop(before);

    let down = r#""endpoint": "account/info", "kind": "http-status", "status": 502, "times": 1"#;
    sandbox::fault(PROFILE, down).await;
    let after = Session::new();
    assert!(!after.rejoin([sandbox::host(PROFILE)]).await, "nobody can tell now");
    assert!(after.rejoin([sandbox::host(PROFILE)]).await, "the token was not forgotten");
    after.sign_out().await.expect("the host answers");
}

/// A call that is given up while it waits for its turn to renew the token leaves the turn to others.
#[wasm_bindgen_test]
async fn a_call_that_is_given_up_holds_up_no_renewal() {
    sandbox::reset(PROFILE, "").await;
    let session = signed_in(Stay::SignedIn).await;
    let account = match session.state() {
        State::SignedIn(now) => now.account.id.as_str().to_owned(),
        other => panic!("{other:?}"),
    };
    let lock = ["upload-widget ", sandbox::host(PROFILE).base().as_str(), " ", &account].concat();
    let script = format!(
        "new Promise(taken => navigator.locks.request({lock:?}, () =>
             new Promise(release => {{ globalThis.releaseTheLock = release; taken(); }})))"
    );
    let taken = js_sys::Promise::from(js_sys::eval(&script).expect("a script"));
    wasm_bindgen_futures::JsFuture::from(taken).await.expect("nobody else holds it");
    end_tokens().await;
    let late = session.clone();
    let (waiting, given_up) = abortable(async move { list(&late).await });
    let end = async {
        moment().await;
        moment().await;
        given_up.abort();
        js_sys::eval("releaseTheLock()").expect("a script");
    };
    let (waited, ()) = join(waiting, end).await;
    assert!(waited.is_err(), "it was given up");
    let second = async { list(&session).await.expect("the token is renewed") };
    let too_late = TimeoutFuture::new(5000);
    let second = std::pin::pin!(second);
    let done = select(second, too_late).await;
    assert!(matches!(done, Either::Left(_)), "the turn never came");
    session.sign_out().await.expect("the host answers");
}

/// The page's own login is somebody else's by now: it supplies a token that is of no use here.
#[wasm_bindgen_test]
async fn a_token_of_another_account_is_not_asked_for_again_and_again() {
    sandbox::reset(PROFILE, "").await;
    let (session, asked) = supplied(|times| {
        let username = if times == 1 { "admin" } else { "free" }.to_owned();
        Some(Credentials::Password { username, password: "sandbox".into() })
    })
    .await;
    end_tokens().await;
    for _ in 0..2 {
        assert!(matches!(list(&session).await, Err(Error::TokenRejected { .. })));
        assert!(is_expired(&session));
    }
    assert_eq!(asked.get(), 2);
}
