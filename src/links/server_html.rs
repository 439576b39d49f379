//! Reading `url_html`: HTML that the host wrote.

use std::borrow::Cow;

use super::escape::{html, reorders};

/// The attributes a plain link may carry.
const ATTRIBUTES: [&str; 5] = ["href", "target", "title", "rel", "class"];

/// What a plain link's `rel` may say. `opener` would hand the page to whom it leads to.
const RELATIONS: [&str; 6] = ["noopener", "noreferrer", "nofollow", "ugc", "sponsored", "external"];

/// The entities a file name is written with. Any other could stand for a character that has no
/// place in a snippet.
const ENTITIES: [&str; 7] = ["amp", "lt", "gt", "quot", "apos", "#39", "#039"];

/// How a link opens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opens {
    /// In a tab of its own that does not get hold of the page: as the snippets built here do.
    Apart,
    /// Wherever the page is; the host did not say.
    InPlace,
}

/// The host's HTML if it is a single link to `url` with text in it and nothing else; `None` when a
/// snippet has to be built instead.
///
/// It is kept as the host wrote it where it opens as the links built here do, in a tab of its own
/// without a way back to the page: `target="_blank"` alone says so in every browser since 2021. A
/// link without a target gets ours; one that says something else is built anew.
pub(super) fn single_link<'a>(sent: &'a str, url: &str, name: &str) -> Option<Cow<'a, str>> {
    let sent = sent.trim();
    let inner = sent.strip_prefix("<a ")?.strip_suffix("</a>")?;
    let (attributes, text) = inner.split_once('>')?;
    if sent.contains(|c: char| reorders(c) || c.is_control()) {
        return None;
    }
    let plain = !text.trim().is_empty()
        && !text.contains(['<', '>'])
        && ampersands_are_entities(text)
        && spells(text, name);
    match links_to(attributes, url).filter(|_| plain)? {
        Opens::Apart => Some(Cow::Borrowed(sent)),
        Opens::InPlace => {
            Some(["<a target=\"_blank\" rel=\"noopener\" ", inner, "</a>"].concat().into())
        }
    }
}

/// How it opens, when these are `name="value"` pairs, all of them known, with the `href` being
/// `url`.
fn links_to(attributes: &str, url: &str) -> Option<Opens> {
    let mut rest = attributes.trim();
    let mut seen: Vec<&str> = Vec::new();
    let mut opens = Opens::InPlace;
    while !rest.is_empty() {
        let (name, after) = rest.split_once("=\"")?;
        let (value, after) = after.split_once('"')?;
        if !ATTRIBUTES.contains(&name) || seen.contains(&name) || value.contains(['<', '>']) {
            return None;
        }
        seen.push(name);
        match name {
            "href" if value != url && value != html(url) => return None,
            "target" if value == "_blank" => opens = Opens::Apart,
            "target" => return None,
            "rel" if !value.split_ascii_whitespace().all(is_relation) => return None,
            _ => {}
        }
        rest = after.trim_start();
    }
    // Ours would be the second "rel".
    let clashes = opens == Opens::InPlace && seen.contains(&"rel");
    (seen.contains(&"href") && !clashes).then_some(opens)
}

fn is_relation(word: &str) -> bool {
    RELATIONS.iter().any(|relation| word.eq_ignore_ascii_case(relation))
}

/// Whether each `&` begins an entity, so that the text reads the same in every browser.
fn ampersands_are_entities(text: &str) -> bool {
    text.split('&')
        .skip(1)
        .all(|after| after.split_once(';').is_some_and(|(name, _)| ENTITIES.contains(&name)))
}

/// Whether a name with an ampersand was escaped: "a&lt;b" as it is would read "a<b".
fn spells(text: &str, name: &str) -> bool {
    !name.contains('&') || text.contains(&name.replace('&', "&amp;"))
}
