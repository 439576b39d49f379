//! What the target folders held before anything was sent to them: with it, a file that is there
//! although no reply said so is told from one that was there all along.

use std::collections::{HashMap, HashSet};

use super::delivery::Sent;
use super::item::ItemId;
use super::names::{as_counted, as_stored, counted, forms};
use crate::api::{Bytes, File, FileId, Parent};
use crate::ordered::Ordered;

/// The files known in each folder.
#[derive(Debug, Default)]
pub(super) struct Contents {
    folders: HashMap<String, Known>,
    /// Files that items of the queue have stored.
    claimed: HashSet<FileId>,
    /// The names, by folder, under which items are on their way, or may have arrived.
    under_way: Ordered<ItemId, (String, String)>,
}

/// The files known in one folder.
#[derive(Debug, Default)]
struct Known {
    /// Those of each name.
    named: HashMap<String, Vec<FileId>>,
    /// Those that may be a further file of a name, by that name: see [`counted`].
    counted: HashMap<String, Vec<FileId>>,
}

impl Known {
    fn add(&mut self, name: &str, id: Option<&FileId>) {
        self.named.entry(name.to_owned()).or_default().extend(id.cloned());
        if let (Some(of), Some(id)) = (counted(name), id) {
            self.counted.entry(of).or_default().push(id.clone());
        }
    }

    fn remove(&mut self, name: &str, id: &FileId) {
        remove(&mut self.named, name, id);
        if let Some(of) = counted(name) {
            remove(&mut self.counted, &of, id);
        }
    }

    /// The files that a host may have made of one that was sent under that name.
    fn of(&self, name: &str) -> Vec<FileId> {
        let forms = forms(name);
        let named = forms.iter().filter_map(|form| self.named.get(form));
        // Few folders have any, and each file that is sent is looked for.
        let any = !self.counted.is_empty();
        let counted = forms.iter().filter(|_| any).flat_map(|form| as_counted(form));
        let counted = counted.filter_map(|of| self.counted.get(&of));
        named.chain(counted).flatten().cloned().collect()
    }
}

/// Takes a file off the list of a name, and the name with its last one.
fn remove(files: &mut HashMap<String, Vec<FileId>>, name: &str, id: &FileId) {
    if let Some(ids) = files.get_mut(name) {
        ids.retain(|known| known != id);
        if ids.is_empty() {
            files.remove(name);
        }
    }
}

impl Contents {
    pub(super) fn is_known(&self, folder: &Parent) -> bool {
        self.folders.contains_key(folder.or_blank())
    }

    /// Remembers a listing of the folder. What was known before stays known.
    pub(super) fn remember(&mut self, folder: &Parent, files: &[File]) {
        let known = self.folders.entry(folder.or_blank().to_owned()).or_default();
        for file in files {
            known.add(&file.name, Some(&file.id));
        }
    }

    /// A file was stored: it is nobody else's.
    pub(super) fn claim(&mut self, folder: &Parent, id: Option<&FileId>, name: &str) {
        let known = self.folders.entry(folder.or_blank().to_owned()).or_default();
        known.add(name, id);
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
        if let Some(known) = self.folders.get_mut(folder.or_blank()) {
            known.remove(name, id);
        }
    }

    /// Whether the folder has a file of that name, as far as is known, or will have one when what is
    /// on its way has arrived.
    pub(super) fn has_name(&self, folder: &Parent, name: &str) -> bool {
        let known = self.folders.get(folder.or_blank());
        let wanted = under_way(folder, name);
        known.is_some_and(|known| forms(name).iter().any(|form| known.named.contains_key(form)))
            || self.under_way.values().any(|other| *other == wanted)
    }

    /// An item is on its way to the folder under that name: no other may take it.
    pub(super) fn reserve(&mut self, id: ItemId, folder: &Parent, name: &str) {
        self.under_way.insert(id, under_way(folder, name));
    }

    /// It has come to its end there.
    pub(super) fn release(&mut self, id: ItemId) {
        self.under_way.remove(id);
    }

    /// An upload of that name that begins now: with the files it is not.
    pub(super) fn sending(&self, folder: &Parent, name: &str) -> Sent {
        let known = self.folders.get(folder.or_blank());
        Sent { name: name.into(), before: known.map(|known| known.of(name)).unwrap_or_default() }
    }

    /// The file among a fresh listing that must be the one that was sent: of that name and size,
    /// not there before and nobody else's. Where the folder has another file of the name, it may
    /// have got a number.
    pub(super) fn find_new<'a>(
        &self,
        files: &'a [File],
        sent: &Sent,
        size: Bytes,
    ) -> Option<&'a File> {
        let forms = forms(&sent.name);
        let is_new =
            |file: &File| !sent.before.contains(&file.id) && !self.claimed.contains(&file.id);
        let mut namesakes = files.iter().filter(|file| forms.contains(&file.name)).peekable();
        let has_namesake = namesakes.peek().is_some();
        let named =
            namesakes.find(|file| file.size.is_none_or(|listed| listed == size) && is_new(file));
        if named.is_some() || !has_namesake {
            return named;
        }
        let counted_forms: Vec<String> = forms.iter().flat_map(|form| as_counted(form)).collect();
        files.iter().find(|file| {
            file.size == Some(size)
                && counted(&file.name).is_some_and(|of| counted_forms.contains(&of))
                && is_new(file)
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
    fn a_file_that_the_host_renamed_is_found() {
        for (there, name, stored) in [
            (&["a.txt"][..], "a.txt", "a (2).txt"),
            (&["a.TXT", "a (2).txt"], "a.TXT", "a (3).txt"),
            (&["notes"], "notes", "note (2).notes"),
            (&["Robs.jpg"], "Rob's.jpg", "Robs (2).jpg"),
            (&[], "Rob's.jpg", "Robs.jpg"),
            (&[], ".env", "env"),
        ] {
            let mut listing: Vec<File> =
                there.iter().enumerate().map(|(id, name)| file(&id.to_string(), name, 5)).collect();
            let mut contents = Contents::default();
            contents.remember(&Parent::Root, &listing);
            let sent = contents.sending(&Parent::Root, name);
            assert_eq!(sent.before.len(), there.len(), "{name}");
            let found = |listing: &[File], size| {
                contents.find_new(listing, &sent, Bytes(size)).map(|file| file.name.clone())
            };
            assert_eq!(found(&listing, 5), None, "{name}");
            listing.push(file("9", stored, 5));
            assert_eq!(found(&listing, 5).as_deref(), Some(stored));
            assert_eq!(found(&listing, 6), None, "{stored} is another file");
        }
    }

    #[test]
    fn a_number_that_no_other_file_accounts_for_is_the_files_own() {
        let mut contents = Contents::default();
        contents.remember(&Parent::Root, &[]);
        let sent = contents.sending(&Parent::Root, "a.txt");
        assert_eq!(contents.find_new(&[file("1", "a (2).txt", 5)], &sent, Bytes(5)), None);
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
