//! The list of files in the folder: what is seen of many, where the focus is, and that the reader's
//! choice and place stay when the list is loaded anew.

use std::time::{Duration, Instant};

use e2e::failure::Outcome;
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::journey::PROFILE;
use e2e::my_files::{panel, wait_until_listed, wait_until_stored, with_files};
use e2e::run::{Stage, run};
use e2e::words::{filled, text};
use fantoccini::key::Key;

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
        let start = Instant::now();
        page.press(&text("my-files.title")).await?;
        let panel = panel(page).await?;
        find::until(PATIENCE, async || {
            let counted = panel.text().await?.contains("2,000");
            Ok(if counted { Ok(()) } else { Err("2,000 files are not counted".to_owned()) })
        })
        .await?;
        let took = start.elapsed();
        println!("{COUNT} files are on the page after {} ms", took.as_millis());
        assert!(took < Duration::from_secs(10), "{took:?}");
        let script = "return document.querySelectorAll('.my-file').length;";
        let rows = page.browser.client.execute(script, Vec::new()).await?;
        assert!(rows.as_u64().is_some_and(|rows| rows > 5 && rows < 300), "{rows} rows are drawn");

        let search = text("my-files.search");
        let search = Sought::named(Role::Searchbox, &search);
        page.one(&search).await?.send_keys("1999").await?;
        wait_until_listed(page, &["file 1999.txt"]).await?;
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
        page.key_until(Key::Null, &text("my-files.open")).await?;
        page.key(Key::Escape).await?;
        page.key_until(Key::Null, &more).await?;
        page.key(Key::Down).await?;
        page.key_until(Key::Null, &text("my-files.open")).await?;
        page.key_until(Key::Down, &text("my-files.rename")).await?;
        page.key(Key::Enter).await?;
        page.key_until(Key::Null, &text("my-files.rename-name")).await?;
        page.chord(&[Key::Control], 'a').await?;
        page.type_text("by keyboard.txt").await?;
        page.key(Key::Enter).await?;
        wait_until_stored(host, PROFILE, &["/a.txt", "/by keyboard.txt"]).await?;
        wait_until_listed(page, &["a.txt", "by keyboard.txt"]).await?;
        find::until(PATIENCE, async || {
            let (element, ..) = page.focused().await?;
            let lost = element.tag_name().await? == "body";
            Ok(if lost { Err("the focus is lost".to_owned()) } else { Ok(()) })
        })
        .await
    });
}
