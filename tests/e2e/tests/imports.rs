//! Files that the host fetches from addresses: pasted, typed or dropped ones, and not the widget's own.

use e2e::clipboard::Clipboard;
use e2e::failure::Outcome;
use e2e::files;
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::page::{Format, Page};
use e2e::run::{Stage, run};
use e2e::words::{filled, text};
use sandbox::Profile;
use serde_json::json;

/// A host that fetches.
const PROFILE: Profile = Profile::Xcloudfile;

/// Waits until the row of an address shows these words.
async fn wait_until_fetched(page: &Page, address: &str, words: &str) -> Outcome {
    find::until(PATIENCE, async || {
        let region = page.one(&Sought::named(Role::Region, &text("import.region"))).await?;
        let rows = page.texts(&Sought::any(Role::ListItem).within(&region)).await?;
        let row = rows.iter().find(|row| row.lines().next() == Some(address));
        let there = row.is_some_and(|row| row.contains(words));
        Ok(if there { Ok(()) } else { Err(format!("no {words:?} for {address}: {rows:?}")) })
    })
    .await
}

#[test]
fn a_question_for_addresses_ends_with_the_login() {
    run("import-login", async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "admin").await?;
        let slow = json!({ "endpoint": "file/upload", "kind": "delay", "milliseconds": 3000 });
        host.fault(slow).await?;
        host.fault(json!({ "endpoint": "file/upload", "kind": "expire-token" })).await?;
        page.choose_files(&[&files::one_byte()?]).await?;
        page.press(&text("import.add")).await?;
        page.one(&Sought::any(Role::Dialog)).await?;
        page.wait_for_message(&[&text("expired")]).await?;
        page.log_in(&host.password_of("admin")).await?;
        page.one(&Sought::named(Role::Button, &text("import.add"))).await?;
        page.none(&Sought::any(Role::Dialog)).await
    });
}

#[test]
fn addresses_are_pasted_and_typed_and_the_files_are_listed_when_they_are_there() {
    run("import", async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "admin").await?;
        page.press(&text("my-files.title")).await?;
        let files = page.one(&Sought::named(Role::Region, &text("my-files.title"))).await?;
        page.wait_for_status(&text("my-files.empty")).await?;

        // The host fetches from itself.
        let [icon, missing] = ["icon.svg", "nothing.bin"].map(|name| host.beside_page(name));
        let clipboard = format!("# a list\n{icon}\nno address\n");
        page.paste("body", Clipboard { files: &[], text: &clipboard }).await?;
        wait_until_fetched(page, &icon, &text("files.state.done")).await?;
        assert_eq!(host.wait_until_stored(PROFILE, 1).await?, ["icon.svg"]);
        // Without being asked for again.
        find::until(PATIENCE, async || {
            let rows = page.texts(&Sought::any(Role::ListItem).within(&files)).await?;
            let listed = rows.iter().any(|row| row.lines().next() == Some("icon.svg"));
            Ok(if listed { Ok(()) } else { Err(format!("{rows:?} is listed")) })
        })
        .await?;
        page.allow_clipboard().await?;
        let link = text("format.link");
        let copy = filled("copy.of", &[("format", &link), ("name", "icon.svg")]);
        let region = page.one(&Sought::named(Role::Region, &text("import.region"))).await?;
        page.one(&Sought::named(Role::Button, &copy).within(&region)).await?.click().await?;
        let state = host.state(PROFILE).await?;
        let short = state["files"][0]["short_url"].as_str().unwrap_or("nothing").to_owned();
        find::until(PATIENCE, async || {
            let held = page.clipboard().await?;
            Ok(if held.contains(&short) { Ok(()) } else { Err(format!("{held:?} is copied")) })
        })
        .await?;

        page.press(&text("import.add")).await?;
        page.fill(&text("import.addresses"), "files.example").await?;
        page.press(&text("import.start")).await?;
        let addresses = text("import.addresses");
        page.wait_until_refused(&addresses, &text("import.no-address")).await?;
        page.fill(&text("import.addresses"), &missing).await?;
        page.press(&text("import.start")).await?;
        page.none(&Sought::any(Role::Dialog)).await?;
        // What went wrong is said, and can be tried again.
        let again = filled("files.retry-named", &[("name", &missing)]);
        let region = page.one(&Sought::named(Role::Region, &text("import.region"))).await?;
        let told = ["1 of 2 done".to_owned(), "1 failed".to_owned()].join(" · ");
        // For all of them at once: of each by itself nobody could tell which it is.
        find::until(PATIENCE, async || {
            let said = page.texts(&Sought::any(Role::Status).within(&region)).await?;
            Ok(if said == [told.as_str()] { Ok(()) } else { Err(format!("{said:?} is told")) })
        })
        .await?;
        page.press(&again).await?;
        page.wait_until_focus_is_on(&Sought::any(Role::ListItem)).await
    });
}

#[test]
fn what_one_account_has_fetched_is_no_business_of_the_next() {
    run("import-accounts", async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "admin").await?;
        let icon = host.beside_page("icon.svg");
        page.paste("body", Clipboard { files: &[], text: &icon }).await?;
        wait_until_fetched(page, &icon, &text("files.state.done")).await?;
        page.snippet(Format::Link, "icon.svg").await?;
        page.log_out().await?;
        page.log_in(&host.password_of("free")).await?;
        page.one(&Sought::named(Role::Button, &text("import.add"))).await?;
        for key in ["import.region", "links.region"] {
            page.none(&Sought::named(Role::Region, &text(key))).await?;
        }
        // More than its package allows at a time.
        page.press(&text("import.add")).await?;
        page.fill(&text("import.addresses"), &[icon.as_str(); 3].join("\n")).await?;
        page.press(&text("import.start")).await?;
        page.wait_for_message(&[&text("error.too-many-imports")]).await?;
        Ok(())
    });
}

/// Waits until the field with all links holds these.
async fn wait_until_all_are(page: &Page, links: &str) -> Outcome {
    let field = page.one(&Sought::named(Role::Textbox, &text("links.all"))).await?;
    find::until(PATIENCE, async || {
        let shown = field.prop("value").await?.unwrap_or_default();
        Ok(if shown == links { Ok(()) } else { Err(format!("{shown:?}, not {links:?}")) })
    })
    .await
}

#[test]
fn the_links_of_fetched_files_are_beside_those_of_uploads() {
    run("import-links", async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "admin").await?;
        page.allow_clipboard().await?;
        let icon = host.beside_page("icon.svg");
        page.paste("body", Clipboard { files: &[], text: &icon }).await?;
        // Before anything is uploaded.
        let fetched = page.snippet(Format::Bbcode, "icon.svg").await?;
        let is_named = fetched.starts_with("[url=http") && fetched.ends_with("]icon.svg[/url]");
        assert!(is_named, "{fetched}");

        page.press(&text("links.show-all")).await?;
        wait_until_all_are(page, &fetched).await?;
        let file = files::named("a.txt", b"a")?;
        page.choose_files(&[&file]).await?;
        page.wait_until_done(&[&file]).await?;
        let uploaded = page.snippet(Format::Bbcode, "a.txt").await?;
        let both = format!("{uploaded}\n{fetched}");
        wait_until_all_are(page, &both).await?;
        page.press(&text("copy.all")).await?;
        page.wait_for_clipboard(&both).await?;

        // Nothing was told of the owner's links.
        page.press(&filled("links.more-of", &[("name", "icon.svg")])).await?;
        let direct = page.one(&Sought::named(Role::MenuItem, &text("links.direct"))).await?;
        page.none(&Sought::named(Role::MenuItem, &text("links.delete"))).await?;
        direct.click().await?;
        let named = [("link", &*text("links.direct")), ("name", "icon.svg")];
        page.one(&Sought::named(Role::Textbox, &filled("links.named", &named))).await?;
        assert_eq!(host.calls(PROFILE, "file/download").await?, 1);

        // Taken out of the one list, it is not left in the other.
        page.press(&filled("files.remove", &[("name", &icon)])).await?;
        page.none(&Sought::named(Role::Textbox, "BBCode of icon.svg")).await?;
        wait_until_all_are(page, &uploaded).await
    });
}

/// Drops a link on the area for files, as the browser does.
const DROP_LINK: &str = "
    const drop = () => {
        const dataTransfer = new DataTransfer();
        dataTransfer.setData('text/uri-list', document.querySelector('.my-file a').href);
        const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true, composed: true });
        return !document.querySelector('.drop-area').dispatchEvent(event);
    };
    const drag = (type) => document.querySelector('.my-file a')
        .dispatchEvent(new DragEvent(type, { bubbles: true, composed: true }));
";

#[test]
fn a_link_of_the_widget_that_slips_is_not_fetched() {
    run("import-own", async |stage| {
        let Stage { host, page } = stage;
        let outside = host.connect(PROFILE, &host.password_of("admin")).await?;
        outside.upload("a.txt", "a", "").await?;
        stage.sign_in(PROFILE, "admin").await?;
        page.press(&text("my-files.title")).await?;
        page.one(&Sought::named(Role::Link, "a.txt")).await?;
        let slip =
            [DROP_LINK, "drag('dragstart'); const taken = drop(); drag('dragend'); return taken;"];
        assert_eq!(page.run_script(&slip.concat()).await?, false);
        assert_eq!(host.calls(PROFILE, "file/url_upload_add").await?, 0);
        page.none(&Sought::named(Role::Region, &text("import.region"))).await?;
        // One that comes from elsewhere is.
        assert_eq!(page.run_script(&[DROP_LINK, "return drop();"].concat()).await?, true);
        page.one(&Sought::named(Role::Region, &text("import.region"))).await?;
        Ok(())
    });
}

#[test]
fn few_addresses_are_fetched_at_the_same_time() {
    run("import-many", async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "admin").await?;
        let count = "window.open = window.most = 0;
            const plain = window.fetch;
            window.fetch = async (...call) => {
                if (!String(call[0].url ?? call[0]).endsWith('/url_upload_add')) return plain(...call);
                most = Math.max(most, ++open);
                try { return await plain(...call); } finally { open--; }
            };";
        page.browser.client.execute(count, Vec::new()).await?;
        let delay = json!({ "endpoint": "file/url_upload_add", "kind": "delay", "milliseconds": 300, "times": 0 });
        host.fault(delay).await?;
        let icon = host.beside_page("icon.svg");
        // More than the package allows at a time.
        let many = vec![icon.as_str(); 52].join("\n");
        page.paste("body", Clipboard { files: &[], text: &many }).await?;
        let refused = text("error.too-many-imports");
        find::until(PATIENCE, async || {
            let region = page.one(&Sought::named(Role::Region, &text("import.region"))).await?;
            let rows = page.texts(&Sought::any(Role::ListItem).within(&region)).await?;
            let over = rows.iter().filter(|row| row.contains(&refused)).count();
            Ok(match (rows.len(), over) {
                (52, 2) => Ok(()),
                _ => Err(format!("{over} are refused: {rows:?}")),
            })
        })
        .await?;
        // One after the other, without being asked for again.
        find::until(PATIENCE, async || {
            let names = host.file_names(PROFILE).await?.len();
            Ok(if names > 5 { Ok(()) } else { Err(format!("{names} are stored")) })
        })
        .await?;
        assert_eq!(page.browser.client.execute("return most;", Vec::new()).await?, 3);
        Ok(())
    });
}
