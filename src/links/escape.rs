//! Writing any text into HTML, BBCode and Markdown so that it stays text.

use std::borrow::Cow;

use crate::api::percent_encoded;

/// Bidirectional overrides and isolates: they have no place in a name that others will read, and
/// would reorder what follows the name in the page it is pasted into. The marks that only state a
/// direction (U+200E, U+200F, U+061C) stay: Hebrew and Arabic names need them.
pub fn reorders(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What is left out of every snippet: direction overrides, and whatever would end a line.
fn is_dropped(c: char) -> bool {
    c.is_control() || reorders(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Replaces each character that `escape` names, drops what has no place in a snippet.
fn escaped(text: &str, escape: impl Fn(char) -> Option<&'static str>) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars().filter(|c| !is_dropped(*c)) {
        match escape(c) {
            Some(replacement) => out.push_str(replacement),
            None => out.push(c),
        }
    }
    out
}

/// Text as it is, on one line.
pub(super) fn plain(text: &str) -> String {
    escaped(text, |_| None)
}

/// Text for element content and quoted attribute values.
pub(super) fn html(text: &str) -> String {
    escaped(text, |c| match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\'' => Some("&#39;"),
        _ => None,
    })
}

/// Text in Markdown, also between the brackets of a link. Escapes what CommonMark gives a meaning
/// inside a line, and what the widespread additions do: tables, strikethrough, footnotes, formulas.
pub(super) fn markdown(text: &str) -> String {
    escaped(text, |c| match c {
        '\\' => Some("\\\\"),
        '[' => Some("\\["),
        ']' => Some("\\]"),
        '*' => Some("\\*"),
        '_' => Some("\\_"),
        '`' => Some("\\`"),
        '<' => Some("\\<"),
        '&' => Some("\\&"),
        '|' => Some("\\|"),
        '~' => Some("\\~"),
        '^' => Some("\\^"),
        '$' => Some("\\$"),
        _ => None,
    })
}

/// An address with everything that has no place in a snippet percent-encoded. Servers put file
/// names into addresses as they are.
pub(crate) fn address(url: &str) -> Cow<'_, str> {
    percent_encoded(url, is_dropped)
}

/// A link target in Markdown: parentheses and spaces would end it early, a backtick would begin
/// code, and what looks like an entity would be read as one.
pub(super) fn markdown_url(url: &str) -> String {
    let clean = percent_encoded(url, |c| {
        is_dropped(c) || matches!(c, '(' | ')' | ' ' | '<' | '>' | '`' | '\\')
    });
    let mut parts = clean.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let entity = part.split_once(';').is_some_and(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
        });
        out.push_str(if entity { "&amp;" } else { "&" });
        out.push_str(part);
    }
    out
}

/// Text in BBCode, which has no escape: brackets become parentheses, so that no tag can begin.
pub(super) fn bbcode(text: &str) -> String {
    escaped(text, |c| match c {
        '[' => Some("("),
        ']' => Some(")"),
        _ => None,
    })
}

/// A link target in BBCode: a bracket would end the tag.
pub(super) fn bbcode_url(url: &str) -> Cow<'_, str> {
    percent_encoded(url, |c| is_dropped(c) || matches!(c, '[' | ']'))
}
