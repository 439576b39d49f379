//! Which of the folders are shown, each as a row.

use super::{Entry, Inside, Node, ROOT, Tree};
use crate::ordered::{Ordered, lowercase};

/// What a row shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Shows {
    /// A folder, and whether it is open; `None` when nothing is inside.
    Folder { open: Option<bool>, loading: bool },
    /// The folders inside are being asked for.
    Loading,
    /// There are none inside.
    Empty,
    /// They could not be had.
    Failed,
}

/// A row of the tree as it is drawn, from the top to the bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Row {
    /// Names the row on the page.
    pub(in super::super) key: u32,
    /// The folder, or the one whose inside it is about.
    pub(in super::super) node: Node,
    /// How deep it is; the root is at 1.
    pub(in super::super) level: u32,
    /// Its place among its siblings, from 1, and how many these are.
    pub(in super::super) place: (usize, usize),
    pub(in super::super) shows: Shows,
}

impl Row {
    /// Whether it is the folder's own, and not about its inside.
    pub(in super::super) fn is_folder(&self) -> bool {
        matches!(self.shows, Shows::Folder { .. })
    }

    /// What the row is known by while Tab leads to it: its folder, and whether it is about the inside.
    pub(in super::super) fn stop(&self) -> (Node, bool) {
        (self.node, !self.is_folder())
    }
}

/// Rows that are about a folder's inside have keys of their own, another one for each thing to say.
fn key_about_inside(folder: u32, shows: Shows) -> u32 {
    let bits = match shows {
        Shows::Folder { .. } => 0,
        Shows::Loading => 1,
        Shows::Empty => 2,
        Shows::Failed => 3,
    };
    folder | bits << 30
}

impl Tree {
    /// The rows to show: of the open folders, or of all that fit what is searched, with the way to
    /// them.
    pub(in super::super) fn rows(&self, searched: &str) -> Vec<Row> {
        let searched = lowercase(searched.trim());
        let mut rows = Vec::new();
        if searched.is_empty() {
            self.add_rows(ROOT, 1, (1, 1), None, &mut rows);
        } else {
            let fitting = self.on_the_way(&searched);
            self.add_rows(ROOT, 1, (1, 1), Some(&fitting), &mut rows);
        }
        rows
    }

    /// How many of the loaded folders fit what is searched.
    pub(in super::super) fn matches(&self, searched: &str) -> usize {
        let searched = lowercase(searched.trim());
        self.entries.values().filter(|entry| fits(entry, &searched)).count()
    }

    /// The folders that fit, and those they are in.
    fn on_the_way(&self, searched: &str) -> Ordered<Node, ()> {
        let mut shown = Ordered::default();
        for (node, entry) in self.entries.iter() {
            let mut at = node;
            while fits(entry, searched) && at != ROOT && shown.insert(at, ()) {
                at = self.above(at);
            }
        }
        shown
    }

    fn add_rows(
        &self,
        node: Node,
        level: u32,
        place: (usize, usize),
        only: Option<&Ordered<Node, ()>>,
        rows: &mut Vec<Row>,
    ) {
        let Some(entry) = self.entries.get(node) else { return };
        let inside: &[Node] = match &entry.inside {
            Inside::Loaded(inside) => inside,
            _ => &[],
        };
        let seen = |child: &&Node| only.is_none_or(|only| only.has(**child));
        let count = inside.iter().filter(seen).count();
        // What is searched is shown wherever it is.
        let open = match only {
            Some(_) => (count > 0).then_some(true),
            None => (self.has_inside(node) || entry.open).then_some(entry.open),
        };
        let loading = entry.inside == Inside::Loading;
        let shows = Shows::Folder { open, loading };
        rows.push(Row { key: entry.row, node, level, place, shows });
        if open != Some(true) {
            return;
        }
        let about = match &entry.inside {
            Inside::Failed(_) => Some(Shows::Failed),
            Inside::Loading | Inside::Unknown => Some(Shows::Loading),
            Inside::Loaded(inside) => inside.is_empty().then_some(Shows::Empty),
        };
        if let Some(shows) = about {
            let key = key_about_inside(entry.row, shows);
            rows.push(Row { key, node, level: level + 1, place: (1, 1), shows });
        }
        for (index, child) in inside.iter().filter(seen).enumerate() {
            self.add_rows(*child, level + 1, (index + 1, count), only, rows);
        }
    }

    /// The row that typing leads to from the one at `from`: the next that begins with the letter,
    /// or, when several letters were typed, the first from there on that begins with all of them.
    pub(in super::super) fn typed(&self, rows: &[Row], from: usize, typed: &str) -> Option<usize> {
        let typed = lowercase(typed);
        let first = typed.chars().next()?;
        let repeated = typed.chars().all(|letter| letter == first);
        let begins = |place: &usize| {
            let row = rows[*place];
            let name = lowercase(self.name(row.node));
            let start = if repeated { first.to_string() } else { typed.clone() };
            row.is_folder() && name.starts_with(&start)
        };
        let after = from + usize::from(repeated);
        (0..rows.len()).map(|step| (after + step) % rows.len()).find(begins)
    }
}

fn fits(entry: &Entry, searched: &str) -> bool {
    entry.folder.as_ref().is_some_and(|folder| lowercase(&folder.name).contains(searched))
}
