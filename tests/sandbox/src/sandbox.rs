//! Everything that runs: the five hosts, the faults, the recorded requests and the clock.

use crate::clock::Clock;
use crate::faults::Faults;
use crate::host::Host;
use crate::profile::Profile;
use crate::request_log::RequestLog;
use std::sync::Arc;

/// What all connections share.
#[derive(Debug)]
pub struct Sandbox {
    /// `http://127.0.0.1:8788`
    pub origin: String,
    /// The five hosts in the order of [`Profile::ALL`].
    pub hosts: Vec<Arc<Host>>,
    /// Faults that were asked for.
    pub faults: Faults,
    /// Requests that were seen.
    pub requests: RequestLog,
    /// The time.
    pub clock: Clock,
    /// Whether each request is told on standard error.
    pub log: bool,
}

impl Sandbox {
    /// The host of that profile.
    pub fn host(&self, profile: Profile) -> &Arc<Host> {
        #[allow(clippy::expect_used, reason = "every profile is opened at start")]
        self.hosts.iter().find(|host| host.profile == profile).expect("all five profiles run")
    }

    /// Tells something on standard error, unless quiet.
    pub fn tell(&self, line: &str) {
        if self.log {
            eprintln!("{line}");
        }
    }
}
