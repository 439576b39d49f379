//! The gallery of the widget's states, `www/gallery`.

use std::time::Duration;

use crate::failure::{Failure, Outcome};
use crate::find;
use crate::host::Host;
use crate::page::Page;

/// How long a scene may take: some play a whole journey.
const PATIENCE: Duration = Duration::from_secs(60);

/// Opens a page of the gallery, and waits until the state that it shows is reached.
///
/// # Errors
/// When it is not, with what the page says of why.
pub async fn show(host: &Host, page: &Page, address: &str) -> Outcome {
    page.browser.client.goto(&host.beside_page(&format!("gallery/{address}"))).await?;
    find::until(PATIENCE, async || {
        let state =
            "const { scene, reason } = document.documentElement.dataset; return [scene, reason];";
        // The page may be loading itself anew.
        let Ok(state) = page.browser.client.execute(state, Vec::new()).await else {
            return Ok(Err("the page is not there".to_owned()));
        };
        match state[0].as_str() {
            Some("ready") => Ok(Ok(())),
            Some(_) => Err(Failure::new(state[1].as_str().unwrap_or_default())),
            None => Ok(Err("the state is not reached".to_owned())),
        }
    })
    .await
}
