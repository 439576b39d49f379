//! Keeping the keyboard's place when what had it goes away.

use leptos::prelude::request_animation_frame;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, Node, ShadowRoot};

/// After the next paint, gives the focus to what `find` finds, if nothing has it by then: what the
/// reader focused meanwhile is left alone.
pub(super) fn rescue(find: impl FnOnce() -> Option<HtmlElement> + 'static) {
    request_animation_frame(move || {
        let Some(element) = find() else { return };
        if is_lost(&element) {
            // An element that cannot take the focus leaves things as they are.
            let _ = element.focus();
        }
    });
}

/// Whether nothing in the document or shadow root of `element` has the focus.
fn is_lost(element: &Node) -> bool {
    let root = element.get_root_node();
    let active: Option<Element> = match root.dyn_ref::<ShadowRoot>() {
        Some(shadow) => shadow.active_element(),
        None => root.dyn_ref::<Document>().and_then(Document::active_element),
    };
    active.is_none_or(|active| active.tag_name() == "BODY")
}
