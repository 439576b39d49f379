//! The texts of the chosen language, and its numbers, from anywhere in the view.

use super::names;
use super::text::{Language, Locale, Text};
use crate::api::{DateTime, Error};
use crate::view::reactive::StoredValue;

/// The texts of the chosen language, from anywhere in the view.
#[derive(Clone, Copy)]
pub(super) struct Words(StoredValue<Locale>);

impl Words {
    pub(super) fn new(locale: Locale) -> Self {
        Self(StoredValue::new(locale))
    }

    /// Adds the texts that come with the workspace.
    pub(super) fn complete(self) {
        self.0.update_value(Locale::complete);
    }

    pub(super) fn get(self, text: Text) -> String {
        self.0.with_value(|locale| locale.text(text).to_owned())
    }

    pub(super) fn fill(self, text: Text, values: &[(&str, &str)]) -> String {
        self.0.with_value(|locale| locale.fill(text, values))
    }

    /// The text in the form that fits a number, which stands at `{count}`.
    pub(super) fn plural(self, text: Text, count: impl TryInto<u64>) -> String {
        self.whole_plural(text, whole(count))
    }

    /// The language of the texts.
    pub(super) fn language(self) -> Language {
        self.0.with_value(Locale::language)
    }

    pub(super) fn bytes(self, bytes: u64) -> String {
        self.0.with_value(|locale| locale.bytes(bytes))
    }

    pub(super) fn duration(self, milliseconds: f64) -> String {
        self.0.with_value(|locale| locale.duration(milliseconds))
    }

    pub(super) fn date(self, date: DateTime) -> String {
        self.0.with_value(|locale| locale.date(date))
    }

    pub(super) fn count(self, count: impl TryInto<u64>) -> String {
        self.whole_count(whole(count))
    }

    // Once in the wasm file, whatever the numbers are kept as.

    fn whole_plural(self, text: Text, count: u64) -> String {
        self.0.with_value(|locale| locale.plural(text, count, &[]))
    }

    fn whole_count(self, count: u64) -> String {
        self.0.with_value(|locale| locale.count(count))
    }

    /// What went wrong and what to do, with the host's own words.
    pub(super) fn error(self, error: &Error) -> String {
        let sentence = self.get(Text::of_error(error));
        match error.server_words() {
            Some(words) if !words.is_empty() => {
                let words = names::shown(words);
                [&sentence, " ", &self.fill(Text::ErrorWords, &[("words", &words)])].concat()
            }
            _ => sentence,
        }
    }
}

/// A number of any width, whole: in a browser `usize` ends at four thousand million.
fn whole(count: impl TryInto<u64>) -> u64 {
    count.try_into().unwrap_or(u64::MAX)
}
