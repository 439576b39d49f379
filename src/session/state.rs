//! Where a session stands.

use std::rc::Rc;

use crate::api::{Account, Host, Package};

/// A logged-in account: what the host said of it at login.
#[derive(Debug)]
pub struct SignedIn {
    /// The host it lives on.
    pub host: Host,
    /// The account itself.
    pub account: Account,
    /// What the account may do: sizes, storage, parallel uploads.
    pub package: Package,
}

impl SignedIn {
    /// Whether this login goes on where the session stood before: it is not another account's.
    pub fn follows(&self, before: &State) -> bool {
        match before {
            State::SignedOut => true,
            State::Expired { was } | State::SignedIn(was) => {
                was.host == self.host && was.account.id == self.account.id
            }
        }
    }
}

/// Where a session stands.
#[derive(Clone, Debug, Default)]
pub enum State {
    /// Nobody is logged in.
    #[default]
    SignedOut,
    /// The host no longer takes the token, and there was no way to a newer one: the reader has to
    /// log in again.
    Expired {
        /// Who was logged in until then.
        was: Rc<SignedIn>,
    },
    /// Logged in.
    SignedIn(Rc<SignedIn>),
}
