//! Reading `url_html`: HTML that the host wrote.

use super::escape::reorders;

/// The attributes a plain link may carry.
const ATTRIBUTES: [&str; 5] = ["href", "target", "title", "rel", "class"];

/// The host's HTML if it is a single link to `url` with text in it and nothing
/// else; `None` when a snippet has to be built instead.
pub(super) fn single_link<'a>(sent: &'a str, url: &str) -> Option<&'a str> {
    let sent = sent.trim();
    let inner = sent.strip_prefix("<a ")?.strip_suffix("</a>")?;
    let (attributes, text) = inner.split_once('>')?;
    if sent.contains(reorders) {
        return None;
    }
    let plain = !text.is_empty() && !text.contains(['<', '>']) && ampersands_are_entities(text);
    (plain && links_only_to(attributes, url)).then_some(sent)
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

/// Whether each `&` begins an entity, so that the text reads the same in every browser.
fn ampersands_are_entities(text: &str) -> bool {
    text.split('&').skip(1).all(|after| {
        after.split_once(';').is_some_and(|(name, _)| {
            let name = name.strip_prefix('#').unwrap_or(name);
            !name.is_empty() && name.len() < 10 && name.chars().all(|c| c.is_ascii_alphanumeric())
        })
    })
}
