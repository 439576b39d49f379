//! What comes of the folders that are made, renamed, moved and deleted here.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::picker::{Picker, Said};
use super::tree::{Node, ROOT};
use crate::api::{Error, Folder, Parent};
use crate::transfer::ItemId;
use crate::view::text::Text;

impl Picker {
    /// What the host has answered to a change of its folders, with what went wrong in words; `None`
    /// when the reader has gone meanwhile. The engine looks anew where the folders are, also after a
    /// failure: an answer that got lost may have told of success.
    pub(super) fn answered<T>(self, answer: Result<T, Error>) -> Option<Result<T, String>> {
        if self.is_gone() {
            return None;
        }
        self.context.engine().forget_folders();
        Some(answer.map_err(|error| self.context.words.error(&error)))
    }

    /// Puts in what the host says of a folder that was made, renamed, moved or changed.
    pub(super) fn put(self, above: Node, folder: Folder) -> Option<Node> {
        let mut node = None;
        self.tree.update(|tree| node = tree.place(above, folder));
        // Its name may be in the path, and the target has it.
        let selected = self.selected.get_untracked();
        self.context.target.set(self.target(selected));
        // A row whose figures are others is drawn anew.
        if self.open.get_untracked() {
            self.focus_row_in_place();
        }
        node
    }

    /// Takes out a folder that was deleted. Files that wait for it go to where it was.
    pub(super) fn take_out(self, node: Node) {
        let (name, above) = (self.name(node), self.tree.with_untracked(|tree| tree.above(node)));
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

    /// Leaves the folder where it is after all. The button for that goes away.
    pub(super) fn end_move(self) {
        self.moving.set(None);
        self.focus_row();
    }

    /// Moves a folder, and offers to move it back.
    pub(super) fn move_to(self, node: Node, to: Node, offer_undo: bool) {
        let words = self.context.words;
        let (name, place) = (self.name(node), self.name(to));
        if !self.tree.with_untracked(|tree| tree.may_move(node, to)) {
            let refused = words.fill(Text::FolderMoveRefused, &[("name", &name)]);
            self.fail(refused);
            return;
        }
        self.moving.set(None);
        let (before, from, above) = self
            .tree
            .with_untracked(|tree| (tree.folder(node).cloned(), tree.above(node), tree.parent(to)));
        let Some(before) = before else { return };
        // The host may take its time.
        let [none, one] = [0_u64, 1].map(|count| words.count(count));
        let begun = words.fill(Text::MyFilesMoved, &[("done", &none), ("total", &one)]);
        self.said.set(Some(Said::Done(begun)));
        spawn_local(async move {
            let answer = self.context.library().move_folder(&before.id, &above).await;
            let moved = match self.answered(answer) {
                Some(Ok(moved)) => moved,
                Some(Err(why)) => return self.fail(why),
                None => return,
            };
            self.put(to, told(before, moved));
            self.reveal(node);
            self.active.set((node, false));
            // Sizes and counts are others now.
            for node in [from, to] {
                let above = self.tree.with_untracked(|tree| tree.above(node));
                self.refresh(above);
            }
            let words = words.fill(Text::FolderMoved, &[("name", &name), ("place", &place)]);
            self.said.set(Some(match offer_undo {
                true => Said::Moved { words, node, from },
                false => Said::Done(words),
            }));
            self.focus_row_in_place();
        });
    }

    /// Says what is done with a folder.
    pub(super) fn say(self, text: Text, node: Node) {
        let said = self.context.words.fill(text, &[("name", &self.name(node))]);
        self.said.set(Some(Said::Done(said)));
    }

    /// Says what went wrong.
    pub(super) fn fail(self, why: String) {
        // The reader may have gone by the time the host answers.
        self.said.try_set(Some(Said::Failed(why)));
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
