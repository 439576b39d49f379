//! Templates: snippets in a form that the page around the widget asks for.
//!
//! A template is text with places in braces. `{url}` is the share link, `{name}` the file's name;
//! [`Place`] lists all. A brace itself is written twice: `{{`, `}}`.
//!
//! ```
//! use upload_widget::api::Link;
//! use upload_widget::links::{Escape, SharedFile, Template};
//!
//! let link = Link::new("https://host.example/2Vv").expect("an http address");
//! let file = SharedFile { bytes: Some(3_200_000), ..SharedFile::new("a & b.txt", &link) };
//! let template = Template::new("List", "<li><a href='{url}'>{name}</a> ({size})</li>", Escape::Html)?;
//! assert_eq!(
//!     template.snippet(&file, |bytes| format!("{} kB", bytes / 1000)),
//!     "<li><a href='https://host.example/2Vv'>a &amp; b.txt</a> (3200 kB)</li>",
//! );
//! let wrong = Template::new("Wrong", "{link}", Escape::None).unwrap_err();
//! assert!(wrong.to_string().starts_with("The template “Wrong” has a place {link}, which there is not."));
//! # Ok::<(), upload_widget::links::BadTemplate>(())
//! ```

use std::borrow::Cow;
use std::fmt;

use super::{SharedFile, escape};
use crate::api::Link;

/// What the values of a template are written into, and so how they are escaped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Escape {
    /// Plain text: values stand as they are, on one line.
    #[default]
    None,
    /// HTML, in an element or in a quoted attribute.
    Html,
    /// BBCode. It has no escape: brackets in names become parentheses, in addresses `%5B` and
    /// `%5D`.
    Bbcode,
    /// Markdown, in a line or between the brackets and parentheses of a link.
    Markdown,
}

impl Escape {
    /// The way of this name: `none`, `html`, `bbcode` or `markdown`.
    pub fn from_code(code: &str) -> Option<Escape> {
        match code {
            "none" => Some(Escape::None),
            "html" => Some(Escape::Html),
            "bbcode" => Some(Escape::Bbcode),
            "markdown" => Some(Escape::Markdown),
            _ => None,
        }
    }

    fn text(self, text: &str) -> String {
        match self {
            Escape::None => escape::plain(text),
            Escape::Html => escape::html(text),
            Escape::Bbcode => escape::bbcode(text),
            Escape::Markdown => escape::markdown(text),
        }
    }

    fn address(self, address: &str) -> String {
        match self {
            Escape::None => escape::address(address).into_owned(),
            Escape::Html => escape::html(&escape::address(address)),
            Escape::Bbcode => escape::bbcode_url(address).into_owned(),
            Escape::Markdown => escape::markdown_url(address),
        }
    }
}

/// What can stand in braces. A value the host did not tell is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `{url}`: the share link.
    Url,
    /// `{name}`: the file's name.
    Name,
    /// `{html_name}`: the name escaped for HTML, whatever the template's own escaping.
    HtmlName,
    /// `{size}`: the size for people, "3.2 MB".
    Size,
    /// `{bytes}`: the size as a number.
    Bytes,
    /// `{type}`: the MIME type.
    MediaType,
    /// `{md5}`: the MD5 of its bytes.
    Md5,
    /// `{file_id}`: its number on the host.
    FileId,
    /// `{short_url}`: the short name in its link.
    ShortUrl,
    /// `{delete_url}`: the page that deletes it. Whoever has it can delete the file.
    DeleteUrl,
    /// `{info_url}`: its owner's details page. It holds the same key as the delete link.
    InfoUrl,
    /// `{stats_url}`: its statistics page.
    StatsUrl,
}

impl Place {
    /// All places.
    pub const ALL: [Place; 12] = [
        Place::Url,
        Place::Name,
        Place::HtmlName,
        Place::Size,
        Place::Bytes,
        Place::MediaType,
        Place::Md5,
        Place::FileId,
        Place::ShortUrl,
        Place::DeleteUrl,
        Place::InfoUrl,
        Place::StatsUrl,
    ];

    /// What stands between the braces.
    pub const fn code(self) -> &'static str {
        match self {
            Place::Url => "url",
            Place::Name => "name",
            Place::HtmlName => "html_name",
            Place::Size => "size",
            Place::Bytes => "bytes",
            Place::MediaType => "type",
            Place::Md5 => "md5",
            Place::FileId => "file_id",
            Place::ShortUrl => "short_url",
            Place::DeleteUrl => "delete_url",
            Place::InfoUrl => "info_url",
            Place::StatsUrl => "stats_url",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Place(Place),
}

/// A form of snippet that the page asks for, next to the four of [`Format`](super::Format).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    name: String,
    escape: Escape,
    pieces: Vec<Piece>,
}

impl Template {
    /// Reads a template. `name` is what people choose it by.
    ///
    /// # Errors
    /// [`BadTemplate`] for a name that is blank, a place that there is not, or a brace that is
    /// never closed.
    pub fn new(name: &str, text: &str, escape: Escape) -> Result<Template, BadTemplate> {
        if name.trim().is_empty() {
            return Err(BadTemplate { name: name.to_owned(), fault: Fault::NoName });
        }
        let pieces = read(text).map_err(|fault| BadTemplate { name: name.to_owned(), fault })?;
        Ok(Template { name: name.to_owned(), escape, pieces })
    }

    /// What people choose it by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The snippet of a file. `size` writes a number of bytes for people, in their language.
    pub fn snippet(&self, file: &SharedFile<'_>, size: impl Fn(u64) -> String) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Place(place) => out.push_str(&self.value(*place, file, &size)),
            }
        }
        out
    }

    fn value(&self, place: Place, file: &SharedFile<'_>, size: &dyn Fn(u64) -> String) -> String {
        let address =
            |link: Option<&Link>| self.escape.address(link.map(Link::as_str).unwrap_or_default());
        let text: Cow<'_, str> = match place {
            Place::Url => return address(Some(file.url)),
            Place::DeleteUrl => return address(file.delete_url),
            Place::InfoUrl => return address(file.info_url),
            Place::StatsUrl => return address(file.stats_url),
            Place::HtmlName => return escape::html(file.name),
            Place::Name => file.name.into(),
            Place::Size => file.bytes.map(size).unwrap_or_default().into(),
            Place::Bytes => file.bytes.map(|bytes| bytes.to_string()).unwrap_or_default().into(),
            Place::MediaType => file.media_type.unwrap_or_default().into(),
            Place::Md5 => file.md5.map(|md5| md5.to_string()).unwrap_or_default().into(),
            Place::FileId => file.file_id.unwrap_or_default().into(),
            Place::ShortUrl => file.short_url.unwrap_or_default().into(),
        };
        self.escape.text(&text)
    }
}

fn read(text: &str) -> Result<Vec<Piece>, Fault> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        literal.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        // Written twice it is itself; a lone closing one can mean nothing else.
        if let Some(after) = rest.strip_prefix(brace) {
            literal.push_str(brace);
            rest = after;
        } else if brace == "}" {
            literal.push_str(brace);
        } else {
            let (code, after) = rest.split_once('}').ok_or(Fault::Open)?;
            let place = Place::ALL.into_iter().find(|place| place.code() == code.trim());
            let place = place.ok_or_else(|| Fault::Unknown(code.trim().to_owned()))?;
            if !literal.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut literal)));
            }
            pieces.push(Piece::Place(place));
            rest = after;
        }
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        pieces.push(Piece::Text(literal));
    }
    Ok(pieces)
}

/// Why a template cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadTemplate {
    name: String,
    fault: Fault,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    NoName,
    Unknown(String),
    Open,
}

impl BadTemplate {
    /// What is wrong and what to do about it, for a person.
    // Put together here: the page begins with it, and what formats would come along.
    pub(crate) fn sentence(&self) -> String {
        let name = &*self.name;
        match &self.fault {
            Fault::NoName => {
                "A template has no name. Give it one: people choose the template by it.".to_owned()
            }
            Fault::Unknown(unknown) => {
                let mut sentence = ["The template “", name, "” has a place {", unknown].concat();
                sentence.push_str("}, which there is not. There are");
                for place in Place::ALL {
                    sentence.push_str(&[" {", place.code(), "}"].concat());
                }
                sentence.push_str(". A brace itself is written twice.");
                sentence
            }
            Fault::Open => {
                let open = "” has a brace that is never closed. A brace itself is written twice.";
                ["The template “", name, open].concat()
            }
        }
    }
}

impl fmt::Display for BadTemplate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence())
    }
}

impl std::error::Error for BadTemplate {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Md5;

    fn link(address: &str) -> Link {
        Link::new(address).expect("a link")
    }

    const HOSTILE: &str = "a[b]\"c\" & <d>_e_\u{202e}\n.txt";

    fn written(text: &str, escape: Escape) -> String {
        let url = link("https://h.example/2Vv?a=1&b=[2]");
        let delete = link("https://h.example/2Vv~d?k");
        let info = link("https://h.example/2Vv~i?k");
        let stats = link("https://h.example/2Vv~s");
        let file = SharedFile {
            bytes: Some(1234),
            media_type: Some("text/plain"),
            md5: Md5::parse("2f4105bc2c626232544275c2d890168b"),
            file_id: Some("17"),
            short_url: Some("2Vv"),
            delete_url: Some(&delete),
            info_url: Some(&info),
            stats_url: Some(&stats),
            ..SharedFile::new(HOSTILE, &url)
        };
        let template = Template::new("T", text, escape).expect("a template");
        template.snippet(&file, |bytes| ["<", &bytes.to_string(), " bytes>"].concat())
    }

    #[test]
    fn each_place_has_its_value() {
        assert_eq!(
            written("{bytes} {type} {md5} {file_id} {short_url}", Escape::None),
            "1234 text/plain 2f4105bc2c626232544275c2d890168b 17 2Vv"
        );
        assert_eq!(
            written("{delete_url} {info_url} { stats_url }", Escape::None),
            "https://h.example/2Vv~d?k https://h.example/2Vv~i?k https://h.example/2Vv~s"
        );
        assert_eq!(written("{size}", Escape::None), "<1234 bytes>");
    }

    #[test]
    fn values_are_escaped_for_what_they_are_written_into() {
        let name_and_url = "{name} {url}";
        assert_eq!(
            written(name_and_url, Escape::None),
            "a[b]\"c\" & <d>_e_.txt https://h.example/2Vv?a=1&b=[2]"
        );
        assert_eq!(
            written(name_and_url, Escape::Html),
            "a[b]&quot;c&quot; &amp; &lt;d&gt;_e_.txt https://h.example/2Vv?a=1&amp;b=[2]"
        );
        assert_eq!(
            written(name_and_url, Escape::Bbcode),
            "a(b)\"c\" & <d>_e_.txt https://h.example/2Vv?a=1&b=%5B2%5D"
        );
        assert_eq!(
            written(name_and_url, Escape::Markdown),
            "a\\[b\\]\"c\" \\& \\<d>\\_e\\_.txt https://h.example/2Vv?a=1&b=[2]"
        );
        assert_eq!(written("{size}", Escape::Html), "&lt;1234 bytes&gt;");
        assert_eq!(written("{html_name}", Escape::None), written("{name}", Escape::Html));
        assert_eq!(written("{html_name}", Escape::Html), written("{name}", Escape::Html));
    }

    #[test]
    fn what_the_host_did_not_tell_is_empty() {
        let template = Template::new("T", "{bytes}|{size}|{delete_url}|{md5}", Escape::None);
        let url = link("https://h.example/1");
        let file = SharedFile::new("a", &url);
        assert_eq!(template.expect("a template").snippet(&file, |_| "?".to_owned()), "|||");
    }

    #[test]
    fn braces_are_written_twice() {
        assert_eq!(written("{{url}} {{{bytes}}} } x", Escape::None), "{url} {1234} } x");
        assert_eq!(written("", Escape::None), "");
    }

    #[test]
    fn a_value_is_never_read_as_a_template() {
        let template = Template::new("T", "{name}", Escape::None).expect("a template");
        let url = link("https://h.example/1");
        let file = SharedFile::new("{delete_url}", &url);
        assert_eq!(template.snippet(&file, |_| String::new()), "{delete_url}");
    }

    #[test]
    fn a_fault_is_told_in_a_sentence() {
        let fault = |text| Template::new("My list", text, Escape::None).expect_err("a fault");
        let unknown = fault("{url} {filename}").to_string();
        assert!(unknown.starts_with("The template “My list” has a place {filename}"), "{unknown}");
        for place in Place::ALL {
            assert!(unknown.contains(&["{", place.code(), "}"].concat()), "{unknown}");
        }
        assert!(fault("{}").to_string().contains("{}"));
        assert!(fault("{URL}").to_string().contains("{URL}"));
        assert!(fault("{url").to_string().contains("never closed"));
        let nameless = Template::new(" ", "{url}", Escape::None).expect_err("a fault");
        assert!(nameless.to_string().contains("no name"));
    }
}
