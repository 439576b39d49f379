//! The page's own English texts, so that a test names what has to be said and a better wording
//! needs no change here.

use std::sync::LazyLock;

use serde_json::Value;

static TEXTS: LazyLock<Value> = LazyLock::new(|| {
    let file = include_str!("../../../src/view/text/en.json");
    serde_json::from_str(file).unwrap_or_default()
});

/// The text of this key; of one with plural forms, that for most numbers.
///
/// # Panics
/// When the page has no such text.
pub fn text(key: &str) -> String {
    let text = &TEXTS[key];
    match text.as_str().or_else(|| text["other"].as_str()) {
        Some(text) => text.to_owned(),
        None => panic!("the page has no text {key:?}: see src/view/text/en.json"),
    }
}

/// The text with each `{name}` replaced by its value.
///
/// # Panics
/// When the page has no such text.
pub fn filled(key: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text(key), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}
