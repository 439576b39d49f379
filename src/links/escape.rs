//! Writing any text into HTML, BBCode and Markdown so that it stays text.

/// Bidirectional overrides and isolates: they have no place in a name that others will read, and
/// would reorder what follows the name in the page it is pasted into.
pub fn reorders(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Replaces each character that `escape` names, drops controls and direction overrides.
fn escaped(text: &str, escape: impl Fn(char) -> Option<&'static str>) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars().filter(|c| !c.is_control() && !reorders(*c)) {
        match escape(c) {
            Some(replacement) => out.push_str(replacement),
            None => out.push(c),
        }
    }
    out
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

/// Text between the brackets of a Markdown link.
pub(super) fn markdown_text(text: &str) -> String {
    escaped(text, |c| match c {
        '\\' => Some("\\\\"),
        '[' => Some("\\["),
        ']' => Some("\\]"),
        '*' => Some("\\*"),
        '_' => Some("\\_"),
        '`' => Some("\\`"),
        '<' => Some("\\<"),
        '&' => Some("\\&"),
        _ => None,
    })
}

/// A link target in Markdown: parentheses and spaces would end it early.
pub(super) fn markdown_url(url: &str) -> String {
    escaped(url, |c| match c {
        '(' => Some("%28"),
        ')' => Some("%29"),
        ' ' => Some("%20"),
        '<' => Some("%3C"),
        '>' => Some("%3E"),
        _ => None,
    })
}

/// Whether a name can stand inside a BBCode tag as it is.
pub(super) fn bbcode_safe(name: &str) -> bool {
    !name.is_empty()
        && !name.chars().any(|c| matches!(c, '[' | ']') || c.is_control() || reorders(c))
}
