//! Watching and steering a running sandbox: faults, switches, recorded requests, stored files,
//! accounts, imports and the clock. The same over HTTP (`/control/…`) and inside one process.

mod http;
mod state;

pub(crate) use http::router;

use crate::faults::Fault;
use crate::host::Host;
use crate::profile::Profile;
use crate::request_log::RecordedRequest;
use crate::sandbox::Sandbox;
use crate::store::{ImportId, ImportState};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Steers a running sandbox. Where a profile is asked for, None means all five.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), String> {
/// use sandbox::{Config, Profile, Server};
/// use serde_json::json;
///
/// let server = Server::start(Config::for_tests()).await.map_err(|error| error.to_string())?;
/// let control = server.control();
/// control.add_fault(json!({ "endpoint": "file/upload", "kind": "http-status", "status": 503 }))?;
/// control.set_switches(Some(Profile::Filecad), "cors-misspelt,options-405")?;
/// assert!(control.requests(None).is_empty());
/// server.stop().await;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Control {
    sandbox: Arc<Sandbox>,
}

/// A change to an account: everything left out stays.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct AccountChange {
    profile: Option<Profile>,
    username: String,
    package: Map<String, Value>,
    locked: Option<bool>,
    api_access: Option<bool>,
    demo: Option<bool>,
    end_tokens: bool,
}

/// How an import is to end.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ImportChange {
    profile: Profile,
    scheduled_item_id: ImportId,
    status: ImportEnd,
    #[serde(default)]
    message: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ImportEnd {
    Cancelled,
    Failed,
}

impl Control {
    pub(crate) fn new(sandbox: Arc<Sandbox>) -> Control {
        Control { sandbox }
    }

    fn hosts(&self, profile: Option<Profile>) -> impl Iterator<Item = &Arc<Host>> {
        let wanted = move |host: &&Arc<Host>| profile.is_none_or(|profile| profile == host.profile);
        self.sandbox.hosts.iter().filter(wanted)
    }

    /// Asks for a fault and returns its id. The README's table has the kinds and their fields.
    pub fn add_fault(&self, fault: Value) -> Result<u64, String> {
        match fault {
            Value::Object(fields) => Ok(self.sandbox.faults.add(Fault::from_json(fields)?)),
            other => Err(format!("a fault is an object, not {other}")),
        }
    }

    /// Every fault, with `hits` and what is `left` of it.
    pub fn faults(&self) -> Value {
        self.sandbox.faults.to_json()
    }

    /// Takes one fault back; whether there was one.
    pub fn remove_fault(&self, id: u64) -> bool {
        self.sandbox.faults.remove(id)
    }

    /// Takes back the faults asked for one profile, or all.
    pub fn clear_faults(&self, profile: Option<Profile>) {
        self.sandbox.faults.clear(profile);
    }

    /// The requests that were answered, oldest first, preflights too. Never a value that was sent.
    pub fn requests(&self, profile: Option<Profile>) -> Vec<RecordedRequest> {
        self.sandbox.requests.list(profile)
    }

    /// Forgets them.
    pub fn clear_requests(&self, profile: Option<Profile>) {
        self.sandbox.requests.clear(profile);
    }

    /// Accounts, folders, files and imports, a list with an object per profile. No secrets.
    pub fn state(&self, profile: Option<Profile>) -> Value {
        self.hosts(profile).map(|host| state::of(host, self.sandbox.clock.now())).collect()
    }

    /// The switches of each profile, by its name.
    pub fn switches(&self, profile: Option<Profile>) -> Value {
        let entry = |host: &Arc<Host>| (host.profile.name().to_owned(), json!(host.switches()));
        Value::Object(self.hosts(profile).map(entry).collect())
    }

    /// Sets switches by a list as `--observed` takes it, on top of what is set.
    pub fn set_switches(&self, profile: Option<Profile>, list: &str) -> Result<(), String> {
        for host in self.hosts(profile) {
            let mut switches = host.switches();
            switches.apply_list(list)?;
            host.state().switches = switches;
        }
        Ok(())
    }

    /// Sets switches by name and value.
    fn set_switch_values(
        &self,
        profile: Option<Profile>,
        values: &Map<String, Value>,
    ) -> Result<(), String> {
        for host in self.hosts(profile) {
            let switches = host.switches().with_values(values)?;
            host.state().switches = switches;
        }
        Ok(())
    }

    /// Moves the clock forward.
    pub fn advance_clock(&self, seconds: i64) {
        self.sandbox.clock.advance(seconds.saturating_mul(1000));
    }

    /// Changes an account: an object with `username` and any of `profile`, `package` (fields to
    /// replace), `locked`, `api_access`, `demo`, `end_tokens`.
    pub fn change_account(&self, change: Value) -> Result<(), String> {
        let change: AccountChange =
            serde_json::from_value(change).map_err(|error| error.to_string())?;
        let mut found = false;
        for host in self.hosts(change.profile) {
            let mut state = host.state();
            let Some(account) = state.accounts.by_name_mut(&change.username) else { continue };
            found = true;
            account.package = account.package.with(&change.package)?;
            match change.locked {
                Some(true) => account.locked = true,
                Some(false) => account.unlock(),
                None => {}
            }
            account.api_access = change.api_access.unwrap_or(account.api_access);
            account.demo = change.demo.unwrap_or(account.demo);
            let id = account.id;
            if change.end_tokens {
                state.tokens.end_all_of(id);
            }
        }
        if found { Ok(()) } else { Err(format!("there is no account {:?}", change.username)) }
    }

    /// Ends an import: an object with `profile`, `scheduled_item_id`, `status` (`cancelled` or
    /// `failed`) and, for a failure, `message`.
    pub fn end_import(&self, change: Value) -> Result<(), String> {
        let change: ImportChange =
            serde_json::from_value(change).map_err(|error| error.to_string())?;
        let finished = self.sandbox.clock.now();
        let end = match change.status {
            ImportEnd::Cancelled => ImportState::Cancelled { finished },
            ImportEnd::Failed => {
                ImportState::Failed { started: None, finished, message: change.message }
            }
        };
        let mut state = self.sandbox.host(change.profile).state();
        if state.store.set_import_state(change.scheduled_item_id, end) {
            Ok(())
        } else {
            Err("there is no such import under way".to_owned())
        }
    }

    /// Back to the start with nothing stored: files, folders, imports, tokens, locks, packages,
    /// switches, faults and recorded requests; the clock too when all profiles are reset.
    pub fn reset(&self, profile: Option<Profile>) -> Result<(), String> {
        for host in self.hosts(profile) {
            host.reset().map_err(|error| error.to_string())?;
        }
        self.clear_faults(profile);
        self.clear_requests(profile);
        if profile.is_none() {
            self.sandbox.clock.reset();
        }
        Ok(())
    }
}
