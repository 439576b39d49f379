//! The framed mode across three origins: a forum, the host with its own upload page, and a site
//! that may not use that page. The host's CORS headers are misspelt and it refuses OPTIONS.

use std::time::Duration;

use e2e::embedder::Embedder;
use e2e::failure::Failure;
use e2e::files;
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::framed::{everything, host_for, newest, run_named};
use e2e::journey::PROFILE;
use e2e::run::{Stage, run_with};
use serde_json::{Value, json};

#[test]
fn a_forum_gets_links_from_a_popup_and_nothing_else() {
    run_with("framed-popup", host_for("*"), async |stage| {
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
    run_with("framed-unnamed", host_for("*"), async |stage| {
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
    run_with("framed-question", host_for("*"), async |stage| {
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
    run_with("framed-elsewhere", host_for("*"), async |stage| {
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
