//! A map in order of its keys, sorting, and lower case, for as little code as can be.
//!
//! Each type that the standard library's are used with adds two to five kilobytes to the wasm file.
//! Here keys are numbers that mostly come in order.

use std::cmp::Ordering;

/// A map from small numbers, kept in order in one list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ordered<K, V>(Vec<(K, V)>);

impl<K, V> Default for Ordered<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Copy + Ord, V> Ordered<K, V> {
    fn place(&self, key: K) -> Result<usize, usize> {
        // What is added is usually the last.
        match self.0.last() {
            Some((last, _)) if *last >= key => self.0.binary_search_by(|(at, _)| at.cmp(&key)),
            _ => Err(self.0.len()),
        }
    }

    pub(crate) fn get(&self, key: K) -> Option<&V> {
        self.place(key).ok().map(|place| &self.0[place].1)
    }

    pub(crate) fn get_mut(&mut self, key: K) -> Option<&mut V> {
        self.place(key).ok().map(|place| &mut self.0[place].1)
    }

    pub(crate) fn has(&self, key: K) -> bool {
        self.place(key).is_ok()
    }

    /// Whether the key is new. What was under it goes.
    pub(crate) fn insert(&mut self, key: K, value: V) -> bool {
        match self.place(key) {
            Ok(place) => {
                self.0[place].1 = value;
                false
            }
            Err(place) => {
                self.0.insert(place, (key, value));
                true
            }
        }
    }

    pub(crate) fn remove(&mut self, key: K) -> Option<V> {
        self.place(key).ok().map(|place| self.0.remove(place).1)
    }

    pub(crate) fn retain(&mut self, mut keep: impl FnMut(K, &V) -> bool) {
        self.0.retain(|(key, value)| keep(*key, value));
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (K, &V)> {
        self.0.iter().map(|(key, value)| (*key, value))
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (K, &mut V)> {
        self.0.iter_mut().map(|(key, value)| (*key, value))
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = K> {
        self.0.iter().map(|(key, _)| *key)
    }

    /// The next key behind this one.
    pub(crate) fn after(&self, key: K) -> Option<K> {
        let place = self.place(key).map_or_else(|place| place, |place| place + 1);
        self.0.get(place).map(|(key, _)| *key)
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }

    pub(crate) fn into_values(self) -> impl Iterator<Item = V> {
        self.0.into_iter().map(|(_, value)| value)
    }
}

/// The places `0..count` in order: those that `compare` calls equal stay as they are. A merge sort.
pub(crate) fn in_order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    let mut merged = places.clone();
    let mut run = 1;
    while run < count {
        for start in (0..count).step_by(2 * run) {
            let (middle, end) = ((start + run).min(count), (start + 2 * run).min(count));
            let (mut left, mut right) = (start, middle);
            for place in &mut merged[start..end] {
                let is_left = left < middle
                    && (right == end || compare(places[left], places[right]) != Ordering::Greater);
                let next = if is_left { &mut left } else { &mut right };
                *place = places[*next];
                *next += 1;
            }
        }
        std::mem::swap(&mut places, &mut merged);
        run *= 2;
    }
    places
}

/// The places of names in the order of the browser's language, and as people count: `photo 2` before
/// `photo 10`. Names that only their case or their accents tell apart stay as they are.
pub(crate) fn by_name<'a>(names: impl Iterator<Item = &'a str>) -> Vec<usize> {
    sorted(&names.collect::<Vec<_>>())
}

/// The browser knows the order. It sorts all names at once and by itself: to compare two it would be
/// asked a hundred thousand times for as many as a folder may hold.
#[cfg(target_arch = "wasm32")]
fn sorted(names: &[&str]) -> Vec<usize> {
    use js_sys::{Array, Function, Intl, Object, Reflect};
    use wasm_bindgen::{JsCast, JsValue};

    /// In every language before all letters and signs, so that what is behind it counts only where
    /// the names are the same.
    const END: &str = "\u{fffe}";
    let list: Array = Array::new();
    for (place, name) in names.iter().enumerate() {
        list.push(&JsValue::from([name, END, &place.to_string()].concat()));
    }
    let options = Object::new();
    // Setting a key of a fresh object cannot fail.
    let _ = Reflect::set(&options, &"numeric".into(), &JsValue::TRUE);
    let compare = Intl::Collator::new(&Array::new(), &options).compare();
    // The bindings have it with a closure only.
    let sort = Reflect::get(&list, &"sort".into()).unwrap_or_default();
    if let Some(sort) = sort.dyn_ref::<Function>() {
        // Nothing that is compared throws.
        let _ = sort.call1(&list, &compare);
    }
    list.iter().filter_map(|name| name.as_string()?.rsplit_once(END)?.1.parse().ok()).collect()
}

/// Without a browser: the order of characters.
#[cfg(not(target_arch = "wasm32"))]
fn sorted(names: &[&str]) -> Vec<usize> {
    let names: Vec<String> = names.iter().map(|name| lowercase(name)).collect();
    in_order(names.len(), &|one, other| compare(&names[one], &names[other]))
}

/// Compares names piece by piece; pieces of digits by their value.
#[cfg(not(target_arch = "wasm32"))]
fn compare(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (one, other);
    loop {
        let digits = [one, other]
            .map(|name| name.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(name.len()));
        if digits[0] > 0 && digits[1] > 0 {
            let [(number, rest), (other_number, other_rest)] =
                [one.split_at(digits[0]), other.split_at(digits[1])];
            let (number, other_number) =
                (number.trim_start_matches('0'), other_number.trim_start_matches('0'));
            let order =
                number.len().cmp(&other_number.len()).then_with(|| number.cmp(other_number));
            if order.is_ne() {
                return order;
            }
            (one, other) = (rest, other_rest);
            continue;
        }
        let (mut letters, mut other_letters) = (one.chars(), other.chars());
        match (letters.next(), other_letters.next()) {
            (None, None) => return Ordering::Equal,
            (letter, other_letter) if letter != other_letter => return letter.cmp(&other_letter),
            _ => (one, other) = (letters.as_str(), other_letters.as_str()),
        }
    }
}

/// The text in lower case, of any script. The browser has the tables for that.
#[cfg(target_arch = "wasm32")]
pub(crate) fn lowercase(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

/// The text in lower case, of any script.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn lowercase(text: &str) -> String {
    text.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_in_order_however_they_come() {
        let mut map = Ordered::default();
        for key in [3, 1, 2, 9, 4] {
            assert!(map.insert(key, key * 10));
        }
        assert!(!map.insert(2, 21));
        assert_eq!(map.keys().collect::<Vec<_>>(), [1, 2, 3, 4, 9]);
        assert_eq!((map.get(2), map.get(5), map.get(10)), (Some(&21), None, None));
        assert_eq!((map.remove(3), map.remove(3)), (Some(30), None));
        map.retain(|key, _| key != 9);
        assert_eq!(map.into_values().collect::<Vec<_>>(), [10, 21, 40]);
    }

    #[cfg(target_arch = "wasm32")]
    #[wasm_bindgen_test::wasm_bindgen_test]
    fn names_stand_as_people_look_for_them() {
        let names = ["zebra", "Übersicht", "photo 10", "photo 2", "Élan", "b", "Photo 2", ""];
        let sorted: Vec<&str> =
            by_name(names.into_iter()).into_iter().map(|at| names[at]).collect();
        assert_eq!(
            sorted,
            ["", "b", "Élan", "photo 2", "Photo 2", "photo 10", "Übersicht", "zebra"]
        );
    }

    #[cfg(not(target_arch = "wasm32"))]
    #[test]
    fn digits_of_any_length_have_an_order() {
        let long = "9".repeat(60);
        assert_eq!(compare("a1", &["a", &long].concat()), Ordering::Less);
        assert_eq!(compare("a01", "a1"), Ordering::Equal);
        assert_eq!(compare("a0", "a00b"), Ordering::Less);
        assert_eq!(compare("", "a"), Ordering::Less);
    }

    #[test]
    fn sorting_keeps_equals_as_they_are() {
        let words = ["b", "a", "B", "c", "A"];
        let compare =
            |one: usize, other: usize| words[one].to_lowercase().cmp(&words[other].to_lowercase());
        assert_eq!(in_order(words.len(), &compare), [1, 4, 0, 2, 3]);
        assert_eq!(in_order(0, &compare), [0; 0]);
        for count in 0..40 {
            let key = |at: usize| at * 7 % 13;
            let mut expected: Vec<usize> = (0..count).collect();
            expected.sort_by_key(|at| key(*at));
            assert_eq!(in_order(count, &|one, other| key(one).cmp(&key(other))), expected);
        }
    }
}
