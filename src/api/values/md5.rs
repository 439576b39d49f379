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
        for (byte, pair) in sum.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = hex_value(pair[0])? << 4 | hex_value(pair[1])?;
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
