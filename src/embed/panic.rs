//! A fault in the widget itself is never silent: the reader is told, the details go to the console.
//! After it no widget of the page works any more, so all of them say so.

use std::cell::{Cell, RefCell};
use std::panic::{Location, PanicHookInfo};

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::JsValue;
use web_sys::Element;

use crate::view::text::{Locale, Text};

/// Where it is told.
struct Place {
    id: u32,
    container: Element,
    sentence: String,
    emit: Option<Function>,
}

thread_local! {
    static PLACES: RefCell<Vec<Place>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// One of the places.
#[derive(Clone, Copy)]
pub(super) struct Reader(u32);

impl Reader {
    /// The widget was taken away: nobody is there to be told.
    pub(super) fn forget(self) {
        PLACES.with_borrow_mut(|places| places.retain(|place| place.id != self.0));
    }
}

/// From now on a panic writes its details to the console and a sentence into `container`, and
/// `emit` hears of it.
pub(super) fn report_in(container: Element, locale: &Locale, emit: Option<Function>) -> Reader {
    let id = NEXT.get();
    NEXT.set(id + 1);
    if id == 0 {
        std::panic::set_hook(Box::new(report));
    }
    let sentence = locale.text(Text::WidgetStopped).to_owned();
    PLACES.with_borrow_mut(|places| places.push(Place { id, container, sentence, emit }));
    Reader(id)
}

fn report(panic: &PanicHookInfo<'_>) {
    if cfg!(debug_assertions) {
        web_sys::console::error_1(&JsValue::from(panic.to_string()));
    }
    stop(panic.location());
}

/// Says that the widget has stopped. In a release build `cargo xtask split` has the functions of Rust's
/// library that would write a message call this instead, with the place alone.
#[inline(never)]
fn stop(place: Option<&Location<'_>>) {
    // The compiler sees only the caller above, which always knows the place.
    let place = std::hint::black_box(place);
    let place = place.map(|place| {
        let [line, column] = [place.line(), place.column()].map(|number| number.to_string());
        ["The widget stopped at ", place.file(), ":", &line, ":", &column].concat()
    });
    web_sys::console::error_1(&JsValue::from(place.as_deref().unwrap_or("The widget stopped")));
    // The panic may have come while the list was being changed.
    let places =
        PLACES.with(|places| places.try_borrow_mut().map(|mut it| std::mem::take(&mut *it)));
    for place in places.unwrap_or_default() {
        show(&place);
    }
}

fn show(place: &Place) {
    // Nothing is left to do about a failure in here.
    if let Some(document) = place.container.owner_document()
        && let Ok(notice) = document.create_element("p")
        && let Ok(around) = document.create_element("div")
    {
        let _ = notice.set_attribute("role", "alert");
        let _ = notice.set_attribute("class", "notice");
        notice.set_text_content(Some(&place.sentence));
        // Styles are for what is in a widget.
        let _ = around.set_attribute("class", "upload-widget");
        let _ = around.append_child(&notice);
        let _ = place.container.prepend_with_node_1(&around);
    }
    if let Some(emit) = &place.emit {
        let detail = Object::new();
        let _ = Reflect::set(&detail, &"code".into(), &"stopped".into());
        let _ = Reflect::set(&detail, &"message".into(), &place.sentence.as_str().into());
        let _ = emit.call2(&JsValue::UNDEFINED, &"error".into(), &detail);
    }
}
