//! What the account's package and the page allow, checked before a byte is sent.

use super::options::Options;
use crate::api::{Bytes, Package};

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
}

impl Limits {
    /// The limits of an account's package (`/account/package`) and of the page together.
    pub fn of(package: Option<&Package>, options: &Options) -> Self {
        let sizes = [package.and_then(|package| package.max_upload_size), options.max_size];
        Self {
            uploading_forbidden: package.is_some_and(|package| !package.can_upload),
            max_size: sizes.into_iter().flatten().min_by_key(|size| size.0),
            max_files: options.max_files,
            max_total: options.max_total,
            accept: options.accept.clone(),
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
        if file.size.0 == 0 {
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
        match self.max_total.filter(|limit| total > limit.0) {
            Some(limit) => Err(Refusal::TotalTooLarge { limit }),
            None => Ok(()),
        }
    }
}

/// Whether an `accept` list takes a file: by extension (`.pdf`), type (`image/png`) or group
/// (`image/*`).
fn accepts(accept: &str, file: Candidate<'_>) -> bool {
    let mut kinds = accept.split(',').map(str::trim).filter(|kind| !kind.is_empty()).peekable();
    if kinds.peek().is_none() {
        return true;
    }
    let (name, media_type) = (file.name.to_lowercase(), file.media_type.to_lowercase());
    kinds.any(|kind| {
        let kind = kind.to_lowercase();
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
    use crate::api::Json;

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
        let with = |size| Options { max_size: size, ..Options::default() };
        let limit = |size| Limits::of(Some(&package), &with(size)).max_size;
        assert_eq!(limit(None), Some(Bytes(10)));
        assert_eq!(limit(Some(Bytes(5))), Some(Bytes(5)));
        assert_eq!(limit(Some(Bytes(50))), Some(Bytes(10)));
        assert!(!Limits::of(None, &Options::default()).uploading_forbidden);
    }
}
