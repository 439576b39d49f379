//! Pasting, as the browser does it.

use serde_json::json;

use crate::failure::Outcome;
use crate::page::Page;

/// What the clipboard holds: files by name, type and content, and text.
pub struct Clipboard<'a> {
    /// The files.
    pub files: &'a [(&'a str, &'a str, &'a str)],
    /// The text.
    pub text: &'a str,
}

impl Page {
    /// Pastes this where `selector` is; tells whether somebody took it.
    ///
    /// # Errors
    /// When there is nothing that is selected.
    pub async fn paste(&self, selector: &str, clipboard: Clipboard<'_>) -> Outcome<bool> {
        let script = "
            const [selector, files, text] = arguments;
            const clipboardData = new DataTransfer();
            for (const [name, type, content] of files) clipboardData.items.add(new File([content], name, { type }));
            if (text) clipboardData.setData('text/plain', text);
            const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true, composed: true });
            return !document.querySelector(selector).dispatchEvent(event);
        ";
        let arguments = vec![json!(selector), json!(clipboard.files), json!(clipboard.text)];
        Ok(self.browser.client.execute(script, arguments).await? == true)
    }
}
