//! Links that come while somebody is busy elsewhere: in a dialog over the page, in another field, or
//! in the middle of what an input method composes.

use e2e::embedder::Embedder;
use e2e::failure::Outcome;
use e2e::find::{self, PATIENCE};
use e2e::forum::{self, QUIET};
use e2e::host::Host;
use e2e::page::Page;
use e2e::run::{run, run_with};
use serde_json::json;

/// A field of the page's own, with the cursor in the middle of its text; in a dialog, if that is so
/// called.
async fn write_elsewhere(page: &Page, place: &str) -> Outcome {
    let script = "
        const place = document.createElement(PLACE);
        const other = document.createElement('input');
        other.id = 'other';
        other.value = 'Mine';
        place.append(other);
        document.body.append(place);
        if (place.showModal) place.showModal();
        other.focus();
        other.setSelectionRange(2, 2);";
    page.run_script(&script.replace("PLACE", &format!("{place:?}"))).await?;
    Ok(())
}

/// Where the reader is stays as it was.
const ELSEWHERE: &str = "
    const other = document.getElementById('other');
    return [other.value, other.selectionStart, document.activeElement === other];";

/// Waits until the field that the selector names holds this text.
async fn until_written(page: &Page, selector: &str, text: &str) -> Outcome {
    let value = format!("return document.querySelector({selector:?}).value;");
    find::until(PATIENCE, async || {
        let written = page.run_script(&value).await?;
        Ok(if written == text { Ok(()) } else { Err(format!("{written}, not {text:?}")) })
    })
    .await
}

#[test]
fn a_link_comes_into_a_field_behind_a_dialog_and_into_no_other() {
    run("forum-dialog", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        for (forum, field, before) in
            [("phpbb", "#message", ""), ("xenforo", ".fr-element", "Before ")]
        {
            forum::open(stage, &site, forum).await?;
            write_elsewhere(page, "dialog").await?;
            page.upload_at_once("behind.txt").await?;
            let expected = format!("{before}{}", page.last_snippet("bbcode").await?);
            let text = format!(
                "const field = document.querySelector({field:?});
                 const text = () => (field.value ?? field.textContent).replaceAll('\\u00a0', ' ').trim();"
            );
            let written = page.run_script(&format!("{text} return text();")).await?;
            assert_eq!(written, expected, "{forum}");
            assert_eq!(page.run_script(ELSEWHERE).await?, json!(["Mine", 2, true]), "{forum}");
            // A placeholder comes and goes; the host takes nothing empty.
            let drop = format!("{text} give(field, 'drop', file('empty.txt', 0)); return text();");
            let written = page.run_script(&drop).await?;
            let placed = written.as_str().is_some_and(|it| it.ends_with("[uploading empty.txt …]"));
            assert!(placed, "{forum}: {written}");
            page.wait_until_heard("failed", 1).await?;
            let written = page.run_script(&format!("{text} return text();")).await?;
            assert_eq!(written, expected, "{forum}");
            assert_eq!(page.run_script(ELSEWHERE).await?, json!(["Mine", 2, true]), "{forum}");
        }
        Ok(())
    });
}

#[test]
fn a_link_comes_into_a_hidden_field_and_into_no_other() {
    run("forum-hidden", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        forum::open(stage, &site, "phpbb").await?;
        write_elsewhere(page, "div").await?;
        page.run_script(
            "const field = document.getElementById('message');
             window.inputs = [];
             field.addEventListener('input', ({ data }) => window.inputs.push(data));
             field.hidden = true;",
        )
        .await?;
        page.upload_at_once("hidden.txt").await?;
        let line = format!("{}\n", page.last_snippet("bbcode").await?);
        let state = "return [document.getElementById('message').value, window.inputs];";
        // The forum's own scripts hear of it.
        assert_eq!(page.run_script(state).await?, json!([line, [line]]));
        assert_eq!(page.run_script(ELSEWHERE).await?, json!(["Mine", 2, true]));
        Ok(())
    });
}

#[test]
fn what_an_input_method_composes_is_not_broken_off() {
    run("forum-composing", async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        forum::open(stage, &site, "phpbb").await?;
        let at_hand = "
            const field = document.getElementById('message');
            const compose = (target, type) =>
                target.dispatchEvent(new CompositionEvent(type, { bubbles: true, composed: true }));";
        let run = async |script: &str| page.run_script(&[at_hand, script].concat()).await;
        // In the field itself.
        run("field.value = 'Look: ';
             field.focus();
             field.setSelectionRange(6, 6);
             compose(field, 'compositionstart');")
        .await?;
        page.upload_at_once("first.txt").await?;
        assert_eq!(run("return field.value;").await?, "Look: ");
        run("compose(field, 'compositionend');").await?;
        let first = page.last_snippet("bbcode").await?;
        until_written(page, "#message", &format!("Look: {first}\n")).await?;

        // In another one, which goes away in the middle of it: nobody tells of its end.
        write_elsewhere(page, "div").await?;
        run("compose(document.getElementById('other'), 'compositionstart');
             give(field, 'drop', file('second.txt'));")
        .await?;
        page.wait_until_heard("snippet", 2).await?;
        assert_eq!(run("return field.value;").await?, format!("Look: {first}\n"));
        assert_eq!(page.run_script(ELSEWHERE).await?, json!(["Mine", 2, true]));
        run("document.getElementById('other').remove();").await?;
        let second = page.last_snippet("bbcode").await?;
        until_written(page, "#message", &format!("Look: {first}\n{second}\n")).await
    });
}

#[test]
fn what_is_composed_in_the_frame_of_an_editor_is_not_broken_off() {
    run_with("forum-composing-frame", Host::with_page(QUIET), async |stage| {
        let page = &stage.page;
        let site = Embedder::start(&stage.host).await?;
        forum::open(stage, &site, "rich").await?;
        let at_hand = "
            const { body } = document.getElementById('editor').contentDocument;
            const compose = (type) => body.dispatchEvent(new CompositionEvent(type, { bubbles: true }));
            const text = () => body.textContent.replaceAll('\\u00a0', ' ');";
        let run = async |script: &str| page.run_script(&[at_hand, script].concat()).await;
        run("compose('compositionstart');").await?;
        page.upload_at_once("framed.txt").await?;
        let snippet = page.last_snippet("bbcode").await?;
        assert_eq!(run("return text();").await?, "Look: , and so on");
        run("compose('compositionend');").await?;
        find::until(PATIENCE, async || {
            let written = run("return text();").await?;
            let there = written.as_str().is_some_and(|text| text.contains(&snippet));
            Ok(if there { Ok(()) } else { Err(format!("{snippet} is not in {written}")) })
        })
        .await
    });
}
