//! Snippets read back the way those who get them read them.

use std::sync::LazyLock;

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::*;

const URL: &str = "http://yoursite.com/2Vv";

static LINK: LazyLock<Link> = LazyLock::new(|| link(URL));

fn link(address: &str) -> Link {
    Link::new(address).expect("a link")
}

fn named(name: &str) -> SharedFile<'_> {
    SharedFile::new(name, &LINK)
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
        let expected = format!("<a href=\"{URL}\" target=\"_blank\" rel=\"noopener\">{text}</a>");
        assert_eq!(named(name).snippet(Format::Html), expected);
    }
}

#[test]
fn the_hosts_own_html_is_used_when_it_is_one_link() {
    let sent = "<a href=\"http://yoursite.com/2Vv\" target=\"_blank\" title=\"View image on \
                File Upload Script\">view sample4_l (1).jpg on File Upload Script</a>";
    let file = SharedFile { html: Some(sent), ..named("sample4_l.jpg") };
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
        let file = SharedFile { html: Some(sent), ..named("x") };
        assert_eq!(file.snippet(Format::Html), named("x").snippet(Format::Html), "{sent}");
    }
}

#[test]
fn bbcode_of_the_host_is_used_when_it_is_the_link() {
    let sent = "[url]http://yoursite.com/2Vv[/url]";
    let file = SharedFile { bbcode: Some(sent), ..named("x") };
    assert_eq!(file.snippet(Format::Bbcode), sent);
    let hostile = "[url=http://elsewhere.example]x[/url]";
    let file = SharedFile { bbcode: Some(hostile), ..named("x") };
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
fn html_without_a_target_opens_as_ours_does() {
    let sent = "<a href=\"http://yoursite.com/2Vv\" title=\"x\">x</a>";
    let file = SharedFile { html: Some(sent), ..named("x") };
    assert_eq!(
        file.snippet(Format::Html),
        "<a target=\"_blank\" rel=\"noopener\" href=\"http://yoursite.com/2Vv\" title=\"x\">x</a>"
    );
    for attributes in [
        "target=\"_top\"",
        "target=\"_blank\" rel=\"opener\"",
        "target=\"_blank\" rel=\"Opener\"",
        "target=\"_blank\" rel=\"nofollow &#111;pener\"",
        "rel=\"nofollow\"",
        "target=\"_blank\" target=\"_top\"",
    ] {
        let sent = format!("<a href=\"{URL}\" {attributes}>theirs</a>");
        let file = SharedFile { html: Some(&sent), ..named("x") };
        assert_eq!(file.snippet(Format::Html), named("x").snippet(Format::Html), "{sent}");
    }
}

#[test]
fn html_keeps_what_search_engines_are_told_of_the_link() {
    let sent = format!("<a href=\"{URL}\" target=\"_blank\" rel=\"NoFollow noopener\">x</a>");
    let file = SharedFile { html: Some(&sent), ..named("x") };
    assert_eq!(file.snippet(Format::Html), sent);
}

#[test]
fn html_that_spells_the_name_wrong_is_rebuilt() {
    // As it stands this reads "a<b.txt".
    let sent = format!("<a href=\"{URL}\" target=\"_blank\">View a&lt;b.txt</a>");
    let wrong = SharedFile { html: Some(&sent), ..named("a&lt;b.txt") };
    assert_eq!(wrong.snippet(Format::Html), named("a&lt;b.txt").snippet(Format::Html));
    let right = SharedFile { html: Some(&sent), ..named("a<b.txt") };
    assert_eq!(right.snippet(Format::Html), sent);
    for text in ["a&#8238;b", "a&nbsp;b", "a\nb", " "] {
        let sent = format!("<a href=\"{URL}\" target=\"_blank\">{text}</a>");
        let file = SharedFile { html: Some(&sent), ..named("x") };
        assert_eq!(file.snippet(Format::Html), named("x").snippet(Format::Html), "{text:?}");
    }
}

#[test]
fn a_blank_name_reads_as_the_address() {
    for name in ["", " ", "\n", "\u{202e}"] {
        assert_eq!(named(name).snippet(Format::Markdown), format!("[{URL}]({URL})"));
        assert_eq!(named(name).snippet(Format::Bbcode), format!("[url]{URL}[/url]"));
        assert!(named(name).snippet(Format::Html).ends_with(&format!(">{URL}</a>")));
    }
}

#[test]
fn a_debug_print_keeps_the_delete_link() {
    let delete = link("http://h/1~d?key");
    let file = SharedFile { delete_url: Some(&delete), ..named("a") };
    assert!(!format!("{file:?}").contains("key"));
}

/// What a browser makes of a text with entities.
fn decoded(html: &str) -> String {
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(html.to_owned(), |text, (entity, c)| text.replace(entity, c))
}

/// The address and the text of the one link that a piece of HTML is.
fn read_html(html: &str) -> Option<(String, String)> {
    let inner = html.strip_prefix("<a href=\"")?.strip_suffix("</a>")?;
    let (url, rest) = inner.split_once('"')?;
    let text = rest.strip_prefix(" target=\"_blank\" rel=\"noopener\">")?;
    (!text.contains(['<', '>', '"', '\''])).then(|| (decoded(url), decoded(text)))
}

/// The same of BBCode: no other bracket may stand in it.
fn read_bbcode(bbcode: &str) -> Option<(String, String)> {
    let inner = bbcode.strip_prefix("[url")?.strip_suffix("[/url]")?;
    let (head, text) = inner.split_once(']')?;
    if head.contains(['[', ']']) || text.contains(['[', ']']) {
        return None;
    }
    let url = head.strip_prefix('=').unwrap_or(text);
    Some((url.to_owned(), text.to_owned()))
}

/// The same of Markdown, as CommonMark and the usual additions read it.
fn read_markdown(markdown: &str) -> Option<(String, String)> {
    // Typographic quotes are a matter of taste, not of meaning.
    let options = Options::all().difference(Options::ENABLE_SMART_PUNCTUATION);
    let mut events = Parser::new_ext(markdown, options);
    let Some(Event::Start(Tag::Paragraph)) = events.next() else { return None };
    let Some(Event::Start(Tag::Link { dest_url, .. })) = events.next() else { return None };
    let mut text = String::new();
    loop {
        match events.next()? {
            Event::Text(more) => text.push_str(&more),
            Event::End(TagEnd::Link) => break,
            _ => return None,
        }
    }
    matches!(events.next(), Some(Event::End(TagEnd::Paragraph))).then_some(())?;
    events.next().is_none().then(|| (dest_url.to_string(), text))
}

/// Names made of what is dangerous somewhere, of ordinary letters, and of anything.
fn name() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "[", "]", "(", ")", "<", ">", "\"", "'", "&", "&amp;", "&lt;", "\\", "`", "``", "*", "**",
            "_", "~", "~~", "|", "^", "$", "!", "#", "=", "\n", "\r\n", "\t", "\u{202e}",
            "\u{2066}", "\u{2028}", "\u{200f}", "שלום", "🐳", "👩\u{200d}👧", "[/url]", "[img]", "](",
            "<img src=x onerror=alert(1)>", "</a>", "<!--", "http://x.example/", "www.x.example",
            "a@b.example", "{name}", " ", "  ", "- ", "1. ", "\0",
        ]).prop_map(str::to_owned),
        2 => "[a-z]{1,4}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Addresses as a host may send them, with whatever a file's name brings in.
fn url() -> impl Strategy<Value = String> {
    name().prop_map(|name| {
        let clean = |c: &char| Link::new(&format!("https://h.example/{c}")).is_some();
        let tail: String = name.chars().filter(clean).collect();
        format!("https://h.example/2Vv/{tail}")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_name_and_address_read_back(name in name(), url in url()) {
        let link = link(&url);
        let file = SharedFile::new(&name, &link);
        let address = escape::address(&url).into_owned();
        let clean = escape::plain(&name);
        let label = if clean.trim().is_empty() { escape::plain(&url) } else { clean };

        let html = file.snippet(Format::Html);
        prop_assert_eq!(read_html(&html), Some((address.clone(), label.clone())), "{}", html);

        let bbcode = file.snippet(Format::Bbcode);
        let (target, text) = read_bbcode(&bbcode).ok_or(TestCaseError::fail(bbcode.clone()))?;
        let brackets = |text: &str| text.replace('[', "%5B").replace(']', "%5D");
        prop_assert_eq!(&target, &brackets(&address), "{}", bbcode);
        prop_assert!(text == target || text == label, "{}", bbcode);

        let markdown = file.snippet(Format::Markdown);
        let read = read_markdown(&markdown).ok_or(TestCaseError::fail(markdown.clone()))?;
        let parentheses = |text: &str| {
            [("(", "%28"), (")", "%29"), ("`", "%60")]
                .iter()
                .fold(text.to_owned(), |text, (c, code)| text.replace(c, code))
        };
        prop_assert_eq!(&read.0, &parentheses(&address), "{}", markdown);
        // Markdown leaves out spaces at the ends of a line.
        prop_assert_eq!(read.1.trim(), label.trim(), "{}", markdown);

        for format in Format::ALL {
            let snippet = file.snippet(format);
            prop_assert!(!snippet.contains(|c: char| c.is_control() || reorders(c)), "{}", snippet);
        }
    }

    #[test]
    fn whatever_the_host_sends_the_html_is_one_link(
        name in name(),
        url in url(),
        template in prop::sample::select(vec![
            "<a href=\"{u}\" target=\"_blank\" title=\"View {n} on h\">View {n} on h</a>",
            "<a href=\"{u}\">{n}</a>",
            "<a href=\"{u}\" target=\"_blank\">{n}</a> {n}",
            "{n}<a href=\"{u}\">",
        ]),
    ) {
        let sent = template.replace("{u}", &url).replace("{n}", &name);
        let link = link(&url);
        let file = SharedFile { html: Some(&sent), ..SharedFile::new(&name, &link) };
        let snippet = file.snippet(Format::Html);
        // One tag that opens, one that closes, and the link is ours.
        prop_assert_eq!(snippet.matches('<').count(), 2, "{}", snippet);
        prop_assert_eq!(snippet.matches('>').count(), 2, "{}", snippet);
        prop_assert!(snippet.starts_with("<a ") && snippet.ends_with("</a>"), "{}", snippet);
        prop_assert!(snippet.contains(" target=\"_blank\""), "{}", snippet);
        prop_assert!(!snippet.contains(" onerror") || snippet.contains("&lt;img"), "{}", snippet);
        prop_assert!(!snippet.contains(|c: char| c.is_control() || reorders(c)), "{}", snippet);
    }

    #[test]
    fn template_values_stay_values(name in name(), url in url()) {
        let link = link(&url);
        let file = SharedFile::new(&name, &link);
        let written = |text, escape| {
            let template = Template::new("T", text, escape).expect("a template");
            template.snippet(&file, |_| String::new())
        };
        let html = written("<a href=\"{url}\" target=\"_blank\" rel=\"noopener\">{name}</a>", Escape::Html);
        prop_assert!(read_html(&html).is_some(), "{}", html);
        let bbcode = written("[url={url}]{name}[/url]", Escape::Bbcode);
        prop_assert!(read_bbcode(&bbcode).is_some(), "{}", bbcode);
        let markdown = written("[x{name}]({url})", Escape::Markdown);
        prop_assert!(read_markdown(&markdown).is_some(), "{}", markdown);
    }
}

#[test]
fn a_name_of_ten_thousand_characters_reads_back() {
    let long = "a [b] & \"c\" 🐳".repeat(700);
    let file = named(&long);
    assert_eq!(read_html(&file.snippet(Format::Html)), Some((URL.to_owned(), long.clone())));
    assert_eq!(
        read_markdown(&file.snippet(Format::Markdown)),
        Some((URL.to_owned(), long.clone()))
    );
    assert_eq!(file.snippet(Format::Bbcode), format!("[url]{URL}[/url]"));
}
