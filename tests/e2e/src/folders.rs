//! The tree of folders, and what a person does in it.

use fantoccini::elements::Element;
use sandbox::Profile;
use serde_json::Value;

use crate::connection::Connection;
use crate::failure::Outcome;
use crate::find::{self, PATIENCE, Role, Sought};
use crate::host;
use crate::page::Page;
use crate::run::Stage;
use crate::words::{filled, text};

/// Logs in on a profile whose account has been given folders from outside.
///
/// # Errors
/// When that does not work; likewise for every step below.
pub async fn signed_in(
    Stage { host, page }: &Stage,
    profile: Profile,
    prepare: impl AsyncFnOnce(&Connection) -> Outcome,
) -> Outcome {
    let login = host.password_of("admin");
    prepare(&host.connect(profile, &login).await?).await?;
    page.open(&host.page()).await?;
    page.choose_host(&host::label(profile)).await?;
    page.log_in(&login).await
}

/// The row of a folder.
///
/// # Errors
/// See [`signed_in`].
pub async fn item(page: &Page, name: &str) -> Outcome<Element> {
    page.one(&Sought::named(Role::TreeItem, name)).await
}

/// Chooses something of the menu of a folder's row.
///
/// # Errors
/// See [`signed_in`].
pub async fn choose(page: &Page, folder: &str, what: &str) -> Outcome {
    page.press(&filled("folder.more", &[("name", folder)])).await?;
    Ok(page.one(&Sought::named(Role::MenuItem, &text(what))).await?.click().await?)
}

/// Waits until a row's attribute has this value.
///
/// # Errors
/// See [`signed_in`].
pub async fn wait_for(page: &Page, name: &str, attribute: &str, value: &str) -> Outcome {
    find::until(PATIENCE, async || {
        let found = item(page, name).await?.attr(attribute).await;
        Ok(match found {
            Ok(found) if found.as_deref() == Some(value) => Ok(()),
            other => Err(format!("{attribute} of “{name}” is {other:?}, not {value}")),
        })
    })
    .await
}

/// What the host holds of its folder with this name.
///
/// # Errors
/// See [`signed_in`].
pub async fn on_host(stage: &Stage, profile: Profile, name: &str) -> Outcome<Option<Value>> {
    let state = stage.host.state(profile).await?;
    let folders = state["folders"].as_array().cloned().unwrap_or_default();
    Ok(folders.into_iter().find(|folder| folder["name"] == name))
}
