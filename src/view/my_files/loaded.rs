//! The files that were loaded, each under a key of its own.

use std::collections::HashMap;
use std::rc::Rc;

use crate::api::{File, FileId};
use crate::library::Order;
use crate::ordered::Ordered;
use crate::view::dom::Key;

/// A folder's files. A file keeps its key for as long as nothing about it changes, so its row and
/// the reader's place in the list stay; a key is never given to another file.
#[derive(Default)]
pub(super) struct Loaded {
    files: Ordered<Key, Rc<File>>,
    next: Key,
}

impl Loaded {
    /// Takes a new listing in place of the one before.
    pub(super) fn replace(&mut self, listing: Vec<File>) {
        let before = std::mem::take(&mut self.files);
        let keys: HashMap<FileId, Key> =
            before.iter().map(|(key, file)| (file.id.clone(), key)).collect();
        for file in listing {
            let same = keys
                .get(&file.id)
                .copied()
                .filter(|key| before.get(*key).is_some_and(|known| **known == file));
            let key = same.unwrap_or_else(|| {
                self.next += 1;
                self.next
            });
            self.files.insert(key, Rc::new(file));
        }
    }

    pub(super) fn get(&self, key: Key) -> Option<Rc<File>> {
        self.files.get(key).cloned()
    }

    pub(super) fn has(&self, key: Key) -> bool {
        self.files.has(key)
    }

    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// The keys of the files that are looked for, in order.
    pub(super) fn arrange(&self, order: Order, search: &str) -> Vec<Key> {
        let keys: Vec<Key> = self.files.keys().collect();
        let places = order.arrange(self.files.values().map(Rc::as_ref), search);
        places.into_iter().map(|place| keys[place]).collect()
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
        loaded.replace(vec![file(1, "a"), file(2, "b"), file(3, "c")]);
        let before = loaded.arrange(Order::Name, "");
        loaded.replace(vec![file(3, "c"), file(2, "bb"), file(4, "d")]);
        let after = loaded.arrange(Order::Name, "");
        assert_eq!(after.len(), 3);
        assert_eq!(after[1], before[2], "the third file is as it was");
        assert!(!before.contains(&after[0]), "the second was renamed");
        assert!(!before.contains(&after[2]), "the key of the first is not given away");
        assert!(loaded.get(before[0]).is_none());
        assert_eq!(loaded.get(after[0]).unwrap().name, "bb");
    }

    #[test]
    fn a_host_that_lists_a_file_twice_does_not_stop_the_widget() {
        let mut loaded = Loaded::default();
        loaded.replace(vec![file(1, "a"), file(1, "a")]);
        loaded.replace(vec![file(1, "a"), file(1, "a")]);
        assert!(loaded.len() >= 1);
    }
}
