//! The values that requests and replies are made of.

mod bytes;
mod credentials;
mod date_time;
mod id;
mod link;
mod md5;
mod parent;
mod secret;
#[cfg(feature = "javascript")]
mod serialize;
mod visibility;

pub use bytes::Bytes;
pub use credentials::{Access, AccessToken, Credentials, Login};
pub use date_time::DateTime;
pub use id::{AccountId, FileId, FolderId, ScheduledItemId, ShortUrl};
pub use link::Link;
pub(crate) use link::{parts, percent_encoded};
pub use md5::{Md5, Md5Hasher};
pub use parent::Parent;
pub use secret::Secret;
#[cfg(feature = "javascript")]
pub(crate) use serialize::{exposed, seconds};
pub use visibility::Visibility;
