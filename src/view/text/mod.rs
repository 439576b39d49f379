//! Every word the widget shows, and every number, in the reader's language.

mod format;
mod keys;

pub use keys::Text;

use crate::api::Json;
use format::Numbers;

const ENGLISH: &str = include_str!("en.json");

/// One language: its texts by key, and how it writes numbers.
pub struct Locale {
    words: Vec<String>,
    numbers: Numbers,
}

impl Locale {
    /// English, the language that ships with the widget. `language` is a BCP 47 tag and decides
    /// how numbers are written.
    pub fn english(language: &str) -> Self {
        Self { words: words_of(ENGLISH), numbers: Numbers::new(language) }
    }

    /// The text as it stands.
    pub fn text(&self, text: Text) -> &str {
        self.words.get(text as usize).map_or("", String::as_str)
    }

    /// The text with each `{name}` replaced by its value.
    pub fn fill(&self, text: Text, values: &[(&str, &str)]) -> String {
        fill(self.text(text), values)
    }

    /// A size with its unit: "3.2 MB".
    pub fn bytes(&self, bytes: u64) -> String {
        self.numbers.bytes(bytes)
    }

    /// A time in milliseconds, rounded up to a whole unit: "26 sec".
    pub fn duration(&self, milliseconds: f64) -> String {
        self.numbers.duration(milliseconds)
    }

    /// A whole number: "10,000".
    pub fn count(&self, count: usize) -> String {
        self.numbers.count(count)
    }
}

/// The texts of a locale file in the order of [`Text`]; a missing one is empty.
fn words_of(file: &str) -> Vec<String> {
    let entries = match Json::parse(file) {
        Some(Json::Object(entries)) => entries,
        _ => Vec::new(),
    };
    let word = |text: &Text| {
        let found = entries.iter().find(|(key, _)| key == text.key());
        match found {
            Some((_, Json::Text(word))) => word.clone(),
            _ => String::new(),
        }
    };
    Text::ALL.iter().map(word).collect()
}

fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(values.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value));
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_its_english_text() {
        for (text, word) in Text::ALL.iter().zip(words_of(ENGLISH)) {
            assert!(!word.is_empty(), "en.json lacks {}", text.key());
        }
    }

    #[test]
    fn the_english_file_holds_no_unused_text() {
        let Some(Json::Object(entries)) = Json::parse(ENGLISH) else { panic!("not an object") };
        for (key, _) in entries {
            assert!(Text::ALL.iter().any(|text| text.key() == key), "{key} is not used");
        }
    }

    #[test]
    fn values_fill_the_places_named_after_them() {
        assert_eq!(fill("{done} of {total}", &[("total", "3"), ("done", "1")]), "1 of 3");
        assert_eq!(fill("{name}", &[("name", "{total}")]), "{total}");
        assert_eq!(fill("no places", &[("name", "x")]), "no places");
    }
}
