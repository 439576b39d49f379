//! What the folder picker knows, and what can be done with it.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::ask::Ask;
use super::tree::{Inside, Node, ROOT, Row, Tree};
use crate::api::{Endpoint, Parent};
use crate::transfer::{Target, Timestamp};
use crate::view::context::Context;
use crate::view::dom::El;
use crate::view::reactive::RwSignal;
use crate::view::text::Text;
use crate::view::{focus, names};

/// Who opened the form for a new folder, and gets the focus back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    No,
    /// The button beside the path.
    Button,
    /// The menu of a row.
    Row,
}

/// What became of the last thing that was done, for people.
#[derive(Clone)]
pub(super) enum Said {
    /// It is done.
    Done(String),
    /// A folder was moved, and came from there.
    Moved { words: String, node: Node, from: Node },
    /// It went wrong.
    Failed(String),
}

/// The picker's state.
#[derive(Clone, Copy)]
pub(in crate::view) struct Picker {
    pub(super) context: Context,
    pub(super) tree: RwSignal<Tree>,
    /// The folder that new files go to.
    pub(super) selected: RwSignal<Node>,
    /// The row that Tab leads to: a folder's own, or the one about its inside.
    pub(super) active: RwSignal<(Node, bool)>,
    /// Whether the tree is shown.
    pub(super) open: RwSignal<bool>,
    pub(super) searched: RwSignal<String>,
    pub(super) naming: RwSignal<Naming>,
    /// The folder whose new place is being chosen.
    pub(super) moving: RwSignal<Option<Node>>,
    pub(super) asked: RwSignal<Option<Ask>>,
    pub(super) said: RwSignal<Option<Said>>,
    /// Levels to ask the host for again when the tree is shown.
    pub(super) stale: RwSignal<Vec<Node>>,
    /// What has become of items up to this time has been looked at.
    pub(super) seen: RwSignal<Timestamp>,
    /// The element of the row that Tab leads to, while the tree is shown.
    pub(super) stop: RwSignal<Option<El>>,
}

impl Picker {
    /// For one reader, of whose folders nothing is known yet: new files go to where they go at
    /// first.
    pub(in crate::view) fn new(context: Context) -> Self {
        let mut root = (*context.home.get_value()).clone();
        if root.label.is_empty() {
            root.label = context.words.get(Text::FolderRoot).into();
        }
        Self {
            context,
            tree: RwSignal::new(Tree::new(root)),
            selected: RwSignal::new(ROOT),
            active: RwSignal::new((ROOT, false)),
            open: RwSignal::new(false),
            searched: RwSignal::new(String::new()),
            naming: RwSignal::new(Naming::No),
            moving: RwSignal::new(None),
            asked: RwSignal::new(None),
            said: RwSignal::new(None),
            stale: RwSignal::new(Vec::new()),
            seen: RwSignal::new(0.0),
            stop: RwSignal::new(None),
        }
    }

    /// Whether the reader it was for has gone while the host took its time to answer.
    pub(super) fn is_gone(self) -> bool {
        self.tree.is_disposed()
    }

    /// The reader is there, or there again after the login had expired: the folder they had chosen
    /// stays, and what they were about to do with a folder is over.
    pub(super) fn begin(self) {
        self.naming.set(Naming::No);
        self.moving.set(None);
        self.asked.set(None);
        self.said.set(None);
        // The field for it is a new one.
        self.searched.set(String::new());
        self.name_home();
        self.load_what_is_missing();
    }

    /// A page may name the folder that all files go to by its id alone: the host knows what it is
    /// called.
    fn name_home(self) {
        let home = self.context.home.get_value();
        let Parent::Folder(id) = &home.folder else { return };
        if !home.label.is_empty() {
            return;
        }
        let (library, id) = (self.context.library(), id.clone());
        spawn_local(async move {
            if let Ok(folder) = library.folder(&id).await
                && !self.is_gone()
                && !folder.name.is_empty()
            {
                self.tree.update(|tree| tree.name_home(&folder.name));
                if self.selected.get_untracked() == ROOT {
                    self.context.target.set(self.target(ROOT));
                }
            }
        });
    }

    /// Whether the host can do what an endpoint is for, as far as is known by now.
    pub(super) fn can(self, endpoint: Endpoint) -> bool {
        self.context.library().can(endpoint)
    }

    /// What files that go to a folder are given.
    pub(super) fn target(self, node: Node) -> Rc<Target> {
        let home = self.context.home.get_value();
        self.tree.with_untracked(|tree| match node {
            // It goes by another name in each language.
            ROOT if home.folder == Parent::Root => home,
            ROOT => Rc::new(Target { label: tree.name(ROOT).into(), ..(*home).clone() }),
            _ => Rc::new(Target::folder(tree.parent(node), tree.name(node))),
        })
    }

    /// A folder's name as it is shown.
    pub(super) fn name(self, node: Node) -> String {
        self.tree.with_untracked(|tree| names::shown(tree.name(node)))
    }

    /// Makes a folder the one that new files go to, and opens it.
    pub(super) fn select(self, node: Node) {
        self.context.target.set(self.target(node));
        self.selected.set(node);
        self.active.set((node, false));
        self.said.set(None);
        self.reveal(node);
        if self.tree.with_untracked(|tree| tree.has_inside(node)) {
            self.expand(node);
        }
    }

    /// Opens everything a folder is in.
    pub(super) fn reveal(self, node: Node) {
        self.tree.update(|tree| {
            let mut at = node;
            while at != ROOT {
                at = tree.above(at);
                tree.set_open(at, true);
            }
        });
        self.load_what_is_open();
    }

    /// Opens a folder; what is inside is loaded when it is not known.
    pub(super) fn expand(self, node: Node) {
        self.tree.update(|tree| tree.set_open(node, true));
        self.load_what_is_open();
    }

    pub(super) fn collapse(self, node: Node) {
        self.tree.update(|tree| tree.set_open(node, false));
    }

    /// Gives the focus to the row that Tab leads to, if nothing has it.
    pub(super) fn focus_row(self) {
        focus::rescue(move || self.row_there());
    }

    /// The same after the host has answered: nothing is scrolled.
    pub(super) fn focus_row_in_place(self) {
        focus::rescue_in_place(move || self.row_there());
    }

    /// The row that Tab leads to. None while the one that it is to lead to comes with a level that is on
    /// its way, as that of a folder moved there: it gets the focus when it is there.
    fn row_there(self) -> Option<El> {
        let stop = self.stop.try_get_untracked().flatten()?;
        let (active, _) = self.active.get_untracked();
        let comes = active != ROOT
            && self.tree.with_untracked(|tree| *tree.inside(tree.above(active)) == Inside::Loading);
        (!comes).then_some(stop)
    }

    /// Shows or hides the tree.
    pub(super) fn show(self, open: bool) {
        self.open.set(open);
        self.moving.set(None);
        self.searched.set(String::new());
        if open {
            let selected = self.selected.get_untracked();
            self.active.set((selected, false));
            self.reveal(selected);
            for node in self.stale.update_untracked(std::mem::take) {
                self.refresh(node);
            }
        }
    }

    /// The row that has the focus, or would get it: its place among the rows.
    pub(super) fn stop_of(self, rows: &[Row]) -> usize {
        let active = self.active.get();
        let near = |wanted: Node| rows.iter().position(|row| row.node == wanted && row.is_folder());
        rows.iter()
            .position(|row| row.stop() == active)
            .or_else(|| near(active.0))
            .or_else(|| near(self.selected.get_untracked()))
            .unwrap_or_default()
    }
}
