//! Counting tests from what the test runners print.

use std::iter::Sum;
use std::ops::Add;

/// How many tests passed, how many failed, and how many were left out since the machine lacks
/// something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(super) passed: u64,
    pub(super) failed: u64,
    pub(super) skipped: u64,
}

impl Tally {
    /// A check that passed.
    pub(super) fn one_passed() -> Self {
        Self { passed: 1, ..Self::default() }
    }

    /// A check, or a whole part, that failed.
    pub(super) fn one_failed() -> Self {
        Self { failed: 1, ..Self::default() }
    }

    /// So many tests that the machine lacks something for.
    pub(super) fn skipped(skipped: u64) -> Self {
        Self { skipped, ..Self::default() }
    }

    /// Nothing ran at all. That is a failure: a test that no longer runs proves nothing.
    pub(super) fn is_empty(self) -> bool {
        self.passed + self.failed == 0
    }

    pub(super) fn all_passed(self) -> bool {
        self.failed == 0 && self.passed > 0
    }

    /// "12 passed, 0 failed", and what was skipped, if anything was.
    pub(super) fn in_words(self) -> String {
        let Self { passed, failed, skipped } = self;
        match skipped {
            0 => format!("{passed} passed, {failed} failed"),
            _ => format!("{passed} passed, {failed} failed, {skipped} skipped"),
        }
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), Add::add)
    }
}

/// Adds up the `test result:` lines in a runner's output as it arrives, in pieces of any size.
#[derive(Debug, Default)]
pub(super) struct ResultLines {
    line: Vec<u8>,
    tally: Tally,
}

impl ResultLines {
    /// The next piece of output.
    pub(super) fn read(&mut self, piece: &[u8]) {
        for &byte in piece {
            if byte == b'\n' {
                self.end_line();
            } else {
                self.line.push(byte);
            }
        }
    }

    /// The sum, after the output has ended.
    pub(super) fn total(mut self) -> Tally {
        self.end_line();
        self.tally
    }

    fn end_line(&mut self) {
        let line = String::from_utf8_lossy(&self.line);
        if let Some(tally) = result_line(&line) {
            self.tally = self.tally + tally;
        }
        self.line.clear();
    }
}

/// Reads "test result: FAILED. 11 passed; 1 failed; 0 ignored; …".
fn result_line(line: &str) -> Option<Tally> {
    let counts = line.trim().strip_prefix("test result: ")?;
    let (_verdict, counts) = counts.split_once(". ")?;
    let count = |what: &str| {
        let mut parts = counts.split(';').map(str::trim);
        parts.find_map(|part| part.strip_suffix(what)?.trim().parse().ok())
    };
    // What a runner leaves out was not asked for.
    Some(Tally { passed: count("passed")?, failed: count("failed")?, skipped: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "\
running 2 tests
test a ... ok
test b ... ok

test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

running 3 tests
test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 filtered out; finished in 1.20s
";

    fn tally(pieces: &[&[u8]]) -> Tally {
        let mut lines = ResultLines::default();
        for piece in pieces {
            lines.read(piece);
        }
        lines.total()
    }

    #[test]
    fn result_lines_are_added_up() {
        let expected = Tally { passed: 3, failed: 2, skipped: 0 };
        assert_eq!(tally(&[OUTPUT.as_bytes()]), expected);
        assert!(!expected.all_passed());
    }

    #[test]
    fn pieces_of_any_size_give_the_same_sum() {
        for size in [1, 7, 64] {
            let pieces: Vec<&[u8]> = OUTPUT.as_bytes().chunks(size).collect();
            assert_eq!(tally(&pieces), tally(&[OUTPUT.as_bytes()]));
        }
    }

    #[test]
    fn a_last_line_without_an_end_counts() {
        let tally = tally(&[b"test result: ok. 4 passed; 0 failed"]);
        assert_eq!(tally.passed, 4);
    }

    #[test]
    fn no_result_line_is_an_empty_tally_and_not_a_success() {
        let tally = tally(&[b"no tests to run!\n"]);
        assert!(tally.is_empty());
        assert!(!tally.all_passed());
    }

    #[test]
    fn what_was_skipped_is_told_and_is_no_success_by_itself() {
        let sum = Tally::one_passed() + Tally::skipped(2);
        assert_eq!(sum.in_words(), "1 passed, 0 failed, 2 skipped");
        assert_eq!(Tally::one_passed().in_words(), "1 passed, 0 failed");
        assert!(sum.all_passed());
        assert!(!Tally::skipped(2).all_passed() && Tally::skipped(2).is_empty());
    }

    #[test]
    fn other_lines_are_not_counted() {
        let text = b"note: the test result: ok. 9 passed; 0 failed\ntest result: broken\n";
        assert!(tally(&[text]).is_empty());
    }
}
