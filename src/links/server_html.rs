//! Reading `url_html`: HTML that the host wrote, escaped once on its way through JSON.

use super::escape::reorders;

/// The attributes a plain link may carry.
const ATTRIBUTES: [&str; 5] = ["href", "target", "title", "rel", "class"];

/// The host's HTML, decoded once, if it is a single link to `url` with text in it and nothing
/// else; `None` when a snippet has to be built instead.
pub(super) fn single_link(sent: &str, url: &str) -> Option<String> {
    let sent = sent.trim();
    let decoded = if sent.starts_with('<') { sent.to_owned() } else { decode_once(sent) };
    let inner = decoded.strip_prefix("<a ")?.strip_suffix("</a>")?;
    let (attributes, text) = inner.split_once('>')?;
    if decoded.contains(reorders) {
        return None;
    }
    let plain = !text.is_empty() && !text.contains(['<', '>']) && ampersands_are_entities(text);
    (plain && links_only_to(attributes, url)).then_some(decoded)
}

/// `name="value"` pairs, all of them known, with the `href` being `url`.
fn links_only_to(attributes: &str, url: &str) -> bool {
    let mut rest = attributes.trim();
    let mut found = false;
    while !rest.is_empty() {
        let Some((name, after)) = rest.split_once("=\"") else { return false };
        let Some((value, after)) = after.split_once('"') else { return false };
        if !ATTRIBUTES.contains(&name) || value.contains(['<', '>']) {
            return false;
        }
        if name == "href" {
            if found || value != url {
                return false;
            }
            found = true;
        }
        rest = after.trim_start();
    }
    found
}

/// Undoes one level of `htmlspecialchars`.
fn decode_once(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = [
            ("&lt;", '<'),
            ("&gt;", '>'),
            ("&quot;", '"'),
            ("&#039;", '\''),
            ("&#39;", '\''),
            ("&amp;", '&'),
        ];
        let (length, c) = known
            .iter()
            .find(|(entity, _)| rest.starts_with(entity))
            .map_or((1, '&'), |(entity, c)| (entity.len(), *c));
        out.push(c);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// Whether each `&` begins an entity, so that the text reads the same in every browser.
fn ampersands_are_entities(text: &str) -> bool {
    text.split('&').skip(1).all(|after| {
        after.split_once(';').is_some_and(|(name, _)| {
            let name = name.strip_prefix('#').unwrap_or(name);
            !name.is_empty() && name.len() < 10 && name.chars().all(|c| c.is_ascii_alphanumeric())
        })
    })
}
