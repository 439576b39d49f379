//! How a row looks: the item's state in words.

use crate::transfer::{Damage, Failure, Item, Refusal, State, Until};
use crate::view::context::Words;
use crate::view::text::Text;

/// What a row shows of its item.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Shown {
    Queued,
    Paused,
    /// With the percentage that has left, where the transport tells.
    Uploading(Option<u64>),
    Verifying,
    Waiting {
        why: String,
    },
    Done,
    Failed {
        why: String,
        again: bool,
    },
    Cancelled,
}

impl Shown {
    pub(super) fn of(item: &Item, words: Words) -> Self {
        match item.state() {
            State::Queued => Self::Queued,
            State::Paused => Self::Paused,
            State::Uploading { sent } if sent.0 == 0 => Self::Uploading(None),
            State::Uploading { sent } => {
                Self::Uploading((sent.0 * 100).checked_div(item.size().0).map(|part| part.min(100)))
            }
            State::Verifying => Self::Verifying,
            State::Waiting(wait) => Self::Waiting {
                why: match wait.until {
                    Until::Online => words.get(Text::FilesWaitingOnline),
                    Until::Time(_) => failure(&wait.cause, words),
                },
            },
            State::Done(_) => Self::Done,
            State::Cancelled => Self::Cancelled,
            State::Failed(why) => Self::Failed {
                why: failure(why, words),
                again: !matches!(**why, Failure::Refused(_)),
            },
        }
    }

    /// The class of the row, and the word for its state.
    pub(super) fn label(&self) -> (&'static str, Text) {
        match self {
            Self::Queued => ("queued", Text::FilesStateQueued),
            Self::Paused => ("paused", Text::FilesStatePaused),
            Self::Uploading(_) => ("uploading", Text::FilesStateUploading),
            Self::Verifying => ("uploading", Text::FilesStateVerifying),
            Self::Waiting { .. } => ("waiting", Text::FilesStateWaiting),
            Self::Done => ("done", Text::FilesStateDone),
            Self::Failed { .. } => ("failed", Text::FilesStateFailed),
            Self::Cancelled => ("cancelled", Text::FilesStateCancelled),
        }
    }

    /// Why it waits or has failed; empty in all other states.
    pub(super) fn why(&self) -> &str {
        match self {
            Self::Waiting { why } | Self::Failed { why, .. } => why,
            _ => "",
        }
    }
}

fn failure(failure: &Failure, words: Words) -> String {
    match failure {
        Failure::Api(error) => words.error(error),
        Failure::Refused(refusal) => refused(*refusal, words),
        Failure::Damaged(Damage::Checksum { .. }) => words.get(Text::DamagedChecksum),
        Failure::Damaged(Damage::Size { sent, stored }) => {
            let (sent, stored) = (words.bytes(sent.0), words.bytes(stored.0));
            words.fill(Text::DamagedSize, &[("sent", &sent), ("stored", &stored)])
        }
    }
}

fn refused(refusal: Refusal, words: Words) -> String {
    let limit = |text, limit: String| words.fill(text, &[("limit", &limit)]);
    match refusal {
        Refusal::Empty => words.get(Text::RefusedEmpty),
        Refusal::UploadingNotAllowed => words.get(Text::RefusedNotAllowed),
        Refusal::WrongType => words.get(Text::RefusedWrongType),
        Refusal::AlreadyQueued => words.get(Text::RefusedAlreadyQueued),
        Refusal::SameName => words.get(Text::RefusedSameName),
        Refusal::TooLarge { limit: most } => limit(Text::RefusedTooLarge, words.bytes(most.0)),
        Refusal::TooMany { limit: most } => limit(Text::RefusedTooMany, words.count(most)),
        Refusal::TotalTooLarge { limit: most } => {
            limit(Text::RefusedTotalTooLarge, words.bytes(most.0))
        }
    }
}
