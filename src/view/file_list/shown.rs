//! How a row looks: the item's state in words.

use super::actions::Remedy;
use crate::transfer::clock::now;
use crate::transfer::{Failure, Item, Mismatch, Phase, Refusal, State, Timestamp, Until, Verified};
use crate::view::context::Context;
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
        /// How fast, where that can be told.
        pace: Option<Pace>,
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

/// How fast an upload has been so far, and what that means for the rest: one figure, so that they agree
/// with each other, and do not jump with each piece that leaves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pace {
    /// Bytes a second.
    rate: f64,
    /// Milliseconds until all has left.
    left_ms: f64,
}

impl Shown {
    /// `held` says that the reader has everything held back.
    pub(super) fn of(item: &Item, held: bool, context: Context) -> Self {
        let words = context.words;
        match item.state() {
            State::Queued | State::Waiting(_) if held => Self::Paused { begun: false },
            State::Queued => Self::Queued,
            State::Paused => {
                Self::Paused { begun: item.log().iter().any(|step| step.to == Phase::Uploading) }
            }
            State::Uploading { sent } if sent.0 == 0 => {
                Self::Uploading { percent: None, pace: None }
            }
            State::Uploading { sent } => Self::Uploading {
                percent: (sent.0 * 100).checked_div(item.size().0).map(|part| part.min(100)),
                pace: pace_of(item, sent.0),
            },
            State::Verifying => Self::Verifying,
            State::Waiting(wait) => match wait.until {
                Until::Online => {
                    Self::Waiting { why: words.get(Text::FilesWaitingOnline), until: None }
                }
                Until::Time(until) => {
                    Self::Waiting { why: failure(&wait.cause, context), until: Some(until) }
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
                why: failure(why, context),
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
            Self::Uploading { percent: Some(percent), pace } => {
                let sentence =
                    words.fill(Text::FilesPercent, &[("percent", &words.count(percent))]);
                let Some(Pace { left_ms, .. }) = pace else { return sentence };
                let left = words.fill(Text::FilesTimeLeft, &[("time", &words.duration(left_ms))]);
                [&sentence, " · ", &left].concat()
            }
            _ => words.get(self.label().1),
        }
    }

    /// How fast it goes up: "1.2 MB/s".
    pub(super) fn rate(&self, words: Words) -> Option<String> {
        let Self::Uploading { pace: Some(Pace { rate, .. }), .. } = *self else { return None };
        Some(words.fill(Text::FilesRate, &[("rate", &words.bytes(rate as u64))]))
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

/// The pace of an upload since this attempt began.
fn pace_of(item: &Item, sent: u64) -> Option<Pace> {
    let begun = item.log().last().filter(|step| step.to == Phase::Uploading)?.at;
    pace(now() - begun, sent, item.size().0)
}

fn pace(passed_ms: f64, sent: u64, size: u64) -> Option<Pace> {
    /// Nothing is said before there is something to go by.
    const WARM_UP_MS: f64 = 2000.0;
    let left = size.checked_sub(sent)?;
    let bytes_a_ms = sent as f64 / passed_ms;
    (passed_ms > WARM_UP_MS)
        .then(|| Pace { rate: bytes_a_ms * 1000.0, left_ms: left as f64 / bytes_a_ms })
}

/// Why an item waits or has failed, for people.
pub(in crate::view) fn failure(failure: &Failure, context: Context) -> String {
    let words = context.words;
    match failure {
        Failure::Api(error) => words.error(error),
        Failure::Refused(refusal) => refused(*refusal, context),
        Failure::Earlier(earlier) => {
            words.fill(Text::FilesFailedEarlier, &[("words", &names::shown(earlier))])
        }
        Failure::Damaged(Mismatch::Checksum { .. }) => words.get(Text::DamagedChecksum),
        Failure::Damaged(Mismatch::Size { sent, stored }) => {
            let (sent, stored) = (words.bytes(sent.0), words.bytes(stored.0));
            if sent == stored {
                // What is missing is too little for rounded figures.
                return words.get(Text::DamagedChecksum);
            }
            words.fill(Text::DamagedSize, &[("sent", &sent), ("stored", &stored)])
        }
    }
}

fn refused(refusal: Refusal, context: Context) -> String {
    let words = context.words;
    let limit = |text, limit: String| words.fill(text, &[("limit", &limit)]);
    match refusal {
        Refusal::Empty => words.get(Text::RefusedEmpty),
        Refusal::UploadingNotAllowed => words.get(Text::RefusedNotAllowed),
        Refusal::WrongType => wrong_type(&context.engine().options().accept, words),
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

/// Why a file of another kind is not sent: with the kinds that the page takes now, also where it was
/// refused on an earlier page.
fn wrong_type(accept: &str, words: Words) -> String {
    let kinds: Vec<_> = told_kinds(accept).into_iter().map(|kind| named(kind, words)).collect();
    if kinds.is_empty() {
        return words.get(Text::RefusedWrongType);
    }
    words.fill(Text::RefusedWrongTypeKinds, &[("kinds", &kinds.join(", "))])
}

/// What of an `accept` list the reader is told, with a sign in place of the rest. The list may be another
/// site's, that of a page which shows this one: only what looks like a kind, and not hundreds of them.
fn told_kinds(accept: &str) -> Vec<&str> {
    const MOST: usize = 12;
    /// The types of office documents have 73 letters.
    const LONGEST: usize = 80;
    let is_kind = |kind: &&str| {
        let is_one = kind.starts_with('.') || kind.contains('/');
        is_one && kind.len() <= LONGEST && !kind.contains(char::is_whitespace)
    };
    let kinds = accept.split(',').map(str::trim).filter(is_kind);
    let mut told: Vec<_> = kinds.take(MOST + 1).collect();
    if let Some(rest) = told.get_mut(MOST) {
        *rest = "…";
    }
    told
}

/// A kind as people call it, or as it stands.
fn named(kind: &str, words: Words) -> String {
    let text = match kind {
        "image/*" => Text::RefusedKindImages,
        "audio/*" => Text::RefusedKindAudio,
        "video/*" => Text::RefusedKindVideos,
        _ if words.language().direction() == "rtl" => {
            // Else its dot would go to its other end.
            return ["\u{2066}", &names::shown(kind), "\u{2069}"].concat();
        }
        _ => return names::shown(kind),
    };
    words.get(text)
}

#[cfg(test)]
mod tests {
    use super::{Pace, pace, told_kinds};

    #[test]
    fn the_kinds_that_are_told_are_those_of_the_page() {
        assert_eq!(told_kinds("image/*, .pdf,text/plain"), ["image/*", ".pdf", "text/plain"]);
        assert!(told_kinds(" , ").is_empty());
        assert!(told_kinds("jpg, Log in at evil.example/here first, .tar gz").is_empty());
        assert!(told_kinds(&[".", &"x".repeat(80)].concat()).is_empty());
    }

    #[test]
    fn a_long_list_of_kinds_is_cut_off() {
        let (twelve, thirteen) = (vec![".jpg"; 12], vec![".jpg"; 13]);
        assert_eq!(told_kinds(&twelve.join(",")), twelve);
        let told = told_kinds(&thirteen.join(",")).join(" ");
        assert_eq!(told, [&twelve.join(" "), " …"].concat());
        assert_eq!(told_kinds(&".jpg,".repeat(100_000)).len(), 13);
    }

    #[test]
    fn rate_and_time_left_agree() {
        let told = pace(4000.0, 5_000_000, 20_000_000);
        assert_eq!(told, Some(Pace { rate: 1_250_000.0, left_ms: 12_000.0 }));
        let all_sent = pace(4000.0, 1000, 1000);
        assert_eq!(all_sent, Some(Pace { rate: 250.0, left_ms: 0.0 }));
    }

    #[test]
    fn no_pace_is_told_without_something_to_go_by() {
        assert_eq!(pace(2000.0, 5_000_000, 20_000_000), None, "it has just begun");
        assert_eq!(pace(-1.0, 5_000_000, 20_000_000), None, "the log is of another clock");
        assert_eq!(pace(4000.0, 1001, 1000), None, "more has left than the file holds");
    }
}
