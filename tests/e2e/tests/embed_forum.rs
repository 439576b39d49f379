//! Snippets in a forum's own fields: at the cursor, undoable, told to the page.

use e2e::embedder::Embedder;
use e2e::forum::{self, QUIET};
use e2e::host::Host;
use e2e::run::{run, run_with};
use serde_json::{Value, json};

#[test]
fn a_snippet_goes_to_the_cursor_and_can_be_undone() {
    run("forum-cursor", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        forum::open(stage, &site, "phpbb").await?;
        page.run_script(
            "const field = document.getElementById('message');
             field.value = 'Look: , and so on';
             field.focus();
             field.setSelectionRange(6, 6);
             window.inputs = [];
             field.addEventListener('input', ({ inputType, data }) => window.inputs.push([inputType, data]));",
        )
        .await?;
        page.upload_at_once("cursor.txt").await?;
        let snippet = page.last_snippet("bbcode").await?;
        assert!(snippet.starts_with("[url]http"), "{snippet}");
        let state = "const field = document.getElementById('message');
            return [field.value, window.inputs.length > 0, document.activeElement === field];";
        let expected = format!("Look: {snippet}\n, and so on");
        assert_eq!(page.run_script(state).await?, json!([expected, true, true]));
        page.run_script("document.execCommand('undo');").await?;
        let value = page.run_script("return document.getElementById('message').value;").await?;
        assert_eq!(value, "Look: , and so on");
        Ok(())
    });
}

/// What an earlier post was given does not come into the next one.
#[test]
fn links_of_an_earlier_page_are_not_put_into_the_next_post() {
    run("forum-earlier", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        forum::open(stage, &site, "phpbb").await?;
        page.upload_at_once("first.txt").await?;
        let address = page.last_snippet("link").await?;
        page.wait_until_written_down(&address).await?;
        forum::open(stage, &site, "phpbb").await?;
        page.wait_until_row("first.txt", &e2e::words::text("files.state.verified")).await?;
        page.upload_at_once("second.txt").await?;
        page.wait_until_heard("complete", 1).await?;
        for event in ["file-added", "uploaded", "snippet"] {
            let names = page.heard(event).await?;
            let names: Vec<_> = names.iter().map(|detail| detail["name"].as_str()).collect();
            assert_eq!(names, [Some("second.txt")], "{event}");
        }
        let snippet = page.last_snippet("bbcode").await?;
        let value = page.run_script("return document.getElementById('message').value;").await?;
        assert_eq!(value, format!("{snippet}\n"));
        Ok(())
    });
}

#[test]
fn text_that_comes_with_a_picture_of_itself_stays_text() {
    run("forum-paste", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        forum::open(stage, &site, "phpbb").await?;
        let paste = "
            const field = document.getElementById('message');
            const taken = (texts) => {
                const data = new DataTransfer();
                for (const [type, text] of Object.entries(texts)) data.setData(type, text);
                data.items.add(new File(['cells'], 'image.png', { type: 'image/png' }));
                const event = new Event('paste', { bubbles: true, cancelable: true });
                field.dispatchEvent(Object.assign(event, { clipboardData: data }));
                return event.defaultPrevented;
            };
            const html = '<img src=\"https://photos.example/harbour.png\">';
            return [taken({ 'text/plain': '1\t2', 'text/html': '<table></table>' }), field.value,
                taken({ 'text/html': html })];";
        // A picture that was copied from a page has HTML beside it, but no text.
        assert_eq!(page.run_script(paste).await?, json!([false, "", true]));
        page.wait_until_heard("file-added", 1).await?;
        Ok(())
    });
}

#[test]
fn a_link_stands_once_and_whole_whatever_the_field_does() {
    run("forum-once", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        forum::open(stage, &site, "phpbb").await?;
        let field = "const field = document.getElementById('message');";
        let run = async |script: &str| page.run_script(&[field, script].concat()).await;
        run("field.maxLength = 20;
            field.value = 'Look: , and so on';
            field.focus();
            field.setSelectionRange(6, 6);")
        .await?;
        page.upload_at_once("long.txt").await?;
        let snippet = page.last_snippet("bbcode").await?;
        let expected = format!("Look: {snippet}\n, and so on");
        assert_eq!(run("return field.value;").await?, expected);
        // An editor that makes something of its own of what is typed.
        run("field.removeAttribute('maxlength');
            field.value = '';
            field.addEventListener('input', () => {
                field.value = field.value.replaceAll('[url]', '[URL]');
            });")
        .await?;
        page.upload_at_once("altered.txt").await?;
        let written = page.last_snippet("bbcode").await?.replace("[url]", "[URL]");
        assert_eq!(run("return field.value;").await?, format!("{written}\n"));
        Ok(())
    });
}

#[test]
fn fields_may_be_named_later() {
    run("forum-named-later", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        page.browser.client.goto(&site.page("forums/phpbb.html")).await?;
        page.wait_until_heard("ready", 1).await?;
        let steps = "
            const buttons = async (count) => {
                const found = () => document.querySelectorAll('.upload-widget-attach').length;
                for (let at = 0; at < 100 && found() !== count; at++) await new Promise((next) => setTimeout(next, 20));
                return found();
            };
            const widget = document.getElementById('widget');
            const counts = [await buttons(1)];
            widget.removeAttribute('attach');
            counts.push(await buttons(0));
            widget.setAttribute('attach', '#message');
            counts.push(await buttons(1));
            // One that had no field at first.
            const other = document.createElement('upload-widget');
            other.setAttribute('load', 'intent');
            document.body.append(other);
            other.setAttribute('attach', '#message');
            counts.push(await buttons(2));
            return counts;";
        assert_eq!(page.run_script(steps).await?, json!([1, 0, 1, 2]));
        // None of it begins the widget anew.
        assert_eq!(page.heard("ready").await?.len(), 1);
        Ok(())
    });
}

#[test]
fn an_editor_in_a_frame_takes_snippets_and_files() {
    run_with("forum-rich", Host::with_page(QUIET), async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        forum::open(stage, &site, "rich").await?;
        let editor = "const frame = document.getElementById('editor');
            const editor = frame.contentDocument;
            const text = () => editor.body.textContent.replaceAll('\\u00a0', ' ');";
        let run = async |script: &str| page.run_script(&[editor, script].concat()).await;
        run("frame.focus();
            editor.body.focus();
            editor.getSelection().collapse(editor.body.firstChild, 6);
            await new Promise((resolve) => setTimeout(resolve, 100));")
        .await?;
        page.upload_at_once("cursor.txt").await?;
        let snippet = page.last_snippet("bbcode").await?;
        assert!(snippet.starts_with("[url]http"), "{snippet}");
        let state = "return [text(), window.inputs.length > 0, document.activeElement === frame,
            document.getElementById('message').value];";
        let expected = format!("Look: {snippet} , and so on");
        assert_eq!(run(state).await?, json!([expected, true, true, ""]));
        let undone = run("editor.execCommand('undo'); return text();").await?;
        assert_eq!(undone, "Look: , and so on");

        // The host takes its time, so that the placeholder is seen.
        let delay =
            json!({ "kind": "delay", "endpoint": "file/upload", "milliseconds": 1500, "times": 1 });
        stage.host.fault(delay).await?;
        // A file that is dropped on a frame is of that frame's kind.
        let placed = run("give(editor.body, 'drop',
                new frame.contentWindow.File(['dropped'], 'dropped.txt'));
            return text();")
        .await?;
        assert_eq!(placed, "Look: [uploading dropped.txt …] , and so on");
        page.wait_until_heard("snippet", 2).await?;
        let snippet = page.last_snippet("bbcode").await?;
        assert_eq!(run("return text();").await?, format!("Look: {snippet} , and so on"));

        // The hidden field beside it has the button; what it brings goes to where the reader writes.
        let buttons = "return [...document.querySelectorAll('.upload-widget-attach')]
            .map((button) => button.previousElementSibling.id);";
        assert_eq!(run(buttons).await?, json!(["message"]));
        let chosen = "
            const click = HTMLInputElement.prototype.click;
            const chosen = new Promise((resolve) => {
                HTMLInputElement.prototype.click = function () { resolve(this); };
            });
            document.querySelector('.upload-widget-attach').click();
            HTMLInputElement.prototype.click = click;
            const input = await chosen;
            const data = new DataTransfer();
            data.items.add(new File(['chosen'], 'chosen.txt'));
            input.files = data.files;
            input.dispatchEvent(new Event('change'));";
        run(chosen).await?;
        page.wait_until_heard("snippet", 3).await?;
        let snippet = page.last_snippet("bbcode").await?;
        let state = run("return [text(), document.getElementById('message').value];").await?;
        assert!(state[0].as_str().is_some_and(|text| text.contains(&snippet)), "{state}");
        assert_eq!(state[1], "");
        assert!(page.heard("error").await?.is_empty());
        Ok(())
    });
}

#[test]
fn a_field_that_cannot_be_reached_is_told() {
    run_with("forum-unreachable", Host::with_page(QUIET), async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        forum::open(stage, &site, "rich").await?;
        // A frame of another site, then nothing at all.
        for (at, selector) in ["#theirs", "#nowhere"].into_iter().enumerate() {
            let set =
                "document.getElementById('widget').setAttribute('insert-into', arguments[0]);";
            page.browser.client.execute(set, vec![selector.into()]).await?;
            page.upload_at_once(&format!("{at}.txt")).await?;
            let error = page.wait_until_heard("error", at + 1).await?;
            assert_eq!(error[at]["code"], "no-field", "{selector}");
        }
        Ok(())
    });
}

#[test]
fn a_selector_that_is_none_is_told_once_and_may_be_corrected() {
    run("forum-selector", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        page.browser.client.goto(&site.page("forums/phpbb.html")).await?;
        page.wait_until_heard("ready", 1).await?;
        // Wrong from the start, and later on.
        let wrong = "
            const other = document.createElement('upload-widget');
            other.setAttribute('load', 'intent');
            other.id = 'other';
            other.setAttribute('attach', '#[');
            document.body.append(other);
            await event(other, 'error');
            const widget = document.getElementById('widget');
            widget.setAttribute('insert-into', '((');
            await event(widget, 'error');
            // The page goes on.
            document.body.append(document.createElement('p'));
            await new Promise((resolve) => setTimeout(resolve));";
        page.run_script(wrong).await?;
        let errors = page.heard("error").await?;
        let said: Vec<_> = errors
            .iter()
            .map(|error| (&error["target"], error["message"].as_str().unwrap_or_default()))
            .collect();
        assert_eq!(
            said,
            [
                (&json!("other"), "attach: #[ is not a selector"),
                (&json!("widget"), "insert-into: (( is not a selector")
            ]
        );
        let corrected = "
            document.getElementById('other').setAttribute('attach', '#message');
            document.getElementById('widget').setAttribute('insert-into', '#message');
            const buttons = () => document.querySelectorAll('.upload-widget-attach').length;
            while (buttons() !== 2) await new Promise(requestAnimationFrame);";
        page.run_script(corrected).await?;
        assert_eq!(page.heard("error").await?.len(), 2);
        Ok(())
    });
}

/// What keeps pages, or brings them up to date, knows nothing of the buttons.
#[test]
fn a_field_has_one_button_and_that_works() {
    run("forum-one-button", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        page.browser.client.goto(&site.page("forums/phpbb.html")).await?;
        page.wait_until_heard("ready", 1).await?;
        let at_hand = "
            const buttons = () => [...document.querySelectorAll('.upload-widget-attach')];
            const until = async (there) => {
                for (let at = 0; at < 200 && !there(); at++) await new Promise((next) => setTimeout(next, 20));
                return buttons().map(({ previousElementSibling, onclick }) => [previousElementSibling.id, Boolean(onclick)]);
            };";
        let run = async |script: &str| page.run_script(&[at_hand, script].concat()).await;
        let one = json!([["message", true]]);
        // A copy of the page comes back, with copies of its buttons.
        let copied = run("
            await until(() => buttons().length === 1);
            buttons()[0].after(buttons()[0].cloneNode(true));
            document.body.replaceWith(document.body.cloneNode(true));
            return until(() => buttons().length === 1);")
        .await?;
        assert_eq!(copied, one);
        // The page is brought up to date, and the field stays.
        let updated = run("
            const [button] = buttons();
            button.remove();
            return [await until(() => buttons().length === 1), buttons()[0] === button];")
        .await?;
        assert_eq!(updated, json!([one, true]));
        Ok(())
    });
}

#[test]
fn the_buttons_say_what_the_element_says() {
    run("forum-labels", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        page.browser.client.goto(&site.page("forums/phpbb.html")).await?;
        page.wait_until_heard("ready", 1).await?;
        let labels = "
            const widget = document.getElementById('widget');
            const said = async (text) => {
                const button = () => document.querySelector('.upload-widget-attach');
                for (let at = 0; at < 100 && button()?.textContent !== text; at++) await new Promise((next) => setTimeout(next, 20));
                return button().textContent;
            };
            const labels = [await said('Upload files')];
            widget.lang = 'de';
            labels.push(await said('Dateien hochladen'));
            widget.setAttribute('label', 'Bilder her');
            labels.push(await said('Bilder her'));
            return labels;";
        let expected = ["Upload files", "Dateien hochladen", "Bilder her"];
        assert_eq!(page.run_script(labels).await?, json!(expected));
        Ok(())
    });
}

#[test]
fn a_helper_that_could_not_be_loaded_is_asked_for_again() {
    run("forum-again", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        page.browser.devtools("Network.enable", json!({})).await?;
        let block = async |addresses: Value| {
            page.browser.devtools("Network.setBlockedURLs", json!({ "urls": addresses })).await
        };
        block(json!(["*forum.js"])).await?;
        let first = "add('place', { id: 'added', load: 'intent', attach: '#nowhere' });";
        page.run_script(first).await?;
        let errors = page.wait_until_heard("error", 1).await?;
        assert_eq!(errors[0]["code"], "load-failed");
        block(json!([])).await?;
        let again = "
            const field = document.createElement('textarea');
            document.body.append(field);
            document.getElementById('added').setAttribute('attach', 'textarea');
            while (!field.nextElementSibling) await new Promise(requestAnimationFrame);";
        page.run_script(again).await?;
        Ok(())
    });
}

/// The field of each forum that takes the snippet, and in which format.
const FORUMS: [(&str, &str, &str); 6] = [
    ("phpbb", "#message", "bbcode"),
    ("mybb", "#message", "bbcode"),
    ("smf", "#message", "bbcode"),
    ("vbulletin", "#vB_Editor_001_editor", "bbcode"),
    ("xenforo", ".fr-element", "bbcode"),
    ("discourse", "textarea.d-editor-input", "markdown"),
];

/// The line of a forum in docs/embedding.md is that of its page here.
#[test]
fn the_documentation_has_the_elements_of_these_pages() {
    let workspace = e2e::places::workspace();
    let guide = std::fs::read_to_string(workspace.join("docs/embedding.md")).unwrap();
    for (forum, ..) in FORUMS {
        let page = workspace.join(format!("tests/embed/pages/forums/{forum}.html"));
        let page = std::fs::read_to_string(page).unwrap();
        let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
        let row = guide.lines().find(|line| {
            line.strip_prefix("| ").is_some_and(|row| row.to_lowercase().starts_with(forum))
        });
        let element = row.and_then(|row| row.split("<upload-widget … ").nth(1));
        let attributes = element.and_then(|rest| rest.split_once("></upload-widget>` |"));
        // Without its end it would take in all that comes after it.
        let (attributes, _) = attributes.unwrap_or_else(|| panic!("{forum}: {row:?}"));
        assert!(page.contains(attributes), "{forum}: {attributes}");
    }
}

#[test]
fn every_recipe_fills_the_field_of_its_forum() {
    run("forum-recipes", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        for (forum, field, format) in FORUMS {
            forum::open(stage, &site, forum).await?;
            if forum == "discourse" {
                page.open_composer().await?;
            }
            page.upload_at_once(&format!("{forum}.txt")).await?;
            let snippet = page.last_snippet(format).await?;
            let text = format!(
                "const field = document.querySelector({field:?});
                 return [field.value ?? field.textContent, field.nextElementSibling?.className ?? ''];"
            );
            let text = page.run_script(&text).await?;
            let written = text[0].as_str().unwrap_or_default();
            assert!(!snippet.is_empty() && written.contains(&snippet), "{forum}: {written:?}");
            let button = text[1].as_str().unwrap_or_default();
            assert!(button.starts_with("upload-widget-attach"), "{forum}: {button:?}");
        }
        Ok(())
    });
}
