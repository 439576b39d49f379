//! What the attributes of `<upload-widget>` may not say: what makes no sense is named, and nothing
//! that a page did not allow is run, opened or asked.

use e2e::embedder::Embedder;
use e2e::run::{Stage, run};
use serde_json::Value;

#[test]
fn attributes_that_make_no_sense_are_named() {
    run("embed-bad-attributes", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        let bad = [
            ("max-size", "some"),
            ("max-total", "1.5 GB"),
            ("max-files", "-1"),
            ("concurrency", "0"),
            ("transport", "pigeon"),
            ("drop-zone", "everywhere"),
            ("empty-folders", "yes"),
            ("auto-upload", "no"),
            ("host", "nowhere"),
            ("api-base", "javascript:alert(1)"),
            ("formats", "pdf"),
            ("same-name", "perhaps"),
            ("changed-name", "perhaps"),
            ("verify-up-to", "some"),
            ("skip-checks", "none at all"),
            ("recovery", "please"),
        ];
        for (at, (name, value)) in bad.into_iter().enumerate() {
            page.run_script(&format!("add('place', {{ {name:?}: {value:?} }});")).await?;
            let error = page.wait_until_heard("error", at + 1).await?;
            let message = error[at]["message"].as_str().unwrap_or_default();
            assert!(message.starts_with(&format!("{name}: ")), "{message}");
        }
        Ok(())
    });
}

#[test]
fn no_attribute_runs_a_script_or_opens_what_the_page_did_not_allow() {
    run("embed-smuggling", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        let windows = page.browser.client.windows().await?.len();
        let try_page = |address: &str| {
            format!(
                "const element = add('place', {{ page: {address:?} }});
                 element.replaceChildren();
                 await element.open().catch(() => {{}});
                 return element.shadowRoot.querySelector('a').href;"
            )
        };
        for address in ["javascript:window.smuggled = 1", "data:text/html,x", "http://", "blob:x"] {
            let link = page.run_script(&try_page(address)).await?;
            assert_eq!(link, site.page(""), "{address}");
        }
        // With a list of origins in the page, no other is opened or asked.
        let listed = "const meta = document.createElement('meta');
            meta.name = 'upload-widget-origins';
            meta.content = 'https://host.example';
            document.head.append(meta);";
        page.run_script(listed).await?;
        assert_eq!(page.run_script(&try_page("https://evil.example/")).await?, site.page(""));
        let base = "const element = add('place', { 'api-base': 'https://evil.example/api/v2/' });
            return (await event(element, 'error')).detail.message;";
        let message = page.run_script(base).await?;
        assert!(message.as_str().is_some_and(|it| it.starts_with("api-base: ")), "{message}");
        // Neither are texts taken from elsewhere, nor is a known host asked at its own address.
        for (name, attributes) in [
            ("locales", "{ locales: 'https://evil.example/', 'api-base': '/api/v2/' }"),
            ("host", "{ 'api-base': '' }"),
        ] {
            let other = format!(
                "return (await event(add('place', {attributes}), 'error')).detail.message;"
            );
            let message = page.run_script(&other).await?;
            let said = message.as_str().unwrap_or_default();
            assert!(said.starts_with(&format!("{name}: ")), "{message}");
        }
        // A list with nothing in it is one too.
        let emptied = "document.querySelector('meta[name=upload-widget-origins]').content = '';";
        page.run_script(emptied).await?;
        assert_eq!(page.run_script(&try_page("https://evil.example/")).await?, site.page(""));
        assert_eq!(page.browser.client.windows().await?.len(), windows);
        assert_eq!(page.run_script("return window.smuggled ?? null;").await?, Value::Null);
        Ok(())
    });
}
