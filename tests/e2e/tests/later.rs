//! What the page does not begin with comes when it is wanted, and a part that does not come can be
//! asked for again. Of a release build, as `cargo xtask build` makes it: a debug build is one file.

use e2e::failure::Outcome;
use e2e::find::PATIENCE;
use e2e::page::Page;
use e2e::run::{Stage, run};
use e2e::words::text;
use fantoccini::Locator;
use serde_json::json;

const FILE: &str = "upload-widget_later.wasm";

/// How often the page has asked for the file, with or without success.
async fn asked_for(page: &Page) -> Outcome<u64> {
    let count = "return performance.getEntriesByType('resource') \
        .filter((entry) => entry.name.endsWith(arguments[0])).length";
    let count = page.browser.client.execute(count, vec![json!(FILE)]).await?;
    Ok(count.as_u64().unwrap_or_default())
}

async fn block(page: &Page, addresses: &[&str]) -> Outcome {
    page.browser.devtools("Network.enable", json!({})).await?;
    page.browser.devtools("Network.setBlockedURLs", json!({ "urls": addresses })).await?;
    Ok(())
}

#[test]
fn a_part_comes_when_it_is_wanted_and_can_be_asked_for_again() {
    run("later", async |Stage { host, page }: &Stage| {
        page.open(&host.page()).await?;
        page.log_in(&host.password_of("admin")).await?;
        page.show_folders().await?;
        assert_eq!(asked_for(page).await?, 0, "before anybody wants anything of it");

        block(page, &[&format!("*{FILE}")]).await?;
        page.press(&text("my-files.title")).await?;
        page.wait_for_message(&[&text("later.missing")]).await?;

        block(page, &[]).await?;
        page.press(&text("later.again")).await?;
        page.wait_for_status(&text("my-files.empty")).await?;
        let asked = asked_for(page).await?;
        assert!(asked > 0);

        // Another part is there at once.
        page.press(&text("account.details")).await?;
        let details = Locator::Css(".account-facts");
        page.browser.client.wait().at_most(PATIENCE).for_element(details).await?;
        assert_eq!(asked_for(page).await?, asked);
        Ok(())
    });
}
