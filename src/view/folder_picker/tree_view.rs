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

use leptos::prelude::{on_cleanup, request_animation_frame, untrack};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

use super::ask::Ask;
use super::picker::Picker;
use super::row::{self, Dress, ROW};
use super::tree::{Inside, ROOT, Row, Shows};
use crate::api::Endpoint;
use crate::ordered::Ordered;
use crate::view::dom::{El, el, is_shortcut, react};
use crate::view::reactive::{Memo, RwSignal};
use crate::view::text::Text;

/// Letters that are typed within this many milliseconds are one word.
const TYPING_MS: f64 = 700.0;
/// The most levels that one key may have the host asked for.
const EXPANDED_AT_ONCE: usize = 20;

/// So many new rows are made before the page is drawn: each takes a part of a millisecond.
const ROWS_AT_ONCE: usize = 20;

/// The rows on the page, by their keys.
type Elements = Rc<RefCell<Ordered<u32, (El, Dress)>>>;

/// The tree.
pub(super) fn tree_view(picker: Picker) -> El {
    let rows = Memo::new(move |_| picker.tree.with(|tree| tree.rows(&picker.searched.read())));
    let elements = Elements::default();
    let dress = move |row: Row, stop: bool| {
        let refused = match picker.moving.get_untracked() {
            Some(node) => !picker.tree.with_untracked(|tree| tree.may_move(node, row.node)),
            None => false,
        };
        let is_folder = matches!(row.shows, Shows::Folder { .. });
        let selected = is_folder && row.node == picker.selected.get_untracked();
        Dress { row, selected, stop, refused }
    };
    let made = Rc::clone(&elements);
    let make = move |key: u32| {
        let found = rows.with_untracked(|rows| rows.iter().find(|row| row.key == key).copied());
        // Each key is one of a row.
        let Some(found) = found else { return el("div") };
        let about_inside = !matches!(found.shows, Shows::Folder { .. });
        let stop = picker.active.get_untracked() == (found.node, about_inside);
        let (element, dress) = (row::row(picker, found), dress(found, stop));
        dress.put_on(&element, None);
        if stop {
            stop_at(picker, &element);
        }
        made.borrow_mut().insert(key, (element.clone(), dress));
        element
    };
    let awaited = RwSignal::new(None);
    let keyboard =
        Keyboard { picker, rows, elements: Rc::clone(&elements), awaited, typed: Rc::default() };
    let keys = some_at_a_time(picker, rows, Rc::clone(&elements));
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
        .each(keys, make);
    // After the rows: those that are new are on the page by now, or are dressed when they come.
    react(move || {
        let rows = rows.read();
        picker.selected.track();
        picker.moving.track();
        let stop = picker.stop_of(&rows);
        let mut elements = elements.borrow_mut();
        let mut keys = Ordered::default();
        for row in rows.iter() {
            keys.insert(row.key, ());
        }
        elements.retain(|key, _| keys.has(key));
        for (place, row) in rows.iter().enumerate() {
            let Some((element, before)) = elements.get_mut(row.key) else { continue };
            let now = dress(*row, place == stop);
            now.put_on(element, Some(*before));
            *before = now;
            if now.stop {
                stop_at(picker, element);
            }
        }
    });
    // A row that a key led to before it was made.
    react(move || {
        let stop = picker.stop.get();
        let is_it = |stop: &El| stop.element().get_attribute(ROW).and_then(|key| key.parse().ok());
        if awaited.get_untracked().is_some()
            && stop.as_ref().and_then(is_it) == awaited.get_untracked()
        {
            awaited.set(None);
            if let Some(stop) = stop {
                stop.focus();
            }
        }
    });
    menu_at_stop(picker);
    list
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
        request_animation_frame(move || {
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

/// Puts the menu into the row that Tab leads to, as long as it does.
fn menu_at_stop(picker: Picker) {
    react(move || {
        let stop = picker.stop.get();
        let stand_in =
            stop.and_then(|row| row.element().query_selector(".folder-stand-in").ok()?);
        let Some(stand_in) = stand_in else { return };
        let menu = untrack(|| row::more(picker, picker.active.get_untracked().0));
        // Fails for nodes that cannot be where the other one was; these two can.
        let _ = stand_in.replace_with_with_node_1(menu.element());
        let swapped = SendWrapper::new((menu, stand_in));
        on_cleanup(move || {
            let (menu, stand_in) = swapped.take();
            let _ = menu.element().replace_with_with_node_1(&stand_in);
        });
    });
}

/// The row that an event is in, and whether it is the row itself and nothing inside it.
fn row_of(rows: &[Row], event: &Event) -> Option<(usize, Element, bool)> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let element = target.closest("[data-row]").ok()??;
    let key: u32 = element.get_attribute(ROW)?.parse().ok()?;
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
        request_animation_frame(move || {
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
            picker.collapse(row.node);
        }
        Shows::Folder { open: Some(false), .. } if is_in(event, ".folder-twisty") => {
            picker.expand(row.node);
        }
        _ => choose(picker, row),
    }
}

/// What a click on the row does, and the Enter key.
fn choose(picker: Picker, row: Row) {
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
        let active = (row.node, !matches!(row.shows, Shows::Folder { .. }));
        if picker.active.get_untracked() != active {
            picker.active.set(active);
        }
    }
}

/// The letters of a word that is being typed, and when the last one was.
type Typed = Rc<RefCell<(String, f64)>>;

/// What the keys do.
struct Keyboard {
    picker: Picker,
    rows: Memo<Vec<Row>>,
    elements: Elements,
    /// The key of the row that gets the focus as soon as it is there.
    awaited: RwSignal<Option<u32>>,
    typed: Typed,
}

impl Keyboard {
    fn pressed(&self, event: &Event) {
        let Some(keys) = event.dyn_ref::<KeyboardEvent>() else { return };
        let rows = self.rows.get_untracked();
        // The buttons and the menu in a row have keys of their own.
        let Some((here, element, true)) = row_of(&rows, event) else { return };
        let key = keys.key();
        if key == "ContextMenu" || (key == "F10" && keys.shift_key()) {
            event.prevent_default();
            open_menu(&element);
            return;
        }
        if is_shortcut(event) {
            return;
        }
        if self.act(&key, &rows, here, is_rtl(&element), event.time_stamp()) {
            event.prevent_default();
        }
    }

    /// Does what a key means; whether it means anything.
    fn act(&self, key: &str, rows: &[Row], here: usize, rtl: bool, now: f64) -> bool {
        let row = rows[here];
        let open = match row.shows {
            Shows::Folder { open, .. } => open,
            _ => None,
        };
        let forward = if rtl { "ArrowLeft" } else { "ArrowRight" };
        match key {
            "ArrowDown" => self.go(rows, here + 1),
            "ArrowUp" => self.go(rows, here.saturating_sub(1)),
            "Home" => self.go(rows, 0),
            "End" => self.go(rows, rows.len() - 1),
            "Enter" | " " => choose(self.picker, row),
            "ArrowRight" | "ArrowLeft" if key == forward => match open {
                Some(false) => self.picker.expand(row.node),
                Some(true) => self.go(rows, here + 1),
                None => {}
            },
            "ArrowRight" | "ArrowLeft" => match open {
                Some(true) if self.picker.searched.read_untracked().is_empty() => {
                    self.picker.collapse(row.node);
                }
                _ => {
                    let above = rows[..here].iter().rposition(|other| other.level < row.level);
                    self.go(rows, above.unwrap_or(here));
                }
            },
            "*" => self.expand_siblings(rows, here),
            "F2" => return self.ask(Endpoint::FolderEdit, row, Ask::Rename(row.node)),
            "Delete" => return self.ask(Endpoint::FolderDelete, row, Ask::Delete(row.node)),
            letter if letter.chars().count() == 1 => self.find(letter, rows, here, now),
            _ => return false,
        }
        true
    }

    fn go(&self, rows: &[Row], to: usize) {
        let Some(row) = rows.get(to) else { return };
        let element = self.elements.borrow().get(row.key).map(|(element, _)| element.clone());
        self.awaited.set(None);
        match element {
            // At once: the next key may come before the next frame.
            Some(element) => element.focus(),
            None => {
                self.awaited.set(Some(row.key));
                self.picker.active.set((row.node, !matches!(row.shows, Shows::Folder { .. })));
            }
        }
    }

    fn ask(&self, endpoint: Endpoint, row: Row, ask: Ask) -> bool {
        let possible = matches!(row.shows, Shows::Folder { .. })
            && row.node != ROOT
            && self.picker.can(endpoint);
        if possible {
            self.picker.asked.set(Some(ask));
        }
        possible
    }

    fn find(&self, letter: &str, rows: &[Row], here: usize, now: f64) {
        let mut typed = self.typed.borrow_mut();
        if now - typed.1 > TYPING_MS {
            typed.0.clear();
        }
        typed.0.push_str(letter);
        typed.1 = now;
        let found = self.picker.tree.with_untracked(|tree| tree.typed(rows, here, &typed.0));
        if let Some(found) = found {
            self.go(rows, found);
        }
    }

    fn expand_siblings(&self, rows: &[Row], here: usize) {
        let above = |row: &Row| self.picker.tree.with_untracked(|tree| tree.above(row.node));
        let beside = |row: &&Row| row.level == rows[here].level && above(row) == above(&rows[here]);
        let mut to_load = 0;
        for row in rows.iter().filter(beside) {
            let unknown = |node| {
                self.picker.tree.with_untracked(|tree| *tree.inside(node) == Inside::Unknown)
            };
            if !matches!(row.shows, Shows::Folder { open: Some(false), .. }) {
                continue;
            }
            to_load += usize::from(unknown(row.node));
            if to_load > EXPANDED_AT_ONCE {
                return;
            }
            self.picker.expand(row.node);
        }
    }
}

/// Opens the menu of a row.
fn open_menu(row: &Element) {
    let more = row.query_selector(".menu-button > button").ok().flatten();
    if let Some(more) = more.and_then(|more| more.dyn_into::<web_sys::HtmlElement>().ok()) {
        more.click();
    }
}

fn is_rtl(element: &Element) -> bool {
    let style = web_sys::window().and_then(|window| window.get_computed_style(element).ok()?);
    style.is_some_and(|style| style.get_property_value("direction").is_ok_and(|way| way == "rtl"))
}

/// Whether an event comes from what a selector means, or from inside it.
pub(super) fn is_in(event: &Event, selector: &str) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest(selector).is_ok_and(|found| found.is_some()))
}
