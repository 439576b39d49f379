//! The framed mode across three origins: a forum, the host with its own upload page, and a site
//! that may not use that page. The host's CORS headers are misspelt and it refuses OPTIONS.

use e2e::embedder::Embedder;
use e2e::failure::{Failure, Outcome};
use e2e::files;
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::host::Host;
use e2e::journey::PROFILE;
use e2e::page::Page;
use e2e::run::{Stage, run_with};
use serde_json::{Value, json};

/// The page as its operator has set it up, for every embedder or for none but its own origin.
async fn host(embedders: &str) -> Outcome<Host> {
    let attributes = "data-host=\"filecloudy\" data-api-base=\"/filecloudy/api/v2/\"";
    let host = Host::with_page(&format!("{attributes} data-embedders=\"{embedders}\"")).await?;
    host.switch("cors-misspelt,options-405").await?;
    Ok(host)
}

/// Brings the newest window to the front.
async fn newest(page: &Page) -> Outcome {
    let client = &page.browser.client;
    let popup = find::until(PATIENCE, async || {
        let mut windows = client.windows().await?;
        Ok(match windows.len() {
            0 | 1 => Err("no second window".to_owned()),
            _ => windows.pop().ok_or_else(|| "no window".to_owned()),
        })
    })
    .await?;
    Ok(client.switch_to_window(popup).await?)
}

/// What the forum heard in all, as one text.
async fn everything(page: &Page) -> Outcome<String> {
    let all = "return JSON.stringify([window.heard, window.messages]);";
    let all = page.run_script(all).await?;
    Ok(all.as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_forum_gets_links_from_a_popup_and_nothing_else() {
    run_with("framed-popup", host("*"), async |stage| {
        let Stage { host, page } = stage;
        let forum = Embedder::start(host).await?;
        page.browser.client.goto(&forum.page("framed.html")).await?;
        let tab = page.tab().await?;
        page.press("Upload files").await?;
        newest(page).await?;
        // The page says who gets the links, and stays with its own host whatever the forum says.
        page.wait_for_message(&[&forum.origin]).await?;
        page.log_in(&host.password_of("admin")).await?;
        let uploads = [files::one_byte()?, files::photo()?];
        page.choose_files(&uploads.each_ref()).await?;

        page.switch_to(&tab).await?;
        let uploaded = page.wait_until_heard("uploaded", 2).await?;
        page.wait_until_heard("complete", 1).await?;
        assert!(uploaded.iter().all(|detail| detail["target"] == "popup"), "{uploaded:?}");
        let photo = uploaded.iter().find(|detail| detail["name"] == "harbour.png");
        let url = photo.and_then(|detail| detail["url"].as_str());
        let url = url.ok_or_else(|| Failure::new(format!("no link in {uploaded:?}")))?;
        let message = page.run_script("return document.getElementById('message').value;").await?;
        let message = message.as_str().unwrap_or_default();
        assert!(message.contains(&format!("[url]{url}[/url]\n")), "{message:?}");

        let all = everything(page).await?;
        assert!(all.contains(url));
        let sent = host.requests(PROFILE).await?;
        assert!(!sent.iter().any(|request| request["preflight"] == true));
        let (token, _) = host.access(PROFILE, &host.password_of("admin")).await?;
        for secret in ["admin", sandbox::DEMO_PASSWORD, "access_token", "accessToken", &token] {
            assert!(!all.contains(secret), "{secret} is in {all}");
        }
        Ok(())
    });
}

#[test]
fn a_dialog_works_the_same_and_takes_files_from_the_forum() {
    run_with("framed-dialog", host("*"), async |stage| {
        let Stage { host, page } = stage;
        let forum = Embedder::start(host).await?;
        page.browser.client.goto(&forum.page("framed.html")).await?;
        page.press("Upload in a dialog").await?;
        page.wait_until_heard("ready", 1).await?;
        // What the buttons inside need; some browsers share nothing.
        let allowed = "const frame = document.getElementById('dialog').shadowRoot.querySelector('iframe');
            const words = frame.allow.split('; ');
            return [words.includes('clipboard-write'), words.includes('web-share') === 'share' in navigator];";
        assert_eq!(page.run_script(allowed).await?, json!([true, true]));
        page.enter_dialog_of("dialog").await?;
        page.log_in(&host.password_of("admin")).await?;
        page.leave_dialog().await?;
        page.wait_until_heard("login", 1).await?;
        // Nobody vouched for the forum by name, so the reader is asked.
        page.run_script(
            "await document.getElementById('dialog').addFiles([new File(['abc'], 'theirs.txt')]);",
        )
        .await?;
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        assert!(page.heard("file-added").await?.is_empty());
        page.enter_dialog_of("dialog").await?;
        page.wait_for_message(&[&forum.origin, "theirs.txt"]).await?;
        page.press("Upload").await?;
        page.leave_dialog().await?;
        let uploaded = page.wait_until_heard("uploaded", 1).await?;
        assert_eq!(uploaded[0]["name"], "theirs.txt");
        Ok(())
    });
}

#[test]
fn a_forum_hears_nothing_of_files_that_were_added_elsewhere() {
    run_with("framed-elsewhere", host("*"), async |stage| {
        let Stage { host, page } = stage;
        // On the host's own page, for nobody; they are not on the host yet when the reader leaves.
        page.open(&host.page()).await?;
        page.log_in(&host.password_of("admin")).await?;
        let never = json!({ "endpoint": "file/upload", "kind": "delay", "milliseconds": 600_000, "times": 0 });
        host.fault(never).await?;
        let private =
            [files::named("diary.txt", b"diary")?, files::named("letter.txt", b"letter")?];
        page.choose_files(&private.each_ref()).await?;
        // So long it takes until the files themselves are kept.
        tokio::time::sleep(std::time::Duration::from_millis(4500)).await;
        let forum = Embedder::start(host).await?;
        page.browser.client.goto(&forum.page("framed.html")).await?;
        host.clear_faults().await?;
        let tab = page.tab().await?;
        page.press("Upload files").await?;
        newest(page).await?;
        page.log_in(&host.password_of("admin")).await?;
        // They go on in the forum's window, and the reader sees that.
        page.wait_until_done(&private.each_ref()).await?;
        let reply = files::named("reply.txt", b"reply")?;
        page.choose_files(&[&reply]).await?;
        page.wait_until_done(&[&reply]).await?;

        page.switch_to(&tab).await?;
        let uploaded = page.wait_until_heard("uploaded", 1).await?;
        let complete = page.wait_until_heard("complete", 1).await?;
        assert_eq!((uploaded.len(), &uploaded[0]["name"]), (1, &json!("reply.txt")));
        assert_eq!(uploaded[0]["id"], 0, "a number that counts the others would tell of them");
        assert_eq!((&complete[0]["done"], &complete[0]["failed"]), (&json!(1), &json!(0)));
        let progress = page.heard("progress").await?;
        assert!(progress.iter().all(|detail| detail["items"] == 1), "{progress:?}");
        let all = everything(page).await?;
        for name in ["diary", "letter"] {
            assert!(!all.contains(name), "{name} is in {all}");
        }
        let message = page.run_script("return document.getElementById('message').value;").await?;
        assert_eq!(message.as_str().map(|message| message.matches("[url]").count()), Some(1));
        Ok(())
    });
}

#[test]
fn the_upload_page_speaks_the_language_of_the_forum() {
    run_with("framed-language", host("*"), async |stage| {
        let Stage { host, page } = stage;
        let forum = Embedder::start(host).await?;
        page.browser.client.goto(&forum.page("framed.html")).await?;
        page.run_script("document.documentElement.lang = 'de-AT';").await?;
        page.press("Upload in a dialog").await?;
        page.wait_until_heard("ready", 1).await?;
        page.one(&Sought::named(Role::Button, "Schließen")).await?;
        page.enter_dialog_of("dialog").await?;
        page.one(&Sought::named(Role::Button, "Anmelden")).await?;
        // So does the question that the page asks without the widget.
        page.leave_dialog().await?;
        page.run_script(
            "const names = ['eins.txt', 'zwei.txt', '\u{202e}gpj.exe', 'vier.txt', 'fünf.txt'];
             await document.getElementById('dialog').addFiles(names.map((name) => new File(['abc'], name)));",
        )
        .await?;
        page.enter_dialog_of("dialog").await?;
        let question =
            [forum.origin.as_str(), "möchte", "eins.txt", "\u{fffd}gpj.exe", "und 2 weitere"];
        page.wait_for_message(&question).await?;
        assert_eq!(page.overflows().await?, Vec::<String>::new());
        page.press("Nicht hochladen").await?;
        page.none(&Sought::named(Role::Button, "Nicht hochladen")).await
    });
}

#[test]
fn a_window_that_the_browser_blocks_is_no_dead_end() {
    run_with("framed-blocked", host("*"), async |stage| {
        let Stage { host, page } = stage;
        let forum = Embedder::start(host).await?;
        page.browser.client.goto(&forum.page("framed.html")).await?;
        let tab = page.tab().await?;
        // Long after any click, as a page's own script would.
        page.run_script(
            "const element = document.getElementById('popup');
             element.setAttribute('page', `${element.getAttribute('page')}?topic=1`);
             setTimeout(() => element.open().catch(() => {}), 6000);",
        )
        .await?;
        let error = page.wait_until_heard("error", 1).await?;
        assert_eq!(error[0]["code"], "popup-blocked");
        // It says so, names the page itself, and another press opens the window.
        page.wait_for_message(&["blocked the upload window"]).await?;
        let link = page.one(&Sought::named(Role::Link, "Open the upload page")).await?;
        assert_eq!(link.attr("href").await?, Some(format!("{}/?topic=1", host.origin())));
        page.press("Upload files").await?;
        newest(page).await?;
        page.log_in(&host.password_of("admin")).await?;
        page.switch_to(&tab).await?;
        page.wait_until_heard("login", 1).await?;
        assert!(page.messages().await?.is_empty());
        Ok(())
    });
}

#[test]
fn a_changed_attribute_waits_until_the_window_is_closed() {
    run_with("framed-change", host("*"), async |stage| {
        let Stage { host, page } = stage;
        let forum = Embedder::start(host).await?;
        page.browser.client.goto(&forum.page("framed.html")).await?;
        let tab = page.tab().await?;
        page.press("Upload files").await?;
        page.wait_until_heard("ready", 1).await?;
        page.run_script(
            "document.getElementById('popup').lang = 'de';
             await new Promise((resolve) => setTimeout(resolve, 300));",
        )
        .await?;
        page.one(&Sought::named(Role::Button, "Upload files")).await?;
        assert_eq!(page.heard("closed").await?, Vec::<Value>::new());
        newest(page).await?;
        page.close_tab(&tab).await?;
        page.wait_until_heard("closed", 1).await?;
        page.one(&Sought::named(Role::Button, "Dateien hochladen")).await?;
        Ok(())
    });
}

#[test]
fn a_refusal_is_told_and_takes_the_placeholder_away() {
    run_with("framed-no", host("*"), async |stage| {
        let Stage { host, page } = stage;
        let forum = Embedder::start(host).await?;
        page.browser.client.goto(&forum.page("framed.html")).await?;
        page.press("Upload in a dialog").await?;
        page.wait_until_heard("ready", 1).await?;
        let placed = page
            .run_script(
                "const field = document.getElementById('message');
                 document.getElementById('dialog').setAttribute('attach', '#message');
                 while (!field.nextElementSibling) await new Promise(requestAnimationFrame);
                 return give(field, 'drop', file('one.txt'), file('two.txt'));",
            )
            .await?;
        assert_eq!(placed, "[uploading one.txt …]\n[uploading two.txt …]\n");
        page.enter_dialog_of("dialog").await?;
        page.press("Do not upload").await?;
        page.leave_dialog().await?;
        let failed = page.wait_until_heard("failed", 2).await?;
        assert!(failed.iter().all(|detail| detail["code"] == "refused"), "{failed:?}");
        let value = page.run_script("return document.getElementById('message').value;").await?;
        assert_eq!(value.as_str().map(str::trim), Some(""));
        // The button with the focus is gone: whoever goes by the keyboard is in the widget, and what
        // the forum did to its own field has not changed that.
        page.enter_dialog_of("dialog").await?;
        let focused = page.run_script("return document.activeElement.className;").await?;
        assert_eq!(focused, "upload-widget");
        Ok(())
    });
}

#[test]
fn an_upload_page_that_has_answered_may_take_its_time() {
    run_with("framed-slow", host("*"), async |stage| {
        let Stage { host, page } = stage;
        let forum = Embedder::start(host).await?;
        page.browser.client.goto(&forum.page("framed.html")).await?;
        // Half a minute is over in a moment, and the window is this page's own.
        let answered = "
            const { port1: upload } = new MessageChannel();
            const told = [];
            const asked = new Promise((resolve) => { upload.postMessage = resolve; });
            Object.assign(upload, { closed: false, location: { replace() {} }, focus() {} });
            window.open = () => upload;
            const wait = window.setTimeout;
            window.setTimeout = (then, time) => wait(then, time === 30000 ? 500 : time);
            const element = document.getElementById('popup');
            const { origin } = new URL(element.getAttribute('page'));
            const opening = element.open();
            const say = (type) => {
                const data = { protocol: 'upload-widget/1', type };
                dispatchEvent(new MessageEvent('message', { source: upload, origin, data }));
            };
            const listening = setInterval(() => say('hello'), 50);
            await asked;
            clearInterval(listening);
            await new Promise((resolve) => wait(resolve, 1500));
            say('connected');
            return opening.then(() => 'there', String);";
        assert_eq!(page.run_script(answered).await?, "there");
        assert!(page.heard("error").await?.is_empty());
        Ok(())
    });
}

#[test]
fn an_upload_page_that_cannot_start_says_why() {
    run_with("framed-failed", host("*"), async |stage| {
        let Stage { host, page } = stage;
        let forum = Embedder::start(host).await?;
        page.browser.client.goto(&forum.page("framed.html")).await?;
        // What the forum has set makes no sense there.
        let refused = "
            const dialog = document.getElementById('dialog');
            const field = document.getElementById('message');
            dialog.setAttribute('max-size', 'some');
            dialog.setAttribute('attach', '#message');
            while (!field.nextElementSibling) await new Promise(requestAnimationFrame);
            const placed = give(field, 'drop', file('one.txt'));
            await event(dialog, 'error');
            while (field.value.trim()) await new Promise(requestAnimationFrame);
            return placed;";
        assert_eq!(page.run_script(refused).await?, "[uploading one.txt …]\n");
        let errors = page.heard("error").await?;
        let message = errors[0]["message"].as_str().unwrap_or_default();
        assert!(message.starts_with("max-size: "), "{errors:?}");
        page.one(&Sought::named(Role::Link, "Upload in a dialog")).await?;

        page.browser.devtools("Network.enable", json!({})).await?;
        let missing = json!({ "urls": ["*upload-widget_bg.wasm"] });
        page.browser.devtools("Network.setBlockedURLs", missing).await?;
        let missing = "const dialog = document.getElementById('dialog');
            dialog.removeAttribute('max-size');
            return dialog.open().then(() => 'there', () => 'not there');";
        assert_eq!(page.run_script(missing).await?, "not there");
        let errors = page.heard("error").await?;
        assert_eq!(errors[1]["code"], "load-failed", "{errors:?}");
        Ok(())
    });
}

#[test]
fn a_dialog_that_is_moved_is_closed() {
    run_with("framed-moved", host("*"), async |stage| {
        let Stage { host, page } = stage;
        let forum = Embedder::start(host).await?;
        page.browser.client.goto(&forum.page("framed.html")).await?;
        page.press("Upload in a dialog").await?;
        page.wait_until_heard("ready", 1).await?;
        page.run_script("document.body.prepend(document.getElementById('dialog'));").await?;
        page.wait_until_heard("closed", 1).await?;
        let dialogs =
            "return [...document.getElementById('dialog').shadowRoot.querySelectorAll('dialog')]
            .map((dialog) => dialog.matches(':modal'));";
        assert_eq!(page.run_script(dialogs).await?, json!([]));
        page.press("Upload in a dialog").await?;
        page.wait_until_heard("ready", 2).await?;
        assert_eq!(page.run_script(dialogs).await?, json!([true]));
        Ok(())
    });
}

#[test]
fn the_upload_page_has_the_theme_that_is_asked_for() {
    run_with("framed-theme", host("*"), async |stage| {
        let Stage { host, page } = stage;
        let forum = Embedder::start(host).await?;
        page.browser.client.goto(&forum.page("framed.html")).await?;
        page.run_script("document.getElementById('dialog').setAttribute('theme', 'dark');").await?;
        page.press("Upload in a dialog").await?;
        page.wait_until_heard("ready", 1).await?;
        page.enter_dialog_of("dialog").await?;
        let schemes = "return [document.documentElement, document.querySelector('.upload-widget')]
            .map((element) => getComputedStyle(element).colorScheme);";
        assert_eq!(page.run_script(schemes).await?, json!(["dark", "dark"]));
        Ok(())
    });
}

#[test]
fn a_page_on_a_wrong_origin_gets_nothing() {
    run_with("framed-refused", host("https://forum.example"), async |stage| {
        let Stage { host, page } = stage;
        let stranger = Embedder::start(host).await?;
        page.browser.client.goto(&stranger.page("framed.html")).await?;
        let tab = page.tab().await?;
        page.press("Upload files").await?;
        newest(page).await?;
        // It asks as if it had been greeted.
        let popup = page.tab().await?;
        page.switch_to(&tab).await?;
        // As after a click: the browser would open no window otherwise.
        let knock =
            format!("window.opened = open('{}/?frame=1', '_blank', 'popup')", host.origin());
        let knock = json!({ "expression": knock, "userGesture": true });
        page.browser.devtools("Runtime.evaluate", knock).await?;
        let knock = "for (let at = 0; at < 20; at++) {
                window.opened.postMessage({ protocol: 'upload-widget/1', type: 'connect', detail: {} }, '*');
                window.opened.postMessage({ protocol: 'upload-widget/1', type: 'command', detail: { name: 'logout' } }, '*');
                await new Promise((resolve) => setTimeout(resolve, 100));
            }
            return window.messages;";
        assert_eq!(page.run_script(knock).await?, json!([]));
        assert_eq!(page.heard("ready").await?, Vec::<Value>::new());
        // Neither window shows a login form.
        newest(page).await?;
        page.wait_for_message(&[&stranger.origin]).await?;
        assert!(page.all(&Sought::named(Role::Button, "Log in")).await?.is_empty());
        page.switch_to(&popup).await?;
        assert!(page.all(&Sought::named(Role::Button, "Log in")).await?.is_empty());
        Ok(())
    });
}
