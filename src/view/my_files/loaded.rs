//! The files that were loaded, each under a key of its own.

use std::collections::HashMap;
use std::rc::Rc;

use crate::api::{File, FileId};
use crate::library::Order;
use crate::ordered::{Ordered, by_name};
use crate::view::dom::Key;

/// A folder's files. A file keeps its key for as long as nothing about it changes, so its row and
/// the reader's place in the list stay; a key is never given to another file. It is for rows: what
/// is meant to be done to a file goes by its id, since others may download it meanwhile.
#[derive(Default)]
pub(super) struct Loaded {
    files: Ordered<Key, Rc<File>>,
    /// The keys in the order of the names: to look for some of ten thousand files, as letters are
    /// typed, is to sort none.
    by_name: Vec<Key>,
    keys: HashMap<FileId, Key>,
    next: Key,
}

impl Loaded {
    /// Takes a new listing in place of the one before. Returns which files are selected now: those
    /// of `selected` that are still listed, changed or not.
    pub(super) fn replace(
        &mut self,
        listing: Vec<File>,
        selected: &Ordered<Key, ()>,
    ) -> Ordered<Key, ()> {
        let mut still_selected = Ordered::default();
        let before = std::mem::take(&mut self.files);
        let keys = std::mem::take(&mut self.keys);
        for file in listing {
            let known = keys.get(&file.id).copied();
            let same = known.filter(|key| before.get(*key).is_some_and(|known| **known == file));
            let key = same.unwrap_or_else(|| {
                self.next += 1;
                self.next
            });
            if known.is_some_and(|key| selected.has(key)) {
                still_selected.insert(key, ());
            }
            self.keys.insert(file.id.clone(), key);
            self.files.insert(key, Rc::new(file));
        }
        let keys: Vec<Key> = self.files.keys().collect();
        let places = by_name(self.files.values().map(|file| &*file.name));
        self.by_name = places.into_iter().map(|place| keys[place]).collect();
        still_selected
    }

    pub(super) fn get(&self, key: Key) -> Option<Rc<File>> {
        self.files.get(key).cloned()
    }

    /// The key that this file has now.
    pub(super) fn key(&self, id: &FileId) -> Option<Key> {
        self.keys.get(id).copied()
    }

    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// The keys of the files that are looked for, in order.
    pub(super) fn arrange(&self, order: Order, search: &str) -> Vec<Key> {
        let files = self.by_name.iter().filter_map(|key| self.files.get(*key).map(Rc::as_ref));
        let places = order.arrange_named(files, search);
        places.into_iter().map(|place| self.by_name[place]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Json;

    fn file(id: u32, name: &str) -> File {
        let reply = format!(r#"{{"id": {id}, "filename": "{name}"}}"#);
        File::decode(&Json::parse(&reply).unwrap()).unwrap()
    }

    #[test]
    fn a_file_keeps_its_key_until_something_about_it_changes() {
        let mut loaded = Loaded::default();
        loaded.replace(vec![file(1, "a"), file(2, "b"), file(3, "c")], &Ordered::default());
        let before = loaded.arrange(Order::Name, "");
        loaded.replace(vec![file(3, "c"), file(2, "bb"), file(4, "d")], &Ordered::default());
        let after = loaded.arrange(Order::Name, "");
        assert_eq!(after.len(), 3);
        assert_eq!(after[1], before[2], "the third file is as it was");
        assert!(!before.contains(&after[0]), "the second was renamed");
        assert!(!before.contains(&after[2]), "the key of the first is not given away");
        assert!(loaded.get(before[0]).is_none());
        assert_eq!(loaded.get(after[0]).unwrap().name, "bb");
    }

    #[test]
    fn a_file_that_somebody_downloads_stays_selected() {
        let downloaded = |count| File { downloads: Some(count), ..file(1, "a") };
        let mut loaded = Loaded::default();
        loaded.replace(vec![downloaded(0), file(2, "b"), file(3, "c")], &Ordered::default());
        let before = loaded.arrange(Order::Name, "");
        let mut selected = Ordered::default();
        selected.insert(before[0], ());
        selected.insert(before[1], ());
        let selected = loaded.replace(vec![downloaded(1), file(3, "c")], &selected);
        let after = loaded.arrange(Order::Name, "");
        assert_ne!(after[0], before[0], "its row tells the count");
        assert_eq!(selected.keys().collect::<Vec<_>>(), [after[0]], "the other one is gone");
        assert_eq!(loaded.key(&downloaded(1).id), Some(after[0]));
    }

    #[test]
    fn a_host_that_lists_a_file_twice_does_not_stop_the_widget() {
        let mut loaded = Loaded::default();
        loaded.replace(vec![file(1, "a"), file(1, "a")], &Ordered::default());
        loaded.replace(vec![file(1, "a"), file(1, "a")], &Ordered::default());
        assert!(loaded.len() >= 1);
    }
}
