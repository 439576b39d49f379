//! Numbers through `Intl`: the browser knows how each language writes them, and Rust's own float
//! formatting would cost ten kilobytes of wasm.

use std::cell::OnceCell;

use js_sys::{Array, Function, Intl, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::Language;
use crate::api::DateTime;

const UNITS: [&str; 5] = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
const TIMES: [&str; 3] = ["second", "minute", "hour"];

/// Writes numbers as one region does, and knows the plural rules of the texts' language. Each of the
/// browser's formatters is made when it is first needed: making all of them took longer than
/// anything else before the page was usable.
pub(super) struct Numbers {
    locales: Array,
    language: Language,
    count: OnceCell<Function>,
    /// One for each of [`UNITS`].
    sizes: [OnceCell<Function>; UNITS.len()],
    /// One for each of [`TIMES`].
    times: [OnceCell<Function>; TIMES.len()],
    plurals: OnceCell<Intl::PluralRules>,
    dates: OnceCell<Function>,
}

impl Numbers {
    /// Numbers as `region` writes them, a BCP 47 tag; as English does if the tag is invalid. The texts
    /// they stand in are in `language`.
    pub(super) fn new(language: Language, region: &str) -> Self {
        Self {
            locales: Array::of1(&canonical(region).unwrap_or_else(|| "en".into())),
            language,
            count: OnceCell::new(),
            sizes: Default::default(),
            times: Default::default(),
            plurals: OnceCell::new(),
            dates: OnceCell::new(),
        }
    }

    fn unit(&self, unit: &str) -> Function {
        let digits = if UNITS[1..].contains(&unit) { 1 } else { 0 };
        // The short form of "bytes" is "byte" in English.
        let display = if unit == "byte" { "long" } else { "short" };
        let options = options(&[
            ("style", JsValue::from("unit")),
            ("unit", JsValue::from(unit)),
            ("unitDisplay", JsValue::from(display)),
            ("maximumFractionDigits", JsValue::from(digits)),
            // A limit of 1.07 GB is not "up to 1.1 GB".
            ("roundingMode", JsValue::from("floor")),
        ]);
        Intl::NumberFormat::new(&self.locales, &options).format()
    }

    /// The day alone: hosts do not tell in which zone their clocks are.
    pub(super) fn date(&self, date: DateTime) -> String {
        let (year, month, day) = (date.year.into(), i32::from(date.month) - 1, date.day.into());
        let date = js_sys::Date::new_with_year_month_day(year, month, day);
        let format = self.dates.get_or_init(|| {
            let options = options(&[("dateStyle", JsValue::from("medium"))]);
            Intl::DateTimeFormat::new(&self.locales, &options).format()
        });
        let text = format.call1(&JsValue::UNDEFINED, &date);
        text.ok().and_then(|text| text.as_string()).unwrap_or_default()
    }

    pub(super) fn count(&self, count: u64) -> String {
        let plain = || Intl::NumberFormat::new(&self.locales, &Object::new()).format();
        write(self.count.get_or_init(plain), count as f64)
    }

    /// The plural category of a number: `zero`, `one`, `two`, `few`, `many` or `other`.
    pub(super) fn plural_category(&self, count: u64) -> String {
        // The rules of the texts' language, not of the numbers' region: Japanese has no singular.
        let locales = Array::of1(&self.language.tag().into());
        let rules = || Intl::PluralRules::new(&locales, &Object::new());
        self.plurals.get_or_init(rules).select(count as f64).into()
    }

    pub(super) fn bytes(&self, bytes: u64) -> String {
        let (unit, value) = scale(bytes);
        write(self.sizes[unit].get_or_init(|| self.unit(UNITS[unit])), value)
    }

    pub(super) fn duration(&self, milliseconds: f64) -> String {
        let (unit, value) = span(milliseconds);
        write(self.times[unit].get_or_init(|| self.unit(TIMES[unit])), value)
    }
}

fn options(entries: &[(&str, JsValue)]) -> Object {
    let options = Object::new();
    for (key, value) in entries {
        // Setting a key of a fresh object cannot fail.
        let _ = Reflect::set(&options, &(*key).into(), value);
    }
    options
}

/// The tag as `Intl` has it. `None` for what is no tag, which `Intl` answers with an exception.
fn canonical(tag: &str) -> Option<JsValue> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let canonical = Reflect::get(&intl, &"getCanonicalLocales".into()).ok()?;
    let tags = canonical.dyn_into::<Function>().ok()?.call1(&intl, &tag.into()).ok()?;
    tags.dyn_into::<Array>().ok().map(|tags| tags.get(0)).filter(JsValue::is_string)
}

fn write(format: &Function, value: f64) -> String {
    let text = format.call1(&JsValue::UNDEFINED, &value.into());
    text.ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// The largest unit of which there is at least one, and how many (1 kB is 1000 bytes).
fn scale(bytes: u64) -> (usize, f64) {
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    (unit, value)
}

/// A time in the unit people would give it in, rounded up: nobody minds being done early.
fn span(milliseconds: f64) -> (usize, f64) {
    let seconds = milliseconds / 1000.0;
    match seconds {
        _ if seconds < 60.0 => (0, seconds.ceil()),
        _ if seconds < 3600.0 => (1, (seconds / 60.0).ceil()),
        _ => (2, (seconds / 3600.0).ceil()),
    }
}

#[cfg(test)]
mod tests {
    use super::{scale, span};

    #[test]
    fn times_are_given_in_the_unit_people_would_use() {
        assert_eq!(span(200.0), (0, 1.0));
        assert_eq!(span(59_000.0), (0, 59.0));
        assert_eq!(span(61_000.0), (1, 2.0));
        assert_eq!(span(3_600_001.0), (2, 2.0));
    }

    #[test]
    fn sizes_take_the_largest_unit_of_which_there_is_one() {
        assert_eq!(scale(0), (0, 0.0));
        assert_eq!(scale(999), (0, 999.0));
        assert_eq!(scale(1000), (1, 1.0));
        assert_eq!(scale(3_200_000), (2, 3.2));
        assert_eq!(scale(5_000_000_000_000_000), (4, 5000.0));
    }
}
