//! Keeping the keyboard's place when what had it goes away.

use leptos::prelude::request_animation_frame;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Node, ShadowRoot};

use super::dom::El;
use super::paint;

/// After the next paint, gives the focus to what `find` finds, if nothing has it by then: what the
/// reader focused meanwhile is left alone.
pub(super) fn rescue(find: impl FnOnce() -> Option<El> + 'static) {
    // What is told once a frame changes the page only after the callbacks of that frame.
    paint::after(move || {
        let Some(element) = find() else { return };
        if is_lost(element.element()) {
            element.focus();
        }
    });
}

/// After the next paint, gives the focus to an element that has come up because the reader asked
/// for it.
pub(super) fn take(element: &El) {
    let element = element.clone();
    request_animation_frame(move || element.focus());
}

/// Whether nothing that is seen in the document or shadow root of `element` has the focus.
fn is_lost(element: &Node) -> bool {
    let root = element.get_root_node();
    let active: Option<Element> = match root.dyn_ref::<ShadowRoot>() {
        Some(shadow) => shadow.active_element(),
        None => root.dyn_ref::<Document>().and_then(Document::active_element),
    };
    active.is_none_or(|active| {
        // Browsers take their time to notice that what has it was hidden.
        let shown = active.get_bounding_client_rect();
        active.tag_name() == "BODY" || shown.width() + shown.height() == 0.0
    })
}
