//! What the keys do in the tree of folders.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

use super::ask::Ask;
use super::picker::Picker;
use super::tree::{Inside, ROOT, Row, Shows};
use super::tree_view::{Elements, choose, open_menu, row_of};
use crate::api::Endpoint;
use crate::view::dom::is_shortcut;
use crate::view::reactive::{Memo, RwSignal};

/// Letters that are typed within this many milliseconds are one word.
const TYPING_MS: f64 = 700.0;
/// The most levels that one key may have the host asked for.
const EXPANDED_AT_ONCE: usize = 20;

/// What the keys do.
pub(super) struct Keyboard {
    picker: Picker,
    rows: Memo<Vec<Row>>,
    elements: Elements,
    /// The key of the row that gets the focus as soon as it is there.
    awaited: RwSignal<Option<u32>>,
    /// The letters of a word that is being typed, and when the last one was.
    typed: RefCell<(String, f64)>,
}

impl Keyboard {
    pub(super) fn new(
        picker: Picker,
        rows: Memo<Vec<Row>>,
        elements: Elements,
        awaited: RwSignal<Option<u32>>,
    ) -> Self {
        Self { picker, rows, elements, awaited, typed: RefCell::default() }
    }

    pub(super) fn pressed(&self, event: &Event) {
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
                self.picker.active.set(row.stop());
            }
        }
    }

    fn ask(&self, endpoint: Endpoint, row: Row, ask: Ask) -> bool {
        let possible = row.is_folder() && row.node != ROOT && self.picker.can(endpoint);
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

fn is_rtl(element: &Element) -> bool {
    let style = web_sys::window().and_then(|window| window.get_computed_style(element).ok()?);
    style.is_some_and(|style| style.get_property_value("direction").is_ok_and(|way| way == "rtl"))
}
