//! The main job on each host and with each way to log in: from the login form to links that give
//! back what was uploaded.

use e2e::control::Account;
use e2e::failure::Outcome;
use e2e::files;
use e2e::find::{Role, Sought};
use e2e::host;
use e2e::journey::{PROFILE, links, links_give_back, wait_until_no_token};
use e2e::login::Login;
use e2e::page::Format;
use e2e::run::{Stage, run};
use sandbox::Profile;

const FOLDERS: [&str; 2] = ["Photos", "Summer 2026"];

/// How the folder two levels down comes to be.
#[derive(Clone, Copy)]
enum Folders {
    /// It is there before the login.
    Found,
    /// It is made on the page.
    Made,
}

async fn journey(stage: &Stage, profile: Profile, login: &Login, folders: Folders) -> Outcome {
    let Stage { host, page } = stage;
    if let Folders::Found = folders {
        let outside = host.connect(profile, login).await?;
        let parent = outside.make_folder(FOLDERS[0], "").await?;
        outside.make_folder(FOLDERS[1], &parent).await?;
        outside.call("disable_access_token", &[]).await?;
    }

    page.open(&host.page()).await?;
    page.choose_host(&host::label(profile)).await?;
    page.log_in(login).await?;
    for folder in FOLDERS {
        match folders {
            Folders::Found => page.open_folder(folder).await?,
            Folders::Made => page.new_folder(folder).await?,
        }
    }
    let uploads = [files::one_byte()?, files::photo()?, files::random(300)?];
    page.choose_files(&uploads.each_ref()).await?;
    page.wait_until_done(&uploads.each_ref()).await?;

    let links = links(page, &uploads).await?;
    for (file, link) in uploads.iter().zip(&links) {
        let html = page.snippet(Format::Html, &file.name).await?;
        let bbcode = page.snippet(Format::Bbcode, &file.name).await?;
        assert!(html.starts_with("<a ") && html.ends_with("</a>"), "{html}");
        assert!(html.contains(&format!("href=\"{link}\"")), "{html} has not {link}");
        assert!(html.contains(&file.name), "{html} does not name {}", file.name);
        assert!(bbcode.starts_with("[url") && bbcode.ends_with("[/url]"), "{bbcode}");
        assert!(bbcode.contains(link), "{bbcode} has not {link}");
    }

    let account = Account { profile, username: "admin" };
    assert_eq!(host.live_tokens(account).await?, 1, "one login, one token");
    page.log_out().await?;
    wait_until_no_token(host, account).await?;
    page.read_console().await?;
    page.console.must_be_clean()?;

    let outside = host.connect(profile, login).await?;
    links_give_back(&outside, &FOLDERS, &links, &uploads).await
}

#[track_caller]
fn by_password(profile: Profile, folders: Folders) {
    run(&format!("journey-{}-password", profile.name()), async |stage| {
        journey(stage, profile, &stage.host.password_of("admin"), folders).await
    });
}

#[track_caller]
fn by_keys(profile: Profile) {
    run(&format!("journey-{}-keys", profile.name()), async |stage| {
        journey(stage, profile, &stage.host.keys_of_admin(profile), Folders::Found).await
    });
}

#[test]
fn filecloudy_by_password_into_folders_made_on_the_page() {
    by_password(Profile::Filecloudy, Folders::Made);
}

#[test]
fn filecloudy_by_keys() {
    by_keys(Profile::Filecloudy);
}

#[test]
fn xcloudfile_by_password() {
    by_password(Profile::Xcloudfile, Folders::Found);
}

#[test]
fn xcloudfile_by_keys() {
    by_keys(Profile::Xcloudfile);
}

#[test]
fn disccloud_by_password() {
    by_password(Profile::Disccloud, Folders::Found);
}

#[test]
fn disccloud_by_keys() {
    by_keys(Profile::Disccloud);
}

#[test]
fn filecad_by_password() {
    by_password(Profile::Filecad, Folders::Found);
}

#[test]
fn cyberfile_by_password() {
    by_password(Profile::Cyberfile, Folders::Found);
}

#[test]
fn cyberfile_by_keys() {
    by_keys(Profile::Cyberfile);
}

#[test]
fn filecad_offers_no_keys() {
    run("filecad-no-keys", async |Stage { host, page }| {
        page.open(&format!("{}&host=filecad", host.page())).await?;
        page.one(&Sought::named(Role::Textbox, "User name")).await?;
        page.none(&Sought::named(Role::Group, "Log in with")).await?;
        page.log_in(&host.password_of("admin")).await
    });
}

#[test]
fn copying_fills_the_clipboard() {
    run("clipboard", async |Stage { host, page }| {
        page.open(&host.page()).await?;
        page.allow_clipboard().await?;
        page.log_in(&host.password_of("admin")).await?;
        let uploads = [files::one_byte()?, files::photo()?];
        page.choose_files(&uploads.each_ref()).await?;
        page.wait_until_done(&uploads.each_ref()).await?;
        let mut all = Vec::new();
        for file in &uploads {
            let bbcode = page.snippet(Format::Bbcode, &file.name).await?;
            page.press(&format!("Copy BBCode of {}", file.name)).await?;
            // Of the second, “Copied” may still be said of the first.
            page.wait_for_clipboard(&bbcode).await?;
            page.wait_for_status("Copied").await?;
            all.push(bbcode);
        }
        page.press("Copy all").await?;
        page.wait_for_clipboard(&all.join("\n")).await
    });
}

#[test]
fn files_can_be_dropped() {
    run("dropped-files", async |Stage { host, page }| {
        page.open(&host.page()).await?;
        page.log_in(&host.password_of("admin")).await?;
        page.new_folder("Dropped").await?;
        let uploads = [files::one_byte()?, files::photo()?];
        page.drop_files(&uploads.each_ref()).await?;
        page.wait_until_done(&uploads.each_ref()).await?;
        let links = links(page, &uploads).await?;
        let outside = host.connect(PROFILE, &host.password_of("admin")).await?;
        links_give_back(&outside, &["Dropped"], &links, &uploads).await
    });
}
