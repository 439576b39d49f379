//! Files, pictures and addresses from the clipboard.

use leptos::prelude::{on_cleanup, window_event_listener_untyped};
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Element, Event, File, FilePropertyBag, Node};

use super::files_of;
use crate::session::State as SessionState;
use crate::view::context::Context;
use crate::view::dom::El;
use crate::view::text::Text;
use crate::view::url_import::UrlImports;
use crate::view::words::Words;

/// Takes what is pasted while the focus is in the widget, or nowhere on the page. What is pasted
/// into a field stays there, and so does what the page or another widget has taken.
pub(in crate::view) fn listen_for_pastes(context: Context, imports: UrlImports, screen: &El) {
    let screen: Node = screen.element().clone().into();
    let listener = window_event_listener_untyped("paste", move |event: Event| {
        let signed_in =
            context.login.with_untracked(|login| matches!(login, SessionState::SignedIn(_)));
        if !signed_in || event.default_prevented() || !is_ours(&screen, &event) {
            return;
        }
        let event: &ClipboardEvent = event.unchecked_ref();
        let Some(clipboard) = event.clipboard_data() else { return };
        let taken = if let Some(files) = clipboard.files().filter(|files| files.length() > 0) {
            let files = files_of(Some(files)).map(move |file| named(file, context.words));
            context.engine().add(files, &context.target.get_untracked());
            true
        } else {
            context.library().imports_urls()
                && imports.add_all(&clipboard.get_data("text/plain").unwrap_or_default())
        };
        if taken {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

/// Whether a paste is meant for the widget.
fn is_ours(screen: &Node, event: &Event) -> bool {
    // The innermost target, also within a shadow root.
    let target = event.composed_path().get(0);
    let Some(target) = target.dyn_ref::<Element>() else { return false };
    let typing = target.closest("input, textarea, select, [contenteditable]");
    let nowhere = matches!(target.tag_name().as_str(), "BODY" | "HTML");
    typing.is_ok_and(|field| field.is_none()) && (nowhere || screen.contains(Some(target)))
}

/// Browsers call every picture from the clipboard "image.png"; the reader's own time tells them
/// apart.
fn named(file: File, words: Words) -> File {
    let name = file.name();
    let Some(ending) = name.strip_prefix("image.") else { return file };
    let now = js_sys::Date::new_0();
    // Written as universal time is, what is written is the local one.
    now.set_time(now.get_time() - now.get_timezone_offset() * 60_000.0);
    let now: String = now.to_iso_string().into();
    let time = now.get(..19).unwrap_or_default().replace(':', ".").replace('T', " ");
    let options = FilePropertyBag::new();
    options.set_type(&file.type_());
    let parts = js_sys::Array::of1(&file);
    let name = [&words.fill(Text::DropPasted, &[("time", &time)]), ".", ending].concat();
    File::new_with_blob_sequence_and_options(&parts, &name, &options).unwrap_or(file)
}
