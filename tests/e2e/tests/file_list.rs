//! The list of files that are sent: what can be done with one and with all, folders with all that is
//! in them, and a time without a network.

use std::fs;

use e2e::failure::Outcome;
use e2e::file_list::small;
use e2e::files::{self, TestFile};
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::host::Host;
use e2e::journey::PROFILE;
use e2e::page::{Page, shows};
use e2e::run::{Stage, run};
use e2e::words::{filled, text};
use fantoccini::key::Key;
use serde_json::{Value, json};

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

async fn wait_until_paused(page: &Page, count: usize) -> Outcome {
    find::until(PATIENCE, async || {
        let rows = page.rows().await?;
        let paused = rows.iter().filter(|row| shows(row, &text("files.state.paused"))).count();
        Ok(if paused == count { Ok(()) } else { Err(format!("{paused} are paused: {rows:?}")) })
    })
    .await
}

#[test]
fn one_file_and_all_are_held_stopped_renamed_and_sent() {
    run("list-actions", async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "admin").await?;
        host.hold_uploads().await?;
        let uploads = small(&["1.txt", "2.txt", "3.txt", "4.txt", "5.txt"])?;
        page.choose_files(&uploads.iter().collect::<Vec<_>>()).await?;
        page.wait_until_row("3.txt", &text("files.state.uploading")).await?;

        // Three at a time: the others wait, and can still be changed.
        page.choose_more("5.txt", "files.rename").await?;
        page.fill(&text("files.name"), " ").await?;
        page.press(&text("files.rename-do")).await?;
        page.wait_until_refused(&text("files.name"), &text("files.name-empty")).await?;
        page.fill(&text("files.name"), "renamed.txt").await?;
        page.wait_until_accepted(&text("files.name-empty")).await?;
        page.press(&text("files.rename-do")).await?;
        page.wait_until_row("renamed.txt", &text("files.state.queued")).await?;
        page.choose_more("renamed.txt", "files.first").await?;
        page.wait_until_rows(&["renamed.txt", "1.txt", "2.txt", "3.txt", "4.txt"]).await?;

        page.press_for("files.pause-named", "1.txt").await?;
        page.wait_until_row("1.txt", &text("files.state.paused")).await?;
        page.wait_until_focused(&filled("files.resume-named", &[("name", "1.txt")])).await?;
        page.press_for("files.resume-named", "1.txt").await?;
        page.press_for("files.cancel", "2.txt").await?;
        page.wait_until_row("2.txt", &text("files.state.cancelled")).await?;
        page.press_for("files.retry-named", "2.txt").await?;
        page.press_for("files.cancel", "3.txt").await?;
        page.press_for("files.remove", "3.txt").await?;
        page.wait_until_rows(&["renamed.txt", "1.txt", "2.txt", "4.txt"]).await?;

        page.press(&text("files.pause-all")).await?;
        page.one(&Sought::named(Role::Button, &text("files.resume-all"))).await?;
        wait_until_paused(page, 4).await?;
        // One may go on, the others stay.
        host.clear_faults().await?;
        page.press_for("files.resume-named", "4.txt").await?;
        page.wait_until_row("4.txt", &text("files.state.verified")).await?;
        wait_until_paused(page, 3).await?;
        page.press(&text("files.resume-all")).await?;
        page.wait_until_ended().await?;
        wait_until_stored(host, &["1.txt", "2.txt", "4.txt", "renamed.txt"]).await?;

        // Nothing goes on of what is stopped.
        host.hold_uploads().await?;
        let more = small(&["6.txt", "7.txt"])?;
        page.choose_files(&more.iter().collect::<Vec<_>>()).await?;
        page.wait_until_row("7.txt", &text("files.state.uploading")).await?;
        page.press(&text("files.cancel-all")).await?;
        page.wait_until_row("6.txt", &text("files.state.cancelled")).await?;
        page.wait_until_row("7.txt", &text("files.state.cancelled")).await?;
        // The buttons go away, and the focus goes on.
        page.wait_until_focused(&text("files.retry-cancelled")).await?;
        // With what is stored go its links: that is asked.
        page.tab_to(Role::Button, &text("files.clear")).await?;
        page.key(Key::Enter).await?;
        page.wait_until_focused(&text("dialog.cancel")).await?;
        page.key(Key::Enter).await?;
        page.wait_until_focused(&text("files.clear")).await?;
        page.key(Key::Enter).await?;
        page.wait_until_focused(&text("dialog.cancel")).await?;
        page.press(&text("files.clear")).await?;
        page.wait_until_rows(&[]).await?;
        page.wait_until_focused(&text("drop.choose")).await?;
        wait_until_stored(host, &["1.txt", "2.txt", "4.txt", "renamed.txt"]).await
    });
}

#[test]
fn a_file_that_has_started_meanwhile_is_not_changed_without_a_word() {
    run("list-late", async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "admin").await?;
        let delay =
            json!({ "endpoint": "file/upload", "kind": "delay", "milliseconds": 3000, "times": 0 });
        host.fault(delay).await?;
        // Three at a time: the fourth waits, and starts while it is asked about.
        page.choose_files(
            &small(&["1.txt", "2.txt", "3.txt", "4.txt"])?.iter().collect::<Vec<_>>(),
        )
        .await?;
        page.wait_until_row("3.txt", &text("files.state.uploading")).await?;
        page.choose_more("4.txt", "files.rename").await?;
        page.fill(&text("files.name"), "renamed.txt").await?;
        // Behind the dialog nothing can be perceived.
        find::until(PATIENCE, async || {
            let rows = "return [...document.querySelectorAll('.file.uploading')].map((row) => row.innerText);";
            let rows = page.run_script(rows).await?.to_string();
            Ok(if rows.contains("4.txt") { Ok(()) } else { Err(format!("{rows} are uploading")) })
        })
        .await?;
        page.press(&text("files.rename-do")).await?;
        page.wait_for_message(&[&filled("files.started", &[("name", "4.txt")])]).await?;
        page.press(&text("dialog.cancel")).await?;
        page.wait_until_ended().await?;

        page.new_folder("Elsewhere").await?;
        page.choose_files(
            &small(&["5.txt", "6.txt", "7.txt", "8.txt"])?.iter().collect::<Vec<_>>(),
        )
        .await?;
        page.press("Home").await?;
        page.wait_until_in("Home").await?;
        page.wait_until_row("7.txt", &text("files.state.uploading")).await?;
        page.press_for("files.more", "8.txt").await?;
        let send = filled("files.send-to", &[("name", "Home")]);
        let send = page.one(&Sought::named(Role::MenuItem, &send)).await?;
        page.wait_until_row("8.txt", &text("files.state.uploading")).await?;
        send.click().await?;
        page.wait_for_message(&[&filled("files.started", &[("name", "8.txt")])]).await?;
        Ok(())
    });
}

/// Has a file on its way for some seconds.
async fn under_way(stage: &Stage) -> Outcome<TestFile> {
    let Stage { host, page } = stage;
    stage.sign_in(PROFILE, "admin").await?;
    let delay = json!({ "endpoint": "file/upload", "kind": "delay", "milliseconds": 4000 });
    host.fault(delay).await?;
    let file = files::one_byte()?;
    page.choose_files(&[&file]).await?;
    page.wait_until_row(&file.name, &text("files.state.uploading")).await?;
    Ok(file)
}

#[test]
fn the_focus_stays_in_a_row_that_ends_by_itself() {
    run("list-focus-ends", async |stage| {
        let page = &stage.page;
        let file = under_way(stage).await?;
        page.tab_to(Role::Button, &filled("files.cancel", &[("name", &file.name)])).await?;
        page.wait_until_done(&[&file]).await?;
        page.wait_until_focused(&filled("files.more", &[("name", &file.name)])).await
    });
}

#[test]
fn the_focus_stays_in_a_list_whose_buttons_go_by_themselves() {
    run("list-focus-all", async |stage| {
        let page = &stage.page;
        let file = under_way(stage).await?;
        page.tab_to(Role::Button, &text("files.cancel-all")).await?;
        page.wait_until_done(&[&file]).await?;
        page.wait_until_focused(&text("files.region")).await
    });
}

/// What copies before a browser has a clipboard: as on a page that came over plain http, or that
/// lets the frame it shows the widget in have none.
const NO_CLIPBOARD: [&str; 2] = [
    "Object.defineProperty(navigator, 'clipboard', { value: undefined });",
    "navigator.clipboard.writeText = () => Promise.reject(new DOMException('', 'NotAllowedError'));",
];

#[test]
fn a_report_is_copied_and_that_is_said() {
    for (place, without) in [""].into_iter().chain(NO_CLIPBOARD).enumerate() {
        run(&format!("list-report-{place}"), async |stage| {
            let page = &stage.page;
            stage.sign_in(PROFILE, "admin").await?;
            page.allow_clipboard().await?;
            let listen = "document.addEventListener('copy', () => {
                window.copied = document.activeElement.value; }, true);";
            page.run_script(&[without, listen].concat()).await?;
            let file = files::one_byte()?;
            page.choose_files(&[&file]).await?;
            page.wait_until_done(&[&file]).await?;
            page.choose_more(&file.name, "files.report").await?;
            page.wait_for_status(&text("copy.done")).await?;
            let copied = match without {
                "" => page.clipboard().await?,
                _ => page.run_script("return window.copied;").await?.to_string(),
            };
            assert!(copied.contains("(1 bytes)"), "{copied}");
            page.wait_until_focused(&filled("files.more", &[("name", &file.name)])).await?;

            // Nothing is there to be selected.
            if !without.is_empty() {
                page.run_script("document.execCommand = () => false;").await?;
                page.choose_more(&file.name, "files.report").await?;
                page.wait_for_status(&text("copy.refused")).await?;
            }
            Ok(())
        });
    }
}

#[test]
fn folders_are_chosen_and_dropped_with_all_that_is_in_them() {
    run("list-folders", async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "admin").await?;
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
        find::until(PATIENCE, async || {
            let mut rows = page.row_names().await?;
            rows.sort_unstable();
            Ok(if rows == all { Ok(()) } else { Err(format!("the rows are {rows:?}")) })
        })
        .await
    });
}

#[test]
fn a_time_without_a_network_is_said_and_waited_out() {
    run("list-offline", async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "admin").await?;
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

#[test]
fn the_focus_stays_in_a_filtered_list_whose_row_leaves_by_itself() {
    run("list-focus-leaves", async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "admin").await?;
        // The first is there in seconds, the others in minutes.
        let slowly = json!({
            "endpoint": "file/upload", "kind": "slow-read", "bytes_per_second": 300, "times": 0
        });
        host.fault(slowly).await?;
        // With fewer there are no filters.
        let names = [
            "left 1.txt",
            "left 2.txt",
            "left 3.txt",
            "left 4.txt",
            "left 5.txt",
            "left 6.txt",
            "left 7.txt",
        ];
        let file = |name: &&str| {
            files::named(name, &[b'x'; 60_000][..if *name == "left 1.txt" { 300 } else { 60_000 }])
        };
        let uploads = names.iter().map(file).collect::<Outcome<Vec<TestFile>>>()?;
        page.choose_files(&uploads.iter().collect::<Vec<_>>()).await?;
        page.wait_until_row("left 3.txt", &text("files.state.uploading")).await?;
        page.press(&filled("filter.open", &[("count", "7")])).await?;
        page.tab_to(Role::Button, &filled("files.cancel", &[("name", "left 1.txt")])).await?;
        page.wait_until_rows(&names[1..]).await?;
        // Not on the button that would stop another file.
        page.wait_until_focused(&filled("files.more", &[("name", "left 2.txt")])).await
    });
}
