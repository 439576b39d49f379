//! Node.js with npm, for the tests: it brings axe-core for those of the gallery, wasm-opt, with which
//! the files are as small as their budgets want, and the bundler of some recipes. `serve` and `build`
//! work without it.

use std::path::PathBuf;
use std::process::Command;

use super::found::{self, Version};
use super::system::{self, Packages};
use super::{Network, Toolbox};
use crate::failure::Failure;
use crate::process;
use crate::workspace::Workspace;

/// The oldest Node.js that Vite 8 runs on.
const OLDEST: &str = "20.19.0";

const PACKAGES: Packages = Packages {
    apt: &[&["nodejs", "npm"]],
    dnf: &[&["nodejs", "npm"]],
    pacman: &[&["nodejs", "npm"]],
    zypper: &[&["nodejs", "npm"]],
    apk: &[&["nodejs", "npm"]],
};

/// npm, beside a Node.js that is new enough.
pub(crate) struct Npm(PathBuf);

impl Npm {
    /// Finds it, or installs it where that needs no password. Otherwise says why there is none.
    pub(crate) fn ensure(network: Network) -> Result<Result<Self, String>, Failure> {
        if network != Network::Forbidden && found::on_path("npm").is_none() {
            system::install("Node.js and npm", &PACKAGES)?;
        }
        let Some(npm) = found::on_path("npm") else {
            return Ok(Err(format!(
                "npm is not on this machine: install Node.js {OLDEST} or newer, which brings it"
            )));
        };
        // It prints "v20.19.0".
        let node = process::output("node", ["--version"]).unwrap_or_default();
        let node = node.trim().trim_start_matches('v');
        Ok(match (Version::parse(node), Version::parse(OLDEST)) {
            (Some(node), Some(oldest)) if node >= oldest => Ok(Self(npm)),
            _ => Err(format!("Node.js {node} is older than {OLDEST}, or does not run")),
        })
    }

    /// `npm` in the project's folder.
    pub(crate) fn command(&self, workspace: &Workspace) -> Command {
        let mut command = workspace.command(&self.0);
        command.env("PATH", Toolbox::empty(workspace).path());
        command
    }
}
