//! Ways to write links down that the embedding page supplies.

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;

use crate::links::{Escape, Template};

/// What the property `templates` holds: an array of `{ name, text, escape }`.
///
/// # Errors
/// When one is none; the sentence says which and why.
pub(super) fn read(property: &JsValue) -> Result<Vec<Template>, String> {
    if property.is_undefined() || property.is_null() {
        return Ok(Vec::new());
    }
    let list = property.dyn_ref::<Array>().ok_or("templates: no array")?;
    list.iter().map(|entry| template(&entry)).collect()
}

fn template(entry: &JsValue) -> Result<Template, String> {
    let text = |key: &str| Reflect::get(entry, &key.into()).ok()?.as_string();
    let name = text("name").ok_or("templates: one has no name")?;
    let wrong = |why: &str| ["templates: ", &name, ": ", why].concat();
    let pattern = text("text").ok_or_else(|| wrong("it has no text"))?;
    let escape = text("escape").ok_or_else(|| wrong("it has no escape"))?;
    let escape = Escape::from_code(&escape).ok_or_else(|| wrong("there is no such escape"))?;
    Template::new(&name, &pattern, escape).map_err(|error| wrong(&error.sentence()))
}
