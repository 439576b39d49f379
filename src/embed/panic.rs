//! A fault in the widget itself is never silent: the reader is told, the details go to the console.

use std::panic::PanicHookInfo;

use wasm_bindgen::JsValue;
use web_sys::Element;

use crate::view::text::{Locale, Text};

/// From now on a panic writes its details to the console and a sentence into `container`.
pub(super) fn report_in(container: Element, locale: &Locale) {
    let sentence = locale.text(Text::WidgetStopped).to_owned();
    let container = send_wrapper::SendWrapper::new(container);
    std::panic::set_hook(Box::new(move |panic: &PanicHookInfo<'_>| {
        web_sys::console::error_1(&JsValue::from(panic.to_string()));
        show(&container, &sentence);
    }));
}

fn show(container: &Element, sentence: &str) {
    let Some(document) = container.owner_document() else { return };
    if let Ok(notice) = document.create_element("p") {
        // Nothing is left to do about a failure in here.
        let _ = notice.set_attribute("role", "alert");
        let _ = notice.set_attribute("class", "notice");
        notice.set_text_content(Some(sentence));
        let _ = container.prepend_with_node_1(&notice);
    }
}
