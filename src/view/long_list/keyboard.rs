//! The keyboard's place in a list whose rows change by themselves: a file is done and leaves what is
//! filtered, or goes to another block, where it has a new row.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::Element;

use super::List;
use crate::view::dom::{El, Key};
use crate::view::focus;

/// What in a row can have the focus.
const CONTROLS: &str = "button, input, a[href]";

/// Where the focus is.
struct Place {
    key: Key,
    /// Of the row in the list.
    row: usize,
    /// Of the control in the row.
    control: u32,
}

impl List {
    /// Keeps the focus where it is while the rows follow other keys, which are those of the list
    /// already: on the same control of the same row, or of the row that takes its place. `before` are
    /// the keys of the rows that are still on the page.
    pub(super) fn keep_the_focus(self: &Rc<Self>, before: &[Key]) {
        if let Some(place) = self.place(before) {
            let list = Rc::clone(self);
            focus::rescue_in_place(move || list.nearest(&place));
        }
    }

    fn place(&self, keys: &[Key]) -> Option<Place> {
        let list = self.element.element();
        let active = focus::active(list).filter(|active| list.contains(Some(active)))?;
        let row = active.closest("[role=listitem]").ok().flatten()?;
        let number: usize = row.get_attribute("aria-posinset")?.parse().ok()?;
        let place = number.checked_sub(1)?;
        let controls = row.query_selector_all(CONTROLS).ok()?;
        let held = |control: &u32| controls.get(*control).as_ref() == Some(active.as_ref());
        let control = (0..controls.length()).find(held)?;
        Some(Place { key: *keys.get(place)?, row: place, control })
    }

    /// What is nearest to a place now. Without rows, the part of the widget around the list if it
    /// takes the focus, or where files come in.
    fn nearest(&self, place: &Place) -> Option<El> {
        let keys = self.keys.get_untracked();
        let same = keys.iter().position(|key| *key == place.key).and_then(|row| self.row_at(row));
        let next = || self.row_at(place.row.min(keys.len().checked_sub(1)?));
        if let Some(row) = same.or_else(next) {
            let controls = row.query_selector_all(CONTROLS).ok()?;
            // The row may be in another state, in which it has fewer.
            let control = controls.get(place.control).or_else(|| controls.get(0));
            return control.map(|control| El::found(control.unchecked_into()));
        }
        let list = self.element.element();
        let around = list.closest("section[tabindex]:not([hidden])").ok().flatten();
        let chooser = || {
            let widget = list.closest(".upload-widget").ok().flatten()?;
            widget.query_selector(".drop-area input").ok().flatten()
        };
        around.or_else(chooser).map(El::found)
    }

    /// The row at a place, if it is on the page.
    fn row_at(&self, place: usize) -> Option<Element> {
        let selector = ["[aria-posinset=\"", &(place + 1).to_string(), "\"]"].concat();
        self.element.element().query_selector(&selector).ok().flatten()
    }
}
