//! A size.

use crate::api::json::Json;

/// A size in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(pub u64);

impl Bytes {
    /// Reads a size, from a number or a string.
    pub(crate) fn decode(json: &Json) -> Option<Bytes> {
        json.count().map(Bytes)
    }

    /// Reads a limit: 0 and absent both mean unlimited.
    pub(crate) fn decode_limit(json: &Json) -> Option<Bytes> {
        Self::decode(json).filter(|bytes| bytes.0 > 0)
    }
}
