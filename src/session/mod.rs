//! Who is logged in: from credentials to a token, and back.
//!
//! A session belongs to one host at a time. Everything above this floor reaches the API through
//! [`Session::call`], so that a token lives in one place only.

use std::cell::RefCell;
use std::rc::Rc;

use crate::api::{Access, Account, Client, Credentials, Error, Host, Package};

/// A logged-in account: what the host said of it at login.
#[derive(Debug)]
pub struct SignedIn {
    /// The account itself.
    pub account: Account,
    /// What the account may do: sizes, storage, parallel uploads.
    pub package: Package,
    client: Client,
    access: Access,
}

impl SignedIn {
    /// The host this account lives on.
    pub fn host(&self) -> &Host {
        self.client.host()
    }
}

/// Where a session stands.
#[derive(Clone, Debug, Default)]
pub enum State {
    /// Nobody is logged in.
    #[default]
    SignedOut,
    /// The host no longer takes the token; the reader has to log in again.
    Expired {
        /// The account's name, to begin the form with.
        username: String,
    },
    /// Logged in.
    SignedIn(Rc<SignedIn>),
}

type Listener = Rc<dyn Fn(&State)>;

#[derive(Default)]
struct Inner {
    state: RefCell<State>,
    listener: RefCell<Option<Listener>>,
}

/// One reader's login on one host. Cheap to clone: all clones are the same session.
#[derive(Clone, Default)]
pub struct Session(Rc<Inner>);

impl Session {
    /// A session in which nobody is logged in yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Where the session stands now.
    pub fn state(&self) -> State {
        self.0.state.borrow().clone()
    }

    /// Calls `listener` after every change of state. One listener at a time.
    pub fn on_change(&self, listener: impl Fn(&State) + 'static) {
        *self.0.listener.borrow_mut() = Some(Rc::new(listener));
    }

    /// Logs in (`/authorize`) and reads the account and its package (`/account/info`,
    /// `/account/package`). The credentials are needed for this call only.
    ///
    /// # Errors
    /// Whatever the host answers; the session is then as it was before. A login is never repeated
    /// by itself: hosts lock an account after a few failed ones.
    pub async fn sign_in(&self, host: Host, credentials: &Credentials) -> Result<(), Error> {
        let client = Client::new(host);
        let access = client.authorize(credentials).await?;
        let account = client.account_info(&access).await?;
        let package = client.account_package(&access).await?;
        self.become_state(State::SignedIn(Rc::new(SignedIn { account, package, client, access })));
        Ok(())
    }

    /// Logs out: forgets the token here, and has the host disable it (`/disable_access_token`).
    ///
    /// # Errors
    /// Whatever the host answers. The reader is logged out here in any case; the token then dies
    /// on the host an hour after its last use.
    pub async fn sign_out(&self) -> Result<(), Error> {
        let before = self.0.state.take();
        self.become_state(State::SignedOut);
        match before {
            State::SignedIn(signed_in) => {
                signed_in.client.disable_access_token(&signed_in.access).await
            }
            State::SignedOut | State::Expired { .. } => Ok(()),
        }
    }

    /// Makes a request in the name of the logged-in account.
    ///
    /// # Errors
    /// [`Error::TokenRejected`] when nobody is logged in or the host no longer takes the token,
    /// in which case the session becomes [`State::Expired`]; else whatever the request answers.
    pub async fn call<T>(
        &self,
        request: impl AsyncFnOnce(&Client, &Access) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let State::SignedIn(signed_in) = self.state() else {
            return Err(Error::TokenRejected { message: None });
        };
        let answer = request(&signed_in.client, &signed_in.access).await;
        if matches!(answer, Err(Error::TokenRejected { .. })) {
            self.expire(&signed_in);
        }
        answer
    }

    /// Ends the login that was rejected, unless another one has taken its place meanwhile.
    fn expire(&self, rejected: &Rc<SignedIn>) {
        let current =
            matches!(&*self.0.state.borrow(), State::SignedIn(now) if Rc::ptr_eq(now, rejected));
        if current {
            self.become_state(State::Expired { username: rejected.account.username.clone() });
        }
    }

    fn become_state(&self, state: State) {
        *self.0.state.borrow_mut() = state.clone();
        let listener = self.0.listener.borrow().clone();
        if let Some(listener) = listener {
            listener(&state);
        }
    }
}
