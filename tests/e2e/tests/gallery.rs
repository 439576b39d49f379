//! Every state of the widget as the gallery shows it (`www/gallery`): what assistive technology
//! reads is what is written down in `tests/e2e/gallery`, axe-core finds nothing in light and in
//! dark, nothing is cut off or lies over something else between 280 px and a full screen, and all
//! that can be pressed is large enough for a pointer and for a thumb. In the other languages, whose
//! words are longer, those with the most words on a line are looked at on phones.
//!
//! `SCENE=login` looks only at the scenes that have it in their names.
//!
//! After a wanted change of what is read, `UPDATE_GALLERY=1 cargo test -p e2e --test gallery`
//! writes it down anew; the difference is then for a reviewer to read.

use std::fs;

use e2e::failure::{Failure, Outcome};
use e2e::gallery::show;
use e2e::host::Host;
use e2e::page::Page;
use e2e::places;
use e2e::run::run_with;

const WIDTHS: [u32; 4] = [280, 360, 1000, 1600];
const DESK: u32 = 1000;
const PHONE: u32 = 360;
const PHONES: [u32; 3] = [280, 320, 360];
const OTHER_LANGUAGES: [&str; 7] = ["de", "es", "fr", "pt-BR", "ru", "ar", "zh-Hans"];
/// What is looked at in the other languages.
const WORDY: [&str; 14] = [
    "login-refused",
    "account",
    "folders-search",
    "folders-menu",
    "folders-sharing",
    "several-states",
    "uploading-unmeasured",
    "paused",
    "stopped",
    "failed-storage",
    "links-delete",
    "my-files-selection",
    "my-files-menu",
    "imports",
];
/// The least size of a target in WCAG 2.2 AA, and the one of thumbs.
const POINTER_TARGET: u32 = 24;
const THUMB_TARGET: u32 = 44;

/// The names of the scenes, and where each is.
async fn scenes(host: &Host, page: &Page) -> Outcome<Vec<(String, String)>> {
    page.browser.client.goto(&host.beside_page("gallery/scene.html")).await?;
    let list = "
        const [done] = arguments;
        import('/gallery/scenes.js').then(
            ({ scenes, address }) => done(Object.keys(scenes).map((name) => [name, address(name)])),
            (error) => done(String(error)),
        );
    ";
    let list = page.browser.client.execute_async(list, Vec::new()).await?;
    serde_json::from_value(list.clone()).map_err(|_| Failure::new(format!("no scenes: {list}")))
}

/// All that is wrong with a scene, a sentence each.
async fn faults(page: &Page, name: &str) -> Outcome<Vec<String>> {
    let mut faults = Vec::new();
    page.emulate_screen(DESK, false).await?;
    page.emulate_media("light", false).await?;
    faults.extend(changed_tree(name, &page.tree().await?)?);
    faults.extend(page.motions().await?.iter().map(|motion| format!("moves: {motion}")));
    for scheme in ["light", "dark"] {
        page.emulate_media(scheme, false).await?;
        let found = page.axe_findings().await?;
        faults.extend(found.iter().map(|finding| format!("{scheme}: {finding}")));
    }
    faults.extend(faults_of_layout(page, &WIDTHS).await?);
    for (width, touch, least) in [(DESK, false, POINTER_TARGET), (PHONE, true, THUMB_TARGET)] {
        page.emulate_screen(width, touch).await?;
        let over = page.overlaps().await?;
        faults.extend(over.iter().map(|finding| format!("{width} px, touch {touch}: {finding}")));
        let found = page.small_targets(least).await?;
        faults.extend(found.iter().map(|finding| format!("smaller than {least} px: {finding}")));
    }
    page.emulate_screen(DESK, false).await?;
    Ok(faults)
}

fn none_of(faults: &[String]) -> Outcome {
    match faults {
        [] => Ok(()),
        faults => Err(Failure::new(faults.join("\n"))),
    }
}

/// What is cut off, lies over something else or has no room at these widths.
async fn faults_of_layout(page: &Page, widths: &[u32]) -> Outcome<Vec<String>> {
    let mut faults = Vec::new();
    for width in widths {
        page.emulate_screen(*width, false).await?;
        let found =
            [page.overflows().await?, page.overlaps().await?, page.spills().await?].concat();
        faults.extend(found.iter().map(|finding| format!("at {width} px: {finding}")));
    }
    Ok(faults)
}

/// Speeds and times depend on the machine: their digits are left open, and so is what follows the
/// first part of a line about progress.
fn without_times(tree: &str) -> String {
    const MARKS: [&str; 4] = [" sec", " min", "Sek.", " \u{62b}"];
    let line = |line: &str| match line.split_once(" · ") {
        Some((start, _)) if line.contains("StaticText") => format!("{start} · …"),
        _ if MARKS.iter().any(|mark| line.contains(mark)) => {
            line.replace(|c: char| c.is_numeric(), "#")
        }
        _ => line.to_owned(),
    };
    tree.lines().map(|text| line(text) + "\n").collect()
}

/// So many rows of a list are compared.
const ROWS: usize = 12;

/// How many rows of a long list are made depends on the height of the letters: what follows the
/// first ones is left open.
fn without_further_rows(tree: &str) -> String {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let mut rows = Vec::<(usize, usize)>::new();
    let mut passed_over = None;
    let mut shortened = String::new();
    for line in tree.lines() {
        let depth = depth(line);
        if passed_over.is_some_and(|row| depth > row) {
            continue;
        }
        passed_over = None;
        while rows.last().is_some_and(|(row, _)| *row > depth) {
            rows.pop();
        }
        if line.trim_start().starts_with("listitem") {
            match rows.last_mut() {
                Some((row, count)) if *row == depth => *count += 1,
                _ => rows.push((depth, 1)),
            }
            let count = rows.last().map_or(0, |(_, count)| *count);
            if count > ROWS {
                passed_over = Some(depth);
                if count == ROWS + 1 {
                    shortened += &" ".repeat(depth);
                    shortened += "…\n";
                }
                continue;
            }
        } else {
            rows.retain(|(row, _)| *row != depth);
        }
        shortened += line;
        shortened.push('\n');
    }
    shortened
}

/// What assistive technology reads otherwise than it is written down.
fn changed_tree(name: &str, tree: &str) -> Outcome<Option<String>> {
    let tree = &without_further_rows(&without_times(tree));
    let file = places::stored_trees().join(format!("{name}.txt"));
    if std::env::var_os("UPDATE_GALLERY").is_some() {
        fs::create_dir_all(places::stored_trees())?;
        fs::write(file, tree)?;
        return Ok(None);
    }
    let stored = fs::read_to_string(&file).unwrap_or_default();
    let difference = stored.lines().zip(tree.lines()).find(|(before, now)| before != now);
    Ok(match difference {
        _ if stored == *tree => None,
        Some((before, now)) => Some(format!("read as {now:?}, written down as {before:?}")),
        None => Some(format!("the tree of {} is longer or shorter now", file.display())),
    })
}

/// Looks at each scene whose place in the list is `part` modulo 2: two browsers share them.
fn look_at(test: &str, part: usize) {
    run_with(test, Host::with_gallery(), async |stage| {
        let page = &stage.page;
        let only = std::env::var("SCENE").unwrap_or_default();
        let scenes = scenes(&stage.host, page).await?;
        assert!(scenes.len() > 50, "{} scenes", scenes.len());
        // One test may have none of them, but not both.
        let known = scenes.iter().any(|(name, _)| name.contains(&only));
        assert!(known, "no scene has {only:?} in its name");
        let mut all = Vec::new();
        for (name, address) in scenes.iter().skip(part).step_by(2) {
            if !name.contains(&only) {
                continue;
            }
            page.emulate_screen(DESK, false).await?;
            page.emulate_media("light", false).await?;
            show(&stage.host, page, address).await.map_err(|failure| failure.during(name))?;
            let found = faults(page, name).await.map_err(|failure| failure.during(name))?;
            all.extend(found.iter().map(|fault| format!("{name}: {fault}")));
        }
        none_of(&all)
    });
}

#[test]
fn every_second_state_is_fit_for_everybody() {
    look_at("gallery-even", 0);
}

#[test]
fn every_other_state_is_fit_for_everybody() {
    look_at("gallery-odd", 1);
}

/// Looks at some scenes on phones in each language whose place in the list is `part` modulo 2.
fn look_in_other_languages(test: &str, part: usize) {
    run_with(test, Host::with_gallery(), async |stage| {
        let page = &stage.page;
        let mut all = Vec::new();
        for language in OTHER_LANGUAGES.iter().skip(part).step_by(2) {
            for name in WORDY {
                let what = format!("{name} in {language}");
                page.emulate_screen(DESK, false).await?;
                let address = format!("scene.html?scene={name}&lang={language}");
                show(&stage.host, page, &address).await.map_err(|failure| failure.during(&what))?;
                let found = faults_of_layout(page, &PHONES).await?;
                all.extend(found.iter().map(|fault| format!("{what}: {fault}")));
            }
        }
        none_of(&all)
    });
}

#[test]
fn every_second_language_has_room_on_a_phone() {
    look_in_other_languages("gallery-languages-even", 0);
}

#[test]
fn every_other_language_has_room_on_a_phone() {
    look_in_other_languages("gallery-languages-odd", 1);
}

#[test]
fn the_tokens_can_be_played_with() {
    run_with("gallery-theme", Host::with_gallery(), async |stage| {
        let page = &stage.page;
        show(&stage.host, page, "theme.html").await?;
        let change = "
            const set = (input, value) => {
                input.value = value;
                input.dispatchEvent(new InputEvent('input', { bubbles: true }));
            };
            set(document.querySelectorAll('#tokens input[type=color]')[6], '#aa3300');
            set(document.querySelector('#tokens input[type=range]'), '1.5');
            const primary = getComputedStyle(document.querySelector('.upload-widget .button.primary'));
            return [primary.backgroundColor, primary.borderTopLeftRadius, document.getElementById('rule').textContent];
        ";
        let changed = page.browser.client.execute(change, Vec::new()).await?;
        assert_eq!(changed[0], "rgb(170, 51, 0)");
        assert_eq!(changed[1], "24px");
        let rule = ".upload-widget {\n  --uw-accent: #aa3300;\n  --uw-radius: 1.5rem;\n}";
        assert_eq!(changed[2], rule);
        Ok(())
    });
}
