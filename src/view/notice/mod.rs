//! A message that something went wrong or needs care.

use super::dom::{El, el};

/// Shows what `text` says, when it says something, and has screen readers say it at once. The
/// element is always there: live regions that appear together with their text are often not read.
pub(super) fn notice(text: impl Fn() -> String + Clone + 'static) -> El {
    let shown = text.clone();
    el("p")
        .class("notice")
        .part("notice")
        .attr("role", "alert")
        .hidden_when(move || shown().is_empty())
        .text_with(text)
}
