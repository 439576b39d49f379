//! The list of files that are sent: what can be done with one and with all, what is shown of many,
//! folders with all that is in them, and a time without a network.

use e2e::failure::{Failure, Outcome};
use e2e::files::{self, TestFile};
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::host::Host;
use e2e::journey::PROFILE;
use e2e::page::{Page, shows};
use e2e::run::{Stage, run};
use e2e::words::{filled, text};
use fantoccini::key::Key;
use serde_json::{Value, json};
use std::fs;

/// Gives the field for files what a script has made; thousands at once too.
const GIVE: &str = "
    const give = (files) => {
        const field = document.querySelector('.drop-area input[type=file]');
        const list = Object.assign([...files], { item: (place) => files[place] ?? null });
        Object.defineProperty(field, 'files', { configurable: true, get: () => list });
        field.dispatchEvent(new Event('change', { bubbles: true }));
        delete field.files;
    };
";

async fn signed_in(Stage { host, page }: &Stage) -> Outcome {
    page.open(&format!("{}&host={}", host.page(), PROFILE.name())).await?;
    page.log_in(&host.password_of("admin")).await
}

/// Uploads that take as long as the test.
async fn hold_uploads(host: &Host) -> Outcome {
    host.fault(
        json!({ "endpoint": "file/upload", "kind": "delay", "milliseconds": 60000, "times": 0 }),
    )
    .await
}

fn small(names: &[&str]) -> Outcome<Vec<TestFile>> {
    names.iter().map(|name| files::named(name, name.as_bytes())).collect()
}

async fn press_for(page: &Page, key: &str, file: &str) -> Outcome {
    page.press(&filled(key, &[("name", file)])).await
}

async fn choose_more(page: &Page, file: &str, key: &str) -> Outcome {
    press_for(page, "files.more", file).await?;
    Ok(page.one(&Sought::named(Role::MenuItem, &text(key))).await?.click().await?)
}

/// The first line of each row.
async fn names(page: &Page) -> Outcome<Vec<String>> {
    let first = |row: &String| row.lines().next().unwrap_or_default().to_owned();
    Ok(page.rows().await?.iter().map(first).collect())
}

async fn wait_until_named(page: &Page, expected: &[&str]) -> Outcome {
    find::until(PATIENCE, async || {
        let names = names(page).await?;
        Ok(if names == expected { Ok(()) } else { Err(format!("the rows are {names:?}")) })
    })
    .await
}

/// Each file of the host behind its folders, sorted.
async fn stored(host: &Host) -> Outcome<Vec<String>> {
    let state = host.state(PROFILE).await?;
    let list = |key: &str| state[key].as_array().cloned().unwrap_or_default();
    let folders = list("folders");
    let path = |file: &Value| {
        let mut path = file["name"].as_str().unwrap_or_default().to_owned();
        let mut inside = &file["folder_id"];
        while let Some(folder) = folders.iter().find(|folder| folder["id"] == *inside) {
            path = format!("{}/{path}", folder["name"].as_str().unwrap_or_default());
            inside = &folder["parent_id"];
        }
        path
    };
    let mut paths: Vec<_> = list("files").iter().map(path).collect();
    paths.sort_unstable();
    Ok(paths)
}

async fn wait_until_stored(host: &Host, expected: &[&str]) -> Outcome {
    find::until(PATIENCE, async || {
        let stored = stored(host).await?;
        Ok(if stored == expected { Ok(()) } else { Err(format!("{stored:?} is stored")) })
    })
    .await
}

#[test]
fn one_file_and_all_are_held_stopped_renamed_and_sent() {
    run("list-actions", async |stage| {
        let Stage { host, page } = stage;
        signed_in(stage).await?;
        hold_uploads(host).await?;
        let uploads = small(&["1.txt", "2.txt", "3.txt", "4.txt", "5.txt"])?;
        page.choose_files(&uploads.iter().collect::<Vec<_>>()).await?;
        page.wait_until_row("3.txt", &text("files.state.uploading")).await?;

        // Three at a time: the others wait, and can still be changed.
        choose_more(page, "5.txt", "files.rename").await?;
        page.fill(&text("files.name"), "renamed.txt").await?;
        page.press(&text("files.rename-do")).await?;
        page.wait_until_row("renamed.txt", &text("files.state.queued")).await?;
        choose_more(page, "renamed.txt", "files.first").await?;
        wait_until_named(page, &["renamed.txt", "1.txt", "2.txt", "3.txt", "4.txt"]).await?;

        press_for(page, "files.pause-named", "1.txt").await?;
        page.wait_until_row("1.txt", &text("files.state.paused")).await?;
        let (_, _, focused) = page.focused().await?;
        assert_eq!(focused, filled("files.resume-named", &[("name", "1.txt")]));
        press_for(page, "files.resume-named", "1.txt").await?;
        press_for(page, "files.cancel", "2.txt").await?;
        page.wait_until_row("2.txt", &text("files.state.cancelled")).await?;
        press_for(page, "files.retry-named", "2.txt").await?;
        press_for(page, "files.cancel", "3.txt").await?;
        press_for(page, "files.remove", "3.txt").await?;
        wait_until_named(page, &["renamed.txt", "1.txt", "2.txt", "4.txt"]).await?;

        page.press(&text("files.pause-all")).await?;
        page.one(&Sought::named(Role::Button, &text("files.resume-all"))).await?;
        let rows = page.rows().await?;
        let held = rows.iter().filter(|row| shows(row, &text("files.state.paused"))).count();
        assert_eq!(held, 4, "{rows:?}");
        // One may go on, the others stay.
        host.clear_faults().await?;
        press_for(page, "files.resume-named", "4.txt").await?;
        page.wait_until_row("4.txt", &text("files.state.verified")).await?;
        let rows = page.rows().await?;
        let held = rows.iter().filter(|row| shows(row, &text("files.state.paused"))).count();
        assert_eq!(held, 3, "{rows:?}");
        page.press(&text("files.resume-all")).await?;
        page.wait_until_ended().await?;
        wait_until_stored(host, &["1.txt", "2.txt", "4.txt", "renamed.txt"]).await?;

        // Nothing goes on of what is stopped.
        hold_uploads(host).await?;
        let more = small(&["6.txt", "7.txt"])?;
        page.choose_files(&more.iter().collect::<Vec<_>>()).await?;
        page.wait_until_row("7.txt", &text("files.state.uploading")).await?;
        page.press(&text("files.cancel-all")).await?;
        page.wait_until_row("6.txt", &text("files.state.cancelled")).await?;
        page.wait_until_row("7.txt", &text("files.state.cancelled")).await?;
        // The buttons go away, and the focus goes on.
        page.key_until(Key::Null, &text("files.clear")).await?;
        page.key(Key::Enter).await?;
        wait_until_named(page, &[]).await?;
        page.key_until(Key::Null, &text("drop.choose")).await?;
        wait_until_stored(host, &["1.txt", "2.txt", "4.txt", "renamed.txt"]).await
    });
}

#[test]
fn a_filter_shows_the_files_of_one_state() {
    run("list-filter", async |stage| {
        let page = &stage.page;
        signed_in(stage).await?;
        let mut uploads = small(&["1.txt", "2.txt", "3.txt", "4.txt", "5.txt"])?;
        uploads.push(files::empty()?);
        page.choose_files(&uploads.iter().collect::<Vec<_>>()).await?;
        page.wait_until_ended().await?;
        let choose = async |key: &str, count: &str| {
            let name = filled(key, &[("count", count)]);
            page.press(&name).await?;
            let pressed = page.one(&Sought::named(Role::Button, &name)).await?;
            assert_eq!(pressed.attr("aria-pressed").await?.as_deref(), Some("true"), "{name}");
            Ok::<_, Failure>(())
        };
        choose("filter.failed", "1").await?;
        wait_until_named(page, &["empty.txt"]).await?;
        choose("filter.done", "5").await?;
        wait_until_named(page, &["1.txt", "2.txt", "3.txt", "4.txt", "5.txt"]).await?;
        choose("filter.open", "0").await?;
        wait_until_named(page, &[]).await?;
        let list = page.one(&Sought::named(Role::Region, &text("files.region"))).await?;
        assert!(list.text().await?.contains(&text("filter.nothing")));
        choose("filter.all", "6").await?;
        page.row("empty.txt").await?;
        assert_eq!(page.rows().await?.len(), 6);
        // With fewer the choice goes away, and all are shown again.
        choose("filter.failed", "1").await?;
        wait_until_named(page, &["empty.txt"]).await?;
        press_for(page, "files.remove", "empty.txt").await?;
        wait_until_named(page, &["1.txt", "2.txt", "3.txt", "4.txt", "5.txt"]).await
    });
}

#[test]
fn a_row_that_moves_to_another_part_of_a_long_list_goes_on() {
    run("list-moved", async |stage| {
        let Stage { host, page } = stage;
        signed_in(stage).await?;
        hold_uploads(host).await?;
        let give =
            "give(Array.from({ length: 25 }, (_, place) => new File(['x'], `${place + 1}.txt`)));";
        page.run_script(&[GIVE, give].concat()).await?;
        find::until(PATIENCE, async || {
            let scroll = "const list = document.querySelector('.file-list .long-list');
                list.scrollTop = list.scrollHeight;";
            page.browser.client.execute(scroll, Vec::new()).await?;
            let last = names(page).await?.pop();
            let there = last.as_deref() == Some("25.txt");
            Ok(if there { Ok(()) } else { Err(format!("{last:?} is the last")) })
        })
        .await?;
        choose_more(page, "25.txt", "files.first").await?;
        find::until(PATIENCE, async || {
            let first = names(page).await?.into_iter().next();
            let there = first.as_deref() == Some("25.txt");
            Ok(if there { Ok(()) } else { Err(format!("{first:?} is the first")) })
        })
        .await?;
        press_for(page, "files.pause-named", "25.txt").await?;
        page.wait_until_row("25.txt", &text("files.state.paused")).await?;
        Ok(())
    });
}

#[test]
fn the_focus_stays_in_a_row_that_ends_by_itself() {
    run("list-focus-ends", async |stage| {
        let Stage { host, page } = stage;
        signed_in(stage).await?;
        let delay = json!({ "endpoint": "file/upload", "kind": "delay", "milliseconds": 4000 });
        host.fault(delay).await?;
        let file = files::one_byte()?;
        page.choose_files(&[&file]).await?;
        page.wait_until_row(&file.name, &text("files.state.uploading")).await?;
        page.tab_to(Role::Button, &filled("files.cancel", &[("name", &file.name)])).await?;
        page.wait_until_done(&[&file]).await?;
        let menu = filled("files.more", &[("name", &file.name)]);
        find::until(PATIENCE, async || {
            let (_, _, focused) = page.focused().await?;
            Ok(if focused == menu { Ok(()) } else { Err(format!("{focused:?} has the focus")) })
        })
        .await
    });
}

#[test]
fn a_report_is_copied_and_that_is_said() {
    for clipboard in [true, false] {
        run(&format!("list-report-{clipboard}"), async |stage| {
            let page = &stage.page;
            signed_in(stage).await?;
            page.allow_clipboard().await?;
            if !clipboard {
                // As on a page that came over plain http.
                let none = "Object.defineProperty(navigator, 'clipboard', { value: undefined });
                    document.addEventListener('copy', () => {
                        window.copied = document.activeElement.value; }, true);";
                page.browser.client.execute(none, Vec::new()).await?;
            }
            let file = files::one_byte()?;
            page.choose_files(&[&file]).await?;
            page.wait_until_done(&[&file]).await?;
            choose_more(page, &file.name, "files.report").await?;
            page.wait_for_status(&text("copy.done")).await?;
            let copied = match clipboard {
                true => page.clipboard().await?,
                false => page.run_script("return window.copied;").await?.to_string(),
            };
            assert!(copied.contains("(1 bytes)"), "{copied}");
            let (_, _, focused) = page.focused().await?;
            assert_eq!(focused, filled("files.more", &[("name", &file.name)]));
            Ok(())
        });
    }
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
        signed_in(stage).await?;
        hold_uploads(host).await?;
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
        page.key_until(Key::Null, &resume).await?;
        page.key(Key::Tab).await?;
        page.key_until(Key::Null, &filled("files.cancel", &[("name", "scan 00005.txt")])).await?;
        // Along the rows.
        page.key_until(Key::Tab, &filled("files.more", &[("name", "scan 00006.txt")])).await
    });
}

#[test]
fn pictures_are_shown_small_in_the_rows_in_view() {
    run("list-thumbnails", async |stage| {
        let Stage { host, page } = stage;
        signed_in(stage).await?;
        hold_uploads(host).await?;
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

#[test]
fn folders_are_chosen_and_dropped_with_all_that_is_in_them() {
    run("list-folders", async |stage| {
        let Stage { host, page } = stage;
        signed_in(stage).await?;
        let place = tempfile::tempdir()?;
        for (name, inside) in [("Album", "June"), ("Letters", "2026")] {
            let folder = place.path().join(name);
            fs::create_dir_all(folder.join(inside))?;
            fs::write(folder.join("one.txt"), name)?;
            fs::write(folder.join(inside).join("two.txt"), inside)?;
        }
        let chooser = page.one(&Sought::named(Role::Button, &text("drop.choose-folder"))).await?;
        chooser.send_keys(&place.path().join("Album").display().to_string()).await?;
        wait_until_stored(host, &["Album/June/two.txt", "Album/one.txt"]).await?;
        let letters = TestFile { path: place.path().join("Letters"), name: "Letters".to_owned() };
        page.drop_files(&[&letters]).await?;
        let all =
            ["Album/June/two.txt", "Album/one.txt", "Letters/2026/two.txt", "Letters/one.txt"];
        wait_until_stored(host, &all).await?;
        let mut rows = names(page).await?;
        rows.sort_unstable();
        assert_eq!(rows, all);
        Ok(())
    });
}

#[test]
fn a_time_without_a_network_is_said_and_waited_out() {
    run("list-offline", async |stage| {
        let Stage { host, page } = stage;
        signed_in(stage).await?;
        let network = async |offline: bool| {
            let none = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
            page.browser.devtools("Network.enable", json!({})).await?;
            page.browser.devtools("Network.emulateNetworkConditions", none).await
        };
        network(true).await?;
        let uploads = small(&["1.txt", "2.txt"])?;
        page.choose_files(&uploads.iter().collect::<Vec<_>>()).await?;
        let row = page.wait_until_row("1.txt", &text("files.state.waiting")).await?;
        assert!(row.contains(&text("files.waiting-online")), "{row}");
        network(false).await?;
        // By itself.
        page.wait_until_done(&uploads.iter().collect::<Vec<_>>()).await?;
        wait_until_stored(host, &["1.txt", "2.txt"]).await
    });
}
