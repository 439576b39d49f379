//! Who is logged in: from credentials to a token, through its renewals, and back.
//!
//! A session belongs to one host at a time. Everything above this layer reaches the API through
//! [`Session::call`], so that the token lives in one place only and a rejected one is dealt with
//! in one place only: take a newer token that another tab has, else renew once, else ask the
//! reader. A failed login is never repeated by itself: hosts lock an account after a few.

mod lock;
mod login;
#[cfg(feature = "widget")]
mod lookout;
mod renewal;
mod sign_out;
mod state;
mod storage;
mod tabs;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::future::join;
use futures_util::lock::Mutex;

use crate::api::{Access, Client, Endpoint, Error, Host, Options};
pub(crate) use lock::TabLock;
pub use login::{Grant, Supplier, Supply};
use login::{Login, Token};
#[cfg(feature = "widget")]
pub(crate) use lookout::Lookout;
use renewal::Source;
#[cfg(feature = "widget")]
pub(crate) use sign_out::{forget_kept, kept_account};
pub use state::{SignedIn, State};
#[cfg(feature = "widget")]
pub(crate) use storage::{is_kept, others as kept_elsewhere};
use tabs::{Message, Offer, Tabs};

/// How long what another tab said is of use to somebody.
const HEARD_MS: f64 = 5000.0;

/// Whether a login outlives the call it was made with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stay {
    /// Credentials are forgotten at once, and a reload of the page logs out.
    #[default]
    No,
    /// The token outlives a reload of this tab, and the credentials stay in memory, for as long as
    /// the page does, to renew it.
    SignedIn,
}

/// A request on its way, which may have to be made more than once.
struct Call {
    client: Client,
    token: Token,
    /// Where a newer token is looked for when the host rejects this one: first another tab's, if one
    /// has a newer one; then, once, a new one.
    next: Option<Source>,
}

type Listener = Rc<dyn Fn(&State)>;

#[derive(Default)]
struct Inner {
    options: Options,
    state: RefCell<State>,
    login: RefCell<Option<Login>>,
    /// How often the state has changed.
    changes: Cell<u32>,
    /// How often the reader logged out.
    sign_outs: Cell<u32>,
    /// Whether nobody is there any more whom it is for.
    retired: Cell<bool>,
    listener: RefCell<Option<Listener>>,
    tabs: RefCell<Option<Tabs>>,
    /// What other tabs said of late, and when: several calls may be waiting for it.
    heard: RefCell<Vec<(f64, Offer)>>,
    /// One renewal at a time in this tab; [`TabLock`] does the same among tabs.
    renewing: Mutex<()>,
}

/// One reader's login on one host. Cheap to clone: all clones are the same session.
///
/// ```no_run
/// use upload_widget::api::{Credentials, Error, Host, Parent, Profile};
/// use upload_widget::session::{Grant, Session, Stay};
///
/// # async fn example() -> Result<(), Error> {
/// let session = Session::new();
/// let keys = Credentials::Keys { key1: "…".into(), key2: "…".into() };
/// session.sign_in(Host::of(Profile::Cyberfile), Grant::Credentials(keys), Stay::No).await?;
/// let listing = session
///     .call(async |client, access| client.folder_listing(access, &Parent::Root).await)
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Session(Rc<Inner>);

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}

impl Session {
    /// A session in which nobody is logged in yet.
    pub fn new() -> Self {
        Self::with_options(Options::default())
    }

    /// A session whose clients talk to their hosts in another way.
    pub fn with_options(options: Options) -> Self {
        let session = Self(Rc::new(Inner { options, ..Inner::default() }));
        let weak = Rc::downgrade(&session.0);
        let tabs = Tabs::open(move |message| {
            if let Some(inner) = weak.upgrade() {
                Session(inner).hear(message);
            }
        });
        *session.0.tabs.borrow_mut() = Some(tabs);
        session
    }

    /// Where the session stands now.
    pub fn state(&self) -> State {
        self.0.state.borrow().clone()
    }

    /// Calls `listener` after every change of state. One listener at a time.
    pub fn on_change(&self, listener: impl Fn(&State) + 'static) {
        *self.0.listener.borrow_mut() = Some(Rc::new(listener));
    }

    /// Whoever it is for is gone, such as a widget that was taken off its page: other tabs, and other
    /// sessions of this one, are not given its login any more, and what would renew that is forgotten.
    /// What is on its way goes on, and tells the others of a token that takes the place of theirs.
    pub fn retire(&self) {
        self.0.retired.set(true);
        if let Some(login) = self.0.login.borrow_mut().as_mut() {
            login.renewal = None;
        }
    }

    /// The browser had put the page aside, and another page may have logged out without this one hearing
    /// of it. The reader's credentials are forgotten: they would log in again once the host rejects the
    /// token.
    pub fn come_back(&self) {
        if let Some(login) = self.0.login.borrow_mut().as_mut() {
            login.renewal.take_if(|grant| matches!(grant, Grant::Credentials(_)));
        }
    }

    /// Whether the host of whoever is logged in can do what an endpoint is for, by what is known
    /// beforehand and by what its answers have told since: see [`Client::can`].
    pub fn can(&self, endpoint: Endpoint) -> bool {
        self.current().is_some_and(|(client, _)| client.can(endpoint))
    }

    /// Logs in: gets a token (`/authorize`, unless the grant brings one) and reads the account and
    /// its package (`/account/info`, `/account/package`).
    ///
    /// # Errors
    /// Whatever the host answers; the session is then as it was before. [`Error::Cancelled`] when
    /// somebody logs out meanwhile.
    pub async fn sign_in(&self, host: Host, grant: Grant, stay: Stay) -> Result<(), Error> {
        let sign_outs = self.0.sign_outs.get();
        let client = Client::with_options(host, self.0.options.clone());
        let base = client.host().base().as_str().to_owned();
        let is_new = matches!(grant, Grant::Credentials(_));
        // What other tabs have is heard by the time the host has answered.
        self.say(&Message::Ask { base: base.clone() });
        let mut token = Token::issued_now(grant.redeem(&client).await?, now());
        let mut signed_in = read(&client, &token).await;
        // A tab of the same account has renewed its token meanwhile, or is logging in itself: that
        // ended this one.
        if let Err(Error::TokenRejected { .. }) = signed_in
            && let Some(newer) = self.wait_for_newer(&client, &token).await
        {
            token = newer;
            signed_in = read(&client, &token).await;
        }
        if self.0.sign_outs.get() != sign_outs {
            // Nobody needs it any more. Where the host does not answer it dies by itself.
            let _ = client.disable_access_token(&token.access).await;
            return Err(Error::Cancelled);
        }
        self.put_after_known(&base, &mut token);
        match signed_in {
            Ok(signed_in) => {
                let renewal = grant.renewal(stay == Stay::SignedIn);
                self.begin(Login { client, token, renewal, stay }, signed_in);
                Ok(())
            }
            Err(error) => {
                // It has ended the one that other tabs of the account hold: they go on with this one.
                // When it was rejected, one of them may hold a newer one.
                if is_new && !matches!(error, Error::TokenRejected { .. }) {
                    self.say(&Message::Have { base, token, renews: false });
                }
                Err(error)
            }
        }
    }

    /// Where the clock was set back, this tab and the others have tokens from the time to come. One that
    /// the host at `base` has just given out counts as later than those of its account.
    fn put_after_known(&self, base: &str, token: &mut Token) {
        let now = now();
        let mut look = |there: &str, known: &Token| {
            if there == base && known.issued > now {
                token.follow(known);
            }
        };
        if let Some(login) = &*self.0.login.borrow() {
            look(login.base(), &login.token);
        }
        for (_, offer) in &*self.0.heard.borrow() {
            look(&offer.base, &offer.token);
        }
    }

    /// Takes up a login that is there already on one of `hosts`: one this tab was told to keep or, where
    /// the host does not take that, one of another tab of the same origin. Returns whether there was
    /// one. A login that is made while this is found out stays.
    pub async fn rejoin(&self, hosts: impl IntoIterator<Item = Host>) -> bool {
        let changes = self.0.changes.get();
        let hosts: Vec<Host> = hosts.into_iter().collect();
        let mut kept = Vec::new();
        for host in &hosts {
            if let Some(token) = storage::kept(host.base().as_str()) {
                kept.push(host);
                if let Some(joined) = self.take_up(host, token, Stay::SignedIn, changes).await {
                    return joined;
                }
            }
        }
        let bases: Vec<&str> = hosts.iter().map(|host| host.base().as_str()).collect();
        let offers = self.ask_tabs(&bases, |_| true).await;
        for host in &hosts {
            let offer = offers.iter().find(|offer| offer.base == host.base().as_str());
            let Some(offer) = offer else { continue };
            let stay = if kept.contains(&host) { Stay::SignedIn } else { Stay::No };
            if let Some(joined) = self.take_up(host, offer.token.clone(), stay, changes).await {
                return joined;
            }
        }
        false
    }

    /// Begins with a token that is there already. Whether somebody is logged in then; `None` when the
    /// token was of no use.
    async fn take_up(&self, host: &Host, token: Token, stay: Stay, changes: u32) -> Option<bool> {
        let client = Client::with_options(host.clone(), self.0.options.clone());
        let signed_in = read(&client, &token).await;
        if self.0.changes.get() != changes {
            return Some(matches!(self.state(), State::SignedIn(_)));
        }
        match signed_in {
            Ok(signed_in) => {
                self.begin(Login { client, token, renewal: None, stay }, signed_in);
                return Some(true);
            }
            // The host cannot tell now: the next reload asks it again.
            Err(error) if error.is_transient() => {}
            Err(_) => storage::forget(host.base().as_str()),
        }
        None
    }

    fn begin(&self, mut login: Login, signed_in: SignedIn) {
        // A reload must not bring back whoever was logged in before, on this host or another.
        if let Some(before) = &*self.0.login.borrow() {
            storage::forget(before.base());
        }
        storage::forget(login.base());
        // Who it belongs to was asked for with it.
        login.take(Token { used: now(), ..login.token.clone() });
        self.say(&login.have());
        *self.0.login.borrow_mut() = Some(login);
        self.become_state(State::SignedIn(Rc::new(signed_in)));
    }

    /// Makes a request in the name of the logged-in account. When the host rejects the token the
    /// request is made again with another tab's newer one, then with a new one of our own, as far
    /// as there are any.
    ///
    /// # Errors
    /// [`Error::TokenRejected`] when nobody is logged in or no newer token is to be had, in which
    /// case the session becomes [`State::Expired`]; what stood in the way of a new login for now;
    /// else whatever the request answers.
    pub async fn call<T>(
        &self,
        request: impl AsyncFn(&Client, &Access) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut call = self.begin_call().await?;
        loop {
            let answer = request(&call.client, &call.token.access).await;
            if !self.is_to_repeat(&mut call, answer.as_ref().err()).await? {
                return answer;
            }
        }
    }

    // What does not depend on the answer's type is apart from `call`, which is in the wasm file once
    // for each request.
    async fn begin_call(&self) -> Result<Call, Error> {
        let (client, token) = self.current().ok_or(Error::TokenRejected { message: None })?;
        let token = if token.is_stale(now()) { self.freshen(&client, token).await? } else { token };
        Ok(Call { client, token, next: Some(Source::OtherTab) })
    }

    /// Whether the request is to be made again, with the token that the call has then.
    async fn is_to_repeat(&self, call: &mut Call, error: Option<&Error>) -> Result<bool, Error> {
        match (error, call.next) {
            (Some(Error::TokenRejected { .. }), Some(from)) => {
                let renewed = self.renew(&call.client, &call.token, from).await?;
                let Some((newer, came_from)) = renewed else { return Ok(false) };
                call.next = (came_from == Source::OtherTab).then_some(Source::Login);
                call.token = newer;
                return Ok(true);
            }
            (Some(Error::TokenRejected { .. }), None) => self.expire(&call.token),
            (Some(error), _) if error.leaves_host_unheard() => {}
            _ => self.mark_used(&call.token),
        }
        Ok(false)
    }

    /// The login in force, unless its token was rejected for good.
    fn current(&self) -> Option<(Client, Token)> {
        if !matches!(&*self.0.state.borrow(), State::SignedIn(_)) {
            return None;
        }
        let login = self.0.login.borrow();
        login.as_ref().map(|login| (login.client.clone(), login.token.clone()))
    }

    /// Takes a new token into use, here and in the other tabs.
    fn take(&self, token: Token) {
        let have = self.0.login.borrow_mut().as_mut().map(|login| {
            login.take(token);
            login.have()
        });
        if let Some(have) = have {
            self.say(&have);
        }
    }

    fn mark_used(&self, used: &Token) {
        if let Some(login) = self.0.login.borrow_mut().as_mut()
            && login.token.access == used.access
        {
            login.token.used = now();
        }
    }

    /// The host rejected this token for good, unless another has taken its place meanwhile. The
    /// login is kept: the reader may log in again in another tab.
    fn expire(&self, rejected: &Token) {
        let still_held = match &*self.0.login.borrow() {
            Some(login) => login.token.access == rejected.access,
            None => false,
        };
        if let (true, State::SignedIn(was)) = (still_held, self.state()) {
            storage::forget(was.host.base().as_str());
            self.become_state(State::Expired { was });
        }
    }

    fn hear(&self, message: Message) {
        match message {
            Message::Ask { .. } | Message::Renew { .. } if self.0.retired.get() => {}
            Message::Ask { base } => self.answer(&base),
            Message::Have { base, token, renews } => {
                self.take_over(&base, &token);
                let mut heard = self.0.heard.borrow_mut();
                heard.retain(|(at, _)| now() - at < HEARD_MS);
                heard.push((now(), Offer { base, token, renews }));
            }
            Message::Renew { base, rejected } => self.renew_for_others(&base, &rejected),
            Message::Gone { base, access } => self.leave(&base, &access),
        }
    }

    /// Another tab asks for a login on the host at `base`.
    fn answer(&self, base: &str) {
        let have = match &*self.0.login.borrow() {
            Some(login) if login.base() == base => Some(login.have()),
            _ => None,
        };
        if let (Some(have), State::SignedIn(_)) = (have, self.state()) {
            self.say(&have);
        }
    }

    /// Another tab has a token: when it is the newer one for the same account, it is ours as well.
    fn take_over(&self, base: &str, token: &Token) {
        let taken = match &mut *self.0.login.borrow_mut() {
            Some(login) if login.base() == base && token.replaces(&login.token) => {
                login.take(token.clone());
                true
            }
            _ => false,
        };
        if let (true, State::Expired { was }) = (taken, self.state()) {
            self.become_state(State::SignedIn(was));
        }
    }

    fn say(&self, message: &Message) {
        if let Some(tabs) = &*self.0.tabs.borrow() {
            tabs.say(message);
        }
    }

    fn become_state(&self, state: State) {
        self.0.changes.set(self.0.changes.get().wrapping_add(1));
        *self.0.state.borrow_mut() = state.clone();
        let listener = self.0.listener.borrow().clone();
        if let Some(listener) = listener {
            listener(&state);
        }
    }
}

/// Whose token it is, and what they may do.
async fn read(client: &Client, token: &Token) -> Result<SignedIn, Error> {
    let account = client.account_info(&token.access);
    let (account, package) = join(account, client.account_package(&token.access)).await;
    Ok(SignedIn { host: client.host().clone(), account: account?, package: package? })
}

/// Milliseconds since 1970 by this browser's clock.
fn now() -> f64 {
    js_sys::Date::now()
}
