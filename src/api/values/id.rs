//! Identifiers. Servers send them as strings or as numbers; here they are opaque text.

use std::fmt;

use crate::api::json::Json;

macro_rules! identifier {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Takes the identifier as the server gave it.
            pub fn new(id: impl Into<String>) -> $name {
                $name(id.into())
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            #[allow(dead_code)] // Not every kind of identifier is found in a reply.
            pub(crate) fn decode(json: &Json) -> Option<$name> {
                json.filled().map(|id| $name(id.trim().to_owned()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> $name {
                $name(id.to_owned())
            }
        }

        impl From<u64> for $name {
            fn from(id: u64) -> $name {
                $name(id.to_string())
            }
        }
    };
}

identifier!(
    /// Whose account it is; comes with the access token.
    AccountId
);
identifier!(
    /// A file, within its host.
    FileId
);
identifier!(
    /// A folder, within its host.
    FolderId
);
identifier!(
    /// A URL import that was scheduled.
    ScheduledItemId
);
identifier!(
    /// The short name a file has in its public link.
    ShortUrl
);
