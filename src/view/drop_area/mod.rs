//! Where files come in: dropped on the widget, pasted, or chosen with a button; by themselves or
//! with their folders.

mod dropped;
mod pasted;

use leptos::prelude::{on_cleanup, window_event_listener_untyped};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DataTransfer, DragEvent, Event, EventTarget, File, FileList, Node};

use super::context::Context;
use super::dom::{El, Icon, el, icon};
use super::text::Text;
use super::url_import::UrlImports;
use crate::api::Bytes;
use crate::session::State as SessionState;
use crate::transfer::Limits;
use crate::view::reactive::{RwSignal, StoredValue};

pub(super) use pasted::listen_for_pastes;

/// Where on the page files may be dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DropZone {
    /// Anywhere on the widget.
    #[default]
    Widget,
    /// Anywhere on the page.
    Page,
}

/// Whether files hang over the drop zone.
#[derive(Clone, Copy)]
pub(super) struct Hover(RwSignal<bool>);

/// The files of a browser's list. Taken over at once: the list itself is emptied with the field it
/// belongs to.
fn files_of(list: Option<FileList>) -> impl Iterator<Item = File> + 'static {
    let list = list.map(|list| js_sys::Array::from(&list)).unwrap_or_default();
    (0..list.length()).map(move |place| list.get(place).unchecked_into())
}

/// Takes files that are dropped anywhere on `zone`, and on the widget addresses too, where the host
/// fetches them.
pub(super) fn listen_for_drops(
    context: Context,
    imports: UrlImports,
    screen: El,
    zone: DropZone,
) -> (El, Hover) {
    let over = RwSignal::new(false);
    // What the pointer has entered last. Enter and leave fire for each part of the zone, the one for
    // the next part before the other for the last; they need not balance, since a row that is taken
    // away under the pointer is never left.
    let entered = StoredValue::new(None::<EventTarget>);
    let inside = StoredValue::new(screen.element().clone());
    // What is dragged out of the widget: a link of its own is none that the host should fetch.
    let own = StoredValue::new(None::<Node>);
    let take_up = move |event: Event| {
        own.set_value(event.target().and_then(|target| target.dyn_into().ok()));
    };
    let screen = screen.on("dragstart", take_up).on("dragend", move |_| own.set_value(None));
    // One that was taken off the page meanwhile does not tell when it is let go.
    let is_own = move || own.with_value(|own| own.as_ref().is_some_and(Node::is_connected));
    let handle = move |event: &Event| {
        let Some(transfer) = event.unchecked_ref::<DragEvent>().data_transfer() else { return };
        let path = event.composed_path();
        let here = zone == DropZone::Widget || inside.with_value(|screen| path.includes(screen, 0));
        if !is_wanted(context, &transfer, here && !is_own()) {
            return;
        }
        // A field of the page takes it.
        let is_taken = event.default_prevented() && !here;
        event.prevent_default();
        let place = || path.get(0).dyn_into::<EventTarget>().ok();
        match event.type_().as_str() {
            "dragenter" => {
                entered.set_value(place());
                over.set_if_other(true);
            }
            "dragleave" if place() == entered.get_value() => over.set_if_other(false),
            "dragover" => over.set_if_other(!is_taken),
            "drop" => {
                over.set_if_other(false);
                if !is_taken {
                    take_drop(context, imports, &transfer);
                }
            }
            _ => {}
        }
    };
    let names = ["dragenter", "dragover", "dragleave", "drop"];
    let screen = match zone {
        DropZone::Widget => names
            .into_iter()
            .fold(screen, |screen, name| screen.on(name, move |event| handle(&event))),
        DropZone::Page => {
            for name in names {
                let listener = window_event_listener_untyped(name, move |event| handle(&event));
                on_cleanup(move || listener.remove());
            }
            screen
        }
    };
    (screen, Hover(over))
}

/// Whether somebody is logged in, and what hangs there is files or, where `addresses` are taken and
/// the host fetches them, a link.
fn is_wanted(context: Context, transfer: &DataTransfer, addresses: bool) -> bool {
    let signed_in =
        context.login.with_untracked(|login| matches!(login, SessionState::SignedIn(_)));
    let carries = |kind: &str| transfer.types().includes(&kind.into(), 0);
    let links = || addresses && carries("text/uri-list") && context.library().imports_urls();
    signed_in && (carries("Files") || links())
}

fn take_drop(context: Context, imports: UrlImports, transfer: &DataTransfer) {
    // What was dropped can be asked for only now; reading it takes its time.
    let entries = dropped::entries(transfer);
    let target = context.target.get_untracked();
    let engine = context.engine();
    if !entries.is_empty() {
        // Reading a large folder takes its time: somebody may stop it all, or log out, before it is read.
        let stops = engine.stops();
        spawn_local(dropped::read(entries, move |files| {
            if engine.stops() == stops {
                engine.add(files, &target);
            }
        }));
        return;
    }
    match transfer.files().filter(|files| files.length() > 0) {
        Some(files) => engine.add(files_of(Some(files)), &target),
        None => {
            imports.add_all(&transfer.get_data("text/uri-list").unwrap_or_default());
        }
    }
}

/// The ways to add files: the invitation to drop them, and the buttons.
pub(super) fn drop_area(context: Context, imports: UrlImports, hover: Hover) -> El {
    let words = context.words;
    let area =
        el("section").class("drop-area").part("drop-area").label(words.get(Text::DropRegion));
    if context.engine().limits().uploading_forbidden {
        return area
            .class("drop-area closed")
            .part("drop-area drop-area-closed")
            .child(icon(Icon::Lock))
            .child(el("p").class("drop-here").text(words.get(Text::RefusedNotAllowed)));
    }
    let over = move || hover.0.get();
    area.class_when("over", over)
        .attr_with("part", move || {
            Some(if over() { "drop-area drop-area-over" } else { "drop-area" })
        })
        .child(icon(Icon::Upload))
        .child(el("p").class("drop-here").text_with(move || {
            words.get(if hover.0.get() { Text::DropNow } else { Text::DropHere })
        }))
        .child(
            el("p")
                .class("drop-buttons")
                .child(chooser(context, Text::DropChoose, "button primary", "multiple"))
                .child(chooser(context, Text::DropChooseFolder, "button", "webkitdirectory"))
                .children(imports.button()),
        )
        .child(el("p").class("drop-hint").text_with(move || hint(context)))
}

/// A button that opens the browser's dialog for files, or for a folder.
fn chooser(context: Context, label: Text, class: &'static str, kind: &str) -> El {
    let accept = context.engine().options().accept.clone();
    let words = context.words.get(label);
    let input = el("input").attr("type", "file").attr("accept", accept).prop(kind, true);
    // Safari would read out its own button, which nobody sees, as a part of the name.
    let input = input.label(&words);
    let chosen = input.clone();
    let input = input.on("change", move |_| {
        let input = chosen.input();
        context.engine().add(files_of(input.files()), &context.target.get_untracked());
        // So that choosing the same file again is a change again.
        input.set_value("");
    });
    el("label").class(class).part(class).text(words).child(input)
}

/// What may be uploaded.
fn hint(context: Context) -> String {
    let words = context.words;
    context.login.track();
    let Limits { max_size, max_files, max_total, .. } = context.engine().limits();
    let size = |text, most: Bytes| words.fill(text, &[("size", &words.bytes(most.0))]);
    let told = [
        max_files.map(|count| words.plural(Text::DropHintFiles, count)),
        max_size.map(|most| size(Text::DropHint, most)),
        max_total.map(|most| size(Text::DropHintTotal, most)),
    ];
    let told: Vec<String> = told.into_iter().flatten().collect();
    if told.is_empty() { words.get(Text::DropHintUnlimited) } else { told.join(" · ") }
}
