//! What tests of the framed mode share: the host with its own upload page, and the forum that opens it.

use std::time::Duration;

use crate::embedder::Embedder;
use crate::failure::Outcome;
use crate::find::{self, PATIENCE};
use crate::host::Host;
use crate::page::Page;
use crate::run::{Stage, run_with};

/// The page as its operator has set it up, for every embedder or for none but its own origin.
///
/// # Errors
/// When the host does not start.
pub async fn host_for(embedders: &str) -> Outcome<Host> {
    let attributes = "data-host=\"filecloudy\" data-api-base=\"/filecloudy/api/v2/\"";
    let host = Host::with_page(&format!("{attributes} data-embedders=\"{embedders}\"")).await?;
    host.switch("cors-misspelt,options-405").await?;
    Ok(host)
}

/// Runs steps with a forum that the operator has named, as dialogs need it.
///
/// # Panics
/// When a step fails.
#[track_caller]
pub fn run_named(name: &str, steps: impl AsyncFnOnce(&Stage, &Embedder) -> Outcome) {
    let forum = Embedder::announce().expect("a free port");
    let origin = forum.origin.clone();
    run_with(name, host_for(&origin), async |stage| {
        let forum = forum.open(&stage.host).await?;
        steps(stage, &forum).await
    });
}

/// Waits until a question has stood there for so long that it can be answered.
pub async fn read_the_question() {
    tokio::time::sleep(Duration::from_millis(1000)).await;
}

/// Brings the newest window to the front.
///
/// # Errors
/// When there is no second window.
pub async fn newest(page: &Page) -> Outcome {
    let client = &page.browser.client;
    let popup = find::until(PATIENCE, async || {
        let mut windows = client.windows().await?;
        Ok(match windows.len() {
            0 | 1 => Err("no second window".to_owned()),
            _ => windows.pop().ok_or_else(|| "no window".to_owned()),
        })
    })
    .await?;
    Ok(client.switch_to_window(popup).await?)
}

/// What the forum heard in all, as one text.
///
/// # Errors
/// When the page records nothing.
pub async fn everything(page: &Page) -> Outcome<String> {
    let all = "return JSON.stringify([window.heard, window.messages]);";
    let all = page.run_script(all).await?;
    Ok(all.as_str().unwrap_or_default().to_owned())
}
