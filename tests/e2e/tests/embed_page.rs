//! `<upload-widget>` and the page around it: the page keeps its focus and what is dropped on its own
//! fields; what the page allows is what the widget says.

use std::time::Duration;

use e2e::embedder::{Embedder, credentials};
use e2e::failure::Outcome;
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::journey::PROFILE;
use e2e::page::Page;
use e2e::run::{Stage, run};
use e2e::words::{filled, text};
use sandbox::Profile;
use serde_json::{Value, json};

/// Adds a widget to the page for this account, and returns when it is logged in.
async fn add(stage: &Stage, username: &str, attributes: Value) -> Outcome<Embedder> {
    add_for(stage, PROFILE, username, attributes).await
}

async fn add_for(
    Stage { host, page }: &Stage,
    profile: Profile,
    username: &str,
    attributes: Value,
) -> Outcome<Embedder> {
    let site = Embedder::start(host).await?;
    page.browser.client.goto(&site.page("several.html")).await?;
    let credentials = credentials(host, profile, username).await?;
    let script = format!(
        "const element = add('place', {attributes}, {{ id: 'added', credentials: {credentials} }});
         await event(element, 'login');"
    );
    page.run_script(&script).await?;
    page.wait_until_logged_in().await?;
    Ok(site)
}

/// The tag of what has the focus on the page.
async fn focused(page: &Page) -> Outcome<Value> {
    page.run_script("return document.activeElement.tagName;").await
}

/// The same, so late that whatever would have taken the focus by itself has it.
async fn focused_in_the_end(page: &Page) -> Outcome<Value> {
    tokio::time::sleep(Duration::from_millis(400)).await;
    focused(page).await
}

#[test]
fn what_the_widget_does_by_itself_leaves_the_focus_where_it_is() {
    run("embed-focus-around", async |stage| {
        let page = &stage.page;
        let _site = add(stage, "admin", json!({})).await?;
        assert_eq!(focused_in_the_end(page).await?, "BODY", "nobody has turned to the widget");
        let field = "const field = document.createElement('textarea');
            document.body.append(field);
            field.focus();";
        page.run_script(field).await?;
        page.run_script("await document.getElementById('added').logout();").await?;
        page.wait_until_logged_out().await?;
        let focused = focused_in_the_end(page).await?;
        assert_eq!(focused, "TEXTAREA", "the reader was in the page's own field");
        Ok(())
    });
}

#[test]
fn the_focus_that_the_widget_had_stays_in_it() {
    run("embed-focus-inside", async |stage| {
        let page = &stage.page;
        let _site = add(stage, "admin", json!({})).await?;
        page.log_out().await?;
        find::until(PATIENCE, async || {
            let focused = focused(page).await?;
            let inside = focused == "UPLOAD-WIDGET";
            Ok(if inside { Ok(()) } else { Err(format!("{focused} has the focus")) })
        })
        .await
    });
}

#[test]
fn what_is_typed_stays_when_the_page_logs_out() {
    run("embed-logout-typed", async |stage| {
        let page = &stage.page;
        let _site = add(stage, "admin", json!({})).await?;
        page.log_out().await?;
        page.fill(&text("sign-in.username"), "somebody").await?;
        let script = "
            const element = document.getElementById('added');
            await element.logout();
            // What comes of it is drawn by then.
            await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
            return element.shadowRoot.querySelector('[autocomplete=username]').value;";
        assert_eq!(page.run_script(script).await?, "somebody");
        Ok(())
    });
}

#[test]
fn a_supplier_without_a_token_leaves_the_login_to_the_reader() {
    run("embed-anonymous", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        let add = "
            globalThis.asked = 0;
            await event(add('place', {}, { credentials: async () => { asked += 1; } }), 'ready');";
        page.browser.client.goto(&site.page("several.html")).await?;
        page.run_script(add).await?;
        page.wait_until_logged_out().await?;
        // Longer than another tab would be asked whether it has a login.
        tokio::time::sleep(Duration::from_millis(600)).await;
        let loaded = "return [asked, performance.getEntriesByType('resource')
            .filter(({ name }) => name.endsWith('_workspace.wasm')).length];";
        assert_eq!(page.run_script(loaded).await?, json!([1, 0]), "nobody needs the workspace");
        assert!(page.heard("error").await?.is_empty());

        page.stay_signed_in().await?;
        page.log_in(&host.password_of("admin")).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        page.run_script(add).await?;
        page.wait_until_logged_in().await?;
        assert!(page.heard("error").await?.is_empty());
        assert_eq!(host.calls(PROFILE, "authorize").await?, 1, "the login has stayed");
        page.log_out().await
    });
}

#[test]
fn what_is_added_and_is_no_file_does_no_harm() {
    run("embed-no-file", async |stage| {
        let page = &stage.page;
        let _site = add(stage, "admin", json!({})).await?;
        let script = "
            const element = document.getElementById('added');
            await element.addFiles([undefined]);
            element.remove();
            await new Promise((resolve) => setTimeout(resolve));
            return element.shadowRoot.querySelector('section');";
        assert_eq!(page.run_script(script).await?, Value::Null);
        assert!(page.heard("file-added").await?.is_empty());
        assert!(page.heard("error").await?.is_empty());
        Ok(())
    });
}

/// What the area for files says.
async fn area(page: &Page) -> Outcome<String> {
    Ok(page.one(&Sought::named(Role::Region, &text("drop.region"))).await?.text().await?)
}

#[test]
fn the_limits_of_the_page_are_those_that_are_told() {
    run("embed-limits", async |stage| {
        let page = &stage.page;
        let limits = json!({ "max-size": "2 MB", "max-files": "1", "max-total": "3 MB" });
        let _site = add(stage, "free", limits).await?;
        let said = area(page).await?;
        // The package allows more.
        assert!(said.contains(&filled("drop.hint", &[("size", "2 MB")])), "{said}");
        assert!(said.contains("Up to one file"), "{said}");
        assert!(said.contains(&filled("drop.hint-total", &[("size", "3 MB")])), "{said}");
        Ok(())
    });
}

#[test]
fn a_check_that_is_left_to_the_host_closes_nothing() {
    run("embed-no-permission", async |stage| {
        let page = &stage.page;
        let _site = add(stage, "readonly", json!({})).await?;
        assert!(area(page).await?.contains(&text("refused.not-allowed")));
        let _site = add(stage, "readonly", json!({ "skip-checks": "permission" })).await?;
        page.one(&Sought::named(Role::Button, &text("drop.choose"))).await?;
        Ok(())
    });
}

/// Sends an event of dragging to an element, with a file in hand or a link; tells whether somebody
/// has taken it.
const DRAG: &str = "
    const root = document.getElementById('added').shadowRoot;
    const drag = (element, type, what = 'file') => {
        const dataTransfer = new DataTransfer();
        if (what === 'file') dataTransfer.items.add(new File(['x'], 'dropped.txt'));
        else dataTransfer.setData('text/uri-list', 'https://files.example/a.zip');
        const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true, composed: true });
        return !element.dispatchEvent(event);
    };
    // Two frames later, when whatever has happened is drawn.
    const said = async () => {
        for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
        return root.querySelector('.drop-here').textContent;
    };
";

#[test]
fn a_file_that_a_field_of_the_page_takes_is_not_taken_twice() {
    run("embed-drop-field", async |stage| {
        let page = &stage.page;
        let _site = add(stage, "admin", json!({ "drop-zone": "page" })).await?;
        let drop = "
            const field = document.createElement('textarea');
            document.body.append(field);
            for (const type of ['dragover', 'drop']) field.addEventListener(type, (event) => event.preventDefault());
            drag(field, 'dragenter');
            drag(field, 'dragover');
            const over = await said();
            drag(field, 'drop');
            return [over, await said()];";
        let said = page.run_script(&[DRAG, drop].concat()).await?;
        assert_eq!(said, json!([text("drop.here"), text("drop.here")]));
        assert!(page.heard("file-added").await?.is_empty());
        // Beside the field it is the widget's.
        let drop = "return drag(document.body, 'drop');";
        assert_eq!(page.run_script(&[DRAG, drop].concat()).await?, true);
        page.wait_until_heard("file-added", 1).await?;
        Ok(())
    });
}

#[test]
fn a_link_is_taken_on_the_widget_only() {
    run("embed-drop-link", async |stage| {
        let page = &stage.page;
        let profile = Profile::Xcloudfile;
        let attributes = json!({ "host": profile.name(), "api-base": stage.host.api_base(profile), "drop-zone": "page" });
        let _site = add_for(stage, profile, "admin", attributes).await?;
        let drag = "
            const area = root.querySelector('.drop-area');
            return [document.body, area].map((element) => drag(element, 'dragover', 'link'));";
        assert_eq!(page.run_script(&[DRAG, drag].concat()).await?, json!([false, true]));
        Ok(())
    });
}

#[test]
fn what_hangs_over_a_row_that_goes_away_is_gone_when_it_leaves() {
    run("embed-drop-leave", async |stage| {
        let page = &stage.page;
        let _site = add(stage, "admin", json!({})).await?;
        let leave = "
            const area = root.querySelector('.drop-area');
            const row = document.createElement('p');
            area.append(row);
            drag(row, 'dragenter');
            const over = await said();
            // Nothing is told of leaving it.
            row.remove();
            drag(area, 'dragenter');
            drag(area, 'dragleave');
            return [over, await said()];";
        let said = page.run_script(&[DRAG, leave].concat()).await?;
        assert_eq!(said, json!([text("drop.now"), text("drop.here")]));
        Ok(())
    });
}

#[test]
fn a_question_about_a_file_goes_with_the_file() {
    run("embed-rename-cleared", async |stage| {
        let Stage { host, page } = stage;
        let _site = add(stage, "admin", json!({ "auto-upload": "false" })).await?;
        host.fault(json!({ "endpoint": "file/upload", "kind": "delay", "milliseconds": 60000 }))
            .await?;
        let files = "await document.getElementById('added').addFiles([new File(['x'], 'a.txt')]);";
        page.run_script(files).await?;
        page.press(&filled("files.more", &[("name", "a.txt")])).await?;
        page.one(&Sought::named(Role::MenuItem, &text("files.rename"))).await?.click().await?;
        page.one(&Sought::any(Role::Dialog)).await?;
        page.run_script("await document.getElementById('added').clear();").await?;
        // A question that is not drawn would keep everything else from being used.
        find::until(PATIENCE, async || {
            let open = "const root = document.getElementById('added').shadowRoot;
                return root.querySelector('dialog') !== null;";
            let open = page.run_script(open).await?;
            Ok(if open == false { Ok(()) } else { Err("it is still asked".to_owned()) })
        })
        .await
    });
}
