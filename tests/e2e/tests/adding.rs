//! The ways files come in, beside the button: pasted files, pictures and addresses, files dropped
//! anywhere on the page, and addresses whose files the host fetches.

use e2e::failure::{Failure, Outcome};
use e2e::files;
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::host::Host;
use e2e::journey::PROFILE;
use e2e::page::Page;
use e2e::run::{Stage, run, run_with};
use e2e::words::{filled, text};
use sandbox::Profile;
use serde_json::{Value, json};

/// What the clipboard holds: files by name, type and content, and text.
struct Clipboard<'a> {
    files: &'a [(&'a str, &'a str, &'a str)],
    text: &'a str,
}

/// Pastes this where `selector` is, as the browser does; tells whether the widget took it.
async fn paste(page: &Page, selector: &str, clipboard: Clipboard<'_>) -> Outcome<bool> {
    let script = "
        const [selector, files, text] = arguments;
        const clipboardData = new DataTransfer();
        for (const [name, type, content] of files) clipboardData.items.add(new File([content], name, { type }));
        if (text) clipboardData.setData('text/plain', text);
        const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true, composed: true });
        return !document.querySelector(selector).dispatchEvent(event);
    ";
    let arguments = vec![json!(selector), json!(clipboard.files), json!(clipboard.text)];
    Ok(page.browser.client.execute(script, arguments).await? == true)
}

/// The names of a host's files.
async fn stored(host: &Host, profile: Profile) -> Outcome<Vec<String>> {
    let state = host.state(profile).await?;
    let files = state["files"].as_array().cloned().unwrap_or_default();
    let mut names: Vec<String> =
        files.iter().map(|file| file["name"].as_str().unwrap_or_default().to_owned()).collect();
    names.sort_unstable();
    Ok(names)
}

async fn wait_until_stored(host: &Host, profile: Profile, count: usize) -> Outcome<Vec<String>> {
    find::until(PATIENCE, async || {
        let names = stored(host, profile).await?;
        Ok(if names.len() == count { Ok(names) } else { Err(format!("{names:?} is stored")) })
    })
    .await
}

async fn signed_in(Stage { host, page }: &Stage, profile: Profile) -> Outcome {
    page.open(&format!("{}&host={}", host.page(), profile.name())).await?;
    page.log_in(&host.password_of("admin")).await
}

#[test]
fn pasted_files_and_pictures_are_uploaded() {
    run("paste-files", async |stage| {
        let Stage { host, page } = stage;
        let two = [("notes.txt", "text/plain", "notes"), ("table.csv", "text/csv", "a,b")];
        let clipboard = || Clipboard { files: &two, text: "" };
        page.open(&host.page()).await?;
        assert!(!paste(page, "body", clipboard()).await?, "nobody is logged in");
        page.log_in(&host.password_of("admin")).await?;

        // The focus is nowhere, then in the widget.
        assert!(paste(page, "body", clipboard()).await?);
        assert_eq!(wait_until_stored(host, PROFILE, 2).await?, ["notes.txt", "table.csv"]);
        // In the reader's own time, which is a day ahead of the host's.
        let far = json!({ "timezoneId": "Pacific/Kiritimati" });
        page.browser.devtools("Emulation.setTimezoneOverride", far).await?;
        let today = "return new Date().toLocaleDateString('sv-SE');";
        let before = page.run_script(today).await?;
        let picture = [("image.png", "image/png", "dots")];
        let picture = Clipboard { files: &picture, text: "" };
        assert!(paste(page, ".upload-widget .drop-area", picture).await?);
        let names = wait_until_stored(host, PROFILE, 3).await?;
        // Browsers call each picture the same.
        let named = names.iter().find(|name| name.ends_with(".png")).cloned().unwrap_or_default();
        let days = [before, page.run_script(today).await?];
        let begins = |day: &Value| {
            named.starts_with(&filled("drop.pasted", &[("time", day.as_str().unwrap_or("?"))]))
        };
        assert!(days.iter().any(begins), "{named}, not of {days:?}");

        // What the page has taken is its own.
        let take = "document.body.addEventListener('paste', (event) => event.preventDefault(), { once: true });";
        page.run_script(take).await?;
        assert!(paste(page, "body", clipboard()).await?);
        assert_eq!(page.rows().await?.len(), 3);

        // What is pasted into a field is for the field, also one of the widget.
        page.show_folders().await?;
        page.one(&Sought::any(Role::Searchbox)).await?.click().await?;
        let field = ".upload-widget input[type=search]";
        assert!(!paste(page, field, clipboard()).await?);
        // A host that fetches nothing is asked for nothing.
        let text = Clipboard { files: &[], text: "https://files.example/a.zip" };
        assert!(!paste(page, "body", text).await?);
        assert_eq!(page.rows().await?.len(), 3);
        Ok(())
    });
}

/// Waits until the row of an address shows these words.
async fn wait_until_fetched(page: &Page, address: &str, words: &str) -> Outcome {
    find::until(PATIENCE, async || {
        let region = page.one(&Sought::named(Role::Region, &text("import.region"))).await?;
        let rows = page.texts(&Sought::any(Role::ListItem).within(&region)).await?;
        let row = rows.iter().find(|row| row.lines().next() == Some(address));
        let there = row.is_some_and(|row| row.contains(words));
        Ok(if there { Ok(()) } else { Err(format!("no {words:?} for {address}: {rows:?}")) })
    })
    .await
}

#[test]
fn addresses_are_pasted_and_typed_and_the_files_are_listed_when_they_are_there() {
    run("import", async |stage| {
        let Stage { host, page } = stage;
        let profile = Profile::Xcloudfile;
        signed_in(stage, profile).await?;
        page.press(&text("my-files.title")).await?;
        let files = page.one(&Sought::named(Role::Region, &text("my-files.title"))).await?;
        page.wait_for_status(&text("my-files.empty")).await?;

        // The host fetches from itself.
        let [icon, missing] = ["icon.svg", "nothing.bin"].map(|name| host.beside_page(name));
        let clipboard = format!("# a list\n{icon}\nno address\n");
        paste(page, "body", Clipboard { files: &[], text: &clipboard }).await?;
        wait_until_fetched(page, &icon, &text("files.state.done")).await?;
        assert_eq!(wait_until_stored(host, profile, 1).await?, ["icon.svg"]);
        // Without being asked for again.
        find::until(PATIENCE, async || {
            let rows = page.texts(&Sought::any(Role::ListItem).within(&files)).await?;
            let listed = rows.iter().any(|row| row.lines().next() == Some("icon.svg"));
            Ok(if listed { Ok(()) } else { Err(format!("{rows:?} is listed")) })
        })
        .await?;
        page.allow_clipboard().await?;
        let link = text("format.link");
        page.press(&filled("copy.of", &[("format", &link), ("name", "icon.svg")])).await?;
        let state = host.state(profile).await?;
        let short = state["files"][0]["short_url"].as_str().unwrap_or("nothing").to_owned();
        find::until(PATIENCE, async || {
            let held = page.clipboard().await?;
            Ok(if held.contains(&short) { Ok(()) } else { Err(format!("{held:?} is copied")) })
        })
        .await?;

        page.press(&text("import.add")).await?;
        page.fill(&text("import.addresses"), "files.example").await?;
        page.press(&text("import.start")).await?;
        page.wait_for_message(&[&text("import.no-address")]).await?;
        page.fill(&text("import.addresses"), &missing).await?;
        page.press(&text("import.start")).await?;
        page.none(&Sought::any(Role::Dialog)).await?;
        // What went wrong is said, and can be tried again.
        let again = filled("files.retry-named", &[("name", &missing)]);
        let region = page.one(&Sought::named(Role::Region, &text("import.region"))).await?;
        let told = ["1 of 2 done".to_owned(), "1 failed".to_owned()].join(" · ");
        // For all of them at once: of each by itself nobody could tell which it is.
        find::until(PATIENCE, async || {
            let said = page.texts(&Sought::any(Role::Status).within(&region)).await?;
            Ok(if said == [told.as_str()] { Ok(()) } else { Err(format!("{said:?} is told")) })
        })
        .await?;
        page.press(&again).await?;
        page.wait_until_focus_is_on(&Sought::any(Role::ListItem)).await?;

        // What one account had fetched is no business of the next.
        page.log_out().await?;
        page.log_in(&host.password_of("free")).await?;
        page.one(&Sought::named(Role::Button, &text("import.add"))).await?;
        page.none(&Sought::named(Role::Region, &text("import.region"))).await?;
        // More than its package allows at a time.
        page.press(&text("import.add")).await?;
        page.fill(&text("import.addresses"), &[icon.as_str(); 3].join("\n")).await?;
        page.press(&text("import.start")).await?;
        page.wait_for_message(&[&text("error.too-many-imports")]).await?;
        Ok(())
    });
}

/// Drops a link on the area for files, as the browser does.
const DROP_LINK: &str = "
    const drop = () => {
        const dataTransfer = new DataTransfer();
        dataTransfer.setData('text/uri-list', document.querySelector('.my-file a').href);
        const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true, composed: true });
        return !document.querySelector('.drop-area').dispatchEvent(event);
    };
    const drag = (type) => document.querySelector('.my-file a')
        .dispatchEvent(new DragEvent(type, { bubbles: true, composed: true }));
";

#[test]
fn a_link_of_the_widget_that_slips_is_not_fetched() {
    run("import-own", async |stage| {
        let Stage { host, page } = stage;
        let profile = Profile::Xcloudfile;
        let outside = host.connect(profile, &host.password_of("admin")).await?;
        outside.upload("a.txt", "a", "").await?;
        signed_in(stage, profile).await?;
        page.press(&text("my-files.title")).await?;
        page.one(&Sought::named(Role::Link, "a.txt")).await?;
        let slip =
            [DROP_LINK, "drag('dragstart'); const taken = drop(); drag('dragend'); return taken;"];
        assert_eq!(page.run_script(&slip.concat()).await?, false);
        assert_eq!(host.calls(profile, "file/url_upload_add").await?, 0);
        page.none(&Sought::named(Role::Region, &text("import.region"))).await?;
        // One that comes from elsewhere is.
        assert_eq!(page.run_script(&[DROP_LINK, "return drop();"].concat()).await?, true);
        page.one(&Sought::named(Role::Region, &text("import.region"))).await?;
        Ok(())
    });
}

#[test]
fn few_addresses_are_fetched_at_the_same_time() {
    run("import-many", async |stage| {
        let Stage { host, page } = stage;
        let profile = Profile::Xcloudfile;
        signed_in(stage, profile).await?;
        let count = "window.open = window.most = 0;
            const plain = window.fetch;
            window.fetch = async (...call) => {
                if (!String(call[0].url ?? call[0]).endsWith('/url_upload_add')) return plain(...call);
                most = Math.max(most, ++open);
                try { return await plain(...call); } finally { open--; }
            };";
        page.browser.client.execute(count, Vec::new()).await?;
        let delay = json!({ "endpoint": "file/url_upload_add", "kind": "delay", "milliseconds": 300, "times": 0 });
        host.fault(delay).await?;
        let icon = host.beside_page("icon.svg");
        // More than the package allows at a time.
        let many = vec![icon.as_str(); 52].join("\n");
        paste(page, "body", Clipboard { files: &[], text: &many }).await?;
        let region = page.one(&Sought::named(Role::Region, &text("import.region"))).await?;
        let rows = page.texts(&Sought::any(Role::ListItem).within(&region)).await?;
        let over = rows.iter().filter(|row| row.contains(&text("error.too-many-imports"))).count();
        assert_eq!((rows.len(), over), (52, 2), "{rows:?}");
        // One after the other, without being asked for again.
        find::until(PATIENCE, async || {
            let names = stored(host, profile).await?.len();
            Ok(if names > 5 { Ok(()) } else { Err(format!("{names} are stored")) })
        })
        .await?;
        assert_eq!(page.browser.client.execute("return most;", Vec::new()).await?, 3);
        Ok(())
    });
}

/// Whether each step of a drag over this place is taken by somebody.
async fn drag_over(page: &Page, selector: &str, kind: &str) -> Outcome<Vec<bool>> {
    let script = "
        const [selector, kind] = arguments;
        return ['dragover', 'drop'].map((type) => {
            const dataTransfer = new DataTransfer();
            if (kind === 'file') dataTransfer.items.add(new File(['a'], 'a.txt'));
            else dataTransfer.setData(kind, 'a');
            const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true, composed: true });
            return !document.querySelector(selector).dispatchEvent(event);
        });
    ";
    let taken = page.browser.client.execute(script, vec![json!(selector), json!(kind)]).await?;
    Ok(serde_json::from_value(taken)?)
}

#[test]
fn a_file_that_is_dropped_before_the_login_does_not_take_the_page_away() {
    run("drop-early", async |Stage { host, page }| {
        page.open(&host.page()).await?;
        let form = ".upload-widget .sign-in";
        assert_eq!(drag_over(page, form, "file").await?, [true, true]);
        // A text may be dragged into a field, and what is beside the widget is the page's.
        assert_eq!(drag_over(page, form, "text/plain").await?, [false, false]);
        assert_eq!(drag_over(page, "body", "file").await?, [false, false]);
        page.log_in(&host.password_of("admin")).await?;
        assert!(page.rows().await?.is_empty());
        page.drop_files(&[&files::one_byte()?]).await?;
        page.wait_until_done(&[&files::one_byte()?]).await
    });
}

/// Drags a file over a place of the page and lets go, and returns what the drop area says meanwhile.
async fn drop_at(page: &Page, x: f64, y: f64, file: &files::TestFile) -> Outcome<String> {
    let data = json!({ "items": [], "files": [file.path], "dragOperationsMask": 1 });
    let mut said = Value::Null;
    for step in ["dragEnter", "dragOver", "drop"] {
        if step == "drop" {
            let words = "return document.querySelector('.drop-here').textContent;";
            said = page.browser.client.execute(words, Vec::new()).await?;
        }
        let event = json!({ "type": step, "x": x, "y": y, "data": data });
        page.browser.devtools("Input.dispatchDragEvent", event).await?;
    }
    Ok(said.as_str().unwrap_or_default().to_owned())
}

#[test]
fn files_may_be_dropped_anywhere_on_a_page_that_says_so() {
    let attributes =
        "data-host=\"filecloudy\" data-api-base=\"/filecloudy/api/v2/\" data-drop-zone=\"page\"";
    run_with("drop-page", Host::with_page(attributes), async |stage| {
        let Stage { host, page } = stage;
        let file = files::one_byte()?;
        page.open(&host.page()).await?;
        page.log_in(&host.password_of("admin")).await?;
        // The corner of the window, far from the widget.
        assert_eq!(drop_at(page, 3.0, 3.0, &file).await?, text("drop.now"));
        page.wait_until_done(&[&file]).await?;
        assert_eq!(stored(host, PROFILE).await?, [file.name]);
        Ok(())
    });
}

#[test]
fn what_cannot_be_read_of_a_dropped_folder_is_told() {
    run("drop-unreadable", async |stage| {
        let Stage { host, page } = stage;
        signed_in(stage, PROFILE).await?;
        let place = tempfile::tempdir()?;
        let folder = place.path().join("Letters");
        for name in ["open", "locked"] {
            std::fs::create_dir_all(folder.join(name))?;
            std::fs::write(folder.join(name).join("text.txt"), name)?;
        }
        std::fs::write(folder.join("gone.txt"), "gone")?;
        // A file that goes away, and a folder that does not let itself be read.
        let refuse = "
            const refused = () => new DOMException('', 'NotReadableError');
            const guarded = (entry) => {
                if (entry.name === 'gone.txt') entry.file = (_, failed) => failed(refused());
                if (!entry.isDirectory) return entry;
                const createReader = entry.createReader.bind(entry);
                entry.createReader = () => {
                    const reader = createReader();
                    const read = reader.readEntries.bind(reader);
                    reader.readEntries = (done, failed) => entry.name === 'locked'
                        ? failed(refused())
                        : read((inside) => done(inside.map(guarded)), failed);
                    return reader;
                };
                return entry;
            };
            const items = DataTransferItem.prototype;
            const asEntry = items.webkitGetAsEntry;
            items.webkitGetAsEntry = function () { return guarded(asEntry.call(this)); };";
        page.browser.client.execute(refuse, Vec::new()).await?;
        let letters = files::TestFile { path: folder, name: "Letters".to_owned() };
        page.drop_files(&[&letters]).await?;
        let mut rows = page.wait_until_ended().await?;
        rows.sort_unstable();
        let [gone, locked, open] = &rows[..] else { return Err(Failure::new(format!("{rows:?}"))) };
        let why = text("refused.unreadable");
        assert!(gone.starts_with("Letters/gone.txt") && gone.contains(&why), "{gone}");
        assert!(locked.starts_with("Letters/locked") && locked.contains(&why), "{locked}");
        assert!(open.starts_with("Letters/open/text.txt"), "{open}");
        assert_eq!(stored(host, PROFILE).await?, ["text.txt"]);
        Ok(())
    });
}

#[test]
fn a_dropped_folder_brings_nothing_more_once_all_is_cancelled() {
    run("drop-cancelled", async |stage| {
        let Stage { host, page } = stage;
        signed_in(stage, PROFILE).await?;
        let place = tempfile::tempdir()?;
        let folder = place.path().join("Letters");
        std::fs::create_dir_all(folder.join("late"))?;
        std::fs::write(folder.join("first.txt"), "first")?;
        std::fs::write(folder.join("late").join("last.txt"), "last")?;
        let delay = json!({ "kind": "delay", "endpoint": "file/upload", "milliseconds": 30_000 });
        host.fault(delay).await?;
        // A disk that takes its time over the folder inside.
        let slow = "
            const released = new Promise((release) => { window.release = release; });
            const slow = (entry) => {
                if (!entry.isDirectory) return entry;
                const createReader = entry.createReader.bind(entry);
                entry.createReader = () => {
                    const reader = createReader();
                    const read = reader.readEntries.bind(reader);
                    const wait = entry.name === 'late' ? released : Promise.resolve();
                    reader.readEntries = (done, failed) =>
                        wait.then(() => read((inside) => done(inside.map(slow)), failed));
                    return reader;
                };
                return entry;
            };
            const asEntry = DataTransferItem.prototype.webkitGetAsEntry;
            DataTransferItem.prototype.webkitGetAsEntry = function () {
                return slow(asEntry.call(this));
            };";
        page.browser.client.execute(slow, Vec::new()).await?;
        let letters = files::TestFile { path: folder, name: "Letters".to_owned() };
        page.drop_files(&[&letters]).await?;
        page.wait_until_row("Letters/first.txt", &text("files.state.uploading")).await?;
        let cancel = "const all = [...document.querySelectorAll('.file-summary-actions button')];
            all.find((button) => button.textContent === arguments[0]).click();
            // The press is seen first, and then done.
            requestAnimationFrame(() => setTimeout(release));";
        page.browser.client.execute(cancel, vec![text("files.cancel-all").into()]).await?;
        page.wait_until_ended().await?;
        // Long enough for what would have come.
        page.run_script("await new Promise((over) => setTimeout(over, 1000));").await?;
        let rows = page.rows().await?;
        assert_eq!(rows.len(), 1, "{rows:?}");
        assert!(stored(host, PROFILE).await?.is_empty());
        Ok(())
    });
}

#[test]
fn files_that_miss_the_widget_are_not_taken() {
    run("drop-beside", async |stage| {
        let Stage { host, page } = stage;
        signed_in(stage, PROFILE).await?;
        // What the browser makes of a file that nobody takes is not looked at here.
        let hold = "addEventListener('drop', (event) => {
            window.taken = event.defaultPrevented; event.preventDefault(); });
            addEventListener('dragover', (event) => event.preventDefault());";
        page.browser.client.execute(hold, Vec::new()).await?;
        let file = files::one_byte()?;
        assert_eq!(drop_at(page, 3.0, 3.0, &file).await?, text("drop.here"));
        let taken = page.browser.client.execute("return window.taken;", Vec::new()).await?;
        assert_eq!(taken, false);
        assert!(page.rows().await?.is_empty());
        assert!(stored(host, PROFILE).await?.is_empty());
        page.drop_files(&[&file]).await?;
        page.wait_until_done(&[&file]).await
    });
}
