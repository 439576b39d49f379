//! What every recipe has to do: show the widget, upload a file, and let the page have the link.

use sandbox::Profile;

use crate::failure::Outcome;
use crate::files::TestFile;
use crate::find::{self, PATIENCE, Role, Sought};
use crate::page::Format;
use crate::run::Stage;
use crate::words::{filled, text};

/// The host that the recipes name.
pub const PROFILE: Profile = Profile::Filecloudy;

/// Opens the page of a recipe, uploads a file, waits until the page's own script shows the link in
/// the element that `heard` selects, and downloads the file through it. The console stays clean.
///
/// # Errors
/// When a step fails.
///
/// # Panics
/// When what was stored is not what was sent.
pub async fn upload(stage: &Stage, address: &str, heard: &str, file: TestFile) -> Outcome {
    let Stage { host, page } = stage;
    page.open(address).await?;
    page.log_in(&host.password_of("admin")).await?;
    page.choose_files(&[&file]).await?;
    page.wait_until_done(&[&file]).await?;
    let link = page.snippet(Format::Link, &file.name).await?;
    find::until(PATIENCE, async || {
        let said = "return document.querySelector(arguments[0])?.textContent ?? null;";
        let said = page.browser.client.execute(said, vec![heard.into()]).await?;
        Ok(match said == link {
            true => Ok(()),
            false => Err(format!("{heard} says {said}, not {link}")),
        })
    })
    .await?;
    // What comes later is found too, wherever a bundler has put it.
    page.press(&text("my-files.title")).await?;
    let select = filled("my-files.select", &[("name", &file.name)]);
    page.one(&Sought::named(Role::Checkbox, &select)).await?;
    page.read_console().await?;
    page.console.must_be_clean()?;
    let outside = host.connect(PROFILE, &host.password_of("admin")).await?;
    let sent = (file.size()?, file.digest()?);
    assert_eq!(outside.download(&link, "").await?, sent, "{}", file.name);
    Ok(())
}
