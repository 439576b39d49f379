//! What the target folders held before anything was sent to them: with it, a file that is there
//! although no reply said so is told from one that was there all along.

use std::collections::{HashMap, HashSet};

use super::item::{ItemId, Sent};
use super::names::{as_stored, forms};
use crate::api::{Bytes, File, FileId, Parent};

/// The files known in each folder.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// The numbers of the files of each name, by folder.
    folders: HashMap<String, HashMap<String, Vec<FileId>>>,
    /// Files that items of the queue have stored.
    claimed: HashSet<FileId>,
    /// The names, by folder, under which items are on their way, or may have arrived.
    under_way: HashMap<ItemId, (String, String)>,
}

impl Contents {
    pub(super) fn is_known(&self, folder: &Parent) -> bool {
        self.folders.contains_key(folder.or_blank())
    }

    /// Remembers a listing of the folder. What was known before stays known.
    pub(super) fn remember(&mut self, folder: &Parent, files: &[File]) {
        let known = self.folders.entry(folder.or_blank().to_owned()).or_default();
        for file in files {
            known.entry(file.name.clone()).or_default().push(file.id.clone());
        }
    }

    /// A file was stored: it is nobody else's.
    pub(super) fn claim(&mut self, folder: &Parent, id: Option<&FileId>, name: &str) {
        let known = self.folders.entry(folder.or_blank().to_owned()).or_default();
        known.entry(name.to_owned()).or_default().extend(id.cloned());
        self.claimed.extend(id.cloned());
    }

    /// The same for one that was stored before the page was loaded anew.
    pub(super) fn claim_earlier(&mut self, id: &FileId) {
        self.claimed.insert(id.clone());
    }

    /// A file came into the folder by other means than an upload: no item has stored it.
    pub(super) fn arrive(&mut self, folder: &Parent, id: &FileId, name: &str) {
        if self.is_known(folder) {
            self.claim(folder, Some(id), name);
        } else {
            self.claimed.insert(id.clone());
        }
    }

    /// A file left the folder: its name is free, unless another file has it too.
    pub(super) fn leave(&mut self, folder: &Parent, id: &FileId, name: &str) {
        let Some(known) = self.folders.get_mut(folder.or_blank()) else { return };
        if let Some(ids) = known.get_mut(name) {
            ids.retain(|known| known != id);
            if ids.is_empty() {
                known.remove(name);
            }
        }
    }

    /// Whether the folder has a file of that name, as far as is known, or will have one when what is
    /// on its way has arrived.
    pub(super) fn has_name(&self, folder: &Parent, name: &str) -> bool {
        let known = self.folders.get(folder.or_blank());
        known.is_some_and(|known| forms(name).any(|form| known.contains_key(&form))) || {
            let wanted = under_way(folder, name);
            self.under_way.values().any(|other| *other == wanted)
        }
    }

    /// An item is on its way to the folder under that name: no other may take it.
    pub(super) fn reserve(&mut self, id: ItemId, folder: &Parent, name: &str) {
        self.under_way.insert(id, under_way(folder, name));
    }

    /// It has come to its end there.
    pub(super) fn release(&mut self, id: ItemId) {
        self.under_way.remove(&id);
    }

    /// An upload of that name that begins now: with the files it is not.
    pub(super) fn sending(&self, folder: &Parent, name: &str) -> Sent {
        let known = self.folders.get(folder.or_blank());
        let files = |form| known.and_then(|known| known.get(&form)).into_iter().flatten();
        Sent { name: name.into(), before: forms(name).flat_map(files).cloned().collect() }
    }

    /// The file among a fresh listing that must be the one that was sent: of that name and size,
    /// not there before and nobody else's.
    pub(super) fn find_new<'a>(
        &self,
        files: &'a [File],
        sent: &Sent,
        size: Bytes,
    ) -> Option<&'a File> {
        files.iter().find(|file| {
            forms(&sent.name).any(|form| form == file.name)
                && file.size.is_none_or(|listed| listed == size)
                && !sent.before.contains(&file.id)
                && !self.claimed.contains(&file.id)
        })
    }
}

fn under_way(folder: &Parent, name: &str) -> (String, String) {
    (folder.or_blank().to_owned(), as_stored(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Json;

    fn file(id: &str, name: &str, size: u64) -> File {
        let reply = format!(r#"{{"id": "{id}", "filename": "{name}", "fileSize": "{size}"}}"#);
        File::decode(&Json::parse(&reply).unwrap()).unwrap()
    }

    #[test]
    fn only_a_new_file_of_the_same_name_and_size_is_the_one_that_was_sent() {
        let mut contents = Contents::default();
        contents.remember(&Parent::Root, &[file("1", "a.txt", 5)]);
        let sent = contents.sending(&Parent::Root, "a.txt");
        let listing = [
            file("1", "a.txt", 5),
            file("2", "a.txt", 6),
            file("3", "b.txt", 5),
            file("4", "a.txt", 5),
        ];
        let found = |contents: &Contents| {
            let found = contents.find_new(&listing, &sent, Bytes(5));
            found.map(|file| file.id.as_str().to_owned())
        };
        assert_eq!(found(&contents).as_deref(), Some("4"));
        contents.claim(&Parent::Root, Some(&FileId::new("4")), "a.txt");
        assert_eq!(found(&contents), None, "it is another item's");
    }

    #[test]
    fn a_file_that_was_moved_here_is_not_the_one_that_was_sent() {
        let folder = Parent::Folder("7".into());
        let mut contents = Contents::default();
        contents.remember(&Parent::Root, &[file("1", "a.txt", 5), file("2", "a.txt", 5)]);
        let sent = contents.sending(&folder, "a.txt");
        contents.leave(&Parent::Root, &FileId::new("1"), "a.txt");
        contents.arrive(&folder, &FileId::new("1"), "a.txt");
        assert_eq!(contents.find_new(&[file("1", "a.txt", 5)], &sent, Bytes(5)), None);
        assert!(!contents.is_known(&folder), "what else is in it is still to be asked for");
        assert!(contents.has_name(&Parent::Root, "a.txt"), "the other one is still there");
        contents.leave(&Parent::Root, &FileId::new("2"), "a.txt");
        assert!(!contents.has_name(&Parent::Root, "a.txt"));
    }

    #[test]
    fn a_name_is_looked_for_as_the_host_stores_it() {
        let mut contents = Contents::default();
        contents.remember(&Parent::Root, &[file("1", "say %22hi%22.txt", 5)]);
        assert!(contents.has_name(&Parent::Root, "say \"hi\".txt"));
        assert!(!contents.has_name(&Parent::Folder("7".into()), "say \"hi\".txt"));
    }
}
