//! While a host is failing, all uploads wait together, not each by itself: otherwise a queue of
//! thousands would be tried and given up, file by file, while the host restarts.

use std::cell::Cell;

use super::clock::Timestamp;
use super::item::Failure;
use super::options::Options;
use super::retry::{self, LONGEST_MS};
use crate::api::Error;

/// What holds all uploads back for a time. The reader may lift it.
#[derive(Debug, Default)]
pub(super) struct Hold {
    /// When it ends or has ended; 0 if there was none.
    until: Cell<Timestamp>,
    /// How often in a row the host was found to be failing.
    troubles: Cell<u32>,
}

impl Hold {
    /// When uploads may begin again, if not now.
    pub(super) fn until(&self, now: Timestamp) -> Option<Timestamp> {
        Some(self.until.get()).filter(|until| *until > now)
    }

    /// Whether a single upload has to find out if the host has recovered.
    pub(super) fn is_probing(&self) -> bool {
        self.troubles.get() > 0
    }

    /// An upload has failed. `random` is in 0..1.
    pub(super) fn failed(&self, failure: &Failure, options: &Options, now: Timestamp, random: f64) {
        if let Failure::Api(Error::RateLimited { retry_after: Some(pause), .. }) = failure {
            // The host means all of us, not this file.
            self.extend(now + retry::in_ms(*pause), now);
        } else if !retry::is_trouble_of_host(failure) {
            self.troubles.set(0);
        // Uploads that were under way at the same time have met the same failure: it counts once.
        } else if self.until(now).is_none() {
            let troubles = self.troubles.get();
            self.troubles.set(troubles.saturating_add(1));
            self.extend(now + retry::wait_ms(options, troubles, failure, random), now);
        }
    }

    /// The host has stored something.
    pub(super) fn succeeded(&self) {
        self.troubles.set(0);
    }

    /// Nothing is held back any more.
    pub(super) fn lift(&self) {
        self.until.set(0.0);
        self.troubles.set(0);
    }

    fn extend(&self, until: Timestamp, now: Timestamp) {
        self.until.set(until.min(now + LONGEST_MS).max(self.until(now).unwrap_or(0.0)));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::api::Bytes;
    use crate::transfer::{Mismatch, Refusal};

    fn limited(seconds: u64) -> Failure {
        let retry_after = Some(Duration::from_secs(seconds));
        Failure::Api(Error::RateLimited { retry_after, message: None })
    }

    fn unreachable() -> Failure {
        Failure::Api(Error::Unreachable { host: "filecloudy.com".to_owned() })
    }

    #[test]
    fn a_host_in_trouble_is_asked_less_and_less() {
        let (hold, options) = (Hold::default(), Options::default());
        let mut now = 1e6;
        let mut waits = Vec::new();
        for _ in 0..8 {
            for _ in 0..3 {
                hold.failed(&unreachable(), &options, now, 1.0);
            }
            let until = hold.until(now).unwrap();
            waits.push(until - now);
            now = until;
        }
        assert_eq!(waits, [1e3, 2e3, 4e3, 8e3, 16e3, 32e3, 60e3, 60e3]);
        assert!(hold.is_probing() && hold.until(now).is_none());
        hold.succeeded();
        assert!(!hold.is_probing());
    }

    #[test]
    fn trouble_with_one_file_holds_up_no_other() {
        let (hold, options) = (Hold::default(), Options::default());
        let damaged = Failure::Damaged(Mismatch::Size { sent: Bytes(1), stored: Bytes(2) });
        for failure in [Failure::Refused(Refusal::Empty), damaged] {
            hold.failed(&failure, &options, 0.0, 1.0);
            assert!(hold.until(0.0).is_none() && !hold.is_probing(), "{failure:?}");
        }
    }

    #[test]
    fn a_host_may_ask_for_a_pause_of_an_hour_at_most() {
        let (hold, options) = (Hold::default(), Options::default());
        hold.failed(&limited(7), &options, 1000.0, 1.0);
        assert_eq!(hold.until(1000.0), Some(8000.0));
        hold.failed(&limited(1), &options, 1000.0, 1.0);
        assert_eq!(hold.until(1000.0), Some(8000.0), "the longer one counts");
        hold.failed(&limited(86_400), &options, 1000.0, 1.0);
        assert_eq!(hold.until(1000.0), Some(3_601_000.0));
        hold.lift();
        assert_eq!(hold.until(1000.0), None);
    }
}
