//! A newer token in place of a rejected one: from another tab, by a login of our own, or by asking
//! a tab that can log in again.

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

use super::lock::TabLock;
use super::login::Token;
use super::tabs::{Message, Offer};
use super::{Session, now};
use crate::api::{Access, Client, Error};
use crate::ordered::in_order;

/// How long another tab has to answer. It does so at once, unless it is busy.
pub(super) const ANSWER_MS: u32 = 250;
/// How long another tab has to log in again, and how often to look whether it has.
const RENEWAL_MS: u32 = 15_000;
const LOOK_MS: u32 = 100;

/// Where a newer token comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// Another tab, or another call of this one, has it already.
    OtherTab,
    /// A login of our own.
    Login,
}

impl Session {
    /// Finds out with a small call whether a token that lay idle still lives.
    pub(super) async fn freshen(&self, client: &Client, token: Token) -> Result<Token, Error> {
        match client.account_info(&token.access).await {
            Err(Error::TokenRejected { message }) => {
                let renewed = self.renew(&token, Source::OtherTab).await;
                renewed.map(|(newer, _)| newer).ok_or(Error::TokenRejected { message })
            }
            // Any other trouble is for the call itself to meet.
            _ => {
                self.mark_used(&token);
                Ok(token)
            }
        }
    }

    /// A token to take the place of the rejected one, and where it came from: `first` or, failing
    /// that, a new login, here or in a tab that can. `None` when there is none: then the session
    /// has expired.
    pub(super) async fn renew(&self, rejected: &Token, first: Source) -> Option<(Token, Source)> {
        let base = self.0.login.borrow().as_ref()?.base().to_owned();
        let account = rejected.access.account_id.as_str();
        {
            let _alone_in_this_tab = self.0.renewing.lock().await;
            let name = ["upload-widget ", &base, " ", account].concat();
            let _alone_among_tabs = TabLock::acquire(&name).await;

            // Somebody may have renewed it while this call waited for its turn.
            let (client, held) = self.current()?;
            if held.access != rejected.access {
                return Some((held, Source::OtherTab));
            }
            if first == Source::OtherTab {
                let offers = self.ask_tabs(&[&base]).await;
                if let Some(offer) = offers.into_iter().find(|offer| offer.token.replaces(&held)) {
                    self.take(offer.token.clone());
                    return Some((offer.token, Source::OtherTab));
                }
            }
            let renewal = self.0.login.borrow().as_ref().and_then(|login| login.renewal.clone());
            if let Some(grant) = renewal {
                let Ok(access) = grant.redeem(&client).await else {
                    self.expire(rejected);
                    return None;
                };
                let token = Token::issued_now(access, now());
                self.take(token.clone());
                return Some((token, Source::Login));
            }
        }
        // Not under the locks: the tab that can log in again needs them.
        match self.ask_to_renew(&base, &rejected.access).await {
            Some(token) => Some((token, Source::Login)),
            None => {
                self.expire(rejected);
                None
            }
        }
    }

    /// What other tabs have for the hosts at `bases`, the newest first.
    pub(super) async fn ask_tabs(&self, bases: &[&str]) -> Vec<Offer> {
        let asked = now();
        for base in bases {
            self.say(&Message::Ask { base: (*base).to_owned() });
        }
        TimeoutFuture::new(ANSWER_MS).await;
        let heard = self.0.heard.borrow();
        let answers = heard.iter().filter(|(at, _)| *at >= asked).map(|(_, offer)| offer);
        let offers: Vec<Offer> =
            answers.filter(|offer| bases.contains(&offer.base.as_str())).cloned().collect();
        let places = in_order(offers.len(), &|one, other| {
            offers[other].token.issued.total_cmp(&offers[one].token.issued)
        });
        places.into_iter().map(|place| offers[place].clone()).collect()
    }

    /// Has a tab that can log in again do so. It hands its token to all, so to this one too.
    async fn ask_to_renew(&self, base: &str, rejected: &Access) -> Option<Token> {
        let offers = self.ask_tabs(&[base]).await;
        let can =
            |offer: &Offer| offer.renews && offer.token.access.account_id == rejected.account_id;
        if !offers.iter().any(can) {
            return None;
        }
        self.say(&Message::Renew { base: base.to_owned(), rejected: rejected.clone() });
        for _ in 0..RENEWAL_MS / LOOK_MS {
            TimeoutFuture::new(LOOK_MS).await;
            let (_, held) = self.current()?;
            if held.access != *rejected {
                return Some(held);
            }
        }
        None
    }

    /// Another tab had its token rejected and cannot log in again by itself.
    pub(super) fn renew_for_others(&self, base: &str, rejected: &Access) {
        let (held, renews) = match &*self.0.login.borrow() {
            Some(login) if login.base() == base => (login.token.clone(), login.renewal.is_some()),
            _ => return,
        };
        if held.access != *rejected {
            self.answer(base);
        } else if renews {
            let session = self.clone();
            spawn_local(async move {
                session.renew(&held, Source::Login).await;
            });
        }
    }
}
