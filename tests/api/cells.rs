//! Every host × endpoint cell.

use upload_widget::api::{
    Access, Client, Endpoint, Error, FileEdit, FileRef, FileStatus, FolderEdit, Host, ImportState,
    Login, Md5, NewFolder, Parent, PasswordEdit, Profile, Secret, Visibility,
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::sandbox::{self, Seen};
use crate::table::{self, Cell};

/// How servers are known to behave. The switches of each are on top of OPTIONS answered by 405.
const WAYS: [&str; 3] = [
    // As usual.
    "cors-right",
    // As documented, down to the JSON that is none.
    "none,options-405,cors-right,url-html-invalid-json",
    // As observed, all oddities at once.
    "all,cors-right",
];

#[wasm_bindgen_test]
async fn every_cell_works_by_simple_requests() {
    for way in WAYS {
        let mut cells = Vec::new();
        for profile in Profile::KNOWN {
            sandbox::reset(profile, way).await;
            let client = Client::new(sandbox::host(profile));
            cells.push((profile, run_cells(&client, way).await));
            check_requests(profile, &sandbox::requests(profile).await);
        }
        let table = table::render(&cells);
        wasm_bindgen_test::console_log!("{way}\n{table}");
        table::check(&table);
        let working: usize = cells.iter().map(|(_, cells)| table::working(cells)).sum();
        assert_eq!(working, 87 + 1, "87 cells, and filecad's move by /file/edit");
    }
}

#[wasm_bindgen_test]
async fn another_host_is_learnt_from_its_answers() {
    for way in WAYS {
        sandbox::reset(Profile::Filecad, way).await;
        let client = Client::new(Host::other(sandbox::base(Profile::Filecad)));
        assert!(client.can(Endpoint::FileCopy), "nothing is known beforehand");
        let access = client.authorize(&sandbox::password()).await.expect("the log-in works");
        let file = sandbox::upload(&client, &access, "a.txt", "a", &Parent::Root).await;
        let file = file.expect("a file").file_id.expect("an id");
        let folder = new_folder(&client, &access, "target").await;

        let error = client.file_copy(&access, &file, &folder).await.expect_err("it has none");
        assert_eq!(error.code(), "unsupported", "{error}");
        assert!(!client.can(Endpoint::FileCopy), "learnt");
        let before = sandbox::requests(Profile::Filecad).await.len();
        client.file_copy(&access, &file, &folder).await.expect_err("it has none");
        assert_eq!(sandbox::requests(Profile::Filecad).await.len(), before, "not asked again");

        let moved = client.file_move(&access, &file, &folder).await.expect("moved by /file/edit");
        assert_eq!(moved.id, file);
        client.file_move(&access, &file, &folder).await.expect("moved by /file/edit");
        let paths: Vec<_> =
            sandbox::requests(Profile::Filecad).await.into_iter().map(|seen| seen.path).collect();
        let count = |end: &str| paths.iter().filter(|path| path.ends_with(end)).count();
        assert_eq!((count("/file/move"), count("/file/edit")), (1, 2), "{paths:?}");
    }
}

/// Only what a browser sends without asking first.
fn check_requests(profile: Profile, requests: &[Seen]) {
    assert!(requests.len() >= 15, "{profile:?}: {requests:?}");
    for request in requests {
        assert!(!request.preflight, "{request:?}");
        assert_eq!(request.method, "POST", "{request:?}");
        let upload = request.path.ends_with("file/upload");
        let form = if upload { "multipart/form-data" } else { "application/x-www-form-urlencoded" };
        assert_eq!(request.content_type, form, "{request:?}");
        if request.path.ends_with("folder/info") {
            let both = ["folder_id", "parent_folder_id"];
            assert!(both.iter().all(|name| request.fields.iter().any(|field| field == name)));
        }
    }
}

async fn new_folder(client: &Client, access: &Access, name: &str) -> Parent {
    let folder = NewFolder { name: name.to_owned(), ..NewFolder::default() };
    client.folder_create(access, &folder).await.expect("a folder").id.into()
}

/// Calls every method once or more and says what came of each.
async fn run_cells(client: &Client, way: &str) -> Vec<(Endpoint, Cell)> {
    let profile = client.host().profile();
    let mut cells = Vec::new();

    let access = log_in(client, profile).await;
    cells.push((Endpoint::Authorize, Cell::Works));

    let account = client.account_info(&access).await.expect("an account");
    assert_eq!(account.username, "admin");
    assert_eq!(account.id, access.account_id);
    cells.push((Endpoint::AccountInfo, Cell::Works));

    let package = client.account_package(&access).await.expect("a package");
    assert!(package.can_upload && package.max_upload_size.is_some());
    cells.push((Endpoint::AccountPackage, Cell::Works));

    folders(client, &access, way, &mut cells).await;
    files(client, &access, &mut cells).await;
    imports(client, &access, &mut cells).await;

    client.disable_access_token(&access).await.expect("logged out");
    let error = client.account_info(&access).await.expect_err("the token is dead");
    assert_eq!(error.code(), "token-rejected", "{error}");
    cells.push((Endpoint::DisableAccessToken, Cell::Works));
    cells
}

/// Logs in by every way the host offers; the others are refused without a request.
async fn log_in(client: &Client, profile: Profile) -> Access {
    let mut access = None;
    for credentials in [sandbox::keys(profile), sandbox::password()] {
        let result = client.authorize(&credentials).await;
        if client.host().logins().contains(&credentials.login()) {
            access = Some(result.expect("the log-in works"));
        } else {
            assert_eq!(credentials.login(), Login::Keys);
            assert_eq!(result.expect_err("no such way").code(), "unsupported");
            assert!(sandbox::requests(profile).await.is_empty(), "refused before any request");
        }
    }
    access.expect("there is a way")
}

async fn folders(client: &Client, access: &Access, way: &str, cells: &mut Vec<(Endpoint, Cell)>) {
    let new = NewFolder {
        name: "Ümlaut & more".to_owned(),
        parent: Parent::Root,
        visibility: Visibility::Unlisted,
        password: Some(Secret::from("for visitors")),
    };
    let made = client.folder_create(access, &new).await.expect("a folder");
    assert_eq!(made.name, new.name);
    assert_eq!(made.visibility, Some(Visibility::Unlisted));
    assert_eq!(made.parent, Some(Parent::Root));
    let hash = Secret::from(Md5::of(b"for visitors").to_string());
    assert_eq!(made.access_password, Some(hash));
    cells.push((Endpoint::FolderCreate, Cell::Works));

    let inner = NewFolder {
        name: "inner".to_owned(),
        parent: made.id.clone().into(),
        ..NewFolder::default()
    };
    let inner = client.folder_create(access, &inner).await.expect("a folder");
    assert_eq!(inner.parent, Some(made.id.clone().into()));

    let root = client.folder_listing(access, &Parent::Root).await.expect("a listing");
    assert!(root.folders.iter().any(|folder| folder.id == made.id));
    let listing = client.folder_listing(access, &made.id.clone().into()).await.expect("a listing");
    let names: Vec<_> = listing.folders.iter().map(|folder| folder.name.as_str()).collect();
    assert_eq!(names, ["inner"]);
    assert!(listing.files.is_empty());
    cells.push((Endpoint::FolderListing, Cell::Works));

    let info = client.folder_info(access, &made.id).await.expect("a folder");
    assert_eq!((&info.id, &info.name), (&made.id, &made.name));
    cells.push((Endpoint::FolderInfo, Cell::Works));

    let edit = FolderEdit {
        name: Some("renamed".to_owned()),
        visibility: Some(Visibility::Public),
        password: Some(PasswordEdit::Set(Secret::from("another"))),
        ..FolderEdit::default()
    };
    let edited = client.folder_edit(access, &made.id, &edit).await.expect("a folder");
    assert_eq!((edited.name.as_str(), edited.visibility), ("renamed", Some(Visibility::Public)));
    cells.push((Endpoint::FolderEdit, Cell::Works));

    let target = new_folder(client, access, "target").await;
    let moved = client.folder_move(access, &inner.id, &target).await.expect("a folder");
    assert_eq!(moved.parent, Some(target.clone()));
    cells.push((Endpoint::FolderMove, Cell::Works));

    // That the word null means the root is in no document.
    if !way.starts_with("none") {
        let clear = FolderEdit {
            parent: Some(Parent::Root),
            password: Some(PasswordEdit::Clear),
            ..FolderEdit::default()
        };
        let cleared = client.folder_edit(access, &inner.id, &clear).await.expect("a folder");
        assert_eq!((cleared.parent, cleared.access_password), (Some(Parent::Root), None));
        client.folder_move(access, &inner.id, &target).await.expect("a folder");
        let moved = client.folder_move(access, &inner.id, &Parent::Root).await.expect("a folder");
        assert_eq!(moved.parent, Some(Parent::Root));
    }

    client.folder_delete(access, &made.id).await.expect("deleted");
    let root = client.folder_listing(access, &Parent::Root).await.expect("a listing");
    assert!(root.folders.iter().all(|folder| folder.id != made.id), "trash is left out");
    cells.push((Endpoint::FolderDelete, Cell::Works));
}

async fn files(client: &Client, access: &Access, cells: &mut Vec<(Endpoint, Cell)>) {
    let text = "What is uploaded is what is there. ÄÖÜ";
    let folder = new_folder(client, access, "files").await;
    let uploaded = sandbox::upload(client, access, "notes.txt", text, &folder).await;
    let uploaded = uploaded.expect("a file");
    assert_eq!(uploaded.name, "notes.txt");
    assert_eq!(uploaded.size.map(|size| size.0), Some(text.len() as u64));
    assert_eq!(uploaded.hash, Some(Md5::of(text.as_bytes())));
    assert!(uploaded.url.is_some() && uploaded.bbcode.is_some());
    let id = uploaded.file_id.expect("an id");
    let short_url = uploaded.short_url.expect("a short name");
    cells.push((Endpoint::FileUpload, Cell::Works));

    let listing = client.folder_listing(access, &folder).await.expect("a listing");
    assert_eq!(listing.files.len(), 1);
    assert_eq!(listing.files[0].id, id);
    assert_eq!(listing.files[0].folder, Some(folder.clone()));

    let download = client.file_download(access, FileRef::Id(&id)).await.expect("an address");
    assert_eq!(sandbox::text_at(download.url.as_str()).await, text);
    let by_name = client.file_download(access, FileRef::ShortUrl(&short_url)).await;
    if client.host().profile().downloads_by_short_url() {
        assert_eq!(by_name.expect("an address").file_id, Some(id.clone()));
        cells.push((Endpoint::FileDownload, Cell::Works));
    } else {
        assert_eq!(by_name.expect_err("by number only").code(), "unsupported");
        cells.push((Endpoint::FileDownload, Cell::ById));
    }

    let info = client.file_info(access, &id).await.expect("a file");
    assert_eq!((info.name.as_str(), &info.status), ("notes.txt", &FileStatus::Active));
    cells.push((Endpoint::FileInfo, Cell::Works));

    let edit = FileEdit {
        name: Some("renamed.md".to_owned()),
        media_type: Some("text/markdown".to_owned()),
        folder: None,
    };
    let edited = client.file_edit(access, &id, &edit).await.expect("a file");
    assert_eq!(edited.name, "renamed.md");
    cells.push((Endpoint::FileEdit, Cell::Works));

    let target = new_folder(client, access, "other files").await;
    client.file_move(access, &id, &target).await.expect("a file");
    let listing = client.folder_listing(access, &target).await.expect("a listing");
    assert_eq!(listing.files.first().map(|file| &file.id), Some(&id), "it was moved");
    let by_edit = !client.host().supports(Endpoint::FileMove);
    cells.push((Endpoint::FileMove, if by_edit { Cell::ByFileEdit } else { Cell::Works }));

    let copied = client.file_copy(access, &id, &folder).await;
    cells.push((Endpoint::FileCopy, cell(client, Endpoint::FileCopy, &copied)));
    if let Ok(copied) = copied {
        assert_eq!(copied.original.map(|file| file.id), Some(id.clone()));
        let listing = client.folder_listing(access, &folder).await.expect("a listing");
        assert_eq!(listing.files.first().map(|file| &file.id), Some(&copied.copy.id));
    }

    let deleted = client.file_delete(access, &id).await.expect("a file");
    assert_eq!(deleted.status, FileStatus::Trash);
    let listing = client.folder_listing(access, &target).await.expect("a listing");
    assert!(listing.files.is_empty(), "trash is left out");
    cells.push((Endpoint::FileDelete, Cell::Works));
}

async fn imports(client: &Client, access: &Access, cells: &mut Vec<(Endpoint, Cell)>) {
    let source = sandbox::upload(client, access, "source.txt", "imported", &Parent::Root).await;
    let source = source.expect("a file").file_id.expect("an id");
    let download = client.file_download(access, FileRef::Id(&source)).await.expect("an address");

    let added = client.file_url_upload_add(access, &download.url, &Parent::Root).await;
    cells.push((Endpoint::FileUrlUploadAdd, cell(client, Endpoint::FileUrlUploadAdd, &added)));
    let Ok(added) = added else {
        let status = client.file_url_upload_status(access, &"1".into()).await;
        let status = cell(client, Endpoint::FileUrlUploadStatus, &status);
        cells.push((Endpoint::FileUrlUploadStatus, status));
        return;
    };
    let mut answers = 0;
    let end = client.watch_url_upload(access, &added.id, |_| answers += 1).await.expect("an end");
    assert!(answers > 0);
    assert_eq!(end.state, ImportState::Complete, "{end:?}");
    let file = end.file.expect("a file");
    assert_eq!(file.size.map(|size| size.0), Some(8));
    let imported = file.file_id.expect("an id");
    let download = client.file_download(access, FileRef::Id(&imported)).await.expect("an address");
    assert_eq!(sandbox::text_at(download.url.as_str()).await, "imported");
    cells.push((Endpoint::FileUrlUploadStatus, Cell::Works));

    let error = client.file_url_upload_status(access, &"999999".into()).await;
    assert_eq!(error.expect_err("no such import").code(), "import-not-found");
}

/// What a result means for a cell; only a refusal in advance may be an error.
fn cell<T>(client: &Client, endpoint: Endpoint, result: &Result<T, Error>) -> Cell {
    match result {
        Ok(_) => Cell::Works,
        Err(Error::Unsupported { .. }) if !client.host().supports(endpoint) => Cell::Absent,
        Err(error) => panic!("{endpoint} of {}: {error}", client.host().name()),
    }
}
