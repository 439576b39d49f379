//! From an uploaded file to the snippets people paste: the link, HTML, BBCode, Markdown.
//!
//! The host may send ready-made HTML and BBCode (`url_html`, `url_bbcode` of `/file/upload`). They
//! are used when they are exactly one link to the file and nothing else; the host does not escape
//! file names in them, so anything more is rebuilt here.
//!
//! ```
//! use upload_widget::links::{Format, Shared};
//!
//! let file = Shared { name: "a & b.txt", url: "https://host.example/2Vv", html: None, bbcode: None };
//! assert_eq!(
//!     file.snippet(Format::Html),
//!     r#"<a href="https://host.example/2Vv" target="_blank" rel="noopener">a &amp; b.txt</a>"#,
//! );
//! assert_eq!(file.snippet(Format::Bbcode), "[url=https://host.example/2Vv]a & b.txt[/url]");
//! ```

mod escape;
mod server_html;

pub use escape::reorders;
use escape::{bbcode_safe, html, markdown_text, markdown_url};

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
    /// All formats, in the order they are offered.
    pub const ALL: [Format; 4] = [Format::Link, Format::Html, Format::Bbcode, Format::Markdown];
}

/// A file that can be shared: what every snippet is made of.
#[derive(Clone, Copy, Debug)]
pub struct Shared<'a> {
    /// The file's name as the host stored it; any text.
    pub name: &'a str,
    /// The share link, already known to be http or https.
    pub url: &'a str,
    /// `url_html` of the host without the escaping it came in, if it sent any.
    pub html: Option<&'a str>,
    /// `url_bbcode` as the host sent it, if it did.
    pub bbcode: Option<&'a str>,
}

impl Shared<'_> {
    /// The snippet in one format. Pasting it yields one link with the file's name as plain text,
    /// whatever the name holds.
    pub fn snippet(&self, format: Format) -> String {
        match format {
            Format::Link => self.url.to_owned(),
            Format::Html => self.html_snippet(),
            Format::Bbcode => self.bbcode_snippet(),
            Format::Markdown => {
                let (name, url) = (markdown_text(self.name), markdown_url(self.url));
                ["[", &name, "](", &url, ")"].concat()
            }
        }
    }

    fn html_snippet(&self) -> String {
        if let Some(sent) = self.html.and_then(|sent| server_html::single_link(sent, self.url)) {
            return sent.to_owned();
        }
        let (url, name) = (html(self.url), html(self.name));
        ["<a href=\"", &url, "\" target=\"_blank\" rel=\"noopener\">", &name, "</a>"].concat()
    }

    fn bbcode_snippet(&self) -> String {
        let plain = ["[url]", self.url, "[/url]"].concat();
        match self.bbcode.map(str::trim) {
            Some(sent) if sent.eq_ignore_ascii_case(&plain) && sent.contains(self.url) => {
                sent.to_owned()
            }
            // BBCode has no escape: a name with brackets could open a tag of its own.
            _ if bbcode_safe(self.name) => ["[url=", self.url, "]", self.name, "[/url]"].concat(),
            _ => plain,
        }
    }
}

/// The snippets of many files, one a line, in the order given.
pub fn all<'a>(files: impl IntoIterator<Item = Shared<'a>>, format: Format) -> String {
    let lines: Vec<String> = files.into_iter().map(|file| file.snippet(format)).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "http://yoursite.com/2Vv";

    fn named(name: &str) -> Shared<'_> {
        Shared { name, url: URL, html: None, bbcode: None }
    }

    #[test]
    fn the_link_is_the_address() {
        assert_eq!(named("x").snippet(Format::Link), URL);
    }

    #[test]
    fn names_stay_text_in_html() {
        for (name, text) in [
            ("a\"b.txt", "a&quot;b.txt"),
            ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
            ("R&D's.pdf", "R&amp;D&#39;s.pdf"),
            ("naïve 🐳.png", "naïve 🐳.png"),
        ] {
            let expected =
                format!("<a href=\"{URL}\" target=\"_blank\" rel=\"noopener\">{text}</a>");
            assert_eq!(named(name).snippet(Format::Html), expected);
        }
    }

    #[test]
    fn the_hosts_own_html_is_used_when_it_is_one_link() {
        let sent = "<a href=\"http://yoursite.com/2Vv\" target=\"_blank\" title=\"View image on \
                    File Upload Script\">view sample4_l (1).jpg on File Upload Script</a>";
        let file = Shared { html: Some(sent), ..named("sample4_l.jpg") };
        assert_eq!(file.snippet(Format::Html), sent);
    }

    #[test]
    fn html_with_anything_but_one_link_is_rebuilt() {
        for sent in [
            "view sample4_l (1).jpg on File Upload Script",
            "",
            "<a href=\"http://yoursite.com/2Vv\">x<script>alert(1)</script></a>",
            "<a href=\"http://yoursite.com/2Vv\" onclick=\"alert(1)\">x</a>",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<a href=\"http://elsewhere.example/\">x</a>",
            "<a href=\"http://yoursite.com/2Vv\">R&D <b></a>",
            "<a href=\"http://yoursite.com/2Vv\">R&D</a>",
        ] {
            let file = Shared { html: Some(sent), ..named("x") };
            assert_eq!(file.snippet(Format::Html), named("x").snippet(Format::Html), "{sent}");
        }
    }

    #[test]
    fn bbcode_of_the_host_is_used_when_it_is_the_link() {
        let sent = "[url]http://yoursite.com/2Vv[/url]";
        let file = Shared { bbcode: Some(sent), ..named("x") };
        assert_eq!(file.snippet(Format::Bbcode), sent);
        let hostile = "[url=http://elsewhere.example]x[/url]";
        let file = Shared { bbcode: Some(hostile), ..named("x") };
        assert_eq!(file.snippet(Format::Bbcode), "[url=http://yoursite.com/2Vv]x[/url]");
    }

    #[test]
    fn brackets_never_open_a_tag() {
        assert_eq!(named("a[b].txt").snippet(Format::Bbcode), "[url]http://yoursite.com/2Vv[/url]");
        assert_eq!(
            named("a[b](c)_*`\\.txt").snippet(Format::Markdown),
            r"[a\[b\](c)\_\*\`\\.txt](http://yoursite.com/2Vv)"
        );
    }

    #[test]
    fn direction_overrides_cannot_leak_out_of_a_name() {
        let spoofed = "cod\u{202e}gpj.exe";
        for format in [Format::Html, Format::Bbcode, Format::Markdown] {
            assert!(!named(spoofed).snippet(format).contains('\u{202e}'), "{format:?}");
        }
    }

    #[test]
    fn many_files_stand_one_a_line() {
        assert_eq!(all([named("a"), named("b")], Format::Link), format!("{URL}\n{URL}"));
    }
}
