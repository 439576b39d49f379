//! The queue in numbers, kept up to date move by move: nobody counts ten thousand items a frame.

use crate::transfer::item::{Failure, Item, State};
use crate::transfer::limits::Load;

/// The queue as a whole, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Items in the queue.
    pub items: usize,
    /// Waiting for a slot, on their way, being compared or about to be tried again.
    pub open: usize,
    /// Held back by the reader.
    pub paused: usize,
    /// Stored.
    pub done: usize,
    /// Not stored, with a reason.
    pub failed: usize,
    /// Those of them that were not refused: trying again may help.
    pub retryable: usize,
    /// Stopped by the reader.
    pub cancelled: usize,
    /// Their files have to be chosen again.
    pub needing_files: usize,
    /// Bytes of the files that were not refused or cancelled.
    pub bytes: u64,
    /// Bytes of them that are stored or have left.
    pub bytes_sent: u64,
}

impl Summary {
    /// Items that are still to be stored: those that go on by themselves, and those that are paused.
    pub fn unfinished(&self) -> usize {
        self.open + self.paused
    }

    /// Items that are not stored and do not go on by themselves, other than those that are paused.
    pub fn not_stored(&self) -> usize {
        self.failed + self.cancelled + self.needing_files
    }
}

/// The running count.
#[derive(Debug, Default)]
pub(super) struct Count {
    summary: Summary,
    load: Load,
}

impl Count {
    pub(super) fn summary(&self) -> Summary {
        self.summary
    }

    pub(super) fn load(&self) -> Load {
        self.load
    }

    pub(super) fn add(&mut self, item: &Item) {
        let (one, load) = share(item);
        let sum = &mut self.summary;
        sum.items += one.items;
        sum.open += one.open;
        sum.paused += one.paused;
        sum.done += one.done;
        sum.failed += one.failed;
        sum.retryable += one.retryable;
        sum.cancelled += one.cancelled;
        sum.needing_files += one.needing_files;
        sum.bytes = sum.bytes.wrapping_add(one.bytes);
        sum.bytes_sent = sum.bytes_sent.wrapping_add(one.bytes_sent);
        self.load.files += load.files;
        self.load.bytes = self.load.bytes.wrapping_add(load.bytes);
    }

    pub(super) fn remove(&mut self, item: &Item) {
        let (one, load) = share(item);
        let sum = &mut self.summary;
        sum.items -= one.items;
        sum.open -= one.open;
        sum.paused -= one.paused;
        sum.done -= one.done;
        sum.failed -= one.failed;
        sum.retryable -= one.retryable;
        sum.cancelled -= one.cancelled;
        sum.needing_files -= one.needing_files;
        sum.bytes = sum.bytes.wrapping_sub(one.bytes);
        sum.bytes_sent = sum.bytes_sent.wrapping_sub(one.bytes_sent);
        self.load.files -= load.files;
        self.load.bytes = self.load.bytes.wrapping_sub(load.bytes);
    }
}

/// What one item adds to the whole.
fn share(item: &Item) -> (Summary, Load) {
    let size = item.size.0;
    let none = Summary { items: 1, ..Summary::default() };
    let summary = match &item.state {
        State::Queued | State::Waiting(_) => Summary { open: 1, bytes: size, ..none },
        State::Uploading { sent } => {
            Summary { open: 1, bytes: size, bytes_sent: sent.0.min(size), ..none }
        }
        State::Verifying => Summary { open: 1, bytes: size, bytes_sent: size, ..none },
        State::Paused => Summary { paused: 1, bytes: size, ..none },
        State::Done(_) => Summary { done: 1, bytes: size, bytes_sent: size, ..none },
        State::Failed(failure) => match **failure {
            Failure::Refused(_) => Summary { failed: 1, ..none },
            _ => Summary { failed: 1, retryable: 1, bytes: size, ..none },
        },
        State::Cancelled => Summary { cancelled: 1, ..none },
        State::NeedsFile => Summary { needing_files: 1, bytes: size, ..none },
    };
    // What an earlier page has sent leaves this one its own limits, and so does what was added for
    // others: a refusal would tell of it.
    let others = item.ended_earlier || item.withheld;
    let wanted = summary.failed == 0 && summary.cancelled == 0 && !others;
    let load = Load { files: usize::from(wanted), bytes: if wanted { size } else { 0 } };
    (summary, load)
}
