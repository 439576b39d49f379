//! One chosen file, and where it stands.

use std::rc::Rc;

use super::clock::Timestamp;
use super::delivery::Delivery;
use super::limits::Refusal;
use super::names::as_stored;
use super::source::Source;
use crate::api::{Bytes, Error, Md5, Parent, UploadedFile};

/// Names one item for as long as its queue lives; never given to another item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemId(pub(super) u32);

impl ItemId {
    /// The id of a number that [`ItemId::number`] told.
    pub fn of(number: u32) -> Self {
        Self(number)
    }

    /// The id as a number, for lists and pages that keep it.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// Where a file goes: a folder on the host, or one below it that may have to be made first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// The folder the reader chose.
    pub folder: Parent,
    /// Its name for people; empty for the root.
    pub label: Rc<str>,
    /// The folders below it, separated by `/`, for a file that came with its folders; empty for
    /// none. Those that are missing are made.
    pub path: Rc<str>,
}

impl Target {
    /// The account's root folder.
    pub fn root() -> Self {
        Self::folder(Parent::Root, "")
    }

    /// A folder on the host, by the name people know it by.
    pub fn folder(folder: Parent, label: &str) -> Self {
        Self { folder, label: label.into(), path: "".into() }
    }

    /// A folder below this one.
    pub fn below(&self, path: &str) -> Self {
        Self { path: path.into(), ..self.clone() }
    }
}

/// What an item is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// A file to upload.
    #[default]
    File,
    /// An empty folder to make. Folders with files in them are made for the files.
    Folder,
}

/// Why a file is not stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It was not sent: the account's package, the page or the file itself forbids it.
    Refused(Refusal),
    /// The host or the connection failed, and trying again did not help or is pointless.
    Api(Error),
    /// What the host stored is not what was sent, each time it was tried.
    Damaged(Mismatch),
    /// It failed before the page was loaded anew; with what was said then, in English.
    Earlier(Rc<str>),
}

impl Failure {
    /// A stable word for why the file is not stored, in kebab case: the `code` of the page's events.
    pub fn code(&self) -> &'static str {
        match self {
            Failure::Refused(refusal) => refusal.code(),
            Failure::Api(error) => error.code(),
            Failure::Damaged(_) => "damaged",
            Failure::Earlier(_) => "failed-earlier",
        }
    }

    /// Whether the host may have stored the file all the same.
    pub fn leaves_outcome_open(&self) -> bool {
        match self {
            Failure::Api(error) => error.leaves_outcome_open(),
            Failure::Refused(_) | Failure::Damaged(_) | Failure::Earlier(_) => false,
        }
    }
}

/// How a stored file differs from the one that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// The host counts other bytes.
    Size {
        /// The file's own size.
        sent: Bytes,
        /// The size the host tells.
        stored: Bytes,
    },
    /// The bytes are others.
    Checksum {
        /// The file's own MD5.
        sent: Md5,
        /// The MD5 the host tells.
        stored: Md5,
    },
}

/// Why an item waits before it is tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// What went wrong last.
    pub cause: Failure,
    /// When it goes on.
    pub until: Until,
}

/// When a waiting item goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Until {
    /// At this time.
    Time(Timestamp),
    /// When the browser is online again.
    Online,
}

// No time is a NaN.
impl Eq for Until {}

/// Where an item stands.
///
/// ```text
/// Queued ── start ──▶ Uploading ── verify ──▶ Verifying ── finish ──▶ Done
///
/// Uploading, Verifying ── wait ──▶ Waiting ── requeue ──▶ Queued
/// Uploading, Verifying ── fail ──▶ Failed
/// Uploading, Verifying ── the token has ended ──▶ Queued
/// Uploading ── found on the host, where an earlier try left it ──▶ Done
///
/// Queued, Uploading, Waiting ── pause ──▶ Paused ── resume ──▶ Queued
/// all but Verifying, Done and Failed ── cancel ──▶ Cancelled
/// Failed, Cancelled ── retry ──▶ Queued
/// Queued, Uploading ── the browser no longer has the file ──▶ NeedsFile ── chosen again ──▶ Queued
/// Queued ── others have taken its place ──▶ Failed
/// ```
#[derive(Clone, Debug)]
pub enum State {
    /// Waiting for a slot.
    Queued,
    /// Held back by the reader.
    Paused,
    /// On its way.
    Uploading {
        /// Bytes that have left, as far as the transport tells.
        sent: Bytes,
    },
    /// Stored; its bytes are being compared.
    Verifying,
    /// Interrupted; it will be tried again by itself.
    Waiting(Rc<Wait>),
    /// Stored on the host.
    Done(Rc<Stored>),
    /// Not stored.
    Failed(Rc<Failure>),
    /// Stopped by the reader.
    Cancelled,
    /// It came back after the page was loaded anew, and the browser did not keep the file itself:
    /// the reader has to choose it again.
    NeedsFile,
}

/// A file on the host, and how sure it is that it is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// What the host says of it.
    pub file: UploadedFile,
    /// What was compared.
    pub verified: Verified,
}

/// What of a stored file was compared with the one that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Size and MD5.
    Checksum,
    /// The size only: the host told no MD5, or the file is larger than the page has hashed.
    Size,
    /// Nothing: the host told neither.
    Nothing,
}

/// A state's name without its data, as the log keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "they are the states")]
pub enum Phase {
    Queued,
    Paused,
    Uploading,
    Verifying,
    Waiting,
    Done,
    Failed,
    Cancelled,
    NeedsFile,
}

impl Phase {
    /// Its name in a log.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Queued => "queued",
            Phase::Paused => "paused",
            Phase::Uploading => "uploading",
            Phase::Verifying => "verifying",
            Phase::Waiting => "waiting",
            Phase::Done => "done",
            Phase::Failed => "failed",
            Phase::Cancelled => "cancelled",
            Phase::NeedsFile => "needs file",
        }
    }
}

impl State {
    /// The state's name.
    pub fn phase(&self) -> Phase {
        match self {
            State::Queued => Phase::Queued,
            State::Paused => Phase::Paused,
            State::Uploading { .. } => Phase::Uploading,
            State::Verifying => Phase::Verifying,
            State::Waiting(_) => Phase::Waiting,
            State::Done(_) => Phase::Done,
            State::Failed(_) => Phase::Failed,
            State::Cancelled => Phase::Cancelled,
            State::NeedsFile => Phase::NeedsFile,
        }
    }
}

/// One line of an item's log.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// What it became.
    pub to: Phase,
}

/// One chosen file, or an empty folder.
#[derive(Clone, Debug)]
pub struct Item {
    pub(super) id: ItemId,
    pub(super) kind: Kind,
    pub(super) name: Box<str>,
    pub(super) size: Bytes,
    pub(super) last_modified: u64,
    pub(super) target: Rc<Target>,
    pub(super) state: State,
    pub(super) tries: u32,
    pub(super) revision: u32,
    pub(super) delivery: Delivery,
    /// `None` for a file of this page that is called as it was chosen, as nearly all are.
    pub(super) source: Option<Rc<Source>>,
    /// It has come back from an earlier page, and had come to its end there.
    pub(super) ended_earlier: bool,
    /// The page that embeds the widget must not hear of it.
    pub(super) withheld: bool,
    /// The reader wants it sent whatever the checks say.
    pub(super) anyway: bool,
    /// It has changed since its changes were last asked for.
    pub(super) marked: bool,
    pub(super) log: Vec<Step>,
}

impl Item {
    /// The item's own id.
    pub fn id(&self) -> ItemId {
        self.id
    }

    /// Differs after each change: whoever follows many items can skip those whose revision is the
    /// same.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// Whether it is a file or an empty folder.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The name it is sent under; the host may store another: see [`Item::stored_name`].
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name its file has where it was chosen: by that it is known when it is chosen again.
    pub(super) fn chosen_name(&self) -> &str {
        let chosen = self.source.as_ref().and_then(|source| source.name.as_deref());
        chosen.unwrap_or(&self.name)
    }

    /// The name hosts of this family may store, where that is another: to warn of it.
    pub fn stored_name(&self) -> Option<String> {
        Some(as_stored(&self.name)).filter(|stored| **stored != *self.name)
    }

    /// The file's size; 0 for a folder.
    pub fn size(&self) -> Bytes {
        self.size
    }

    /// When the file itself was last changed, in milliseconds since 1970 by the disk it is on, as
    /// the browser tells it (`File.lastModified`); 0 for a folder.
    pub fn last_modified(&self) -> u64 {
        self.last_modified
    }

    /// The folder it goes to.
    pub fn target(&self) -> &Rc<Target> {
        &self.target
    }

    /// Where it stands.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Whether its name and where it goes may still be changed: it waits for a slot or is paused.
    pub fn can_change(&self) -> bool {
        matches!(self.state.phase(), Phase::Queued | Phase::Paused)
    }

    /// Why it is not sent at all, if that is so.
    pub fn refusal(&self) -> Option<Refusal> {
        match &self.state {
            State::Failed(failure) => match **failure {
                Failure::Refused(refusal) => Some(refusal),
                _ => None,
            },
            _ => None,
        }
    }

    /// How often it has failed since the reader last asked for it.
    pub fn tries(&self) -> u32 {
        self.tries
    }

    /// Whether the host may have stored it although no reply said so: then the folder is looked
    /// into before it is sent again.
    pub fn outcome_is_open(&self) -> bool {
        self.delivery.unconfirmed().is_some()
    }

    /// Whether it came to its end on an earlier page, and has come back only to be seen: nothing
    /// of this page is about it.
    pub fn ended_earlier(&self) -> bool {
        self.ended_earlier
    }

    /// Whether the page that embeds the widget must not hear of it: it was added on another one, the
    /// host's own say, or for another site, and came back here.
    pub fn is_withheld(&self) -> bool {
        self.withheld
    }

    /// Every move so far, for support.
    pub fn log(&self) -> &[Step] {
        &self.log
    }
}
