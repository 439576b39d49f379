//! MD5, the checksum the API gives for a file's bytes and asks for as a folder's password.

use std::fmt;

use md5::Digest;

/// An MD5 checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Md5(pub [u8; 16]);

impl Md5 {
    /// The checksum of `bytes`.
    pub fn of(bytes: &[u8]) -> Md5 {
        let mut hasher = Md5Hasher::new();
        hasher.update(bytes);
        hasher.finish()
    }

    /// Reads 32 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Md5> {
        let digits = text.trim().as_bytes();
        if digits.len() != 32 {
            return None;
        }
        let mut sum = [0; 16];
        for (byte, [high, low]) in sum.iter_mut().zip(digits.as_chunks().0) {
            *byte = hex_value(*high)? << 4 | hex_value(*low)?;
        }
        Some(Md5(sum))
    }
}

fn hex_value(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
}

impl fmt::Display for Md5 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0 {
            write!(formatter, "{byte:02x}")?;
        }
        Ok(())
    }
}

/// Computes an [`Md5`] piece by piece, for files too large to hold.
#[derive(Clone, Default)]
pub struct Md5Hasher(md5::Md5);

impl Md5Hasher {
    /// Begins with no bytes.
    pub fn new() -> Md5Hasher {
        Md5Hasher::default()
    }

    /// Adds the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The checksum of everything added.
    pub fn finish(self) -> Md5 {
        Md5(self.0.finalize().into())
    }
}

impl fmt::Debug for Md5Hasher {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Md5Hasher")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_the_standard() {
        for (text, sum) in [
            ("", "d41d8cd98f00b204e9800998ecf8427e"),
            ("abc", "900150983cd24fb0d6963f7d28e17f72"),
            ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
            (
                "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
                "57edf4a22be3c955ac49da2e2107b67a",
            ),
        ] {
            assert_eq!(Md5::of(text.as_bytes()).to_string(), sum);
            assert_eq!(Md5::parse(&sum.to_uppercase()), Some(Md5::of(text.as_bytes())));
        }
    }

    #[test]
    fn pieces_give_the_same_checksum() {
        let bytes: Vec<u8> = (0..1000_u16).map(|n| n as u8).collect();
        for size in [1, 55, 56, 63, 64, 65, 999] {
            let mut hasher = Md5Hasher::new();
            bytes.chunks(size).for_each(|piece| hasher.update(piece));
            assert_eq!(hasher.finish(), Md5::of(&bytes), "{size}");
        }
    }

    #[test]
    fn only_32_hexadecimal_digits_are_a_checksum() {
        for text in
            ["", "d41d8cd9", "g41d8cd98f00b204e9800998ecf8427e", "é41d8cd98f00b204e9800998ecf8427"]
        {
            assert_eq!(Md5::parse(text), None, "{text}");
        }
    }
}
