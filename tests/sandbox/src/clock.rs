//! The sandbox's clock: real time plus whatever the control endpoint added to it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// A moment, in milliseconds since 1970 (UTC).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// This moment plus so many milliseconds.
    pub fn plus_milliseconds(self, milliseconds: i64) -> Moment {
        Moment(self.0.saturating_add(milliseconds))
    }
}

/// The API's date format, "Y-m-d H:i:s" without a zone.
impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let date = time::OffsetDateTime::from_unix_timestamp(self.0.div_euclid(1000))
            .unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
        let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
        write!(
            f,
            "{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}",
            date.hour(),
            date.minute(),
            date.second()
        )
    }
}

/// Tells the time. Advancing it ages tokens and download links without waiting.
#[derive(Debug, Default)]
pub struct Clock {
    ahead_milliseconds: AtomicI64,
}

impl Clock {
    /// The present moment.
    pub fn now(&self) -> Moment {
        let real =
            SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let real = i64::try_from(real).unwrap_or(i64::MAX);
        Moment(real).plus_milliseconds(self.ahead_milliseconds.load(Ordering::Relaxed))
    }

    /// Moves the clock forward (or back, with a negative number).
    pub fn advance(&self, milliseconds: i64) {
        self.ahead_milliseconds.fetch_add(milliseconds, Ordering::Relaxed);
    }

    /// Back to real time.
    pub fn reset(&self) {
        self.ahead_milliseconds.store(0, Ordering::Relaxed);
    }

    /// How far ahead of real time the clock is.
    pub fn ahead_milliseconds(&self) -> i64 {
        self.ahead_milliseconds.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_the_documented_format() {
        assert_eq!(Moment(1_734_630_144_000).to_string(), "2024-12-19 17:42:24");
        assert_eq!(Moment(0).to_string(), "1970-01-01 00:00:00");
    }

    #[test]
    fn advancing_moves_now() {
        let clock = Clock::default();
        let before = clock.now();
        clock.advance(3_600_000);
        assert!(clock.now() >= before.plus_milliseconds(3_600_000));
    }
}
