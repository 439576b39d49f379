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
//! use upload_widget::api::Link;
//! use upload_widget::links::{Format, SharedFile};
//!
//! let link = Link::new("https://host.example/2Vv").expect("an http address");
//! let file = SharedFile::new("a & b.txt", &link);
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

use crate::api::{Link, Md5, UploadedFile};
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
#[derive(Clone, Copy)]
pub struct SharedFile<'a> {
    /// The file's name as the host stored it; any text.
    pub name: &'a str,
    /// The share link.
    pub url: &'a Link,
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
    pub delete_url: Option<&'a Link>,
    /// Its owner's details page, with the same key.
    pub info_url: Option<&'a Link>,
    /// Its statistics page.
    pub stats_url: Option<&'a Link>,
}

/// Leaves out the addresses with which anybody could delete the file.
impl fmt::Debug for SharedFile<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SharedFile")
            .field("name", &self.name)
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl<'a> SharedFile<'a> {
    /// A file of which only its name and its link are known.
    pub fn new(name: &'a str, url: &'a Link) -> Self {
        Self {
            name,
            url,
            html: None,
            bbcode: None,
            bytes: None,
            media_type: None,
            md5: None,
            file_id: None,
            short_url: None,
            delete_url: None,
            info_url: None,
            stats_url: None,
        }
    }

    /// What the host said of a file it stored; `None` when it sent no usable link.
    pub fn of(file: &'a UploadedFile) -> Option<Self> {
        Some(Self {
            name: &file.name,
            url: file.url.as_ref()?,
            html: file.html.as_deref(),
            bbcode: file.bbcode.as_deref(),
            bytes: file.size.map(|size| size.0),
            media_type: file.media_type.as_deref(),
            md5: file.hash,
            file_id: file.file_id.as_ref().map(|id| id.as_str()),
            short_url: file.short_url.as_ref().map(|name| name.as_str()),
            delete_url: file.delete_url.as_ref(),
            info_url: file.info_url.as_ref(),
            stats_url: file.stats_url.as_ref(),
        })
    }

    fn address(&self) -> &'a str {
        self.url.as_str()
    }

    /// The snippet in one format: one line. Pasting it yields one link with the file's name as
    /// plain text, whatever the name holds; with the address as its text when the name is blank
    /// or, in BBCode, has brackets, which no forum lets one escape.
    pub fn snippet(&self, format: Format) -> String {
        match format {
            Format::Link => escape::address(self.address()).into_owned(),
            Format::Html => self.html_snippet(),
            Format::Bbcode => self.bbcode_snippet(),
            Format::Markdown => {
                let (label, url) =
                    (escape::markdown(self.label()), escape::markdown_url(self.address()));
                ["[", &label, "](", &url, ")"].concat()
            }
        }
    }

    /// What the link reads.
    fn label(&self) -> &'a str {
        let is_blank = escape::plain(self.name).trim().is_empty();
        if is_blank { self.address() } else { self.name }
    }

    fn html_snippet(&self) -> String {
        let sent =
            self.html.and_then(|sent| server_html::single_link(sent, self.address(), self.name));
        if let Some(sent) = sent {
            return sent.into_owned();
        }
        let url = escape::html(&escape::address(self.address()));
        let label = escape::html(self.label());
        ["<a href=\"", &url, "\" target=\"_blank\" rel=\"noopener\">", &label, "</a>"].concat()
    }

    fn bbcode_snippet(&self) -> String {
        let url = escape::bbcode_url(self.address());
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

// What reads the snippets back is there natively only.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
