//! The list of many files: what is shown of it, and where the focus and the place in it stay.

use e2e::file_list::{GIVE, small};
use e2e::files;
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::journey::PROFILE;
use e2e::run::{Stage, run};
use e2e::words::{filled, text};
use fantoccini::key::Key;
use serde_json::{Value, json};

#[test]
fn a_filter_shows_the_files_of_one_state() {
    run("list-filter", async |stage| {
        let page = &stage.page;
        stage.sign_in(PROFILE, "admin").await?;
        let mut uploads = small(&["1.txt", "2.txt", "3.txt", "4.txt", "5.txt"])?;
        uploads.push(files::empty()?);
        page.choose_files(&uploads.iter().collect::<Vec<_>>()).await?;
        page.wait_until_ended().await?;
        let choose = async |key: &str, count: &str| {
            let name = filled(key, &[("count", count)]);
            page.press(&name).await?;
            find::until(PATIENCE, async || {
                let button = page.one(&Sought::named(Role::Button, &name)).await?;
                let pressed = button.attr("aria-pressed").await?;
                Ok(match pressed.as_deref() {
                    Some("true") => Ok(()),
                    _ => Err(format!("“{name}” is pressed: {pressed:?}")),
                })
            })
            .await
        };
        choose("filter.failed", "1").await?;
        page.wait_until_rows(&["empty.txt"]).await?;
        choose("filter.done", "5").await?;
        page.wait_until_rows(&["1.txt", "2.txt", "3.txt", "4.txt", "5.txt"]).await?;
        choose("filter.open", "0").await?;
        page.wait_until_rows(&[]).await?;
        let list = page.one(&Sought::named(Role::Region, &text("files.region"))).await?;
        assert!(list.text().await?.contains(&text("filter.nothing")));
        choose("filter.all", "6").await?;
        page.row("empty.txt").await?;
        assert_eq!(page.rows().await?.len(), 6);
        // With fewer the choice goes away, and all are shown again.
        choose("filter.failed", "1").await?;
        page.wait_until_rows(&["empty.txt"]).await?;
        page.press_for("files.remove", "empty.txt").await?;
        page.wait_until_rows(&["1.txt", "2.txt", "3.txt", "4.txt", "5.txt"]).await
    });
}

#[test]
fn a_row_that_moves_to_another_part_of_a_long_list_goes_on() {
    run("list-moved", async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "admin").await?;
        host.hold_uploads().await?;
        let give =
            "give(Array.from({ length: 25 }, (_, place) => new File(['x'], `${place + 1}.txt`)));";
        page.run_script(&[GIVE, give].concat()).await?;
        find::until(PATIENCE, async || {
            let scroll = "const list = document.querySelector('.file-list .long-list');
                list.scrollTop = list.scrollHeight;";
            page.browser.client.execute(scroll, Vec::new()).await?;
            let last = page.row_names().await?.pop();
            let there = last.as_deref() == Some("25.txt");
            Ok(if there { Ok(()) } else { Err(format!("{last:?} is the last")) })
        })
        .await?;
        page.choose_more("25.txt", "files.first").await?;
        find::until(PATIENCE, async || {
            let first = page.row_names().await?.into_iter().next();
            let there = first.as_deref() == Some("25.txt");
            Ok(if there { Ok(()) } else { Err(format!("{first:?} is the first")) })
        })
        .await?;
        page.wait_until_focused(&filled("files.more", &[("name", "25.txt")])).await?;
        page.press_for("files.pause-named", "25.txt").await?;
        page.wait_until_row("25.txt", &text("files.state.paused")).await?;
        Ok(())
    });
}

/// How many rows are made, the name of what has the focus, and the names of the last row.
const LOOK: &str = "
    const rows = [...document.querySelectorAll('.file')];
    return [rows.length, document.activeElement.getAttribute('aria-label'), rows.at(-1)?.innerText ?? ''];
";

#[test]
fn ten_thousand_files_keep_the_focus_of_the_keyboard() {
    run("list-many", async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "admin").await?;
        host.hold_uploads().await?;
        let give = "give(Array.from({ length: 10000 }, (_, place) =>
            new File(['x'], `scan ${String(place + 1).padStart(5, '0')}.txt`)));";
        page.run_script(&[GIVE, give].concat()).await?;
        find::until(PATIENCE, async || {
            let list = page.one(&Sought::named(Role::Region, &text("files.region"))).await?;
            let all = list.text().await?.contains("0 of 10,000 done");
            Ok(if all { Ok(()) } else { Err("not all files are in the list".to_owned()) })
        })
        .await?;
        let pause = filled("files.pause-named", &[("name", "scan 00005.txt")]);
        page.tab_to(Role::Button, &pause).await?;

        // Scrolled far away, it still has it.
        let scroll = "const list = document.querySelector('.file-list .long-list');
            list.scrollTop = list.scrollHeight;";
        find::until(PATIENCE, async || {
            page.browser.client.execute(scroll, Vec::new()).await?;
            let look = page.browser.client.execute(LOOK, Vec::new()).await?;
            let last = look[2].as_str().is_some_and(|row| row.starts_with("scan 10000.txt"));
            Ok(if last { Ok(()) } else { Err(format!("the end is not reached: {look}")) })
        })
        .await?;
        let look = page.browser.client.execute(LOOK, Vec::new()).await?;
        assert_eq!(look[1], json!(pause));
        assert!(look[0].as_u64().is_some_and(|rows| rows < 200), "{look}");
        // Screen readers are told of those that have no row.
        let place = "const last = [...document.querySelectorAll('.file')].at(-1);
            return ['aria-posinset', 'aria-setsize'].map((name) => last.getAttribute(name));";
        let place = page.browser.client.execute(place, Vec::new()).await?;
        assert_eq!(place, json!(["10000", "10000"]));
        page.key(Key::Enter).await?;
        let resume = filled("files.resume-named", &[("name", "scan 00005.txt")]);
        page.wait_until_focused(&resume).await?;
        page.key(Key::Tab).await?;
        page.wait_until_focused(&filled("files.cancel", &[("name", "scan 00005.txt")])).await?;
        // Along the rows.
        page.key_until(Key::Tab, &filled("files.more", &[("name", "scan 00006.txt")])).await
    });
}

#[test]
fn pictures_are_shown_small_in_the_rows_in_view() {
    run("list-thumbnails", async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "admin").await?;
        host.hold_uploads().await?;
        let give = "
            const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
            canvas.getContext('2d').fillRect(0, 0, 300, 300);
            const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
            give(Array.from({ length: 100 }, (_, place) => new File([blob], `${place + 1}.png`, { type: 'image/png' })));";
        page.run_script(&[GIVE, give].concat()).await?;
        let look = "
            const rows = [...document.querySelectorAll('.file')];
            const shown = (row) => row?.querySelector('canvas.thumbnail')?.height ?? 0;
            return [document.querySelectorAll('canvas.thumbnail').length, shown(rows[0]), shown(rows.at(-1)), rows.at(-1)?.innerText ?? ''];";
        let wait_until = async |what: &str, there: fn(&Value) -> bool| {
            find::until(PATIENCE, async || {
                let look = page.browser.client.execute(look, Vec::new()).await?;
                Ok(if there(&look) { Ok(look) } else { Err(format!("{what}: {look}")) })
            })
            .await
        };
        let look = wait_until("the first is painted", |look| look[1] == 80).await?;
        assert!(look[0].as_u64().is_some_and(|made| made < 60), "{look}");
        let scroll = "const list = document.querySelector('.file-list .long-list');
            list.scrollTop = list.scrollHeight;";
        page.browser.client.execute(scroll, Vec::new()).await?;
        let is_last = |look: &Value| {
            look[2] == 80 && look[3].as_str().is_some_and(|row| row.starts_with("100.png"))
        };
        wait_until("the last is painted", is_last).await?;
        // Also those that were stored meanwhile.
        host.clear_faults().await?;
        page.press(&text("files.pause-all")).await?;
        page.press(&text("files.resume-all")).await?;
        page.wait_until_ended().await?;
        page.browser.client.execute(&scroll.replace("list.scrollHeight", "0"), Vec::new()).await?;
        wait_until("the first is painted again", |look| look[1] == 80).await?;
        Ok(())
    });
}
