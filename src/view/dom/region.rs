//! Parts of the view that come and go.

use leptos::prelude::{Owner, untrack};
use web_sys::Node;

use super::{Boxed, El, react, text_node};
use crate::ordered::Ordered;

/// Names a row of a list for as long as it is shown.
pub(in crate::view) type Key = u32;

/// A row that is shown, with everything that keeps it up to date.
struct Row {
    element: El,
    /// Dropping it ends the row's effects.
    _owner: Owner,
}

impl El {
    /// Appends what `view` makes, and makes it anew whenever a signal that `view` itself read has
    /// changed. What the elements read for themselves keeps only them up to date.
    pub(in crate::view) fn show(self, view: impl Fn() -> Option<El> + 'static) -> Self {
        self.show_boxed(Box::new(move |()| view()));
        self
    }

    fn show_boxed(&self, mut view: Boxed<(), Option<El>>) {
        // An empty text marks the place.
        let end = text_node("");
        self.append(&end);
        let mut shown: Option<El> = None;
        react(move || {
            let next = view.call(());
            if let Some(before) = shown.take() {
                before.0.remove();
            }
            if let (Some(next), Some(parent)) = (&next, end.parent_node()) {
                put(&parent, &next.0, &end);
            }
            shown = next;
        });
    }

    /// Appends a row for each key, in order. A row whose key stays is kept as it is.
    pub(in crate::view) fn each(
        self,
        keys: impl Fn() -> Vec<Key> + 'static,
        row: impl Fn(Key) -> El + 'static,
    ) -> Self {
        self.each_boxed(Box::new(move |()| keys()), Box::new(move |key| Some(row(key))));
        self
    }

    /// The same, but a key whose row cannot be made now is passed over until `keys` has run again.
    pub(in crate::view) fn each_that_can(
        self,
        keys: impl Fn() -> Vec<Key> + 'static,
        row: impl Fn(Key) -> Option<El> + 'static,
    ) -> Self {
        self.each_boxed(Box::new(move |()| keys()), Box::new(row));
        self
    }

    fn each_boxed(&self, mut keys: Boxed<(), Vec<Key>>, mut row: Boxed<Key, Option<El>>) {
        let end = text_node("");
        self.append(&end);
        // The rows belong to what is around the list: an effect ends all that it has begun
        // whenever it runs again.
        let around = Owner::new();
        let mut shown = Ordered::<Key, Row>::default();
        react(move || {
            let keys = keys.call(());
            let mut before = std::mem::take(&mut shown);
            let rows: Vec<(Key, Row)> = keys
                .into_iter()
                .filter_map(|key| {
                    let known = before.remove(key);
                    let made = known.or_else(|| Row::new(&around, || untrack(|| row.call(key))))?;
                    Some((key, made))
                })
                .collect();
            for gone in before.into_values() {
                gone.element.0.remove();
            }
            let Some(parent) = end.parent_node() else { return };
            let mut next = end.clone();
            for (_, row) in rows.iter().rev() {
                let here: &Node = &row.element.0;
                // A row that is in its place is not touched: it would lose the focus.
                if here.next_sibling().as_ref() != Some(&next) {
                    put(&parent, here, &next);
                }
                next = here.clone();
            }
            for (key, row) in rows {
                shown.insert(key, row);
            }
        });
    }
}

impl Row {
    fn new(around: &Owner, make: impl FnOnce() -> Option<El>) -> Option<Self> {
        let owner = around.with(Owner::new);
        let element = owner.with(make)?;
        Some(Self { element, _owner: owner })
    }
}

fn put(parent: &Node, node: &Node, before: &Node) {
    // Fails when a node would be put into itself.
    let _ = parent.insert_before(node, Some(before));
}
