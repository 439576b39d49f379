//! Every word the widget shows, and every number, in the reader's language.

mod format;
mod keys;
mod language;

pub use keys::Text;
pub use language::Language;

use crate::api::{DateTime, Json};
use format::Numbers;

/// In the order of [`Text`].
const ENGLISH: &str = include_str!("en.json");

/// A text of a locale file.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Word {
    /// The same for any number.
    Plain(String),
    /// A form for each plural category of the language: `one`, `few`, `other` …
    Plural(Vec<(String, String)>),
}

/// One language: its texts by key, and how it writes numbers.
pub struct Locale {
    language: Language,
    words: Vec<Word>,
    numbers: Numbers,
}

impl Locale {
    /// English, the language that ships with the widget. `numbers` is the BCP 47 tag of the region
    /// whose way of writing numbers is used, such as `en-GB`.
    pub fn english(numbers: &str) -> Self {
        let language = Language::English;
        Self { language, words: words_of(&[]), numbers: Numbers::new(numbers) }
    }

    /// A language by its locale file. A text the file lacks is English. `None` when the file cannot
    /// be read.
    pub fn read(language: Language, numbers: &str, file: &str) -> Option<Self> {
        let own = entries(file);
        if own.is_empty() {
            return None;
        }
        Some(Self { language, words: words_of(&own), numbers: Numbers::new(numbers) })
    }

    /// The same with some texts replaced, by a JSON object of keys and texts as in a locale file.
    /// Keys that are not known are passed over.
    #[must_use]
    pub fn with_texts(mut self, texts: &str) -> Self {
        replace(&mut self.words, texts);
        self
    }

    /// The language of the texts.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The text as it stands.
    pub fn text(&self, text: Text) -> &str {
        match self.words.get(text as usize) {
            Some(Word::Plain(word)) => word,
            Some(Word::Plural(forms)) => form(forms, "other"),
            None => "",
        }
    }

    /// The text with each `{name}` replaced by its value.
    pub fn fill(&self, text: Text, values: &[(&str, &str)]) -> String {
        fill(self.text(text), values)
    }

    /// The text in the form that fits a number, which stands at `{count}`, with each other `{name}`
    /// replaced by its value.
    pub fn plural(&self, text: Text, count: usize, values: &[(&str, &str)]) -> String {
        let template = match self.words.get(text as usize) {
            Some(Word::Plural(forms)) => form(forms, &self.numbers.plural_category(count)),
            _ => self.text(text),
        };
        let count = self.count(count);
        let values = [&[("count", count.as_str())], values].concat();
        fill(template, &values)
    }

    /// A size with its unit: "3.2 MB".
    pub fn bytes(&self, bytes: u64) -> String {
        self.numbers.bytes(bytes)
    }

    /// A time in milliseconds, rounded up to a whole unit: "26 sec".
    pub fn duration(&self, milliseconds: f64) -> String {
        self.numbers.duration(milliseconds)
    }

    /// The day of a date: "18 Feb 2017".
    pub fn date(&self, date: DateTime) -> String {
        self.numbers.date(date)
    }

    /// A whole number: "10,000".
    pub fn count(&self, count: usize) -> String {
        self.numbers.count(count)
    }
}

/// The entries of a locale file; none when it cannot be read.
fn entries(file: &str) -> Vec<(String, Json)> {
    match Json::parse(file) {
        Some(Json::Object(entries)) => entries,
        _ => Vec::new(),
    }
}

/// The texts in the order of [`Text`]; a missing one is English.
fn words_of(own: &[(String, Json)]) -> Vec<Word> {
    let text = |(key, english): (String, Json)| {
        let named = own.iter().filter(|(name, _)| *name == key).map(|(_, value)| value);
        let word = named.chain([&english]).find_map(word);
        word.unwrap_or(Word::Plain(String::new()))
    };
    entries(ENGLISH).into_iter().map(text).collect()
}

fn replace(words: &mut [Word], texts: &str) {
    let english = entries(ENGLISH);
    for (key, value) in entries(texts) {
        let place = english.iter().position(|(name, _)| *name == key);
        let known = place.and_then(|place| words.get_mut(place));
        if let (Some(known), Some(word)) = (known, word(&value)) {
            *known = word;
        }
    }
}

fn word(value: &Json) -> Option<Word> {
    match value {
        Json::Text(word) => Some(Word::Plain(word.clone())),
        Json::Object(forms) => {
            let form = |(category, form): &(String, Json)| {
                Some((category.clone(), form.text()?.into_owned()))
            };
            forms.iter().map(form).collect::<Option<_>>().map(Word::Plural)
        }
        _ => None,
    }
}

/// The form for a category; that for any other number where it has none of its own.
fn form<'a>(forms: &'a [(String, String)], category: &str) -> &'a str {
    let find = |wanted: &str| forms.iter().find(|(category, _)| category == wanted);
    find(category).or_else(|| find("other")).map_or("", |(_, form)| form)
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
mod tests;
