//! `<upload-widget>` on somebody else's page, under a strict policy with Trusted Types required: how
//! it comes, what it does there, what changes it, and that nothing of it stays.

use e2e::embedder::{Embedder, credentials};
use e2e::failure::{Failure, Outcome};
use e2e::files;
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::journey::PROFILE;
use e2e::page::Page;
use e2e::run::{Stage, run};
use e2e::words::{filled, text};
use serde_json::json;

#[test]
fn an_element_uploads_and_tells_the_page() {
    run("embed-element", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("plain.html")).await?;
        page.wait_until_heard("ready", 1).await?;
        page.log_in(&host.password_of("admin")).await?;
        let login = page.wait_until_heard("login", 1).await?;
        assert_eq!(login[0]["username"], "admin");
        let uploads = [files::one_byte()?, files::photo()?, files::empty()?];
        page.choose_files(&uploads.each_ref()).await?;
        let complete = page.wait_until_heard("complete", 1).await?;
        assert_eq!((&complete[0]["done"], &complete[0]["failed"]), (&json!(2), &json!(1)));

        let added = page.heard("file-added").await?;
        let names: Vec<_> = added.iter().map(|detail| detail["name"].as_str()).collect();
        assert_eq!(names, [Some("one byte.txt"), Some("harbour.png"), Some("empty.txt")]);
        let failed = page.heard("failed").await?;
        assert_eq!(failed[0]["code"], "empty-file");
        assert_eq!(failed[0]["message"], text("refused.empty"));
        let uploaded = page.heard("uploaded").await?;
        let photo = uploaded.iter().find(|detail| detail["name"] == "harbour.png");
        let photo = photo.ok_or_else(|| Failure::new(format!("no photo in {uploaded:?}")))?;
        let url = photo["url"].as_str().unwrap_or_default();
        assert!(url.starts_with("http"), "{photo}");
        assert_eq!(photo["size"], uploads[1].size()?);
        assert_eq!(photo["target"], "first", "the element itself is the target");
        assert_eq!(photo["snippets"]["bbcode"], format!("[url]{url}[/url]"));
        assert_eq!(page.heard("snippet").await?.len(), 2);
        assert!(!page.heard("progress").await?.is_empty());
        // The page shows the same link.
        assert_eq!(page.snippet(e2e::page::Format::Link, "harbour.png").await?, url);
        page.log_out().await?;
        page.wait_until_heard("logout", 1).await?;
        let all = page.run_script("return window.heard.every(({ composed }) => composed);").await?;
        assert_eq!(all, true);
        page.read_console().await?;
        page.console.must_be_clean()
    });
}

#[test]
fn the_methods_steer_it() {
    run("embed-methods", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        let access = credentials(host, PROFILE, "admin").await?;
        // Files wait for `start`, although somebody is logged in.
        page.run_script(&format!(
            "const element = add('place', {{ 'auto-upload': 'false', 'max-files': '3' }});
                 element.id = 'steered';
                 element.credentials = async () => ({access});
                 await event(element, 'login');
                 await element.addFiles([file('a.txt'), file('b.txt')]);"
        ))
        .await?;
        page.wait_until_heard("file-added", 2).await?;
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        assert!(page.heard("uploaded").await?.is_empty());
        let steered = "const element = document.getElementById('steered');";
        page.run_script(&format!("{steered} await element.start();")).await?;
        page.wait_until_heard("complete", 1).await?;
        assert_eq!(page.heard("uploaded").await?.len(), 2);

        // The page's own limit.
        page.run_script(&format!(
            "{steered} await element.addFiles([file('c.txt'), file('d.txt')]);"
        ))
        .await?;
        let failed = page.wait_until_heard("failed", 1).await?;
        assert_eq!(
            (&failed[0]["name"], &failed[0]["code"]),
            (&json!("d.txt"), &json!("too-many-files"))
        );
        // Stopped before it began.
        page.run_script(&format!("{steered} await element.cancel();")).await?;
        let failed = page.wait_until_heard("failed", 2).await?;
        assert_eq!(failed[1]["code"], "cancelled");
        page.run_script(&format!("{steered} await element.clear();")).await?;
        page.none(&Sought::named(Role::Region, "Files")).await?;
        page.run_script(&format!("{steered} await element.logout();")).await?;
        page.wait_until_heard("logout", 1).await?;
        page.wait_until_logged_out().await
    });
}

/// Frameworks look for a property before they set it, and for its setter on the prototype.
#[test]
fn properties_may_be_set_before_and_after_the_element_is_defined() {
    run("embed-properties", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        let access = credentials(host, PROFILE, "admin").await?;
        let script = format!(
            "await customElements.whenDefined('upload-widget');
             const names = ['credentials', 'texts', 'templates'];
             const given = () => ({{ credentials: async () => ({access}), texts: {{ 'drop.here': 'Drop photos' }},
                 templates: [] }});
             const template = document.getElementById('widget').content.firstElementChild;
             const settable = (name) =>
                 Boolean(Object.getOwnPropertyDescriptor(customElements.get('upload-widget').prototype, name)?.set);
             const checked = [];
             // A clone inside the template is no widget yet; an imported one is.
             for (const make of [() => template.cloneNode(true), () => document.importNode(template, true)]) {{
                 const element = make();
                 const properties = given();
                 const known = names.filter((name) => name in element).length;
                 Object.assign(element, properties);
                 document.getElementById('place').append(element);
                 await event(element, 'login');
                 while (!element.shadowRoot.textContent.includes('Drop photos')) await new Promise(requestAnimationFrame);
                 const kept = names.every((name) => element[name] === properties[name]);
                 element.templates = undefined;
                 checked.push([known, kept, element.templates ?? null]);
                 element.remove();
             }}
             return [names.every(settable), checked];"
        );
        let checked = page.run_script(&script).await?;
        assert_eq!(checked, json!([true, [[0, true, null], [3, true, null]]]));
        Ok(())
    });
}

#[test]
fn what_is_asked_of_it_before_it_is_on_a_page_does_no_harm() {
    run("embed-early", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        let access = credentials(host, PROFILE, "admin").await?;
        let asked = format!(
            "const make = () => {{
                 const element = document.getElementById('widget').content.firstElementChild.cloneNode(true);
                 element.setAttribute('load', 'intent');
                 element.credentials = {access};
                 return document.adoptNode(element), customElements.upgrade(element), element;
             }};
             const outcome = (promise) => promise.then(() => 'there', ({{ name }}) => name);
             const early = make();
             const outcomes = [await outcome(early.open())];
             document.getElementById('place').append(early);
             outcomes.push(await outcome(early.open()));
             early.remove();
             await new Promise((resolve) => setTimeout(resolve));
             outcomes.push(await outcome(early.open()));
             document.getElementById('place').append(early);
             early.shadowRoot.querySelector('button').click();
             await event(early, 'ready');
             // Files come along.
             const full = make();
             const adding = full.addFiles([file('early.txt')]);
             document.getElementById('other').append(full);
             outcomes.push(await outcome(adding));
             return outcomes;"
        );
        let outcomes = page.run_script(&asked).await?;
        assert_eq!(outcomes, json!(["AbortError", "there", "AbortError", "there"]));
        page.wait_until_heard("uploaded", 1).await?;
        Ok(())
    });
}

#[test]
fn changed_attributes_wait_until_the_list_is_empty() {
    run("embed-changes", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        let access = credentials(host, PROFILE, "admin").await?;
        let begin = format!(
            "const element = add('place', {{ 'auto-upload': 'false' }});
             element.id = 'steered';
             element.credentials = {access};
             // It begins anew while it loads, and the files come along.
             const adding = element.addFiles([file('a.txt')]);
             element.setAttribute('concurrency', '1');
             await adding;"
        );
        page.run_script(&begin).await?;
        page.wait_until_heard("file-added", 1).await?;
        assert_eq!(page.heard("ready").await?.len(), 1);
        let steered = "const element = document.getElementById('steered');
            const pause = () => new Promise((resolve) => setTimeout(resolve, 300));";
        let run = async |script: &str| page.run_script(&[steered, script].concat()).await;
        run("element.setAttribute('concurrency', '2'); await pause();").await?;
        assert_eq!(page.heard("ready").await?.len(), 1);
        run("await element.clear();").await?;
        page.wait_until_heard("ready", 2).await?;
        page.wait_until_heard("login", 2).await?;

        // The same when the reader empties it.
        run("await element.addFiles([new File(['b'], 'b.txt')]);").await?;
        page.wait_until_heard("file-added", 2).await?;
        run("element.setAttribute('concurrency', '3'); await pause();").await?;
        assert_eq!(page.heard("ready").await?.len(), 2);
        run("await element.cancel();").await?;
        page.press(&filled("files.remove", &[("name", "b.txt")])).await?;
        page.wait_until_heard("ready", 3).await?;
        page.wait_until_heard("login", 3).await?;
        // It does not come back.
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        assert_eq!(page.heard("file-added").await?.len(), 2);
        page.none(&Sought::named(Role::Region, "Files")).await?;

        // The value it has is no change.
        run("element.setAttribute('concurrency', '3'); await pause();").await?;
        assert_eq!(page.heard("ready").await?.len(), 3);
        let launch = run("element.setAttribute('page', '/elsewhere'); await pause();
            return element.shadowRoot.querySelector('.launch')?.textContent;")
        .await?;
        assert_eq!(launch, "Upload files");
        Ok(())
    });
}

#[test]
fn files_that_are_added_before_the_login_go_to_the_pages_folder() {
    run("embed-early-folder", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        let connection = host.connect(PROFILE, &host.password_of("admin")).await?;
        let folder = connection.make_folder("inbox", "").await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        let add = format!(
            "const element = add('place', {{ folder: {folder:?} }});
             await event(element, 'ready');
             await element.addFiles([file('early.txt')]);"
        );
        page.run_script(&add).await?;
        page.log_in(&host.password_of("admin")).await?;
        page.wait_until_heard("uploaded", 1).await?;
        // By its name, of which the page knows nothing.
        page.wait_until_in("inbox").await?;
        // The widget's login has ended the former token.
        let connection = host.connect(PROFILE, &host.password_of("admin")).await?;
        let inside = connection.call("folder/listing", &[("parent_folder_id", &folder)]).await?;
        assert_eq!(inside["data"]["files"][0]["filename"], "early.txt", "{inside}");
        Ok(())
    });
}

#[test]
fn several_on_one_page_are_apart() {
    run("embed-several", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        let access = credentials(host, PROFILE, "admin").await?;
        page.run_script(&format!(
            "for (const id of ['one', 'two']) {{
                     const element = add(id === 'one' ? 'place' : 'other');
                     element.id = id;
                     element.credentials = {access};
                     await event(element, 'login');
                 }}
                 await document.getElementById('two').addFiles([file('for two.txt')]);"
        ))
        .await?;
        let uploaded = page.wait_until_heard("uploaded", 1).await?;
        assert_eq!(uploaded[0]["target"], "two");
        assert_eq!(page.heard("file-added").await?.len(), 1);
        let rows = page.rows().await?;
        assert_eq!(rows.len(), 1, "{rows:?}");
        Ok(())
    });
}

#[test]
fn two_in_one_document_leave_each_other_their_choices() {
    run("embed-choices", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        // Without shadow roots, as in a Leptos app.
        let choices = "
            const module = await import('/widget/upload-widget.js');
            await module.default();
            const radios = [];
            const found = (place) => [...place.querySelectorAll('input[type=radio]')];
            for (const id of ['place', 'other']) {
                const place = document.getElementById(id);
                place.dataset.host = 'filecloudy';
                place.append(document.createElement('div'));
                await module.mount(place, place.firstChild, () => {});
                // Somebody turns to it.
                place.querySelector('.upload-widget').dispatchEvent(new Event('focusin'));
                // The choice of formats is not there from the start.
                while (found(place).length < 6) await new Promise(requestAnimationFrame);
                radios.push(found(place));
            }
            const checked = () => radios.map((group) => group.map((radio) => radio.checked));
            const before = checked();
            radios[0][1].click();
            return [before, checked()];";
        let choices = page.run_script(choices).await?;
        // The ways to log in, then the formats of links.
        let [password, keys] = [[true, false], [false, true]]
            .map(|[password, keys]| json!([password, keys, true, false, false, false]));
        let expected = json!([[password, password], [keys, password]]);
        assert_eq!(choices, expected);
        Ok(())
    });
}

/// As Turbo does it with what is to stay: off with the old page, and into the new one a moment later.
#[test]
fn an_element_that_is_taken_along_to_the_next_page_goes_on() {
    run("embed-taken-along", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        let taken = "
            const element = add('place');
            await event(element, 'ready');
            const widget = element.shadowRoot.querySelector('section');
            element.remove();
            for (let at = 0; at < 20; at++) await null;
            document.getElementById('other').append(element);
            await new Promise((resolve) => setTimeout(resolve, 100));
            return element.shadowRoot.querySelector('section') === widget;";
        assert_eq!(page.run_script(taken).await?, true);
        Ok(())
    });
}

/// What a hundred rounds must not add to: event listeners, nodes, wasm memory.
#[test]
fn coming_and_going_leaves_nothing_behind() {
    run("embed-rounds", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        page.browser.devtools("Performance.enable", json!({})).await?;
        let rounds = "
            for (let round = 0; round < COUNT; round++) {
                const element = add('place');
                await event(element, 'ready');
                document.getElementById('other').append(element);
                await new Promise((resolve) => setTimeout(resolve));
                if (!element.shadowRoot.querySelector('section')) throw new Error('gone by a move');
                element.remove();
                await new Promise((resolve) => setTimeout(resolve));
                if (element.shadowRoot.querySelector('section')) throw new Error('still there');
            }
            window.heard.length = 0;";
        page.run_script(&rounds.replace("COUNT", "100")).await?;
        let before = footprint(page).await?;
        page.run_script(&rounds.replace("COUNT", "100")).await?;
        // The browser may let the last one go a moment later; what leaks it never lets go.
        find::until(PATIENCE, async || {
            let after = footprint(page).await?;
            // Memory grows by pages of 64 KiB: one may be due at any moment, a leak of a widget
            // needs dozens.
            let same = after.listeners <= before.listeners + 5.0
                && after.nodes <= before.nodes + 50.0
                && after.wasm <= before.wasm + 65_536.0;
            println!("after 100 rounds {before:?}, after 200 {after:?}");
            Ok(if same { Ok(()) } else { Err(format!("from {before:?} to {after:?}")) })
        })
        .await
    });
}

#[derive(Debug)]
struct Footprint {
    listeners: f64,
    nodes: f64,
    wasm: f64,
}

async fn footprint(page: &Page) -> Outcome<Footprint> {
    // Twice: what a finalizer lets go is collected the second time.
    for _ in 0..2 {
        page.browser.devtools("HeapProfiler.collectGarbage", json!({})).await?;
    }
    let metrics = page.browser.devtools("Performance.getMetrics", json!({})).await?;
    let metric = |name: &str| {
        let mut metrics = metrics["metrics"].as_array().into_iter().flatten();
        metrics.find(|metric| metric["name"] == name).and_then(|metric| metric["value"].as_f64())
    };
    let wasm = "const { default: init } = await import('/widget/upload-widget.js');
        return (await init()).memory.buffer.byteLength;";
    let wasm = page.run_script(wasm).await?.as_f64();
    match (metric("JSEventListeners"), metric("Nodes"), wasm) {
        (Some(listeners), Some(nodes), Some(wasm)) => Ok(Footprint { listeners, nodes, wasm }),
        missing => Err(Failure::new(format!("{missing:?}"))),
    }
}
