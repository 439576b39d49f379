//! Files that are dropped or pasted on a forum's field: a placeholder stands in it until the link does.

use e2e::embedder::{Embedder, credentials};
use e2e::failure::Outcome;
use e2e::find::{self, PATIENCE};
use e2e::forum;
use e2e::journey::PROFILE;
use e2e::run::{Stage, run};
use e2e::words::text;
use serde_json::json;

#[test]
fn dropped_and_pasted_files_stand_as_placeholders_until_they_are_stored() {
    run("forum-drop", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        forum::open(stage, &site, "phpbb").await?;
        // The host takes its time.
        let delay =
            json!({ "kind": "delay", "endpoint": "file/upload", "milliseconds": 1500, "times": 2 });
        stage.host.fault(delay).await?;
        let seen = page
            .run_script(
                "const field = document.getElementById('message');
                 field.value = 'A B';
                 field.focus();
                 field.setSelectionRange(2, 2);
                 return [give(field, 'drop', file('dropped.txt')), give(field, 'paste', file('pasted.txt'))];",
            )
            .await?;
        assert_eq!(seen[0], "A [uploading dropped.txt …]\nB");
        assert_eq!(seen[1], "A [uploading dropped.txt …]\n[uploading pasted.txt …]\nB");
        let snippets = page.wait_until_heard("snippet", 2).await?;
        let of = |name: &str| {
            let detail = snippets.iter().find(|detail| detail["name"] == name);
            detail
                .map(|detail| detail["snippets"]["bbcode"].as_str().unwrap_or_default().to_owned())
        };
        let (dropped, pasted) = (of("dropped.txt"), of("pasted.txt"));
        let value = page.run_script("return document.getElementById('message').value;").await?;
        let expected =
            format!("A {}\n{}\nB", dropped.unwrap_or_default(), pasted.unwrap_or_default());
        assert_eq!(value, expected);
        Ok(())
    });
}

/// Forums with uploads of their own do not ask whether somebody else has taken a file.
#[test]
fn a_file_that_the_forum_would_upload_too_is_uploaded_once() {
    run("forum-own-uploads", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        for (forum, selector) in [("phpbb", "#message"), ("discourse", "textarea.d-editor-input")] {
            forum::open(stage, &site, forum).await?;
            if forum == "discourse" {
                page.open_composer().await?;
            }
            let at_hand = format!("const field = document.querySelector({selector:?});");
            let run =
                async |script: &str| page.run_script(&[at_hand.as_str(), script].concat()).await;
            let given = run("
                while (!field.nextElementSibling) await new Promise(requestAnimationFrame);
                const data = new DataTransfer();
                data.items.add(file('dropped.txt'));
                field.dispatchEvent(new DragEvent('dragover', { bubbles: true, dataTransfer: data }));
                const hung = () => document.querySelectorAll('.hung-over').length;
                const before = hung();
                give(field, 'drop', file('dropped.txt'));
                give(field, 'paste', file('pasted.txt'));
                return [before, hung(), window.taken];")
            .await?;
            assert_eq!(given, json!([1, 0, []]), "{forum}");
            page.wait_until_heard("uploaded", 2).await?;
            // What somebody else has taken already stays with them.
            let taken = run("
                const before = field.value;
                document.addEventListener('drop', (event) => event.preventDefault(), { capture: true, once: true });
                give(field, 'drop', file('theirs.txt'));
                return [field.value === before, window.taken];")
            .await?;
            assert_eq!(taken, json!([true, ["theirs.txt"]]), "{forum}");
            assert_eq!(page.heard("file-added").await?.len(), 2, "{forum}");
        }
        Ok(())
    });
}

#[test]
fn a_file_that_is_refused_leaves_no_placeholder() {
    run("forum-refused", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        forum::open(stage, &site, "mybb").await?;
        page.run_script("give(document.getElementById('message'), 'drop', file('empty.txt', 0));")
            .await?;
        page.wait_until_heard("failed", 1).await?;
        let value =
            page.run_script("return document.getElementById('message').value.trim();").await?;
        assert_eq!(value, "");
        Ok(())
    });
}

#[test]
fn a_list_that_is_emptied_leaves_no_placeholder() {
    run("forum-emptied", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        forum::open(stage, &site, "phpbb").await?;
        let delay = json!({ "kind": "delay", "endpoint": "file/upload", "milliseconds": 60_000 });
        stage.host.fault(delay).await?;
        page.run_script(
            "const field = document.getElementById('message');
             field.value = 'A ';
             give(field, 'drop', file('late.txt'));",
        )
        .await?;
        page.wait_until_heard("file-added", 1).await?;
        let value = "return document.getElementById('message').value.trim();";
        let written = page.run_script(value).await?;
        assert!(written.as_str().is_some_and(|text| text.contains("late.txt")), "{written}");
        page.run_script("document.getElementById('widget').clear();").await?;
        find::until(PATIENCE, async || {
            let written = page.run_script(value).await?;
            Ok(if written == "A" { Ok(()) } else { Err(format!("{written}")) })
        })
        .await
    });
}

#[test]
fn an_element_that_ends_leaves_no_placeholder() {
    run("forum-ended", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        let delay = json!({ "kind": "delay", "endpoint": "file/upload", "milliseconds": 60_000, "times": 0 });
        stage.host.fault(delay).await?;
        let at_hand = "
            const field = document.getElementById('message');
            const widget = document.getElementById('widget');
            const compose = (type) => field.dispatchEvent(new CompositionEvent(type, { bubbles: true }));
            const later = () => new Promise((resolve) => setTimeout(resolve, 100));";
        let run = async |script: &str| page.run_script(&[at_hand, script].concat()).await;
        let ends = [
            // As it does after a panic.
            "widget.dispatchEvent(new CustomEvent('error', { detail: { code: 'stopped' } })); await later();",
            "widget.remove(); await later();",
            // What an input method composes is not broken off.
            "compose('compositionstart');
             widget.remove();
             await later();
             if (!field.value.includes('late.txt')) throw new Error('broken off');
             compose('compositionend');
             await later();",
        ];
        for end in ends {
            forum::open(stage, &site, "phpbb").await?;
            run("field.value = 'A ';
                field.setSelectionRange(2, 2);
                give(field, 'drop', file('late.txt'));")
            .await?;
            page.wait_until_heard("file-added", 1).await?;
            let ended =
                ["const before = field.value;", end, "return [before, field.value.trim()];"];
            let ended = run(&ended.concat()).await?;
            assert_eq!(ended, json!(["A [uploading late.txt …]\n", "A"]), "{end}");
        }
        Ok(())
    });
}

/// A window that is loaded anew numbers its files from the start.
#[test]
fn a_link_finds_its_own_placeholder_among_equal_numbers() {
    run("forum-numbers", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        page.browser.client.goto(&site.page("forums/phpbb.html")).await?;
        page.wait_until_heard("ready", 1).await?;
        let told = "
            const field = document.getElementById('message');
            const widget = document.getElementById('widget');
            // What a window would tell.
            widget.addFiles = async () => {};
            const tell = (name, detail) => widget.dispatchEvent(new CustomEvent(name, { detail }));
            const store = (id, name, size) => {
                tell('uploaded', { id, name, size });
                tell('snippet', { id, name, snippets: { bbcode: `[url]${name}[/url]` } });
            };
            while (!field.nextElementSibling) await new Promise(requestAnimationFrame);
            give(field, 'drop', file('one.txt', 3));
            tell('file-added', { id: 0, name: 'one.txt', size: 3 });
            tell('ready', {});
            give(field, 'drop', file('two.txt', 4));
            tell('file-added', { id: 0, name: 'two.txt', size: 4 });
            store(0, 'two.txt', 4);
            const first = field.value;
            store(1, 'one.txt', 3);
            return [first, field.value];";
        let told = page.run_script(told).await?;
        let expected = [
            "[uploading one.txt …]\n[url]two.txt[/url]\n",
            "[url]one.txt[/url]\n[url]two.txt[/url]\n",
        ];
        assert_eq!(told, json!(expected));
        Ok(())
    });
}

#[test]
fn a_placeholder_is_found_in_what_an_editor_makes_of_its_spaces() {
    run("forum-spaces", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        forum::open(stage, &site, "xenforo").await?;
        // Two spaces would be shown as one, so editors write the second as one that does not break.
        page.run_script(
            "const field = document.querySelector('.fr-element');
             field.addEventListener('input', () => {
                 const texts = document.createTreeWalker(field, NodeFilter.SHOW_TEXT);
                 while (texts.nextNode()) {
                     const { data } = texts.currentNode;
                     if (data.includes('  ')) texts.currentNode.data = data.replaceAll('  ', ' \\u00a0');
                 }
             });",
        )
        .await?;
        let drop = async |name: &str| {
            let drop = "return give(document.querySelector('.fr-element'), 'drop', file(NAME));";
            page.run_script(&drop.replace("NAME", &format!("{name:?}"))).await
        };
        let placed = drop("two  spaces.txt").await?;
        assert!(placed.as_str().is_some_and(|it| it.contains("two \u{a0}spaces.txt")), "{placed}");
        page.wait_until_heard("snippet", 1).await?;
        // Taken out by the reader, or unknown: the link comes all the same.
        drop("gone.txt").await?;
        page.run_script("document.querySelector('.fr-element').textContent += 'Mine. ';").await?;
        page.run_script(
            "const field = document.querySelector('.fr-element');
             field.textContent = field.textContent.replace(/\\[uploading [^\\]]*\\]/, '');",
        )
        .await?;
        page.wait_until_heard("snippet", 2).await?;
        let snippets = page.heard("snippet").await?;
        let text = "return document.querySelector('.fr-element').textContent;";
        let text = page.run_script(text).await?;
        let text = text.as_str().unwrap_or_default();
        assert!(!text.contains("uploading"), "{text}");
        for detail in &snippets {
            let snippet = detail["snippets"]["bbcode"].as_str().unwrap_or_default();
            assert_eq!(text.matches(snippet).count(), 1, "{snippet} in {text}");
        }
        Ok(())
    });
}

#[test]
fn without_a_placeholder_the_link_comes_to_the_cursor() {
    run("forum-no-placeholder", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        forum::open(stage, &site, "phpbb").await?;
        let drop = "document.getElementById('widget').setAttribute('placeholder', '');
             const field = document.getElementById('message');
             field.value = 'A B';
             field.focus();
             field.setSelectionRange(2, 2);
             return give(field, 'drop', file('quiet.txt'));";
        assert_eq!(page.run_script(drop).await?, "A B");
        page.wait_until_heard("snippet", 1).await?;
        let snippet = page.last_snippet("bbcode").await?;
        let value = page.run_script("return document.getElementById('message').value;").await?;
        assert_eq!(value, format!("A {snippet}\nB"));
        Ok(())
    });
}

#[test]
fn the_cursor_of_an_editor_stays_while_placeholders_become_links() {
    run("forum-cursor", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        forum::open(stage, &site, "xenforo").await?;
        let delay =
            json!({ "kind": "delay", "endpoint": "file/upload", "milliseconds": 1500, "times": 1 });
        stage.host.fault(delay).await?;
        let field = "const field = document.querySelector('.fr-element');
            const type = (text) => document.execCommand('insertText', false, text);
            const text = () => field.textContent.replaceAll('\\u00a0', ' ');";
        let run = async |script: &str| page.run_script(&[field, script].concat()).await;
        let written = run("field.replaceChildren();
            field.focus();
            type('one two');
            const selection = document.getSelection();
            selection.collapse(selection.anchorNode, selection.anchorOffset - 3);
            await new Promise((resolve) => setTimeout(resolve, 100));
            give(field, 'drop', file('a.txt'));
            type('TYPED');
            return text();")
        .await?;
        assert_eq!(written, "one [uploading a.txt …] TYPEDtwo");
        page.wait_until_heard("snippet", 1).await?;
        let first = page.last_snippet("bbcode").await?;
        let written = run("type('MORE'); return text();").await?;
        assert_eq!(written, format!("one {first} TYPEDMOREtwo"));
        page.upload_at_once("b.txt").await?;
        let second = page.last_snippet("bbcode").await?;
        let written = run("type('END'); return text();").await?;
        assert_eq!(written, format!("one {first} TYPEDMORE{second} ENDtwo"));
        Ok(())
    });
}

/// Opens a page with a field that takes files, and a widget with these attributes that somebody is
/// logged in to.
async fn open_with(stage: &Stage, site: &Embedder, attributes: &str) -> Outcome {
    let Stage { host, page } = stage;
    page.browser.client.goto(&site.page("several.html")).await?;
    let access = credentials(host, PROFILE, "admin").await?;
    let add = format!(
        "const field = document.createElement('textarea');
         field.id = 'message';
         document.body.append(field);
         const naming = {{ attach: '#message', 'insert-into': '#message' }};
         const element = add('place', {{ ...naming, ...{attributes} }}, {{ credentials: {access} }});
         element.id = 'forum';
         await event(element, 'login');
         while (!document.querySelector('.upload-widget-attach')) await new Promise(requestAnimationFrame);"
    );
    page.run_script(&add).await?;
    Ok(())
}

/// Waits until the field holds nothing but the last link.
async fn until_only_the_link(stage: &Stage) -> Outcome {
    let page = &stage.page;
    page.wait_until_heard("snippet", 1).await?;
    let snippet = page.last_snippet("bbcode").await?;
    assert!(snippet.starts_with("[url]http"), "{snippet}");
    find::until(PATIENCE, async || {
        let written =
            page.run_script("return document.getElementById('message').value.trim();").await?;
        Ok(if written == snippet { Ok(()) } else { Err(format!("{written}, not {snippet:?}")) })
    })
    .await
}

#[test]
fn a_file_whose_name_is_changed_finds_its_placeholder() {
    run("forum-changed-name", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        open_with(stage, &site, "{ 'changed-name': 'rename' }").await?;
        let name = " say \"hi\" <1>.txt";
        let drop =
            format!("return give(document.getElementById('message'), 'drop', file({name:?}));");
        let placed = page.run_script(&drop).await?;
        assert_eq!(placed, format!("[uploading {name} …]\n"));
        let added = page.wait_until_heard("file-added", 1).await?;
        assert_eq!(added[0]["name"], "say 'hi' (1).txt");
        until_only_the_link(stage).await
    });
}

#[test]
fn a_format_that_there_is_not_counts_as_none() {
    run("forum-no-format", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        open_with(stage, &site, "{ formats: 'link', 'insert-format': 'toString' }").await?;
        page.run_script(AGAIN).await?;
        until_only_the_link(stage).await
    });
}

/// The same file each time, as a reader would drop it again.
const AGAIN: &str = "
    const again = new File(['again'], 'again.txt', { lastModified: 1000 });
    return give(document.getElementById('message'), 'drop', again);";

#[test]
fn a_file_that_an_earlier_page_had_begun_to_send_finds_its_placeholder() {
    run("forum-chosen-again", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        open_with(stage, &site, "{ recovery: 'list' }").await?;
        let delay = json!({ "kind": "delay", "endpoint": "file/upload", "milliseconds": 600_000, "times": 0 });
        host.fault(delay).await?;
        page.run_script(AGAIN).await?;
        page.wait_until_row("again.txt", &text("files.state.uploading")).await?;
        page.wait_until_written_down("again.txt").await?;

        open_with(stage, &site, "{ recovery: 'list' }").await?;
        host.clear_faults().await?;
        page.wait_until_row("again.txt", &text("files.needs-file")).await?;
        assert_eq!(page.run_script(AGAIN).await?, "[uploading again.txt …]\n");
        until_only_the_link(stage).await?;
        // It took the place of the one that came back.
        assert_eq!(page.heard("file-added").await?.len(), 1);
        Ok(())
    });
}

#[test]
fn a_file_that_waits_since_an_earlier_page_finds_its_placeholder() {
    run("forum-known", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        let held = "{ 'auto-upload': 'false' }";
        open_with(stage, &site, held).await?;
        page.run_script(AGAIN).await?;
        page.wait_until_heard("file-added", 1).await?;
        page.wait_until_written_down("again.txt").await?;

        open_with(stage, &site, held).await?;
        page.wait_until_heard("file-added", 1).await?;
        assert_eq!(page.run_script(AGAIN).await?, "[uploading again.txt …]\n");
        page.run_script("await document.getElementById('forum').start();").await?;
        until_only_the_link(stage).await
    });
}
