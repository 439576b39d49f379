//! From an uploaded file to the snippets people paste: the link, HTML, BBCode, Markdown.
//!
//! The host may send ready-made HTML and BBCode (`url_html`, `url_bbcode` of `/file/upload`). They
//! are used when they are exactly one link to the file and nothing else; the host does not escape
//! file names in them, so anything more is rebuilt here. Whether the host wrote the HTML or it was
//! built here, the link does the same: it opens in a tab of its own, without a way back to the page
//! it was pasted into (`target="_blank"`, and `rel="noopener"` where the host's own text does not
//! already mean it).
//!
//! A page may ask for further forms with a [`Template`].
//!
//! ```
//! use upload_widget::links::{Format, Shared};
//!
//! let file = Shared::new("a & b.txt", "https://host.example/2Vv");
//! assert_eq!(
//!     file.snippet(Format::Html),
//!     r#"<a href="https://host.example/2Vv" target="_blank" rel="noopener">a &amp; b.txt</a>"#,
//! );
//! assert_eq!(file.snippet(Format::Bbcode), "[url=https://host.example/2Vv]a & b.txt[/url]");
//! ```

mod csv;
mod escape;
mod server_html;
mod template;

use std::fmt;

use crate::api::Md5;
pub use csv::csv;
#[cfg(feature = "widget")]
pub(crate) use escape::address;
pub use escape::reorders;
pub use template::{BadTemplate, Escape, Place, Template};

/// The ways a share link can be written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The address alone.
    Link,
    /// An `<a>` element.
    Html,
    /// `[url]…[/url]`, as forums read it.
    Bbcode,
    /// `[name](address)`.
    Markdown,
}

impl Format {
    /// Its name in attributes and events.
    pub fn name(self) -> &'static str {
        match self {
            Format::Link => "link",
            Format::Html => "html",
            Format::Bbcode => "bbcode",
            Format::Markdown => "markdown",
        }
    }

    /// All formats, in the order they are offered.
    pub const ALL: [Format; 4] = [Format::Link, Format::Html, Format::Bbcode, Format::Markdown];
}

/// A file that can be shared: what every snippet is made of.
#[derive(Clone, Copy, Default)]
pub struct Shared<'a> {
    /// The file's name as the host stored it; any text.
    pub name: &'a str,
    /// The share link, already known to be http or https; likewise all other addresses here.
    pub url: &'a str,
    /// `url_html` of the host without the escaping it came in, if it sent any.
    pub html: Option<&'a str>,
    /// `url_bbcode` as the host sent it, if it did.
    pub bbcode: Option<&'a str>,
    /// The file's size.
    pub bytes: Option<u64>,
    /// Its MIME type.
    pub media_type: Option<&'a str>,
    /// The MD5 of its bytes.
    pub md5: Option<Md5>,
    /// Its number on the host.
    pub file_id: Option<&'a str>,
    /// The short name in its link.
    pub short_url: Option<&'a str>,
    /// The page that deletes it: for its owner only.
    pub delete_url: Option<&'a str>,
    /// Its owner's details page, with the same key.
    pub info_url: Option<&'a str>,
    /// Its statistics page.
    pub stats_url: Option<&'a str>,
}

/// Leaves out the addresses with which anybody could delete the file.
impl fmt::Debug for Shared<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Shared")
            .field("name", &self.name)
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl<'a> Shared<'a> {
    /// A file of which only its name and its link are known.
    pub fn new(name: &'a str, url: &'a str) -> Self {
        Self { name, url, ..Self::default() }
    }

    /// The snippet in one format: one line. Pasting it yields one link with the file's name as
    /// plain text, whatever the name holds; with the address as its text when the name is blank
    /// or, in BBCode, has brackets, which no forum lets one escape.
    pub fn snippet(&self, format: Format) -> String {
        match format {
            Format::Link => escape::address(self.url).into_owned(),
            Format::Html => self.html_snippet(),
            Format::Bbcode => self.bbcode_snippet(),
            Format::Markdown => {
                let (label, url) = (escape::markdown(self.label()), escape::markdown_url(self.url));
                ["[", &label, "](", &url, ")"].concat()
            }
        }
    }

    /// What the link reads.
    fn label(&self) -> &'a str {
        let is_blank = escape::plain(self.name).trim().is_empty();
        if is_blank { self.url } else { self.name }
    }

    fn html_snippet(&self) -> String {
        let sent = self.html.and_then(|sent| server_html::single_link(sent, self.url, self.name));
        if let Some(sent) = sent {
            return sent.into_owned();
        }
        let url = escape::html(&escape::address(self.url));
        let label = escape::html(self.label());
        ["<a href=\"", &url, "\" target=\"_blank\" rel=\"noopener\">", &label, "</a>"].concat()
    }

    fn bbcode_snippet(&self) -> String {
        let url = escape::bbcode_url(self.url);
        let plain = ["[url]", &url, "[/url]"].concat();
        match self.bbcode.map(str::trim) {
            Some(sent) if sent.eq_ignore_ascii_case(&plain) && sent.contains(&*url) => {
                return sent.to_owned();
            }
            _ => {}
        }
        // BBCode has no escape: a name with brackets could open a tag of its own.
        let name = escape::plain(self.name);
        if name.trim().is_empty() || name.contains(['[', ']']) {
            return plain;
        }
        ["[url=", &url, "]", &name, "[/url]"].concat()
    }
}

/// The snippets of many files, one a line, in the order given.
pub fn all<'a>(files: impl IntoIterator<Item = Shared<'a>>, format: Format) -> String {
    let lines: Vec<String> = files.into_iter().map(|file| file.snippet(format)).collect();
    lines.join("\n")
}

// What reads the snippets back is there natively only.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
