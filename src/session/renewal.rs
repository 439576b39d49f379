//! A newer token in place of a rejected one: from another tab, by a login of our own, or by asking
//! a tab that can log in again.

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

use super::lock::TabLock;
use super::login::{Grant, Token};
use super::tabs::{Message, Offer};
use super::{Session, now};
use crate::api::{Access, Client, Error};
use crate::ordered::in_order;

/// How long another tab has to answer, and how often to look whether it has. It does so at once, unless
/// it is busy.
pub(super) const ANSWER_MS: u32 = 250;
const HEAR_MS: u32 = 50;
/// How often the other tabs are asked for a token when one of them may be logging in itself.
const ASKED_AT_LOGIN: u32 = 8;
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
                let renewed = self.renew(client, &token, Source::OtherTab).await?;
                renewed.map(|(newer, _)| newer).ok_or(Error::TokenRejected { message })
            }
            Ok(_) => {
                self.mark_used(&token);
                Ok(token)
            }
            // Any other trouble is for the call itself to meet.
            Err(_) => Ok(token),
        }
    }

    /// A token to take the place of the rejected one of `client`'s host, and where it came from:
    /// `first` or, failing that, a new login, here or in a tab that can. `None` when there is none:
    /// then the session has expired, or has become another account's, whose token is not for this
    /// call.
    ///
    /// # Errors
    /// What kept a new login from being made for now. The session is as it was.
    pub(super) async fn renew(
        &self,
        client: &Client,
        rejected: &Token,
        first: Source,
    ) -> Result<Option<(Token, Source)>, Error> {
        let base = client.host().base().as_str();
        let account = rejected.access.account_id.as_str();
        {
            let _alone_in_this_tab = self.0.renewing.lock().await;
            let name = ["upload-widget ", base, " ", account].concat();
            let _alone_among_tabs = TabLock::acquire(&name).await;

            // Somebody may have renewed it while this call waited for its turn.
            let Some((held, _)) = self.held(base, &rejected.access) else { return Ok(None) };
            if held.access != rejected.access {
                return Ok(Some((held, Source::OtherTab)));
            }
            if first == Source::OtherTab {
                let newer = |offer: &Offer| offer.token.replaces(&held);
                let offers = self.ask_tabs(&[base], newer).await;
                if let Some(offer) = offers.into_iter().find(newer) {
                    return Ok(self.taken(base, offer.token, Source::OtherTab));
                }
            }
            let Some((_, renewal)) = self.held(base, &rejected.access) else { return Ok(None) };
            if let Some(grant) = renewal {
                return match grant.redeem(client).await {
                    Ok(access) if !self.is_in(base, &rejected.access) => {
                        // The reader has logged out meanwhile: nobody needs it. Where the host does
                        // not answer it dies by itself.
                        let _ = client.disable_access_token(&access).await;
                        Ok(None)
                    }
                    Ok(access) => {
                        let mut token = Token::issued_now(access, now());
                        token.follow(&held);
                        let taken = self.taken(base, token, Source::Login);
                        if taken.is_none() {
                            // A token of another account: asking again would bring no other.
                            self.expire(rejected);
                        }
                        Ok(taken)
                    }
                    // The credentials are as good as before; the next call tries them again.
                    Err(error) if error.is_transient() => Err(error),
                    Err(_) => {
                        // Each failed login brings the account nearer to being locked.
                        self.forget_renewal(base, &rejected.access);
                        self.expire(rejected);
                        Ok(None)
                    }
                };
            }
        }
        // Not under the locks: the tab that can log in again needs them.
        let renewed = self.ask_to_renew(base, &rejected.access).await;
        if renewed.is_none() {
            self.expire(rejected);
        }
        Ok(renewed.map(|token| (token, Source::Login)))
    }

    /// The token in force and what renews it, if the login is for the account of `access` on the
    /// host at `base`: whoever waits may find another reader logged in.
    fn held(&self, base: &str, access: &Access) -> Option<(Token, Option<Grant>)> {
        self.current()?;
        let login = self.0.login.borrow();
        let login = login.as_ref().filter(|login| login.is_for(base, &access.account_id))?;
        Some((login.token.clone(), login.renewal.clone()))
    }

    /// Whether that account has not logged out, though its login may have ended.
    fn is_in(&self, base: &str, access: &Access) -> bool {
        let login = self.0.login.borrow();
        login.as_ref().is_some_and(|login| login.is_for(base, &access.account_id))
    }

    /// What was to renew the token has been refused.
    fn forget_renewal(&self, base: &str, access: &Access) {
        let mut login = self.0.login.borrow_mut();
        let login = login.as_mut().filter(|login| login.is_for(base, &access.account_id));
        if let Some(login) = login {
            login.renewal = None;
        }
    }

    /// The token, once the login has it; `None` when that has become another's.
    fn taken(&self, base: &str, token: Token, from: Source) -> Option<(Token, Source)> {
        self.held(base, &token.access)?;
        self.take(token.clone());
        Some((token, from))
    }

    /// What other tabs have for the hosts at `bases`, the newest first. Waits for no more answers once
    /// there is one that is enough.
    pub(super) async fn ask_tabs(
        &self,
        bases: &[&str],
        enough: impl Fn(&Offer) -> bool,
    ) -> Vec<Offer> {
        let asked = now();
        for base in bases {
            self.say(&Message::Ask { base: (*base).to_owned() });
        }
        let mut offers = Vec::new();
        for _ in 0..ANSWER_MS / HEAR_MS {
            TimeoutFuture::new(HEAR_MS).await;
            offers = self.heard_since(asked, bases);
            // A tab that nobody looks at has its timers later, by seconds or a minute.
            let is_over = now() - asked >= f64::from(ANSWER_MS);
            if is_over || offers.iter().any(&enough) {
                break;
            }
        }
        offers
    }

    fn heard_since(&self, asked: f64, bases: &[&str]) -> Vec<Offer> {
        let heard = self.0.heard.borrow();
        let answers = heard.iter().filter(|(at, _)| *at >= asked).map(|(_, offer)| offer);
        let offers: Vec<Offer> =
            answers.filter(|offer| bases.contains(&offer.base.as_str())).cloned().collect();
        let places = in_order(offers.len(), &|one, other| {
            offers[other].token.issued.total_cmp(&offers[one].token.issued)
        });
        places.into_iter().map(|place| offers[place].clone()).collect()
    }

    /// The token that another tab got after this one, which had just been given out. That tab may
    /// still be asking the host whose it is: until then it hands it to nobody.
    pub(super) async fn wait_for_newer(&self, client: &Client, rejected: &Token) -> Option<Token> {
        for _ in 0..ASKED_AT_LOGIN {
            let newer = |offer: &Offer| offer.token.replaces(rejected);
            let offers = self.ask_tabs(&[client.host().base().as_str()], newer).await;
            if let Some(newer) = offers.into_iter().find(newer) {
                return Some(newer.token);
            }
        }
        None
    }

    /// Has a tab that can log in again do so. It hands its token to all, so to this one too.
    async fn ask_to_renew(&self, base: &str, rejected: &Access) -> Option<Token> {
        let can =
            |offer: &Offer| offer.renews && offer.token.access.account_id == rejected.account_id;
        if !self.ask_tabs(&[base], can).await.iter().any(can) {
            return None;
        }
        self.say(&Message::Renew { base: base.to_owned(), rejected: rejected.clone() });
        for _ in 0..RENEWAL_MS / LOOK_MS {
            TimeoutFuture::new(LOOK_MS).await;
            let (held, _) = self.held(base, rejected)?;
            if held.access != *rejected {
                return Some(held);
            }
        }
        None
    }

    /// Another tab had its token rejected and cannot log in again by itself.
    pub(super) fn renew_for_others(&self, base: &str, rejected: &Access) {
        let (client, held, renews) = match &*self.0.login.borrow() {
            Some(login) if login.base() == base => {
                (login.client.clone(), login.token.clone(), login.renewal.is_some())
            }
            _ => return,
        };
        if held.access != *rejected {
            self.answer(base);
        } else if renews {
            let session = self.clone();
            spawn_local(async move {
                // Whoever asked finds out by what all tabs are told.
                let _ = session.renew(&client, &held, Source::Login).await;
            });
        }
    }
}
