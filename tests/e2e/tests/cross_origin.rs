//! The page on another origin than the API, as on a forum or blog, and each way of sending against
//! each way that hosts have with CORS.

use e2e::failure::Outcome;
use e2e::files;
use e2e::host::Host;
use e2e::journey::{self, PROFILE};
use e2e::run::{Stage, run, run_with};
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

/// What hosts do about CORS, in the form of the sandbox's switches, and whether pages of other
/// origins can read the replies.
const HOSTS: [(&str, bool); 6] = [
    ("options-answered", true),
    ("options-405", true),
    ("cors-misspelt,options-answered", false),
    ("cors-misspelt,options-405", false),
    ("cors-absent,options-answered", false),
    ("cors-absent,options-405", false),
];

/// Uploads a file that is large enough to be watched to hosts of each kind, from their own origin
/// and from another one.
#[track_caller]
fn sends_to_all(transport: &str) {
    let attribute = format!("data-transport=\"{transport}\"");
    let page = Host::with_page(&attribute);
    run_with(&format!("cors-{transport}"), page, async |stage| {
        let Stage { host, page } = stage;
        let mut sent = 0;
        for (switches, readable) in HOSTS {
            host.switch(switches).await?;
            for (address, same) in [(host.page(), true), (host.page_elsewhere()?, false)] {
                let place = format!("{switches}, {}", if same { "same origin" } else { "another" });
                page.open(&address).await?;
                page.try_to_log_in(&host.password_of("admin")).await?;
                if !same && !readable {
                    page.wait_for_message(&[&text("error.blocked-by-cors")]).await?;
                    continue;
                }
                page.wait_until_logged_in().await.map_err(|failure| failure.during(&place))?;
                let file = files::named(&format!("{sent}.bin"), &[7; 1_500_000])?;
                page.choose_files(&[&file]).await?;
                page.wait_until_done(&[&file]).await.map_err(|failure| failure.during(&place))?;
                page.log_out().await?;
                sent += 1;
            }
        }
        let state = host.state(PROFILE).await?;
        assert_eq!(state["files"].as_array().map(Vec::len), Some(sent), "each is there once");
        assert_eq!(sent, HOSTS.len() + 2);
        let asked = preflights(stage).await?;
        match transport {
            // Once by the host that answers, and once by the one that does not, after which the
            // file went by fetch.
            "watched" => assert_eq!(asked, ["/api/v2/file/upload"; 2]),
            _ => assert!(asked.is_empty(), "{asked:?}"),
        }
        Ok(())
    });
}

#[test]
fn by_fetch_to_every_kind_of_host() {
    sends_to_all("fetch");
}

#[test]
fn by_either_as_it_suits_to_every_kind_of_host() {
    sends_to_all("auto");
}

#[test]
fn watched_to_every_kind_of_host() {
    sends_to_all("watched");
}
