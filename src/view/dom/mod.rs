//! The widget's elements: made by hand, kept up to date by Leptos' signals.
//!
//! Leptos' own `view!` gives every view a type of its own and compiles building, rebuilding,
//! mounting and moving of each; for this widget that was two thirds of the wasm file. Here an
//! element is one plain type, and what changes is a boxed closure that runs again when a signal it
//! read has changed. Signals, effects, owners and the outer component are Leptos'.
//!
//! Everything is text nodes, attributes and properties: no string ever becomes HTML.
//!
//! ```ignore
//! let busy = RwSignal::new(false);
//! el("form")
//!     .class("sign-in")
//!     .child(el("h2").text(words.get(Text::SignInTitle)))
//!     .child(button(words.get(Text::SignInSubmit)).hidden_when(move || busy.get()))
//!     .on("submit", move |event| event.prevent_default())
//! ```

mod icon;
mod region;

use std::borrow::Cow;
use std::cell::Cell;

use leptos::prelude::{Owner, on_cleanup};
use leptos::reactive::effect::RenderEffect;
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use web_sys::{
    Document, Element, Event, EventTarget, FocusOptions, HtmlElement, HtmlInputElement,
    KeyboardEvent, Node,
};

pub(super) use icon::{Icon, icon};
pub(super) use region::Key;

thread_local! {
    static DOCUMENT: Document = web_sys::window()
        .and_then(|window| window.document())
        // The widget only ever runs in a page.
        .expect("a page has a document");
}

/// An element of the widget. Cheap to clone: all clones are the same element.
#[derive(Clone)]
pub(super) struct El(Element);

/// Makes an element.
pub(super) fn el(tag: &'static str) -> El {
    // Fails for names that are no names; all of ours are written out.
    El(DOCUMENT.with(|document| document.create_element(tag)).expect("a tag name"))
}

/// A button that sends no form, with its label.
pub(super) fn button(label: impl AsRef<str>) -> El {
    el("button").attr("type", "button").part("button").text(label)
}

/// A field to fill in, with its label.
pub(super) fn field(label: impl AsRef<str>, input: El) -> El {
    // Safari would read out what is in the field as a part of its name.
    let input = input.label(&label).part("field");
    el("label").class("field").child(el("span").text(label)).child(input)
}

/// The key of a keyboard event; empty for any other.
pub(super) fn key(event: &Event) -> String {
    event.dyn_ref().map(KeyboardEvent::key).unwrap_or_default()
}

/// Whether a key is held that makes of others a shortcut of the browser's or the page's.
pub(super) fn is_shortcut(event: &Event) -> bool {
    let held = |keys: &KeyboardEvent| keys.ctrl_key() || keys.alt_key() || keys.meta_key();
    event.dyn_ref().is_some_and(held)
}

/// Whether a keyboard event is Escape, which is then taken: a dialog of the page around the widget
/// stays open. While an input method composes characters, the key belongs to that.
pub(super) fn takes_escape(event: &Event) -> bool {
    // Safari fires the event after composition has ended, with this key code.
    let composes = |keys: &KeyboardEvent| keys.is_composing() || keys.key_code() == 229;
    let escape = key(event) == "Escape" && !event.dyn_ref().is_some_and(composes);
    if escape {
        event.prevent_default();
    }
    escape
}

/// A name that nothing else of the page has, for an id or a group of radio buttons: widgets without a
/// shadow root of their own would otherwise take each other's choice away.
pub(super) fn unique_name() -> String {
    thread_local! {
        static NAMES: Cell<u32> = const { Cell::new(0) };
    }
    let number = NAMES.get().wrapping_add(1);
    NAMES.set(number);
    ["upload-widget-", &number.to_string()].concat()
}

/// Calls `handle` for each event of that name on the page, after everything else on it has heard of
/// it, until the part of the view this was called in goes away.
pub(super) fn on_page(name: &'static str, handle: impl FnMut(Event) + 'static) {
    if let Some(window) = web_sys::window() {
        listen(&window, name, Box::new(handle));
    }
}

/// Runs `run` now, and again whenever a signal it read has changed, until the part of the view it
/// was called in goes away.
pub(super) fn react(mut run: impl FnMut() + 'static) {
    react_boxed(Box::new(move |()| run()));
}

fn react_boxed(mut run: Boxed<(), ()>) {
    let effect = SendWrapper::new(RenderEffect::new(move |_: Option<()>| run.call(())));
    on_cleanup(move || drop(effect));
}

/// What a closure does. Behind a pointer to one of the standard library's traits each closure would
/// bring along how it is called once and used up, which nobody does here: 50 bytes for each of
/// hundreds.
trait Call<A, R> {
    fn call(&mut self, argument: A) -> R;
}

impl<A, R, F: FnMut(A) -> R> Call<A, R> for F {
    fn call(&mut self, argument: A) -> R {
        self(argument)
    }
}

type Boxed<A, R> = Box<dyn Call<A, R>>;
type Value = Option<Cow<'static, str>>;
type Write = Box<dyn for<'a> Call<Option<&'a str>, ()>>;

impl El {
    /// Sets the `class` attribute.
    pub(super) fn class(self, names: &str) -> Self {
        self.0.set_class_name(names);
        self
    }

    /// Has a class as long as `on` says so.
    pub(super) fn class_when(self, name: &'static str, on: impl Fn() -> bool + 'static) -> Self {
        let element = self.0.clone();
        react(move || {
            let list = element.class_list();
            // Fails for names with spaces; all of ours are written out.
            let _ = if on() { list.add_1(name) } else { list.remove_1(name) };
        });
        self
    }

    /// Sets an attribute.
    pub(super) fn attr(self, name: &'static str, value: impl AsRef<str>) -> Self {
        set_attribute(&self.0, name, Some(value.as_ref()));
        self
    }

    /// Keeps an attribute at what `value` says; `None` takes it away.
    pub(super) fn attr_with<V: Into<Cow<'static, str>>>(
        self,
        name: &'static str,
        value: impl Fn() -> Option<V> + 'static,
    ) -> Self {
        let element = self.0.clone();
        let write = move |value: Option<&str>| set_attribute(&element, name, value);
        changes(Box::new(move |()| value().map(Into::into)), Box::new(write));
        self
    }

    /// Names the element for people who do not see it.
    pub(super) fn label(self, label: impl AsRef<str>) -> Self {
        self.attr("aria-label", label)
    }

    /// Keeps that name at what `label` says.
    pub(super) fn label_with(self, label: impl Fn() -> String + 'static) -> Self {
        self.attr_with("aria-label", move || Some(label()))
    }

    /// Keeps the name of what shows no words, such as a button with a sign, at what `name` says:
    /// for people who point at it and for those who do not see it.
    pub(super) fn called_with(self, name: impl Fn() -> String + 'static) -> Self {
        let element = self.0.clone();
        let write = move |name: Option<&str>| {
            set_attribute(&element, "title", name);
            set_attribute(&element, "aria-label", name);
        };
        changes(Box::new(move |()| Some(name().into())), Box::new(write));
        self
    }

    /// Names the element as a part that a page may style.
    pub(super) fn part(self, name: &'static str) -> Self {
        self.attr("part", name)
    }

    /// Sets a property of the element's object.
    pub(super) fn prop(self, name: &str, value: impl Into<JsValue>) -> Self {
        set_property(&self.0, name, &value.into());
        self
    }

    /// Keeps a property at what `value` says.
    pub(super) fn prop_with<V: Into<JsValue>>(
        self,
        name: &'static str,
        value: impl Fn() -> V + 'static,
    ) -> Self {
        let element = self.0.clone();
        react(move || set_property(&element, name, &value().into()));
        self
    }

    /// Hides the element as long as `hidden` says so.
    pub(super) fn hidden_when(self, hidden: impl Fn() -> bool + 'static) -> Self {
        self.attr_with("hidden", move || hidden().then_some(""))
    }

    /// Appends a text.
    pub(super) fn text(self, text: impl AsRef<str>) -> Self {
        self.append(&text_node(text.as_ref()));
        self
    }

    /// Appends a text that stays what `text` says.
    pub(super) fn text_with<V: Into<Cow<'static, str>>>(
        self,
        text: impl Fn() -> V + 'static,
    ) -> Self {
        let node = text_node("");
        self.append(&node);
        let write = move |text: Option<&str>| node.set_node_value(text);
        changes(Box::new(move |()| Some(text().into())), Box::new(write));
        self
    }

    /// Appends an element.
    pub(super) fn child(self, child: El) -> Self {
        self.append(&child.0);
        self
    }

    /// Appends elements, or one or none.
    pub(super) fn children(self, children: impl IntoIterator<Item = El>) -> Self {
        for child in children {
            self.append(&child.0);
        }
        self
    }

    /// Calls `handle` for each event of that name.
    pub(super) fn on(self, name: &'static str, handle: impl FnMut(Event) + 'static) -> Self {
        listen(&self.0, name, Box::new(handle));
        self
    }

    /// Calls `handle` for each click, and for Enter and the space bar on a button.
    pub(super) fn on_click(self, mut handle: impl FnMut() + 'static) -> Self {
        self.on("click", move |_| handle())
    }

    /// Gives the keyboard's focus to the element, if it can take it.
    pub(super) fn focus(&self) {
        let _ = self.html().focus();
    }

    /// The same, and the page stays where it is scrolled to.
    pub(super) fn focus_in_place(&self) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = self.html().focus_with_options(&options);
    }

    /// An element that was found on the page.
    pub(super) fn found(element: Element) -> Self {
        Self(element)
    }

    /// The element as the browser's bindings have it.
    pub(super) fn element(&self) -> &Element {
        &self.0
    }

    /// The same, with what all HTML elements can.
    pub(super) fn html(&self) -> &HtmlElement {
        // All elements made here are HTML elements but icons, which are never asked for more.
        self.0.unchecked_ref()
    }

    /// The same, for an element that was made as an `input`.
    pub(super) fn input(&self) -> &HtmlInputElement {
        self.0.unchecked_ref()
    }

    /// What was typed into a field: an `input`, a `select` or a `textarea`.
    pub(super) fn value(&self) -> String {
        // All three have the property, and only they are asked.
        self.input().value()
    }

    /// Puts an element before another one in it, or behind all others.
    pub(super) fn insert(&self, child: El, next: Option<&El>) {
        // Fails when it would be put into itself.
        let _ = self.0.insert_before(&child.0, next.map(|next| next.0.unchecked_ref()));
    }

    /// Sets an attribute of an element that is on the page already; `None` takes it away.
    pub(super) fn set(&self, name: &'static str, value: Option<&str>) {
        set_attribute(&self.0, name, value);
    }

    /// Changes the text of an element that holds nothing else.
    pub(super) fn set_text(&self, text: &str) {
        match self.0.first_child() {
            // A new node would be laid out anew.
            Some(node) => node.set_node_value(Some(text)),
            None => self.append(&text_node(text)),
        }
    }

    fn append(&self, node: &Node) {
        // Fails when a node would be put into itself.
        let _ = self.0.append_child(node);
    }
}

fn text_node(text: &str) -> Node {
    DOCUMENT.with(|document| document.create_text_node(text)).into()
}

/// Writes a value when it is another than before: a live region would say it again, and a
/// selection would be lost.
fn changes(mut read: Boxed<(), Value>, mut write: Write) {
    let mut before: Option<Value> = None;
    react(move || {
        let now = read.call(());
        if before.as_ref() != Some(&now) {
            write.call(now.as_deref());
            before = Some(now);
        }
    });
}

fn set_attribute(element: &Element, name: &str, value: Option<&str>) {
    // Fails for names that are no names; all of ours are written out.
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

fn set_property(element: &Element, name: &str, value: &JsValue) {
    // Fails for objects that are frozen; elements are not.
    let _ = js_sys::Reflect::set(element, &name.into(), value);
}

/// The closure lives as long as the element: the browser's garbage collector frees it, so an event
/// that comes late, such as the `blur` of an element that is taken away, still finds it.
fn listen(element: &EventTarget, name: &'static str, mut handle: Boxed<Event, ()>) {
    let closure = Closure::<dyn FnMut(Event)>::new(move |event| handle.call(event));
    // Fails for nothing that a function and a name can be.
    let _ = element.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    // It goes with its part of the view. Left to the collector it would stay for good: it holds
    // elements, and they hold it.
    match Owner::current() {
        Some(_) => {
            let listener = SendWrapper::new((element.clone(), closure));
            on_cleanup(move || {
                let (element, closure) = listener.take();
                let function = closure.as_ref().unchecked_ref();
                // Taken off first: an element that goes away may still lose the focus.
                let _ = element.remove_event_listener_with_callback(name, function);
            });
        }
        None => closure.forget(),
    }
}
