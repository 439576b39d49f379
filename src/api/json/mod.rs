//! A loose JSON value.
//!
//! Servers of this family send numbers as strings, `false` for an empty list, objects for arrays
//! and much else. So replies are read into [`Json`] first, and every field is then asked for in
//! the shape it is needed in. Nothing here fails or panics: what cannot be read is absent.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod native;

use std::borrow::Cow;

#[cfg(target_arch = "wasm32")]
use browser::parse;
#[cfg(not(target_arch = "wasm32"))]
use native::parse;

use super::values::{DateTime, Link};

/// Replies nest five levels at most; anything much deeper is an attack on the stack.
const DEEPEST: usize = 40;

/// The largest integer an `f64` holds exactly.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

/// Any JSON value, with objects in the order they arrived.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Json {
    /// `null`, and whatever is missing.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any number.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object.
    Object(Vec<(String, Json)>),
}

static NULL: Json = Json::Null;

impl Json {
    /// Parses a complete JSON text. `None` when it is not JSON or nests absurdly deep.
    ///
    /// In the browser this is `JSON.parse`, which is already there; natively serde_json.
    pub fn parse(text: &str) -> Option<Json> {
        parse(text)
    }

    /// The value under `key`; [`Json::Null`] when there is none or this is no object.
    pub fn get(&self, key: &str) -> &Json {
        self.find(key).unwrap_or(&NULL)
    }

    /// The value under the first of `keys` that is there and not null.
    pub fn get_any(&self, keys: &[&str]) -> &Json {
        keys.iter().map(|key| self.get(key)).find(|value| **value != Json::Null).unwrap_or(&NULL)
    }

    /// Whether this is an object with `key`, whatever its value.
    pub fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    fn find(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(fields) => {
                fields.iter().find(|(name, _)| name == key).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// A string or a whole number as text. Null, `false`, fractions, lists and objects are absent.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Json::Text(text) => Some(Cow::Borrowed(text)),
            Json::Number(number) => whole(*number).map(|whole| Cow::Owned(whole.to_string())),
            _ => None,
        }
    }

    /// [`Json::text`], owned, and absent when blank.
    pub fn filled(&self) -> Option<String> {
        self.text().filter(|text| !text.trim().is_empty()).map(Cow::into_owned)
    }

    /// A count: a number, or a string of digits. Decimals are dropped; negative numbers are absent.
    pub fn count(&self) -> Option<u64> {
        match self {
            Json::Number(number) if *number >= 0.0 => Some(*number as u64),
            Json::Text(text) => digits(text.trim()),
            Json::Bool(true) => Some(1),
            _ => None,
        }
    }

    /// A yes or no, written in any of the usual ways.
    pub fn flag(&self) -> Option<bool> {
        match self {
            Json::Bool(flag) => Some(*flag),
            Json::Number(number) => Some(*number != 0.0),
            Json::Text(text) => match text.trim() {
                "1" | "true" | "yes" | "on" => Some(true),
                "" | "0" | "false" | "no" | "off" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// The entries of an array, or of an object whose keys are all numbers (how PHP prints an
    /// array with gaps). Anything else is empty.
    pub fn entries(&self) -> Vec<&Json> {
        match self {
            Json::List(entries) => entries.iter().collect(),
            Json::Object(fields)
                if fields.iter().all(|(key, _)| key.bytes().all(|b| b.is_ascii_digit())) =>
            {
                fields.iter().map(|(_, value)| value).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A date and time; zero dates are absent.
    pub fn date_time(&self) -> Option<DateTime> {
        DateTime::parse(&self.text()?)
    }

    /// An http(s) address; any other scheme is absent.
    pub fn link(&self) -> Option<Link> {
        Link::sent(&self.text()?)
    }

    /// Whether this is an object with at least one field.
    pub fn is_object(&self) -> bool {
        matches!(self, Json::Object(fields) if !fields.is_empty())
    }
}

/// `number` as an integer when it is one and `f64` holds it exactly.
fn whole(number: f64) -> Option<i64> {
    let exact = number.abs() <= LARGEST_EXACT && number.trunc() == number;
    exact.then_some(number as i64)
}

/// A string of digits, perhaps with decimals, which are dropped.
fn digits(text: &str) -> Option<u64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    // `parse` alone would take a sign.
    if plain(whole) && plain(decimals) { whole.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Json {
        Json::parse(text).expect("JSON")
    }

    #[test]
    fn numbers_come_as_strings_or_not() {
        for text in ["149084", "\"149084\"", "\" 149084 \"", "149084.0", "\"149084.00\""] {
            assert_eq!(json(text).count(), Some(149_084), "{text}");
        }
        for text in
            ["null", "false", "-1", "\"-1\"", "\"+1\"", "\"1,2\"", "\"\"", "\"12 MB\"", "[]", "{}"]
        {
            assert_eq!(json(text).count(), None, "{text}");
        }
        assert_eq!(json("1e300").count(), Some(u64::MAX), "saturates");
        assert_eq!(json("\"99999999999999999999\"").count(), None, "never wraps");
        assert_eq!(Json::Number(f64::NAN).count(), None);
    }

    #[test]
    fn booleans_come_in_many_words() {
        for text in ["true", "1", "\"1\"", "\"true\"", "2"] {
            assert_eq!(json(text).flag(), Some(true), "{text}");
        }
        for text in ["false", "0", "\"0\"", "\"\"", "\"false\""] {
            assert_eq!(json(text).flag(), Some(false), "{text}");
        }
        assert_eq!(json("null").flag(), None);
        assert_eq!(json("\"perhaps\"").flag(), None);
    }

    #[test]
    fn text_may_be_a_whole_number() {
        assert_eq!(json("158642").text().as_deref(), Some("158642"));
        assert_eq!(json("\"158642\"").text().as_deref(), Some("158642"));
        assert_eq!(json("1.5").text(), None);
        assert_eq!(json("1e300").text(), None, "no longer exact");
        assert_eq!(json("false").text(), None);
        assert_eq!(json("\"  \"").filled(), None);
    }

    #[test]
    fn lists_may_be_objects_with_number_keys() {
        assert_eq!(json(r#"{"0": "a", "2": "b"}"#).entries().len(), 2);
        assert_eq!(json(r#"["a", "b"]"#).entries().len(), 2);
        for text in ["[]", "{}", "false", "null", "\"\"", r#"{"id": "1"}"#] {
            assert!(json(text).entries().is_empty(), "{text}");
        }
    }

    #[test]
    fn what_is_missing_is_null() {
        let object = json(r#"{"here": null, "there": 1}"#);
        assert_eq!(*object.get("nowhere").get("deeper"), Json::Null);
        assert!(object.has("here") && !object.has("nowhere"));
        assert_eq!(*object.get_any(&["nowhere", "here", "there"]), Json::Number(1.0));
    }

    #[test]
    fn absurd_depth_is_refused_and_sane_depth_is_not() {
        let nested = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
        assert!(Json::parse(&nested(DEEPEST)).is_some());
        assert!(Json::parse(&nested(DEEPEST + 2)).is_none());
        assert!(Json::parse(&nested(1_000_000)).is_none());
    }
}
