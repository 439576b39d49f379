//! The tree of folders, after the tree pattern of the WAI-ARIA Authoring Practices.
//!
//! One row is a stop for Tab, and only that one has a menu. What leads from one to the other:
//!
//! ```text
//! a row gets the focus ──> active: its folder, and whether it is about the inside
//! the picker chooses one ─┘   │
//!                             ├─> each row is dressed anew: one is the stop
//!                             └─> stop: that row's element
//!                                   ├─> the menu takes the place of the stand-in of a button
//!                                   └─> it gets the focus, if a key led there before it was made
//! ```

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::{on_cleanup, untrack};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use super::keyboard::Keyboard;
use super::picker::Picker;
use super::row::{self, Dress, ROW};
use super::tree::{Row, Shows};
use crate::ordered::Ordered;
use crate::view::dom::{El, el, react};
use crate::view::paint;
use crate::view::reactive::{Memo, RwSignal};
use crate::view::text::Text;

/// So many new rows are made before the page is drawn: each takes a part of a millisecond.
const ROWS_AT_ONCE: usize = 20;

/// The rows on the page, by their keys.
pub(super) type Elements = Rc<RefCell<Ordered<u32, (El, Dress)>>>;

/// The tree.
pub(super) fn tree_view(picker: Picker) -> El {
    let rows = Memo::new(move |_| picker.tree.with(|tree| tree.rows(&picker.searched.read())));
    let elements = Elements::default();
    let awaited = RwSignal::new(None);
    let keyboard = Keyboard::new(picker, rows, Rc::clone(&elements), awaited);
    let keys = some_at_a_time(picker, rows, Rc::clone(&elements));
    let made = Rc::clone(&elements);
    let list = el("div")
        .class("folder-tree")
        .part("folder-tree")
        .attr("role", "tree")
        .label(picker.context.words.get(Text::FolderTree))
        .on("mousedown", |event| {
            // The focus would have the button replaced before it is let go of.
            if is_in(&event, ".folder-stand-in") {
                event.prevent_default();
            }
        })
        .on("click", move |event| clicked(picker, rows, &event))
        .on("focusin", move |event| focused(picker, rows, &event))
        .on("keydown", move |event| keyboard.pressed(&event))
        .each(keys, move |key| make(picker, rows, &made, key));
    // After the rows: those that are new are on the page by now, or are dressed when they come.
    react(move || dress_all(picker, &rows.read(), &elements));
    focus_when_made(picker, awaited);
    menu_at_stop(picker, rows);
    list
}

/// The element of a row that is new, dressed.
fn make(picker: Picker, rows: Memo<Vec<Row>>, elements: &Elements, key: u32) -> El {
    let found = rows.with_untracked(|rows| rows.iter().find(|row| row.key == key).copied());
    // Each key is one of a row.
    let Some(found) = found else { return el("div") };
    let stop = picker.active.get_untracked() == found.stop();
    let (element, dress) = (row::row(picker, found), Dress::of(picker, found, stop));
    dress.put_on(&element, None);
    if stop {
        stop_at(picker, &element);
    }
    elements.borrow_mut().insert(key, (element.clone(), dress));
    element
}

/// Dresses the rows on the page anew, and forgets those that have gone.
fn dress_all(picker: Picker, rows: &[Row], elements: &Elements) {
    picker.selected.track();
    picker.moving.track();
    let stop = picker.stop_of(rows);
    let mut elements = elements.borrow_mut();
    let mut keys = Ordered::default();
    for row in rows {
        keys.insert(row.key, ());
    }
    elements.retain(|key, _| keys.has(key));
    for (place, row) in rows.iter().enumerate() {
        let Some((element, before)) = elements.get_mut(row.key) else { continue };
        let now = Dress::of(picker, *row, place == stop);
        now.put_on(element, Some(*before));
        *before = now;
        if now.stop {
            stop_at(picker, element);
        }
    }
}

/// Gives the focus to the row of the key `awaited`, to which a key led before it was made.
fn focus_when_made(picker: Picker, awaited: RwSignal<Option<u32>>) {
    react(move || {
        let stop = picker.stop.get();
        let key = stop.as_ref().and_then(|stop| key_of(stop.element()));
        if key.is_some() && key == awaited.get_untracked() {
            awaited.set(None);
            if let Some(stop) = stop {
                stop.focus();
            }
        }
    });
}

/// The keys of the rows on the page: those that are there, and some of the others from the top and
/// around the one that Tab leads to. The rest follows with the next frames: to make a thousand rows
/// takes longer than anybody should wait for a key to do something.
fn some_at_a_time(
    picker: Picker,
    rows: Memo<Vec<Row>>,
    elements: Elements,
) -> impl Fn() -> Vec<u32> + 'static {
    let frame = RwSignal::new(());
    move || {
        frame.track();
        let rows = rows.read();
        let elements = elements.borrow();
        let is_there = |row: &Row| elements.has(row.key);
        let mut left = ROWS_AT_ONCE;
        if rows.iter().filter(|row| !is_there(row)).count() <= left {
            return rows.iter().map(|row| row.key).collect();
        }
        paint::before(move || {
            // The tree may have been closed meanwhile.
            frame.try_set(());
        });
        let stop = picker.stop_of(&rows);
        let near = stop.saturating_sub(ROWS_AT_ONCE / 4)..stop + ROWS_AT_ONCE / 4;
        let mut takes = |(place, row): (usize, &Row)| {
            if is_there(row) || near.contains(&place) {
                return Some(row.key);
            }
            left = left.checked_sub(1)?;
            Some(row.key)
        };
        rows.iter().enumerate().filter_map(&mut takes).collect()
    }
}

/// Remembers the row that Tab leads to. It is told when it is another one than before.
fn stop_at(picker: Picker, row: &El) {
    let is_there =
        |stop: &Option<El>| stop.as_ref().is_some_and(|stop| stop.element() == row.element());
    if !picker.stop.with_untracked(is_there) {
        picker.stop.set(Some(row.clone()));
    }
}

/// Puts the menu into the row that Tab leads to, as long as it does. That row is another one than the
/// active one while that is not shown.
fn menu_at_stop(picker: Picker, rows: Memo<Vec<Row>>) {
    react(move || {
        let Some(stop) = picker.stop.get() else { return };
        let node = key_of(stop.element()).and_then(|key| {
            rows.with_untracked(|rows| rows.iter().find(|row| row.key == key).map(|row| row.node))
        });
        let stand_in = stop.element().query_selector(".folder-stand-in").ok().flatten();
        let (Some(node), Some(stand_in)) = (node, stand_in) else { return };
        let menu = untrack(|| row::more(picker, node));
        // Fails for nodes that cannot be where the other one was; these two can.
        let _ = stand_in.replace_with_with_node_1(menu.element());
        let swapped = SendWrapper::new((menu, stand_in));
        on_cleanup(move || {
            let (menu, stand_in) = swapped.take();
            let _ = menu.element().replace_with_with_node_1(&stand_in);
        });
    });
}

/// The key of a row.
fn key_of(row: &Element) -> Option<u32> {
    row.get_attribute(ROW)?.parse().ok()
}

/// The row that an event is in, and whether it is the row itself and nothing inside it.
pub(super) fn row_of(rows: &[Row], event: &Event) -> Option<(usize, Element, bool)> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let element = target.closest("[data-row]").ok()??;
    let key = key_of(&element)?;
    let place = rows.iter().position(|row| row.key == key)?;
    let is_row = target == element;
    Some((place, target, is_row))
}

fn clicked(picker: Picker, rows: Memo<Vec<Row>>, event: &Event) {
    let row = rows.with_untracked(|rows| row_of(rows, event).map(|(place, ..)| rows[place]));
    let Some(row) = row else { return };
    if is_in(event, ".folder-stand-in") {
        picker.active.set((row.node, false));
        // The menu is in its place after this.
        paint::before(move || {
            if let Some(row) = picker.stop.try_get_untracked().flatten() {
                // Gets the focus back from the menu.
                row.focus();
                open_menu(row.element());
            }
        });
        return;
    }
    if is_in(event, ".menu-button, .folder-again") {
        return;
    }
    match row.shows {
        Shows::Folder { open: Some(true), .. } if is_in(event, ".folder-twisty") => {
            // What is searched is shown wherever it is.
            if picker.searched.read_untracked().is_empty() {
                picker.collapse(row.node);
            }
        }
        Shows::Folder { open: Some(false), .. } if is_in(event, ".folder-twisty") => {
            picker.expand(row.node);
        }
        _ => choose(picker, row),
    }
}

/// What a click on the row does, and the Enter key.
pub(super) fn choose(picker: Picker, row: Row) {
    match (row.shows, picker.moving.get_untracked()) {
        (Shows::Failed, _) => picker.load_again(row.node),
        (Shows::Folder { .. }, Some(moved)) => picker.move_to(moved, row.node, true),
        (Shows::Folder { .. }, None) => picker.select(row.node),
        (Shows::Loading | Shows::Empty, _) => {}
    }
}

/// The row that got the focus is the one that Tab leads to from now on.
fn focused(picker: Picker, rows: Memo<Vec<Row>>, event: &Event) {
    let row = rows.with_untracked(|rows| row_of(rows, event).map(|(place, ..)| rows[place]));
    if let Some(row) = row {
        picker.active.set_if_other(row.stop());
    }
}

/// Opens the menu of a row.
pub(super) fn open_menu(row: &Element) {
    let more = row.query_selector(".menu-button > button").ok().flatten();
    if let Some(more) = more.and_then(|more| more.dyn_into::<web_sys::HtmlElement>().ok()) {
        more.click();
    }
}

/// Whether an event comes from what a selector means, or from inside it.
pub(super) fn is_in(event: &Event, selector: &str) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest(selector).is_ok_and(|found| found.is_some()))
}
