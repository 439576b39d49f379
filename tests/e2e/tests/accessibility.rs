//! The journey as somebody hears it who does not see the page: each step by roles, names and
//! states, what is read out meanwhile, and where the focus is when a thing that had it goes away.

use e2e::failure::Outcome;
use e2e::files;
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::folders::{choose, item, signed_in};
use e2e::journey::PROFILE;
use e2e::page::{Format, Page};
use e2e::run::{Stage, run};
use e2e::words::{filled, text};
use fantoccini::key::Key;
use serde_json::json;

/// Writes down whatever a live region comes to say, as a screen reader would read it out: one that
/// appears together with its text is often not read.
const LISTEN: &str = "
    window.heard = [];
    const LIVE = '[role=status], [role=alert], [aria-live]';
    const said = new WeakMap();
    const listen = () => {
        for (const region of document.querySelectorAll(LIVE)) {
            const text = region.checkVisibility() ? region.innerText.trim() : '';
            if (said.has(region) && text !== '' && text !== said.get(region)) heard.push(text);
            said.set(region, text);
        }
    };
    listen();
    new MutationObserver(listen).observe(document.body,
        { subtree: true, childList: true, characterData: true, attributes: true });
";

async fn heard(page: &Page) -> Outcome<Vec<String>> {
    let heard = page.browser.client.execute("return heard;", Vec::new()).await?;
    Ok(serde_json::from_value(heard)?)
}

/// Waits until each of these stands in the tree, in this order.
async fn wait_until_read(page: &Page, lines: &[String]) -> Outcome {
    find::until(PATIENCE, async || {
        let tree = page.tree().await?;
        let mut rest = tree.lines();
        let mut is_read =
            |line: &String| rest.any(|found| found.trim_start().starts_with(line.as_str()));
        Ok(match lines.iter().find(|line| !is_read(line)) {
            None => Ok(()),
            Some(line) => Err(format!("{line:?} is not read where it should be:\n{tree}")),
        })
    })
    .await
}

fn line(role: &str, name: &str) -> String {
    format!("{role} “{name}”")
}

#[test]
fn the_journey_is_told_in_words() {
    run("heard", async |Stage { host, page }| {
        page.open(&host.page()).await?;
        page.allow_clipboard().await?;
        page.browser.client.execute(LISTEN, Vec::new()).await?;
        // What will tell of trouble is there before there is any.
        assert!(!page.all(&Sought::any(Role::Alert)).await?.is_empty());
        wait_until_read(
            page,
            &[
                line("region", &text("widget.label")),
                line("form", &text("sign-in.region")),
                line("heading", &text("sign-in.title")),
                line("combobox", &text("sign-in.host")),
                line("textbox", &text("sign-in.username")),
                line("textbox", &text("sign-in.password")),
                line("checkbox", &text("sign-in.stay")),
                line("button", &text("sign-in.submit")),
            ],
        )
        .await?;
        page.log_in(&host.password_of("admin")).await?;
        page.new_folder("Heard").await?;
        wait_until_read(
            page,
            &[
                line("region", &text("folder.choose")),
                line("button", "Heard"),
                line("region", &text("drop.region")),
                line("button", &text("drop.choose")),
            ],
        )
        .await?;

        // Slow enough to be at each percent for a while.
        let slowly = json!({ "endpoint": "file/upload", "kind": "slow-read", "bytes_per_second": 1_500_000, "times": 0 });
        host.fault(slowly).await?;
        let uploads = [files::random(4)?, files::one_byte()?];
        page.choose_files(&uploads.each_ref()).await?;
        wait_until_read(
            page,
            &[
                line("region", &text("files.region")),
                line("progressbar", &text("files.progress")),
                line("button", &filled("files.pause-named", &[("name", &uploads[0].name)])),
                line("button", &filled("files.cancel", &[("name", &uploads[0].name)])),
            ],
        )
        .await?;
        page.wait_until_done(&uploads.each_ref()).await?;
        let name = &uploads[0].name;
        let link = Format::Link.name();
        wait_until_read(
            page,
            &[
                line("region", &text("links.region")),
                line("textbox", &filled("links.of", &[("format", link), ("name", name)])),
            ],
        )
        .await?;
        page.press(&filled("copy.of", &[("format", link), ("name", name)])).await?;
        page.wait_for_status(&text("copy.done")).await?;

        let heard = heard(page).await?;
        println!("heard: {heard:#?}");
        let place = |words: &str| heard.iter().position(|text| text.contains(words));
        let done = place(&filled("files.done", &[("done", "2"), ("total", "2")]));
        let copied = place(&text("copy.done"));
        assert!(done.is_some() && done < copied, "{heard:?}");
        let progress = heard.iter().filter(|text| text.contains(" of 2 ")).count();
        assert!((1..=6).contains(&progress), "{progress} messages about the progress: {heard:?}");
        assert!(heard.len() <= 10, "{heard:?}");
        Ok(())
    });
}

async fn wait_until_heard(page: &Page, words: &str) -> Outcome {
    find::until(PATIENCE, async || {
        let heard = heard(page).await?;
        let all = heard.iter().any(|text| text.contains(words));
        Ok(if all { Ok(()) } else { Err(format!("{words:?} is not among {heard:?}")) })
    })
    .await
}

#[test]
fn what_was_asked_for_is_told_when_it_comes_late() {
    run("heard-late", async |Stage { host, page }| {
        page.open(&host.page()).await?;
        page.log_in(&host.password_of("admin")).await?;
        let file = files::one_byte()?;
        page.choose_files(&[&file]).await?;
        page.wait_until_done(&[&file]).await?;
        page.press(&text("my-files.title")).await?;
        let actions = filled("my-files.actions", &[("name", &file.name)]);
        let title = text("my-files.title");
        let panel = page.one(&Sought::named(Role::Region, &title)).await?;
        let actions = Sought::named(Role::Button, &actions).within(&panel);
        page.one(&actions).await?;
        page.browser.client.execute(LISTEN, Vec::new()).await?;

        let late = json!({ "endpoint": "file/download", "kind": "refuse", "message": "No links." });
        host.fault(late).await?;
        page.press(&filled("links.more-of", &[("name", &file.name)])).await?;
        let direct = text("links.direct");
        page.one(&Sought::named(Role::MenuItem, &direct)).await?.click().await?;
        wait_until_heard(page, &text("links.direct-busy")).await?;
        wait_until_heard(page, "No links.").await?;

        // A browser that has waited for too long wants a click.
        let tired =
            "Object.defineProperty(navigator, 'userActivation', { value: { isActive: false } });";
        page.browser.client.execute(tired, Vec::new()).await?;
        page.one(&actions).await?.click().await?;
        let download = text("my-files.download");
        page.one(&Sought::named(Role::MenuItem, &download)).await?.click().await?;
        wait_until_heard(page, &filled("my-files.download-ready", &[("name", &file.name)])).await?;
        page.one(&Sought::named(Role::Link, &download)).await?;
        Ok(())
    });
}

#[test]
fn what_is_said_has_a_place_before() {
    // Screen readers often pass over what comes up together with the place that says it.
    let watch = "
        window.unheard = [];
        const LIVE = '[role=status], [role=alert]';
        new MutationObserver((changes) => {
            for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
                if (!(node instanceof Element)) continue;
                const regions = [...node.querySelectorAll(LIVE), ...(node.matches(LIVE) ? [node] : [])];
                unheard.push(...regions.map((region) => region.textContent).filter((text) => text !== ''));
            }
        }).observe(document.body, { subtree: true, childList: true });";
    run("heard-from-the-start", async |stage| {
        let page = &stage.page;
        signed_in(stage, PROFILE, async |outside| {
            outside.make_folder("Photos", "").await?;
            Ok(())
        })
        .await?;
        page.show_folders().await?;
        page.browser.client.execute(watch, Vec::new()).await?;
        choose(page, "Photos", "folder.move").await?;
        page.wait_for_status(&filled("folder.moving", &[("name", "Photos")])).await?;
        page.press(&text("folder.moving-stop")).await?;
        // Its code is loaded, which is said while it lasts.
        page.press(&text("my-files.title")).await?;
        page.wait_for_status(&text("my-files.empty")).await?;
        let unheard = page.browser.client.execute("return unheard;", Vec::new()).await?;
        let unheard: Vec<String> = serde_json::from_value(unheard)?;
        let moving = filled("folder.moving", &[("name", "Photos")]);
        for text in [moving, text("later.busy")] {
            assert!(!unheard.contains(&text), "{text:?} comes up with its place: {unheard:?}");
        }
        Ok(())
    });
}

#[test]
fn a_press_beside_the_widget_takes_the_focus_away_for_good() {
    // Two frames, after which nothing takes the focus any more for what has happened before.
    let settle = "
        const [done] = arguments;
        const frame = (then) => requestAnimationFrame(() => setTimeout(then));
        const place = () => Math.round(document.querySelector('.below').getBoundingClientRect().top);
        frame(() => frame(() => done([document.activeElement.tagName, place()])));";
    run("focus-beside", async |stage| {
        let Stage { host, page } = stage;
        let client = &page.browser.client;
        signed_in(stage, PROFILE, async |outside| {
            outside.make_folder("Photos", "").await?;
            Ok(())
        })
        .await?;
        page.open_folder("Photos").await?;
        let slow = json!({ "endpoint": "file/upload", "kind": "delay", "milliseconds": 5000 });
        host.fault(slow).await?;
        let file = files::one_byte()?;
        page.choose_files(&[&file]).await?;
        item(page, "Photos").await?.click().await?;
        page.wait_until_focused("Photos").await?;
        let below = "
            const text = document.createElement('p');
            text.textContent = 'Far below';
            text.className = 'below';
            text.style.marginTop = '3000px';
            document.body.append(text);
            return text;";
        let below = client.execute(below, Vec::new()).await?;
        find::element_of(client, &below)?.click().await?;
        let before = client.execute_async(settle, Vec::new()).await?;
        assert_eq!(before[0], "BODY");
        // Its row is drawn anew for that.
        find::until(PATIENCE, async || {
            let told = item(page, "Photos").await?.attr("aria-description").await?;
            let told = told.unwrap_or_default();
            Ok(if told.contains("1 file") { Ok(()) } else { Err(format!("it has {told:?}")) })
        })
        .await?;
        assert_eq!(client.execute_async(settle, Vec::new()).await?, before);
        Ok(())
    });
}

#[test]
fn the_focus_stays_when_a_row_goes_away() {
    run("focus-of-rows", async |Stage { host, page }| {
        page.open(&host.page()).await?;
        page.log_in(&host.password_of("admin")).await?;
        page.wait_until_in("Home").await?;
        let refusal =
            json!({ "endpoint": "file/upload", "kind": "refuse", "message": "No.", "times": 0 });
        host.fault(refusal).await?;
        let names = ["one.txt", "two.txt", "three.txt"];
        let uploads = [
            files::named(names[0], b"1")?,
            files::named(names[1], b"2")?,
            files::named(names[2], b"3")?,
        ];
        page.choose_files(&uploads.each_ref()).await?;
        page.wait_until_ended().await?;
        // From the middle, from the end, and the last one of all.
        for name in [names[1], names[2], names[0]] {
            let label = filled("files.remove", &[("name", name)]);
            page.tab_to(Role::Button, &label).await?;
            page.key(Key::Enter).await?;
            page.none(&Sought::named(Role::Button, &label)).await?;
            find::until(PATIENCE, async || {
                let (element, role, label) = page.focused().await?;
                let kept = element.tag_name().await? != "body" && !label.is_empty();
                Ok(if kept { Ok(()) } else { Err(format!("the focus is on {role} “{label}”")) })
            })
            .await?;
        }
        Ok(())
    });
}
