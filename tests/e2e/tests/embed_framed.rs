//! The framed mode across three origins: a forum, the host with its own upload page, and a site
//! that may not use that page. The host's CORS headers are misspelt and it refuses OPTIONS.

use std::time::Duration;

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

/// Runs steps with a forum that the operator has named, as dialogs need it.
#[track_caller]
fn run_named(name: &str, steps: impl AsyncFnOnce(&Stage, &Embedder) -> Outcome) {
    let forum = Embedder::announce().expect("a free port");
    let origin = forum.origin.clone();
    run_with(name, host(&origin), async |stage| {
        let forum = forum.open(&stage.host).await?;
        steps(stage, &forum).await
    });
}

/// Waits until a question has stood there for so long that it can be answered.
async fn read_the_question() {
    tokio::time::sleep(Duration::from_millis(1000)).await;
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
    run_named("framed-dialog", async |stage, forum| {
        let Stage { host, page } = stage;
        page.browser.client.goto(&forum.page("framed.html")).await?;
        // A unit of ten pixels, as many forums have it, makes the dialog no smaller.
        let small_unit = "document.documentElement.style.fontSize = '62.5%';
             document.body.style.fontSize = '1.6rem';";
        page.run_script(small_unit).await?;
        page.press("Upload in a dialog").await?;
        page.wait_until_heard("ready", 1).await?;
        let width =
            "const dialog = document.getElementById('dialog').shadowRoot.querySelector('dialog');
            return dialog.getBoundingClientRect().width;";
        let width = page.run_script(width).await?;
        assert!(width.as_f64().is_some_and(|width| width > 600.0), "{width}");
        // What the buttons inside need; some browsers share nothing.
        let allowed = "const frame = document.getElementById('dialog').shadowRoot.querySelector('iframe');
            const words = frame.allow.split('; ');
            return [words.includes('clipboard-write'), words.includes('web-share') === 'share' in navigator];";
        assert_eq!(page.run_script(allowed).await?, json!([true, true]));
        page.enter_dialog_of("dialog").await?;
        page.log_in(&host.password_of("admin")).await?;
        page.leave_dialog().await?;
        page.wait_until_heard("login", 1).await?;
        // The operator vouched for the forum, so nobody is asked.
        page.run_script(
            "await document.getElementById('dialog').addFiles([new File(['abc'], 'theirs.txt')]);",
        )
        .await?;
        let uploaded = page.wait_until_heard("uploaded", 1).await?;
        assert_eq!(uploaded[0]["name"], "theirs.txt");
        // It may also end what is shown there.
        page.run_script("await document.getElementById('dialog').logout();").await?;
        page.wait_until_heard("logout", 1).await?;
        Ok(())
    });
}

/// What lies in a frame can be covered: whoever is not named shows the page in a window of its own.
#[test]
fn a_dialog_is_for_sites_that_are_named() {
    run_with("framed-unnamed", host("*"), async |stage| {
        let Stage { host, page } = stage;
        let forum = Embedder::start(host).await?;
        page.browser.client.goto(&forum.page("framed.html")).await?;
        page.press("Upload in a dialog").await?;
        page.run_script(
            "const { shadowRoot } = document.getElementById('dialog');
             while (!shadowRoot.querySelector('iframe')) await new Promise(requestAnimationFrame);
             await new Promise((resolve) => setTimeout(resolve, 1000));",
        )
        .await?;
        page.enter_dialog_of("dialog").await?;
        page.wait_for_message(&[&forum.origin, "may not use this page"]).await?;
        assert!(page.all(&Sought::named(Role::Button, "Log in")).await?.is_empty());
        page.leave_dialog().await?;
        assert_eq!(page.run_script("return window.messages;").await?, json!([]));
        assert_eq!(page.heard("ready").await?, Vec::<Value>::new());
        Ok(())
    });
}

#[test]
fn a_site_that_nobody_vouched_for_asks_the_reader() {
    run_with("framed-question", host("*"), async |stage| {
        let Stage { host, page } = stage;
        let forum = Embedder::start(host).await?;
        page.browser.client.goto(&forum.page("framed.html")).await?;
        let tab = page.tab().await?;
        page.press("Upload files").await?;
        page.wait_until_heard("ready", 1).await?;
        newest(page).await?;
        page.log_in(&host.password_of("admin")).await?;
        // Somebody is about to press when the question appears, and again when it changes.
        let pressing = "
            const page = document.getElementById('upload-widget');
            const yes = () => page.querySelector('.frame-question button')?.click();
            new MutationObserver(() => {
                yes();
                const names = page.querySelector('.frame-question ul');
                if (names) new MutationObserver(yes).observe(names, { childList: true });
            }).observe(page, { childList: true });";
        page.run_script(pressing).await?;
        let popup = page.tab().await?;
        page.switch_to(&tab).await?;
        let adding = "const element = document.getElementById('popup');
            const wait = () => new Promise((resolve) => setTimeout(resolve, 1000));
            await element.addFiles([]);
            await element.addFiles([file('one.txt')]);
            await wait();
            await element.addFiles([file('two.txt')]);
            await wait();";
        page.run_script(adding).await?;
        assert!(page.heard("file-added").await?.is_empty());
        page.switch_to(&popup).await?;
        page.wait_for_message(&[&forum.origin, "one.txt", "two.txt"]).await?;
        let questions = "return document.querySelectorAll('.frame-question').length;";
        assert_eq!(page.run_script(questions).await?, 1);
        page.press("Upload").await?;
        page.none(&Sought::named(Role::Button, "Do not upload")).await?;
        page.switch_to(&tab).await?;
        page.wait_until_heard("uploaded", 2).await?;

        // What the reader could not take back is the reader's to do.
        let steering = "const element = document.getElementById('popup');
            for (const method of ['logout', 'clear', 'cancel', 'pause']) await element[method]();";
        page.run_script(steering).await?;
        find::until(PATIENCE, async || {
            let progress = page.heard("progress").await?;
            let last = progress.last().cloned().unwrap_or_default();
            Ok(if last["paused"] == true { Ok(()) } else { Err(format!("{last}")) })
        })
        .await?;
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert!(page.heard("logout").await?.is_empty());
        let progress = page.heard("progress").await?;
        assert_eq!(progress.last().map(|detail| &detail["items"]), Some(&json!(2)));
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
    run_named("framed-language", async |stage, forum| {
        let page = &stage.page;
        page.browser.client.goto(&forum.page("framed.html")).await?;
        page.run_script("document.documentElement.lang = 'de-AT';").await?;
        page.press("Upload in a dialog").await?;
        page.wait_until_heard("ready", 1).await?;
        page.one(&Sought::named(Role::Button, "Schließen")).await?;
        page.enter_dialog_of("dialog").await?;
        page.one(&Sought::named(Role::Button, "Anmelden")).await?;
        Ok(())
    });
}

#[test]
fn so_does_the_question_that_the_page_asks_without_the_widget() {
    run_with("framed-question-language", host("*"), async |stage| {
        let Stage { host, page } = stage;
        let forum = Embedder::start(host).await?;
        page.browser.client.goto(&forum.page("framed.html")).await?;
        let tab = page.tab().await?;
        page.run_script("document.documentElement.lang = 'de-AT';").await?;
        page.press("Upload files").await?;
        page.wait_until_heard("ready", 1).await?;
        newest(page).await?;
        page.one(&Sought::named(Role::Button, "Anmelden")).await?;
        let popup = page.tab().await?;
        page.switch_to(&tab).await?;
        page.run_script(
            "const names = ['eins.txt', 'zwei.txt', '\u{202e}gpj.exe', 'vier.txt', 'fünf.txt'];
             await document.getElementById('popup').addFiles(names.map((name) => new File(['abc'], name)));",
        )
        .await?;
        page.switch_to(&popup).await?;
        let question =
            [forum.origin.as_str(), "möchte", "eins.txt", "\u{fffd}gpj.exe", "und 2 weitere"];
        page.wait_for_message(&question).await?;
        assert_eq!(page.overflows().await?, Vec::<String>::new());
        read_the_question().await;
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
        let tab = page.tab().await?;
        page.press("Upload files").await?;
        page.wait_until_heard("ready", 1).await?;
        let placed = page
            .run_script(
                "const field = document.getElementById('message');
                 document.getElementById('popup').setAttribute('attach', '#message');
                 while (!field.nextElementSibling) await new Promise(requestAnimationFrame);
                 return give(field, 'drop', file('one.txt'), file('two.txt'));",
            )
            .await?;
        assert_eq!(placed, "[uploading one.txt …]\n[uploading two.txt …]\n");
        newest(page).await?;
        let popup = page.tab().await?;
        page.wait_for_message(&["one.txt"]).await?;
        read_the_question().await;
        page.press("Do not upload").await?;
        page.switch_to(&tab).await?;
        let failed = page.wait_until_heard("failed", 2).await?;
        assert!(failed.iter().all(|detail| detail["code"] == "refused"), "{failed:?}");
        let value = page.run_script("return document.getElementById('message').value;").await?;
        assert_eq!(value.as_str().map(str::trim), Some(""));
        // The button with the focus is gone: whoever goes by the keyboard is in the widget, and what
        // the forum did to its own field has not changed that.
        page.switch_to(&popup).await?;
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

/// The window is looked after once a second; a press is not to wait for that.
#[test]
fn a_press_right_after_the_window_was_closed_opens_another() {
    run_with("framed-pressed-again", host("*"), async |stage| {
        let Stage { host, page } = stage;
        let forum = Embedder::start(host).await?;
        page.browser.client.goto(&forum.page("framed.html")).await?;
        let pressed = "
            const opened = [];
            window.open = () => {
                const { port1: upload } = new MessageChannel();
                Object.assign(upload, { closed: false, location: { replace() {} }, focus() {}, close() {}, postMessage() {} });
                opened.push(upload);
                return upload;
            };
            const element = document.getElementById('popup');
            const { origin } = new URL(element.getAttribute('page'));
            const outcome = (promise) => promise.then(() => 'there', ({ name }) => name);
            const connect = async (upload, opening) => {
                const listening = setInterval(() => {
                    const data = { protocol: 'upload-widget/1', type: 'connected' };
                    dispatchEvent(new MessageEvent('message', { source: upload, origin, data }));
                }, 20);
                const there = await outcome(opening);
                clearInterval(listening);
                return there;
            };
            // Closed before its page was there, and once it was.
            const first = outcome(element.open());
            opened[0].closed = true;
            const second = element.open();
            const outcomes = [await first, await connect(opened.at(-1), second)];
            opened.at(-1).closed = true;
            const third = element.open();
            outcomes.push(await connect(opened.at(-1), third));
            return [outcomes, opened.length];";
        let pressed = page.run_script(pressed).await?;
        assert_eq!(pressed, json!([["AbortError", "there", "there"], 3]));
        assert_eq!(page.heard("closed").await?.len(), 2);
        Ok(())
    });
}

#[test]
fn an_upload_page_that_cannot_start_says_why() {
    run_named("framed-failed", async |stage, forum| {
        let page = &stage.page;
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
    run_named("framed-moved", async |stage, forum| {
        let page = &stage.page;
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
    run_named("framed-theme", async |stage, forum| {
        let page = &stage.page;
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
