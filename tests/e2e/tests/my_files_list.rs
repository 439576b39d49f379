//! The list of files in the folder: what is seen of many, where the focus is, and that the reader's
//! choice and place stay when the list is loaded anew.

use e2e::files;
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::journey::PROFILE;
use e2e::my_files::{
    answer, asked, choose_action, panel, wait_until_listed, wait_until_stored, with_files,
};
use e2e::run::{Stage, run};
use e2e::words::{filled, text};
use fantoccini::key::Key;
use serde_json::json;

#[test]
fn two_thousand_files_are_listed_at_once_and_searched() {
    const COUNT: usize = 2000;
    run("my-files-many", async |Stage { host, page }| {
        let outside = host.connect(PROFILE, &host.password_of("admin")).await?;
        for number in 0..COUNT {
            outside.upload(&format!("file {number}.txt"), "x", "").await?;
        }
        page.open(&host.page()).await?;
        page.log_in(&host.password_of("admin")).await?;
        page.press(&text("my-files.title")).await?;
        let panel = panel(page).await?;
        find::until(PATIENCE, async || {
            let counted = panel.text().await?.contains("2,000");
            Ok(if counted { Ok(()) } else { Err("2,000 files are not counted".to_owned()) })
        })
        .await?;
        let script = "return document.querySelectorAll('.my-file').length;";
        let rows = page.browser.client.execute(script, Vec::new()).await?;
        assert!(rows.as_u64().is_some_and(|rows| rows > 5 && rows < 300), "{rows} rows are drawn");

        let search = text("my-files.search");
        let search = Sought::named(Role::Searchbox, &search);
        page.one(&search).await?.send_keys("1999").await?;
        wait_until_listed(page, &["file 1999.txt"]).await?;
        let found = filled("my-files.found", &[("count", "1"), ("total", "2,000")]);
        page.wait_for_status(&found).await?;
        page.one(&search).await?.clear().await?;
        page.one(&search).await?.send_keys("nothing is called so").await?;
        page.wait_for_status(&text("my-files.none-found")).await
    });
}

#[test]
fn files_are_handled_by_keyboard_only() {
    run("my-files-keyboard", async |stage| {
        let Stage { host, page } = stage;
        with_files(stage, PROFILE, &["a.txt", "b.txt"]).await?;
        wait_until_listed(page, &["a.txt", "b.txt"]).await?;
        let more = filled("my-files.actions", &[("name", "b.txt")]);
        page.tab_to(Role::Button, &more).await?;
        page.key(Key::Enter).await?;
        page.wait_until_focused(&text("my-files.open")).await?;
        page.key(Key::Escape).await?;
        page.wait_until_focused(&more).await?;
        page.key(Key::Down).await?;
        page.wait_until_focused(&text("my-files.open")).await?;
        page.key_until(Key::Down, &text("my-files.rename")).await?;
        page.key(Key::Enter).await?;
        page.wait_until_focused(&text("my-files.rename-name")).await?;
        page.chord(&[Key::Control], 'a').await?;
        page.type_text("by keyboard.txt").await?;
        page.key(Key::Enter).await?;
        wait_until_stored(host, PROFILE, &["/a.txt", "/by keyboard.txt"]).await?;
        wait_until_listed(page, &["a.txt", "by keyboard.txt"]).await?;
        page.focus_is_kept().await
    });
}

#[test]
fn the_place_in_a_long_list_stays_and_what_was_done_is_said() {
    run("my-files-place", async |stage| {
        let page = &stage.page;
        let names: Vec<String> = (1..=60).map(|number| format!("file {number}.txt")).collect();
        with_files(stage, PROFILE, &names.iter().map(String::as_str).collect::<Vec<_>>()).await?;
        let actions = |name: &str| filled("my-files.actions", &[("name", name)]);
        find::until(PATIENCE, async || {
            let scroll = "const list = document.querySelector('.my-files .long-list');
                if (list) list.scrollTop = list.scrollHeight;";
            page.browser.client.execute(scroll, Vec::new()).await?;
            let last = page.all(&Sought::named(Role::Button, &actions("file 60.txt"))).await?;
            Ok(if last.is_empty() { Err("the end is not reached".to_owned()) } else { Ok(()) })
        })
        .await?;
        choose_action(page, "file 50.txt", "my-files.rename").await?;
        page.fill(&text("my-files.rename-name"), "file 50 new.txt").await?;
        answer(page, &text("my-files.rename")).await?;
        page.wait_for_status(&filled("my-files.renamed", &[("name", "file 50 new.txt")])).await?;
        page.wait_until_focused(&actions("file 50 new.txt")).await?;
        // The next one takes its place.
        choose_action(page, "file 50 new.txt", "my-files.delete").await?;
        answer(page, &text("my-files.delete")).await?;
        page.wait_until_focused(&actions("file 51.txt")).await
    });
}

#[test]
fn that_nothing_is_found_is_said_in_place_of_what_was_done_before() {
    run("my-files-none-found", async |stage| {
        let page = &stage.page;
        with_files(stage, PROFILE, &["a.txt", "b.txt"]).await?;
        choose_action(page, "a.txt", "my-files.rename").await?;
        page.fill(&text("my-files.rename-name"), "c.txt").await?;
        answer(page, &text("my-files.rename")).await?;
        page.wait_for_status(&filled("my-files.renamed", &[("name", "c.txt")])).await?;
        let search = text("my-files.search");
        let field = page.one(&Sought::named(Role::Searchbox, &search)).await?;
        field.send_keys("nowhere").await?;
        page.wait_for_status(&text("my-files.none-found")).await
    });
}

#[test]
fn a_file_that_is_downloaded_meanwhile_is_deleted_all_the_same() {
    run("my-files-downloaded", async |stage| {
        let Stage { host, page } = stage;
        with_files(stage, PROFILE, &["a.txt", "b.txt", "c.txt"]).await?;
        wait_until_listed(page, &["a.txt", "b.txt", "c.txt"]).await?;
        // The list that is on show does not tell of it yet.
        choose_action(page, "a.txt", "my-files.download").await?;
        find::until(PATIENCE, async || {
            let state = host.state(PROFILE).await?;
            let files = state["files"].as_array().cloned().unwrap_or_default();
            let counted = files.iter().any(|file| file["downloads"] == 1);
            Ok(if counted { Ok(()) } else { Err("nothing was downloaded".to_owned()) })
        })
        .await?;
        for name in ["a.txt", "b.txt"] {
            let select = filled("my-files.select", &[("name", name)]);
            page.one(&Sought::named(Role::Checkbox, &select)).await?.click().await?;
        }
        let slow = json!({ "endpoint": "file/upload", "kind": "delay", "milliseconds": 3000 });
        host.fault(slow).await?;
        page.choose_files(&[&files::named("d.txt", b"d")?]).await?;
        page.wait_until_row("d.txt", &text("files.state.uploading")).await?;
        page.press(&text("my-files.delete")).await?;
        asked(page).await?;
        // The list is loaded anew when the upload has ended, behind the dialog.
        find::until(PATIENCE, async || {
            let rows =
                "return [...document.querySelectorAll('.my-file')].map((row) => row.innerText);";
            let rows = page.run_script(rows).await?.to_string();
            Ok(if rows.contains("d.txt") { Ok(()) } else { Err(format!("{rows} are listed")) })
        })
        .await?;
        answer(page, &text("my-files.delete")).await?;
        page.wait_for_status(&filled("my-files.deleted", &[("done", "2"), ("total", "2")])).await?;
        wait_until_stored(host, PROFILE, &["/c.txt", "/d.txt"]).await
    });
}
