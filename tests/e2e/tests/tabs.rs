//! Several tabs with the page: one login for all of them, renewed once, ended everywhere.

use std::time::Duration;

use e2e::control::Account;
use e2e::embedder::Embedder;
use e2e::failure::Outcome;
use e2e::files::{self, TestFile};
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::folders::{choose, signed_in};
use e2e::host::Host;
use e2e::journey::{PROFILE, wait_until_no_token};
use e2e::page::Page;
use e2e::run::{Stage, run};
use e2e::static_site::StaticSite;
use e2e::tabs::Tab;
use e2e::words::text;
use serde_json::json;

const ADMIN: Account<'_> = Account { profile: PROFILE, username: "admin" };

/// Opens the page in two tabs before anybody is logged in. The first is in front.
async fn two_tabs_logged_out(Stage { host, page }: &Stage) -> Outcome<[Tab; 2]> {
    let first = page.tab().await?;
    page.open(&host.page()).await?;
    page.wait_until_logged_out().await?;
    let second = page.new_tab().await?;
    page.open(&host.page()).await?;
    page.wait_until_logged_out().await?;
    page.switch_to(&first).await?;
    Ok([first, second])
}

/// Two files for each of two tabs, no two with the same name.
fn batches() -> Outcome<[[TestFile; 2]; 2]> {
    Ok([[files::photo()?, files::one_byte()?], [files::random(3)?, files::named("two.txt", b"2")?]])
}

/// Adds a batch in each tab, the second while the first is under way, and waits until all are done.
async fn upload_in_both(page: &Page, tabs: &[Tab; 2]) -> Outcome {
    let batches = batches()?;
    for (tab, batch) in tabs.iter().zip(&batches) {
        page.switch_to(tab).await?;
        page.choose_files(&batch.each_ref()).await?;
    }
    for (tab, batch) in tabs.iter().zip(&batches) {
        page.switch_to(tab).await?;
        page.wait_until_done(&batch.each_ref()).await?;
    }
    Ok(())
}

/// All files of both batches are on the host, once each.
async fn all_is_stored_once(host: &Host) -> Outcome {
    let batches = batches()?;
    let mut sent: Vec<_> = batches.as_flattened().iter().map(|file| &*file.name).collect();
    sent.sort_unstable();
    assert_eq!(host.file_names(PROFILE).await?, sent);
    Ok(())
}

/// The most uploads of the account that the host had under way at once.
async fn peak_of_uploads(host: &Host) -> Outcome<u64> {
    let state = host.state(PROFILE).await?;
    let accounts = state["accounts"].as_array().into_iter().flatten();
    let peak = accounts.into_iter().find(|account| account["username"] == ADMIN.username);
    Ok(peak.and_then(|account| account["uploads"]["peak"].as_u64()).unwrap_or_default())
}

#[test]
fn a_second_tab_is_signed_in_by_itself_and_both_upload_at_once() {
    run("tabs-shared-login", async |stage| {
        let Stage { host, page } = stage;
        let first = page.tab().await?;
        page.open(&host.page()).await?;
        page.log_in(&host.password_of("admin")).await?;
        let second = page.new_tab().await?;
        page.open(&host.page()).await?;
        page.wait_until_logged_in().await?;
        assert_eq!(host.calls(PROFILE, "authorize").await?, 1, "the second tab has not logged in");

        // A batch takes some seconds each, so that both tabs are at it at the same time.
        let slow = json!({ "endpoint": "file/upload", "kind": "slow-read",
            "bytes_per_second": 1_000_000, "times": 0 });
        host.fault(slow).await?;
        let tabs = [first, second];
        upload_in_both(page, &tabs).await?;
        assert!(peak_of_uploads(host).await? >= 2, "the uploads were not at the same time");
        for tab in &tabs {
            page.switch_to(tab).await?;
            page.wait_until_logged_in().await?;
            assert_eq!(page.session_storage().await?, [], "nobody asked to stay signed in");
        }
        assert_eq!(host.calls(PROFILE, "authorize").await?, 1, "nobody has logged in again");
        assert_eq!(host.live_tokens(ADMIN).await?, 1);
        all_is_stored_once(host).await
    });
}

#[test]
fn two_tabs_renew_a_login_that_has_ended_once_between_them() {
    run("tabs-renewal", async |stage| {
        let Stage { host, page } = stage;
        let tabs = two_tabs_logged_out(stage).await?;
        for tab in &tabs {
            page.switch_to(tab).await?;
            page.stay_signed_in().await?;
            page.log_in(&host.password_of("admin")).await?;
        }
        assert_eq!(host.calls(PROFILE, "authorize").await?, 2, "each tab has logged in");

        host.change_account(json!({ "username": "admin", "end_tokens": true })).await?;
        // The renewal takes long enough for the other tab to want one too.
        let slow = json!({ "endpoint": "authorize", "kind": "delay",
            "milliseconds": 3000, "times": 0 });
        host.fault(slow).await?;
        upload_in_both(page, &tabs).await?;

        let mut kept = Vec::new();
        for tab in &tabs {
            page.switch_to(tab).await?;
            page.wait_until_logged_in().await?;
            kept.push(page.session_storage().await?);
        }
        assert_eq!(kept[0].len(), 1, "staying signed in keeps one entry");
        assert_eq!(token(&kept[0]), token(&kept[1]), "both have the renewed token");
        assert_eq!(host.calls(PROFILE, "authorize").await?, 3, "two logins and one renewal");
        assert_eq!(host.live_tokens(ADMIN).await?, 1);
        all_is_stored_once(host).await
    });
}

/// The token in what a tab keeps: the second of the words in its entry.
fn token(kept: &[(String, String)]) -> Option<&str> {
    kept.first().and_then(|(_, value)| value.split(' ').nth(1))
}

#[test]
fn logging_out_in_one_tab_logs_out_the_other() {
    run("tabs-log-out", async |stage| {
        let Stage { host, page } = stage;
        let first = page.tab().await?;
        page.open(&host.page()).await?;
        page.stay_signed_in().await?;
        page.log_in(&host.password_of("admin")).await?;
        let second = page.new_tab().await?;
        page.open(&host.page()).await?;
        page.wait_until_logged_in().await?;

        page.switch_to(&first).await?;
        page.log_out().await?;
        assert_eq!(page.session_storage().await?, []);
        page.switch_to(&second).await?;
        page.wait_until_logged_out().await?;
        assert_eq!(page.session_storage().await?, []);
        wait_until_no_token(host, ADMIN).await?;
        assert_eq!(host.calls(PROFILE, "authorize").await?, 1);
        assert_eq!(host.calls(PROFILE, "disable_access_token").await?, 1);
        Ok(())
    });
}

#[test]
fn logging_out_in_one_tab_disturbs_nothing_that_another_waits_for() {
    run("tabs-log-out-busy", async |stage| {
        let Stage { host, page } = stage;
        signed_in(stage, PROFILE, async |outside| {
            outside.make_folder("Photos", "").await?;
            Ok(())
        })
        .await?;
        let first = page.tab().await?;
        let second = page.new_tab().await?;
        page.open(&host.page()).await?;
        page.wait_until_logged_in().await?;
        page.show_folders().await?;
        // Long enough to log out meanwhile, on a busy machine.
        let edit = "folder/edit";
        host.fault(json!({ "endpoint": edit, "kind": "delay", "milliseconds": 6000 })).await?;
        choose(page, "Photos", "folder.rename").await?;
        page.fill(&text("folder.rename-name"), "Pictures").await?;
        page.press(&text("folder.rename-confirm")).await?;

        page.switch_to(&first).await?;
        page.log_out().await?;
        assert_eq!(host.calls(PROFILE, edit).await?, 0, "it was not slow");
        page.switch_to(&second).await?;
        page.wait_until_logged_out().await?;
        find::until(PATIENCE, async || match host.calls(PROFILE, edit).await? {
            0 => Ok(Err("the host has not answered".to_owned())),
            _ => Ok(Ok(())),
        })
        .await?;
        page.log_in(&host.password_of("admin")).await?;
        let file = files::one_byte()?;
        page.choose_files(&[&file]).await?;
        page.wait_until_done(&[&file]).await
    });
}

/// A site's own link that logs its reader out.
const LEAVE: &str = "await add('place', { load: 'intent' }).logout();";

#[test]
fn a_page_logs_out_whoever_its_widget_has_not_taken_up_yet() {
    run("tabs-log-out-early", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        let open = async || page.browser.client.goto(&site.page("several.html")).await;
        open().await?;
        page.run_script("add('place');").await?;
        page.log_in(&host.password_of("admin")).await?;
        let first = page.tab().await?;

        // Of another tab.
        page.new_tab().await?;
        open().await?;
        page.run_script(LEAVE).await?;
        assert_eq!(host.live_tokens(ADMIN).await?, 0, "the page may be left at once");
        stays_logged_out(host, page).await?;
        page.switch_to(&first).await?;
        page.wait_until_logged_out().await?;

        // Of this one, before a reload.
        page.stay_signed_in().await?;
        page.log_in(&host.password_of("admin")).await?;
        open().await?;
        page.run_script(LEAVE).await?;
        assert_eq!(host.live_tokens(ADMIN).await?, 0, "the page may be left at once");
        stays_logged_out(host, page).await?;
        open().await?;
        page.run_script("add('place');").await?;
        stays_logged_out(host, page).await
    });
}

#[test]
fn a_login_that_stays_outlives_a_reload() {
    run("tabs-reload-stays", async |Stage { host, page }| {
        page.open(&host.page()).await?;
        page.stay_signed_in().await?;
        page.log_in(&host.password_of("admin")).await?;
        page.reload().await?;
        page.wait_until_logged_in().await?;
        let upload = files::one_byte()?;
        page.choose_files(&[&upload]).await?;
        page.wait_until_done(&[&upload]).await?;
        assert_eq!(host.calls(PROFILE, "authorize").await?, 1, "with the token that was kept");
        // Kept for this tab alone: with it gone, a new one begins anew.
        let gone = page.tab().await?;
        let other = page.new_tab().await?;
        page.switch_to(&gone).await?;
        page.close_tab(&other).await?;
        page.open(&host.page()).await?;
        stays_logged_out(host, page).await
    });
}

#[test]
fn a_login_at_an_address_that_was_typed_stays_as_well() {
    run("tabs-reload-typed", async |Stage { host, page }| {
        let site = StaticSite::start().await?;
        page.open(&site.address).await?;
        page.choose_host(&text("sign-in.other")).await?;
        page.fill(&text("sign-in.address"), &host.api_base(PROFILE)).await?;
        page.stay_signed_in().await?;
        page.log_in(&host.password_of("admin")).await?;
        page.reload().await?;
        page.wait_until_logged_in().await?;
        assert_eq!(host.calls(PROFILE, "authorize").await?, 1, "with the token that was kept");
        page.log_out().await?;
        page.reload().await?;
        stays_logged_out(host, page).await
    });
}

#[test]
fn a_page_that_was_put_aside_does_not_log_in_again_by_itself() {
    run("tabs-put-aside", async |Stage { host, page }| {
        page.open(&host.page()).await?;
        page.stay_signed_in().await?;
        page.log_in(&host.password_of("admin")).await?;
        // As when the reader goes back to a page that they had left, in the same tab.
        let back = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));";
        page.run_script(back).await?;
        host.fault(json!({ "endpoint": "file/upload", "kind": "expire-token" })).await?;
        page.choose_files(&[&files::one_byte()?]).await?;
        page.wait_for_message(&[&text("expired")]).await?;
        assert_eq!(host.calls(PROFILE, "authorize").await?, 1);
        Ok(())
    });
}

#[test]
fn a_login_that_does_not_stay_ends_with_the_page_unless_another_tab_has_it() {
    run("tabs-reload-ends", async |Stage { host, page }| {
        page.open(&host.page()).await?;
        page.log_in(&host.password_of("admin")).await?;
        let first = page.tab().await?;
        let second = page.new_tab().await?;
        page.open(&host.page()).await?;
        page.wait_until_logged_in().await?;
        page.reload().await?;
        page.wait_until_logged_in().await?;
        page.switch_to(&second).await?;
        page.close_tab(&first).await?;
        page.reload().await?;
        stays_logged_out(host, page).await?;
        assert_eq!(host.calls(PROFILE, "authorize").await?, 1);
        Ok(())
    });
}

/// The login form comes up, and nothing goes to the host meanwhile: neither of the page's own
/// accord nor on the word of another tab.
async fn stays_logged_out(host: &Host, page: &Page) -> Outcome {
    let before = host.requests(PROFILE).await?.len();
    page.wait_until_logged_out().await?;
    // Other tabs have a quarter of a second to answer; this is four of them.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let log_out = page.all(&Sought::named(Role::Button, "Log out")).await?;
    assert!(log_out.is_empty(), "somebody is logged in");
    assert_eq!(host.requests(PROFILE).await?.len(), before, "the host was asked");
    assert_eq!(page.session_storage().await?, []);
    Ok(())
}
