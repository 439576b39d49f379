//! How a row looks: the item's state in words.

use super::actions::Remedy;
use crate::transfer::clock::now;
use crate::transfer::{Failure, Item, Mismatch, Phase, Refusal, State, Timestamp, Until, Verified};
use crate::view::names;
use crate::view::text::Text;
use crate::view::words::Words;

/// What a row shows of its item.
#[derive(Clone, PartialEq)]
pub(super) enum Shown {
    Queued,
    Paused {
        /// Some of it has been sent, which will be sent again.
        begun: bool,
    },
    Uploading {
        /// How much has left, where the transport tells.
        percent: Option<u64>,
        /// Milliseconds until the rest has, where that can be told.
        left_ms: Option<f64>,
    },
    Verifying,
    Waiting {
        why: String,
        /// When it is tried again; `None` for as soon as there is a connection.
        until: Option<Timestamp>,
    },
    Done {
        /// The bytes on the host are known to be the file's.
        verified: bool,
        /// The host stored it under another name.
        renamed: Option<String>,
    },
    Failed {
        why: String,
        remedy: Remedy,
    },
    /// Its file has to be chosen again.
    NeedsFile,
    Cancelled,
}

impl Shown {
    /// `held` says that the reader has everything held back.
    pub(super) fn of(item: &Item, held: bool, words: Words) -> Self {
        match item.state() {
            State::Queued | State::Waiting(_) if held => Self::Paused { begun: false },
            State::Queued => Self::Queued,
            State::Paused => {
                Self::Paused { begun: item.log().iter().any(|step| step.to == Phase::Uploading) }
            }
            State::Uploading { sent } if sent.0 == 0 => {
                Self::Uploading { percent: None, left_ms: None }
            }
            State::Uploading { sent } => Self::Uploading {
                percent: (sent.0 * 100).checked_div(item.size().0).map(|part| part.min(100)),
                left_ms: time_left_ms(item, sent.0),
            },
            State::Verifying => Self::Verifying,
            State::Waiting(wait) => match wait.until {
                Until::Online => {
                    Self::Waiting { why: words.get(Text::FilesWaitingOnline), until: None }
                }
                Until::Time(until) => {
                    Self::Waiting { why: failure(&wait.cause, words), until: Some(until) }
                }
            },
            State::Done(stored) => Self::Done {
                verified: stored.verified == Verified::Checksum,
                // Not every reply tells the name.
                renamed: Some(stored.file.name.clone())
                    .filter(|told| !told.is_empty() && **told != *item.name()),
            },
            State::Cancelled => Self::Cancelled,
            State::NeedsFile => Self::NeedsFile,
            State::Failed(why) => Self::Failed {
                why: failure(why, words),
                remedy: match item.refusal() {
                    None => Remedy::Retry,
                    Some(refusal) if refusal.can_be_overridden() => Remedy::Anyway,
                    Some(_) => Remedy::None,
                },
            },
        }
    }

    /// The class of the row, and the word for its state.
    pub(super) fn label(&self) -> (&'static str, Text) {
        match self {
            Self::Queued => ("queued", Text::FilesStateQueued),
            Self::Paused { .. } => ("paused", Text::FilesStatePaused),
            Self::Uploading { .. } => ("uploading", Text::FilesStateUploading),
            Self::Verifying => ("uploading", Text::FilesStateVerifying),
            Self::Waiting { .. } => ("waiting", Text::FilesStateWaiting),
            Self::Done { verified: true, .. } => ("done", Text::FilesStateVerified),
            Self::Done { verified: false, .. } => ("done", Text::FilesStateDone),
            Self::Failed { .. } => ("failed", Text::FilesStateFailed),
            Self::NeedsFile => ("waiting", Text::FilesStateNeedsFile),
            Self::Cancelled => ("cancelled", Text::FilesStateCancelled),
        }
    }

    /// The state in a few words: "71% · 4 sec left".
    pub(super) fn sentence(&self, words: Words) -> String {
        match *self {
            Self::Uploading { percent: Some(percent), left_ms } => {
                let mut sentence =
                    words.fill(Text::FilesPercent, &[("percent", &words.count(percent))]);
                if let Some(left_ms) = left_ms {
                    let left = words.duration(left_ms);
                    let left = words.fill(Text::FilesTimeLeft, &[("time", &left)]);
                    sentence = [&sentence, " · ", &left].concat();
                }
                sentence
            }
            _ => words.get(self.label().1),
        }
    }

    /// Why it waits or has failed, or what else there is to know; empty for nothing. `now` is asked
    /// only where it matters.
    pub(super) fn explanation(&self, words: Words, now: impl Fn() -> Timestamp) -> String {
        match self {
            Self::Failed { why, .. } | Self::Waiting { why, until: None } => why.clone(),
            Self::Waiting { why, until: Some(until) } => {
                let left_ms = (until - now()).max(0.0);
                let again = words.fill(Text::FilesAgainIn, &[("time", &words.duration(left_ms))]);
                [why, " ", &again].concat()
            }
            Self::Done { renamed: Some(name), .. } => {
                words.fill(Text::FilesRenamedByHost, &[("name", &names::shown(name))])
            }
            Self::NeedsFile => words.get(Text::FilesNeedsFile),
            Self::Paused { begun: true } => words.get(Text::FilesPausedAnew),
            _ => String::new(),
        }
    }
}

/// How long the rest of an upload takes at the rate it had so far, in milliseconds.
fn time_left_ms(item: &Item, sent: u64) -> Option<f64> {
    /// Nothing is said before there is something to go by.
    const WARM_UP_MS: f64 = 2000.0;
    let begun = item.log().last().filter(|step| step.to == Phase::Uploading)?.at;
    let passed_ms = now() - begun;
    let left = item.size().0.checked_sub(sent)?;
    (passed_ms > WARM_UP_MS).then(|| passed_ms * (left as f64 / sent as f64))
}

/// Why an item waits or has failed, for people.
pub(in crate::view) fn failure(failure: &Failure, words: Words) -> String {
    match failure {
        Failure::Api(error) => words.error(error),
        Failure::Refused(refusal) => refused(*refusal, words),
        Failure::Earlier(earlier) => {
            words.fill(Text::FilesFailedEarlier, &[("words", &names::shown(earlier))])
        }
        Failure::Damaged(Mismatch::Checksum { .. }) => words.get(Text::DamagedChecksum),
        Failure::Damaged(Mismatch::Size { sent, stored }) => {
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
        Refusal::NameWouldChange => words.get(Text::RefusedNameWouldChange),
        Refusal::Unreadable => words.get(Text::RefusedUnreadable),
        Refusal::StorageFull { limit: most } => {
            limit(Text::RefusedStorageFull, words.bytes(most.0))
        }
        Refusal::TooLarge { limit: most } => limit(Text::RefusedTooLarge, words.bytes(most.0)),
        Refusal::TooMany { limit: most } => words.plural(Text::RefusedTooMany, most),
        Refusal::TotalTooLarge { limit: most } => {
            limit(Text::RefusedTotalTooLarge, words.bytes(most.0))
        }
    }
}
