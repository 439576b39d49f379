//! The package copied to a site, without a bundler, and the example of a Leptos app.

use e2e::failure::Outcome;
use e2e::files;
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::host::Host;
use e2e::places;
use e2e::recipe;
use e2e::run::{Stage, run_with};
use serde_json::{Value, json};

/// Runs steps with a site that has the package below this path.
fn site(name: &str, path: &str, steps: impl AsyncFnOnce(&Stage) -> Outcome) {
    run_with(&format!("recipe-{name}"), Host::with_package(path), steps);
}

fn page(name: &str, path: &str) {
    site(name.trim_end_matches(".html"), path, async |stage| {
        let address = stage.host.beside_page(name);
        recipe::upload(stage, &address, "#heard", files::photo()?).await
    });
}

#[test]
fn plain_html() {
    page("index.html", "upload-widget");
}

#[test]
fn modules_without_a_bundler() {
    page("module.html", "upload-widget");
}

#[test]
fn a_block_of_html_in_a_blog() {
    page("wordpress.html", "wp-content/uploads/upload-widget");
}

#[test]
fn a_leptos_app() {
    let host = async { Host::with_folder(places::prepared("LEPTOS_EXAMPLE")?).await };
    run_with("recipe-leptos", host, async |stage| {
        recipe::upload(stage, &stage.host.page(), "li.link", files::photo()?).await
    });
}

/// The browser's own hash of each file, and its own comparison.
#[test]
fn the_hashes_are_those_of_the_files() {
    site("integrity", "upload-widget", async |Stage { host, page }| {
        page.browser.client.goto(&host.beside_page("")).await?;
        let check = "
            const hashes = await (await fetch('/upload-widget/integrity.json')).json();
            const names = Object.keys(hashes);
            const same = await Promise.all(names.map(async (name) => {
                const file = await fetch(`/upload-widget/${name}`, { integrity: hashes[name] });
                const hash = new Uint8Array(await crypto.subtle.digest('SHA-384', await file.arrayBuffer()));
                return hashes[name] === `sha384-${btoa(String.fromCharCode(...hash))}`;
            }));
            return [names, same];";
        let checked = page.run_script(check).await?;
        let names = checked[0].as_array().cloned().unwrap_or_default();
        for name in [
            "loader.js",
            "framing.js",
            "upload-widget.js",
            "upload-widget_bg.wasm",
            "upload-widget_workspace.js",
            "upload-widget_workspace.wasm",
        ] {
            assert!(names.contains(&json!(name)), "{name} is not in {names:?}");
        }
        assert_eq!(checked[1], Value::from(vec![true; names.len()]));
        Ok(())
    });
}

#[test]
fn the_demo_page_works_under_the_strict_policy() {
    site("demo", "package", async |stage| {
        let Stage { host, page } = stage;
        page.open(&host.beside_page("package/demo/")).await?;
        page.log_in(&host.password_of("admin")).await?;
        page.press("addFiles([sample.txt])").await?;
        page.wait_until_row("sample.txt", &e2e::words::text("files.state.verified")).await?;
        let shown = "return [
            document.querySelector('#message').value,
            [...document.querySelectorAll('#events > li')].map((line) => line.dataset.type),
        ];";
        let events =
            ["ready", "login", "file-added", "progress", "uploaded", "snippet", "complete"];
        find::until(PATIENCE, async || {
            let shown = page.run_script(shown).await?;
            let heard = shown[1].as_array().cloned().unwrap_or_default();
            let all = events.iter().all(|event| heard.contains(&json!(event)));
            let written = shown[0].as_str().is_some_and(|text| text.starts_with("[url]http"));
            Ok(if all && written { Ok(()) } else { Err(format!("{shown} is shown")) })
        })
        .await?;
        // Parts and tokens are taken up at once, and so are attributes while the list is empty.
        let looks = "
            document.querySelector('#parts').closest('details').open = true;
            document.querySelector('#tokens').closest('details').open = true;
            const change = (field, value) => {
                field[typeof value === 'boolean' ? 'checked' : 'value'] = value;
                field.dispatchEvent(new Event('change', { bubbles: true }));
            };
            change(document.querySelector('#parts [name=file]'), true);
            change(document.querySelector(`#tokens [name='--uw-done']`), 'rgb(1, 2, 3)');
            const root = document.querySelector('upload-widget').shadowRoot;
            const looks = (part) => getComputedStyle(root.querySelector(`[part~=${part}]`));
            return [looks('done').outlineStyle, looks('file-state').color];";
        assert_eq!(page.run_script(looks).await?, json!(["dashed", "rgb(1, 2, 3)"]));
        page.press("clear()").await?;
        // Otherwise the widget that goes hands its login on to the one that takes its place, for as
        // long as it still writes the list down: whether it does is a matter of moments.
        page.press("logout()").await?;
        page.wait_until_logged_out().await?;
        page.run_script(
            "const field = document.querySelector('[name=lang]');
             field.value = 'de';
             field.dispatchEvent(new Event('change', { bubbles: true }));",
        )
        .await?;
        page.one(&Sought::named(Role::Button, "Anmelden")).await?;
        page.read_console().await?;
        page.console.must_be_clean()
    });
}
