//! The short journey: what has to work wherever the page and the host are.

use sandbox::Profile;

use crate::connection::Connection;
use crate::control::Account;
use crate::failure::Outcome;
use crate::files::{self, TestFile};
use crate::find::{self, PATIENCE};
use crate::host::Host;
use crate::page::{Format, Page};
use crate::run::Stage;

/// The profile that short journeys go to: the one the page offers first.
pub const PROFILE: Profile = Profile::Filecloudy;

/// Opens the page at `address`, logs in, makes a folder, uploads two files into it, logs out, and
/// downloads both through their links.
///
/// # Errors
/// When a step fails.
pub async fn short(stage: &Stage, address: &str) -> Outcome {
    let Stage { host, page } = stage;
    page.open(address).await?;
    page.log_in(&host.password_of("admin")).await?;
    page.new_folder("Short").await?;
    let uploads = [files::one_byte()?, files::photo()?];
    page.choose_files(&uploads.each_ref()).await?;
    page.wait_until_done(&uploads.each_ref()).await?;
    let links = links(page, &uploads).await?;
    page.log_out().await?;
    wait_until_no_token(host, Account { profile: PROFILE, username: "admin" }).await?;
    let outside = host.connect(PROFILE, &host.password_of("admin")).await?;
    links_give_back(&outside, &["Short"], &links, &uploads).await
}

/// The links of these files, as the page shows them.
///
/// # Errors
/// When one is missing.
pub async fn links(page: &Page, files: &[TestFile]) -> Outcome<Vec<String>> {
    let mut links = Vec::new();
    for file in files {
        links.push(page.snippet(Format::Link, &file.name).await?);
    }
    Ok(links)
}

/// Downloads each file through its link and compares the bytes. All have to lie in `folder`.
///
/// # Errors
/// When a file is missing.
///
/// # Panics
/// When bytes differ.
pub async fn links_give_back(
    outside: &Connection,
    folder: &[&str],
    links: &[String],
    files: &[TestFile],
) -> Outcome {
    let folder = outside.folder_at(folder).await?;
    for (file, link) in files.iter().zip(links) {
        let sent = (file.size()?, file.digest()?);
        assert_eq!(outside.download(link, &folder).await?, sent, "{}", file.name);
    }
    Ok(())
}

/// Waits until the host holds no token of the account any more.
///
/// # Errors
/// When one stays alive.
pub async fn wait_until_no_token(host: &Host, account: Account<'_>) -> Outcome {
    find::until(PATIENCE, async || {
        Ok(match host.live_tokens(account).await? {
            0 => Ok(()),
            alive => Err(format!("{alive} tokens of {account:?} are alive")),
        })
    })
    .await
}
