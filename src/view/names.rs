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

/// The two parts of a name, the first of which is cut off where there is not enough room.
pub(super) fn in_two(name: &str) -> [El; 2] {
    let (start, end) = name.split_at(cut(name));
    [el("span").class("name-start").text(start), el("span").text(end)]
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
