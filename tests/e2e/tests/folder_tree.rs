//! The tree of folders when what it shows has changed around the reader: by a search, a login that has
//! ended, another row's menu, uploads that went on later.

use e2e::failure::Outcome;
use e2e::files;
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::folders::{choose, item, signed_in};
use e2e::journey::PROFILE;
use e2e::page::Page;
use e2e::run::{Stage, run};
use e2e::words::{filled, text};
use fantoccini::key::Key;
use serde_json::json;

/// Logs in to an account with two folders, and shows them.
async fn two_folders(stage: &Stage) -> Outcome {
    signed_in(stage, PROFILE, async |outside| {
        outside.make_folder("Music", "").await?;
        outside.make_folder("Photos", "").await?;
        Ok(())
    })
    .await?;
    stage.page.show_folders().await
}

async fn search(page: &Page, what: &str) -> Outcome {
    let field = page.one(&Sought::named(Role::Searchbox, &text("folder.search"))).await?;
    Ok(field.send_keys(what).await?)
}

#[test]
fn a_menu_is_about_the_row_it_is_in() {
    run("folder-tree-menu", async |stage| {
        let page = &stage.page;
        two_folders(stage).await?;
        page.open_folder("Photos").await?;
        page.tab_to(Role::TreeItem, "Photos").await?;
        page.key(Key::Up).await?;
        page.wait_until_focused("Music").await?;
        // The row that had the focus is not found.
        search(page, "pho").await?;
        page.none(&Sought::named(Role::TreeItem, "Music")).await?;
        choose(page, "Photos", "folder.rename").await?;
        let rename = filled("folder.rename-title", &[("name", "Photos")]);
        page.one(&Sought::named(Role::Dialog, &rename)).await?;
        Ok(())
    });
}

#[test]
fn a_form_that_is_asked_for_in_another_row_gets_the_focus() {
    run("folder-tree-form", async |stage| {
        let page = &stage.page;
        two_folders(stage).await?;
        let name = text("folder.name");
        for folder in ["Music", "Photos"] {
            choose(page, folder, "folder.new-inside").await?;
            page.wait_until_in(folder).await?;
            page.wait_until_focus_is_on(&Sought::named(Role::Textbox, &name)).await?;
        }
        Ok(())
    });
}

#[test]
fn a_search_ends_with_the_login() {
    run("folder-tree-login", async |stage| {
        let Stage { host, page } = stage;
        two_folders(stage).await?;
        search(page, "pho").await?;
        page.none(&Sought::named(Role::TreeItem, "Music")).await?;
        let expired = json!({ "endpoint": "file/upload", "kind": "expire-token" });
        host.fault(expired).await?;
        page.choose_files(&[&files::one_byte()?]).await?;
        page.wait_for_message(&[&text("expired")]).await?;
        page.log_in(&host.password_of("admin")).await?;
        item(page, "Music").await?;
        Ok(())
    });
}

#[test]
fn a_file_that_goes_up_later_is_counted() {
    run("folder-tree-count", async |stage| {
        let Stage { host, page } = stage;
        two_folders(stage).await?;
        page.open_folder("Photos").await?;
        let (first, second) = (files::one_byte()?, files::photo()?);
        let slow = json!({ "endpoint": "file/upload", "kind": "delay", "milliseconds": 3000 });
        host.fault(slow).await?;
        page.choose_files(&[&first]).await?;
        page.press(&filled("files.pause-named", &[("name", &first.name)])).await?;
        page.wait_until_row(&first.name, &text("files.state.paused")).await?;
        page.choose_files(&[&second]).await?;
        page.wait_until_done(&[&second]).await?;
        counts(page, 1).await?;
        page.press(&filled("files.resume-named", &[("name", &first.name)])).await?;
        page.wait_until_done(&[&first]).await?;
        counts(page, 2).await
    });
}

/// Waits until the row of the folder says how many files are in it.
async fn counts(page: &Page, files: u32) -> Outcome {
    let words = match files {
        1 => "1 file ".to_owned(),
        many => format!("{many} files "),
    };
    find::until(PATIENCE, async || {
        let told = item(page, "Photos").await?.attr("aria-description").await?.unwrap_or_default();
        Ok(if told.starts_with(&words) { Ok(()) } else { Err(format!("{told:?}, not {words:?}")) })
    })
    .await
}
