//! Every word the widget shows, and every number, in the reader's language.

mod format;
mod keys;
mod language;

pub use keys::Text;
pub use language::Language;

use std::borrow::Cow;

use crate::api::{DateTime, Json};
use format::Numbers;

/// The English texts of the login form, and all others, both in the order of [`Text`]: lines that
/// `build.rs` makes of `en.json`.
const ENTRANCE: &str = include_str!(concat!(env!("OUT_DIR"), "/entrance.txt"));
const WORKSPACE: &str = include_str!(concat!(env!("OUT_DIR"), "/workspace.txt"));

type Words = Cow<'static, str>;

/// A text of a locale file.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Word {
    /// The same for any number.
    Plain(Words),
    /// A form for each plural category of the language: `one`, `few`, `other` …
    Plural(Vec<(Words, Words)>),
}

/// The entries of a locale file.
type Entries = Vec<(String, Json)>;

/// One language: its texts by key, and how it writes numbers.
pub struct Locale {
    language: Language,
    /// Those of the login form; after [`Locale::complete`] all.
    words: Vec<Word>,
    /// What takes the place of the English texts, the first one first.
    own: Vec<Entries>,
    numbers: Numbers,
}

impl Locale {
    /// English, the language that ships with the widget. `numbers` is the BCP 47 tag of the region
    /// whose way of writing numbers is used, such as `en-GB`.
    pub fn english(numbers: &str) -> Self {
        Self::of(Language::English, numbers, Vec::new())
    }

    /// A language by its locale file. A text the file lacks is English. `None` when the file cannot
    /// be read.
    pub fn read(language: Language, numbers: &str, file: &str) -> Option<Self> {
        let own = entries(file);
        (!own.is_empty()).then(|| Self::of(language, numbers, vec![own]))
    }

    fn of(language: Language, numbers: &str, own: Vec<Entries>) -> Self {
        let words = words_of(ENTRANCE, &own);
        Self { language, words, own, numbers: Numbers::new(language, numbers) }
    }

    /// The same with some texts replaced, by a JSON object of keys and texts as in a locale file.
    /// Keys that are not known are passed over.
    #[must_use]
    pub fn with_texts(mut self, texts: &str) -> Self {
        self.own.insert(0, entries(texts));
        self.words = words_of(ENTRANCE, &self.own);
        self
    }

    /// Adds the texts of the workspace, which come with its code.
    pub(super) fn complete(&mut self) {
        self.words.extend(words_of(WORKSPACE, &self.own));
        self.own = Vec::new();
    }

    /// The language of the texts.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The text as it stands.
    pub(crate) fn text(&self, text: Text) -> &str {
        match self.words.get(text as usize) {
            Some(Word::Plain(word)) => word,
            Some(Word::Plural(forms)) => form(forms, "other"),
            None => "",
        }
    }

    /// The text with each `{name}` replaced by its value.
    pub(crate) fn fill(&self, text: Text, values: &[(&str, &str)]) -> String {
        fill(self.text(text), values, self.language.direction() == "rtl")
    }

    /// The text in the form that fits a number, which stands at `{count}`, with each other `{name}`
    /// replaced by its value.
    pub(crate) fn plural(&self, text: Text, count: u64, values: &[(&str, &str)]) -> String {
        let template = match self.words.get(text as usize) {
            Some(Word::Plural(forms)) => form(forms, &self.numbers.plural_category(count)),
            _ => self.text(text),
        };
        let count = self.count(count);
        let values = [&[("count", count.as_str())], values].concat();
        fill(template, &values, self.language.direction() == "rtl")
    }

    /// A size with its unit: "3.2 MB".
    pub(crate) fn bytes(&self, bytes: u64) -> String {
        self.numbers.bytes(bytes)
    }

    /// A time in milliseconds, rounded up to a whole unit: "26 sec".
    pub(crate) fn duration(&self, milliseconds: f64) -> String {
        self.numbers.duration(milliseconds)
    }

    /// The day of a date: "18 Feb 2017".
    pub(crate) fn date(&self, date: DateTime) -> String {
        self.numbers.date(date)
    }

    /// A whole number: "10,000".
    pub(crate) fn count(&self, count: u64) -> String {
        self.numbers.count(count)
    }
}

/// The entries of a locale file; none when it cannot be read.
fn entries(file: &str) -> Entries {
    match Json::parse(file) {
        Some(Json::Object(entries)) => entries,
        _ => Vec::new(),
    }
}

/// The texts in the order of the English ones, which stand where nobody has others.
fn words_of(english: &'static str, own: &[Entries]) -> Vec<Word> {
    let text = |line: &'static str| {
        let mut fields = line.split('\t');
        let key = fields.next().unwrap_or_default();
        let mut named = own.iter().flatten().filter(|(name, _)| name == key);
        named.find_map(|(_, value)| word(value)).unwrap_or_else(|| english_word(fields))
    };
    english.split('\n').map(text).collect()
}

/// An English text, by what is behind its key.
fn english_word(mut fields: impl Iterator<Item = &'static str>) -> Word {
    let first = fields.next().unwrap_or_default();
    let Some(form) = fields.next() else { return Word::Plain(first.into()) };
    let mut forms = vec![(first.into(), form.into())];
    while let (Some(category), Some(form)) = (fields.next(), fields.next()) {
        forms.push((category.into(), form.into()));
    }
    Word::Plural(forms)
}

fn word(value: &Json) -> Option<Word> {
    match value {
        Json::Text(word) => Some(Word::Plain(word.clone().into())),
        Json::Object(forms) => {
            let form = |(category, form): &(String, Json)| {
                Some((category.clone().into(), form.text()?.into_owned().into()))
            };
            forms.iter().map(form).collect::<Option<_>>().map(Word::Plural)
        }
        _ => None,
    }
}

/// The form for a category; that for any other number where it has none of its own.
fn form<'a>(forms: &'a [(Words, Words)], category: &str) -> &'a str {
    let find = |wanted: &str| forms.iter().find(|(category, _)| category == wanted);
    find(category).or_else(|| find("other")).map_or("", |(_, form)| form)
}

/// Whether a letter belongs to a script that is written from right to left.
fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
}

/// A value that is written in the other direction than the text around it is set apart (UAX #9): its
/// signs at both ends would otherwise change places with what is beside it.
fn fill(template: &str, values: &[(&str, &str)], right_to_left: bool) -> String {
    const ISOLATE: char = '\u{2068}';
    const END: char = '\u{2069}';
    let turns = |value: &str| {
        value.chars().any(|letter| match right_to_left {
            // Any letter of another script: those of ours begin at U+00C0 beyond ASCII.
            true => letter.is_ascii_alphabetic() || letter >= '\u{c0}' && !is_right_to_left(letter),
            false => is_right_to_left(letter),
        })
    };
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let value = values.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value);
        if turns(value) {
            out.push(ISOLATE);
            out.push_str(value);
            out.push(END);
        } else {
            out.push_str(value);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(all(test, target_arch = "wasm32"))]
mod browser_tests;
#[cfg(test)]
mod tests;
