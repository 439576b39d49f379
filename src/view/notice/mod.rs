//! A message that something went wrong or needs care, and the field that it is about.
//!
//! The browser's own way to tell of a field that is blank or wrong is not used: it does so in its own
//! language, and looks like nothing else in the widget.

use web_sys::Element;

use super::dom::{El, el, unique_name};
use crate::view::reactive::RwSignal;

/// Shows what `text` says, when it says something, and has screen readers say it at once. The
/// element is always there, and while it is empty it is not hidden, only too small to be seen: live
/// regions that appear together with their text are often not read.
pub(super) fn notice(text: impl Fn() -> String + 'static) -> El {
    el("p").class("notice").part("notice").attr("role", "alert").text_with(text)
}

/// A form with a notice that says `error`, in which a field can be [marked](mark). With the next change in
/// the form the mark goes away, and so does what was said of it.
pub(super) fn form(error: RwSignal<String>) -> El {
    let form = el("form").attr("novalidate", "");
    let changed = form.element().clone();
    form.on("input", move |_| {
        if let Some(marked) = found(&changed, "[aria-invalid]") {
            marked.set("aria-invalid", None);
            marked.set("aria-describedby", None);
            error.set(String::new());
        }
    })
}

/// Marks a field as what the notice of its form is about, and gives it the focus.
pub(super) fn mark(field: &El) {
    let form = field.element().closest("form").ok().flatten();
    if let Some(notice) = form.and_then(|form| found(&form, "[role=alert]")) {
        let id = unique_name();
        notice.set("id", Some(&id));
        field.set("aria-describedby", Some(&id));
    }
    field.set("aria-invalid", Some("true"));
    field.focus();
}

fn found(form: &Element, selector: &str) -> Option<El> {
    form.query_selector(selector).ok().flatten().map(El::found)
}
