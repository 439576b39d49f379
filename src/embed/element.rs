//! The widget inside `<upload-widget>`.
//!
//! The element's class is JavaScript (`www/embed/loader.js`): a wasm-bindgen struct cannot extend
//! `HTMLElement`, and the button has to be there before any wasm is. It calls [`mount`], and so
//! does a framed page.

use std::any::Any;
use std::cell::OnceCell;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{File, HtmlElement};

use super::page::{self, Choice};
use super::settings::{self, Attributes, Settings};
use super::{credentials, locale, panic, templates};
use crate::links::Format;
use crate::view::text::Text;
use crate::view::{Controller, OnEvent, UploadWidget, style};

/// Calls a function when it is dropped.
struct AtItsEnd(Function);

impl Drop for AtItsEnd {
    fn drop(&mut self) {
        // A promise's resolve function does not throw.
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}

/// A widget on a page, in JavaScript's hands.
#[wasm_bindgen]
pub struct Mounted {
    controller: Controller,
    panic: panic::Reader,
    /// Of all its signals, effects and listeners.
    owner: Rc<OnceCell<Owner>>,
    /// Takes the widget off the page when it is dropped.
    _view: Box<dyn Any>,
}

/// Shows the widget in `place`, which stands in the shadow root of `element` or in the element
/// itself. The element's attributes and properties set it up; `emit(name, detail)` is told of
/// events.
///
/// # Errors
/// An `Error` that names an attribute with a value it does not take, or what the browser throws where it
/// lacks something the widget cannot do without.
#[wasm_bindgen]
pub async fn mount(
    element: HtmlElement,
    place: HtmlElement,
    emit: Function,
) -> Result<Mounted, JsValue> {
    let attributes = match element.local_name().as_str() {
        "upload-widget" => Attributes::of_element(element.into()),
        _ => Attributes::of_page(element.into()),
    };
    start(&attributes, place, Some(emit)).await.map_err(|error| match error.as_string() {
        Some(sentence) => js_sys::Error::new(&sentence).into(),
        None => error,
    })
}

/// Shows the widget that the attributes describe.
pub(super) async fn start(
    attributes: &Attributes,
    place: HtmlElement,
    emit: Option<Function>,
) -> Result<Mounted, JsValue> {
    style::adopt(&place.get_root_node())?;
    let settings = Settings::read(attributes)?;
    let language = attributes.language();
    let locale = match locale::at_hand(&language) {
        Some(locale) => locale,
        None => locale::load(&language, &attributes.locales()).await,
    };
    let locale = match js_sys::JSON::stringify(&attributes.property("texts")) {
        // What cannot be written down, such as a property nobody has set, replaces nothing.
        Ok(texts) if texts.is_string() => locale.with_texts(&String::from(texts)),
        _ => locale,
    };
    let templates = templates::read(&attributes.property("templates"))?;
    let credentials = credentials::grant(&attributes.property("credentials"))?;
    if credentials.is_some() && settings::host(attributes)?.is_none() {
        // Whichever is offered first would be sent the token.
        return Err("credentials: they are for one host, name it by host or api-base".into());
    }
    let Choice { hosts, selected, other_hosts, message } = page::choice(attributes, &locale)?;
    if let Some(embedder) = attributes.get("embedder") {
        message.set(locale.fill(Text::FrameEmbedder, &[("origin", &embedder)]));
    }
    let panic = panic::report_in(place.clone().into(), &locale, emit.clone());
    let owner = Rc::new(OnceCell::new());
    let owns = Rc::clone(&owner);
    let preferred = settings.formats.first().copied().unwrap_or(Format::Link);
    let on_event = emit.map(|emit| OnEvent::emit(emit, preferred));
    let controller = Controller::default();
    let steered = controller.clone();
    let Settings { transport, options, folder, drop_zone, formats, .. } = settings;
    let view = leptos::mount::mount_to(place, move || {
        if let Some(owner) = Owner::current() {
            // It is empty: this runs once.
            let _ = owns.set(owner);
        }
        view! {
            <UploadWidget hosts formats templates selected other_hosts transport options message locale
                controller=steered nostrip:on_event=on_event nostrip:credentials=credentials
                nostrip:folder=folder drop_zone/>
        }
    });
    Ok(Mounted { controller, panic, owner, _view: Box::new(view) })
}

#[wasm_bindgen]
impl Mounted {
    /// Adds files for the folder that the reader has chosen.
    #[wasm_bindgen(js_name = addFiles)]
    pub fn add_files(&self, files: Array) {
        // By its kind, not by this window's class: a file dropped on a frame is of that frame's.
        let kind = |file: &JsValue| file.unchecked_ref::<Object>().to_string();
        let is_file = |file: &JsValue| file.is_object() && kind(file) == "[object File]";
        let files = files.iter().filter(is_file).map(File::unchecked_from_js);
        self.controller.add_files(files.collect());
    }

    /// Sends what waits because of `auto-upload="false"`.
    pub fn start(&self) {
        self.controller.start();
    }

    /// Holds everything back.
    pub fn pause(&self) {
        self.controller.pause();
    }

    /// Lets everything go on.
    pub fn resume(&self) {
        self.controller.resume();
    }

    /// Stops everything for good.
    pub fn cancel(&self) {
        self.controller.cancel();
    }

    /// Stops everything and empties the list.
    pub fn clear(&self) {
        self.controller.clear();
    }

    /// Logs out in all tabs. The promise is kept when that is done, so that a page can leave then; also
    /// when it cannot be done for now.
    pub fn logout(&self) -> Promise {
        Promise::new(&mut |resolve, _| self.controller.log_out_with(Box::new(AtItsEnd(resolve))))
    }

    /// Takes the widget off the page.
    pub fn unmount(self) {
        self.panic.forget();
        // Parts of the view hold their owner: left to them it would stay for good.
        if let Some(owner) = self.owner.get() {
            owner.cleanup();
        }
    }
}

impl Mounted {
    /// Leaves the widget on the page for as long as that lives.
    pub(super) fn stay(self) {
        std::mem::forget(self);
    }
}
