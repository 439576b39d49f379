//! A button with three dots, and the list of what can be done that it opens.
//!
//! The list is a popover: it lies over everything, so no scrolling box cuts it off, and the browser
//! closes it on Escape, on a click elsewhere and when another one opens.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::{on_cleanup, untrack};
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use web_sys::{EventTarget, Node};

use super::dom::{El, Icon, button, el, icon, is_shortcut, key};
use crate::ordered::lowercase;
use crate::view::paint;
use crate::view::reactive::RwSignal;

/// Pixels between the button and its list, and between the list and the edge of the window.
const GAP: f64 = 4.0;

/// Something that can be done.
pub(super) struct MenuItem {
    /// What it is called.
    pub(super) label: String,
    /// Its sign, if it has one.
    pub(super) icon: Option<Icon>,
    /// Does it. The menu is closed by then, and its button has the focus.
    pub(super) act: Rc<dyn Fn()>,
}

impl MenuItem {
    /// Something without a sign.
    pub(super) fn new(label: String, act: impl Fn() + 'static) -> Self {
        Self { label, icon: None, act: Rc::new(act) }
    }

    /// Puts a sign in front of it.
    pub(super) fn with(self, icon: Icon) -> Self {
        Self { icon: Some(icon), ..self }
    }
}

/// What a menu and its button are called; it may change.
pub(super) type Called = Rc<dyn Fn() -> String>;

/// A name that stays.
pub(super) fn called(name: String) -> Called {
    Rc::new(move || name.clone())
}

/// A button of this name with a menu of what `items` lists. They are asked for each time the menu
/// is opened, and what `items` reads is not followed while it is open.
pub(super) fn menu(name: Called, items: impl Fn() -> Vec<MenuItem> + 'static) -> El {
    let open = RwSignal::new(false);
    // A press on the button closes an open list before the click arrives, if it does: the press may end
    // elsewhere.
    let was_open = Rc::new(Cell::new(false));
    let pressed = Rc::clone(&was_open);
    let label = Rc::clone(&name);
    let more = button("")
        .class("quiet icon")
        .called_with(move || label())
        .attr("aria-haspopup", "menu")
        .child(icon(Icon::More))
        .on("pointerdown", move |_| pressed.set(open.get_untracked()))
        .on("click", move |event| {
            // A key's click, and one that is called for, count no presses.
            let presses = js_sys::Reflect::get(&event, &"detail".into()).unwrap_or_default();
            if !(was_open.take() && presses.is_truthy()) {
                paint::after(move || {
                    open.try_set(true);
                });
            }
        })
        .on("keydown", move |event| {
            if matches!(key(&event).as_str(), "ArrowDown" | "ArrowUp") && !is_shortcut(&event) {
                event.prevent_default();
                open.set(true);
            }
        });
    let below = more.clone();
    el("span").class("menu-button").child(more).show(move || {
        let open_now = open.get();
        below.set("aria-expanded", Some(if open_now { "true" } else { "false" }));
        open_now.then(|| untrack(|| list(&name(), items(), &below, open)))
    })
}

/// The open list of the menu whose button is `below`.
fn list(label: &str, items: Vec<MenuItem>, below: &El, open: RwSignal<bool>) -> El {
    let list = el("div").class("menu").part("menu").attr("role", "menu").label(label);
    let list = list.attr("popover", "auto");
    let rows: Rc<[El]> = items.into_iter().map(|item| row(item, &list)).collect();
    let places = {
        let (list, below) = (list.clone(), below.clone());
        move || place(&list, &below)
    };
    let (shown, put, first) = (list.clone(), places.clone(), rows.first().cloned());
    paint::before(move || {
        // Fails when it is off the page again already.
        if shown.html().show_popover().is_ok() {
            put();
            if let Some(first) = first {
                first.focus();
            }
        }
    });
    follow_scrolling(below.element(), places);
    let closed = list.clone();
    let (keyed, moved) = (list.clone(), Rc::clone(&rows));
    list.children(rows.iter().cloned())
        .on("toggle", move |_| {
            if !closed.element().matches(":popover-open").unwrap_or_default() {
                open.try_set(false);
            }
        })
        .on("keydown", move |event| {
            if is_shortcut(&event) {
                return;
            }
            let key = key(&event);
            if key == "Tab" {
                // The button gets the focus back, and Tab goes on from there.
                let _ = keyed.html().hide_popover();
            } else if let Some(next) = next(&key, &moved) {
                event.prevent_default();
                next.focus();
            }
        })
}

fn row(item: MenuItem, list: &El) -> El {
    let MenuItem { label, icon: sign, act } = item;
    let list = list.clone();
    button("")
        .class(if sign == Some(Icon::Right) { "menu-item ahead" } else { "menu-item" })
        .part("menu-item")
        .attr("role", "menuitem")
        .attr("tabindex", "-1")
        .children(sign.map(icon))
        .child(el("span").text(label))
        .on_click(move || {
            // Gives the focus back to the button, where a dialog will leave it when it closes.
            let _ = list.html().hide_popover();
            act();
        })
}

/// The row that a key leads to: the one above or below, the first or last, or the next that
/// begins with the letter.
fn next<'a>(key: &str, rows: &'a [El]) -> Option<&'a El> {
    let here = rows.iter().position(|row| row.element().matches(":focus").unwrap_or_default());
    let count = rows.len().max(1);
    let place = match key {
        "ArrowDown" => here.map_or(0, |here| (here + 1) % count),
        "ArrowUp" => here.map_or(count, |here| here + count) - 1,
        "Home" => 0,
        "End" => count - 1,
        letter if letter.chars().count() == 1 && letter != " " => {
            let letter = lowercase(letter);
            let after = here.map_or(0, |here| here + 1);
            let begins = |place: &usize| {
                let text = rows[*place].html().text_content().unwrap_or_default();
                lowercase(&text).starts_with(&letter)
            };
            (0..count).map(|step| (after + step) % count).find(begins)?
        }
        _ => return None,
    };
    rows.get(place % count)
}

/// Puts the open list under the button, or over it where there is no room, inside the window.
fn place(list: &El, button: &El) {
    let Some(window) = web_sys::window() else { return };
    let button_box = button.element().get_bounding_client_rect();
    let (width, height) =
        (f64::from(list.html().offset_width()), f64::from(list.html().offset_height()));
    // Not the window's own size: where two fingers enlarge the page, Safari tells that of the part on
    // show, and boxes are told within the whole. In pages of the old kind the body has it.
    let Some(page) = window.document().and_then(|document| document.scrolling_element()) else {
        return;
    };
    let (window_width, window_height) =
        (f64::from(page.client_width()), f64::from(page.client_height()));
    if button_box.bottom() < 0.0 || button_box.top() > window_height {
        let _ = list.html().hide_popover();
        return;
    }
    let style = window.get_computed_style(button.element()).ok().flatten();
    let rtl = style.is_some_and(|style| {
        style.get_property_value("direction").is_ok_and(|direction| direction == "rtl")
    });
    let left = if rtl { button_box.left() } else { button_box.right() - width };
    let below = button_box.bottom() + GAP;
    let above = button_box.top() - GAP - height;
    let top = if below + height > window_height - GAP && above >= GAP { above } else { below };
    let style = list.html().style();
    for (name, at, room) in
        [("left", left, window_width - width), ("top", top, window_height - height)]
    {
        let at = at.min(room - GAP).max(GAP) as i32;
        // Fails for read-only declarations; an element's own is not.
        let _ = style.set_property(name, &[&at.to_string(), "px"].concat());
    }
}

/// Calls `run` whenever anything around the node is scrolled or the window changes its size, as
/// long as the part of the view it was called in is there.
fn follow_scrolling(node: &Node, run: impl Fn() + 'static) {
    let listener = Closure::<dyn Fn()>::new(run);
    let function: &js_sys::Function = listener.as_ref().unchecked_ref();
    let mut places: Vec<(EventTarget, &str)> = Vec::new();
    if let Some(window) = web_sys::window() {
        places.push((window.clone().into(), "scroll"));
        places.push((window.into(), "resize"));
    }
    // What is scrolled inside a shadow root is not heard outside.
    places.push((node.get_root_node().into(), "scroll"));
    for (place, event) in &places {
        // Scrolling does not bubble: it is heard on its way in.
        let _ = place.add_event_listener_with_callback_and_bool(event, function, true);
    }
    let end = SendWrapper::new((places, listener));
    on_cleanup(move || {
        let (places, listener) = end.take();
        for (place, event) in places {
            let function = listener.as_ref().unchecked_ref();
            let _ = place.remove_event_listener_with_callback_and_bool(event, function, true);
        }
    });
}
