//! Taking chosen files into the queue: checked, told apart, and in turns so short that ten
//! thousand of them hold up nobody.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::{Engine, byte_size};
use crate::api::Bytes;
use crate::transfer::clock::now;
use crate::transfer::files::Chosen;
use crate::transfer::item::{Item, ItemId, Kind, State, Target};
use crate::transfer::limits::{Candidate, Check, Limits, Refusal};
use crate::transfer::names::kept_name;
use crate::transfer::options::ChangedName;
use crate::transfer::queue::{Entry, Queue};
use crate::transfer::turn::Turn;

/// From so many files on, room is made for all of them at once.
const MANY: usize = 100;

/// Files that were chosen at one go and are still to be taken in.
struct Batch {
    files: Box<dyn Iterator<Item = Chosen>>,
    target: Rc<Target>,
    /// The folders below the target that its files came in.
    below: HashMap<String, Rc<Target>>,
    limits: Limits,
}

impl Batch {
    fn target(&mut self, path: String) -> Rc<Target> {
        if path.is_empty() {
            return Rc::clone(&self.target);
        }
        let target = &self.target;
        let below = self.below.entry(path);
        Rc::clone(below.or_insert_with_key(|path| Rc::new(target.below(path))))
    }

    /// What is known of something without a file: where it was, and its name.
    fn entry(&mut self, kind: Kind, path: &str) -> Entry {
        let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
        let target = self.target(parent.to_owned());
        Entry { kind, name: name.to_owned(), size: Bytes(0), last_modified: 0, target }
    }
}

/// What was chosen and is not in the queue yet, and what tells the files in the queue apart.
#[derive(Default)]
pub(super) struct Intake {
    batches: VecDeque<Batch>,
    /// Somebody is taking them in.
    at_work: bool,
    /// The last item of each fingerprint, as a hint: whether it is still so is looked up.
    known: HashMap<u32, ItemId>,
    /// The items whose files have to be chosen again, by name, size and date.
    missing: HashMap<u64, Vec<ItemId>>,
}

impl Engine {
    /// Adds files for one folder and begins to send them. Files that came with folders of their
    /// own keep them. A file that may not be sent is kept in the queue as failed, with the reason;
    /// the others go on. A file that an item in the queue is waiting for
    /// ([`State::NeedsFile`]) goes to that item.
    ///
    /// Thousands of files are taken in bit by bit; [`Progress::adding`](super::Progress::adding)
    /// tells as long as there are more to come. The iterator may use the engine; when it stops
    /// everything, that ends it too.
    pub fn add<C, F>(&self, files: F, target: &Rc<Target>)
    where
        C: Into<Chosen> + 'static,
        F: IntoIterator<Item = C, IntoIter: 'static>,
    {
        self.take_in(Box::new(files.into_iter().map(Into::into)), target);
    }

    fn take_in(&self, files: Box<dyn Iterator<Item = Chosen>>, target: &Rc<Target>) {
        let limits = self.limits();
        let (count, _) = files.size_hint();
        let batch = Batch { files, target: Rc::clone(target), below: HashMap::new(), limits };
        let mut intake = self.0.intake.borrow_mut();
        if count >= MANY {
            intake.known.reserve(count);
            self.0.queue.borrow_mut().reserve(count);
        }
        intake.batches.push_back(batch);
        if std::mem::replace(&mut intake.at_work, true) {
            return;
        }
        drop(intake);
        // The first of them at once, so that they are seen and sent without delay.
        let mut turn = Turn::begin();
        if self.take_some(&mut turn) {
            self.advance();
            return;
        }
        self.advance();
        let engine = self.clone();
        spawn_local(async move {
            loop {
                turn.next().await;
                if engine.take_some(&mut turn) {
                    engine.advance();
                    return;
                }
                engine.go_on();
            }
        });
    }

    /// Takes files in until the turn is over. Whether there are no more.
    fn take_some(&self, turn: &mut Turn) -> bool {
        loop {
            // Its iterator is the caller's, who may use the engine: nothing is borrowed meanwhile.
            let batch = self.0.intake.borrow_mut().batches.pop_front();
            let Some(mut batch) = batch else {
                self.0.intake.borrow_mut().at_work = false;
                return true;
            };
            let stops = self.stops();
            let Some(chosen) = batch.files.next() else { continue };
            if self.stops() != stops {
                continue;
            }
            self.take(&mut batch, chosen);
            self.0.intake.borrow_mut().batches.push_front(batch);
            if turn.is_over() {
                return false;
            }
        }
    }

    fn take(&self, batch: &mut Batch, chosen: Chosen) {
        let (entry, refusal) = match chosen {
            Chosen::File { file, path, handle } => {
                let target = batch.target(path);
                return self.take_file(&batch.limits, &file, target, handle);
            }
            Chosen::EmptyFolder { path } if self.0.options.empty_folders => {
                (batch.entry(Kind::Folder, &path), None)
            }
            Chosen::EmptyFolder { .. } => return,
            Chosen::Unreadable { path } => {
                (batch.entry(Kind::File, &path), Some(Refusal::Unreadable))
            }
        };
        self.0.queue.borrow_mut().add(entry, refusal);
    }

    fn take_file(
        &self,
        limits: &Limits,
        file: &web_sys::File,
        target: Rc<Target>,
        handle: Option<JsValue>,
    ) {
        let mut intake = self.0.intake.borrow_mut();
        let mut queue = self.0.queue.borrow_mut();
        let (mut name, size) = (file.name(), byte_size(file));
        let last_modified = file.last_modified() as u64;
        if limits.changed_name == ChangedName::Rename {
            name = kept_name(&name);
        }
        let identity = file_identity(&name, size, last_modified);
        if !intake.missing.is_empty()
            && let Some(id) = take_missing(&mut intake.missing, &queue, identity, &target.path)
        {
            self.0.files.keep(id, file.clone());
            queue.supply(id, now());
            self.keep_file(id, handle);
            return;
        }
        // Asked for only where it matters: each question to the browser counts, times the files.
        let media_type = if limits.accept.is_empty() { String::new() } else { file.type_() };
        let candidate = Candidate { name: &name, media_type: &media_type, size };
        let fingerprint = fingerprint(identity, &target);
        let known = intake.known.get(&fingerprint).copied().filter(|id| {
            queue.get(*id).is_some_and(|item| is_same(item, (&name, size, last_modified), &target))
        });
        if let Some(id) = known
            && self.0.files.get(id).is_none()
        {
            // An item of an earlier page, such as one that was paused there: nobody has to be asked
            // for its file any more.
            self.0.files.keep(id, file.clone());
            self.keep_file(id, handle);
            return;
        }
        let duplicates = !self.0.options.skipped_checks.contains(&Check::Duplicate);
        let refusal = match limits.check(candidate, queue.load()) {
            Err(refusal) => Some(refusal),
            Ok(()) => (duplicates && known.is_some()).then_some(Refusal::AlreadyQueued),
        };
        let entry = Entry { kind: Kind::File, name, size, last_modified, target };
        let id = queue.add(entry, refusal);
        self.0.files.keep(id, file.clone());
        if refusal.is_none() {
            intake.known.insert(fingerprint, id);
            self.keep_file(id, handle);
        }
    }

    /// Remembers an item that came back from an earlier page, so that it is not added again, and
    /// that its file finds it. Where the page that embeds the widget must not hear of it, a file that
    /// is chosen now is another one: that page waits for its link.
    pub(super) fn know(&self, id: ItemId) {
        let mut intake = self.0.intake.borrow_mut();
        let queue = self.queue();
        let Some(item) = queue.get(id).filter(|item| !item.is_withheld()) else { return };
        let (identity, fingerprint) = identities(item);
        intake.known.insert(fingerprint, id);
        if matches!(item.state(), State::NeedsFile) {
            intake.missing.entry(identity).or_default().push(id);
        }
    }

    /// The item of this page that has the same file as one that has come back, and will send it.
    pub(super) fn twin(&self, id: ItemId) -> Option<ItemId> {
        let (intake, queue) = (self.0.intake.borrow(), self.queue());
        let item = queue.get(id).filter(|item| !item.is_withheld())?;
        let file = (item.chosen_name(), item.size(), item.last_modified());
        let twin = *intake.known.get(&identities(item).1)?;
        let same = |other: &Item| is_same(other, file, item.target());
        let is_twin = same(item) && same(queue.get(twin)?) && self.0.files.get(twin).is_some();
        is_twin.then_some(twin)
    }

    /// Forgets what was chosen and is not in the queue yet.
    pub(super) fn drop_intake(&self) {
        self.0.stops.set(self.0.stops.get().wrapping_add(1));
        self.0.intake.borrow_mut().batches.clear();
    }

    /// Whether files are still being taken in.
    pub(super) fn is_adding(&self) -> bool {
        self.0.intake.borrow().at_work
    }
}

/// The item that waits for this file: one of the same folders, else one of which one path ends with
/// the other, as when the reader chose the file by itself this time.
fn take_missing(
    missing: &mut HashMap<u64, Vec<ItemId>>,
    queue: &Queue,
    identity: u64,
    path: &str,
) -> Option<ItemId> {
    let waiting = missing.get_mut(&identity)?;
    waiting
        .retain(|id| queue.get(*id).is_some_and(|item| matches!(item.state(), State::NeedsFile)));
    let of = |id: &ItemId| queue.get(*id).map_or("", |item| &item.target().path);
    let ends = |long: &str, short: &str| {
        short.is_empty() || long.strip_suffix(short).is_some_and(|rest| rest.ends_with('/'))
    };
    let exact = waiting.iter().position(|id| of(id) == path);
    let alike = || waiting.iter().position(|id| ends(of(id), path) || ends(path, of(id)));
    let found = exact.or_else(alike).map(|place| waiting.remove(place));
    if waiting.is_empty() {
        missing.remove(&identity);
    }
    found
}

/// What makes two chosen files the same: name, size and date of last change.
fn file_identity(name: &str, size: Bytes, last_modified: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (name, size.0, last_modified).hash(&mut hasher);
    hasher.finish()
}

/// The same for one folder. Half of the hash is enough for a hint, and takes half the memory.
fn fingerprint(identity: u64, target: &Target) -> u32 {
    let mut hasher = DefaultHasher::new();
    (identity, target.folder.or_blank(), &*target.path).hash(&mut hasher);
    hasher.finish() as u32
}

/// The identity of an item's file, and its fingerprint.
fn identities(item: &Item) -> (u64, u32) {
    let identity = file_identity(item.chosen_name(), item.size(), item.last_modified());
    (identity, fingerprint(identity, item.target()))
}

/// Whether an item of this fingerprint, which others may have too, is that file and still to be sent.
fn is_same(item: &Item, file: (&str, Bytes, u64), target: &Target) -> bool {
    let gone = matches!(item.state(), State::Failed(_) | State::Cancelled | State::Done(_));
    let place = item.target();
    !gone
        && (item.chosen_name(), item.size(), item.last_modified()) == file
        && (&place.folder, &place.path) == (&target.folder, &target.path)
}
