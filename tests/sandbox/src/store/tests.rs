use super::*;

const ANNA: AccountId = AccountId(1);

fn folder(name: &str, parent: Option<FolderId>) -> Folder {
    Folder {
        id: FolderId(0),
        owner: ANNA,
        parent,
        name: name.to_owned(),
        visibility: Visibility::Private,
        access_password: None,
        added: Moment(0),
        updated: None,
        trashed: false,
    }
}

fn file(name: &str, folder: Option<FolderId>, size: u64) -> NewFile {
    NewFile {
        owner: ANNA,
        folder,
        name: name.to_owned(),
        file_type: "text/plain".to_owned(),
        size,
        md5: "0".repeat(32),
        blob: "blob".to_owned(),
        uploaded: Moment(0),
    }
}

#[test]
fn totals_count_direct_entries_and_sizes_below() {
    let mut store = Store::in_memory();
    let top = store.add_folder(folder("top", None)).id;
    let sub = store.add_folder(folder("sub", Some(top))).id;
    store.add_file(file("a.txt", Some(sub), 10));
    store.add_file(file("b.txt", Some(top), 5));
    let totals = store.totals(ANNA);
    assert_eq!(totals[&top], FolderTotals { size: 15, downloads: 0, folders: 1, files: 1 });
    assert_eq!(totals[&sub], FolderTotals { size: 10, downloads: 0, folders: 0, files: 1 });
}

#[test]
fn a_trashed_folder_takes_everything_with_it() {
    let mut store = Store::in_memory();
    let top = store.add_folder(folder("top", None)).id;
    let sub = store.add_folder(folder("sub", Some(top))).id;
    let lost = store.add_file(file("a.txt", Some(sub), 10)).id;
    let kept = store.add_file(file("b.txt", None, 5)).id;
    store.trash_folder(ANNA, top);
    assert!(store.folder(ANNA, sub).is_none());
    assert_eq!(store.file(ANNA, lost).unwrap().status, FileStatus::Trash);
    assert_eq!(store.file(ANNA, kept).unwrap().status, FileStatus::Active);
    assert_eq!(store.used_bytes(ANNA), 5);
}

#[test]
fn a_journal_brings_everything_back() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("journal.jsonl");
    let mut store = Store::open(&path).unwrap();
    let anna = store.account_id("anna");
    let top = store.add_folder(folder("top", None)).id;
    let stored = store.add_file(file("a.txt", Some(top), 10));
    store.save_file(File { name: "b.txt".to_owned(), ..stored.clone() });
    drop(store);
    let mut again = Store::open(&path).unwrap();
    assert_eq!(again.account_id("anna"), anna);
    assert_eq!(again.file_by_short_url(&stored.short_url).unwrap().name, "b.txt");
    assert_eq!(again.add_file(file("c", None, 1)).id.0, stored.id.0 + 1);
}
