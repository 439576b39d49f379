//! A list of any length that costs as much as what is seen of it.
//!
//! The rows are kept in blocks. A block near the visible part of the list holds its rows; any other
//! is an empty box of the height they had or, before they were ever seen, should have. Rows may be
//! of different heights: the browser keeps the place when a guess turns out wrong.

mod pace;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use web_sys::{
    Element, HtmlElement, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit,
};

use super::dom::{El, Key, el, react};
use crate::ordered::Ordered;
use pace::Pace;

/// Rows in a block: enough for a screen, few enough to be made between two frames.
const BLOCK: usize = 20;
/// How far outside the visible part rows are kept ready.
const MARGIN: &str = "600px 0px";

type Callback = Closure<dyn Fn(js_sys::Array)>;

/// A block of rows, as the browser sees it.
#[derive(Clone, Copy)]
struct Place {
    near: RwSignal<bool>,
    /// How many rows it has, seen or not.
    rows: RwSignal<usize>,
    /// The height it had when it was last seen, in pixels.
    height: Option<i32>,
}

/// Tells the blocks of one list whether they are near the visible part.
#[derive(Clone)]
struct Watcher {
    places: Rc<RefCell<Ordered<Key, Place>>>,
    observer: Option<IntersectionObserver>,
}

impl Watcher {
    fn new(list: &Element) -> Self {
        let places = Rc::<RefCell<Ordered<Key, Place>>>::default();
        let known = Rc::clone(&places);
        let callback = Callback::new(move |entries: js_sys::Array| {
            for entry in entries.iter() {
                see(&known, &entry.unchecked_into());
            }
        });
        let options = IntersectionObserverInit::new();
        options.set_root(Some(list));
        options.set_root_margin(MARGIN);
        let function = callback.as_ref().unchecked_ref();
        let observer = IntersectionObserver::new_with_options(function, &options).ok();
        let end = SendWrapper::new((observer.clone(), callback));
        on_cleanup(move || {
            if let (Some(observer), _callback) = end.take() {
                observer.disconnect();
            }
        });
        Self { places, observer }
    }

    fn watch(&self, block: &Element, index: Key, near: RwSignal<bool>, rows: RwSignal<usize>) {
        self.places.borrow_mut().insert(index, Place { near, rows, height: None });
        if let Some(observer) = &self.observer {
            observer.observe(block);
        }
        let places = SendWrapper::new(Rc::clone(&self.places));
        // The browser still tells once that the block has left.
        on_cleanup(move || {
            places.borrow_mut().remove(index);
        });
    }

    /// Tells the blocks whose number of rows differs after the list has got another length. If all
    /// of them watched the list, each change would cost its length squared.
    fn resize(&self, before: usize, now: usize) {
        for index in before.min(now) / BLOCK..=before.max(now) / BLOCK {
            let rows = self.places.borrow().get(index as Key).map(|place| place.rows);
            if let Some(rows) = rows {
                let _ = rows.try_set(rows_of(index, now));
            }
        }
    }

    fn height(&self, index: Key) -> Option<i32> {
        self.places.borrow().get(index)?.height
    }
}

/// The rows of a block in a list of this length.
fn rows_of(index: usize, length: usize) -> usize {
    length.saturating_sub(index * BLOCK).min(BLOCK)
}

fn see(places: &RefCell<Ordered<Key, Place>>, entry: &IntersectionObserverEntry) {
    let block: HtmlElement = entry.target().unchecked_into();
    let index = block.get_attribute("data-block").and_then(|index| index.parse().ok());
    let Some(index) = index else { return };
    let Some(near) = places.borrow().get(index).map(|place| place.near) else { return };
    // The row that has the focus stays, wherever the list is scrolled to.
    let keeps_focus = block.query_selector(":focus").is_ok_and(|focused| focused.is_some());
    if entry.is_intersecting() {
        let _ = near.try_set(true);
    } else if near.try_get_untracked() == Some(true) && !keeps_focus {
        if let Some(place) = places.borrow_mut().get_mut(index) {
            place.height = Some(block.offset_height());
        }
        let _ = near.try_set(false);
    }
}

/// A list of rows, one for each of `keys`, in their order. The outermost element of a row has the
/// role `listitem`; `row_height` is the usual height in pixels of those that were never seen.
pub(super) fn long_list(
    keys: Signal<Rc<[Key]>, LocalStorage>,
    row: impl Fn(Key) -> El + 'static,
    row_height: i32,
) -> El {
    let row: Rc<dyn Fn(Key) -> El> = Rc::new(row);
    let list = el("div").class("long-list").attr("role", "list");
    let watcher = Watcher::new(list.element());
    let blocks = move || (0..keys.read().len().div_ceil(BLOCK) as Key).collect();
    let (length, resized) = (Cell::new(0), watcher.clone());
    react(move || {
        let now = keys.read().len();
        resized.resize(length.replace(now), now);
    });
    let pace = Pace::new();
    list.each(blocks, move |index| {
        let row = Rc::clone(&row);
        block(index, keys, row, row_height, &watcher, pace.clone())
    })
}

fn block(
    index: Key,
    keys: Signal<Rc<[Key]>, LocalStorage>,
    row: Rc<dyn Fn(Key) -> El>,
    row_height: i32,
    watcher: &Watcher,
    pace: Pace,
) -> El {
    // The first is seen as soon as there is a list.
    let near = RwSignal::new(index == 0);
    let own =
        move |keys: &[Key]| keys.chunks(BLOCK).nth(index as usize).unwrap_or_default().to_vec();
    let seen = watcher.clone();
    let count = RwSignal::new(rows_of(index as usize, keys.read_untracked().len()));
    let usual = move || {
        let guess = || count.get() as i32 * row_height;
        [&seen.height(index).unwrap_or_else(guess).to_string(), "px"].concat()
    };
    let height = {
        let usual = usual.clone();
        move || if near.get() { "auto".to_owned() } else { usual() }
    };
    let block = el("div").attr("role", "presentation").attr("data-block", index.to_string());
    let room = block.html().style();
    let rows = {
        let (goes_on, room) = (pace.goes_on, room.clone());
        move || {
            if !near.get() {
                return Vec::new();
            }
            goes_on.track();
            // Fails for read-only declarations; an element's own is not.
            let _ = room.remove_property("min-height");
            own(&keys.read())
        }
    };
    let row = move |key| {
        if !pace.may_make() {
            // What stands below stays where it is until all rows are there.
            let _ = room.set_property("min-height", &untrack(&usual));
            return None;
        }
        Some(row(key))
    };
    let block = block.style_with("height", height).each_that_can(rows, row);
    watcher.watch(block.element(), index, near, count);
    block
}
