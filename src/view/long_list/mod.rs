//! A list of any length that costs as much as what is seen of it.
//!
//! The rows are kept in blocks. A block near the visible part of the list holds its rows; any other
//! is an empty box of the height they had or, before they were ever seen, should have. Rows may be
//! of different heights: the browser keeps the place when a guess turns out wrong.

use std::collections::HashMap;

use leptos::{html, prelude::*};
use wasm_bindgen::prelude::*;
use web_sys::{
    Element, HtmlElement, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit,
};

use crate::transfer::ItemId;

/// Rows in a block: enough for a screen, few enough to be made between two frames.
const BLOCK: usize = 40;
/// How far outside the visible part rows are kept ready.
const MARGIN: &str = "600px 0px";

type Callback = Closure<dyn Fn(js_sys::Array)>;

/// Tells the blocks of one list whether they are near the visible part.
#[derive(Clone, Copy)]
struct Watcher {
    list: NodeRef<html::Div>,
    near: StoredValue<HashMap<usize, RwSignal<bool>>>,
    heights: StoredValue<HashMap<usize, i32>>,
    observer: StoredValue<Option<(IntersectionObserver, Callback)>, LocalStorage>,
}

impl Watcher {
    fn new(list: NodeRef<html::Div>) -> Self {
        let watcher = Self {
            list,
            near: StoredValue::default(),
            heights: StoredValue::default(),
            observer: StoredValue::new_local(None),
        };
        on_cleanup(move || {
            watcher.observer.try_update_value(|observer| {
                if let Some((observer, _)) = observer.take() {
                    observer.disconnect();
                }
            });
        });
        watcher
    }

    /// The block is gone. The browser still tells of its leaving once.
    fn forget(self, index: usize) {
        self.near.try_update_value(|blocks| blocks.remove(&index));
        self.heights.try_update_value(|heights| heights.remove(&index));
    }

    fn watch(self, block: &Element, index: usize, near: RwSignal<bool>) {
        self.near.update_value(|blocks| {
            blocks.insert(index, near);
        });
        self.observer.update_value(|observer| {
            if observer.is_none() {
                *observer = self.observe();
            }
            if let Some((observer, _)) = observer {
                observer.observe(block);
            }
        });
    }

    fn observe(self) -> Option<(IntersectionObserver, Callback)> {
        let callback = Callback::new(move |entries: js_sys::Array| {
            for entry in entries.iter() {
                self.place(&entry.unchecked_into());
            }
        });
        let options = IntersectionObserverInit::new();
        options.set_root(self.list.get_untracked().as_deref().map(AsRef::as_ref));
        options.set_root_margin(MARGIN);
        let function = callback.as_ref().unchecked_ref();
        let observer = IntersectionObserver::new_with_options(function, &options).ok()?;
        Some((observer, callback))
    }

    fn place(self, entry: &IntersectionObserverEntry) {
        let block: HtmlElement = entry.target().unchecked_into();
        let index = block.get_attribute("data-block").and_then(|index| index.parse().ok());
        let Some(index) = index else { return };
        let Some(near) = self.near.try_with_value(|near| near.get(&index).copied()).flatten()
        else {
            return;
        };
        // The row that has the focus stays, wherever the list is scrolled to.
        let keeps_focus = block.query_selector(":focus").is_ok_and(|focused| focused.is_some());
        if entry.is_intersecting() {
            near.set(true);
        } else if near.get_untracked() && !keeps_focus {
            self.heights.update_value(|heights| {
                heights.insert(index, block.offset_height());
            });
            near.set(false);
        }
    }
}

/// A list of rows, one for each of `ids`.
#[component]
pub(super) fn LongList<V: IntoView + 'static>(
    /// What the list is of, in order.
    ids: Memo<Vec<ItemId>>,
    /// Makes a row; its outermost element has the role `listitem`.
    row: fn(ItemId) -> V,
    /// The usual height of a row in pixels, for those that were never seen.
    row_height: i32,
) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    let watcher = Watcher::new(list);
    let blocks = Memo::new(move |_| ids.read().len().div_ceil(BLOCK));
    view! {
        <div class="long-list" role="list" node_ref=list>
            <For each=move || 0..blocks.get() key=|index| *index let(index)>
                <Block index ids row row_height watcher/>
            </For>
        </div>
    }
}

#[component]
fn Block<V: IntoView + 'static>(
    index: usize,
    ids: Memo<Vec<ItemId>>,
    row: fn(ItemId) -> V,
    row_height: i32,
    watcher: Watcher,
) -> impl IntoView {
    let block = NodeRef::<html::Div>::new();
    // The first is seen as soon as there is a list.
    let near = RwSignal::new(index == 0);
    on_cleanup(move || watcher.forget(index));
    let own = Memo::new(move |_| {
        let ids = ids.read();
        ids.chunks(BLOCK).nth(index).unwrap_or_default().to_vec()
    });
    Effect::new(move || {
        if let Some(block) = block.get() {
            watcher.watch(&block, index, near);
        }
    });
    let rows = move || {
        near.get().then(|| {
            view! { <For each=move || own.get() key=|id| *id let(id)>{row(id)}</For> }
        })
    };
    let height = move || {
        if near.get() {
            return "auto".to_owned();
        }
        let seen = watcher.heights.with_value(|heights| heights.get(&index).copied());
        let guess = || own.read().len() as i32 * row_height;
        [&seen.unwrap_or_else(guess).to_string(), "px"].concat()
    };
    view! {
        <div role="presentation" data-block=index node_ref=block style:height=height>{rows}</div>
    }
}
