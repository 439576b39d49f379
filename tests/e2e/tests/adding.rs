//! The ways files come in, beside the button: pasted files and pictures, files and folders dropped on
//! the widget or anywhere on the page.

use e2e::clipboard::Clipboard;
use e2e::failure::{Failure, Outcome};
use e2e::files::{self, TestFile};
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::host::Host;
use e2e::journey::PROFILE;
use e2e::page::Page;
use e2e::run::{Stage, run, run_with};
use e2e::words::{filled, text};
use serde_json::{Value, json};

#[test]
fn pasted_files_and_pictures_are_uploaded() {
    run("paste-files", async |stage| {
        let Stage { host, page } = stage;
        let two = [("notes.txt", "text/plain", "notes"), ("table.csv", "text/csv", "a,b")];
        let clipboard = || Clipboard { files: &two, text: "" };
        page.open(&host.page()).await?;
        assert!(!page.paste("body", clipboard()).await?, "nobody is logged in");
        page.log_in(&host.password_of("admin")).await?;

        // The focus is nowhere, then in the widget.
        assert!(page.paste("body", clipboard()).await?);
        assert_eq!(host.wait_until_stored(PROFILE, 2).await?, ["notes.txt", "table.csv"]);
        // In the reader's own time, which is a day ahead of the host's.
        let far = json!({ "timezoneId": "Pacific/Kiritimati" });
        page.browser.devtools("Emulation.setTimezoneOverride", far).await?;
        let today = "return new Date().toLocaleDateString('sv-SE');";
        let before = page.run_script(today).await?;
        let picture = [("image.png", "image/png", "dots")];
        let picture = Clipboard { files: &picture, text: "" };
        assert!(page.paste(".upload-widget .drop-area", picture).await?);
        let names = host.wait_until_stored(PROFILE, 3).await?;
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
        assert!(page.paste("body", clipboard()).await?);
        assert_eq!(page.rows().await?.len(), 3);

        // What is pasted into a field is for the field, also one of the widget.
        page.show_folders().await?;
        page.one(&Sought::any(Role::Searchbox)).await?.click().await?;
        let field = ".upload-widget input[type=search]";
        assert!(!page.paste(field, clipboard()).await?);
        // A host that fetches nothing is asked for nothing.
        let text = Clipboard { files: &[], text: "https://files.example/a.zip" };
        assert!(!page.paste("body", text).await?);
        assert_eq!(page.rows().await?.len(), 3);
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

/// Drags a file into the corner of the window, far from the widget, and lets go once the drop area
/// says this.
async fn drop_in_corner(page: &Page, file: &TestFile, words: &str) -> Outcome {
    let drag = async |step: &str| {
        let data = json!({ "items": [], "files": [file.path], "dragOperationsMask": 1 });
        let event = json!({ "type": step, "x": 3, "y": 3, "data": data });
        page.browser.devtools("Input.dispatchDragEvent", event).await
    };
    drag("dragEnter").await?;
    drag("dragOver").await?;
    find::until(PATIENCE, async || {
        let said = "return document.querySelector('.drop-here').textContent;";
        let said = page.browser.client.execute(said, Vec::new()).await?;
        Ok(if said == words { Ok(()) } else { Err(format!("the drop area says {said}")) })
    })
    .await?;
    drag("drop").await?;
    Ok(())
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
        drop_in_corner(page, &file, &text("drop.now")).await?;
        page.wait_until_done(&[&file]).await?;
        assert_eq!(host.file_names(PROFILE).await?, [file.name]);
        Ok(())
    });
}

#[test]
fn what_cannot_be_read_of_a_dropped_folder_is_told() {
    run("drop-unreadable", async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "admin").await?;
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
        let letters = TestFile { path: folder, name: "Letters".to_owned() };
        page.drop_files(&[&letters]).await?;
        let mut rows = page.wait_until_ended().await?;
        rows.sort_unstable();
        let [gone, locked, open] = &rows[..] else { return Err(Failure::new(format!("{rows:?}"))) };
        let why = text("refused.unreadable");
        assert!(gone.starts_with("Letters/gone.txt") && gone.contains(&why), "{gone}");
        assert!(locked.starts_with("Letters/locked") && locked.contains(&why), "{locked}");
        assert!(open.starts_with("Letters/open/text.txt"), "{open}");
        assert_eq!(host.file_names(PROFILE).await?, ["text.txt"]);
        Ok(())
    });
}

#[test]
fn a_dropped_folder_brings_nothing_more_once_all_is_cancelled() {
    run("drop-cancelled", async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "admin").await?;
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
        let letters = TestFile { path: folder, name: "Letters".to_owned() };
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
        assert!(host.file_names(PROFILE).await?.is_empty());
        Ok(())
    });
}

#[test]
fn files_that_miss_the_widget_are_not_taken() {
    run("drop-beside", async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "admin").await?;
        // What the browser makes of a file that nobody takes is not looked at here.
        let hold = "addEventListener('drop', (event) => {
            window.taken = event.defaultPrevented; event.preventDefault(); });
            addEventListener('dragover', (event) => event.preventDefault());";
        page.browser.client.execute(hold, Vec::new()).await?;
        let file = files::one_byte()?;
        drop_in_corner(page, &file, &text("drop.here")).await?;
        let taken = page.browser.client.execute("return window.taken;", Vec::new()).await?;
        assert_eq!(taken, false);
        assert!(page.rows().await?.is_empty());
        assert!(host.file_names(PROFILE).await?.is_empty());
        page.drop_files(&[&file]).await?;
        page.wait_until_done(&[&file]).await
    });
}
