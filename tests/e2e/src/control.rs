//! Steering the sandbox through its control endpoint, and what it tells there.

use hyper::Method;
use sandbox::Profile;
use serde_json::{Value, json};

use crate::failure::{Failure, Outcome};
use crate::find::{self, PATIENCE};
use crate::host::Host;
use crate::http;

/// An account of a profile, as [`Host::state`] is asked for it.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    /// Which host.
    pub profile: Profile,
    /// Its user name.
    pub username: &'a str,
}

impl Host {
    async fn control(&self, method: Method, what: &str, value: Value) -> Outcome<Value> {
        http::json(method, &format!("{}/control/{what}", self.origin()), &value).await
    }

    /// Asks for a fault; the sandbox's README lists the kinds.
    ///
    /// # Errors
    /// When the sandbox refuses, as for all that follow.
    pub async fn fault(&self, fault: Value) -> Outcome {
        self.control(Method::POST, "faults", fault).await?;
        Ok(())
    }

    /// Takes all faults back.
    ///
    /// # Errors
    /// See [`Host::fault`].
    pub async fn clear_faults(&self) -> Outcome {
        self.control(Method::DELETE, "faults", Value::Null).await?;
        Ok(())
    }

    /// Sets switches of all profiles, in the form of the sandbox's `--observed`.
    ///
    /// # Errors
    /// See [`Host::fault`].
    pub async fn switch(&self, list: &str) -> Outcome {
        self.control(Method::POST, "switches", json!({ "observed": list })).await?;
        Ok(())
    }

    /// Changes an account: an object with its `username` and what is to change.
    ///
    /// # Errors
    /// See [`Host::fault`].
    pub async fn change_account(&self, change: Value) -> Outcome {
        self.control(Method::POST, "accounts", change).await?;
        Ok(())
    }

    /// What a profile holds.
    ///
    /// # Errors
    /// See [`Host::fault`].
    pub async fn state(&self, profile: Profile) -> Outcome<Value> {
        let what = format!("state?profile={}", profile.name());
        let mut list = self.control(Method::GET, &what, Value::Null).await?;
        Ok(list[0].take())
    }

    /// The names of the files that a profile holds, sorted.
    ///
    /// # Errors
    /// See [`Host::fault`].
    pub async fn file_names(&self, profile: Profile) -> Outcome<Vec<String>> {
        let state = self.state(profile).await?;
        let files = state["files"].as_array().into_iter().flatten();
        let mut names: Vec<String> =
            files.filter_map(|file| file["name"].as_str().map(str::to_owned)).collect();
        names.sort_unstable();
        Ok(names)
    }

    /// Waits until a profile holds so many files, and returns their names.
    ///
    /// # Errors
    /// When it never does.
    pub async fn wait_until_stored(&self, profile: Profile, count: usize) -> Outcome<Vec<String>> {
        find::until(PATIENCE, async || {
            let names = self.file_names(profile).await?;
            Ok(if names.len() == count { Ok(names) } else { Err(format!("{names:?} is stored")) })
        })
        .await
    }

    /// The requests that were answered so far.
    ///
    /// # Errors
    /// See [`Host::fault`].
    pub async fn requests(&self, profile: Profile) -> Outcome<Vec<Value>> {
        let what = format!("requests?profile={}", profile.name());
        let list = self.control(Method::GET, &what, Value::Null).await?;
        Ok(list.as_array().cloned().unwrap_or_default())
    }

    /// How often an endpoint, such as `authorize`, was called so far.
    ///
    /// # Errors
    /// See [`Host::fault`].
    pub async fn calls(&self, profile: Profile, endpoint: &str) -> Outcome<usize> {
        let requests = self.requests(profile).await?;
        let path = format!("/api/v2/{endpoint}");
        let calls = |request: &&Value| request["path"] == path && request["preflight"] == false;
        Ok(requests.iter().filter(calls).count())
    }

    /// How many tokens of an account are alive.
    ///
    /// # Errors
    /// See [`Host::fault`].
    pub async fn live_tokens(&self, account: Account<'_>) -> Outcome<u64> {
        let state = self.state(account.profile).await?;
        let accounts = state["accounts"].as_array().into_iter().flatten();
        let found = accounts.into_iter().find(|entry| entry["username"] == account.username);
        let tokens = found.and_then(|entry| entry["live_tokens"].as_u64());
        tokens.ok_or_else(|| Failure::new(format!("the sandbox does not know {account:?}")))
    }
}
