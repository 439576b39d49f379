//! What a page can set of the engine.

use std::rc::Rc;

use super::limits::Check;
use crate::api::Bytes;

/// The engine's settings.
///
/// ```
/// use upload_widget::api::Bytes;
/// use upload_widget::transfer::{Options, SameName};
///
/// let options = Options {
///     concurrency: 6,
///     max_size: Some(Bytes(100_000_000)),
///     same_name: SameName::Skip,
///     ..Options::default()
/// };
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Whether files are sent as soon as they are added. Otherwise they wait for
    /// [`Engine::resume_all`](super::Engine::resume_all), as do those that are added when all
    /// before them have come to their end.
    pub auto_upload: bool,
    /// Uploads at the same time, at most; the account's package may allow fewer.
    pub concurrency: usize,
    /// How often an upload is tried before it counts as failed.
    pub tries: u32,
    /// The first wait before another try, in milliseconds, before jitter; it doubles each time.
    pub first_wait_ms: f64,
    /// The longest wait before another try, in milliseconds.
    pub longest_wait_ms: f64,
    /// An upload counts as broken when no byte of it has moved for this long, in milliseconds.
    pub stalled_after_ms: f64,
    /// The MD5 of files up to this size is compared with the host's; `None` compares sizes only.
    pub verify_up_to: Option<Bytes>,
    /// The largest file the page takes, if it sets a limit below the account's.
    pub max_size: Option<Bytes>,
    /// The most files the page takes.
    pub max_files: Option<usize>,
    /// The most bytes the page takes in all.
    pub max_total: Option<Bytes>,
    /// The kinds of file the page takes, as in an `accept` attribute: `image/*, .pdf`. Empty takes
    /// all.
    pub accept: String,
    /// What becomes of a file whose name the folder already has.
    pub same_name: SameName,
    /// What becomes of a file whose name the host would change.
    pub changed_name: ChangedName,
    /// The checks that are not made; the host then has the last word.
    pub skipped_checks: Vec<Check>,
    /// Whether the empty folders of a dropped folder are made as well.
    pub empty_folders: bool,
    /// What of the queue comes back after the page was closed, loaded anew or crashed.
    pub recovery: Recovery,
    /// The origin of the page that embeds this one, where that is another site's. Such a page hears
    /// only of items that were added on its behalf: see [`Item::is_withheld`](super::Item::is_withheld).
    pub embedder: Option<Rc<str>>,
}

/// What becomes of a file whose name hosts of this family change: they trim names, strip what
/// looks like an HTML tag, and browsers send a quotation mark as `%22`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChangedName {
    /// It is uploaded, and the host stores its own version of the name: see
    /// [`Item::stored_name`](super::Item::stored_name).
    #[default]
    Upload,
    /// It is not uploaded.
    Refuse,
    /// It is uploaded under a similar name that the host keeps.
    Rename,
}

/// What of the queue comes back after the page was closed, loaded anew or crashed. It is kept in
/// the browser (IndexedDB), apart for each account, until the account logs out. It holds names,
/// sizes, folders and links, never a password, key or token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovery {
    /// Nothing.
    Off,
    /// The list, with the links of what is stored. Files that are not have to be chosen again.
    List,
    /// The list and the files themselves, as long as they are not too many bytes to keep a second
    /// time.
    Files {
        /// The largest file that is kept.
        largest: Bytes,
        /// How much is kept in all.
        total: Bytes,
    },
}

impl Recovery {
    /// Files of up to 64 MiB, of 512 MiB in all.
    pub const FILES: Self = Self::Files { largest: Bytes(64 << 20), total: Bytes(512 << 20) };
}

impl Default for Recovery {
    fn default() -> Self {
        Self::FILES
    }
}

/// What becomes of a file whose name the target folder already has. The hosts keep both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SameName {
    /// It is uploaded all the same.
    #[default]
    Upload,
    /// It is not uploaded.
    Skip,
    /// It is uploaded under another name: "photo (2).jpg".
    Rename,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            auto_upload: true,
            concurrency: 3,
            tries: 5,
            first_wait_ms: 1000.0,
            longest_wait_ms: 60_000.0,
            stalled_after_ms: 60_000.0,
            verify_up_to: Some(Bytes(64 << 20)),
            max_size: None,
            max_files: None,
            max_total: None,
            accept: String::new(),
            same_name: SameName::default(),
            changed_name: ChangedName::default(),
            skipped_checks: Vec::new(),
            empty_folders: false,
            recovery: Recovery::default(),
            embedder: None,
        }
    }
}
