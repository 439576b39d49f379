//! Keeping the keyboard's place when what had it goes away.
//!
//! Three ways, by whose doing it is:
//!
//! - [`take`]: the reader asked for something that has come up, such as a form. It gets the focus,
//!   whatever has it.
//! - [`rescue`]: what the reader pressed goes away with what it was for. What comes next gets the
//!   focus, if the widget has lost it, and is scrolled to.
//! - [`rescue_in_place`]: the host has answered, uploads have ended, another tab has done something.
//!   The same, but nothing is scrolled: the reader may be reading elsewhere.

use std::cell::RefCell;

use leptos::prelude::on_cleanup;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, FocusEvent, Node, ShadowRoot};

use super::dom::{El, on_page};
use super::paint;

thread_local! {
    /// The widget that had the focus last, as long as the reader has not taken it elsewhere. A
    /// browser does not tell: once what had it is gone, nothing has it, as if it had never been here.
    static LAST: RefCell<Option<Element>> = const { RefCell::new(None) };
}

/// Keeps in mind whether the focus was in `widget` last.
pub(super) fn watch(widget: El) -> El {
    let (entered, left) = (widget.element().clone(), widget.element().clone());
    let gone = SendWrapper::new(widget.element().clone());
    on_cleanup(move || forget(&gone));
    widget.on("focusin", move |_| LAST.set(Some(entered.clone()))).on("focusout", move |event| {
        let next = event.dyn_ref().and_then(FocusEvent::related_target);
        // Without the next one it was hidden or taken away, or the reader pressed on nothing.
        if next.is_some_and(|next| !left.contains(next.dyn_ref())) {
            LAST.set(None);
        }
    })
}

/// Has the focus stay away once the reader has pressed beside `widget`, where nothing may take it. A
/// page that keeps it where it is, as the buttons of an editor do, takes the press for itself.
pub(super) fn leave_on_press(widget: &El) {
    let widget = widget.element().clone();
    on_page("mousedown", move |event| {
        if !event.default_prevented() && !event.composed_path().includes(&widget, 0) {
            forget(&widget);
        }
    });
}

/// The focus is not to come back to this widget.
fn forget(widget: &Element) {
    LAST.with_borrow_mut(|last| drop(last.take_if(|last| last == widget)));
}

/// After the next paint, gives the focus to what `find` finds, if the widget has lost it by then:
/// what the reader focused meanwhile, in the widget or around it, is left alone.
pub(super) fn rescue(find: impl FnOnce() -> Option<El> + 'static) {
    rescue_with(find, El::focus);
}

/// The same for what changes by itself: nothing is scrolled.
pub(super) fn rescue_in_place(find: impl FnOnce() -> Option<El> + 'static) {
    rescue_with(find, El::focus_in_place);
}

fn rescue_with(find: impl FnOnce() -> Option<El> + 'static, focus: fn(&El)) {
    // What is told once a frame changes the page only after the callbacks of that frame.
    paint::after(move || {
        let Some(element) = find() else { return };
        if is_lost(element.element()) {
            focus(&element);
        }
    });
}

/// After the next paint, gives the focus to an element that has come up because the reader asked
/// for it.
pub(super) fn take(element: &El) {
    let element = element.clone();
    paint::before(move || element.focus());
}

/// The widget that an element is in.
// For the first file a call is more than what it does.
#[inline(always)]
pub(super) fn widget_around(element: &Element) -> Option<Element> {
    element.closest(".upload-widget").ok().flatten()
}

/// What gets the focus when what had it has gone and nothing that is like it is left beside it: where
/// files come in, in this widget; while none can, the widget itself. Each list has a look for what is
/// nearer before, and looks for the widget while what goes away is still in it.
pub(super) fn where_files_come_in(widget: Element) -> El {
    let chooser = widget.query_selector(".drop-area input").ok().flatten();
    El::found(chooser.unwrap_or(widget))
}

/// What has the focus in the document or shadow root of `node`; `None` if it is elsewhere.
pub(super) fn active(node: &Node) -> Option<Element> {
    let root = node.get_root_node();
    match root.dyn_ref::<ShadowRoot>() {
        Some(shadow) => shadow.active_element(),
        None => root.dyn_ref::<Document>().and_then(Document::active_element),
    }
}

/// Whether nothing that is seen has the focus, and the widget around `element` had it last.
fn is_lost(element: &Element) -> bool {
    let had_it = widget_around(element);
    if had_it.is_none() || LAST.with_borrow(|last| *last != had_it) || is_around(element) {
        return false;
    }
    // Of a page around a shadow root only the document knows: the root itself says that nothing
    // has the focus.
    let active = active(element)
        .or_else(|| element.owner_document().and_then(|document| document.active_element()));
    active.is_none_or(|active| {
        // Browsers take their time to notice that what has it was hidden.
        let shown = active.get_bounding_client_rect();
        active.tag_name() == "BODY" || shown.width() + shown.height() == 0.0
    })
}

/// Whether the reader is in the page around the frame that `element` is in: of that the document in
/// the frame knows only that it has not got the focus itself.
fn is_around(element: &Element) -> bool {
    let Some(document) = element.owner_document() else { return false };
    let Some(window) = document.default_view() else { return false };
    let is_framed = window.parent().is_ok_and(|parent| parent.is_some_and(|it| it != window));
    is_framed && !document.has_focus().unwrap_or(true)
}
