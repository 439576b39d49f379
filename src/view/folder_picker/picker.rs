//! What the folder picker knows, and what can be done with it.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::ask::Ask;
use super::tree::{Inside, Node, ROOT, Row, Shows, Tree};
use crate::api::{Endpoint, Error, Folder, Parent};
use crate::session::State as SessionState;
use crate::transfer::{ItemId, Target};
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
    stale: RwSignal<Vec<Node>>,
    /// Items up to this one have been looked at.
    seen: RwSignal<Option<ItemId>>,
    /// The element of the row that Tab leads to, while the tree is shown.
    pub(super) stop: RwSignal<Option<El>>,
}

impl Picker {
    pub(super) fn at_root(context: Context) -> Self {
        let home = context.home.get_value();
        let mut root = (*home).clone();
        if root.label.is_empty() {
            root.label = context.words.get(Text::FolderRoot).into();
        }
        let tree = Tree::new(root);
        let picker = Self {
            context,
            tree: RwSignal::new(tree),
            selected: RwSignal::new(ROOT),
            active: RwSignal::new((ROOT, false)),
            open: RwSignal::new(false),
            searched: RwSignal::new(String::new()),
            naming: RwSignal::new(Naming::No),
            moving: RwSignal::new(None),
            asked: RwSignal::new(None),
            said: RwSignal::new(None),
            stale: RwSignal::new(Vec::new()),
            seen: RwSignal::new(None),
            stop: RwSignal::new(None),
        };
        context.target.set(home);
        picker.load(ROOT);
        picker
    }

    /// Whether the host has what this takes, as far as is known.
    pub(super) fn can(self, endpoint: Endpoint) -> bool {
        self.context.login.with_untracked(|login| match login {
            SessionState::SignedIn(now) => now.host.supports(endpoint),
            SessionState::SignedOut | SessionState::Expired { .. } => false,
        })
    }

    /// What files that go to a folder are given.
    fn target(self, node: Node) -> Rc<Target> {
        let below = self.tree.with_untracked(|tree| {
            (node != ROOT).then(|| Target::folder(tree.parent(node), tree.name(node)))
        });
        below.map_or_else(|| self.context.home.get_value(), Rc::new)
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
    fn reveal(self, node: Node) {
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

    /// The host is asked for a level when it is seen first.
    fn load_what_is_open(self) {
        if !self.open.get_untracked() {
            return;
        }
        let missing: Vec<Node> = self.tree.with_untracked(|tree| {
            let unknown = |row: &Row| {
                row.shows == Shows::Loading && *tree.inside(row.node) == Inside::Unknown
            };
            tree.rows("").iter().filter(|row| unknown(row)).map(|row| row.node).collect()
        });
        missing.into_iter().for_each(|node| self.load(node));
    }

    pub(super) fn collapse(self, node: Node) {
        self.tree.update(|tree| tree.set_open(node, false));
    }

    /// Asks the host for the folders inside a folder, and says so in the tree.
    pub(super) fn load(self, node: Node) {
        if self.tree.with_untracked(|tree| *tree.inside(node) == Inside::Loading) {
            return;
        }
        self.tree.update(|tree| tree.set_inside(node, Inside::Loading));
        self.ask_for(node);
    }

    /// Asks again for a level that could not be had. Its row goes, so the focus goes to the folder.
    pub(super) fn load_again(self, node: Node) {
        self.active.set((node, false));
        self.load(node);
        self.focus_row();
    }

    /// Asks again for a level that was loaded. What is shown stays until the answer is there.
    fn refresh(self, node: Node) {
        let loaded = |tree: &Tree| matches!(tree.inside(node), Inside::Loaded(_));
        if self.tree.with_untracked(loaded) {
            self.ask_for(node);
        }
    }

    fn ask_for(self, node: Node) {
        let folder = self.tree.with_untracked(|tree| tree.parent(node));
        spawn_local(async move {
            // Through the engine: it then knows what is there, and need not look before it sends.
            let answer = self.context.engine().folders(&folder).await;
            if self.tree.is_disposed() || !self.tree.with_untracked(|tree| tree.has(node)) {
                return;
            }
            let path = self.tree.with_untracked(|tree| tree.path(self.selected.get_untracked()));
            self.tree.update(|tree| match answer {
                Ok(list) => tree.load(node, list),
                // What is known is better than nothing.
                Err(_) if matches!(tree.inside(node), Inside::Loaded(_)) => {}
                Err(error) => tree.set_inside(node, Inside::Failed(error)),
            });
            self.keep_place(&path);
        });
    }

    /// Somebody else may have taken away the folder at the end of `path`: then files go to what is
    /// left of the way to it.
    fn keep_place(self, path: &[Node]) {
        let is_there = |node: &&Node| self.tree.with_untracked(|tree| tree.has(**node));
        let left = path.iter().rev().find(is_there).copied().unwrap_or(ROOT);
        if left != path.last().copied().unwrap_or(ROOT) {
            self.select(left);
        }
        if self.open.get_untracked() {
            self.focus_row();
        }
    }

    /// Gives the focus to the row that Tab leads to, if nothing has it.
    pub(super) fn focus_row(self) {
        focus::rescue(move || self.stop.try_get_untracked().flatten());
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

    /// Puts in what the host says of a folder that was made, renamed, moved or changed.
    pub(super) fn put(self, above: Node, folder: Folder) -> Option<Node> {
        let mut node = None;
        self.tree.update(|tree| node = tree.place(above, folder));
        // Its name may be in the path, and the target has it.
        let selected = self.selected.get_untracked();
        self.context.target.set(self.target(selected));
        node
    }

    /// Takes out a folder that was deleted. Files that wait for it go to where it was.
    pub(super) fn take_out(self, node: Node) {
        let (name, above) = (self.name(node), self.tree.with_untracked(|tree| tree.above(node)));
        self.context.engine().forget_folders();
        self.redirect(node, above);
        let within = |of: Node| self.tree.with_untracked(|tree| tree.is_within(of, node));
        let was_target = within(self.selected.get_untracked());
        if was_target {
            self.select(above);
        } else if within(self.active.get_untracked().0) {
            self.active.set((above, false));
        }
        self.tree.update(|tree| tree.remove(node));
        let words = self.context.words;
        let place = self.name(above);
        let text = if was_target { Text::FolderDeletedTarget } else { Text::FolderDeleted };
        let said = words.fill(text, &[("name", &name), ("place", &place)]);
        self.said.set(Some(Said::Done(said)));
    }

    /// Sends what waits for a folder, or for one inside it, to another.
    fn redirect(self, from: Node, to: Node) {
        let engine = self.context.engine();
        let to = self.target(to);
        let waiting: Vec<(ItemId, Rc<str>)> = self.tree.with_untracked(|tree| {
            let queue = engine.queue();
            let goes_there = |folder: &Parent| {
                tree.find(folder).is_some_and(|node| node != ROOT && tree.is_within(node, from))
            };
            let items = queue.items().filter(|item| goes_there(&item.target().folder));
            items.map(|item| (item.id(), Rc::clone(&item.target().path))).collect()
        });
        for (id, path) in waiting {
            engine.retarget(id, &Rc::new(to.below(&path)));
        }
    }

    /// Begins to choose a new place for a folder.
    pub(super) fn begin_move(self, node: Node) {
        self.said.set(None);
        self.moving.set(Some(node));
    }

    /// Moves a folder, and offers to move it back.
    pub(super) fn move_to(self, node: Node, to: Node, offer_undo: bool) {
        let words = self.context.words;
        let (name, place) = (self.name(node), self.name(to));
        if !self.tree.with_untracked(|tree| tree.may_move(node, to)) {
            let refused = words.fill(Text::FolderMoveRefused, &[("name", &name)]);
            self.said.set(Some(Said::Failed(refused)));
            return;
        }
        self.moving.set(None);
        self.said.set(None);
        let (before, from, above) = self
            .tree
            .with_untracked(|tree| (tree.folder(node).cloned(), tree.above(node), tree.parent(to)));
        let Some(before) = before else { return };
        spawn_local(async move {
            let answer = self.context.library().move_folder(&before.id, &above).await;
            if self.tree.is_disposed() {
                return;
            }
            match answer {
                Ok(moved) => {
                    self.context.engine().forget_folders();
                    self.put(to, told(before, moved));
                    self.reveal(node);
                    self.active.set((node, false));
                    // Sizes and counts are others now.
                    for node in [from, to] {
                        let above = self.tree.with_untracked(|tree| tree.above(node));
                        self.refresh(above);
                    }
                    let words =
                        words.fill(Text::FolderMoved, &[("name", &name), ("place", &place)]);
                    self.said.set(Some(match offer_undo {
                        true => Said::Moved { words, node, from },
                        false => Said::Done(words),
                    }));
                    self.focus_row();
                }
                Err(error) => self.fail(&error),
            }
        });
    }

    fn fail(self, error: &Error) {
        self.said.set(Some(Said::Failed(self.context.words.error(error))));
    }

    /// The queue has come to rest: files, and folders they came in, are where they went.
    pub(super) fn look_after_uploads(self) {
        let engine = self.context.engine();
        let last = self.seen.get_untracked();
        let mut newest = last;
        let mut touched: Vec<Node> = Vec::new();
        self.tree.with_untracked(|tree| {
            for item in engine.queue().items().filter(|item| Some(item.id()) > last) {
                newest = newest.max(Some(item.id()));
                let Some(node) = tree.find(&item.target().folder) else { continue };
                let made = (!item.target().path.is_empty()).then_some(node);
                for level in [Some(tree.above(node)), made].into_iter().flatten() {
                    if !touched.contains(&level) {
                        touched.push(level);
                    }
                }
            }
        });
        self.seen.set(newest);
        self.look_again(touched);
    }

    /// Files of the target folder were moved or deleted: the figures in its row are others now.
    pub(super) fn count_again(self) {
        let selected = self.selected.get_untracked();
        self.look_again(vec![self.tree.with_untracked(|tree| tree.above(selected))]);
    }

    /// Asks again for these levels, now or when they are seen.
    fn look_again(self, mut levels: Vec<Node>) {
        if self.open.get_untracked() {
            levels.into_iter().for_each(|node| self.refresh(node));
        } else {
            self.stale.update_untracked(|stale| {
                levels.retain(|node| !stale.contains(node));
                stale.append(&mut levels);
            });
        }
    }

    /// The row that has the focus, or would get it: its place among the rows.
    pub(super) fn stop_of(self, rows: &[Row]) -> usize {
        let (node, about_inside) = self.active.get();
        let is_folder = |row: &Row| matches!(row.shows, Shows::Folder { .. });
        let exact = |row: &Row| row.node == node && is_folder(row) != about_inside;
        let near = |wanted: Node| rows.iter().position(|row| row.node == wanted && is_folder(row));
        rows.iter()
            .position(exact)
            .or_else(|| near(node))
            .or_else(|| near(self.selected.get_untracked()))
            .unwrap_or_default()
    }
}

/// What the host says of a folder now, with what it leaves out as it was before.
pub(super) fn told(before: Folder, now: Folder) -> Folder {
    Folder {
        name: if now.name.is_empty() { before.name } else { now.name },
        visibility: now.visibility.or(before.visibility),
        access_password: now.access_password,
        url: now.url.or(before.url),
        ..before
    }
}
