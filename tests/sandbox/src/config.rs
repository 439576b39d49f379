//! How a sandbox is to be started.

use crate::account::AccountConfig;
use crate::profile::Profile;
use crate::switches::Switches;
use std::path::PathBuf;

/// The port a sandbox listens on unless told otherwise.
pub const DEFAULT_PORT: u16 = 8788;

/// What [`crate::Server::start`] needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// Port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// A second port that serves only the page, as another origin.
    pub page_port: Option<u16>,
    /// Folder with a built page to serve at `/`.
    pub page: Option<PathBuf>,
    /// Who may show that page in a frame, as `frame-ancestors` of its policy says it.
    pub frame_ancestors: String,
    /// Folder that keeps everything; without one a temporary folder is used and removed.
    pub data: Option<PathBuf>,
    /// The accounts, for one profile or all.
    pub accounts: Vec<AccountConfig>,
    /// The switches every profile starts with, unless it has its own.
    pub switches: Switches,
    /// The switches of single profiles; the last one for a profile counts.
    pub own_switches: Vec<(Profile, Switches)>,
    /// Whether each request is told on standard error.
    pub log: bool,
}

impl Default for Config {
    /// The default port and switches, the demo accounts, nothing kept.
    fn default() -> Self {
        Config {
            port: DEFAULT_PORT,
            page_port: None,
            page: None,
            frame_ancestors: "'none'".to_owned(),
            data: None,
            accounts: AccountConfig::demo_accounts(),
            switches: Switches::default(),
            own_switches: Vec::new(),
            log: true,
        }
    }
}

impl Config {
    /// For a test inside one process: any free port, silent.
    pub fn for_tests() -> Config {
        Config { port: 0, log: false, ..Config::default() }
    }

    /// The switches a profile starts with.
    pub fn switches_of(&self, profile: Profile) -> Switches {
        let own = self.own_switches.iter().rev().find(|(other, _)| *other == profile);
        own.map_or(&self.switches, |(_, switches)| switches).clone()
    }
}
