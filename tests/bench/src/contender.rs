//! What is measured.

use serde_json::{Value, json};

/// The widget, a peer, or the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are the products")]
pub enum Contender {
    /// The widget's own page.
    Ours,
    /// The least a page can do: it lists the files and posts each with fetch.
    Bare,
    Uppy,
    FilePond,
    Dropzone,
    Blueimp,
}

impl Contender {
    /// All of them, in the order of the tables.
    pub const ALL: [Self; 6] =
        [Self::Ours, Self::Bare, Self::Uppy, Self::FilePond, Self::Dropzone, Self::Blueimp];

    /// The short name: of its folder, in JSON, on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Bare => "bare",
            Self::Uppy => "uppy",
            Self::FilePond => "filepond",
            Self::Dropzone => "dropzone",
            Self::Blueimp => "blueimp",
        }
    }

    /// Its name for readers.
    pub fn title(self) -> &'static str {
        match self {
            Self::Ours => "upload-widget",
            Self::Bare => "bare page, fetch",
            Self::Uppy => "Uppy Dashboard, XHR",
            Self::FilePond => "FilePond, 3 plugins",
            Self::Dropzone => "Dropzone",
            Self::Blueimp => "jQuery File Upload",
        }
    }

    /// The npm package whose version is told.
    pub fn package(self) -> Option<&'static str> {
        match self {
            Self::Ours | Self::Bare => None,
            Self::Uppy => Some("@uppy/dashboard"),
            Self::FilePond => Some("filepond"),
            Self::Dropzone => Some("dropzone"),
            Self::Blueimp => Some("blueimp-file-upload"),
        }
    }

    /// Whether it is made from `peers/` and what npm installs.
    pub fn is_peer(self) -> bool {
        self != Self::Ours
    }

    /// What runs in its page before its own scripts.
    pub(crate) fn page_script(self) -> String {
        let adapter = match self {
            Self::Ours => include_str!("../adapters/ours.js"),
            Self::Bare => include_str!("../adapters/bare.js"),
            Self::Uppy => include_str!("../adapters/uppy.js"),
            Self::FilePond => include_str!("../adapters/filepond.js"),
            Self::Dropzone => include_str!("../adapters/dropzone.js"),
            Self::Blueimp => include_str!("../adapters/blueimp.js"),
        };
        let harness = include_str!("../adapters/harness.js");
        match self {
            Self::Ours => format!("window.texts = {};\n{adapter}\n{harness}", texts()),
            _ => format!("{adapter}\n{harness}"),
        }
    }
}

/// The widget's own words, by which its state is read. One with a number in it comes in several
/// forms; the one for many is meant.
fn texts() -> Value {
    let file = include_str!("../../../src/view/text/en.json");
    let texts: Value = serde_json::from_str(file).unwrap_or_default();
    let text = |key: &str| match &texts[key] {
        Value::Object(forms) => forms.get("other").cloned().unwrap_or_default(),
        text => text.clone(),
    };
    json!({
        "region": text("files.region"),
        "done": text("files.done"),
        "failed": text("files.failed"),
    })
}
