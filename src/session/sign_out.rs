//! Logging out: here, in the other tabs, and on the host.

use wasm_bindgen_futures::spawn_local;

use super::login::Login;
use super::state::State;
use super::tabs::Message;
use super::{Session, storage};
#[cfg(feature = "widget")]
use crate::api::AccountId;
use crate::api::{Access, Client, Error, Host};

impl Session {
    /// Logs out in all tabs: forgets the token, and has the host disable it
    /// (`/disable_access_token`).
    ///
    /// # Errors
    /// Whatever the host answers. The reader is logged out here in any case; the token then dies
    /// on the host an hour after its last use.
    pub async fn sign_out(&self) -> Result<(), Error> {
        self.0.sign_outs.set(self.0.sign_outs.get().wrapping_add(1));
        let Some(login) = self.leave_here() else { return Ok(()) };
        self.tell_gone(login.base(), &login.token.access);
        login.client.disable_access_token(&login.token.access).await
    }

    /// Logs out as [`sign_out`](Self::sign_out) does. Where nobody is logged in here, a login ends on
    /// `hosts` that [`rejoin`](Self::rejoin) would take up: one this tab was told to keep, or one of
    /// another tab of the same origin. What this tab was told to keep is forgotten in any case. A login
    /// that is made while this is found out stays.
    ///
    /// A host that does not answer lets a token die an hour after its last use.
    pub async fn sign_out_on(&self, hosts: &[Host]) {
        let mut ends: Vec<(&Host, Access)> = Vec::new();
        for host in hosts {
            let base = host.base().as_str();
            ends.extend(storage::kept(base).map(|token| (host, token.access)));
            storage::forget(base);
        }
        let mine = self.0.login.borrow().as_ref().map(|login| login.token.access.clone());
        ends.retain(|(_, access)| Some(access) != mine.as_ref());
        let _ = self.sign_out().await;
        if mine.is_none() {
            let changes = self.0.changes.get();
            let bases: Vec<&str> = hosts.iter().map(|host| host.base().as_str()).collect();
            let offers = self.ask_tabs(&bases, |_| false).await;
            if self.0.changes.get() == changes {
                for offer in offers {
                    let host = hosts.iter().find(|host| host.base().as_str() == offer.base);
                    let end = host.map(|host| (host, offer.token.access));
                    ends.extend(end.filter(|end| !ends.contains(end)));
                }
                for (host, access) in &ends {
                    self.tell_gone(host.base().as_str(), access);
                }
            }
        }
        for (host, access) in ends {
            let client = Client::with_options(host.clone(), self.0.options.clone());
            let _ = client.disable_access_token(&access).await;
        }
    }

    /// Another tab has logged this account out, and had the host disable this token.
    pub(super) fn leave(&self, base: &str, gone: &Access) {
        let is_left = |login: &Login| login.is_for(base, &gone.account_id);
        if !self.0.login.borrow().as_ref().is_some_and(is_left) {
            return;
        }
        let Some(login) = self.leave_here() else { return };
        // It was renewed just before, and the other tab had not heard of it yet.
        if login.token.access != *gone {
            spawn_local(async move {
                let _ = login.client.disable_access_token(&login.token.access).await;
            });
        }
    }

    /// Nobody is logged in here any more. Returns the login that was in force.
    fn leave_here(&self) -> Option<Login> {
        let login = self.0.login.borrow_mut().take();
        if let Some(login) = &login {
            storage::forget(login.base());
        }
        self.become_state(State::SignedOut);
        login
    }

    fn tell_gone(&self, base: &str, access: &Access) {
        self.say(&Message::Gone { base: base.to_owned(), access: access.clone() });
    }
}

/// Whose login this tab was told to keep for a host.
#[cfg(feature = "widget")]
pub(crate) fn kept_account(host: &Host) -> Option<AccountId> {
    storage::kept(host.base().as_str()).map(|token| token.access.account_id)
}

/// Forgets what this tab was told to keep for these hosts.
#[cfg(feature = "widget")]
pub(crate) fn forget_kept(hosts: &[Host]) {
    hosts.iter().for_each(|host| storage::forget(host.base().as_str()));
}
