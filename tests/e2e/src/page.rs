//! The page, and what a person does on it step by step.

use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use serde_json::json;

use crate::browser::Browser;
use crate::console::Console;
use crate::engine::Engine;
use crate::failure::{Failure, Outcome};
use crate::files::{self, TestFile};
use crate::find::{self, PATIENCE, Role, Sought};
use crate::words::text;

/// How long uploads may take: some hundred megabytes on a busy machine.
const UPLOAD_PATIENCE: Duration = Duration::from_secs(240);

/// A format that links are shown in, as the page calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the formats")]
pub enum Format {
    Link,
    Html,
    Bbcode,
    Markdown,
}

impl Format {
    /// Its name on the page.
    pub fn name(self) -> &'static str {
        match self {
            Format::Link => "Link",
            Format::Html => "HTML",
            Format::Bbcode => "BBCode",
            Format::Markdown => "Markdown",
        }
    }
}

/// The browser's tab with the page in it.
pub struct Page {
    /// The browser.
    pub browser: Browser,
    /// What was written to its console; [`Page::read_console`] brings it up to date.
    pub console: Console,
}

impl Page {
    /// Opens an address and waits until the widget is there.
    ///
    /// # Errors
    /// When it does not come up; likewise for every step below, with what was there instead.
    pub async fn open(&self, url: &str) -> Outcome {
        self.browser.client.goto(url).await?;
        self.one(&Sought::named(Role::Region, "File upload")).await?;
        Ok(())
    }

    /// Waits for the one element that fits.
    pub async fn one(&self, sought: &Sought<'_>) -> Outcome<Element> {
        find::one(&self.browser.client, sought).await
    }

    /// All elements that fit now.
    pub async fn all(&self, sought: &Sought<'_>) -> Outcome<Vec<Element>> {
        find::all(&self.browser.client, sought).await
    }

    /// Waits until nothing fits any more.
    pub async fn none(&self, sought: &Sought<'_>) -> Outcome {
        find::none(&self.browser.client, sought).await
    }

    /// Presses a button.
    pub async fn press(&self, name: &str) -> Outcome {
        let sought = Sought::named(Role::Button, name);
        let pressed = match self.one(&sought).await?.click().await {
            // Drawn anew between the look and the click.
            Err(error) if error.is_stale_element_reference() => {
                self.one(&sought).await?.click().await
            }
            pressed => pressed,
        };
        pressed.map_err(|error| Failure::from(error).during(format!("pressing “{name}”")))
    }

    /// Types into the text field of this name, in place of what is there.
    pub async fn fill(&self, name: &str, text: &str) -> Outcome {
        let field = self.one(&Sought::named(Role::Textbox, name)).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Chooses one of a group of choices.
    pub async fn choose(&self, group: &str, choice: &str) -> Outcome {
        let group = self.one(&Sought::named(Role::Group, group)).await?;
        let radio = self.one(&Sought::named(Role::Radio, choice).within(&group)).await?;
        // Drawn as its label: that is what a person sees and clicks.
        let label = "return arguments[0].labels[0] ?? arguments[0];";
        let label = self.browser.client.execute(label, vec![serde_json::to_value(&radio)?]).await?;
        let label = find::element(&self.browser.client, &label);
        Ok(label.unwrap_or(radio).click().await?)
    }

    /// Chooses a folder in the tree: one that is inside an open folder, such as the current one.
    pub async fn open_folder(&self, name: &str) -> Outcome {
        self.show_folders().await?;
        self.one(&Sought::named(Role::TreeItem, name)).await?.click().await?;
        self.wait_until_in(name).await
    }

    /// Shows the tree of folders, if it is not shown.
    pub async fn show_folders(&self) -> Outcome {
        let change = self.one(&Sought::named(Role::Button, "Change folder")).await?;
        if change.attr("aria-expanded").await?.as_deref() != Some("true") {
            change.click().await?;
        }
        Ok(())
    }

    /// Makes a folder inside the current one, which opens it.
    pub async fn new_folder(&self, name: &str) -> Outcome {
        self.press("New folder").await?;
        self.fill("Name of the new folder", name).await?;
        self.press("Create").await?;
        self.wait_until_in(name).await
    }

    /// Waits until the way to the target folder ends with this one.
    pub async fn wait_until_in(&self, folder: &str) -> Outcome {
        let chooser = self.one(&Sought::named(Role::Region, "Choose a folder")).await?;
        find::until(PATIENCE, async || {
            let crumbs = self.all(&Sought::named(Role::Button, folder).within(&chooser)).await?;
            for crumb in crumbs {
                match crumb.attr("aria-current").await {
                    Ok(current) if current.as_deref() == Some("location") => return Ok(Ok(())),
                    Ok(_) => {}
                    Err(error) if error.is_stale_element_reference() => {}
                    Err(error) => return Err(error.into()),
                }
            }
            Ok(Err(format!("“{folder}” is not the current folder")))
        })
        .await
    }

    /// Chooses files with the button “Choose files”.
    pub async fn choose_files(&self, files: &[&TestFile]) -> Outcome {
        // The browser's own dialog cannot be operated; the driver fills the input behind it.
        let input = self.one(&Sought::named(Role::Button, "Choose files")).await?;
        Ok(input.send_keys(&files::as_keys(files.iter().copied())).await?)
    }

    /// Drags files over the page and drops them on the area for files.
    pub async fn drop_files(&self, files: &[&TestFile]) -> Outcome {
        let area = self.one(&Sought::named(Role::Region, "Add files")).await?;
        let (x, y, width, height) = area.rectangle().await?;
        let paths: Vec<String> = files.iter().map(|file| file.path.display().to_string()).collect();
        let data = json!({ "items": [], "files": paths, "dragOperationsMask": 1 });
        for step in ["dragEnter", "dragOver", "drop"] {
            let (x, y) = (x + width / 2.0, y + height / 2.0);
            let parameters = json!({ "type": step, "x": x, "y": y, "data": data });
            self.browser.devtools("Input.dispatchDragEvent", parameters).await?;
        }
        Ok(())
    }

    /// The texts of all elements that fit now; blank ones are left out.
    pub async fn texts(&self, sought: &Sought<'_>) -> Outcome<Vec<String>> {
        let mut texts = Vec::new();
        for element in self.all(sought).await? {
            // The driver's own "get text" drops marks that turn the direction of text.
            let text = "return arguments[0].innerText;";
            let arguments = vec![serde_json::to_value(&element)?];
            match self.browser.client.execute(text, arguments).await {
                Ok(text) => texts.extend(
                    text.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned),
                ),
                Err(error) if error.is_stale_element_reference() => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(texts)
    }

    /// The rows of the list of files, each as the text a person reads.
    pub async fn rows(&self) -> Outcome<Vec<String>> {
        match self.all(&Sought::named(Role::Region, "Files")).await?.pop() {
            Some(list) => self.texts(&Sought::any(Role::ListItem).within(&list)).await,
            None => Ok(Vec::new()),
        }
    }

    /// The row of a file.
    pub async fn row(&self, name: &str) -> Outcome<String> {
        find::until(PATIENCE, async || {
            let rows = self.rows().await?;
            let row = rows.iter().find(|row| row.lines().next() == Some(name));
            Ok(row.cloned().ok_or_else(|| format!("no row is {name:?} among {rows:?}")))
        })
        .await
    }

    /// Waits until the row of a file shows these words, and returns it.
    pub async fn wait_until_row(&self, name: &str, words: &str) -> Outcome<String> {
        find::until(PATIENCE, async || {
            let row = self.row(name).await?;
            Ok(if shows(&row, words) { Ok(row) } else { Err(format!("{row:?}, not {words:?}")) })
        })
        .await
    }

    /// Waits until every file of the list has ended, well or not, and returns the rows.
    pub async fn wait_until_ended(&self) -> Outcome<Vec<String>> {
        let ends = ["done", "verified", "failed", "cancelled"]
            .map(|end| text(&format!("files.state.{end}")));
        find::until(UPLOAD_PATIENCE, async || {
            let rows = self.rows().await?;
            let open = |row: &&String| !ends.iter().any(|end| shows(row, end));
            Ok(match rows.iter().find(open) {
                Some(row) => Err(format!("not ended: {row:?}")),
                None if rows.is_empty() => Err("no files are listed".to_owned()),
                None => Ok(rows),
            })
        })
        .await
    }

    /// Waits until all these files are done. One that fails ends the wait.
    pub async fn wait_until_done(&self, files: &[&TestFile]) -> Outcome {
        find::until(UPLOAD_PATIENCE, async || {
            let rows = self.rows().await?;
            if let Some(failed) = rows.iter().find(|row| shows(row, &text("files.state.failed"))) {
                return Err(Failure::new(format!("a file has failed: {failed:?}")));
            }
            let has_gone = |file: &&&TestFile| {
                let mut done = rows.iter().filter(|row| is_done(row));
                done.any(|row| shows(row, &shown(&file.name)))
            };
            Ok(match files.iter().filter(has_gone).count() == files.len() {
                true => Ok(()),
                false => Err(format!("not all files are done: {rows:?}")),
            })
        })
        .await
    }

    /// Chooses the format of the links.
    pub async fn choose_format(&self, format: Format) -> Outcome {
        self.choose("Format", format.name()).await
    }

    /// The link of a stored file in the format, as it stands on the page.
    pub async fn snippet(&self, format: Format, file: &str) -> Outcome<String> {
        self.choose_format(format).await?;
        let name = format!("{} of {file}", format.name());
        let field = self.one(&Sought::named(Role::Textbox, &name)).await?;
        let value = field.prop("value").await?.unwrap_or_default();
        match value.is_empty() {
            true => Err(Failure::new(format!("{name} is blank"))),
            false => Ok(value),
        }
    }

    /// Allows the page's origin to use the clipboard, as a person would when asked.
    pub async fn allow_clipboard(&self) -> Outcome {
        if self.browser.engine() != Engine::Chromium {
            return Ok(());
        }
        let origin = self.browser.client.current_url().await?.origin().ascii_serialization();
        let allowed = ["clipboardReadWrite", "clipboardSanitizedWrite"];
        let parameters = json!({ "origin": origin, "permissions": allowed });
        self.browser.devtools("Browser.grantPermissions", parameters).await?;
        Ok(())
    }

    /// What the clipboard holds.
    pub async fn clipboard(&self) -> Outcome<String> {
        let read = "navigator.clipboard.readText().then(arguments[0], (e) => arguments[0]({ e: String(e) }));";
        let answer = self.browser.client.execute_async(read, Vec::new()).await?;
        let text = answer.as_str().map(str::to_owned);
        text.ok_or_else(|| Failure::new(format!("the clipboard cannot be read: {answer}")))
    }

    /// Waits until the clipboard holds this text.
    pub async fn wait_for_clipboard(&self, text: &str) -> Outcome {
        find::until(PATIENCE, async || {
            let held = self.clipboard().await?;
            Ok(if held == text { Ok(()) } else { Err(format!("the clipboard holds {held:?}")) })
        })
        .await
    }

    /// Waits until a status message says this.
    pub async fn wait_for_status(&self, words: &str) -> Outcome {
        find::until(PATIENCE, async || {
            let texts = self.texts(&Sought::any(Role::Status)).await?;
            let said = texts.iter().any(|text| text.trim() == words);
            Ok(if said { Ok(()) } else { Err(format!("no status says {words:?}: {texts:?}")) })
        })
        .await
    }

    /// The alerts that are shown.
    pub async fn messages(&self) -> Outcome<Vec<String>> {
        self.texts(&Sought::any(Role::Alert)).await
    }

    /// Waits for an alert that has all these words, and returns it.
    pub async fn wait_for_message(&self, words: &[&str]) -> Outcome<String> {
        find::until(PATIENCE, async || {
            let messages = self.messages().await?;
            let fitting = messages.iter().find(|text| words.iter().all(|word| text.contains(word)));
            Ok(fitting.cloned().ok_or_else(|| format!("no alert has {words:?}: {messages:?}")))
        })
        .await
    }

    /// Brings [`Page::console`] up to date.
    pub async fn read_console(&self) -> Outcome {
        self.console.read(&self.browser.client).await
    }

    /// A picture of the page as it is now, in PNG.
    pub async fn screenshot(&self) -> Result<Vec<u8>, CmdError> {
        self.browser.client.screenshot().await
    }
}

/// A name as the page shows it: characters that would turn the letters around them are signs.
pub fn shown(name: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    name.chars().map(|c| if turns(c) { '\u{fffd}' } else { c }).collect()
}

/// Whether the row says that the file is stored, compared with the chosen one or not.
pub fn is_done(row: &str) -> bool {
    ["done", "verified"].iter().any(|state| shows(row, &text(&format!("files.state.{state}"))))
}

/// Whether one of the row's lines is this word.
pub fn shows(row: &str, word: &str) -> bool {
    row.lines().any(|line| line.trim() == word)
}
