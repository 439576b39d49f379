//! What the page does not begin with comes when it is wanted, a part that does not come can be asked
//! for again, and nothing is lost meanwhile. Of a release build, as `cargo xtask build` makes it: a debug build is one file.

use std::time::Duration;

use e2e::embedder::{Embedder, credentials};
use e2e::failure::Outcome;
use e2e::files;
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::journey::PROFILE;
use e2e::page::Page;
use e2e::run::{Stage, run};
use e2e::words::text;
use fantoccini::Locator;
use serde_json::json;

const FILE: &str = "upload-widget_later.wasm";
const WORKSPACE: &str = "upload-widget_workspace.wasm";
const SCRIPT: &str = "upload-widget_workspace.js";
/// Holds the workspace back until the page calls `release`.
const HOLD: &str = "
    const load = globalThis.fetch;
    globalThis.fetch = (address, ...rest) =>
        String(address).endsWith('_workspace.wasm')
            ? new Promise((resolve) => { globalThis.release = () => resolve(load(address, ...rest)); })
            : load(address, ...rest);
";

/// How often the page has asked for the file, with or without success.
async fn asked_for(page: &Page, file: &str) -> Outcome<u64> {
    let count = "return performance.getEntriesByType('resource') \
        .filter((entry) => entry.name.endsWith(arguments[0])).length";
    let count = page.browser.client.execute(count, vec![json!(file)]).await?;
    Ok(count.as_u64().unwrap_or_default())
}

async fn block(page: &Page, addresses: &[&str]) -> Outcome {
    page.browser.devtools("Network.enable", json!({})).await?;
    page.browser.devtools("Network.setBlockedURLs", json!({ "urls": addresses })).await?;
    Ok(())
}

async fn upload_and_leave(page: &Page) -> Outcome {
    let file = files::one_byte()?;
    page.choose_files(&[&file]).await?;
    page.wait_until_done(&[&file]).await?;
    page.log_out().await
}

#[test]
fn a_part_comes_when_it_is_wanted_and_can_be_asked_for_again() {
    run("later", async |Stage { host, page }: &Stage| {
        page.open(&host.page()).await?;
        page.log_in(&host.password_of("admin")).await?;
        page.show_folders().await?;
        assert_eq!(asked_for(page, FILE).await?, 0, "before anybody wants anything of it");

        block(page, &[&format!("*{FILE}")]).await?;
        page.press(&text("my-files.title")).await?;
        page.wait_for_message(&[&text("later.missing")]).await?;

        block(page, &[]).await?;
        page.press(&text("later.again")).await?;
        page.wait_for_status(&text("my-files.empty")).await?;
        let asked = asked_for(page, FILE).await?;
        assert!(asked > 0);

        // Another part is there at once.
        page.press(&text("account.details")).await?;
        let details = Locator::Css(".account-facts");
        page.browser.client.wait().at_most(PATIENCE).for_element(details).await?;
        assert_eq!(asked_for(page, FILE).await?, asked);
        Ok(())
    });
}

#[test]
fn what_follows_the_form_comes_where_no_frame_is_drawn() {
    run("later-unseen", async |Stage { host, page }: &Stage| {
        // As in a tab that nobody looks at.
        let unseen = json!({ "source": "globalThis.requestAnimationFrame = () => 0;" });
        page.browser.devtools("Page.addScriptToEvaluateOnNewDocument", unseen).await?;
        page.open(&host.page()).await?;
        find::until(PATIENCE, async || {
            let hosts =
                "return [...document.querySelectorAll('.sign-in option')].map((it) => it.value);";
            let hosts = page.run_script(hosts).await?;
            // The five of the sandbox, the five themselves and any other, each once and in order.
            let all: Vec<String> = (0..11).map(|place| place.to_string()).collect();
            Ok(if hosts == json!(all) { Ok(()) } else { Err(format!("{hosts} are offered")) })
        })
        .await
    });
}

#[test]
fn whoever_passes_by_loads_no_workspace() {
    run("later-unasked", async |Stage { host, page }: &Stage| {
        page.open(&host.page()).await?;
        // Longer than another tab would be asked whether it has a login.
        tokio::time::sleep(Duration::from_millis(600)).await;
        assert_eq!(asked_for(page, WORKSPACE).await?, 0);

        page.fill(&text("sign-in.username"), "a").await?;
        find::until(PATIENCE, async || match asked_for(page, WORKSPACE).await? {
            0 => Ok(Err("nothing was asked for".to_owned())),
            _ => Ok(Ok(())),
        })
        .await
    });
}

#[test]
fn whoever_stays_logged_in_has_the_workspace_on_its_way_with_the_first_file() {
    run("later-staying", async |Stage { host, page }: &Stage| {
        page.open(&host.page()).await?;
        page.stay_signed_in().await?;
        page.log_in(&host.password_of("admin")).await?;
        page.browser.client.refresh().await?;
        page.wait_until_logged_in().await?;
        let by = "return performance.getEntriesByType('resource') \
            .filter((entry) => entry.name.endsWith(arguments[0])) \
            .map((entry) => entry.initiatorType)";
        let by = page.browser.client.execute(by, vec![json!(WORKSPACE)]).await?;
        assert_eq!(by, json!(["link"]), "once, by the script that comes before the first file");
        assert_eq!(asked_for(page, SCRIPT).await?, 1);
        Ok(())
    });
}

#[test]
fn the_workspace_comes_while_the_page_looks_for_a_login() {
    run("later-credentials", async |Stage { host, page }: &Stage| {
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        let access = credentials(host, PROFILE, "admin").await?;
        let add = format!(
            "const thinking = new Promise((resolve) => {{
                 globalThis.answer = () => resolve({access});
             }});
             await event(add('place', {{}}, {{ credentials: () => thinking }}), 'ready');"
        );
        page.run_script(&add).await?;
        find::until(PATIENCE, async || match asked_for(page, WORKSPACE).await? {
            0 => Ok(Err("nothing was asked for".to_owned())),
            _ => Ok(Ok(())),
        })
        .await?;
        assert!(page.heard("login").await?.is_empty(), "before the page has answered");

        page.run_script("answer();").await?;
        page.wait_until_heard("login", 1).await?;
        assert_eq!(asked_for(page, WORKSPACE).await?, 1);
        Ok(())
    });
}

#[test]
fn a_login_ahead_of_the_workspace_waits_for_it() {
    run("later-workspace", async |Stage { host, page }: &Stage| {
        block(page, &[&format!("*{WORKSPACE}")]).await?;
        page.open(&host.page()).await?;
        page.try_to_log_in(&host.password_of("admin")).await?;
        page.wait_for_message(&[&text("later.missing")]).await?;
        page.press(&text("later.again")).await?;
        page.wait_for_message(&[&text("later.missing")]).await?;
        // The button was away meanwhile.
        page.wait_until_focused(&text("later.again")).await?;

        block(page, &[]).await?;
        page.press(&text("later.again")).await?;
        upload_and_leave(page).await
    });
}

#[test]
fn the_script_of_the_workspace_can_be_asked_for_again() {
    run("later-script", async |Stage { host, page }: &Stage| {
        block(page, &[&format!("*{SCRIPT}*")]).await?;
        page.open(&host.page()).await?;
        page.try_to_log_in(&host.password_of("admin")).await?;
        page.wait_for_message(&[&text("later.missing")]).await?;

        // A browser that has failed to load a module fails at once the next time.
        block(page, &[]).await?;
        page.press(&text("later.again")).await?;
        upload_and_leave(page).await
    });
}

#[test]
fn what_is_added_ahead_of_the_workspace_is_sent() {
    run("later-added", async |Stage { host, page }: &Stage| {
        let hold = json!({ "source": HOLD });
        page.browser.devtools("Page.addScriptToEvaluateOnNewDocument", hold).await?;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("plain.html")).await?;
        page.wait_until_heard("ready", 1).await?;
        let add = "const element = document.querySelector('upload-widget');
            for (const name of ['a.txt', 'b.txt']) await element.addFiles([new File(['a'], name)]);
            await element.pause();
            await element.resume();";
        page.run_script(add).await?;
        page.try_to_log_in(&host.password_of("admin")).await?;
        page.one(&Sought::named(Role::Button, &text("sign-in.busy"))).await?;
        assert!(page.heard("file-added").await?.is_empty(), "before the workspace is there");

        page.run_script("release();").await?;
        page.wait_until_heard("login", 1).await?;
        let complete = page.wait_until_heard("complete", 1).await?;
        assert_eq!(complete[0]["done"], 2);
        let added = page.heard("file-added").await?;
        let names: Vec<_> = added.iter().map(|detail| detail["name"].as_str()).collect();
        assert_eq!(names, [Some("a.txt"), Some("b.txt")]);
        page.read_console().await?;
        page.console.must_be_clean()
    });
}
