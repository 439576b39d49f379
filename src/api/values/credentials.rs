//! What opens an account.

use super::{AccountId, Secret};

/// A way to log in that a host may offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Login {
    /// By user name and password.
    Password,
    /// By the account's two API keys.
    Keys,
}

/// What a person logs in with. Keep it no longer than the call to `authorize` takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// The name and password of the site's own login form.
    Password {
        /// The account's name.
        username: String,
        /// Its password.
        password: Secret,
    },
    /// The pair of API keys from the account's settings, 64 characters each.
    Keys {
        /// The first key.
        key1: Secret,
        /// The second key.
        key2: Secret,
    },
}

impl Credentials {
    /// Which way to log in these are for.
    pub fn login(&self) -> Login {
        match self {
            Credentials::Password { .. } => Login::Password,
            Credentials::Keys { .. } => Login::Keys,
        }
    }
}

/// The token `authorize` gives out. It dies after an hour without use, and servers of this family
/// usually delete it when the same account authorizes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken(Secret);

impl AccessToken {
    /// Takes a token obtained elsewhere, for example by a site's backend.
    pub fn new(token: impl Into<Secret>) -> AccessToken {
        AccessToken(token.into())
    }

    /// The token, still hidden.
    pub(crate) fn secret(&self) -> &Secret {
        &self.0
    }

    /// The token itself. Send it; never log, format or put it into an address.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// The right to use one account: what every endpoint but `authorize` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The token.
    pub token: AccessToken,
    /// The account it belongs to.
    pub account_id: AccountId,
}
