//! Accounts and the ways to log in.

use crate::package::Package;
use crate::profile::Profile;
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// After so many failed logins in a row an account is locked.
const LOGINS_BEFORE_LOCK: u32 = 5;
/// The id of the published sample; further accounts count up from it.
pub(crate) const FIRST_ACCOUNT_ID: u64 = 158_642;
/// The password of every demo account.
pub const DEMO_PASSWORD: &str = "sandbox";

/// An account's id within its profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub u64);

/// A password or key. Its Debug prints nothing of it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps the text.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// The text itself, for the start-up line and for comparing.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// An account to open at start; also the shape of an entry in the `--accounts` file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountConfig {
    /// The profile it belongs to; without one, every profile gets it.
    #[serde(default)]
    pub profile: Option<Profile>,
    /// The name to log in with.
    pub username: String,
    /// The password to log in with.
    pub password: Secret,
    /// First key, 64 characters. Left out, a fixed one is made from profile and username.
    #[serde(default)]
    pub key1: Option<Secret>,
    /// Second key, likewise.
    #[serde(default)]
    pub key2: Option<Secret>,
    /// The account's limits; fields left out are those of the published sample.
    #[serde(default)]
    pub package: Package,
    /// Whether this type of account may use the API.
    #[serde(default = "yes")]
    pub api_access: bool,
    /// Whether this is a demo account, refused every write.
    #[serde(default)]
    pub demo: bool,
}

fn yes() -> bool {
    true
}

impl AccountConfig {
    /// An account for every profile with the sample's package.
    pub fn new(username: &str, password: &str) -> AccountConfig {
        AccountConfig {
            profile: None,
            username: username.to_owned(),
            password: Secret::new(password),
            key1: None,
            key2: None,
            package: Package::paid(),
            api_access: true,
            demo: false,
        }
    }

    /// The accounts every profile has unless told otherwise: `admin` (paid), `free` (small
    /// limits) and `readonly` (may not upload), all with [`DEMO_PASSWORD`].
    pub fn demo_accounts() -> Vec<AccountConfig> {
        let with = |username, package| AccountConfig {
            package,
            ..AccountConfig::new(username, DEMO_PASSWORD)
        };
        vec![
            with("admin", Package::paid()),
            with("free", Package::limited()),
            with("readonly", Package::read_only()),
        ]
    }
}

/// The fixed 64-character key of an account that was given none.
fn fixed_key(profile: Profile, username: &str, number: u8) -> Secret {
    let mut key: String = format!("{}{username}key{number}", profile.name())
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(64)
        .collect();
    while key.len() < 64 {
        key.push('0');
    }
    Secret(key)
}

/// An account of one profile.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The name to log in with.
    pub username: String,
    /// The password to log in with.
    pub password: Secret,
    /// The two keys to log in with.
    pub keys: [Secret; 2],
    /// Its limits.
    pub package: Package,
    /// Whether it may use the API.
    pub api_access: bool,
    /// Whether every write is refused.
    pub demo: bool,
    /// Failed logins in a row.
    pub failed_logins: u32,
    /// Whether it is locked.
    pub locked: bool,
}

impl Account {
    /// Opens an account for a profile.
    pub fn open(config: &AccountConfig, profile: Profile, id: AccountId) -> Account {
        let key = |given: &Option<Secret>, number| {
            given.clone().unwrap_or_else(|| fixed_key(profile, &config.username, number))
        };
        Account {
            id,
            username: config.username.clone(),
            password: config.password.clone(),
            keys: [key(&config.key1, 1), key(&config.key2, 2)],
            package: config.package.clone(),
            api_access: config.api_access,
            demo: config.demo,
            failed_logins: 0,
            locked: false,
        }
    }

    /// Removes the lock and forgets failed logins.
    pub fn unlock(&mut self) {
        self.failed_logins = 0;
        self.locked = false;
    }

    fn log_in(&mut self, right: bool, lock: bool, refusal: Refusal) -> Result<AccountId, Refusal> {
        if !right || self.locked {
            self.failed_logins += 1;
            self.locked |= lock && self.failed_logins >= LOGINS_BEFORE_LOCK;
            return Err(refusal);
        }
        self.failed_logins = 0;
        if !self.api_access {
            return Err(Refusal::NoApiAccess);
        }
        Ok(self.id)
    }
}

/// What was sent to log in with. There is no Debug: these are secrets.
pub enum Credentials<'a> {
    /// A username and a password.
    Password {
        /// The account's name.
        username: &'a str,
        /// Its password.
        password: &'a str,
    },
    /// The two keys.
    Keys {
        /// First key.
        key1: &'a str,
        /// Second key.
        key2: &'a str,
    },
}

/// The accounts of one profile.
#[derive(Debug, Default)]
pub struct Accounts {
    accounts: Vec<Account>,
}

impl Accounts {
    /// Adds an account, replacing one of the same name.
    pub fn add(&mut self, account: Account) {
        self.accounts.retain(|other| other.username != account.username);
        self.accounts.push(account);
    }

    /// All accounts.
    pub fn iter(&self) -> impl Iterator<Item = &Account> {
        self.accounts.iter()
    }

    /// The account with that id.
    pub fn get(&self, id: AccountId) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == id)
    }

    /// The account of that name, to change it.
    pub fn by_name_mut(&mut self, username: &str) -> Option<&mut Account> {
        self.accounts.iter_mut().find(|account| account.username == username)
    }

    /// Checks credentials and counts failures; with `lock`, the fifth in a row locks the account.
    pub fn log_in(
        &mut self,
        credentials: &Credentials<'_>,
        lock: bool,
    ) -> Result<AccountId, Refusal> {
        match *credentials {
            Credentials::Password { username, password } => {
                self.by_name_mut(username).ok_or(Refusal::BadPassword).and_then(|account| {
                    let right = account.password.reveal() == password;
                    account.log_in(right, lock, Refusal::BadPassword)
                })
            }
            Credentials::Keys { key1, key2 } => self
                .accounts
                .iter_mut()
                .find(|account| account.keys[0].reveal() == key1)
                .ok_or(Refusal::BadKeys)
                .and_then(|account| {
                    let right = account.keys[1].reveal() == key2;
                    account.log_in(right, lock, Refusal::BadKeys)
                }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_keys_have_64_characters() {
        for profile in Profile::ALL {
            for config in AccountConfig::demo_accounts() {
                let account = Account::open(&config, profile, AccountId(1));
                assert!(account.keys.iter().all(|key| key.reveal().len() == 64));
                assert_ne!(account.keys[0], account.keys[1]);
            }
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let account =
            Account::open(&AccountConfig::new("anna", "hunter2"), Profile::Filecad, AccountId(1));
        let printed = format!("{account:?}");
        assert!(!printed.contains("hunter2") && !printed.contains("annakey1"));
    }
}
