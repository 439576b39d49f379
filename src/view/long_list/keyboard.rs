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

/// What a control is called, which has the name of what its row shows in it.
fn called(control: &Element) -> Option<String> {
    control.get_attribute("aria-label")
}

/// Where the focus is.
struct Place {
    key: Key,
    /// Of the row in the list.
    row: usize,
    /// What the control is called.
    control: Option<String>,
}

impl List {
    /// Keeps the focus where it is while the rows follow other keys, which are those of the list
    /// already: on the same control of the same row, or on the menu of the row that takes its place,
    /// where a press that was meant for the other does no harm. `before` are the keys of the rows that
    /// are still on the page.
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
        Some(Place { key: *keys.get(place)?, row: place, control: called(&active) })
    }

    /// What is nearest to a place now. Without rows, the part of the widget around the list if it
    /// takes the focus, or where files come in.
    fn nearest(&self, place: &Place) -> Option<El> {
        // The list may be gone by then.
        let keys = self.keys.try_get_untracked()?;
        let same = keys.iter().position(|key| *key == place.key).and_then(|row| self.row_at(row));
        let next = || self.row_at(place.row.min(keys.len().checked_sub(1)?));
        if let Some(row) = same.or_else(next) {
            let controls = row.query_selector_all(CONTROLS).ok()?;
            let mut controls = (0..controls.length())
                .filter_map(|control| controls.get(control)?.dyn_into::<Element>().ok());
            let same = controls.find(|control| called(control) == place.control);
            let menu = || row.query_selector("[aria-haspopup], input, a[href]").ok().flatten();
            return same.or_else(menu).map(El::found);
        }
        let list = self.element.element();
        let around = list.closest("section[tabindex]:not([hidden], .upload-widget)").ok().flatten();
        let chooser = || focus::widget_around(list).map(focus::where_files_come_in);
        around.map(El::found).or_else(chooser)
    }

    /// The row at a place, if it is on the page.
    fn row_at(&self, place: usize) -> Option<Element> {
        let selector = ["[aria-posinset=\"", &(place + 1).to_string(), "\"]"].concat();
        self.element.element().query_selector(&selector).ok().flatten()
    }
}
