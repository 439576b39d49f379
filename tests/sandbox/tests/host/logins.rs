//! Logging in, tokens and their end.

use crate::client::{Session, bytes};
use sandbox::{Config, Profile};
use serde_json::json;

async fn is_alive(session: &Session) -> bool {
    session.call("account/info", &[]).await.json()["_status"] == "success"
}

#[tokio::test]
async fn both_ways_to_log_in_work_where_the_host_has_them() {
    let mut session = Session::open(Profile::Filecloudy).await;
    for profile in Profile::ALL {
        session.switch_to(profile).await;
        assert_eq!(session.token.len(), 128);
        assert!(session.token.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let access = session.server.access(profile).clone();
        let keys = [("key1", access.key1.as_str()), ("key2", access.key2.as_str())];
        let status = session.post("authorize", &keys).await.json()["_status"].clone();
        assert_eq!(status == "success", profile != Profile::Filecad, "{}", profile.name());
        assert_eq!(access.key1.len(), if profile == Profile::Filecad { 0 } else { 64 });
    }
}

#[tokio::test]
async fn a_new_token_ends_the_earlier_one_unless_told_otherwise() {
    let mut session = Session::open(Profile::Filecloudy).await;
    let first = session.token.clone();
    session.log_in("admin").await;
    let second = std::mem::replace(&mut session.token, first);
    assert!(!is_alive(&session).await);
    session.token = second.clone();
    assert!(is_alive(&session).await);
    session.switch("no-one-token");
    session.log_in("admin").await;
    session.token = second;
    assert!(is_alive(&session).await);
}

#[tokio::test]
async fn a_token_ends_after_an_hour_without_use_or_when_disabled() {
    let mut session = Session::open(Profile::Cyberfile).await;
    let control = session.server.control();
    control.advance_clock(3500);
    assert!(is_alive(&session).await);
    control.advance_clock(3500);
    assert!(is_alive(&session).await, "use renews it");
    control.advance_clock(3601);
    assert!(!is_alive(&session).await);
    session.log_in("admin").await;
    let gone = session.call("disable_access_token", &[]).await;
    assert_eq!(gone.words(), "Token removed or no longer available.");
    assert!(!is_alive(&session).await);
}

#[tokio::test]
async fn tokens_and_files_of_one_profile_mean_nothing_to_another() {
    let mut session = Session::open(Profile::Filecloudy).await;
    session.upload("a.txt", b"a", &[]).await;
    session.profile = Profile::Disccloud;
    assert!(!is_alive(&session).await);
    assert!(session.stored_files().is_empty());
}

#[tokio::test]
async fn five_failed_logins_lock_until_unlocked() {
    let session = Session::open(Profile::Xcloudfile).await;
    let wrong = [("username", "admin"), ("password", "wrong")];
    let right = [("username", "admin"), ("password", sandbox::DEMO_PASSWORD)];
    let status = async |fields: &[(&str, &str)]| {
        session.post("authorize", fields).await.json()["_status"].as_str().unwrap().to_owned()
    };
    for _ in 0..4 {
        status(&wrong).await;
    }
    assert_eq!(status(&right).await, "success", "four are forgiven");
    for _ in 0..5 {
        status(&wrong).await;
    }
    assert_eq!(status(&right).await, "error");
    let control = session.server.control();
    control.change_account(json!({ "username": "admin", "locked": false })).unwrap();
    assert_eq!(status(&right).await, "success");
    session.switch("no-lock");
    for _ in 0..9 {
        status(&wrong).await;
    }
    assert_eq!(status(&right).await, "success");
}

#[tokio::test]
async fn authorize_answers_get_until_told_not_to() {
    let session = Session::open(Profile::Filecloudy).await;
    let get = async || {
        let query = format!("authorize?username=admin&password={}", sandbox::DEMO_PASSWORD);
        session.send(session.request("GET", &query).body(bytes("")).unwrap()).await.unwrap()
    };
    assert_eq!(get().await.json()["_status"], "success");
    session.switch("no-authorize-get");
    assert_eq!(get().await.status, 405);
}

#[tokio::test]
async fn accounts_can_be_given() {
    let config = Config {
        accounts: vec![
            serde_json::from_value(json!({
                "profile": "filecad", "username": "anna", "password": "secret",
                "package": { "label": "Own", "max_upload_size": 10 }
            }))
            .unwrap(),
        ],
        ..Config::for_tests()
    };
    let error = sandbox::Server::start(config.clone()).await.expect_err("four profiles lack one");
    assert_eq!(error.to_string(), "The profile filecloudy has no account.");
    let mut accounts = config.accounts;
    accounts.push(sandbox::AccountConfig::new("ben", "secret"));
    let server = sandbox::Server::start(Config { accounts, ..Config::for_tests() }).await.unwrap();
    assert_eq!(server.access(Profile::Filecad).username, "anna");
    assert_eq!(server.access(Profile::Cyberfile).username, "ben");
}
