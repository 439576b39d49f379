//! The standalone page: mounts the widget into the element with the id `upload-widget`.

use wasm_bindgen::JsCast;

fn main() {
    let container = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("upload-widget"))
        .and_then(|element| element.dyn_into().ok());
    let outcome = match container {
        Some(container) => upload_widget::embed::page::mount(container),
        None => Err("the page has no element with the id upload-widget".into()),
    };
    if let Err(error) = outcome {
        // The page's script shows it in place of the widget.
        wasm_bindgen::throw_val(error);
    }
}
