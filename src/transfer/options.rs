//! What a page can set of the engine.

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
    /// Uploads at the same time, at most; the account's package may allow fewer.
    pub concurrency: usize,
    /// How often an upload is tried before it counts as failed.
    pub tries: u32,
    /// The first wait before another try, in milliseconds, before jitter; it doubles each time.
    pub first_wait_ms: f64,
    /// The longest wait before another try, in milliseconds.
    pub longest_wait_ms: f64,
    /// An upload of which no byte moves for so long, in milliseconds, counts as broken.
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
        }
    }
}
