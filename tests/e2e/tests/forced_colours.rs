//! Colours that the system forces on the page: the focus is seen at each stop, and what is chosen,
//! selected, disabled or on its way looks otherwise than what is not.

use e2e::failure::{Failure, Outcome};
use e2e::gallery;
use e2e::host::Host;
use e2e::page::Page;
use e2e::run::run_with;
use fantoccini::key::Key;

/// No scene has more stops of the Tab key.
const STOPS: usize = 80;

/// Shows a scene of the gallery in forced colours.
async fn show(host: &Host, page: &Page, scene: &str, scheme: &str) -> Outcome {
    page.emulate_media(scheme, true).await?;
    gallery::show(host, page, &format!("scene.html?scene={scene}")).await
}

/// What has the focus now, and whether it is drawn with a ring that it has not otherwise; nothing
/// when the focus is on the page itself.
const FOCUS: &str = "
    const focused = document.activeElement;
    if (!focused || focused === document.body) return null;
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.setProperty('color', 'Canvas');
    const canvas = getComputedStyle(probe).color;
    probe.remove();
    const name = focused.getAttribute('aria-label') ?? focused.textContent.trim().slice(0, 40);
    const rings = () => [focused, ...(focused.labels ?? [])].map((drawn) => getComputedStyle(drawn))
        .filter((style) => style.opacity !== '0' && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)
        .filter((style) => style.outlineColor !== (parseFloat(style.outlineOffset) < 0 ? style.backgroundColor : canvas))
        .map((style) => style.outline).join();
    const ring = rings();
    focused.blur();
    const otherwise = rings();
    focused.focus({ preventScroll: true, focusVisible: true });
    return [`${focused.tagName}.${focused.className} “${name}”`, ring !== otherwise];
";

/// The next Tab goes to the first stop.
const START: &str = "
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
";

#[test]
fn the_focus_is_seen_at_each_stop() {
    run_with("forced-focus", Host::with_gallery(), async |stage| {
        let page = &stage.page;
        let scenes = ["login-hosts", "several-states", "folders", "my-files-selection", "imports"];
        for (scene, scheme) in scenes.iter().zip(["dark", "light"].iter().cycle()) {
            show(&stage.host, page, scene, scheme).await?;
            page.browser.client.execute(START, Vec::new()).await?;
            let mut stops = Vec::new();
            for _ in 0..STOPS {
                page.key(Key::Tab).await?;
                let stop = page.browser.client.execute(FOCUS, Vec::new()).await?;
                let Some(name) = stop[0].as_str().map(str::to_owned) else { break };
                if stop[1] != true {
                    let seen = format!("{scene}: nobody sees the focus on {name}");
                    return Err(Failure::new(seen));
                }
                stops.push(name);
            }
            assert!(stops.len() > 4, "{scene}: {stops:?}");
            assert!(stops.len() < STOPS, "{scene}: Tab never leaves");
        }
        Ok(())
    });
}

/// What a style says of two things that have to look different.
async fn styles(page: &Page, script: &str) -> Outcome<[String; 2]> {
    let style = "
        const style = (selector, name, pseudo) => {
            const found = document.querySelector(selector);
            if (!found) throw new Error(`no ${selector}`);
            return getComputedStyle(found, pseudo).getPropertyValue(name);
        };
        const system = (colour) => {
            const probe = document.body.appendChild(document.createElement('i'));
            probe.style.setProperty('color', colour);
            const computed = getComputedStyle(probe).color;
            probe.remove();
            return computed;
        };
    ";
    let both = page.browser.client.execute(&[style, script].concat(), Vec::new()).await?;
    Ok(serde_json::from_value(both)?)
}

#[test]
fn what_is_chosen_selected_or_disabled_looks_like_it() {
    // The scene, what is looked at, and what has to look different.
    let pairs = [
        (
            "several-states",
            "a chosen filter",
            "['true', 'false'].map((is) => style(`.file-filter [aria-pressed=${is}]`, 'background-color'))",
        ),
        (
            "several-states",
            "a chosen format",
            "['', ':not(:checked)'].map((not) => style(`.segments label:has(input${not || ':checked'})`, 'background-color'))",
        ),
        (
            "several-states",
            "what has gone of a file",
            "[style('.file progress', 'color'), style('.file progress', 'background-color')]",
        ),
        (
            "folders",
            "the bar of the selected folder",
            "[style('[aria-selected=true]', 'background-color', '::before'), system('Canvas')]",
        ),
        (
            "folders-move",
            "a folder that takes nothing",
            "[style('[role=treeitem][aria-disabled=true]', 'color'), system('CanvasText')]",
        ),
        ("drop-hover", "where files are let go", "[style('.drop-area', 'outline-style'), 'none']"),
        ("not-allowed", "where none may be", "[style('.drop-area', 'border-top-style'), 'dashed']"),
        ("login-busy", "a button that waits", "[style('[aria-disabled=true]', 'opacity'), '1']"),
    ];
    run_with("forced-states", Host::with_gallery(), async |stage| {
        let page = &stage.page;
        for ((scene, what, pair), scheme) in pairs.iter().zip(["dark", "light"].iter().cycle()) {
            show(&stage.host, page, scene, scheme).await?;
            let [one, other] = styles(page, &format!("return {pair};")).await?;
            assert_ne!(one, other, "{scene}, {scheme}: {what}");
        }
        Ok(())
    });
}
