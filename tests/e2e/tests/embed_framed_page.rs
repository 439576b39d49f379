//! The upload page that a forum opens in the framed mode: its language and theme, windows that are
//! blocked, closed or moved, and a page that takes its time or cannot start.

use e2e::embedder::Embedder;
use e2e::find::{Role, Sought};
use e2e::framed::{host_for, newest, read_the_question, run_named};
use e2e::run::{Stage, run_with};
use serde_json::{Value, json};

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
    run_with("framed-question-language", host_for("*"), async |stage| {
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
    run_with("framed-blocked", host_for("*"), async |stage| {
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
    run_with("framed-change", host_for("*"), async |stage| {
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
    run_with("framed-no", host_for("*"), async |stage| {
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
    run_with("framed-slow", host_for("*"), async |stage| {
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
    run_with("framed-pressed-again", host_for("*"), async |stage| {
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
    run_with("framed-refused", host_for("https://forum.example"), async |stage| {
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
