//! Finding the JSON in a reply that is not only JSON.

use super::json::Json;

/// Positions at which JSON is looked for before giving up.
const ATTEMPTS: usize = 24;

/// The reply's JSON: the whole text, or an object between a PHP warning and whatever follows, or
/// either after the raw HTML in `url_html` was quoted properly.
pub(crate) fn find_json(text: &str) -> Option<Json> {
    let text = trim(text);
    if let Some(json) = Json::parse(text) {
        return Some(json);
    }
    let quoted = quote_raw_html(text);
    if let Some(quoted) = &quoted
        && let Some(json) = Json::parse(quoted)
    {
        return Some(json);
    }
    find_object(quoted.as_deref().unwrap_or(text))
}

/// `text` without a byte-order mark and white space around it.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c == '\u{feff}' || c == '\0' || c.is_whitespace())
}

/// Whether `text` has a JSON object that begins and never ends.
pub(crate) fn is_cut_short(text: &str) -> bool {
    let text = trim(text);
    let start = if text.starts_with(['{', '[', '"']) { Some(0) } else { text.find("{\"") };
    start.is_some_and(|start| end_of_value(text, start).is_none())
}

/// The first object in `text` that looks like a reply. What lies inside a damaged object is left
/// alone: a part of a reply must never pass for the whole.
fn find_object(text: &str) -> Option<Json> {
    if text.starts_with('[') && begins_like_json(text) {
        return None;
    }
    let mut from = 0;
    for _ in 0..ATTEMPTS {
        let start = from + text.get(from..)?.find('{')?;
        let end = end_of_value(text, start);
        let json = end.and_then(|end| Json::parse(&text[start..end]));
        if let Some(json) = json.filter(looks_like_reply) {
            return Some(json);
        }
        from = if begins_like_json(&text[start..]) { end? } else { start + 1 };
    }
    None
}

/// Whether an opening brace or bracket is followed by what JSON has there.
fn begins_like_json(text: &str) -> bool {
    let inside = text.get(1..).unwrap_or_default().trim_start();
    inside.starts_with(['"', '{', '[', '}', ']'])
}

/// Pages hold JSON too, so only what no other program sends counts.
fn looks_like_reply(json: &Json) -> bool {
    json.has("_status") || json.has("_datetime")
}

/// Where the object, array or string that begins at `start` ends.
fn end_of_value(text: &str, start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(start) {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
        } else {
            match byte {
                b'"' => in_string = true,
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        if depth == 0 && !in_string {
            return Some(at + 1);
        }
    }
    None
}

/// The documents print `url_html` as raw HTML, quotes and all, inside the JSON. `None` when there
/// is none such.
fn quote_raw_html(text: &str) -> Option<String> {
    const KEY: &str = "\"url_html\"";
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(at) = rest.find(KEY) {
        let (before, after) = rest.split_at(at + KEY.len());
        out.push_str(before);
        rest = after;
        let Some(value) = after
            .trim_start()
            .strip_prefix(':')
            .and_then(|value| value.trim_start().strip_prefix('"'))
        else {
            continue;
        };
        let end = end_of_raw_string(value)?;
        out.push_str(":\"");
        push_quoted(&mut out, &value[..end]);
        rest = &value[end..];
    }
    if out.is_empty() {
        return None;
    }
    out.push_str(rest);
    Some(out)
}

/// The position of the quote that ends a string which may hold unescaped quotes: the first one
/// that another field or the end of the object follows.
fn end_of_raw_string(value: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in value.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' if is_followed_by_field_or_end(&value[at + 1..]) => return Some(at),
            _ => {}
        }
    }
    None
}

fn is_followed_by_field_or_end(rest: &str) -> bool {
    let rest = rest.trim_start();
    if rest.starts_with('}') {
        return true;
    }
    let Some(key) = rest.strip_prefix(',').and_then(|rest| rest.trim_start().strip_prefix('"'))
    else {
        return false;
    };
    let name_end = key
        .bytes()
        .position(|byte| !byte.is_ascii_alphanumeric() && byte != b'_')
        .unwrap_or(key.len());
    name_end > 0
        && key[name_end..].strip_prefix('"').is_some_and(|rest| rest.trim_start().starts_with(':'))
}

/// Appends `raw` with what JSON wants escaped escaped; escapes that are already there stay.
fn push_quoted(out: &mut String, raw: &str) {
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.peek() {
                Some(&next) if "\"\\/bfnrtu".contains(next) => {
                    out.push('\\');
                    out.push(next);
                    chars.next();
                }
                _ => out.push_str("\\\\"),
            },
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    const REPLY: &str = r#"{"response": "It's \"quoted\" } ok", "_status": "success"}"#;

    fn said(text: &str) -> Option<String> {
        find_json(text)?.get("response").filled()
    }

    #[test]
    fn json_is_found_behind_marks_and_warnings() {
        let plain = said(REPLY).expect("plain JSON");
        for noisy in [
            format!("\u{feff}{REPLY}"),
            format!("\n\t {REPLY}\n"),
            format!(
                "<br />\n<b>Warning</b>: Undefined array key \"x\" in <b>/a/b.php</b> on line <b>3</b><br />\n{REPLY}"
            ),
            format!("Notice: {{closure}}() [a] {{\"x\":1}} in a.php\n{REPLY}"),
            format!("{REPLY}\n<br />\n<b>Deprecated</b>: {{more}}"),
            format!("<!-- a page --><script>var a = {{b: [1}}</script>{REPLY}"),
        ] {
            assert_eq!(said(&noisy).as_ref(), Some(&plain), "{noisy}");
        }
    }

    #[test]
    fn what_is_no_json_is_not_found() {
        for text in [
            "",
            "Fatal error",
            "<html>{}</html>",
            "{\"_status\": \"succ",
            "{\"a\": {\"b\": 1}",
            "<html><script>state = {\"status\": \"success\", \"data\": {\"id\": 1}}</script></html>",
        ] {
            assert_eq!(find_json(text), None, "{text}");
        }
    }

    #[test]
    fn a_reply_that_ends_too_early_is_told_apart() {
        for end in 1..REPLY.len() {
            assert!(is_cut_short(&REPLY[..end]), "{}", &REPLY[..end]);
        }
        assert!(is_cut_short(&format!("Warning: x\n{}", &REPLY[..20])));
        for text in [REPLY, "", "<html></html>", "no JSON at all"] {
            assert!(!is_cut_short(text), "{text}");
        }
    }

    #[test]
    fn raw_html_is_quoted_and_everything_else_kept() {
        let html = r#"<a href="http://h/2Vv" title="It's, "new"">a \"b\" \ c</a>"#;
        let text = format!(
            r#"{{"data": [{{"url_html": "{html}", "url_bbcode": "b"}}, {{"a": 1, "url_html": "{html}"}}], "_status": "success"}}"#
        );
        let json = find_json(&text).expect("repaired");
        let items = json.get("data").entries();
        let expected = r#"<a href="http://h/2Vv" title="It's, "new"">a "b" \ c</a>"#;
        for item in &items {
            assert_eq!(item.get("url_html").text().as_deref(), Some(expected));
        }
        assert_eq!(items.len(), 2);
        assert_eq!(items[0].get("url_bbcode").text().as_deref(), Some("b"));
    }

    /// Each takes a twentieth of a second. If each brace or quote had the rest of the text read again,
    /// it would be minutes.
    #[test]
    fn hostile_text_takes_linear_time() {
        for piece in [
            "{",
            "{\"a\":",
            "{\"url_html\":\"",
            "\"url_html\":\"\",",
            "{\"url_html\":\"\",\"a",
            "{\"url_html\":\"<a>\"}",
        ] {
            let text = piece.repeat(1_000_000 / piece.len());
            let begun = Instant::now();
            let _ = find_json(&text);
            let _ = is_cut_short(&text);
            assert!(begun.elapsed() < Duration::from_secs(20), "{piece}: {:?}", begun.elapsed());
        }
    }
}
