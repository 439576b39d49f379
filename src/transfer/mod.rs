//! The upload engine: from chosen files to stored ones.
//!
//! [`queue`] is plain Rust: items, their states and the moves between them; so are [`limits`],
//! retry and progress. All are tested natively. [`Engine`] drives them: it takes the next item when
//! a slot is free, sends it through the session, compares what was stored and writes the outcome
//! back. It knows no DOM; the files come in as the browser's `File`, whose bytes the browser itself
//! streams from disk.

mod contents;
mod engine;
mod frame;
mod item;
pub mod limits;
mod names;
mod network;
mod options;
pub mod progress;
pub mod queue;
mod retry;

pub use engine::{Chosen, Engine, Progress};
pub use item::{
    Damage, Failure, Item, ItemId, Phase, State, Step, Stored, Target, Until, Verified, Wait,
};
pub use limits::{Candidate, Limits, Load, Refusal};
pub use options::{Options, SameName};
pub use queue::{Queue, Summary};
