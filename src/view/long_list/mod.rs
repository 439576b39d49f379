//! A list of any length that costs as much as what is seen of it.
//!
//! The rows are kept in blocks. A block near the visible part of the list holds its rows; any other
//! is an empty box of the height they had or, before they were ever seen, should have: an element
//! and two numbers, since there are thousands. Rows may be of different heights: the browser keeps the
//! place when a guess turns out wrong.

mod keyboard;
mod pace;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use leptos::prelude::{Owner, Track, on_cleanup, untrack};
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use web_sys::{
    CssStyleDeclaration, Element, HtmlElement, IntersectionObserver, IntersectionObserverEntry,
    IntersectionObserverInit,
};

use super::dom::{El, Key, el, react};
use crate::view::reactive::RwSignal;
use pace::Pace;

/// The usual height of a block in pixels: few enough rows to be made between two frames, and more than
/// a list shows with its margin, so that one block does until somebody scrolls.
const BLOCK_HEIGHT: i32 = 1000;
/// How far outside the visible part rows are kept ready.
const MARGIN: &str = "400px 0px";

/// A block of rows on the page.
struct Block {
    element: El,
    /// The height it had when it was last seen, in pixels.
    height: Option<i32>,
    /// What keeps its rows up to date; `None` while it is an empty box.
    rows: Option<Owner>,
}

struct List {
    element: El,
    keys: RwSignal<Rc<[Key]>>,
    row: Box<dyn Fn(Key) -> El>,
    row_height: i32,
    /// Rows in a block.
    block_length: usize,
    pace: Pace,
    blocks: RefCell<Vec<Block>>,
    /// What the blocks are for, seen or not.
    fitted: RefCell<Rc<[Key]>>,
    /// Tells the blocks whether they are near the visible part.
    observer: OnceCell<IntersectionObserver>,
    /// Of the rows of all blocks.
    owner: Owner,
}

/// A list of rows, one for each of `keys`, in their order. The outermost element of a row has the
/// role `listitem`; `row_height` is the usual height in pixels of those that were never seen.
pub(super) fn long_list(
    keys: RwSignal<Rc<[Key]>>,
    row: impl Fn(Key) -> El + 'static,
    row_height: i32,
) -> El {
    let element = el("div").class("long-list").attr("role", "list");
    let list = Rc::new(List {
        element: element.clone(),
        keys,
        row: Box::new(row),
        row_height,
        block_length: (BLOCK_HEIGHT / row_height) as usize,
        pace: Pace::new(),
        blocks: RefCell::default(),
        fitted: RefCell::new(Rc::from([])),
        observer: OnceCell::new(),
        owner: Owner::new(),
    });
    watch(&list);
    react(move || list.fit());
    element
}

/// Has the browser tell which blocks come near the visible part, and which leave it.
fn watch(list: &Rc<List>) {
    let seen = Rc::clone(list);
    let callback = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
        for entry in entries.iter() {
            seen.see(&entry.unchecked_into());
        }
    });
    let options = IntersectionObserverInit::new();
    options.set_root(Some(list.element.element()));
    options.set_root_margin(MARGIN);
    let function = callback.as_ref().unchecked_ref();
    // Every browser with WebAssembly has it; without, only the first block would be seen.
    if let Ok(observer) = IntersectionObserver::new_with_options(function, &options) {
        let _ = list.observer.set(observer.clone());
        let end = SendWrapper::new((observer, callback));
        on_cleanup(move || {
            let (observer, _callback) = end.take();
            observer.disconnect();
        });
    }
}

impl List {
    /// Follows the number of keys. If each block did, a change would cost the square of the length. It
    /// is the first to hear of other keys: the rows are still those of the former ones.
    fn fit(self: &Rc<Self>) {
        let keys = self.keys.get();
        let now = keys.len();
        let before = self.fitted.replace(keys);
        self.keep_the_focus(&before);
        let before = before.len();
        let surplus = {
            let mut blocks = self.blocks.borrow_mut();
            let wanted = now.div_ceil(self.block_length);
            for index in blocks.len()..wanted {
                blocks.push(self.new_block(index));
            }
            blocks.split_off(wanted)
        };
        for block in surplus {
            if let Some(observer) = self.observer.get() {
                observer.unobserve(block.element.element());
            }
            drop(block.rows);
            block.element.element().remove();
        }
        for index in before.min(now) / self.block_length..=before.max(now) / self.block_length {
            if let Some(block) = self.blocks.borrow_mut().get_mut(index)
                && block.rows.is_none()
            {
                block.height = None;
                self.stand_in(index, block);
            }
        }
        // Seen as soon as there is a list.
        if before == 0 {
            untrack(|| self.show(0));
        }
    }

    fn new_block(&self, index: usize) -> Block {
        let element = el("div").attr("role", "presentation").attr("data-block", index.to_string());
        // Fails when a node would be put into itself.
        let _ = self.element.element().append_child(element.element());
        if let Some(observer) = self.observer.get() {
            observer.observe(element.element());
        }
        Block { element, height: None, rows: None }
    }

    fn see(self: &Rc<Self>, entry: &IntersectionObserverEntry) {
        let block: HtmlElement = entry.target().unchecked_into();
        let index = block.get_attribute("data-block").and_then(|index| index.parse().ok());
        let Some(index) = index else { return };
        if entry.is_intersecting() {
            self.show(index);
        // The row that has the focus stays, wherever the list is scrolled to.
        } else if !block.query_selector(":focus").is_ok_and(|focused| focused.is_some()) {
            self.hide(index);
        }
    }

    /// Makes the rows of a block that has none.
    fn show(self: &Rc<Self>, index: usize) {
        let element = match self.blocks.borrow().get(index) {
            Some(Block { rows: None, element, .. }) => element.clone(),
            _ => return,
        };
        let style = element.html().style();
        let (list, room) = (Rc::clone(self), style.clone());
        let keys = move || {
            list.pace.goes_on.track();
            remove(&room, "min-height");
            list.keys.read().chunks(list.block_length).nth(index).unwrap_or_default().to_vec()
        };
        let (list, room) = (Rc::clone(self), style.clone());
        let row = move |key| {
            if !list.pace.may_make() {
                // What stands below stays where it is until all rows are there.
                set(&room, "min-height", list.height(index));
                return None;
            }
            Some((list.row)(key))
        };
        remove(&style, "height");
        let owner = self.owner.with(Owner::new);
        let (list, rows) = (Rc::clone(self), element.clone());
        owner.with(|| {
            element.each_that_can(keys, row);
            // After the rows: they are in their places by then.
            react(move || {
                list.pace.goes_on.track();
                list.number(index, rows.element());
            });
        });
        if let Some(block) = self.blocks.borrow_mut().get_mut(index) {
            block.rows = Some(owner);
        }
    }

    /// Sets the position of each row in a block and the length of the list: screen readers count
    /// only rows that are in the document.
    fn number(&self, index: usize, block: &Element) {
        let keys = self.keys.read();
        let length = keys.len().to_string();
        let mut row = block.first_element_child();
        let first = index * self.block_length;
        let places = first..keys.len().min(first + self.block_length);
        for place in places {
            // Those that are still to be made may belong anywhere between.
            let Some(this) = row else { break };
            row = this.next_element_sibling();
            let this = El::found(this);
            for (name, value) in
                [("aria-posinset", (place + 1).to_string()), ("aria-setsize", length.clone())]
            {
                if this.element().get_attribute(name).as_deref() != Some(&*value) {
                    this.set(name, Some(&value));
                }
            }
        }
    }

    /// Makes an empty box of a block.
    fn hide(&self, index: usize) {
        let rows = {
            let mut blocks = self.blocks.borrow_mut();
            let Some(block) = blocks.get_mut(index) else { return };
            let Some(rows) = block.rows.take() else { return };
            block.height = Some(block.element.html().offset_height());
            self.stand_in(index, block);
            rows
        };
        drop(rows);
        if let Some(block) = self.blocks.borrow().get(index) {
            block.element.element().set_text_content(None);
        }
    }

    /// Gives an empty box the height of its rows.
    fn stand_in(&self, index: usize, block: &Block) {
        let style = block.element.html().style();
        remove(&style, "min-height");
        set(&style, "height", block.height.unwrap_or_else(|| self.guess(index)));
    }

    fn height(&self, index: usize) -> i32 {
        let seen = self.blocks.borrow().get(index).and_then(|block| block.height);
        seen.unwrap_or_else(|| self.guess(index))
    }

    fn guess(&self, index: usize) -> i32 {
        let before = index * self.block_length;
        let rows = self.fitted.borrow().len().saturating_sub(before).min(self.block_length);
        rows as i32 * self.row_height
    }
}

fn set(style: &CssStyleDeclaration, property: &str, pixels: i32) {
    // Fails for read-only declarations; an element's own is not.
    let _ = style.set_property(property, &[&pixels.to_string(), "px"].concat());
}

fn remove(style: &CssStyleDeclaration, property: &str) {
    let _ = style.remove_property(property);
}
