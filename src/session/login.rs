//! The login in force: its token, and where a newer one comes from.

#[cfg(feature = "widget")]
use std::cell::Cell;
use std::future::Future;
#[cfg(feature = "widget")]
use std::future::ready;
use std::pin::Pin;
use std::rc::Rc;

use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;

use super::Stay;
use super::storage;
use super::tabs::Message;
use crate::api::{Access, AccountId, Client, Credentials, Error};

/// A token dies after an hour without use; a little before that it is looked at before it is
/// trusted with a file of a gigabyte.
const TRUSTED_IDLE_MS: f64 = 55.0 * 60.0 * 1000.0;

/// How long a supplier may take.
const SUPPLY_MS: u32 = 30_000;

/// What opens an account.
#[derive(Clone)]
pub enum Grant {
    /// The reader's own login. Forgotten after the call, unless the reader stays signed in: then
    /// it is kept in memory to renew the token with.
    Credentials(Credentials),
    /// A token that the page already has, from its own server say. It cannot be renewed.
    Access(Access),
    /// A function of the page that supplies a token whenever one is needed, so that no key ever
    /// reaches the browser.
    Supplier(Supplier),
}

/// Supplies a token on demand: asked at login, and once more whenever the host rejects the token. A
/// [`Session`](super::Session) waits half a minute for its answer.
#[derive(Clone)]
pub struct Supplier(Rc<dyn Fn() -> Supply>);

/// A supplier's answer on its way; `None`: there is no token for this reader.
pub type Supply = Pin<Box<dyn Future<Output = Result<Option<Access>, Error>>>>;

impl Supplier {
    /// Makes a supplier from an async function.
    ///
    /// ```
    /// use upload_widget::api::{Access, AccessToken, AccountId};
    /// use upload_widget::session::Supplier;
    ///
    /// let supplier = Supplier::new(async || {
    ///     // Ask your own server here.
    ///     let token = AccessToken::new("…");
    ///     Ok(Some(Access { token, account_id: AccountId::new("158642") }))
    /// });
    /// ```
    pub fn new<F>(supply: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<Option<Access>, Error>> + 'static,
    {
        Self(Rc::new(move || Box::pin(supply())))
    }

    /// Asks for a token, for as long as it takes.
    pub(crate) fn ask(&self) -> Supply {
        (self.0)()
    }

    /// The same, given up after a while: whoever waits may hold the lock of all tabs.
    async fn ask_in_time(&self) -> Result<Option<Access>, Error> {
        match select(self.ask(), TimeoutFuture::new(SUPPLY_MS)).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => Err(Error::Timeout),
        }
    }

    /// The same supplier, which has been asked once already: this was its answer.
    #[cfg(feature = "widget")]
    pub(crate) fn after(self, answer: Result<Option<Access>, Error>) -> Self {
        let first = Cell::new(Some(answer));
        Self(Rc::new(move || match first.take() {
            Some(answer) => Box::pin(ready(answer)),
            None => self.ask(),
        }))
    }
}

impl Grant {
    /// A token, by whatever way this grant gives one.
    pub(super) async fn redeem(&self, client: &Client) -> Result<Access, Error> {
        match self {
            Grant::Credentials(credentials) => client.authorize(credentials).await,
            Grant::Access(access) => Ok(access.clone()),
            Grant::Supplier(supplier) => {
                supplier.ask_in_time().await?.ok_or(Error::BadCredentials { message: None })
            }
        }
    }

    /// What renews the token later, if anything does.
    pub(super) fn renewal(self, keep_credentials: bool) -> Option<Grant> {
        match self {
            Grant::Credentials(_) if !keep_credentials => None,
            Grant::Access(_) => None,
            grant => Some(grant),
        }
    }
}

/// The login in force.
pub(super) struct Login {
    pub(super) client: Client,
    pub(super) token: Token,
    pub(super) renewal: Option<Grant>,
    pub(super) stay: Stay,
}

impl Login {
    pub(super) fn base(&self) -> &str {
        self.client.host().base().as_str()
    }

    pub(super) fn is_for(&self, base: &str, account: &AccountId) -> bool {
        self.base() == base && self.token.access.account_id == *account
    }

    pub(super) fn have(&self) -> Message {
        Message::Have {
            base: self.base().to_owned(),
            token: self.token.clone(),
            renews: self.renewal.is_some(),
        }
    }

    /// Takes a new token and remembers it where the reader wants that.
    pub(super) fn take(&mut self, token: Token) {
        self.token = token;
        if self.stay == Stay::SignedIn {
            storage::keep(self.base(), &self.token);
        }
    }
}

/// A token with its times, in milliseconds since 1970 by this browser's clock.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) access: Access,
    /// When the host gave it out.
    pub(super) issued: f64,
    /// When it was last used here.
    pub(super) used: f64,
}

impl Token {
    pub(super) fn issued_now(access: Access, now: f64) -> Self {
        Self { access, issued: now, used: now }
    }

    /// Counts as given out after `held`, another one of its account, also when the clock was set back
    /// meanwhile: else whoever has that would keep it, although the host has ended it.
    pub(super) fn follow(&mut self, held: &Token) {
        if self.access.account_id == held.access.account_id
            && self.access.token != held.access.token
        {
            self.issued = self.issued.max(held.issued + 1.0);
        }
    }

    /// Whether this one takes the place of `held`: another token of the same account, given out
    /// later. A host keeps only the last one it gave out.
    pub(super) fn replaces(&self, held: &Token) -> bool {
        self.access.account_id == held.access.account_id
            && self.access.token != held.access.token
            && self.issued > held.issued
    }

    /// Whether it has lain idle so long that the host may have dropped it.
    pub(super) fn is_stale(&self, now: f64) -> bool {
        now - self.used > TRUSTED_IDLE_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{AccessToken, AccountId};

    fn token(account: &str, token: &str, issued: f64) -> Token {
        let access = Access { token: AccessToken::new(token), account_id: AccountId::new(account) };
        Token::issued_now(access, issued)
    }

    #[test]
    fn only_a_later_token_of_the_same_account_takes_over() {
        let held = token("1", "a", 10.0);
        assert!(token("1", "b", 11.0).replaces(&held));
        assert!(!token("1", "b", 9.0).replaces(&held), "an earlier one is dead already");
        assert!(!token("1", "a", 11.0).replaces(&held), "it is the same one");
        assert!(!token("2", "b", 11.0).replaces(&held), "it opens another account");
    }

    #[test]
    fn a_token_in_place_of_another_is_the_later_one_whatever_the_clock_says() {
        let held = token("1", "a", 5000.0);
        let access = token("1", "b", 0.0).access;
        for (now, issued) in [(9000.0, 9000.0), (5000.0, 5001.0), (1000.0, 5001.0)] {
            let mut newer = Token::issued_now(access.clone(), now);
            newer.follow(&held);
            assert_eq!((newer.issued, newer.used), (issued, now));
            assert!(newer.replaces(&held) && !held.replaces(&newer));
        }
        for mut other in [token("2", "b", 1000.0), token("1", "a", 1000.0)] {
            other.follow(&held);
            assert_eq!(other.issued, 1000.0, "of another account, or the same one");
        }
    }

    #[test]
    fn a_token_is_looked_at_after_55_idle_minutes() {
        let minute = 60_000.0;
        let held = token("1", "a", 0.0);
        assert!(!held.is_stale(55.0 * minute));
        assert!(held.is_stale(55.0 * minute + 1.0));
    }

    #[test]
    fn credentials_are_kept_only_when_the_reader_stays_signed_in() {
        let keys = || Grant::Credentials(Credentials::Keys { key1: "1".into(), key2: "2".into() });
        assert!(keys().renewal(false).is_none());
        assert!(keys().renewal(true).is_some());
    }
}
