//! The upload engine: from chosen files to stored ones.
//!
//! [`queue`] is plain Rust: items, their states and the moves between them; so are [`limits`],
//! retry and progress. All are tested natively. [`Engine`] drives them: it takes the next item when
//! a slot is free, sends it through the session, compares what was stored and writes the outcome
//! back. It knows no DOM; the files come in as the browser's `File`, whose bytes the browser itself
//! streams from disk.

pub(crate) mod clock;
mod contents;
mod delivery;
mod engine;
mod files;
mod frame;
mod hold;
mod item;
pub mod limits;
mod names;
mod options;
pub mod progress;
pub mod queue;
mod recovery;
mod retry;
pub(crate) mod source;
mod turn;
mod window;

pub use clock::Timestamp;
pub use engine::{Engine, Progress, Stall};
pub use files::Chosen;
pub use item::{
    Failure, Item, ItemId, Kind, Mismatch, Phase, State, Step, Stored, Target, Until, Verified,
    Wait,
};
pub use limits::{Candidate, Check, Limits, Load, Refusal};
pub use options::{ChangedName, Options, Recovery, SameName};
pub use queue::{Entry, Queue, Summary};
pub use recovery::RecoveryState;
