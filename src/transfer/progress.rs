//! How fast it goes and how long it will take, smoothed so that the figures can be read.

/// The rate follows the last seconds: a sample this old, in milliseconds, counts 1/e of a new one.
const MEMORY_MS: f64 = 5000.0;
/// No figure is given before there is something to go by.
const WARM_UP_MS: f64 = 1000.0;

/// Measures the rate of a growing count of bytes.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    /// The time of the first sample, by the clock of whoever measures.
    began: Option<f64>,
    /// That of the last one, and its bytes.
    at: f64,
    bytes: u64,
    /// Bytes a millisecond, with the weight of the time it was measured over.
    rate: f64,
    weight: f64,
}

impl Meter {
    /// Takes the number of bytes sent so far, at a time in milliseconds of any monotonic clock. A count
    /// below the last (an upload begins anew) is a new base, not a negative rate.
    pub fn sample(&mut self, bytes: u64, now: f64) {
        if self.began.is_none() {
            (self.began, self.at, self.bytes) = (Some(now), now, bytes);
            return;
        }
        let passed_ms = now - self.at;
        if passed_ms <= 0.0 {
            return;
        }
        let gained = bytes.saturating_sub(self.bytes) as f64;
        let keep = (-passed_ms / MEMORY_MS).exp();
        self.rate = self.rate * keep + gained / passed_ms * (1.0 - keep);
        self.weight = self.weight * keep + (1.0 - keep);
        (self.at, self.bytes) = (now, bytes);
    }

    /// Bytes a second; `None` before there is something to go by or while nothing moves.
    pub fn rate(&self) -> Option<f64> {
        let measured = self.at - self.began? >= WARM_UP_MS && self.weight > 0.0;
        let rate = self.rate / self.weight * 1000.0;
        (measured && rate >= 1.0).then_some(rate)
    }

    /// Milliseconds until `left` more bytes have gone.
    pub fn time_left(&self, left: u64) -> Option<f64> {
        self.rate().map(|rate| left as f64 / rate * 1000.0)
    }

    /// Forgets everything: what comes is another batch.
    pub fn reset(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steady(bytes_per_second: u64, seconds: u64) -> Meter {
        let mut meter = Meter::default();
        for tenth in 0..=seconds * 10 {
            meter.sample(bytes_per_second * tenth / 10, tenth as f64 * 100.0);
        }
        meter
    }

    #[test]
    fn a_steady_rate_is_measured_from_the_first_second_on() {
        for seconds in [1, 2, 10, 60] {
            let rate = steady(1000, seconds).rate().unwrap();
            assert!((rate - 1000.0).abs() < 1.0, "{rate} after {seconds} s");
        }
        assert_eq!(steady(1000, 0).rate(), None);
    }

    #[test]
    fn one_burst_does_not_make_the_time_left_jump() {
        let mut meter = steady(1000, 20);
        let before = meter.time_left(100_000).unwrap();
        meter.sample(20_000 + 300, 20_100.0);
        let after = meter.time_left(100_000).unwrap();
        assert!((after - before).abs() / before < 0.05, "{before} then {after}");
    }

    #[test]
    fn a_stop_is_noticed() {
        let mut meter = steady(1_000_000, 20);
        meter.sample(20_000_000, 60_000.0);
        assert!(meter.rate().unwrap() < 1000.0);
    }

    #[test]
    fn beginning_anew_is_not_a_negative_rate() {
        let mut meter = steady(1000, 20);
        meter.sample(0, 20_100.0);
        assert!(meter.rate().unwrap() > 900.0);
    }
}
