//! What an account's package allows, checked before a byte is sent.

use crate::api::{Bytes, Package};

/// Why a file is not sent at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The file holds no bytes; hosts refuse those ("Filesize received was zero.").
    Empty,
    /// The file is larger than the package lets an upload be.
    TooLarge {
        /// `max_upload_size` of the package.
        limit: Bytes,
    },
    /// The package does not let the account upload (`can_upload` is 0).
    UploadingNotAllowed,
}

/// The part of a package that bounds uploads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// The largest upload in bytes; `None` is unlimited.
    pub max_upload_size: Option<Bytes>,
    /// The account may not upload at all.
    pub uploading_forbidden: bool,
}

impl Limits {
    /// The limits of an account's package (`/account/package`).
    pub fn of(package: &Package) -> Self {
        Self { max_upload_size: package.max_upload_size, uploading_forbidden: !package.can_upload }
    }

    /// Whether a file of this size may be sent.
    ///
    /// # Errors
    /// The first reason why not.
    ///
    /// ```
    /// use upload_widget::api::Bytes;
    /// use upload_widget::transfer::{Limits, Refusal};
    ///
    /// let limits = Limits { max_upload_size: Some(Bytes(1000)), ..Limits::default() };
    /// assert_eq!(limits.check(Bytes(1000)), Ok(()));
    /// assert_eq!(limits.check(Bytes(1001)), Err(Refusal::TooLarge { limit: Bytes(1000) }));
    /// assert_eq!(limits.check(Bytes(0)), Err(Refusal::Empty));
    /// ```
    pub fn check(&self, size: Bytes) -> Result<(), Refusal> {
        if self.uploading_forbidden {
            return Err(Refusal::UploadingNotAllowed);
        }
        if size.0 == 0 {
            return Err(Refusal::Empty);
        }
        match self.max_upload_size {
            Some(limit) if size.0 > limit.0 => Err(Refusal::TooLarge { limit }),
            _ => Ok(()),
        }
    }
}
