//! What is known of the account's folders: plain data, without a page.

mod rows;

use std::collections::HashMap;

use crate::api::{Error, Folder, FolderId, Parent};
use crate::ordered::{Ordered, by_name};
use crate::transfer::Target;
pub(super) use rows::{Row, Shows};

/// Names a folder of the tree for as long as the tree lives.
pub(super) type Node = u32;

/// The account's root, which is always there.
pub(super) const ROOT: Node = 0;

/// What is known of the folders inside a folder.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Inside {
    /// The host has not been asked.
    Unknown,
    Loading,
    /// In the order they are shown.
    Loaded(Vec<Node>),
    Failed(Error),
}

struct Entry {
    /// `None` for the root.
    folder: Option<Folder>,
    above: Node,
    inside: Inside,
    /// When the host was asked last what is inside.
    asked: u32,
    open: bool,
    /// The row it is drawn as. Another one once what it says has changed.
    row: u32,
}

/// The folders that were loaded so far.
pub(super) struct Tree {
    /// The folder at the root, by the name people know it by.
    home: Target,
    entries: Ordered<Node, Entry>,
    ids: HashMap<FolderId, Node>,
    next: u32,
    /// Counts what the host was asked and what was changed here, to tell which came first.
    clock: u32,
    /// When something was changed here last.
    changed: u32,
}

impl Tree {
    /// A tree of which only the root is known: the account's, or the folder that a page wants all
    /// files in.
    pub(super) fn new(home: Target) -> Self {
        let inside = Inside::Unknown;
        let root = Entry { folder: None, above: ROOT, inside, asked: 0, open: true, row: ROOT };
        let mut entries = Ordered::default();
        entries.insert(ROOT, root);
        Self { home, entries, ids: HashMap::new(), next: 1, clock: 0, changed: 0 }
    }

    pub(super) fn has(&self, node: Node) -> bool {
        self.entries.has(node)
    }

    /// The folder; `None` for the root and for one that has gone.
    pub(super) fn folder(&self, node: Node) -> Option<&Folder> {
        self.entries.get(node)?.folder.as_ref()
    }

    /// The folder as the API names it.
    pub(super) fn parent(&self, node: Node) -> Parent {
        match self.folder(node) {
            None => self.home.folder.clone(),
            Some(folder) => Parent::Folder(folder.id.clone()),
        }
    }

    /// The folder's name as the host has it.
    pub(super) fn name(&self, node: Node) -> &str {
        self.folder(node).map_or(&self.home.label, |folder| &folder.name)
    }

    /// Gives the folder at the root another name.
    pub(super) fn name_home(&mut self, name: &str) {
        self.home.label = name.into();
        let row = self.fresh();
        if let Some(root) = self.entries.get_mut(ROOT) {
            root.row = row;
        }
    }

    pub(super) fn above(&self, node: Node) -> Node {
        self.entries.get(node).map_or(ROOT, |entry| entry.above)
    }

    pub(super) fn inside(&self, node: Node) -> &Inside {
        self.entries.get(node).map_or(&Inside::Unknown, |entry| &entry.inside)
    }

    /// The folder of that id, if it was loaded.
    pub(super) fn find(&self, folder: &Parent) -> Option<Node> {
        match folder {
            folder if *folder == self.home.folder => Some(ROOT),
            Parent::Root => None,
            Parent::Folder(id) => self.ids.get(id).copied(),
        }
    }

    /// The way to a folder, without the root and with the folder itself.
    pub(super) fn path(&self, node: Node) -> Vec<Node> {
        let mut path = Vec::new();
        let mut at = node;
        while at != ROOT && self.has(at) {
            path.push(at);
            at = self.above(at);
        }
        path.reverse();
        path
    }

    /// Whether `node` is `top` or lies somewhere in it.
    pub(super) fn is_within(&self, node: Node, top: Node) -> bool {
        top == ROOT || self.path(node).contains(&top)
    }

    /// Whether a folder may be put into another: not where it is already, not into itself, and not
    /// into one that has gone.
    pub(super) fn may_move(&self, node: Node, to: Node) -> bool {
        node != ROOT && self.has(to) && self.above(node) != to && !self.is_within(to, node)
    }

    /// Whether anything may be inside: unknown counts as yes.
    pub(super) fn has_inside(&self, node: Node) -> bool {
        match self.inside(node) {
            Inside::Loaded(inside) => !inside.is_empty(),
            Inside::Loading | Inside::Failed(_) => true,
            Inside::Unknown => {
                self.folder(node).is_none_or(|folder| folder.child_folder_count != Some(0))
            }
        }
    }

    pub(super) fn set_open(&mut self, node: Node, open: bool) {
        if let Some(entry) = self.entries.get_mut(node) {
            entry.open = open;
        }
    }

    pub(super) fn set_inside(&mut self, node: Node, inside: Inside) {
        if let Some(entry) = self.entries.get_mut(node) {
            entry.inside = inside;
        }
    }

    /// What could not be had counts as never asked for.
    pub(super) fn forget_failures(&mut self) {
        for (_, entry) in self.entries.iter_mut() {
            if matches!(entry.inside, Inside::Failed(_)) {
                entry.inside = Inside::Unknown;
            }
        }
    }

    /// The host is asked what is inside a folder. Returns when, by the tree's own clock.
    pub(super) fn begin_asking(&mut self, node: Node) -> u32 {
        self.clock += 1;
        if let Some(entry) = self.entries.get_mut(node) {
            entry.asked = self.clock;
        }
        self.clock
    }

    /// Whether what the host was asked then is to be taken in: the folder is there, and the host was
    /// not asked again.
    pub(super) fn awaits(&self, node: Node, asked: u32) -> bool {
        self.entries.get(node).is_some_and(|entry| entry.asked == asked)
    }

    /// Whether a folder was made, changed, moved or deleted here since the host was asked: its answer
    /// may be from before.
    pub(super) fn has_changed_since(&self, asked: u32) -> bool {
        self.changed > asked
    }

    fn note_change(&mut self) {
        self.clock += 1;
        self.changed = self.clock;
    }

    /// Takes in what the host listed. Folders that were known stay the same, with all that is known
    /// of their inside.
    pub(super) fn load(&mut self, node: Node, listed: Vec<Folder>) {
        let before = match self.inside(node) {
            Inside::Loaded(before) => before.clone(),
            // Known from before the host was asked again.
            _ => self.children(node),
        };
        // Listings do not tell of passwords.
        let listed = listed.into_iter().map(|mut folder| {
            let known = self.ids.get(&folder.id).and_then(|node| self.folder(*node));
            let known = known.and_then(|known| known.access_password.clone());
            folder.access_password = folder.access_password.or(known);
            folder
        });
        let listed: Vec<Folder> = listed.collect();
        let mut listed_here = Ordered::default();
        let nodes: Vec<Node> = listed
            .into_iter()
            .filter_map(|folder| self.put(node, folder))
            .filter(|child| listed_here.insert(*child, ()))
            .collect();
        for gone in before.into_iter().filter(|before| !listed_here.has(*before)) {
            self.forget(gone);
        }
        self.set_inside(node, Inside::Loaded(nodes));
    }

    /// Takes in one folder that was made, changed or moved. `None` when it would lie in itself, or in
    /// one that has gone.
    pub(super) fn place(&mut self, above: Node, folder: Folder) -> Option<Node> {
        self.note_change();
        if !self.has(above) {
            return None;
        }
        let was_there = self.ids.get(&folder.id).is_some_and(|node| self.above(*node) == above);
        let node = self.put(above, folder)?;
        if !was_there {
            self.count(above, 1);
        }
        let sorted = |tree: &Tree, nodes: Vec<Node>| -> Vec<Node> {
            let places = by_name(nodes.iter().map(|node| tree.name(*node)));
            places.into_iter().map(|place| nodes[place]).collect()
        };
        if let Inside::Loaded(inside) = self.inside(above) {
            let mut inside = inside.clone();
            if !inside.contains(&node) {
                inside.push(node);
            }
            self.set_inside(above, Inside::Loaded(sorted(self, inside)));
        }
        Some(node)
    }

    /// Takes a folder out, with all that is in it.
    pub(super) fn remove(&mut self, node: Node) {
        self.note_change();
        self.take_out(node);
        self.forget(node);
    }

    fn put(&mut self, above: Node, folder: Folder) -> Option<Node> {
        let fresh = self.fresh();
        let Some(&node) = self.ids.get(&folder.id) else {
            self.ids.insert(folder.id.clone(), fresh);
            let inside = Inside::Unknown;
            let folder = Some(folder);
            let entry = Entry { folder, above, inside, asked: 0, open: false, row: fresh };
            self.entries.insert(fresh, entry);
            return Some(fresh);
        };
        // A host that lists a folder in itself would have the tree go round in circles.
        if self.is_within(above, node) {
            return None;
        }
        if self.above(node) != above {
            self.take_out(node);
        }
        if let Some(entry) = self.entries.get_mut(node) {
            entry.above = above;
            if entry.folder.as_ref() != Some(&folder) {
                entry.folder = Some(folder);
                entry.row = fresh;
            }
        }
        Some(node)
    }

    /// Takes a folder out of the list of the one it is in.
    fn take_out(&mut self, node: Node) {
        let above = self.above(node);
        self.count(above, -1);
        if let Some(Entry { inside: Inside::Loaded(inside), .. }) = self.entries.get_mut(above) {
            inside.retain(|other| *other != node);
        }
    }

    /// The host's count of the folders in a folder, kept up to date until it is asked again. Its row
    /// tells it.
    fn count(&mut self, node: Node, change: i64) {
        let row = self.fresh();
        if let Some(entry) = self.entries.get_mut(node)
            && let Some(folder) = &mut entry.folder
            && let Some(count) = &mut folder.child_folder_count
        {
            *count = count.saturating_add_signed(change);
            entry.row = row;
        }
    }

    fn forget(&mut self, node: Node) {
        for inside in self.children(node) {
            self.forget(inside);
        }
        if let Some(Entry { folder: Some(folder), .. }) = self.entries.remove(node) {
            self.ids.remove(&folder.id);
        }
    }

    fn children(&self, node: Node) -> Vec<Node> {
        let inside = |(other, entry): (Node, &Entry)| {
            (entry.above == node && other != ROOT).then_some(other)
        };
        self.entries.iter().filter_map(inside).collect()
    }

    fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }
}

#[cfg(test)]
mod tests;
