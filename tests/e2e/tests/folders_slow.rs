//! Folders while the host takes its time: what comes late takes nothing back, and what was asked for
//! is told of, whether the reader still waits for it or not.

use e2e::failure::Outcome;
use e2e::files;
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::folders::{choose, item, on_host, signed_in, wait_for};
use e2e::host;
use e2e::journey::PROFILE;
use e2e::run::{Stage, run};
use e2e::words::{filled, text};
use serde_json::json;

/// Long enough for a person to go on meanwhile, on a busy machine.
const SLOW_MS: u32 = 6000;

/// Waits until the host has answered so many listings.
async fn listings(Stage { host, .. }: &Stage, count: usize) -> Outcome {
    find::until(PATIENCE, async || match host.calls(PROFILE, "folder/listing").await? {
        calls if calls >= count => Ok(Ok(())),
        calls => Ok(Err(format!("{calls} listings of {count} are answered"))),
    })
    .await
}

#[test]
fn a_listing_from_before_a_folder_was_made_takes_nothing_back() {
    run("folders-late-listing", async |stage| {
        let Stage { host, page } = stage;
        page.open(&host.page()).await?;
        page.choose_host(&host::label(PROFILE)).await?;
        // The tree's, and one that the engine has for itself.
        let late = json!({ "endpoint": "folder/listing", "kind": "delay-reply",
            "milliseconds": SLOW_MS, "times": 2 });
        host.fault(late).await?;
        page.log_in(&host.password_of("admin")).await?;
        page.new_folder("New").await?;
        assert_eq!(host.calls(PROFILE, "folder/listing").await?, 0, "it is not late");
        // Those, and another one in place of the tree's.
        listings(stage, 3).await?;
        page.show_folders().await?;
        wait_for(page, "New", "aria-selected", "true").await?;
        page.wait_until_in("New").await?;
        let file = files::one_byte()?;
        page.choose_files(&[&file]).await?;
        page.wait_until_done(&[&file]).await?;
        let folder = on_host(stage, PROFILE, "New").await?.unwrap_or_default();
        let state = host.state(PROFILE).await?;
        let stored = &state["files"][0];
        assert_eq!(stored["folder_id"], folder["id"], "{stored} is not in {folder}");
        Ok(())
    });
}

#[test]
fn a_target_that_somebody_else_has_deleted_is_told_of() {
    run("folders-target-gone", async |stage| {
        let Stage { host, page } = stage;
        signed_in(stage, PROFILE, async |outside| {
            outside.make_folder("Photos", "").await?;
            Ok(())
        })
        .await?;
        page.open_folder("Photos").await?;
        // As if another page had done it.
        let without = r#"{"_status": "success", "data": {"folders": [], "files": []}}"#;
        let gone =
            json!({ "endpoint": "folder/listing", "kind": "reply", "body": without, "times": 0 });
        host.fault(gone).await?;
        let file = files::one_byte()?;
        page.choose_files(&[&file]).await?;
        page.wait_until_in("Home").await?;
        let told = filled("folder.target-gone", &[("name", "Photos"), ("place", "Home")]);
        page.wait_for_status(&told).await
    });
}

#[test]
fn a_folder_that_was_moved_gets_the_focus_when_its_level_is_there() {
    moved_slowly("folders-move-slow", "Home");
}

#[test]
fn so_does_the_one_that_new_files_go_to() {
    moved_slowly("folders-move-target-slow", "Photos");
}

/// Moves a folder while files go to `target`, into one of which nothing is known yet.
fn moved_slowly(test: &str, target: &str) {
    run(test, async |stage| {
        let Stage { host, page } = stage;
        signed_in(stage, PROFILE, async |outside| {
            outside.make_folder("Photos", "").await?;
            outside.make_folder("Music", "").await?;
            Ok(())
        })
        .await?;
        page.show_folders().await?;
        if target != "Home" {
            page.open_folder(target).await?;
        }
        choose(page, "Photos", "folder.move").await?;
        // What is inside of Music is asked for once something is moved there.
        let listed = host.calls(PROFILE, "folder/listing").await?;
        let slow = json!({ "endpoint": "folder/listing", "kind": "delay-reply",
            "milliseconds": SLOW_MS, "times": 0 });
        host.fault(slow).await?;
        item(page, "Music").await?.click().await?;
        let moved = filled("folder.moved", &[("name", "Photos"), ("place", "Music")]);
        page.wait_for_status(&moved).await?;
        assert_eq!(host.calls(PROFILE, "folder/listing").await?, listed, "they are not slow");
        wait_for(page, "Photos", "aria-level", "3").await?;
        page.wait_until_focus_is_on(&Sought::named(Role::TreeItem, "Photos")).await
    });
}

#[test]
fn a_folder_whose_form_was_closed_while_it_was_made_is_told_of() {
    run("folders-make-cancelled", async |stage| {
        let Stage { host, page } = stage;
        signed_in(stage, PROFILE, async |_| Ok(())).await?;
        page.show_folders().await?;
        let slow =
            json!({ "endpoint": "folder/create", "kind": "delay-reply", "milliseconds": SLOW_MS });
        host.fault(slow).await?;
        page.press(&text("folder.new")).await?;
        page.fill(&text("folder.name"), "New").await?;
        page.press(&text("folder.create")).await?;
        page.press(&text("folder.cancel")).await?;
        page.none(&Sought::named(Role::Textbox, &text("folder.name"))).await?;
        assert_eq!(host.calls(PROFILE, "folder/create").await?, 0, "it was not slow");
        page.wait_for_status(&filled("folder.made", &[("name", "New")])).await?;
        item(page, "New").await?;
        // Nobody wants files to go there any more.
        page.wait_until_in("Home").await
    });
}

#[test]
fn what_a_host_refuses_is_said_after_the_question_was_closed() {
    run("folders-delete-cancelled", async |stage| {
        let Stage { host, page } = stage;
        signed_in(stage, PROFILE, async |outside| {
            outside.make_folder("Photos", "").await?;
            Ok(())
        })
        .await?;
        page.show_folders().await?;
        let words = "The moon is in the wrong phase.";
        let delete = "folder/delete";
        host.fault(json!({ "endpoint": delete, "kind": "delay", "milliseconds": SLOW_MS })).await?;
        host.fault(json!({ "endpoint": delete, "kind": "refuse", "message": words })).await?;
        choose(page, "Photos", "folder.delete").await?;
        page.press(&text("folder.delete-confirm")).await?;
        page.press(&text("dialog.cancel")).await?;
        page.none(&Sought::any(Role::Dialog)).await?;
        assert_eq!(host.calls(PROFILE, delete).await?, 0, "it was not slow");
        page.wait_for_message(&[words]).await?;
        item(page, "Photos").await?;
        Ok(())
    });
}
