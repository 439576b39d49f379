//! Access tokens: issued by /authorize, alive for an hour after their last use.

use crate::account::AccountId;
use crate::clock::Moment;
use crate::random;
use std::collections::HashMap;

const LENGTH: usize = 128;
const LIFETIME_MILLISECONDS: i64 = 3_600_000;

#[derive(Clone, Copy)]
struct LiveToken {
    account: AccountId,
    last_used: Moment,
}

/// The live tokens of one profile. Its Debug prints their number only.
#[derive(Default)]
pub struct Tokens {
    live: HashMap<String, LiveToken>,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tokens({} live)", self.live.len())
    }
}

impl Tokens {
    /// Issues a token of 128 letters and digits. With `only_one`, the account's earlier ones end.
    pub fn issue(&mut self, account: AccountId, now: Moment, only_one: bool) -> String {
        if only_one {
            self.end_all_of(account);
        }
        let token = random::letters_and_digits(LENGTH);
        self.live.insert(token.clone(), LiveToken { account, last_used: now });
        token
    }

    /// The account of a live token, without counting as a use.
    pub fn owner(&self, token: &str, now: Moment) -> Option<AccountId> {
        let live = self.live.get(token)?;
        let end = live.last_used.plus_milliseconds(LIFETIME_MILLISECONDS);
        (now < end).then_some(live.account)
    }

    /// Uses a token: whether it is alive and belongs to the account; if so its hour starts anew.
    pub fn use_for(&mut self, token: &str, account: AccountId, now: Moment) -> bool {
        let valid = self.owner(token, now) == Some(account);
        if valid && let Some(live) = self.live.get_mut(token) {
            live.last_used = now;
        }
        valid
    }

    /// Ends one token.
    pub fn end(&mut self, token: &str) {
        self.live.remove(token);
    }

    /// Ends every token of an account.
    pub fn end_all_of(&mut self, account: AccountId) {
        self.live.retain(|_, live| live.account != account);
    }

    /// How many tokens of an account are alive.
    pub fn count_of(&self, account: AccountId, now: Moment) -> usize {
        self.live.keys().filter(|token| self.owner(token, now) == Some(account)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = LIFETIME_MILLISECONDS;
    const ANNA: AccountId = AccountId(1);

    #[test]
    fn a_token_ends_an_hour_after_its_last_use() {
        let mut tokens = Tokens::default();
        let token = tokens.issue(ANNA, Moment(0), true);
        assert_eq!(token.len(), 128);
        assert!(tokens.use_for(&token, ANNA, Moment(HOUR - 1)));
        assert!(tokens.use_for(&token, ANNA, Moment(2 * HOUR - 2)));
        assert!(!tokens.use_for(&token, ANNA, Moment(3 * HOUR - 2)));
        assert!(!tokens.use_for(&token, AccountId(2), Moment(2 * HOUR)));
    }

    #[test]
    fn only_one_ends_the_earlier_tokens_of_that_account() {
        let mut tokens = Tokens::default();
        let first = tokens.issue(ANNA, Moment(0), false);
        let second = tokens.issue(ANNA, Moment(0), false);
        let other = tokens.issue(AccountId(2), Moment(0), true);
        assert_eq!(tokens.count_of(ANNA, Moment(1)), 2);
        let third = tokens.issue(ANNA, Moment(0), true);
        assert_eq!(tokens.owner(&first, Moment(1)), None);
        assert_eq!(tokens.owner(&second, Moment(1)), None);
        assert!(
            tokens.owner(&third, Moment(1)).is_some() && tokens.owner(&other, Moment(1)).is_some()
        );
    }
}
