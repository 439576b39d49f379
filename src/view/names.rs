//! Names as they are shown: nothing in them can pass for something else.

use super::dom::{El, el};
use crate::links::reorders;

/// The name with a sign in place of each character that would turn the letters around it:
/// "invoice\u{202e}gpj.exe" must not look like "invoiceexe.jpg".
pub(super) fn shown(name: &str) -> String {
    name.chars().map(|c| if reorders(c) { '\u{fffd}' } else { c }).collect()
}

/// Where a long name may be cut: before its last letters and its extension, which tell files apart
/// that begin alike. In bytes; 0 for a name too short to be cut.
pub(super) fn cut(name: &str) -> usize {
    /// Letters that stay, the extension among them.
    const KEPT: usize = 10;
    let end = name.char_indices().rev().nth(KEPT - 1).map_or(name, |(place, _)| &name[place..]);
    // A space after the cut would look like a gap.
    let cut = name.len() - end.trim_start().len();
    // A short name is one piece: two might be parted by a letter that joins them.
    if name.len() < 3 * KEPT { 0 } else { cut }
}

/// A name; a long one in two parts, the first of which is cut off where there is not enough room. Screen
/// readers would read them apart, so they are told the whole one instead, by the style sheet: what it
/// writes is not found or copied a second time. Nothing for an empty name.
pub(super) fn in_two(name: &str) -> Option<El> {
    let (start, end) = name.split_at(cut(name));
    if start.is_empty() {
        return (!end.is_empty()).then(|| el("span").text(end));
    }
    let part = |text| el("span").attr("aria-hidden", "true").text(text);
    let parts = el("span").attr("data-name", name);
    Some(parts.child(part(start).class("name-start")).child(part(end)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_end_of_a_long_name_stays() {
        let name = "a photo with a very long name and more (2).jpeg";
        let (start, end) = name.split_at(super::cut(name));
        assert_eq!((start.len() + end.len(), end), (name.len(), "e (2).jpeg"));
        assert_eq!(super::cut("short.jpg"), 0);
        let name = "interview with the lighthouse keeper, second take.flac";
        assert_eq!(name.split_at(super::cut(name)).1, "take.flac");
        let name = "日本語のとても長い名前のファイルです.jpg";
        assert_eq!(name.split_at(super::cut(name)).1, "ファイルです.jpg");
    }

    #[test]
    fn direction_overrides_are_seen() {
        assert_eq!(super::shown("invoice\u{202e}gpj.exe"), "invoice\u{fffd}gpj.exe");
        assert_eq!(super::shown("שלום.pdf"), "שלום.pdf");
    }
}

#[cfg(all(test, target_arch = "wasm32"))]
mod browser_tests {
    use wasm_bindgen_test::*;

    use super::in_two;

    wasm_bindgen_test_configure!(run_in_browser);

    #[wasm_bindgen_test]
    fn the_parts_of_a_long_name_are_the_name() {
        let name = "interview with the lighthouse keeper, second take.flac";
        let parts = in_two(name).expect("a name");
        assert_eq!(parts.element().text_content().as_deref(), Some(name));
        assert_eq!(parts.element().get_attribute("data-name").as_deref(), Some(name));
    }

    #[wasm_bindgen_test]
    fn a_short_name_is_read_as_it_stands() {
        let whole = in_two("short.jpg").expect("a name");
        assert_eq!(whole.element().text_content().as_deref(), Some("short.jpg"));
        assert!(whole.element().query_selector("[aria-hidden]").is_ok_and(|part| part.is_none()));
        assert!(in_two("").is_none());
    }
}
