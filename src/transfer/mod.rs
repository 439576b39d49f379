//! The upload engine: from chosen files to stored ones.
//!
//! [`queue`] is plain Rust: items, their states and the moves between them, tested natively.
//! [`Engine`] drives it: it takes the next item when a slot is free, sends it through the session
//! and writes the outcome back. It knows no DOM; the files come in as the browser's `File`, whose
//! bytes the browser itself streams from disk.

mod engine;
pub mod folders;
mod frame;
pub mod limits;
pub mod queue;

pub use engine::{Engine, Options};
pub use limits::{Limits, Refusal};
pub use queue::{Failure, Item, ItemId, Queue, State, Summary, Target};
