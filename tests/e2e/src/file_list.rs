//! The list of files that are sent, and what a person does in it.

use serde_json::json;

use crate::failure::Outcome;
use crate::files::{self, TestFile};
use crate::find::{self, PATIENCE, Role, Sought};
use crate::host::Host;
use crate::page::Page;
use crate::words::{filled, text};

/// For a script: `give` puts files that it has made into the field for files; thousands at once too.
pub const GIVE: &str = "
    const give = (files) => {
        const field = document.querySelector('.drop-area input[type=file]');
        const list = Object.assign([...files], { item: (place) => files[place] ?? null });
        Object.defineProperty(field, 'files', { configurable: true, get: () => list });
        field.dispatchEvent(new Event('change', { bubbles: true }));
        delete field.files;
    };
";

/// Texts, each with its name in it.
///
/// # Errors
/// When they cannot be written.
pub fn small(names: &[&str]) -> Outcome<Vec<TestFile>> {
    names.iter().map(|name| files::named(name, name.as_bytes())).collect()
}

impl Host {
    /// Lets uploads take as long as the test.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub async fn hold_uploads(&self) -> Outcome {
        let hold = json!({ "endpoint": "file/upload", "kind": "delay", "milliseconds": 60000, "times": 0 });
        self.fault(hold).await
    }
}

impl Page {
    /// Presses a button of a file's row, by the key of its name.
    ///
    /// # Errors
    /// When there is none, as for all that follow.
    pub async fn press_for(&self, key: &str, file: &str) -> Outcome {
        self.press(&filled(key, &[("name", file)])).await
    }

    /// Chooses something in the menu of a row.
    ///
    /// # Errors
    /// See [`Page::press_for`].
    pub async fn choose_more(&self, file: &str, key: &str) -> Outcome {
        self.press_for("files.more", file).await?;
        Ok(self.one(&Sought::named(Role::MenuItem, &text(key))).await?.click().await?)
    }

    /// The first line of each row.
    ///
    /// # Errors
    /// See [`Page::press_for`].
    pub async fn row_names(&self) -> Outcome<Vec<String>> {
        let first = |row: &String| row.lines().next().unwrap_or_default().to_owned();
        Ok(self.rows().await?.iter().map(first).collect())
    }

    /// Waits until there are rows of exactly these names.
    ///
    /// # Errors
    /// See [`Page::press_for`].
    pub async fn wait_until_rows(&self, expected: &[&str]) -> Outcome {
        find::until(PATIENCE, async || {
            let names = self.row_names().await?;
            Ok(if names == expected { Ok(()) } else { Err(format!("the rows are {names:?}")) })
        })
        .await
    }
}
