//! Names as they are shown: nothing in them can pass for something else.

use crate::links::reorders;

/// The name with a sign in place of each character that would turn the letters around it:
/// "invoice\u{202e}gpj.exe" must not look like "invoiceexe.jpg".
pub(super) fn shown(name: &str) -> String {
    name.chars().map(|c| if reorders(c) { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn direction_overrides_are_seen() {
        assert_eq!(super::shown("invoice\u{202e}gpj.exe"), "invoice\u{fffd}gpj.exe");
        assert_eq!(super::shown("שלום.pdf"), "שלום.pdf");
    }
}
