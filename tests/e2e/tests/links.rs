//! What can be done with the links: copied and saved all at once, shared, and the other links of a
//! file. The browser has no share sheet without a desktop, so a script in the page stands in for
//! it.

use std::fs;
use std::path::Path;

use e2e::failure::Outcome;
use e2e::file_list::GIVE;
use e2e::files::{self, TestFile};
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::journey::PROFILE;
use e2e::page::{Format, Page};
use e2e::run::{Stage, run};
use e2e::words::{filled, text};
use sandbox::Profile;
use serde_json::{Value, json};

/// Logs in and uploads these files.
async fn upload(stage: &Stage, uploads: &[TestFile]) -> Outcome {
    stage.sign_in(PROFILE, "admin").await?;
    let uploads: Vec<&TestFile> = uploads.iter().collect();
    stage.page.choose_files(&uploads).await?;
    stage.page.wait_until_done(&uploads).await
}

/// The value of a text field.
async fn field(page: &Page, name: &str) -> Outcome<String> {
    let field = page.one(&Sought::named(Role::Textbox, name)).await?;
    Ok(field.prop("value").await?.unwrap_or_default())
}

/// Chooses in the menu of a file's links.
async fn choose(page: &Page, file: &str, what: &str) -> Outcome {
    page.press(&filled("links.more-of", &[("name", file)])).await?;
    Ok(page.one(&Sought::named(Role::MenuItem, what)).await?.click().await?)
}

/// Asks for one of a file's other links, and returns it.
async fn other_link(page: &Page, file: &str, key: &str) -> Outcome<String> {
    choose(page, file, &text(key)).await?;
    field(page, &filled("links.named", &[("link", &text(key)), ("name", file)])).await
}

/// Asks for an address from inside the page: the status and the text that came back.
async fn fetch(page: &Page, method: &str, address: &str) -> Outcome<Value> {
    let script = "const [method, address, done] = arguments;
        fetch(address, { method }).then(async (r) => done([r.status, await r.text()]), (e) => done(String(e)));";
    Ok(page.browser.client.execute_async(script, vec![json!(method), json!(address)]).await?)
}

/// Runs a script in each page before anything else in it does.
async fn before_all(page: &Page, script: &str) -> Outcome {
    let script = json!({ "source": script });
    page.browser.devtools("Page.addScriptToEvaluateOnNewDocument", script).await?;
    Ok(())
}

/// What the browser has saved under this name.
async fn saved(folder: &Path, name: &str) -> Outcome<String> {
    find::until(PATIENCE, async || {
        Ok(match fs::read_to_string(folder.join(name)) {
            Ok(content) => Ok(content),
            Err(error) => Err(format!("{name}: {error}")),
        })
    })
    .await
}

#[test]
fn all_links_are_shown_copied_and_saved() {
    run("links-all", async |stage| {
        let page = &stage.page;
        let names = ["a, \"b\" & [c].txt", "=1+1.txt"];
        let uploads = [files::named(names[0], b"1")?, files::named(names[1], b"2")?];
        upload(stage, &uploads).await?;
        page.allow_clipboard().await?;
        // What browsers make of a quote in the name of a file that they send.
        let stored = names.map(|name| name.replace('"', "%22"));
        page.press(&text("links.show-all")).await?;
        for format in [Format::Link, Format::Bbcode, Format::Markdown, Format::Html] {
            let mut lines = Vec::new();
            for name in &stored {
                lines.push(page.snippet(format, name).await?);
            }
            let all = lines.join("\n");
            assert_eq!(field(page, &text("links.all")).await?, all);
            page.press(&text("copy.all")).await?;
            page.wait_for_clipboard(&all).await?;
        }

        let folder = tempfile::tempdir()?;
        let allow = json!({ "behavior": "allow", "downloadPath": folder.path() });
        page.browser.devtools("Browser.setDownloadBehavior", allow).await?;
        let html = page.clipboard().await?;
        page.press(&text("links.save-txt")).await?;
        page.wait_for_status(&filled("links.saved", &[("file", "links.txt")])).await?;
        assert_eq!(saved(folder.path(), "links.txt").await?, format!("{html}\n"));
        page.press(&text("links.save-csv")).await?;
        let table = saved(folder.path(), "links.csv").await?;
        let rows: Vec<&str> = table.split_terminator("\r\n").collect();
        assert!(rows[0].starts_with("\u{feff}\"name\",\"bytes\",\"md5\",\"link\""), "{table}");
        assert!(rows[1].starts_with("\"a, %22b%22 & [c].txt\",\"1\","), "{table}");
        assert!(rows[2].starts_with("\"'=1+1.txt\",\"1\","), "{table}");
        assert_eq!(rows.len(), 3, "{table}");
        page.read_console().await?;
        page.console.must_be_clean()
    });
}

#[test]
fn a_direct_link_gives_the_bytes_on_every_host() {
    for profile in Profile::ALL {
        run(&format!("links-direct-{}", profile.name()), async |stage| {
            let Stage { host, page } = stage;
            let file = files::named("direct.txt", b"the very bytes")?;
            stage.sign_in(profile, "admin").await?;
            page.choose_files(&[&file]).await?;
            page.wait_until_done(&[&file]).await?;
            assert_eq!(host.calls(profile, "file/download").await?, 0, "only on demand");
            let link = other_link(page, &file.name, "links.direct").await?;
            assert_eq!(host.calls(profile, "file/download").await?, 1);
            let named = [("link", &*text("links.direct")), ("name", &*file.name)];
            page.wait_until_focused(&filled("links.named", &named)).await?;
            assert_eq!(fetch(page, "GET", &link).await?, json!([200, "the very bytes"]));
            Ok(())
        });
    }
}

#[test]
fn a_direct_link_that_comes_late_leaves_the_reader_where_they_type() {
    run("links-direct-late", async |stage| {
        let Stage { host, page } = stage;
        let file = files::one_byte()?;
        upload(stage, std::slice::from_ref(&file)).await?;
        let late =
            json!({ "endpoint": "file/download", "kind": "delay-reply", "milliseconds": 1500 });
        host.fault(late).await?;
        choose(page, &file.name, &text("links.direct")).await?;
        page.wait_for_status(&text("links.direct-busy")).await?;
        page.run_script("document.body.append(document.createElement('textarea'));").await?;
        page.run_script("document.querySelector('body > textarea').focus();").await?;
        // That it is there is only said.
        let named = filled("links.named", &[("link", &text("links.direct")), ("name", &file.name)]);
        page.wait_for_status(&named).await?;
        page.type_text("ab").await?;
        let typed = page.run_script("return document.querySelector('body > textarea').value;");
        assert_eq!(typed.await?, "ab");
        Ok(())
    });
}

/// Scrolls the links until the first name is among their rows and the second is not.
async fn scroll_to(page: &Page, there: &str, gone: &str, place: &str) -> Outcome {
    let scroll = format!(
        "const list = document.querySelector('.links-panel .long-list');
        list.scrollTop = {place};
        return [...list.querySelectorAll('.file-name')].map((name) => name.title);"
    );
    find::until(PATIENCE, async || {
        let names = page.run_script(&scroll).await?;
        let has = |name: &str| names.as_array().is_some_and(|all| all.contains(&json!(name)));
        Ok(if has(there) && !has(gone) { Ok(()) } else { Err(format!("there are {names}")) })
    })
    .await
}

#[test]
fn a_direct_link_that_is_scrolled_away_comes_back_as_it_was() {
    run("links-direct-scrolled", async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "admin").await?;
        let give =
            "give(Array.from({ length: 40 }, (_, place) => new File(['x'], `${place + 1}.txt`)));";
        page.run_script(&[GIVE, give].concat()).await?;
        let count = "return document.querySelector('.link-row')?.getAttribute('aria-setsize');";
        find::until(PATIENCE, async || {
            let count = page.run_script(count).await?;
            Ok(if count == "40" { Ok(()) } else { Err(format!("{count} are stored")) })
        })
        .await?;
        let link = other_link(page, "1.txt", "links.direct").await?;
        let named = filled("links.named", &[("link", &text("links.direct")), ("name", "1.txt")]);
        page.wait_until_focused(&named).await?;
        // A row that has the focus would stay.
        page.run_script("document.activeElement.blur();").await?;
        scroll_to(page, "40.txt", "1.txt", "list.scrollHeight").await?;
        let hear = "window.told = [];
            for (const line of document.querySelectorAll('.links-panel > [role=status]')) {
                new MutationObserver(() => told.push(line.innerText))
                    .observe(line, { subtree: true, childList: true, characterData: true });
            }";
        page.run_script(hear).await?;
        scroll_to(page, "1.txt", "40.txt", "0").await?;
        assert_eq!(field(page, &named).await?, link);
        // Whatever comes of it is on the page two frames later.
        let frames =
            "for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
            return [told, document.activeElement === document.body];";
        assert_eq!(page.run_script(frames).await?, json!([[], true]));
        assert_eq!(host.calls(PROFILE, "file/download").await?, 1);
        // Closed, it stays away.
        page.press(&text("links.close")).await?;
        page.wait_until_focused(&filled("links.more-of", &[("name", "1.txt")])).await?;
        page.run_script("document.activeElement.blur();").await?;
        scroll_to(page, "40.txt", "1.txt", "list.scrollHeight").await?;
        scroll_to(page, "1.txt", "40.txt", "0").await?;
        page.none(&Sought::named(Role::Textbox, &named)).await
    });
}

#[test]
fn a_direct_link_that_the_host_refuses_says_why() {
    run("links-direct-refused", async |stage| {
        let Stage { host, page } = stage;
        let file = files::one_byte()?;
        upload(stage, std::slice::from_ref(&file)).await?;
        let refusal = json!({ "endpoint": "file/download", "kind": "refuse", "message": "No more links today." });
        host.fault(refusal).await?;
        choose(page, &file.name, &text("links.direct")).await?;
        let said = filled("error.words", &[("words", "No more links today.")]);
        page.wait_for_status(&format!("{} {said}", text("error.server"))).await?;
        page.press(&text("links.close")).await?;
        // The focus goes back to where the link was chosen.
        page.wait_until_focused(&filled("links.more-of", &[("name", &file.name)])).await
    });
}

#[test]
fn the_owners_links_are_those_the_host_told() {
    run("links-owner", async |stage| {
        let page = &stage.page;
        let file = files::one_byte()?;
        upload(stage, std::slice::from_ref(&file)).await?;
        let link = page.snippet(Format::Link, &file.name).await?;
        for (key, mark) in [("links.info", "~i?"), ("links.stats", "~s"), ("links.delete", "~d?")] {
            let own = other_link(page, &file.name, key).await?;
            assert!(own.starts_with(&format!("{link}{mark}")), "{own}");
            assert_eq!(fetch(page, "GET", &own).await?[0], 200, "{own}");
        }
        let delete = field(
            page,
            &filled("links.named", &[("link", &text("links.delete")), ("name", &file.name)]),
        )
        .await?;
        page.allow_clipboard().await?;
        let copy =
            filled("links.copy-of", &[("link", &text("links.delete")), ("name", &file.name)]);
        page.press(&copy).await?;
        page.wait_for_clipboard(&delete).await?;
        assert_eq!(fetch(page, "POST", &delete).await?[0], 200);
        assert_eq!(fetch(page, "GET", &link).await?[0], 404, "the file is gone");
        Ok(())
    });
}

/// Writes down what the line above the links comes to say.
const HEAR_STATUS: &str = "
    window.told = [];
    const line = document.querySelector('.links-status');
    new MutationObserver(() => { if (line.innerText) told.push(line.innerText); })
        .observe(line, { subtree: true, childList: true, characterData: true });
";

#[test]
fn what_was_saved_is_told_each_time_and_not_to_the_next_account() {
    run("links-saved", async |stage| {
        let Stage { host, page } = stage;
        upload(stage, &[files::one_byte()?]).await?;
        page.run_script(HEAR_STATUS).await?;
        let said = filled("links.saved", &[("file", "links.csv")]);
        for count in [1, 2] {
            page.press(&text("links.save-csv")).await?;
            find::until(PATIENCE, async || {
                let told = page.run_script("return told;").await?;
                let all = told == json!(vec![&said; count]);
                Ok(if all { Ok(()) } else { Err(format!("{told} is told")) })
            })
            .await?;
        }
        page.log_out().await?;
        page.log_in(&host.password_of("free")).await?;
        let file = files::named("free.txt", b"free")?;
        page.choose_files(&[&file]).await?;
        page.wait_until_done(&[&file]).await?;
        page.snippet(Format::Link, &file.name).await?;
        let told = page.texts(&Sought::any(Role::Status)).await?;
        assert!(!told.contains(&said), "{told:?}");
        Ok(())
    });
}

/// Keeps the timers that take confirmations away, to be run by hand.
const HOLD_CONFIRMATIONS: &str = "
    window.ends = [];
    const plain = window.setTimeout;
    window.setTimeout = (run, time, ...more) =>
        time === 2500 ? ends.push(run) : plain(run, time, ...more);
";

#[test]
fn each_copy_is_confirmed_for_its_own_time() {
    run("links-copied-twice", async |stage| {
        let page = &stage.page;
        before_all(page, HOLD_CONFIRMATIONS).await?;
        let file = files::one_byte()?;
        upload(stage, std::slice::from_ref(&file)).await?;
        page.allow_clipboard().await?;
        let look = "return [ends.length, document.querySelector('.link-row .copy').innerText];";
        let wait_until = async |held: usize, label: &str| {
            find::until(PATIENCE, async || {
                let now = page.run_script(look).await?;
                let there = now == json!([held, label]);
                Ok(if there { Ok(()) } else { Err(format!("{now} is there")) })
            })
            .await
        };
        // As long as it says so, that is what the button is called.
        let names = [format!("Copy Link of {}", file.name), text("copy.done")];
        for (held, name) in (1..).zip(&names) {
            page.press(name).await?;
            wait_until(held, &text("copy.done")).await?;
        }
        // Whatever the first one's end changes is on the page two frames later.
        let end = "ends[0]();
            for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);";
        page.run_script(end).await?;
        wait_until(2, &text("copy.done")).await?;
        page.run_script("ends[1]();").await?;
        wait_until(2, &text("copy")).await
    });
}

/// A share sheet that keeps what it was given in `shared`, and answers with an error of this name.
fn share_sheet(error: Option<&str>) -> String {
    let answer = match error {
        None => "Promise.resolve()".to_owned(),
        Some(error) => format!("Promise.reject(new DOMException('no', '{error}'))"),
    };
    format!("navigator.share = (data) => {{ window.shared = data; return {answer}; }};")
}

/// Waits until something is shared, and takes it out of the sheet.
async fn shared(page: &Page) -> Outcome<Value> {
    find::until(PATIENCE, async || {
        let shared = "const { shared = null } = window; delete window.shared; return shared;";
        Ok(match page.browser.client.execute(shared, Vec::new()).await? {
            Value::Null => Err("nothing is shared".to_owned()),
            shared => Ok(shared),
        })
    })
    .await
}

#[test]
fn links_are_handed_to_the_share_sheet() {
    run("links-share", async |stage| {
        let page = &stage.page;
        before_all(page, &share_sheet(None)).await?;
        let uploads = [files::named("one.txt", b"1")?, files::named("two.txt", b"2")?];
        upload(stage, &uploads).await?;
        let link = page.snippet(Format::Link, "one.txt").await?;
        let other = page.snippet(Format::Link, "two.txt").await?;
        choose(page, "one.txt", &text("links.share")).await?;
        assert_eq!(shared(page).await?, json!({ "title": "one.txt", "url": link }));
        page.press(&text("links.share-all")).await?;
        assert_eq!(shared(page).await?, json!({ "text": format!("{link}\n{other}") }));
        Ok(())
    });
}

#[test]
fn a_share_sheet_that_fails_says_so_and_one_that_is_closed_does_not() {
    for (error, says) in [("NotAllowedError", true), ("AbortError", false)] {
        run(&format!("links-share-{error}"), async |stage| {
            let page = &stage.page;
            before_all(page, &share_sheet(Some(error))).await?;
            upload(stage, &[files::one_byte()?]).await?;
            page.press(&text("links.share-all")).await?;
            shared(page).await?;
            let sentence = text("links.share-failed");
            if says {
                return page.wait_for_status(&sentence).await;
            }
            // Whatever comes of it is on the page two frames later.
            let frames =
                "for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);";
            page.run_script(frames).await?;
            let said = page.texts(&Sought::any(Role::Status)).await?;
            assert!(!said.contains(&sentence), "{said:?}");
            Ok(())
        });
    }
}

#[test]
fn without_a_share_sheet_none_is_offered() {
    run("links-no-share", async |stage| {
        let page = &stage.page;
        before_all(page, "delete Navigator.prototype.share;").await?;
        upload(stage, &[files::one_byte()?]).await?;
        page.one(&Sought::named(Role::Button, &text("copy.all"))).await?;
        page.none(&Sought::named(Role::Button, &text("links.share-all"))).await
    });
}

#[test]
fn without_a_clipboard_a_selection_is_copied() {
    run("links-old-copy", async |stage| {
        let page = &stage.page;
        // As on a page that came over plain http.
        before_all(page, "Object.defineProperty(navigator, 'clipboard', { value: undefined });")
            .await?;
        let file = files::one_byte()?;
        upload(stage, std::slice::from_ref(&file)).await?;
        // What is copied is seen where it is pasted.
        let heard = "window.copied = null; document.addEventListener('copy', () => {
            window.copied = document.activeElement.value; }, true);";
        page.browser.client.execute(heard, Vec::new()).await?;
        let link = page.snippet(Format::Link, &file.name).await?;
        page.press(&format!("Copy Link of {}", file.name)).await?;
        page.wait_for_status(&text("copy.done")).await?;
        let copied = page.browser.client.execute("return window.copied;", Vec::new()).await?;
        assert_eq!(copied, json!(link));
        // The button that was pressed has the focus again.
        page.wait_until_focused(&format!("Copy Link of {}", file.name)).await
    });
}
