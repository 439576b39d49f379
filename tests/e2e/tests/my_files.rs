//! What is in the folder and what can be done about it: each action on the hosts that have it, with
//! its effect looked up on the host.

use e2e::failure::{Failure, Outcome};
use e2e::files;
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::journey::PROFILE;
use e2e::my_files::{
    answer, choose_action, wait_until_asked, wait_until_listed, wait_until_stored, with_files,
};
use e2e::page::shown;
use e2e::run::{Stage, run};
use e2e::words::{filled, text};
use fantoccini::key::Key;
use sandbox::Profile;
use serde_json::json;

/// Every action once, on a file of its own.
async fn all_actions(stage: &Stage, profile: Profile) -> Outcome {
    let Stage { host, page } = stage;
    with_files(stage, profile, &["a.txt", "b.txt", "c.txt"]).await?;
    wait_until_listed(page, &["a.txt", "b.txt", "c.txt"]).await?;

    choose_action(page, "a.txt", "my-files.rename").await?;
    page.fill(&text("my-files.rename-name"), "renamed.txt").await?;
    answer(page, &text("my-files.rename")).await?;
    wait_until_listed(page, &["b.txt", "c.txt", "renamed.txt"]).await?;
    wait_until_stored(host, profile, &["/b.txt", "/c.txt", "/renamed.txt"]).await?;

    let open_target = filled("folder.open", &[("name", "Target")]);
    let into_target = async |file: &str, action: &str, here: &str| {
        choose_action(page, file, action).await?;
        let dialog = page.one(&Sought::any(Role::Dialog)).await?;
        let folder = Sought::named(Role::Button, &open_target).within(&dialog);
        page.one(&folder).await?.click().await?;
        page.wait_for_status(&filled("my-files.destination", &[("folder", "Target")])).await?;
        answer(page, &text(here)).await
    };
    into_target("b.txt", "my-files.move", "my-files.move-here").await?;
    wait_until_listed(page, &["c.txt", "renamed.txt"]).await?;
    wait_until_stored(host, profile, &["/c.txt", "/renamed.txt", "Target/b.txt"]).await?;

    let mut expected = vec!["/c.txt", "/renamed.txt", "Target/b.txt"];
    if profile == Profile::Filecad {
        page.press(&filled("my-files.actions", &[("name", "c.txt")])).await?;
        page.one(&Sought::named(Role::MenuItem, &text("my-files.move"))).await?;
        let copy = page.all(&Sought::named(Role::MenuItem, &text("my-files.copy"))).await?;
        assert!(copy.is_empty(), "the host cannot copy");
        page.key(Key::Escape).await?;
        page.none(&Sought::any(Role::MenuItem)).await?;
    } else {
        into_target("c.txt", "my-files.copy", "my-files.copy-here").await?;
        expected.push("Target/c.txt");
        wait_until_stored(host, profile, &expected).await?;
    }

    choose_action(page, "c.txt", "my-files.details").await?;
    wait_until_asked(page, &["c.txt", "5 bytes", "http://127.0.0.1"]).await?;
    answer(page, &text("dialog.close")).await?;

    choose_action(page, "renamed.txt", "my-files.delete").await?;
    wait_until_asked(page, &["renamed.txt"]).await?;
    answer(page, &text("my-files.delete")).await?;
    expected.retain(|path| *path != "/renamed.txt");
    wait_until_stored(host, profile, &expected).await?;
    wait_until_listed(page, &["c.txt"]).await?;

    page.allow_clipboard().await?;
    choose_action(page, "c.txt", "my-files.copy-link").await?;
    page.wait_for_status(&text("copy.done")).await?;
    let link = page.clipboard().await?;
    let state = host.state(profile).await?;
    let files = state["files"].as_array().cloned().unwrap_or_default();
    let c = files.iter().find(|file| file["name"] == "c.txt" && file["folder_id"].is_null());
    let short = c.and_then(|file| file["short_url"].as_str()).unwrap_or("nothing");
    assert!(link.ends_with(&format!("/{short}")), "{link} is not the link of {short}");

    // The address is followed, and the bytes are fetched by the browser itself.
    choose_action(page, "c.txt", "my-files.download").await?;
    find::until(PATIENCE, async || {
        let state = host.state(profile).await?;
        let files = state["files"].as_array().cloned().unwrap_or_default();
        let counted = files.iter().any(|file| file["downloads"] == 1);
        Ok(if counted { Ok(()) } else { Err("nothing was downloaded".to_owned()) })
    })
    .await
}

#[test]
fn a_refused_name_is_said_after_the_question_was_closed() {
    run("my-files-rename-cancelled", async |stage| {
        let Stage { host, page } = stage;
        with_files(stage, PROFILE, &["a.txt"]).await?;
        wait_until_listed(page, &["a.txt"]).await?;
        let words = "The moon is in the wrong phase.";
        let edit = "file/edit";
        host.fault(json!({ "endpoint": edit, "kind": "delay", "milliseconds": 6000 })).await?;
        host.fault(json!({ "endpoint": edit, "kind": "refuse", "message": words })).await?;
        choose_action(page, "a.txt", "my-files.rename").await?;
        page.fill(&text("my-files.rename-name"), "b.txt").await?;
        let dialog = page.one(&Sought::any(Role::Dialog)).await?;
        let rename = text("my-files.rename");
        page.one(&Sought::named(Role::Button, &rename).within(&dialog)).await?.click().await?;
        answer(page, &text("dialog.cancel")).await?;
        assert_eq!(host.calls(PROFILE, edit).await?, 0, "it was not slow");
        page.wait_for_message(&[words]).await?;
        Ok(())
    });
}

#[test]
fn every_action_works_on_filecloudy() {
    run("my-files-filecloudy", async |stage| all_actions(stage, Profile::Filecloudy).await);
}

#[test]
fn every_action_works_on_xcloudfile() {
    run("my-files-xcloudfile", async |stage| all_actions(stage, Profile::Xcloudfile).await);
}

#[test]
fn every_action_works_on_disccloud() {
    run("my-files-disccloud", async |stage| all_actions(stage, Profile::Disccloud).await);
}

#[test]
fn every_action_works_on_filecad_but_copying() {
    run("my-files-filecad", async |stage| all_actions(stage, Profile::Filecad).await);
}

#[test]
fn every_action_works_on_cyberfile() {
    run("my-files-cyberfile", async |stage| all_actions(stage, Profile::Cyberfile).await);
}

#[test]
fn a_bulk_delete_that_fails_half_way_says_what_is_left() {
    run("my-files-bulk", async |stage| {
        let Stage { host, page } = stage;
        let names = ["1.txt", "2.txt", "3.txt", "4.txt", "5.txt"];
        with_files(stage, PROFILE, &names).await?;
        wait_until_listed(page, &names).await?;
        host.fault(json!({
            "endpoint": "file/delete", "kind": "refuse", "message": "Not this one.", "skip": 3,
        }))
        .await?;
        let all = text("my-files.select-all");
        page.one(&Sought::named(Role::Checkbox, &all)).await?.click().await?;
        page.press(&text("my-files.delete")).await?;
        wait_until_asked(page, &names).await?;
        answer(page, &text("my-files.delete")).await?;
        let count = filled("my-files.deleted", &[("done", "3"), ("total", "5")]);
        page.wait_for_message(&[&count, "4.txt", "Not this one."]).await?;
        wait_until_stored(host, PROFILE, &["/4.txt", "/5.txt"]).await?;
        wait_until_listed(page, &["4.txt", "5.txt"]).await?;

        // What is left is still chosen.
        page.press(&text("my-files.delete")).await?;
        answer(page, &text("my-files.delete")).await?;
        wait_until_stored(host, PROFILE, &[]).await?;
        page.wait_for_status(&filled("my-files.deleted", &[("done", "2"), ("total", "2")])).await
    });
}

#[test]
fn names_of_files_and_folders_are_text() {
    const NAME: &str = "<img src=x onerror=alert(1)> \u{202e} {name}.txt";
    run("my-files-hostile", async |stage| {
        let Stage { host, page } = stage;
        host.switch("no-strip-tags").await?;
        let outside = host.connect(PROFILE, &host.password_of("admin")).await?;
        outside.make_folder(NAME, "").await?;
        with_files(stage, PROFILE, &[NAME]).await?;
        let name = shown(NAME);
        wait_until_listed(page, &[&name]).await?;
        choose_action(page, &name, "my-files.move").await?;
        page.press(&filled("folder.open", &[("name", &name)])).await?;
        page.wait_for_status(&filled("my-files.destination", &[("folder", &name)])).await?;
        answer(page, &text("dialog.cancel")).await?;
        choose_action(page, &name, "my-files.details").await?;
        wait_until_asked(page, &["<img src=x"]).await?;
        answer(page, &text("dialog.close")).await?;
        choose_action(page, &name, "my-files.delete").await?;
        wait_until_asked(page, &["<img src=x"]).await?;
        let count = "return document.querySelectorAll('.upload-widget img').length;";
        let made = page.browser.client.execute(count, Vec::new()).await?;
        assert_eq!(made, 0, "elements were made of hostile text");
        Ok(())
    });
}

#[test]
fn a_list_that_cannot_be_loaded_is_loaded_again() {
    run("my-files-retry", async |stage| {
        let Stage { host, page } = stage;
        with_files(stage, PROFILE, &["a.txt"]).await?;
        wait_until_listed(page, &["a.txt"]).await?;
        host.fault(json!({ "endpoint": "folder/listing", "kind": "http-status", "status": 503 }))
            .await?;
        page.press(&text("my-files.refresh")).await?;
        page.wait_for_message(&[&text("error.server-trouble")]).await?;
        // What is known stays on show.
        wait_until_listed(page, &["a.txt"]).await?;
        page.press(&text("my-files.retry")).await?;
        find::until(PATIENCE, async || {
            let messages = page.messages().await?;
            Ok(if messages.is_empty() { Ok(()) } else { Err(format!("{messages:?} is shown")) })
        })
        .await?;

        // A batch of uploads into the folder is in the list when it has ended.
        let file = files::named("b.txt", b"b")?;
        page.choose_files(&[&file]).await?;
        wait_until_listed(page, &["a.txt", "b.txt"]).await
    });
}

#[test]
fn a_download_pressed_twice_is_asked_for_once() {
    run("my-files-download-twice", async |stage| {
        let Stage { host, page } = stage;
        with_files(stage, PROFILE, &["a.txt"]).await?;
        wait_until_listed(page, &["a.txt"]).await?;
        let slow = json!({ "endpoint": "file/download", "kind": "delay", "milliseconds": 2500 });
        host.fault(slow).await?;
        let downloads = async || {
            let state = host.state(PROFILE).await?;
            Ok::<_, Failure>(state["files"][0]["downloads"].as_u64().unwrap_or_default())
        };
        let wait_until = async |count: u64| {
            find::until(PATIENCE, async || {
                let downloads = downloads().await?;
                Ok(if downloads == count { Ok(()) } else { Err(format!("{downloads} downloads")) })
            })
            .await
        };
        choose_action(page, "a.txt", "my-files.download").await?;
        choose_action(page, "a.txt", "my-files.download").await?;
        wait_until(1).await?;
        assert_eq!(host.calls(PROFILE, "file/download").await?, 1);
        // Whoever wants it again gets it again.
        host.clear_faults().await?;
        choose_action(page, "a.txt", "my-files.download").await?;
        wait_until(2).await?;
        assert_eq!(host.calls(PROFILE, "file/download").await?, 2);
        Ok(())
    });
}

#[test]
fn a_download_that_the_browser_does_not_let_open_is_a_link_to_press() {
    run("my-files-download-blocked", async |stage| {
        let page = &stage.page;
        with_files(stage, PROFILE, &["a.txt"]).await?;
        wait_until_listed(page, &["a.txt"]).await?;
        // As Safari does: it takes what opens after an answer for a pop-up.
        page.browser.client.execute("window.open = () => null;", Vec::new()).await?;
        choose_action(page, "a.txt", "my-files.download").await?;
        let link = page.one(&Sought::named(Role::Link, &text("my-files.download"))).await?;
        let address = link.attr("href").await?.unwrap_or_default();
        assert!(address.contains("download_token="), "{address}");
        Ok(())
    });
}
