//! Folders that came with the files: each is made on the host once, unless it is there already.

use std::cell::RefCell;
use std::collections::HashMap;

use futures_util::lock::Mutex;

use super::Engine;
use crate::api::{Error, Folder, Parent};
use crate::transfer::item::Target;
use crate::transfer::names::cleaned;

/// The folders inside each folder that was looked into, by name.
#[derive(Default)]
pub(super) struct Tree {
    inside: RefCell<HashMap<String, HashMap<String, Parent>>>,
    /// One folder is made at a time: two files of one folder would make it twice.
    making: Mutex<()>,
}

impl Tree {
    pub(super) fn forget(&self) {
        self.inside.borrow_mut().clear();
    }

    fn is_known(&self, folder: &Parent) -> bool {
        self.inside.borrow().contains_key(folder.or_blank())
    }

    fn find(&self, folder: &Parent, name: &str) -> Option<Parent> {
        self.inside.borrow().get(folder.or_blank())?.get(name).cloned()
    }

    fn remember(&self, folder: &Parent, inside: HashMap<String, Parent>) {
        self.inside.borrow_mut().insert(folder.or_blank().to_owned(), inside);
    }

    /// A fresh listing of a folder that was looked into before: what was deleted elsewhere is not
    /// there any more. Other names under which a folder is known stay.
    pub(super) fn refresh(&self, folder: &Parent, listed: &[Folder]) {
        if let Some(inside) = self.inside.borrow_mut().get_mut(folder.or_blank()) {
            inside.retain(|_, known| listed.iter().any(|there| known.folder() == Some(&there.id)));
            inside.extend(by_name_in(listed));
        }
    }

    /// A folder was made. What else is in its parent is known already, or will be asked for.
    pub(super) fn learn(&self, parent: &Parent, name: &str, made: Parent) {
        if let Some(inside) = self.inside.borrow_mut().get_mut(parent.or_blank()) {
            inside.insert(name.to_owned(), made);
        }
    }
}

fn by_name_in(listed: &[Folder]) -> HashMap<String, Parent> {
    let named = |folder: &Folder| (folder.name.clone(), Parent::Folder(folder.id.clone()));
    listed.iter().map(named).collect()
}

impl Engine {
    /// The folder a target means, with all folders of its path made.
    pub(super) async fn make_folders(&self, target: &Target) -> Result<Parent, Error> {
        let mut folder = target.folder.clone();
        for name in target.path.split('/').filter(|name| !name.is_empty()) {
            folder = self.make_folder(&folder, name).await?;
        }
        Ok(folder)
    }

    /// The folder of that name inside `parent`: the one that is there, or a new one.
    pub(super) async fn make_folder(&self, parent: &Parent, name: &str) -> Result<Parent, Error> {
        let tree = &self.0.tree;
        let stored = cleaned(name);
        if let Some(found) = tree.find(parent, &stored) {
            return Ok(found);
        }
        let _one_at_a_time = tree.making.lock().await;
        if !tree.is_known(parent) {
            let listing = self.list(parent).await?;
            tree.remember(parent, by_name_in(&listing.folders));
        }
        // It may have been made while this one waited for its turn.
        if let Some(found) = tree.find(parent, &stored) {
            return Ok(found);
        }
        // While the host is being asked, nobody knows what is in the parent: an attempt that is
        // stopped now may have made the folder, and the next one has to look.
        let inside = tree.inside.borrow_mut().remove(parent.or_blank()).unwrap_or_default();
        match self.create_folder(parent, name).await {
            Ok(made) => {
                tree.remember(parent, inside);
                tree.learn(parent, &made.name, Parent::Folder(made.id.clone()));
                let made = Parent::Folder(made.id);
                // The name asked for finds it as well as the one the host stored.
                tree.learn(parent, &stored, made.clone());
                // Nothing is in it yet: no need to look.
                tree.remember(&made, HashMap::new());
                self.0.contents.borrow_mut().remember(&made, &[]);
                Ok(made)
            }
            Err(error) => {
                if !error.leaves_outcome_open() {
                    tree.remember(parent, inside);
                }
                Err(error)
            }
        }
    }
}
