//! A message that something went wrong or needs care.

use super::dom::{El, el};

/// Shows what `text` says, when it says something, and has screen readers say it at once. The
/// element is always there, and while it is empty it is not hidden, only too small to be seen: live
/// regions that appear together with their text are often not read.
pub(super) fn notice(text: impl Fn() -> String + 'static) -> El {
    el("p").class("notice").part("notice").attr("role", "alert").text_with(text)
}
