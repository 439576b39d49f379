//! Ways to write links down that the page supplies: chosen and copied like the widget's own.

use e2e::embedder::Embedder;
use e2e::failure::Outcome;
use e2e::files;
use e2e::find::{Role, Sought};
use e2e::page::Page;
use e2e::run::{Stage, run};
use e2e::words::{filled, text};
use serde_json::{Value, json};

/// A name that is markup in each format.
const NAME: &str = "a & b [1] <i>`_*\u{5d0}\u{200f}\u{1f680}.txt";

/// Puts a widget with these templates on the page.
async fn add(page: &Page, templates: &Value) -> Outcome<Value> {
    let script = format!(
        "document.getElementById('place').replaceChildren();
         const element = add('place', {{}}, {{ templates: {templates} }});
         return Promise.race(['ready', 'error'].map((type) => event(element, type))).then(({{ detail }}) => detail);"
    );
    page.run_script(&script).await
}

async fn field(page: &Page, name: &str) -> Outcome<String> {
    let field = page.one(&Sought::named(Role::Textbox, name)).await?;
    Ok(field.prop("value").await?.unwrap_or_default())
}

#[test]
fn the_page_s_templates_are_offered_filled_and_copied() {
    run("templates", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        let templates = json!([
            { "name": "List", "text": "<li><a href=\"{url}\">{name}</a> ({size}, {bytes})</li>", "escape": "html" },
            { "name": "Wiki", "text": "[[{url}|{name}]] {{{md5}}}", "escape": "none" },
        ]);
        assert_eq!(add(page, &templates).await?, json!({}));
        page.log_in(&host.password_of("admin")).await?;
        let uploads = [files::named(NAME, b"12345")?, files::one_byte()?];
        page.choose_files(&uploads.each_ref()).await?;
        page.wait_until_done(&uploads.each_ref()).await?;
        let link = field(page, &filled("links.of", &[("format", "Link"), ("name", NAME)])).await?;

        page.choose(&text("format.choose"), "List").await?;
        let shown = field(page, &filled("links.of", &[("format", "List"), ("name", NAME)])).await?;
        let name = "a &amp; b [1] &lt;i&gt;`_*\u{5d0}\u{200f}\u{1f680}.txt";
        assert_eq!(shown, format!("<li><a href=\"{link}\">{name}</a> (5 bytes, 5)</li>"));
        page.allow_clipboard().await?;
        page.press(&filled("copy.of", &[("format", "List"), ("name", NAME)])).await?;
        page.wait_for_clipboard(&shown).await?;

        page.choose(&text("format.choose"), "Wiki").await?;
        let wiki = field(page, &filled("links.of", &[("format", "Wiki"), ("name", NAME)])).await?;
        assert_eq!(wiki, format!("[[{link}|{NAME}]] {{827ccb0eea8a706c4c34a16891f84e7b}}"));
        let one = uploads[1].name.as_str();
        let other = field(page, &filled("links.of", &[("format", "Wiki"), ("name", one)])).await?;
        page.press(&text("copy.all")).await?;
        page.wait_for_clipboard(&format!("{wiki}\n{other}")).await
    });
}

#[test]
fn a_template_with_a_place_that_there_is_not_is_named() {
    run("templates-wrong", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        let wrong = json!([{ "name": "Wiki", "text": "{address}", "escape": "none" }]);
        let error = add(page, &wrong).await?;
        assert_eq!(error["code"], "load-failed", "{error}");
        let said = error["message"].as_str().unwrap_or_default();
        assert!(["Wiki", "address", "{url}"].iter().all(|word| said.contains(word)), "{said}");
        // The way to the host's own page stays.
        page.one(&Sought::named(Role::Link, "Upload there")).await?;
        Ok(())
    });
}
