//! The state of the panel, and how the files come into it.

use std::rc::Rc;

use leptos::ev;
use leptos::prelude::{Track, on_cleanup, untrack, window_event_listener};
use wasm_bindgen_futures::spawn_local;

use super::loaded::Loaded;
use super::questions::Asked;
use super::work::Working;
use crate::api::{Error, File, FileId, Link, Parent};
use crate::library::Order;
use crate::ordered::Ordered;
use crate::view::batch;
use crate::view::context::Context;
use crate::view::dom::{Key, react};
use crate::view::reactive::{RwSignal, StoredValue};
use crate::view::words::Words;

/// How far loading is. What was loaded before stays on show meanwhile.
#[derive(Clone, PartialEq)]
pub(super) enum State {
    Loading,
    Loaded,
    Failed(Error),
}

/// A download address that waits to be followed, where the browser wants a click for it.
#[derive(Clone)]
pub(super) struct Ready {
    pub(super) name: String,
    pub(super) address: Link,
}

/// Everything the parts of the panel share.
#[derive(Clone, Copy)]
pub(super) struct Panel {
    pub(super) context: Context,
    pub(super) open: RwSignal<bool>,
    pub(super) state: RwSignal<State>,
    pub(super) files: RwSignal<Loaded>,
    pub(super) search: RwSignal<String>,
    pub(super) order: RwSignal<Order>,
    pub(super) selected: RwSignal<Ordered<Key, ()>>,
    /// The keys of the files on show, in order.
    pub(super) shown: RwSignal<Rc<[Key]>>,
    /// What is asked in a dialog.
    pub(super) asking: RwSignal<Option<Asked>>,
    /// What is being done to several files.
    pub(super) working: RwSignal<Option<Working>>,
    /// What was done last.
    pub(super) said: RwSignal<String>,
    /// What went wrong last.
    pub(super) trouble: RwSignal<String>,
    pub(super) ready: RwSignal<Option<Ready>>,
    /// The files whose download addresses the host is asked for.
    pub(super) asked_for: StoredValue<Vec<FileId>>,
    /// The folder whose files these are.
    folder: RwSignal<Option<Parent>>,
    /// Counts the loadings: an answer that is not the last one's comes too late.
    turn: StoredValue<u32>,
}

impl Panel {
    /// A closed panel that follows the target folder.
    pub(super) fn new(context: Context, open: RwSignal<bool>) -> Self {
        let panel = Self {
            context,
            open,
            state: RwSignal::new(State::Loading),
            files: RwSignal::new(Loaded::default()),
            search: RwSignal::new(String::new()),
            order: RwSignal::new(Order::default()),
            selected: RwSignal::new(Ordered::default()),
            shown: RwSignal::new(Rc::from([])),
            asking: RwSignal::new(None),
            working: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            trouble: RwSignal::new(String::new()),
            ready: RwSignal::new(None),
            asked_for: StoredValue::new(Vec::new()),
            folder: RwSignal::new(None),
            turn: StoredValue::new(0),
        };
        // Opened, or another folder: what is there now.
        react(move || {
            let target = context.target.get();
            if panel.open.get() {
                untrack(|| panel.go_to(&target.folder));
            }
        });
        react(move || {
            let order = panel.order.get();
            let shown = panel.files.with(|files| files.arrange(order, &panel.search.read()));
            panel.shown.set_if_other(shown.into());
        });
        batch::on_end(context, move || panel.reload());
        let mut first = true;
        react(move || {
            context.stored_changed.track();
            if !std::mem::take(&mut first) {
                untrack(|| panel.reload());
            }
        });
        let online = window_event_listener(ev::online, move |_| {
            if panel.state.get_untracked() == State::Failed(Error::Offline) {
                panel.reload();
            }
        });
        on_cleanup(move || online.remove());
        panel
    }

    pub(super) fn words(self) -> Words {
        self.context.words
    }

    pub(super) fn file(self, key: Key) -> Option<Rc<File>> {
        self.files.with_untracked(|files| files.get(key))
    }

    /// The folder whose files are on show.
    pub(super) fn folder(self) -> Parent {
        self.folder.get_untracked().unwrap_or_default()
    }

    /// The selected files that are on show, in the order they are in.
    pub(super) fn selection(self) -> Vec<Rc<File>> {
        let (shown, selected) = (self.shown.read_untracked(), self.selected.read_untracked());
        shown.iter().filter(|key| selected.has(**key)).filter_map(|key| self.file(*key)).collect()
    }

    /// Takes a file out of the selection, whatever has changed about it.
    pub(super) fn deselect(self, id: &FileId) {
        if let Some(key) = self.files.with_untracked(|files| files.key(id)) {
            self.selected.update(|selected| {
                selected.remove(key);
            });
        }
    }

    /// Where this file is on show, counted from 0.
    pub(super) fn place(self, id: &FileId) -> Option<usize> {
        let key = self.files.with_untracked(|files| files.key(id))?;
        self.shown.with_untracked(|shown| shown.iter().position(|other| *other == key))
    }

    /// Takes a new listing in place of the one before.
    fn take(self, listing: Vec<File>) {
        let mut selected = self.selected.get_untracked();
        self.files.update(|files| selected = files.replace(listing, &selected));
        self.selected.set(selected);
    }

    fn go_to(self, folder: &Parent) {
        if self.folder.get_untracked().as_ref() != Some(folder) {
            self.folder.set(Some(folder.clone()));
            self.take(Vec::new());
            self.search.set(String::new());
            self.clear_messages();
        }
        self.load();
    }

    pub(super) fn clear_messages(self) {
        self.said.set(String::new());
        self.trouble.set(String::new());
        self.ready.set(None);
    }

    /// Loads again what is on show, if anything is.
    pub(super) fn reload(self) {
        if self.open.try_get_untracked() == Some(true) {
            self.load();
        }
    }

    fn load(self) {
        let folder = self.folder();
        let turn = self.turn.get_value() + 1;
        self.turn.set_value(turn);
        self.state.set(State::Loading);
        spawn_local(async move {
            let answer = self.context.library().files(&folder).await;
            // The reader may have gone elsewhere, or away, while the host was answering.
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            match answer {
                Ok(listing) => {
                    self.take(listing);
                    self.state.set(State::Loaded);
                }
                Err(error) => self.state.set(State::Failed(error)),
            }
        });
    }
}
