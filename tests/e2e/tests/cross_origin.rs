//! The page on another origin than the API, as on a forum or blog.

use e2e::failure::Outcome;
use e2e::journey::{self, PROFILE};
use e2e::run::{Stage, run};
use e2e::words::text;

/// The endpoints for which the browser asked leave by OPTIONS.
async fn preflights(Stage { host, .. }: &Stage) -> Outcome<Vec<String>> {
    let requests = host.requests(PROFILE).await?;
    let preflights = requests.iter().filter(|request| request["preflight"] == true);
    Ok(preflights.filter_map(|request| request["path"].as_str().map(str::to_owned)).collect())
}

#[test]
fn right_headers_are_enough() {
    run("cross-origin", async |stage| {
        journey::short(stage, &stage.host.page_elsewhere()?).await?;
        stage.page.read_console().await?;
        stage.page.console.must_be_clean()
    });
}

#[test]
fn a_host_that_refuses_preflights_sees_none() {
    run("cross-origin-405", async |stage| {
        stage.host.switch("options-405").await?;
        journey::short(stage, &stage.host.page_elsewhere()?).await?;
        let preflights = preflights(stage).await?;
        assert!(preflights.is_empty(), "{preflights:?}");
        Ok(())
    });
}

/// The host gets the request all the same; the page learns at the login that it cannot read the
/// answers, says so, and sends no file.
async fn blocked(stage: &Stage, switches: &str) -> Outcome {
    let Stage { host, page } = stage;
    host.switch(switches).await?;
    page.open(&host.page_elsewhere()?).await?;
    page.try_to_log_in(&host.password_of("admin")).await?;
    page.wait_for_message(&[&text("error.blocked-by-cors")]).await?;
    let requests = host.requests(PROFILE).await?;
    // The page may look whether a host is there at all; it sends nothing else.
    let sent = requests.iter().filter(|request| request["method"] == "POST");
    let paths: Vec<_> = sent.map(|request| request["path"].as_str().unwrap_or_default()).collect();
    assert_eq!(paths, ["/api/v2/authorize"]);
    assert!(preflights(stage).await?.is_empty());
    Ok(())
}

#[test]
fn a_misspelt_header_is_noticed_at_the_login() {
    run("cross-origin-misspelt", async |stage| blocked(stage, "cors-misspelt,options-405").await);
}

#[test]
fn an_absent_header_is_noticed_at_the_login() {
    run("cross-origin-absent", async |stage| blocked(stage, "cors-absent,options-405").await);
}

#[test]
fn a_misspelt_header_does_no_harm_on_the_same_origin() {
    run("same-origin-misspelt", async |stage| {
        stage.host.switch("all").await?;
        journey::short(stage, &stage.host.page()).await
    });
}
