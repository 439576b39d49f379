//! The files of a folder, and what a person does with them.

use fantoccini::elements::Element;
use sandbox::Profile;

use crate::failure::Outcome;
use crate::find::{self, PATIENCE, Role, Sought};
use crate::host::{self, Host};
use crate::page::Page;
use crate::run::Stage;
use crate::words::{filled, text};

/// The names of the files that are on the host and not in its trash, each behind the name of its
/// folder; sorted.
async fn stored(host: &Host, profile: Profile) -> Outcome<Vec<String>> {
    let state = host.state(profile).await?;
    let list = |key: &str| state[key].as_array().cloned().unwrap_or_default();
    let folders = list("folders");
    let path = |file: &serde_json::Value| {
        let folder = folders.iter().find(|folder| folder["id"] == file["folder_id"]);
        let folder = folder.and_then(|folder| folder["name"].as_str()).unwrap_or_default();
        format!("{folder}/{}", file["name"].as_str().unwrap_or_default())
    };
    let files = list("files");
    let mut names: Vec<_> =
        files.iter().filter(|file| file["status"] == "active").map(path).collect();
    names.sort_unstable();
    Ok(names)
}

/// Waits until exactly these are on the host, sorted.
///
/// # Errors
/// When they never are, as for all that follow: when what is looked for does not come in time.
pub async fn wait_until_stored(host: &Host, profile: Profile, expected: &[&str]) -> Outcome {
    find::until(PATIENCE, async || {
        let stored = stored(host, profile).await?;
        Ok(if stored == expected { Ok(()) } else { Err(format!("{stored:?} is stored")) })
    })
    .await
}

/// The region that lists them.
///
/// # Errors
/// See [`wait_until_stored`].
pub async fn panel(page: &Page) -> Outcome<Element> {
    page.one(&Sought::named(Role::Region, &text("my-files.title"))).await
}

/// Waits until the panel lists exactly these files.
///
/// # Errors
/// See [`wait_until_stored`].
pub async fn wait_until_listed(page: &Page, expected: &[&str]) -> Outcome {
    find::until(PATIENCE, async || {
        let panel = panel(page).await?;
        let rows = page.texts(&Sought::any(Role::ListItem).within(&panel)).await?;
        let names: Vec<_> = rows.iter().filter_map(|row| row.lines().next()).collect();
        Ok(if names == expected { Ok(()) } else { Err(format!("{names:?} is listed")) })
    })
    .await
}

/// Chooses something in the menu of a file.
///
/// # Errors
/// See [`wait_until_stored`].
pub async fn choose_action(page: &Page, file: &str, action: &str) -> Outcome {
    page.press(&filled("my-files.actions", &[("name", file)])).await?;
    Ok(page.one(&Sought::named(Role::MenuItem, &text(action))).await?.click().await?)
}

/// Presses a button of the dialog.
///
/// # Errors
/// See [`wait_until_stored`].
pub async fn answer(page: &Page, button: &str) -> Outcome {
    let dialog = page.one(&Sought::any(Role::Dialog)).await?;
    page.one(&Sought::named(Role::Button, button).within(&dialog)).await?.click().await?;
    page.none(&Sought::any(Role::Dialog)).await
}

/// Waits until the dialog says all of this.
///
/// # Errors
/// See [`wait_until_stored`].
pub async fn wait_until_asked(page: &Page, parts: &[&str]) -> Outcome {
    find::until(PATIENCE, async || {
        let words = asked(page).await?;
        Ok(match parts.iter().find(|part| !words.contains(**part)) {
            None => Ok(()),
            Some(missing) => Err(format!("the dialog does not say {missing:?}: {words:?}")),
        })
    })
    .await
}

/// What the dialog says now.
///
/// # Errors
/// See [`wait_until_stored`].
pub async fn asked(page: &Page) -> Outcome<String> {
    Ok(page.one(&Sought::any(Role::Dialog)).await?.text().await?)
}

/// Logs in on a profile whose root holds these files.
///
/// # Errors
/// See [`wait_until_stored`].
pub async fn with_files(stage: &Stage, profile: Profile, names: &[&str]) -> Outcome {
    let Stage { host, page } = stage;
    let outside = host.connect(profile, &host.password_of("admin")).await?;
    outside.make_folder("Target", "").await?;
    for name in names {
        outside.upload(name, name, "").await?;
    }
    page.open(&host.page()).await?;
    page.choose_host(&host::label(profile)).await?;
    page.log_in(&host.password_of("admin")).await?;
    page.press(&text("my-files.title")).await
}
