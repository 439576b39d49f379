//! The widget in each language: the words, the direction, the numbers, and room for long words.

use std::fs;
use std::path::{Path, PathBuf};

use e2e::failure::Outcome;
use e2e::files;
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::page::Page;
use e2e::run::{Stage, run};
use e2e::words::text;
use fantoccini::Locator;
use serde_json::{Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/locales")
}

/// The languages that have a locale file, by their tags.
fn languages() -> Outcome<Vec<String>> {
    let mut tags = Vec::new();
    for entry in fs::read_dir(folder())? {
        let path = entry?.path();
        tags.extend(path.file_stem().and_then(|tag| tag.to_str()).map(str::to_owned));
    }
    tags.sort_unstable();
    Ok(tags)
}

fn words_of(language: &str) -> Outcome<Value> {
    let file = fs::read_to_string(folder().join(format!("{language}.json")))?;
    Ok(serde_json::from_str(&file)?)
}

fn word<'a>(words: &'a Value, key: &str) -> &'a str {
    words[key].as_str().unwrap_or_else(|| panic!("no text {key}"))
}

/// Opens an address and waits for the widget by its name in this language.
async fn open(page: &Page, address: &str, name: &str) -> Outcome {
    page.browser.client.goto(address).await?;
    page.one(&Sought::named(Role::Region, name)).await?;
    Ok(())
}

async fn log_in(page: &Page, words: &Value) -> Outcome {
    page.fill(word(words, "sign-in.username"), "admin").await?;
    let password = page.browser.client.find(Locator::Css("input[type=password]")).await?;
    password.send_keys(sandbox::DEMO_PASSWORD).await?;
    page.press(word(words, "sign-in.submit")).await
}

/// The root element's language and direction, and whether anything is wider than the window.
async fn look(page: &Page) -> Outcome<Value> {
    let script = "const root = document.querySelector('.upload-widget');
        const wide = document.documentElement.scrollWidth > window.innerWidth;
        return [root.lang, root.dir, wide];";
    Ok(page.browser.client.execute(script, Vec::new()).await?)
}

#[test]
fn the_widget_speaks_each_language_and_fits_a_small_screen() {
    let languages = languages().unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(languages, ["ar", "de", "es", "fr", "pt-BR", "ru", "zh-Hans"]);
    for language in languages {
        run(&format!("language-{language}"), async |Stage { host, page }| {
            let words = words_of(&language)?;
            let small =
                json!({ "width": 320, "height": 800, "deviceScaleFactor": 1, "mobile": false });
            page.browser.devtools("Emulation.setDeviceMetricsOverride", small).await?;
            let address = format!("{}&lang={language}", host.page());
            open(page, &address, word(&words, "widget.label")).await?;
            let direction = if language == "ar" { "rtl" } else { "ltr" };
            assert_eq!(look(page).await?, json!([language, direction, false]), "the login form");

            log_in(page, &words).await?;
            let file = files::one_byte()?;
            let input = Sought::named(Role::Button, word(&words, "drop.choose"));
            let input = page.one(&input).await?;
            input.send_keys(&file.path.display().to_string()).await?;
            let link = word(&words, "links.of")
                .replace("{format}", word(&words, "format.link"))
                .replace("{name}", &file.name);
            page.one(&Sought::named(Role::Textbox, &link)).await?;
            assert_eq!(look(page).await?, json!([language, direction, false]), "with a file");
            page.read_console().await?;
            page.console.must_be_clean()
        });
    }
}

/// The browser's own words would be in its own language.
#[test]
fn a_blank_login_is_told_in_the_language_of_the_widget() {
    run("language-blank-login", async |Stage { host, page }| {
        let words = words_of("de")?;
        open(page, &format!("{}&lang=de", host.page()), word(&words, "widget.label")).await?;
        page.press(word(&words, "sign-in.submit")).await?;
        let username = word(&words, "sign-in.username");
        let told = word(&words, "sign-in.blank").replace("{field}", username);
        page.wait_until_refused(username, &told).await?;
        page.type_text("m").await?;
        page.wait_until_accepted(&told).await
    });
}

#[test]
fn the_page_decides_the_language() {
    run("language-of-page", async |Stage { host, page }| {
        // Before the module script runs, which waits for the whole document.
        let script = "document.addEventListener('readystatechange', () => {
            document.documentElement.lang = 'de-AT'; });";
        let script = json!({ "source": script });
        page.browser.devtools("Page.addScriptToEvaluateOnNewDocument", script).await?;
        open(page, &host.page(), word(&words_of("de")?, "widget.label")).await
    });
}

/// The language and direction of the page around, its title and its heading.
async fn around(page: &Page) -> Outcome<Value> {
    let script = "const { lang, dir } = document.documentElement;
        return [lang, dir, document.title, document.querySelector('.page-title').textContent];";
    Ok(page.browser.client.execute(script, Vec::new()).await?)
}

#[test]
fn the_page_around_speaks_as_the_widget_does() {
    run("language-around", async |Stage { host, page }| {
        let words = words_of("ar")?;
        let label = word(&words, "widget.label");
        open(page, &format!("{}&lang=ar", host.page()), label).await?;
        find::until(PATIENCE, async || {
            let around = around(page).await?;
            let same = around == json!(["ar", "rtl", label, label]);
            Ok(if same { Ok(()) } else { Err(around.to_string()) })
        })
        .await?;
        // What its operator has written stays.
        let script = "document.addEventListener('readystatechange', () => {
            document.title = 'Photos here'; });";
        let script = json!({ "source": script });
        page.browser.devtools("Page.addScriptToEvaluateOnNewDocument", script).await?;
        page.browser.client.goto(&format!("{}&lang=ar", host.page())).await?;
        find::until(PATIENCE, async || {
            let around = around(page).await?;
            let same = around == json!(["ar", "rtl", "Photos here", label]);
            Ok(if same { Ok(()) } else { Err(around.to_string()) })
        })
        .await
    });
}

#[test]
fn a_language_that_there_is_not_is_english() {
    run("language-unknown", async |Stage { host, page }| {
        for language in ["it", "zh-TW", "no_such-language!", ""] {
            open(page, &format!("{}&lang={language}", host.page()), &text("widget.label")).await?;
            assert_eq!(look(page).await?, json!(["en", "ltr", false]), "{language}");
        }
        Ok(())
    });
}

#[test]
fn without_its_file_a_language_is_english() {
    run("language-file-missing", async |Stage { host, page }| {
        page.browser.devtools("Network.enable", json!({})).await?;
        let blocked = json!({ "urls": ["*/locales/*"] });
        page.browser.devtools("Network.setBlockedURLs", blocked).await?;
        open(page, &format!("{}&lang=de", host.page()), &text("widget.label")).await
    });
}

#[test]
fn numbers_are_written_as_the_language_does() {
    run("language-numbers", async |Stage { host, page }| {
        let words = words_of("de")?;
        open(page, &format!("{}&lang=de", host.page()), word(&words, "widget.label")).await?;
        log_in(page, &words).await?;
        let file = files::named("zahlen.bin", &[0; 1500])?;
        let input = Sought::named(Role::Button, word(&words, "drop.choose"));
        page.one(&input).await?.send_keys(&file.path.display().to_string()).await?;
        find::until(PATIENCE, async || {
            let shown = "return document.querySelector('.file-size')?.textContent ?? '';";
            let shown = page.browser.client.execute(shown, Vec::new()).await?;
            let shown = shown.as_str().unwrap_or_default().to_owned();
            let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
            Ok(if shown == "1,5 kB" { Ok(()) } else { Err(format!("{shown:?}")) })
        })
        .await
    });
}
