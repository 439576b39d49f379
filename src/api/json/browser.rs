//! Parsing by `JSON.parse`, which every browser has. The values are taken over by hand: a general
//! deserializer would bring its error messages along, number formatting included, and weigh ten
//! times as much.

use js_sys::{Array, JSON, Object};
use wasm_bindgen::{JsCast, JsValue};

use super::{DEEPEST, Json};

pub(super) fn parse(text: &str) -> Option<Json> {
    take(&JSON::parse(text).ok()?, 0)
}

/// Takes over a value that `JSON.parse` made. `None` when it nests too deep.
fn take(value: &JsValue, level: usize) -> Option<Json> {
    if level > DEEPEST {
        return None;
    }
    if let Some(text) = value.as_string() {
        return Some(Json::Text(text));
    }
    if let Some(number) = value.as_f64() {
        return Some(Json::Number(number));
    }
    if let Some(flag) = value.as_bool() {
        return Some(Json::Bool(flag));
    }
    if Array::is_array(value) {
        let entries = value.unchecked_ref::<Array>().iter();
        return entries.map(|entry| take(&entry, level + 1)).collect::<Option<_>>().map(Json::List);
    }
    if value.is_null() {
        return Some(Json::Null);
    }
    let mut fields = Vec::new();
    for entry in Object::entries(value.unchecked_ref()).iter() {
        let entry: &Array = entry.unchecked_ref();
        fields.push((entry.get(0).as_string()?, take(&entry.get(1), level + 1)?));
    }
    Some(Json::Object(fields))
}
