//! Folders, files and imports of one profile, in memory, with a journal where they are kept.

mod blobs;
mod file;
mod folder;
mod import;
mod journal;

pub use blobs::{BlobFolder, ReceivedBlob};
pub use file::{File, FileId, FileStatus, NewFile};
pub use folder::{Folder, FolderId, FolderTotals, Visibility};
pub use import::{Import, ImportId, ImportState};
pub use journal::{Journal, Record};

use crate::account::AccountId;
use crate::clock::Moment;
use crate::random;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;

// The first ids are those of the published samples, so a fresh sandbox answers like them.
const FIRST_FILE_ID: u64 = 1253;
const FIRST_FOLDER_ID: u64 = 125;
const FIRST_IMPORT_ID: u64 = 52;

/// Everything a profile stores, beside the bytes.
#[derive(Debug)]
pub struct Store {
    accounts: BTreeMap<String, AccountId>,
    folders: BTreeMap<FolderId, Folder>,
    files: BTreeMap<FileId, File>,
    short_urls: HashMap<String, FileId>,
    imports: BTreeMap<ImportId, Import>,
    journal: Journal,
}

impl Store {
    /// An empty store that keeps nothing.
    pub fn in_memory() -> Store {
        Store {
            accounts: BTreeMap::new(),
            folders: BTreeMap::new(),
            files: BTreeMap::new(),
            short_urls: HashMap::new(),
            imports: BTreeMap::new(),
            journal: Journal::none(),
        }
    }

    /// Opens the journal at that path, or begins one.
    pub fn open(path: &Path) -> io::Result<Store> {
        let mut store = Store::in_memory();
        for record in Journal::read(path)? {
            store.remember(record);
        }
        let accounts = store.accounts.iter();
        let records = accounts
            .map(|(username, &id)| Record::Account { username: username.clone(), id })
            .chain(store.folders.values().cloned().map(Record::Folder))
            .chain(store.files.values().cloned().map(Record::File))
            .chain(store.imports.values().cloned().map(Record::Import));
        store.journal = Journal::create(path, records)?;
        Ok(store)
    }

    fn remember(&mut self, record: Record) {
        match record {
            Record::Account { username, id } => {
                self.accounts.insert(username, id);
            }
            Record::Folder(folder) => {
                self.folders.insert(folder.id, folder);
            }
            Record::File(file) => {
                self.short_urls.insert(file.short_url.clone(), file.id);
                self.files.insert(file.id, file);
            }
            Record::Import(import) => {
                self.imports.insert(import.id, import);
            }
        }
    }

    fn save(&mut self, record: Record) {
        self.journal.write(&record);
        self.remember(record);
    }

    /// Forgets everything but the accounts' ids, and begins a fresh journal where one is kept.
    pub fn clear(&mut self, path: Option<&Path>) -> io::Result<()> {
        let accounts = std::mem::take(&mut self.accounts);
        *self = Store { accounts, ..Store::in_memory() };
        if let Some(path) = path {
            let records = self
                .accounts
                .iter()
                .map(|(username, &id)| Record::Account { username: username.clone(), id });
            self.journal = Journal::create(path, records)?;
        }
        Ok(())
    }

    /// The lasting id of the account of that name.
    pub fn account_id(&mut self, username: &str) -> AccountId {
        if let Some(&id) = self.accounts.get(username) {
            return id;
        }
        let next = self.accounts.values().map(|id| id.0 + 1).max();
        let id = AccountId(next.unwrap_or(crate::account::FIRST_ACCOUNT_ID));
        self.save(Record::Account { username: username.to_owned(), id });
        id
    }

    /// All folders, trashed ones too.
    pub fn folders(&self) -> impl Iterator<Item = &Folder> {
        self.folders.values()
    }

    /// All files, trashed ones too.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.files.values()
    }

    /// All imports.
    pub fn imports(&self) -> impl Iterator<Item = &Import> {
        self.imports.values()
    }

    /// A folder of that account that is not in the trash.
    pub fn folder(&self, owner: AccountId, id: FolderId) -> Option<&Folder> {
        self.folders.get(&id).filter(|folder| folder.owner == owner && !folder.trashed)
    }

    /// Adds a folder and returns it with its id.
    pub fn add_folder(&mut self, folder: Folder) -> Folder {
        let next = self.folders.keys().next_back().map_or(FIRST_FOLDER_ID, |id| id.0 + 1);
        let folder = Folder { id: FolderId(next), ..folder };
        self.save(Record::Folder(folder.clone()));
        folder
    }

    /// Replaces a folder's record.
    pub fn save_folder(&mut self, folder: Folder) {
        self.save(Record::Folder(folder));
    }

    /// Puts a folder with everything in it into the trash.
    pub fn trash_folder(&mut self, owner: AccountId, id: FolderId) {
        let folders: Vec<Folder> = self
            .folders
            .values()
            .filter(|folder| folder.owner == owner && self.is_within(folder.id, id))
            .cloned()
            .collect();
        let files: Vec<File> = self
            .files
            .values()
            .filter(|file| file.owner == owner)
            .filter(|file| file.folder.is_some_and(|folder| self.is_within(folder, id)))
            .cloned()
            .collect();
        for folder in folders {
            self.save(Record::Folder(Folder { trashed: true, ..folder }));
        }
        for file in files {
            self.save(Record::File(File { status: FileStatus::Trash, ..file }));
        }
    }

    /// Whether a folder is `ancestor` or anywhere below it.
    pub fn is_within(&self, folder: FolderId, ancestor: FolderId) -> bool {
        let parent = |id: &FolderId| self.folders.get(id).and_then(|folder| folder.parent);
        std::iter::successors(Some(folder), parent).any(|id| id == ancestor)
    }

    /// What each folder of an account holds, trash left out.
    pub fn totals(&self, owner: AccountId) -> HashMap<FolderId, FolderTotals> {
        let mut totals: HashMap<FolderId, FolderTotals> = HashMap::new();
        for file in self.files.values() {
            let counted = file.owner == owner && file.status == FileStatus::Active;
            let Some(direct) = file.folder.filter(|_| counted) else { continue };
            totals.entry(direct).or_default().files += 1;
            let parent = |id: &FolderId| self.folders.get(id).and_then(|folder| folder.parent);
            for folder in std::iter::successors(Some(direct), parent) {
                let total = totals.entry(folder).or_default();
                total.size += file.size;
                total.downloads += file.downloads;
            }
        }
        for folder in self.folders.values().filter(|folder| folder.owner == owner) {
            if let Some(parent) = folder.parent.filter(|_| !folder.trashed) {
                totals.entry(parent).or_default().folders += 1;
            }
        }
        totals
    }

    /// A file of that account, in the trash or not.
    pub fn file(&self, owner: AccountId, id: FileId) -> Option<&File> {
        self.files.get(&id).filter(|file| file.owner == owner)
    }

    /// The file behind a share link, of whichever account.
    pub fn file_by_short_url(&self, short_url: &str) -> Option<&File> {
        self.short_urls.get(short_url).and_then(|id| self.files.get(id))
    }

    /// Adds a file and returns it with its id, links and hashes.
    pub fn add_file(&mut self, new: NewFile) -> File {
        let next = self.files.keys().next_back().map_or(FIRST_FILE_ID, |id| id.0 + 1);
        let file = File {
            id: FileId(next),
            owner: new.owner,
            folder: new.folder,
            name: new.name,
            file_type: new.file_type,
            size: new.size,
            md5: new.md5,
            blob: new.blob,
            short_url: random::short_url(next),
            delete_hash: random::hexadecimal(32),
            unique_hash: random::hexadecimal(64),
            status: FileStatus::Active,
            downloads: 0,
            uploaded: new.uploaded,
        };
        self.save(Record::File(file.clone()));
        file
    }

    /// Replaces a file's record.
    pub fn save_file(&mut self, file: File) {
        self.save(Record::File(file));
    }

    /// Bytes of all active files of an account.
    pub fn used_bytes(&self, owner: AccountId) -> u64 {
        let files = self.files.values();
        files
            .filter(|file| file.owner == owner && file.status == FileStatus::Active)
            .map(|file| file.size)
            .sum()
    }

    /// An import of that account.
    pub fn import(&self, owner: AccountId, id: ImportId) -> Option<&Import> {
        self.imports.get(&id).filter(|import| import.owner == owner)
    }

    /// Schedules an import.
    pub fn add_import(
        &mut self,
        owner: AccountId,
        folder: Option<FolderId>,
        url: &str,
        now: Moment,
    ) -> Import {
        let next = self.imports.keys().next_back().map_or(FIRST_IMPORT_ID, |id| id.0 + 1);
        let url = url.to_owned();
        let id = ImportId(next);
        let import = Import { id, owner, folder, url, created: now, state: ImportState::Pending };
        self.save(Record::Import(import.clone()));
        import
    }

    /// Moves an import on, unless it is over already. Returns whether it was.
    pub fn set_import_state(&mut self, id: ImportId, state: ImportState) -> bool {
        let Some(import) = self.imports.get(&id).filter(|import| !import.state.is_over()) else {
            return false;
        };
        self.save(Record::Import(Import { state, ..import.clone() }));
        true
    }
}

#[cfg(test)]
mod tests;
