//! How the tree learns from the host what is in a folder, and when it is asked again.

use wasm_bindgen_futures::spawn_local;

use super::picker::{Picker, Said};
use super::tree::{Inside, Node, ROOT, Row, Shows, Tree};
use crate::api::{Error, Folder};
use crate::transfer::Item;
use crate::view::text::Text;

impl Picker {
    /// Asks for the root, for what is seen and not known, and for what could not be had before.
    pub(super) fn load_what_is_missing(self) {
        self.tree.update(Tree::forget_failures);
        match self.tree.with_untracked(|tree| *tree.inside(ROOT) == Inside::Unknown) {
            true => self.load(ROOT),
            false => self.refresh(ROOT),
        }
        self.load_what_is_open();
    }

    /// The host is asked for a level when it is seen first.
    pub(super) fn load_what_is_open(self) {
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
    pub(super) fn refresh(self, node: Node) {
        let loaded = |tree: &Tree| matches!(tree.inside(node), Inside::Loaded(_));
        if self.tree.with_untracked(loaded) {
            self.ask_for(node);
        }
    }

    fn ask_for(self, node: Node) {
        let (folder, asked) =
            self.tree.update_untracked(|tree| (tree.parent(node), tree.begin_asking(node)));
        spawn_local(async move {
            // Through the engine: it then knows what is there, and need not look before it sends.
            let answer = self.context.engine().folders(&folder).await;
            if self.is_gone() || !self.tree.with_untracked(|tree| tree.awaits(node, asked)) {
                return;
            }
            if answer.is_ok() && self.tree.with_untracked(|tree| tree.has_changed_since(asked)) {
                self.ask_for(node);
            } else {
                self.take_in(node, answer);
            }
        });
    }

    /// Takes in what the host answered. Somebody else may have taken away the folder that new files
    /// go to: then they go to what is left of the way to it.
    fn take_in(self, node: Node, answer: Result<Vec<Folder>, Error>) {
        let selected = self.selected.get_untracked();
        let (name, way) =
            (self.name(selected), self.tree.with_untracked(|tree| tree.path(selected)));
        self.tree.update(|tree| match answer {
            Ok(list) => tree.load(node, list),
            // What is known is better than nothing.
            Err(_) if matches!(tree.inside(node), Inside::Loaded(_)) => {}
            Err(error) => tree.set_inside(node, Inside::Failed(error)),
        });
        if !self.tree.with_untracked(|tree| tree.has(selected)) {
            let is_there = |node: &Node| self.tree.with_untracked(|tree| tree.has(*node));
            let left = way.into_iter().rfind(is_there).unwrap_or(ROOT);
            self.select(left);
            let values = [("name", &*name), ("place", &*self.name(left))];
            let said = self.context.words.fill(Text::FolderTargetGone, &values);
            self.said.set(Some(Said::Done(said)));
        }
        if self.open.get_untracked() {
            self.focus_row_in_place();
        }
    }

    /// The queue has come to rest: files, and folders they came in, are where they went.
    pub(super) fn look_after_uploads(self) {
        let engine = self.context.engine();
        let last = self.seen.get_untracked();
        let mut newest = last;
        // One that failed or was paused may have gone up since, and so may those in between.
        let changed = |item: &Item| item.log().last().map_or(0.0, |step| step.at);
        let mut touched: Vec<Node> = Vec::new();
        self.tree.with_untracked(|tree| {
            for item in engine.queue().items().filter(|item| changed(item) > last) {
                newest = newest.max(changed(item));
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
}
