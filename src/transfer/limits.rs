//! What the account's package and the page allow, checked before a byte is sent.

use super::names::as_stored;
use super::options::{ChangedName, Options};
use crate::api::{Account, Bytes, Package};
use crate::ordered::lowercase;

/// Why a file is not sent at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The file holds no bytes; hosts refuse those ("Filesize received was zero.").
    Empty,
    /// The file is larger than an upload may be.
    TooLarge {
        /// The lower of the package's `max_upload_size` and the page's own limit.
        limit: Bytes,
    },
    /// The page takes files of other kinds.
    WrongType,
    /// The page takes no more files.
    TooMany {
        /// How many it takes.
        limit: usize,
    },
    /// The page takes no more bytes.
    TotalTooLarge {
        /// How many it takes.
        limit: Bytes,
    },
    /// The same file (name, size, date) is in the queue for the same folder already.
    AlreadyQueued,
    /// The folder has a file of that name, and the page skips those.
    SameName,
    /// The package does not let the account upload (`can_upload` is 0).
    UploadingNotAllowed,
    /// The account has less storage than the files in the queue need. Hosts don't tell how much of
    /// it is used, so more may be too much.
    StorageFull {
        /// The storage the account has in all.
        limit: Bytes,
    },
    /// The host would store the file under another name, and the page does not want that.
    NameWouldChange,
    /// The browser can no longer read it: it was changed, moved or deleted since it was chosen.
    Unreadable,
}

/// A check that a page can switch off: see [`Options::skipped_checks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// That the package lets the account upload.
    Permission,
    /// That a file holds bytes.
    Empty,
    /// The size of a file.
    Size,
    /// The storage the account has.
    Storage,
    /// That a file is not in the queue twice.
    Duplicate,
}

impl Refusal {
    /// A stable word for this reason, in kebab case: the `code` of the page's events. Where the host
    /// has the same reason it is the same word as [`Error::code`](crate::api::Error::code). What is
    /// written into the browser's database has words of its own, see `recovery::record`.
    pub const fn code(self) -> &'static str {
        match self {
            Refusal::Empty => "empty-file",
            Refusal::TooLarge { .. } => "file-too-large",
            Refusal::WrongType => "wrong-type",
            Refusal::TooMany { .. } => "too-many-files",
            Refusal::TotalTooLarge { .. } => "total-too-large",
            Refusal::AlreadyQueued => "already-queued",
            Refusal::SameName => "same-name",
            Refusal::UploadingNotAllowed => "uploading-forbidden",
            Refusal::StorageFull { .. } => "storage-full",
            Refusal::NameWouldChange => "name-would-change",
            Refusal::Unreadable => "unreadable-file",
        }
    }

    /// Whether the reader may have the file sent all the same ([`Engine::upload_anyway`]): where
    /// the reason is a matter of taste, or an estimate. What the host or the page forbids stays
    /// forbidden.
    ///
    /// [`Engine::upload_anyway`]: super::Engine::upload_anyway
    pub fn can_be_overridden(self) -> bool {
        match self {
            Refusal::AlreadyQueued
            | Refusal::SameName
            | Refusal::StorageFull { .. }
            | Refusal::NameWouldChange => true,
            Refusal::Empty
            | Refusal::TooLarge { .. }
            | Refusal::WrongType
            | Refusal::TooMany { .. }
            | Refusal::TotalTooLarge { .. }
            | Refusal::UploadingNotAllowed
            | Refusal::Unreadable => false,
        }
    }
}

/// A file as far as the limits care.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its MIME type as the browser sees it; may be empty.
    pub media_type: &'a str,
    /// Its size.
    pub size: Bytes,
}

/// What is in the queue already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Files that were sent or will be.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
}

/// What bounds an upload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// The account may not upload at all.
    pub uploading_forbidden: bool,
    /// The largest upload; `None` is unlimited.
    pub max_size: Option<Bytes>,
    /// The most files.
    pub max_files: Option<usize>,
    /// The most bytes in all.
    pub max_total: Option<Bytes>,
    /// The kinds taken, as in an `accept` attribute.
    pub accept: String,
    /// The storage the account has in all; `None` is unlimited.
    pub storage: Option<Bytes>,
    /// What becomes of a name the host would change.
    pub changed_name: ChangedName,
    /// An empty file is sent all the same.
    pub empty_allowed: bool,
}

impl Limits {
    /// The limits of an account's package (`/account/package`) and of the page together, less the
    /// checks that the page skips.
    pub fn of(account: Option<(&Account, &Package)>, options: &Options) -> Self {
        let checks = |check| !options.skipped_checks.contains(&check);
        let package = account.map(|(_, package)| package);
        let sizes = [package.and_then(|package| package.max_upload_size), options.max_size];
        let storage = |(account, package): (&Account, &Package)| {
            account.storage_limit_override.or(package.max_storage)
        };
        Self {
            uploading_forbidden: checks(Check::Permission)
                && package.is_some_and(|package| !package.can_upload),
            max_size: sizes
                .into_iter()
                .flatten()
                .min_by_key(|size| size.0)
                .filter(|_| checks(Check::Size)),
            max_files: options.max_files,
            max_total: options.max_total,
            accept: options.accept.clone(),
            storage: account.and_then(storage).filter(|_| checks(Check::Storage)),
            changed_name: options.changed_name,
            empty_allowed: !checks(Check::Empty),
        }
    }

    /// Whether a file may be sent beside what is in the queue.
    ///
    /// # Errors
    /// The first reason why not.
    ///
    /// ```
    /// use upload_widget::api::Bytes;
    /// use upload_widget::transfer::{Candidate, Limits, Load, Refusal};
    ///
    /// let limits = Limits { max_size: Some(Bytes(1000)), ..Limits::default() };
    /// let file = |size| Candidate { name: "a.txt", media_type: "text/plain", size: Bytes(size) };
    /// assert_eq!(limits.check(file(1000), Load::default()), Ok(()));
    /// assert_eq!(
    ///     limits.check(file(1001), Load::default()),
    ///     Err(Refusal::TooLarge { limit: Bytes(1000) }),
    /// );
    /// assert_eq!(limits.check(file(0), Load::default()), Err(Refusal::Empty));
    /// ```
    pub fn check(&self, file: Candidate<'_>, load: Load) -> Result<(), Refusal> {
        if self.uploading_forbidden {
            return Err(Refusal::UploadingNotAllowed);
        }
        if file.size.0 == 0 && !self.empty_allowed {
            return Err(Refusal::Empty);
        }
        if let Some(limit) = self.max_size.filter(|limit| file.size.0 > limit.0) {
            return Err(Refusal::TooLarge { limit });
        }
        if !accepts(&self.accept, file) {
            return Err(Refusal::WrongType);
        }
        if let Some(limit) = self.max_files.filter(|limit| load.files >= *limit) {
            return Err(Refusal::TooMany { limit });
        }
        let total = load.bytes.saturating_add(file.size.0);
        if let Some(limit) = self.max_total.filter(|limit| total > limit.0) {
            return Err(Refusal::TotalTooLarge { limit });
        }
        if let Some(limit) = self.storage.filter(|limit| total > limit.0) {
            return Err(Refusal::StorageFull { limit });
        }
        if self.changed_name == ChangedName::Refuse && as_stored(file.name) != file.name {
            return Err(Refusal::NameWouldChange);
        }
        Ok(())
    }
}

/// Whether an `accept` list takes a file: by extension (`.pdf`), type (`image/png`) or group
/// (`image/*`).
fn accepts(accept: &str, file: Candidate<'_>) -> bool {
    let mut kinds = accept.split(',').map(str::trim).filter(|kind| !kind.is_empty()).peekable();
    if kinds.peek().is_none() {
        return true;
    }
    let (name, media_type) = (lowercase(file.name), lowercase(file.media_type));
    kinds.any(|kind| {
        let kind = lowercase(kind);
        match kind.strip_suffix('*') {
            _ if kind.starts_with('.') => name.ends_with(&kind),
            Some("*/") => true,
            Some(group) => media_type.starts_with(group),
            None => media_type == kind,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Error, Json, Limit};

    fn file<'a>(name: &'a str, media_type: &'a str, size: u64) -> Candidate<'a> {
        Candidate { name, media_type, size: Bytes(size) }
    }

    #[test]
    fn the_accept_list_is_read_as_browsers_read_it() {
        let photo = file("Photo.JPG", "image/jpeg", 1);
        let unknown = file("notes.md", "", 1);
        for (accept, takes_photo, takes_unknown) in [
            ("", true, true),
            (" , ", true, true),
            ("image/*", true, false),
            ("IMAGE/JPEG", true, false),
            (".jpg, .md", true, true),
            ("image/png,.gif", false, false),
            ("*/*", true, true),
        ] {
            assert_eq!(accepts(accept, photo), takes_photo, "{accept}");
            assert_eq!(accepts(accept, unknown), takes_unknown, "{accept}");
        }
    }

    #[test]
    fn count_and_total_are_those_of_the_whole_queue() {
        let limits =
            Limits { max_files: Some(3), max_total: Some(Bytes(100)), ..Limits::default() };
        let load = |files, bytes| Load { files, bytes };
        assert_eq!(limits.check(file("a", "", 40), load(2, 60)), Ok(()));
        assert_eq!(limits.check(file("a", "", 1), load(3, 60)), Err(Refusal::TooMany { limit: 3 }));
        assert_eq!(
            limits.check(file("a", "", 41), load(2, 60)),
            Err(Refusal::TotalTooLarge { limit: Bytes(100) })
        );
    }

    #[test]
    fn the_lower_of_two_size_limits_counts() {
        let reply = Json::parse(r#"{"max_upload_size": "10", "can_upload": "1"}"#).unwrap();
        let package = Package::decode(&reply).unwrap();
        let account = account("null");
        let with = |size| Options { max_size: size, ..Options::default() };
        let limit = |size| Limits::of(Some((&account, &package)), &with(size)).max_size;
        assert_eq!(limit(None), Some(Bytes(10)));
        assert_eq!(limit(Some(Bytes(5))), Some(Bytes(5)));
        assert_eq!(limit(Some(Bytes(50))), Some(Bytes(10)));
        assert!(!Limits::of(None, &Options::default()).uploading_forbidden);
    }

    fn account(storage: &str) -> Account {
        let reply = format!(r#"{{"id": "1", "storageLimitOverride": {storage}}}"#);
        Account::decode(&Json::parse(&reply).unwrap()).unwrap()
    }

    #[test]
    fn what_is_in_the_queue_must_fit_into_the_storage() {
        let reply = Json::parse(r#"{"max_storage_bytes": "100"}"#).unwrap();
        let package = Package::decode(&reply).unwrap();
        let full = |limit| Err(Refusal::StorageFull { limit: Bytes(limit) });
        let load = Load { files: 1, bytes: 60 };
        let options = Options::default();
        let limits = |storage| Limits::of(Some((&account(storage), &package)), &options);
        assert_eq!(limits("null").check(file("a", "", 40), load), Ok(()));
        assert_eq!(limits("null").check(file("a", "", 41), load), full(100));
        assert_eq!(
            limits("\"50\"").check(file("a", "", 1), load),
            full(50),
            "its own limit counts"
        );
        let options = Options { skipped_checks: vec![Check::Storage], ..Options::default() };
        let unchecked = Limits::of(Some((&account("null"), &package)), &options);
        assert_eq!(unchecked.check(file("a", "", 4000), load), Ok(()));
    }

    #[test]
    fn each_check_can_be_skipped() {
        let reply = r#"{"max_upload_size": "10", "can_upload": "0"}"#;
        let package = Package::decode(&Json::parse(reply).unwrap()).unwrap();
        let account = account("null");
        let check = |skipped: &[Check], size| {
            let options = Options { skipped_checks: skipped.to_vec(), ..Options::default() };
            let limits = Limits::of(Some((&account, &package)), &options);
            limits.check(file("a", "", size), Load::default())
        };
        use Check::{Empty, Permission, Size};
        assert_eq!(check(&[], 11), Err(Refusal::UploadingNotAllowed));
        assert_eq!(check(&[Permission], 11), Err(Refusal::TooLarge { limit: Bytes(10) }));
        assert_eq!(check(&[Permission, Size], 11), Ok(()));
        assert_eq!(check(&[Permission], 0), Err(Refusal::Empty));
        assert_eq!(check(&[Permission, Empty], 0), Ok(()));
    }

    #[test]
    fn a_page_hears_the_same_word_whoever_refuses_a_file() {
        let by_host = |limit| Error::Forbidden { limit, message: None }.code();
        assert_eq!(Refusal::Empty.code(), Error::EmptyFile { message: None }.code());
        assert_eq!(Refusal::UploadingNotAllowed.code(), by_host(Limit::Uploading));
        let limit = Bytes(1);
        assert_eq!(Refusal::TooLarge { limit }.code(), by_host(Limit::FileSize(None)));
        assert_eq!(Refusal::StorageFull { limit }.code(), by_host(Limit::Storage(None)));
    }

    #[test]
    fn a_name_the_host_would_change_is_refused_only_where_the_page_wants_that() {
        let check = |changed_name, name| {
            let limits = Limits { changed_name, ..Limits::default() };
            limits.check(file(name, "", 1), Load::default())
        };
        assert_eq!(check(ChangedName::Upload, "a<b>c"), Ok(()));
        assert_eq!(check(ChangedName::Rename, "a<b>c"), Ok(()));
        assert_eq!(check(ChangedName::Refuse, "a<b>c"), Err(Refusal::NameWouldChange));
        assert_eq!(check(ChangedName::Refuse, "abc"), Ok(()));
    }
}
