//! The session in a real browser against the sandbox host. Two sessions in one page hear each
//! other just as two tabs do: a BroadcastChannel reaches all others of its name.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs)]

mod rejoin;
mod renewal;
#[allow(dead_code, reason = "shared with the tests of the API")]
#[path = "../api/sandbox.rs"]
mod sandbox;
mod sign_out;
#[path = "../api/waiting.rs"]
mod waiting;

use upload_widget::api::{
    Client, Credentials, Endpoint, Error, FileId, Folder, Host, Parent, Profile,
};
use upload_widget::session::{Grant, Session, State, Stay};
use waiting::until;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const PROFILE: Profile = Profile::Disccloud;
const OTHER: Profile = Profile::Xcloudfile;

async fn signed_in(stay: Stay) -> Session {
    let session = Session::new();
    let grant = Grant::Credentials(sandbox::password());
    session.sign_in(sandbox::host(PROFILE), grant, stay).await.expect("the login works");
    session
}

async fn list(session: &Session) -> Result<Vec<Folder>, Error> {
    let listing = session
        .call(async |client: &Client, access| client.folder_listing(access, &Parent::Root).await)
        .await?;
    Ok(listing.folders)
}

/// How often an endpoint was called since the profile was reset.
async fn calls(endpoint: &str) -> usize {
    let requests = sandbox::requests(PROFILE).await;
    requests.iter().filter(|request| request.path.ends_with(endpoint)).count()
}

async fn end_tokens() {
    let name = PROFILE.code();
    let body = format!(r#"{{"profile": "{name}", "username": "admin", "end_tokens": true}}"#);
    sandbox::control("POST", "accounts", &body).await;
}

/// Lets what was posted to the channel arrive.
async fn moment() {
    gloo_timers::future::TimeoutFuture::new(100).await;
}

fn is_signed_in(session: &Session) -> bool {
    matches!(session.state(), State::SignedIn(_))
}

fn is_expired(session: &Session) -> bool {
    matches!(session.state(), State::Expired { .. })
}

#[wasm_bindgen_test]
async fn a_login_in_a_second_tab_carries_the_first_along() {
    sandbox::reset(PROFILE, "").await;
    let first = signed_in(Stay::No).await;
    let second = signed_in(Stay::No).await;
    moment().await;
    for _ in 0..3 {
        list(&first).await.expect("the first tab has the second one's token");
        list(&second).await.expect("which the first did not replace");
    }
    assert_eq!(calls("authorize").await, 2);
}

#[wasm_bindgen_test]
async fn a_login_in_another_tab_revives_an_expired_session() {
    sandbox::reset(PROFILE, "").await;
    let first = signed_in(Stay::No).await;
    end_tokens().await;
    assert!(list(&first).await.is_err());
    let second = signed_in(Stay::No).await;
    until(async || is_signed_in(&first)).await;
    list(&first).await.expect("with the second tab's token");
    drop(second);
}

#[wasm_bindgen_test]
async fn a_page_can_bring_its_own_token() {
    sandbox::reset(PROFILE, "").await;
    let client = Client::new(sandbox::host(PROFILE));
    let access = client.authorize(&sandbox::password()).await.expect("the login works");
    let session = Session::new();
    let grant = Grant::Access(access);
    session.sign_in(sandbox::host(PROFILE), grant, Stay::No).await.expect("the token is good");
    list(&session).await.expect("and works");
    assert_eq!(calls("authorize").await, 1);
}

#[wasm_bindgen_test]
async fn logging_out_ends_the_token_and_all_tabs() {
    sandbox::reset(PROFILE, "").await;
    let client = Client::new(sandbox::host(PROFILE));
    let access = client.authorize(&sandbox::password()).await.expect("the login works");
    let first = Session::new();
    let grant = Grant::Access(access.clone());
    first.sign_in(sandbox::host(PROFILE), grant, Stay::SignedIn).await.expect("it is good");
    let second = Session::new();
    assert!(second.rejoin([sandbox::host(PROFILE)]).await);

    first.sign_out().await.expect("the host answers");
    assert!(matches!(first.state(), State::SignedOut));
    until(async || matches!(second.state(), State::SignedOut)).await;
    assert!(matches!(client.account_info(&access).await, Err(Error::TokenRejected { .. })));
    assert_eq!(sandbox::eval("sessionStorage.length"), "0");
}

#[wasm_bindgen_test]
async fn a_login_that_fails_leaves_everything_as_it_was() {
    sandbox::reset(PROFILE, "").await;
    let session = signed_in(Stay::No).await;
    let wrong = Credentials::Password { username: "admin".into(), password: "wrong".into() };
    let answer = session.sign_in(sandbox::host(PROFILE), Grant::Credentials(wrong), Stay::No).await;
    assert!(matches!(answer, Err(Error::BadCredentials { .. })), "{answer:?}");
    list(&session).await.expect("the first login is still good");
    assert_eq!(calls("authorize").await, 2, "and was not tried again");
}

/// A call that is on its way when the reader logs out and another logs in is the former reader's:
/// the other's token is none of its host's business.
#[wasm_bindgen_test]
async fn a_call_of_a_former_login_never_gets_the_next_ones_token() {
    sandbox::reset(PROFILE, "").await;
    sandbox::reset(OTHER, "").await;
    let session = signed_in(Stay::SignedIn).await;
    sandbox::fault(
        PROFILE,
        r#""endpoint": "folder/listing", "kind": "delay", "milliseconds": 1500"#,
    )
    .await;
    let late = list(&session);
    let next = async {
        moment().await;
        session.sign_out().await.expect("the host answers");
        let grant = Grant::Credentials(sandbox::password());
        session
            .sign_in(sandbox::host(OTHER), grant, Stay::SignedIn)
            .await
            .expect("the login works");
    };
    let (late, ()) = futures_util::future::join(late, next).await;
    assert!(late.is_err(), "the token was ended before the host answered");
    assert_eq!(calls("folder/listing").await, 1, "nothing more was sent to the former host");
    assert_eq!(calls("authorize").await, 1);
    assert!(is_signed_in(&session), "the next login is still good");
    list(&session).await.expect("and works");
    session.sign_out().await.expect("the host answers");
}

#[wasm_bindgen_test]
async fn a_login_beside_a_tab_that_is_at_work_takes_over_the_token_it_renews() {
    sandbox::reset(PROFILE, "").await;
    let at_work = signed_in(Stay::SignedIn).await;
    let delay = r#""endpoint": "account/info", "kind": "delay", "milliseconds": 1500"#;
    sandbox::fault(PROFILE, delay).await;
    let work = async {
        gloo_timers::future::TimeoutFuture::new(300).await;
        list(&at_work).await.expect("it renews its token, which ends that of the login");
    };
    let (login, ()) = futures_util::future::join(signed_in(Stay::No), work).await;
    list(&login).await.expect("the newer token works");
    list(&at_work).await.expect("in both");
    assert_eq!(calls("authorize").await, 3);
    login.sign_out().await.expect("the host answers");
}

#[wasm_bindgen_test]
async fn a_kept_login_of_another_host_is_forgotten_with_the_next_one() {
    sandbox::reset(PROFILE, "").await;
    sandbox::reset(OTHER, "").await;
    let session = signed_in(Stay::SignedIn).await;
    let grant = Grant::Credentials(sandbox::password());
    session.sign_in(sandbox::host(OTHER), grant, Stay::No).await.expect("the login works");
    assert_eq!(sandbox::eval("sessionStorage.length"), "0");
    session.sign_out().await.expect("the host answers");
}

#[wasm_bindgen_test]
async fn what_a_host_can_do_is_known_while_somebody_is_logged_in() {
    const PROFILE: Profile = Profile::Filecad;
    sandbox::reset(PROFILE, "").await;
    let session = Session::new();
    let host = Host::other(sandbox::base(PROFILE));
    assert!(!session.can(Endpoint::FileCopy), "nobody is logged in");
    let grant = Grant::Credentials(sandbox::password());
    session.sign_in(host, grant, Stay::No).await.expect("the login works");
    assert!(session.can(Endpoint::FileCopy), "nothing is known beforehand");
    let copied = session
        .call(async |client: &Client, access| {
            client.file_copy(access, &FileId::from(1), &Parent::Root).await
        })
        .await;
    assert!(matches!(copied, Err(Error::Unsupported { .. })), "{copied:?}");
    assert!(!session.can(Endpoint::FileCopy), "learnt");
    assert!(session.can(Endpoint::FileMove), "of this nothing was heard");
    session.sign_out().await.expect("the host answers");
    assert!(!Endpoint::ALL.iter().any(|endpoint| session.can(*endpoint)));
}

#[wasm_bindgen_test]
async fn a_login_that_breaks_off_leaves_its_token_to_the_tabs_whose_own_it_ended() {
    sandbox::reset(PROFILE, "").await;
    let first = signed_in(Stay::No).await;
    let down = r#""endpoint": "account/info", "kind": "http-status", "status": 502, "times": 1"#;
    sandbox::fault(PROFILE, down).await;
    let second = Session::new();
    let grant = Grant::Credentials(sandbox::password());
    let answer = second.sign_in(sandbox::host(PROFILE), grant, Stay::No).await;
    assert!(answer.as_ref().is_err_and(Error::is_transient), "{answer:?}");
    moment().await;
    list(&first).await.expect("with the second tab's token");
    assert!(!is_signed_in(&second));
    assert_eq!(calls("authorize").await, 2);
    first.sign_out().await.expect("the host answers");
}

/// What `steps` does, an hour before what was done so far.
async fn an_hour_before(steps: impl Future<Output = ()>) {
    sandbox::eval("globalThis.realNow = Date.now; Date.now = () => realNow() - 3600000; 0");
    steps.await;
    sandbox::eval("Date.now = realNow; 0");
}

#[wasm_bindgen_test]
async fn a_login_after_the_clock_was_set_back_is_the_later_one() {
    sandbox::reset(PROFILE, "").await;
    let first = signed_in(Stay::No).await;
    an_hour_before(async {
        let second = signed_in(Stay::No).await;
        moment().await;
        list(&first).await.expect("the first tab has the second one's token");
        list(&second).await.expect("so has the second");

        // The same when all of them have to log in again.
        end_tokens().await;
        assert!(list(&first).await.is_err() && list(&second).await.is_err());
        assert!(is_expired(&first) && is_expired(&second));
        let grant = Grant::Credentials(sandbox::password());
        first.sign_in(sandbox::host(PROFILE), grant, Stay::No).await.expect("the login works");
        moment().await;
        list(&second).await.expect("the second tab has the first one's token");
    })
    .await;
    assert_eq!(calls("authorize").await, 3);
    first.sign_out().await.expect("the host answers");
}
