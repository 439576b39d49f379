//! What the widget begins with: its words, and the way to everything whose code comes later.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use web_sys::File as Chosen;

use super::code::{self, Code, File};
use super::paint::in_time;
use super::sign_in::Offer;
use super::text::Locale;
use super::words::Words;
use crate::api::Host;
use crate::session::{Grant, State as SessionState, Stay, forget_kept};
use crate::view::reactive::{RwSignal, StoredValue};

/// How long a reader who stays logged in is not asked to log in: the host may be slow, or down.
const RETURN: Duration = Duration::from_secs(5);

/// What only the workspace can do.
pub(super) enum Request {
    /// Log in.
    SignIn { host: Host, grant: Grant, stay: Stay, asker: Asker },
    /// Take up a login that is there already on one of these hosts.
    Rejoin(Vec<Host>),
    /// Log out in all tabs, also of a login that was not taken up yet. What comes with it is dropped
    /// when that is done, or when nobody can tell when it will be.
    SignOut(Box<dyn Any>),
    /// Add files for the folder that the reader has chosen.
    Add(Vec<Chosen>),
    /// Hold everything back.
    Pause,
    /// Let everything go on.
    Resume,
    /// Stop everything for good.
    Cancel,
    /// Stop everything and empty the list.
    Clear,
}

/// Who wants to log in, and so hears how that went.
pub(super) enum Asker {
    /// The reader: with a sentence where it failed.
    Reader(Box<dyn FnOnce(Result<(), String>)>),
    /// The page around the widget: with an event where it failed.
    Page,
}

/// Who does what is requested.
enum Requests {
    /// Nobody is there yet: what was requested until now.
    Waiting(Vec<Request>),
    /// The workspace.
    Taken(Rc<dyn Fn(Request)>),
}

/// What the widget begins with, and the login form is given.
#[derive(Clone, Copy)]
pub(super) struct Entrance {
    pub(super) words: Words,
    /// Follows [`Session::state`](crate::session::Session::state).
    pub(super) login: RwSignal<SessionState>,
    /// Where the workspace's code is.
    pub(super) code: RwSignal<Code>,
    requests: StoredValue<Rc<RefCell<Requests>>>,
    /// Whether something was requested.
    requested: RwSignal<bool>,
    /// Whether a login that this tab was told to keep is being taken up.
    returns: RwSignal<bool>,
    /// Whether the page has logged out: then no login is taken up any more that was there before.
    left: StoredValue<bool>,
}

impl Entrance {
    /// Nobody is logged in, and nothing was requested.
    pub(super) fn new(locale: Locale) -> Self {
        Self {
            words: Words::new(locale),
            login: RwSignal::new(SessionState::default()),
            code: code::when_wanted(File::Workspace),
            requests: StoredValue::new(Rc::new(RefCell::new(Requests::Waiting(Vec::new())))),
            requested: RwSignal::new(false),
            returns: RwSignal::new(false),
            left: StoredValue::new(false),
        }
    }

    /// Whether somebody is logged in, for closures that follow it.
    pub(super) fn is_signed_in(self) -> bool {
        self.login.with(|login| matches!(login, SessionState::SignedIn(_)))
    }

    /// The same, not followed.
    pub(super) fn has_reader(self) -> bool {
        let login = self.login.try_get_untracked();
        login.is_some_and(|login| matches!(login, SessionState::SignedIn(_)))
    }

    /// Has the workspace's code come, if it was not asked for yet, or did not come before.
    pub(super) fn prepare(self) {
        if let Some(Code::Unasked | Code::Missing) = self.code.try_get_untracked() {
            self.code.set(Code::Wanted);
        }
    }

    /// Somebody turns to the widget: the same, unless a button offers it. That would go away under their
    /// hands, and ask again whenever it has the focus.
    pub(super) fn turn_to(self) {
        let offered = self.requested.try_get_untracked() == Some(true)
            && self.code.try_get_untracked() == Some(Code::Missing);
        if !offered {
            self.prepare();
        }
    }

    /// Has the workspace do something, as soon as it is there. Nothing when the widget is gone.
    pub(super) fn request(self, request: Request) {
        let Some(requests) = self.requests.try_get_value() else { return };
        if let Request::SignIn { asker: Asker::Reader(_), .. } = &request {
            // What the page has logged out of was before.
            self.left.set_value(false);
        }
        let taken = match &mut *requests.borrow_mut() {
            Requests::Taken(take) => Rc::clone(take),
            Requests::Waiting(waiting) => {
                waiting.push(request);
                self.requested.set(true);
                self.prepare();
                return;
            }
        };
        // Who takes it may have requests in turn.
        taken(request);
    }

    /// Whether there is nobody who has to log in, for closures that follow it: somebody is logged in, or
    /// will be in a moment.
    pub(super) fn needs_no_login(self) -> bool {
        self.is_signed_in() || self.returns.get()
    }

    /// Whether a reader is being logged in who had stayed so, for closures that follow it.
    pub(super) fn returns(self) -> bool {
        self.returns.get() && !self.is_signed_in()
    }

    /// Takes up the login that this tab was told to keep for one of these hosts, unless the page has logged
    /// out.
    pub(super) fn come_back(self, hosts: Vec<Host>) {
        if self.has_left() {
            return;
        }
        self.returns.set(true);
        in_time(RETURN, Box::new(move || self.has_come_back()));
        self.rejoin(hosts);
    }

    /// That login is in force, or will not be.
    pub(super) fn has_come_back(self) {
        if self.returns.try_get_untracked() == Some(true) {
            self.returns.set(false);
        }
    }

    /// Takes up a login that is there already on one of these hosts, unless the page has logged out.
    pub(super) fn rejoin(self, hosts: Vec<Host>) {
        if !self.has_left() {
            self.request(Request::Rejoin(hosts));
        }
    }

    /// Whether the page has logged out.
    pub(super) fn has_left(self) -> bool {
        self.left.try_get_value() == Some(true)
    }

    /// Logs out; `held` is dropped when that is done. A login that waits to be taken up is not.
    pub(super) fn log_out(self, held: Box<dyn Any>) {
        let Some(requests) = self.requests.try_get_value() else { return };
        self.left.set_value(true);
        if let Requests::Waiting(waiting) = &mut *requests.borrow_mut() {
            waiting.retain(|request| !matches!(request, Request::Rejoin(_)));
        }
        self.has_come_back();
        self.request(Request::SignOut(held));
    }

    /// The workspace cannot be had for now. Whoever waits for a logout waits no longer; what can be
    /// done without it is that a reload brings nobody back.
    pub(super) fn log_out_without(self, offer: &Offer) {
        self.has_come_back();
        let requests = self.requests.get_value();
        if let Requests::Waiting(waiting) = &mut *requests.borrow_mut() {
            for request in waiting {
                if let Request::SignOut(held) = request {
                    *held = Box::new(());
                    forget_kept(&offer.with_kept());
                }
            }
        }
    }

    /// The workspace is there: it is given what was requested before, and from now on.
    pub(super) fn take_requests(self, take: Rc<dyn Fn(Request)>) {
        let taken = Requests::Taken(Rc::clone(&take));
        let before = self.requests.get_value().replace(taken);
        if let Requests::Waiting(requests) = before {
            requests.into_iter().for_each(|request| take(request));
        }
    }

    /// Whether something was requested, and the code for it did not come; for closures that follow
    /// it. Nobody misses what nobody needs yet.
    pub(super) fn misses_code(self) -> bool {
        self.requested.get() && self.code.get() == Code::Missing
    }
}
