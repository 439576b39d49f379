//! `<upload-widget>` on somebody else's page, under a strict policy with Trusted Types required.

use e2e::embedder::Embedder;
use e2e::failure::{Failure, Outcome};
use e2e::files;
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::journey::PROFILE;
use e2e::page::Page;
use e2e::run::{Stage, run};
use e2e::words::{filled, text};
use serde_json::{Value, json};

/// Adds a widget like the one in the page's template to an element, and returns when it is there.
const ADD: &str = "
    const add = (place, attributes = {}) => {
        const element = document.getElementById('widget').content.firstElementChild.cloneNode(true);
        for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
        document.getElementById(place).append(element);
        return element;
    };
    const event = (element, name) => new Promise((resolve) => element.addEventListener(name, resolve, { once: true }));
    const file = (name, size = 3) => new File([new Uint8Array(size).fill(65)], name);
";

async fn script(page: &Page, script: &str) -> Outcome<Value> {
    page.run_script(&[ADD, script].concat()).await
}

/// A token of the account `admin`, as a page's own server would get it.
async fn access(Stage { host, .. }: &Stage) -> Outcome<Value> {
    let access = host.access(PROFILE, &host.password_of("admin")).await?;
    Ok(json!({ "accessToken": access.0, "accountId": access.1 }))
}

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
        let access = access(stage).await?;
        // Files wait for `start`, although somebody is logged in.
        script(
            page,
            &format!(
                "const element = add('place', {{ 'auto-upload': 'false', 'max-files': '3' }});
                 element.id = 'steered';
                 element.credentials = async () => ({access});
                 await event(element, 'login');
                 await element.addFiles([file('a.txt'), file('b.txt')]);"
            ),
        )
        .await?;
        page.wait_until_heard("file-added", 2).await?;
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        assert!(page.heard("uploaded").await?.is_empty());
        let steered = "const element = document.getElementById('steered');";
        page.run_script(&format!("{steered} await element.start();")).await?;
        page.wait_until_heard("complete", 1).await?;
        assert_eq!(page.heard("uploaded").await?.len(), 2);

        // The page's own limit.
        script(page, &format!("{steered} await element.addFiles([file('c.txt'), file('d.txt')]);"))
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

#[test]
fn what_is_asked_of_it_before_it_is_on_a_page_does_no_harm() {
    run("embed-early", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        let access = access(stage).await?;
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
        let outcomes = script(page, &asked).await?;
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
        let access = access(stage).await?;
        let begin = format!(
            "const element = add('place', {{ 'auto-upload': 'false' }});
             element.id = 'steered';
             element.credentials = {access};
             // It begins anew while it loads, and the files come along.
             const adding = element.addFiles([file('a.txt')]);
             element.setAttribute('concurrency', '1');
             await adding;"
        );
        script(page, &begin).await?;
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
fn the_focus_goes_from_the_button_to_the_widget() {
    run("embed-focus", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        let focused = script(
            page,
            "const element = add('place', { load: 'intent' });
             const ready = event(element, 'ready');
             element.shadowRoot.querySelector('button').focus();
             await ready;
             const { className } = element.shadowRoot.activeElement ?? {};
             // One that loads by itself takes it from nobody.
             await event(add('other'), 'ready');
             return [className, document.activeElement === element];",
        )
        .await?;
        assert_eq!(focused, json!(["upload-widget", true]));
        Ok(())
    });
}

#[test]
fn the_button_has_room_for_a_thumb() {
    run("embed-thumb", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.emulate_screen(400, true).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        let heights = script(
            page,
            "const element = add('place', { load: 'intent' });
             const height = (part) => element.shadowRoot.querySelector(part).getBoundingClientRect().height;
             const launch = height('.launch');
             element.replaceChildren();
             element.setAttribute('api-base', 'javascript:void 0');
             await new Promise((resolve) => setTimeout(resolve));
             await element.open().catch(() => {});
             return [launch, height('.fallback')];",
        )
        .await?;
        let enough = |height: &Value| height.as_f64().is_some_and(|height| height >= 44.0);
        assert!(heights.as_array().is_some_and(|all| all.iter().all(enough)), "{heights}");
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
        script(page, &add).await?;
        page.log_in(&host.password_of("admin")).await?;
        page.wait_until_heard("uploaded", 1).await?;
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
        let access = access(stage).await?;
        script(
            page,
            &format!(
                "for (const id of ['one', 'two']) {{
                     const element = add(id === 'one' ? 'place' : 'other');
                     element.id = id;
                     element.credentials = {access};
                     await event(element, 'login');
                 }}
                 await document.getElementById('two').addFiles([file('for two.txt')]);"
            ),
        )
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
        script(page, &rounds.replace("COUNT", "100")).await?;
        let before = footprint(page).await?;
        script(page, &rounds.replace("COUNT", "100")).await?;
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

#[test]
fn a_failed_load_leaves_a_way_to_upload() {
    run("embed-failed", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::without(host, Some("upload-widget_bg.wasm")).await?;
        // The page's own link stands inside the element.
        page.browser.client.goto(&site.page("several.html")).await?;
        script(page, "add('place');").await?;
        let error = page.wait_until_heard("error", 1).await?;
        assert_eq!(error[0]["code"], "load-failed");
        let shown = "const link = document.querySelector('upload-widget a');
            return [link.checkVisibility(), link.textContent];";
        assert_eq!(page.run_script(shown).await?, json!([true, "Upload there"]));
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
        script(page, "add('place');").await?;
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
fn the_button_speaks_the_language_of_the_page() {
    run("embed-languages", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        let labels = "
            const place = document.getElementById('place');
            const label = (lang, attributes = {}) => {
                place.lang = lang;
                const element = add('place', { load: 'intent', ...attributes });
                return element.shadowRoot.querySelector('button').textContent;
            };
            const languages = ['ar', 'de-AT', 'en', 'es', 'fr', 'pt-PT', 'ru', 'zh-CN', 'zh-TW', 'nl'];
            return [
                languages.map((language) => label(language)),
                label('de', { lang: 'fr' }),
                label('de', { label: 'Bilder her' }),
            ];";
        let labels = script(page, labels).await?;
        let expected = [
            "رفع الملفات",
            "Dateien hochladen",
            "Upload files",
            "Subir archivos",
            "Envoyer des fichiers",
            "Enviar arquivos",
            "Отправить файлы",
            "上传文件",
            "Upload files",
            "Upload files",
        ];
        assert_eq!(labels, json!([expected, "Envoyer des fichiers", "Bilder her"]));
        Ok(())
    });
}

#[test]
fn attributes_that_make_no_sense_are_named() {
    run("embed-bad-attributes", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        let bad = [
            ("max-size", "some"),
            ("max-files", "-1"),
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
            script(page, &format!("add('place', {{ {name:?}: {value:?} }});")).await?;
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
            let link = script(page, &try_page(address)).await?;
            assert_eq!(link, site.page(""), "{address}");
        }
        // With a list of origins in the page, no other is opened or asked.
        let listed = "const meta = document.createElement('meta');
            meta.name = 'upload-widget-origins';
            meta.content = 'https://host.example';
            document.head.append(meta);";
        script(page, listed).await?;
        assert_eq!(script(page, &try_page("https://evil.example/")).await?, site.page(""));
        let base = "const element = add('place', { 'api-base': 'https://evil.example/api/v2/' });
            return (await event(element, 'error')).detail.message;";
        let message = script(page, base).await?;
        assert!(message.as_str().is_some_and(|it| it.starts_with("api-base: ")), "{message}");
        assert_eq!(page.browser.client.windows().await?.len(), windows);
        assert_eq!(page.run_script("return window.smuggled ?? null;").await?, Value::Null);
        Ok(())
    });
}

#[test]
fn a_page_steers_looks_by_tokens_and_parts_only() {
    run("embed-looks", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("plain.html")).await?;
        page.wait_until_heard("ready", 1).await?;
        // hostile.css hides all buttons of the page and fades all its sections.
        let log_in = page.one(&Sought::named(Role::Button, "Log in")).await?;
        find::until(PATIENCE, async || {
            let looks = "return [getComputedStyle(arguments[0]).backgroundColor, getComputedStyle(arguments[0].closest('section')).opacity,
                getComputedStyle(arguments[0]).outlineOffset];";
            let arguments = vec![serde_json::to_value(&log_in)?];
            let looks = page.browser.client.execute(looks, arguments).await?;
            Ok(match looks == json!(["rgb(200, 0, 100)", "1", "7px"]) {
                true => Ok(()),
                false => Err(format!("it looks like {looks}")),
            })
        })
        .await
    });
}
