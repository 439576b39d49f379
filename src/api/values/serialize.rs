//! The values as JavaScript gets them: sizes as numbers, dates as "Y-m-d H:i:s", everything else
//! as text.

use std::time::Duration;

use serde::{Serialize, Serializer};

use super::{
    AccountId, Bytes, DateTime, FileId, FolderId, Link, Md5, Parent, ScheduledItemId, Secret,
    ShortUrl,
};

macro_rules! as_text {
    ($($value:ty),*) => {
        $(impl Serialize for $value {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        })*
    };
}

as_text!(AccountId, DateTime, FileId, FolderId, Link, Md5, ScheduledItemId, ShortUrl);

impl Serialize for Bytes {
    /// A double holds every size a host could store.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0 as f64)
    }
}

impl Serialize for Parent {
    /// A folder's id, or null for the root.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.folder().serialize(serializer)
    }
}

/// A secret that is the caller's own to know.
pub(crate) fn exposed<S: Serializer>(
    secret: &Option<Secret>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(Secret::expose).serialize(serializer)
}

/// A time as a number of seconds.
pub(crate) fn seconds<S: Serializer>(
    time: &Option<Duration>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    time.map(|time| time.as_secs_f64()).serialize(serializer)
}
