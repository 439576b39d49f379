//! `<upload-widget>` when its files come from elsewhere or not at all, and in browsers that lack what
//! it needs: there is always a way to upload.

use e2e::embedder::{Embedder, credentials};
use e2e::find::{Role, Sought};
use e2e::host::Host;
use e2e::journey::PROFILE;
use e2e::run::{Stage, run, run_with};
use serde_json::json;

/// Attributes of the host's own upload page; the site that may show it in a dialog comes after them.
const NAMING: &str =
    "data-host=\"filecloudy\" data-api-base=\"/filecloudy/api/v2/\" data-embedders=";

#[test]
fn a_failed_load_leaves_a_way_to_upload() {
    run("embed-failed", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::without(host, "upload-widget_bg.wasm").await?;
        // The page's own link stands inside the element.
        page.browser.client.goto(&site.page("several.html")).await?;
        page.run_script("add('place');").await?;
        let error = page.wait_until_heard("error", 1).await?;
        assert_eq!(error[0]["code"], "load-failed");
        let shown = "const link = document.querySelector('upload-widget a');
            return [link.checkVisibility(), link.textContent];";
        assert_eq!(page.run_script(shown).await?, json!([true, "Upload there"]));
        // A line break is none.
        let made = "const element = add('place');
            element.replaceChildren(document.createElement('br'));
            await event(element, 'error');
            return element.shadowRoot.querySelector('a')?.href ?? null;";
        assert_eq!(page.run_script(made).await?, "https://filecloudy.com/");
        // Where it has given none, the element makes one.
        page.browser.client.goto(&site.page("plain.html")).await?;
        page.wait_until_heard("error", 1).await?;
        let made =
            "const link = document.querySelector('upload-widget').shadowRoot.querySelector('a');
            return [link.href, link.textContent, link.getAttribute('part')];";
        let made = page.run_script(made).await?;
        assert_eq!(made, json!(["https://filecloudy.com/", "Upload files", "fallback"]));
        Ok(())
    });
}

#[test]
fn a_browser_without_webassembly_gets_the_plain_link() {
    run("embed-no-wasm", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        // Before any script of the page, as in a browser that has it switched off.
        let without = json!({ "source": "delete globalThis.WebAssembly;" });
        page.browser.devtools("Page.addScriptToEvaluateOnNewDocument", without).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        page.run_script("add('place');").await?;
        let error = page.wait_until_heard("error", 1).await?;
        assert_eq!(error[0]["code"], "load-failed");
        let shown = page.one(&Sought::named(Role::Link, "Upload there")).await?;
        assert_eq!(shown.attr("href").await?, Some(format!("{}/upload", host.origin())));
        page.browser.client.goto(&site.page("plain.html")).await?;
        let made = page.one(&Sought::named(Role::Link, "Upload files")).await?;
        assert_eq!(made.attr("href").await?.as_deref(), Some("https://filecloudy.com"));
        // The standalone page says what is wrong.
        page.browser.client.goto(&host.page()).await?;
        page.wait_for_message(&["could not start", "WebAssembly"]).await?;
        Ok(())
    });
}

#[test]
fn a_browser_that_is_too_old_shows_what_stands_inside() {
    run("embed-old", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        let old = "CSS.supports = (name, value) => !value.includes('light-dark');
            globalThis.CSSStyleSheet = class { constructor() { throw new TypeError('Illegal constructor'); } };";
        let old = json!({ "source": old });
        page.browser.devtools("Page.addScriptToEvaluateOnNewDocument", old).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        page.run_script("add('place');").await?;
        page.one(&Sought::named(Role::Link, "Upload there")).await?;
        Ok(())
    });
}

#[test]
fn mount_leaves_a_link_in_a_browser_that_is_too_old() {
    run("embed-old-mount", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        let old = "CSS.supports = (name, value) => !value.includes('light-dark');";
        let old = json!({ "source": old });
        page.browser.devtools("Page.addScriptToEvaluateOnNewDocument", old).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        let mounted = "
            const { mount } = await import('/source/index.js');
            const place = document.getElementById('place');
            const outcome = (promise) => promise.then(() => 'there', ({ name }) => name);
            const shown = (options) => {
                const { element } = mount(place, options);
                const { href, textContent } = element.querySelector('a');
                return [href, textContent];
            };
            const handle = mount(place, { host: 'filecad', apiBase: '/api/v2/', label: 'Add pictures' });
            const outcomes = [await outcome(handle.open()), await outcome(handle.addFiles([file('a.txt')]))];
            handle.unmount();
            return [outcomes, place.childElementCount, shown({ host: 'filecad', label: 'Add pictures' }),
                shown({ page: 'https://host.example/upload/' }), shown({ fallback: 'javascript:void 0' })];";
        let mounted = page.run_script(mounted).await?;
        let expected = json!([
            ["NotSupportedError", "NotSupportedError"],
            0,
            ["https://www.filecad.com/", "Add pictures"],
            ["https://host.example/upload/", "Upload files"],
            [site.page(""), "Upload files"],
        ]);
        assert_eq!(mounted, expected);
        Ok(())
    });
}

/// A classic script of another origin resolves no imports.
#[test]
fn a_loader_from_another_origin_brings_the_rest_from_there() {
    let site = Embedder::announce().expect("a free port");
    let attributes = format!("{NAMING}\"{}\"", site.origin);
    run_with("embed-elsewhere", Host::with_page(&attributes), async |stage| {
        let Stage { host, page } = stage;
        let files = Embedder::start(host).await?;
        let site = site.open_with_files_of(host, &files).await?;
        page.browser.client.goto(&site.page("elsewhere.html")).await?;
        page.wait_until_heard("ready", 1).await?;
        // The locale, the workspace and the helper for forums.
        page.one(&Sought::named(Role::Button, "Anmelden")).await?;
        let script = format!(
            "const element = document.getElementById('widget');
             element.credentials = {};
             element.lang = 'en';
             await event(element, 'login');
             while (!document.querySelector('.upload-widget-attach')) await new Promise(requestAnimationFrame);
             give(document.getElementById('message'), 'drop', file('far.txt'));",
            credentials(host, PROFILE, "admin").await?
        );
        page.run_script(&script).await?;
        page.wait_until_heard("snippet", 1).await?;
        let snippet = page.last_snippet("bbcode").await?;
        let value = page.run_script("return document.getElementById('message').value;").await?;
        assert_eq!(value, format!("{snippet}\n"));
        page.press("Upload in a dialog").await?;
        page.wait_until_heard("ready", 3).await?;
        assert!(page.heard("error").await?.is_empty());
        page.read_console().await?;
        page.console.must_be_clean()
    });
}
