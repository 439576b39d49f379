//! Names and messages with markup, quotes, marks that turn the direction of text, and emoji: all of
//! it is shown as the text it is, and nothing of it runs. A script that ran would open an alert,
//! which fails the next step; an element that was made of it would break the page's policy, which
//! `run` looks for at the end.

use e2e::failure::{Failure, Outcome};
use e2e::files;
use e2e::find::{Role, Sought};
use e2e::journey::PROFILE;
use e2e::page::{Format, Page, shown};
use e2e::run::{Stage, run};
use e2e::words::{filled, text};
use serde_json::json;

const MARKUP: &str = "<img src=x onerror=alert(1)><script>alert(2)</script>";
/// The second is an override that would turn “gpj.exe” around.
const NAMES: [&str; 6] = [
    "<img src=x onerror=alert(1)>.txt",
    "invoice \u{202e}gpj.exe",
    "it's & \u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{200f}.txt",
    "javascript:alert(1).txt",
    "\" onfocus=alert(1) autofocus \".txt",
    "🌊🏖️ [url=x] [b]bold[-b] {name}.txt",
];

/// The page has no element that only hostile text could have brought.
async fn nothing_was_made_of_it(page: &Page) -> Outcome {
    let count = "return document.querySelectorAll('main img, main script, main iframe').length;";
    let made = page.browser.client.execute(count, Vec::new()).await?;
    match made.as_u64() {
        Some(0) => Ok(()),
        _ => Err(Failure::new(format!("{made} elements were made of hostile text"))),
    }
}

#[test]
fn file_names_are_text() {
    run("hostile-files", async |stage| {
        let Stage { host, page } = stage;
        page.open(&host.page()).await?;
        page.log_in(&host.password_of("admin")).await?;
        let mut uploads = Vec::new();
        for name in NAMES {
            uploads.push(files::named(name, name.as_bytes())?);
        }
        page.choose_files(&uploads.iter().collect::<Vec<_>>()).await?;
        page.wait_until_done(&uploads.iter().collect::<Vec<_>>()).await?;
        for name in NAMES {
            let link = page.snippet(Format::Link, &stored(name)).await?;
            assert!(link.starts_with("http://127.0.0.1:"), "{link}");
            let html = page.snippet(Format::Html, &stored(name)).await?;
            let tags: Vec<_> = html.match_indices('<').map(|(at, _)| &html[at..at + 2]).collect();
            assert_eq!(tags, ["<a", "</"], "{html}");
            assert!(!html.contains('\u{202e}'), "{html:?} would turn the text after it");
            let bbcode = page.snippet(Format::Bbcode, &stored(name)).await?;
            assert!(bbcode.starts_with("[url") && bbcode.ends_with("[/url]"), "{bbcode}");
            assert_eq!(bbcode.matches("[/url]").count(), 1, "{bbcode}");
        }
        nothing_was_made_of_it(page).await
    });
}

/// What the page shows of what the host stores: browsers write a quote in a file's name as `%22`,
/// and hosts keep that.
fn stored(name: &str) -> String {
    shown(&name.replace('"', "%22"))
}

#[test]
fn html_from_the_host_is_text() {
    for (test, switch) in
        [("hostile-html-raw", "url-html=raw"), ("hostile-html", "url-html=escaped")]
    {
        run(test, async |stage| {
            let Stage { host, page } = stage;
            // The name then stands unescaped in the host's own HTML.
            host.switch(&format!("no-strip-tags,{switch}")).await?;
            page.open(&host.page()).await?;
            page.log_in(&host.password_of("admin")).await?;
            let file = files::named(NAMES[0], b"x")?;
            page.choose_files(&[&file]).await?;
            page.wait_until_done(&[&file]).await?;
            let html = page.snippet(Format::Html, &file.name).await?;
            assert!(html.starts_with("<a ") && !html.contains("<img"), "{html}");
            nothing_was_made_of_it(page).await
        });
    }
}

#[test]
fn folder_names_are_text() {
    run("hostile-folders", async |stage| {
        let Stage { host, page } = stage;
        host.switch("no-strip-tags").await?;
        let outside = host.connect(PROFILE, &host.password_of("admin")).await?;
        let names = [MARKUP, "\"quoted\" {name}", "\u{202e}sdrawkcab", "🌊 & waves"];
        let mut parent = String::new();
        for name in names {
            parent = outside.make_folder(name, &parent).await?;
        }
        page.open(&host.page()).await?;
        page.log_in(&host.password_of("admin")).await?;
        for name in names {
            page.open_folder(&shown(name)).await?;
        }
        nothing_was_made_of_it(page).await
    });
}

#[test]
fn account_and_package_names_are_text() {
    run("hostile-account", async |stage| {
        let Stage { host, page } = stage;
        let package = json!({ "label": MARKUP });
        host.change_account(json!({ "username": "admin", "package": package })).await?;
        page.open(&host.page()).await?;
        page.log_in(&host.password_of("admin")).await?;
        let widget = page.one(&Sought::named(Role::Region, "File upload")).await?;
        let shown = widget.text().await?;
        assert!(shown.contains(MARKUP), "{shown}");
        nothing_was_made_of_it(page).await
    });
}

#[test]
fn messages_from_the_host_are_text() {
    run("hostile-messages", async |stage| {
        let Stage { host, page } = stage;
        let words = format!("{MARKUP} \u{202e} {{words}} \"'");
        let refuse =
            |endpoint: &str| json!({ "endpoint": endpoint, "kind": "refuse", "message": words });
        page.open(&host.page()).await?;
        host.fault(refuse("authorize")).await?;
        page.try_to_log_in(&host.password_of("admin")).await?;
        page.wait_for_message(&[&text("error.server"), MARKUP]).await?;
        nothing_was_made_of_it(page).await?;

        page.log_in(&host.password_of("admin")).await?;
        host.fault(refuse("folder/create")).await?;
        page.press("New folder").await?;
        page.fill("Name of the new folder", "Anything").await?;
        page.press("Create").await?;
        page.wait_for_message(&[MARKUP]).await?;
        page.press("Cancel").await?;

        host.fault(refuse("file/upload")).await?;
        let file = files::one_byte()?;
        page.choose_files(&[&file]).await?;
        let rows = page.wait_until_ended().await?;
        let said = filled("error.words", &[("words", MARKUP)]);
        assert!(rows[0].contains(said.trim_end_matches('”')), "{rows:?}");
        nothing_was_made_of_it(page).await
    });
}
