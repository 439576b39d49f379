//! The short journey without a pointer. Only the browser's own file dialog is left out: the driver
//! stands in for it once the keyboard has opened it.

use e2e::control::Account;
use e2e::failure::Outcome;
use e2e::files;
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::folders::{choose, item, signed_in};
use e2e::host;
use e2e::journey::{PROFILE, links_give_back, wait_until_no_token};
use e2e::login::Login;
use e2e::page::{Format, Page};
use e2e::run::{Stage, run};
use e2e::words::{filled, text};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use sandbox::Profile;
use serde_json::{Value, json};

/// Chooses a host in the list by typing its name, as lists in a browser take it.
async fn choose_host(page: &Page, profile: Profile) -> Outcome {
    let list = page.tab_to(Role::Combobox, "Host").await?;
    let label = host::label(profile);
    page.type_text(&label[..6]).await?;
    find::until(PATIENCE, async || {
        let script = "return arguments[0].selectedOptions[0].label;";
        let chosen =
            page.browser.client.execute(script, vec![serde_json::to_value(&list)?]).await?;
        Ok(if chosen == label.as_str() { Ok(()) } else { Err(format!("{chosen} is chosen")) })
    })
    .await
}

/// Opens the file dialog with a key and has the driver choose the files in it.
async fn choose_files(page: &Page, files: &[&files::TestFile]) -> Outcome {
    // Then the browser shows no dialog of its own, which nothing here could close.
    let intercept = json!({ "enabled": true });
    page.browser.devtools("Page.setInterceptFileChooserDialog", intercept).await?;
    let input = page.tab_to(Role::Button, "Choose files").await?;
    let listen = "arguments[0].addEventListener('click', (e) => { e.target.dataset.opened = 1; });";
    page.browser.client.execute(listen, vec![serde_json::to_value(&input)?]).await?;
    page.key(Key::Enter).await?;
    let opened = input.attr("data-opened").await?;
    assert_eq!(opened.as_deref(), Some("1"), "Enter does not open the file dialog");
    page.choose_files(files).await
}

/// Sends a key to an element, with more about it; whether anybody has taken it for themselves.
async fn is_taken(page: &Page, element: &Element, key: &str, more: Value) -> Outcome<bool> {
    let script = "
        const [element, key, more] = arguments;
        const about = { key, bubbles: true, cancelable: true, composed: true, ...more };
        return !element.dispatchEvent(new KeyboardEvent('keydown', about));";
    let arguments = vec![serde_json::to_value(element)?, json!(key), more];
    Ok(page.browser.client.execute(script, arguments).await? == true)
}

#[test]
fn keys_that_mean_something_else_are_left_alone() {
    run("keyboard-others", async |stage| {
        let page = &stage.page;
        signed_in(stage, PROFILE, async |outside| {
            outside.make_folder("Photos", "").await?;
            outside.make_folder("Music", "").await?;
            Ok(())
        })
        .await?;
        page.show_folders().await?;
        // Ctrl and a letter are the browser's, in an open menu too.
        page.press(&filled("folder.more", &[("name", "Photos")])).await?;
        let rename = page.one(&Sought::named(Role::MenuItem, &text("folder.rename"))).await?;
        assert!(!is_taken(page, &rename, "r", json!({ "ctrlKey": true })).await?);
        assert!(!is_taken(page, &rename, "r", json!({ "metaKey": true })).await?);
        assert!(is_taken(page, &rename, "r", json!({})).await?, "the letter leads to an entry");
        page.key(Key::Escape).await?;

        // With the button that ends a move goes the focus, to the row.
        choose(page, "Photos", "folder.move").await?;
        let stop = page.one(&Sought::named(Role::Button, &text("folder.moving-stop"))).await?;
        stop.send_keys(&char::from(Key::Escape).to_string()).await?;
        page.none(&Sought::named(Role::Button, &text("folder.moving-stop"))).await?;
        page.wait_until_focus_is_on(&Sought::named(Role::TreeItem, "Photos")).await?;

        // Escape is for what composes characters first, and for a dialog around the widget last.
        let search = page.one(&Sought::named(Role::Searchbox, &text("folder.search"))).await?;
        assert!(!is_taken(page, &search, "Escape", json!({ "isComposing": true })).await?);
        item(page, "Music").await?;
        assert!(is_taken(page, &search, "Escape", json!({})).await?);
        page.none(&Sought::any(Role::TreeItem)).await?;
        page.press(&text("folder.new")).await?;
        let name = page.one(&Sought::named(Role::Textbox, &text("folder.name"))).await?;
        assert!(!is_taken(page, &name, "Escape", json!({ "isComposing": true })).await?);
        assert!(is_taken(page, &name, "Escape", json!({})).await?);
        page.none(&Sought::named(Role::Textbox, &text("folder.name"))).await
    });
}

#[test]
fn the_journey_by_keyboard_only() {
    run("keyboard", async |Stage { host, page }| {
        let profile = Profile::Xcloudfile;
        let Login::Keys { key1, key2 } = host.keys_of_admin(profile) else { unreachable!() };
        page.open(&host.page()).await?;
        page.allow_clipboard().await?;
        choose_host(page, profile).await?;
        page.tab_to(Role::Radio, "User name and password").await?;
        page.key_until(Key::Right, "API keys").await?;
        page.tab_to(Role::Textbox, "Key 1").await?;
        page.type_text(&key1).await?;
        page.tab_to(Role::Textbox, "Key 2").await?;
        page.type_text(&key2).await?;
        page.key(Key::Enter).await?;
        page.one(&Sought::named(Role::Button, "Log out")).await?;
        page.focus_is_kept().await?;

        page.tab_to(Role::Button, "New folder").await?;
        page.key(Key::Space).await?;
        // The form that opens takes the focus.
        page.wait_until_focused("Name of the new folder").await?;
        page.type_text("By keyboard").await?;
        page.key(Key::Enter).await?;
        page.wait_until_in("By keyboard").await?;
        page.focus_is_kept().await?;
        page.tab_to(Role::Button, "Home").await?;
        page.key(Key::Enter).await?;
        page.wait_until_in("Home").await?;
        page.tab_to(Role::Button, "Change folder").await?;
        page.key(Key::Enter).await?;
        page.tab_to(Role::TreeItem, "Home").await?;
        page.key_until(Key::Down, "By keyboard").await?;
        page.key(Key::Enter).await?;
        page.wait_until_in("By keyboard").await?;
        page.focus_is_kept().await?;

        let uploads = [files::one_byte()?, files::photo()?];
        choose_files(page, &uploads.each_ref()).await?;
        page.wait_until_done(&uploads.each_ref()).await?;

        let mut links = Vec::new();
        for file in &uploads {
            let name = format!("{} of {}", Format::Link.name(), file.name);
            let field = page.tab_to(Role::Textbox, &name).await?;
            let link = field.prop("value").await?.unwrap_or_default();
            // The field selects its text when it gets the focus.
            page.chord(&[Key::Control], 'c').await?;
            page.wait_for_clipboard(&link).await?;
            links.push(link);
        }
        page.tab_to(Role::Radio, "Link").await?;
        page.key_until(Key::Right, "BBCode").await?;
        let name = &uploads[0].name;
        page.tab_to(Role::Button, &format!("Copy BBCode of {name}")).await?;
        page.key(Key::Space).await?;
        page.wait_for_status("Copied").await?;
        assert!(page.clipboard().await?.starts_with("[url"));

        page.tab_to(Role::Button, "Log out").await?;
        page.key(Key::Enter).await?;
        page.one(&Sought::named(Role::Button, "Log in")).await?;
        page.focus_is_kept().await?;
        wait_until_no_token(host, Account { profile, username: "admin" }).await?;
        let outside = host.connect(profile, &host.keys_of_admin(profile)).await?;
        links_give_back(&outside, &["By keyboard"], &links, &uploads).await
    });
}
