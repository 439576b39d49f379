//! The widget's style sheets, handed to the browser as constructable style sheets: no inline
//! style, no `<style>` element, nothing a strict Content Security Policy refuses.

use js_sys::{Array, JSON, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{CssStyleSheet, Element, ShadowRoot};

use super::code;

/// A style sheet, as `build.rs` has made it shorter.
macro_rules! sheet {
    ($path:literal) => {
        include_str!(concat!(env!("OUT_DIR"), "/style/", $path))
    };
}

/// What the login form needs: the design tokens first, then one sheet a component.
const FIRST: &[&str] = &[
    sheet!("tokens.css"),
    sheet!("controls.css"),
    sheet!("widget/widget.css"),
    sheet!("notice/notice.css"),
    sheet!("sign_in/sign_in.css"),
];

/// What the workspace needs.
const REST: &[&str] = &[
    sheet!("dom/icon.css"),
    sheet!("dialog/dialog.css"),
    sheet!("long_list/long_list.css"),
    sheet!("menu/menu.css"),
    sheet!("account_bar/account_bar.css"),
    sheet!("folder_picker/folder_picker.css"),
    sheet!("drop_area/drop_area.css"),
    sheet!("url_import/url_import.css"),
    sheet!("file_list/file_list.css"),
    sheet!("links_panel/links_panel.css"),
    sheet!("my_files/my_files.css"),
];

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = CSS, js_name = registerProperty, catch)]
    fn register_property(definition: &JsValue) -> Result<(), JsValue>;
}

/// The unit of the style sheets, which is a length: what a widget has of it is the same for all that is
/// in it, whatever the size of its text.
const UNIT: &str =
    r#"{"name":"--upload-widget-rem","syntax":"<length>","inherits":true,"initialValue":"16px"}"#;

/// Adds the style sheets to a document or a shadow root. In a shadow root the design tokens stand
/// on the host element, where the page around it can set them.
///
/// # Errors
/// What the browser throws where it knows no constructable style sheets (before 2023).
pub fn adopt(root: &JsValue) -> Result<(), JsValue> {
    // Fails the second time; and in Firefox before 128, where each element has its own size of it.
    let _ = JSON::parse(UNIT).and_then(|unit| register_property(&unit));
    adopt_sheets(root, FIRST)?;
    match code::SPLIT {
        // The workspace brings its own.
        true => Ok(()),
        false => adopt_sheets(root, REST),
    }
}

/// Adds the workspace's style sheets to the document or the shadow root in which `widget` will
/// stand when this turn of the event loop is over.
pub(super) fn adopt_rest(widget: &Element) {
    let widget = widget.clone();
    spawn_local(async move {
        // What the browser lacks, the first sheets lacked as well.
        let _ = adopt_sheets(&widget.get_root_node(), REST);
    });
}

fn adopt_sheets(root: &JsValue, sheets: &[&str]) -> Result<(), JsValue> {
    let key = JsValue::from("adoptedStyleSheets");
    let sheet = CssStyleSheet::new()?;
    let sheets = sheets.concat();
    match root.has_type::<ShadowRoot>() {
        true => sheet.replace_sync(&sheets.replace(":where(.upload-widget)", ":host"))?,
        false => sheet.replace_sync(&sheets)?,
    }
    // A new list, not a push: the list was frozen in the first browsers that had it.
    let sheets = Array::from(&Reflect::get(root, &key)?);
    sheets.push(&sheet);
    Reflect::set(root, &key, &sheets)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{FIRST, REST};

    /// What `build.rs` makes of each.
    #[test]
    fn lengths_follow_the_text_around_the_widget() {
        let sheets = [FIRST.concat(), REST.concat()].concat();
        for written in [
            "--upload-widget-rem: max(1em,1rem);",
            "--uw-gap: calc(1*var(--upload-widget-rem));",
            "min-block-size: calc(2.25*var(--upload-widget-rem));",
            "padding: calc(0.25*var(--upload-widget-rem)) calc(0.9*var(--upload-widget-rem));",
            "--overhang: calc(-0.5*var(--upload-widget-rem))}",
            "calc(100% - calc(2.5*var(--upload-widget-rem)) - calc(0.75*var(--upload-widget-rem)) - 8px)",
            "@container (max-width: 34em) or (max-width: 34rem){",
        ] {
            assert!(sheets.contains(written), "{written}");
        }
        // In conditions, and where the unit is defined.
        let kept = sheets
            .match_indices("rem")
            .filter(|(at, _)| sheets[..*at].ends_with(|c: char| c.is_ascii_digit()));
        let conditions = sheets.matches("em) or (max-width: ").count();
        assert_eq!(kept.count(), conditions + 1);
    }
}
