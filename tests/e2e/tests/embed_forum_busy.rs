//! Links that come while somebody is busy elsewhere: in a dialog over the page, or in another field.

use e2e::embedder::Embedder;
use e2e::failure::Outcome;
use e2e::forum;
use e2e::page::Page;
use e2e::run::run;
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
