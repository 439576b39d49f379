//! How `<upload-widget>` looks, what it says, and where the focus goes.

use e2e::embedder::Embedder;
use e2e::files;
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::run::{Stage, run};
use serde_json::{Value, json};

#[test]
fn the_focus_goes_from_the_button_to_the_widget() {
    run("embed-focus", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        let focused = page
            .run_script(
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
        let heights = page.run_script("const element = add('place', { load: 'intent' });
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
        let labels = page.run_script(labels).await?;
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

#[test]
fn controls_are_as_large_as_the_text_around_them() {
    run("embed-rem", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("plain.html")).await?;
        // As many sites do it.
        let small_unit = "document.documentElement.style.fontSize = '62.5%';
             document.body.style.fontSize = '1.6rem';";
        page.run_script(small_unit).await?;
        page.wait_until_heard("ready", 1).await?;
        page.log_in(&host.password_of("admin")).await?;
        let file = files::one_byte()?;
        page.choose_files(&[&file]).await?;
        page.wait_until_done(&[&file]).await?;
        // In a heading, whose text is larger, it is the same.
        let heights = page
            .run_script(
                "const { shadowRoot } = document.querySelector('upload-widget');
                 return ['button.icon', '.my-files h2 button']
                     .map((button) => shadowRoot.querySelector(button).getBoundingClientRect().height);",
            )
            .await?;
        assert_eq!(heights, json!([36, 36]));
        Ok(())
    });
}

#[test]
fn a_new_label_is_a_new_label_and_nothing_else() {
    run("embed-label", async |stage| {
        let Stage { host, page } = stage;
        let site = Embedder::start(host).await?;
        page.browser.client.goto(&site.page("several.html")).await?;
        let labelled = page
            .run_script(
                "const element = add('place', { load: 'intent' });
                 const root = element.shadowRoot;
                 element.setAttribute('label', 'Photos here');
                 const labels = [root.querySelector('button').textContent];
                 root.querySelector('button').click();
                 await event(element, 'ready');
                 const widget = root.querySelector('section');
                 element.setAttribute('label', 'Videos here');
                 await new Promise((resolve) => setTimeout(resolve));
                 return [...labels, root.querySelector('section') === widget];",
            )
            .await?;
        assert_eq!(labelled, json!(["Photos here", true]));
        Ok(())
    });
}
