//! One profile as it runs: its accounts, tokens, store and switches.

use crate::account::{Account, AccountConfig, AccountId, Accounts};
use crate::clock::Moment;
use crate::profile::Profile;
use crate::store::{BlobFolder, FileId, Store};
use crate::switches::Switches;
use crate::token::Tokens;
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A download link: which file, until when.
#[derive(Clone, Copy, Debug)]
pub struct DownloadLink {
    /// The file it gives.
    pub file: FileId,
    /// When it ends.
    pub ends: Moment,
}

/// Uploads of an account under way, and the most there ever were at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct UploadCount {
    /// Under way.
    pub now: u64,
    /// The most at once since the start or the last reset.
    pub peak: u64,
}

/// What changes while a profile runs.
pub struct HostState {
    /// Its accounts.
    pub accounts: Accounts,
    /// Its live tokens.
    pub tokens: Tokens,
    /// Its folders, files and imports.
    pub store: Store,
    /// Its live download links by token.
    pub download_links: HashMap<String, DownloadLink>,
    /// Uploads under way by account.
    pub uploads: HashMap<AccountId, UploadCount>,
    /// Its switches.
    pub switches: Switches,
}

/// A profile that runs. Its Debug tells nothing of what it holds.
pub struct Host {
    /// Which of the five.
    pub profile: Profile,
    /// Its address without a slash at the end, `http://127.0.0.1:8788/filecloudy`.
    pub site: String,
    /// Where its bytes are.
    pub blobs: BlobFolder,
    state: Mutex<HostState>,
    journal: Option<PathBuf>,
    accounts_at_start: Vec<AccountConfig>,
    switches_at_start: Switches,
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Host({})", self.profile.name())
    }
}

impl Host {
    /// Opens a profile in a folder; its records are kept there when `keep` is set.
    pub fn open(
        profile: Profile,
        origin: &str,
        folder: &Path,
        keep: bool,
        accounts: &[AccountConfig],
        switches: Switches,
    ) -> io::Result<Host> {
        let blobs = BlobFolder::open(folder)?;
        let journal = keep.then(|| folder.join("journal.jsonl"));
        let store = match &journal {
            Some(path) => Store::open(path)?,
            None => Store::in_memory(),
        };
        let of_profile = |config: &&AccountConfig| config.profile.is_none_or(|p| p == profile);
        let accounts_at_start: Vec<_> = accounts.iter().filter(of_profile).cloned().collect();
        let mut state = HostState {
            accounts: Accounts::default(),
            tokens: Tokens::default(),
            store,
            download_links: HashMap::new(),
            uploads: HashMap::new(),
            switches: switches.clone(),
        };
        state.open_accounts(profile, &accounts_at_start);
        Ok(Host {
            profile,
            site: format!("{origin}/{}", profile.name()),
            blobs,
            state: Mutex::new(state),
            journal,
            accounts_at_start,
            switches_at_start: switches,
        })
    }

    /// The state, locked. Never held across an await.
    pub fn state(&self) -> MutexGuard<'_, HostState> {
        // A panic while it was held leaves plain data that is still good to test against.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A copy of the switches.
    pub fn switches(&self) -> Switches {
        self.state().switches.clone()
    }

    /// Back to how it started, with nothing stored.
    pub fn reset(&self) -> io::Result<()> {
        let mut state = self.state();
        state.store.clear(self.journal.as_deref())?;
        self.blobs.clear()?;
        state.tokens = Tokens::default();
        state.download_links.clear();
        state.uploads.retain(|_, count| {
            count.peak = count.now;
            count.now > 0
        });
        state.switches = self.switches_at_start.clone();
        state.accounts = Accounts::default();
        state.open_accounts(self.profile, &self.accounts_at_start);
        Ok(())
    }

    /// The API base, with a slash at the end.
    pub fn api_base(&self) -> String {
        format!("{}/api/v2/", self.site)
    }
}

impl HostState {
    fn open_accounts(&mut self, profile: Profile, configs: &[AccountConfig]) {
        for config in configs {
            let id = self.store.account_id(&config.username);
            self.accounts.add(Account::open(config, profile, id));
        }
    }
}

/// An upload under way; counts until it is dropped.
#[derive(Debug)]
pub struct UploadSlot {
    host: Arc<Host>,
    account: AccountId,
    /// How many uploads of the account were under way with this one.
    pub count: u64,
}

impl UploadSlot {
    /// Counts an upload in.
    pub fn take(host: &Arc<Host>, account: AccountId) -> UploadSlot {
        let mut state = host.state();
        let uploads = state.uploads.entry(account).or_default();
        uploads.now += 1;
        uploads.peak = uploads.peak.max(uploads.now);
        let count = uploads.now;
        drop(state);
        UploadSlot { host: Arc::clone(host), account, count }
    }
}

impl Drop for UploadSlot {
    fn drop(&mut self) {
        if let Some(uploads) = self.host.state().uploads.get_mut(&self.account) {
            uploads.now = uploads.now.saturating_sub(1);
        }
    }
}
