//! Random identifiers: tokens, hashes, temporary names.

const LETTERS_AND_DIGITS: &[u8; 62] =
    b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

fn bytes(count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    #[allow(
        clippy::expect_used,
        reason = "without the system's random source nothing can be issued safely"
    )]
    getrandom::fill(&mut bytes).expect("the system's random source answers");
    bytes
}

/// So many random letters and digits.
pub(crate) fn letters_and_digits(count: usize) -> String {
    // A tiny bias towards the first letters does not matter to a sandbox.
    bytes(count)
        .into_iter()
        .map(|byte| char::from(LETTERS_AND_DIGITS[usize::from(byte) % 62]))
        .collect()
}

/// So many random lower-case hexadecimal digits.
pub(crate) fn hexadecimal(count: usize) -> String {
    bytes(count)
        .into_iter()
        .map(|byte| char::from(b"0123456789abcdef"[usize::from(byte & 15)]))
        .collect()
}

/// The short name of a file with that id: base 62, counted as in the documents (1253 is "2Vv").
pub(crate) fn short_url(file_id: u64) -> String {
    let mut rest = file_id + 10_000;
    let mut digits = Vec::new();
    while rest > 0 {
        digits.push(LETTERS_AND_DIGITS[(rest % 62) as usize]);
        rest /= 62;
    }
    digits.iter().rev().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_urls_follow_the_samples() {
        for (id, short) in [(1253, "2Vv"), (1161, "2U1"), (1162, "2U2"), (1164, "2U4")] {
            assert_eq!(short_url(id), short);
        }
    }

    #[test]
    fn lengths_are_exact() {
        assert_eq!(letters_and_digits(128).len(), 128);
        assert_eq!(hexadecimal(32).len(), 32);
    }
}
