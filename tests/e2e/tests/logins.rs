//! Logins that do not work out, that end in the middle, and at hosts that are elsewhere or not there:
//! a clear message each, and nothing is lost.

use e2e::failure::Outcome;
use e2e::files;
use e2e::find::{Role, Sought};
use e2e::host::label;
use e2e::journey::PROFILE;
use e2e::login::Login;
use e2e::run::{Stage, run};
use e2e::static_site::StaticSite;
use e2e::words::{filled, text};
use fantoccini::key::Key;
use sandbox::Profile;
use serde_json::json;

#[test]
fn a_wrong_password_is_said_and_can_be_corrected() {
    run("wrong-password", async |Stage { host, page }| {
        page.open(&host.page()).await?;
        let wrong = Login::Password { username: "admin".into(), password: "guess".into() };
        page.try_to_log_in(&wrong).await?;
        let words = [&text("error.bad-credentials"), "Could not authenticate user."];
        page.wait_for_message(&words).await?;
        page.log_in(&host.password_of("admin")).await
    });
}

#[test]
fn wrong_keys_are_said() {
    run("wrong-keys", async |Stage { host, page }| {
        page.open(&host.page()).await?;
        let wrong = Login::Keys { key1: "a".repeat(64), key2: "b".repeat(64) };
        page.try_to_log_in(&wrong).await?;
        page.wait_for_message(&["The key pair may be invalid"]).await?;
        page.log_in(&host.keys_of_admin(PROFILE)).await
    });
}

/// In the widget's words, not in a bubble of the browser's.
#[test]
fn blank_fields_are_said_by_name() {
    run("blank-login", async |Stage { host, page }| {
        let blank = |key: &str| filled("sign-in.blank", &[("field", &text(key))]);
        page.open(&host.page()).await?;
        page.press(&text("sign-in.submit")).await?;
        page.wait_until_refused(&text("sign-in.username"), &blank("sign-in.username")).await?;
        page.type_text("admin").await?;
        page.wait_until_accepted(&blank("sign-in.username")).await?;
        page.key(Key::Enter).await?;
        page.wait_until_refused(&text("sign-in.password"), &blank("sign-in.password")).await?;
        // It is not asked for any more.
        page.choose(&text("sign-in.method"), &text("sign-in.with-keys")).await?;
        page.wait_until_accepted(&blank("sign-in.password")).await?;
        page.press(&text("sign-in.submit")).await?;
        page.wait_until_refused(&text("sign-in.key1"), &blank("sign-in.key1")).await?;
        assert_eq!(host.calls(PROFILE, "authorize").await?, 0);
        page.log_in(&host.password_of("admin")).await
    });
}

#[test]
fn an_address_that_is_blank_or_none_is_said() {
    run("bad-address", async |Stage { host, page }| {
        let site = StaticSite::start().await?;
        let address = text("sign-in.address");
        page.open(&site.address).await?;
        page.choose_host(&text("sign-in.other")).await?;
        page.try_to_log_in(&host.password_of("admin")).await?;
        let blank = filled("sign-in.blank", &[("field", &address)]);
        page.wait_until_refused(&address, &blank).await?;
        page.fill(&address, "files.example").await?;
        page.key(Key::Enter).await?;
        page.wait_until_refused(&address, &text("sign-in.address-invalid")).await?;
        page.fill(&address, &host.api_base(PROFILE)).await?;
        page.wait_until_accepted(&text("sign-in.address-invalid")).await?;
        page.log_in(&host.password_of("admin")).await
    });
}

#[test]
fn a_locked_account_is_said() {
    run("locked-account", async |Stage { host, page }| {
        host.change_account(json!({ "username": "admin", "locked": true })).await?;
        page.open(&host.page()).await?;
        page.try_to_log_in(&host.password_of("admin")).await?;
        page.wait_for_message(&["locked from too many failed logins"]).await?;
        // One try is one request: a widget that repeats it by itself locks accounts.
        let requests = host.requests(PROFILE).await?;
        assert_eq!(requests.len(), 1, "{requests:?}");
        Ok(())
    });
}

#[test]
fn an_account_without_api_access_is_told_so() {
    run("no-api-access", async |Stage { host, page }| {
        host.change_account(json!({ "username": "admin", "api_access": false })).await?;
        page.open(&host.page()).await?;
        page.try_to_log_in(&host.password_of("admin")).await?;
        page.wait_for_message(&[&text("error.no-api-access")]).await?;
        Ok(())
    });
}

#[test]
fn a_host_that_answers_html_at_login_is_said() {
    run("html-at-login", async |Stage { host, page }| {
        page.open(&host.page()).await?;
        host.fault(json!({ "endpoint": "authorize", "kind": "http-status", "status": 502 }))
            .await?;
        page.try_to_log_in(&host.password_of("admin")).await?;
        page.wait_for_message(&[&text("error.server-trouble")]).await?;
        host.fault(json!({ "endpoint": "authorize", "kind": "html" })).await?;
        page.try_to_log_in(&host.password_of("admin")).await?;
        page.wait_for_message(&[&text("error.shielded")]).await?;
        page.log_in(&host.password_of("admin")).await
    });
}

#[test]
fn a_token_that_ends_in_the_middle_loses_no_file() {
    run("token-ends", async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "admin").await?;
        page.new_folder("Chosen").await?;
        host.fault(json!({ "endpoint": "file/upload", "kind": "expire-token" })).await?;
        page.choose_files(&files::three()?.each_ref()).await?;
        page.wait_for_message(&[&text("expired")]).await?;
        page.log_in(&host.password_of("admin")).await?;
        // So does the folder, for what is added from now on.
        page.wait_until_in("Chosen").await?;
        let next = files::named("next.txt", b"next")?;
        page.choose_files(&[&next]).await?;
        page.wait_until_done(&files::three()?.each_ref()).await?;
        page.wait_until_done(&[&next]).await?;
        let state = host.state(PROFILE).await?;
        let folder = &state["folders"][0]["id"];
        let stored = state["files"].as_array().cloned().unwrap_or_default();
        let beside: Vec<_> = stored.iter().filter(|file| file["folder_id"] != *folder).collect();
        assert!(beside.is_empty(), "not in the chosen folder: {beside:?}");
        Ok(())
    });
}

/// Has the login expire in the middle of an upload, and logs in again with nothing but the password:
/// the form begins with the host it was on.
async fn the_form_keeps_to_the_host(Stage { host, page }: &Stage, profile: Profile) -> Outcome {
    let fault = json!({ "endpoint": "file/upload", "kind": "expire-token", "profile": profile });
    host.fault(fault).await?;
    page.choose_files(&files::three()?.each_ref()).await?;
    page.wait_for_message(&[&text("expired")]).await?;
    page.log_in(&host.password_of("admin")).await?;
    page.wait_until_done(&files::three()?.each_ref()).await?;
    let stored = host.state(profile).await?;
    assert_eq!(stored["files"].as_array().map(Vec::len), Some(3), "{stored}");
    Ok(())
}

#[test]
fn a_login_that_expired_is_asked_for_on_the_same_host() {
    run("token-ends-elsewhere", async |stage| {
        let (Stage { host, page }, profile) = (stage, Profile::Xcloudfile);
        page.open(&host.page()).await?;
        page.choose_host(&label(profile)).await?;
        page.log_in(&host.password_of("admin")).await?;
        the_form_keeps_to_the_host(stage, profile).await
    });
}

#[test]
fn a_login_that_expired_is_asked_for_at_the_same_address() {
    run("token-ends-at-address", async |stage| {
        let Stage { host, page } = stage;
        let site = StaticSite::start().await?;
        page.open(&site.address).await?;
        page.choose_host(&text("sign-in.other")).await?;
        page.fill(&text("sign-in.address"), &host.api_base(PROFILE)).await?;
        page.log_in(&host.password_of("admin")).await?;
        the_form_keeps_to_the_host(stage, PROFILE).await
    });
}

#[test]
fn no_host_at_the_address_is_said() {
    run("no-host", async |Stage { page, .. }| {
        // Port 9 is "discard", which nobody serves any more.
        let site = StaticSite::start().await?;
        page.open(&format!("{}?sandbox=9", site.address)).await?;
        page.wait_for_message(&[&filled(
            "sign-in.sandbox-missing",
            &[("address", "http://127.0.0.1:9")],
        )])
        .await?;
        let login = Login::Password { username: "admin".into(), password: "sandbox".into() };
        page.try_to_log_in(&login).await?;
        page.wait_for_message(&[&text("error.unreachable")]).await?;
        Ok(())
    });
}

#[test]
fn any_other_address_can_be_typed() {
    run("other-host", async |Stage { host, page }| {
        let site = StaticSite::start().await?;
        page.open(&site.address).await?;
        page.choose_host("Another host…").await?;
        page.fill("Address of the API", &host.api_base(PROFILE)).await?;
        page.log_in(&host.password_of("admin")).await?;
        page.choose_files(&files::three()?.each_ref()).await?;
        page.wait_until_done(&files::three()?.each_ref()).await
    });
}

#[test]
fn a_login_that_stays_is_not_asked_for_while_it_is_taken_up() {
    run("login-staying", async |Stage { host, page }| {
        let slow = async |milliseconds: u32| {
            let fault = json!({ "endpoint": "account/info", "kind": "delay", "milliseconds": milliseconds });
            host.fault(fault).await
        };
        let form = text("sign-in.submit");
        let form = Sought::named(Role::Button, &form);
        page.open(&host.page()).await?;
        page.stay_signed_in().await?;
        page.log_in(&host.password_of("admin")).await?;

        slow(3000).await?;
        page.reload().await?;
        page.wait_for_status(&text("sign-in.busy")).await?;
        page.none(&form).await?;
        page.wait_until_logged_in().await?;

        // Whoever is kept waiting may log in by hand.
        slow(9000).await?;
        page.reload().await?;
        page.wait_until_logged_out().await?;
        page.wait_until_logged_in().await?;

        // What the host does not take any more is asked for at once.
        host.change_account(json!({ "username": "admin", "end_tokens": true })).await?;
        page.reload().await?;
        page.log_in(&host.password_of("admin")).await
    });
}
