//! Node.js with npm, for the tests: it brings axe-core for those of the gallery, wasm-opt, with which
//! the files are as small as their budgets want, and the bundler of some recipes. `serve` and `build`
//! work without it.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::found::{self, Version};
use super::system::{self, Packages};
use super::{Network, Toolbox};
use crate::failure::Failure;
use crate::workspace::Workspace;
use crate::{process, terminal};

/// The oldest Node.js that Vite 8 runs on.
const OLDEST: &str = "20.19.0";

const PACKAGES: Packages = Packages {
    apt: &[&["nodejs", "npm"]],
    dnf: &[&["nodejs", "npm"]],
    pacman: &[&["nodejs", "npm"]],
    zypper: &[&["nodejs", "npm"]],
    apk: &[&["nodejs", "npm"]],
};

/// What a person can do when we cannot install it.
fn by_hand() -> String {
    format!(
        "install Node.js {OLDEST} or newer, with npm, from https://nodejs.org or the system's \
         package manager"
    )
}

/// Installs a package into `folder` with the npm that is on PATH, if there is one. Whether that has
/// helped is for the caller to look: `what` is of use, but can be done without.
pub(super) fn install(
    workspace: &Workspace,
    folder: &Path,
    what: &str,
    package: &str,
) -> Result<(), Failure> {
    let toolbox = Toolbox::empty(workspace);
    if found::program("npm", &toolbox.path()).is_none() {
        return Ok(());
    }
    let doing = format!("Installing {what} with npm");
    terminal::step(format_args!("{doing} (usually a few seconds)"));
    let mut npm = toolbox.command(workspace, "npm");
    npm.args(["install", "--no-audit", "--no-fund", "--no-save"])
        .args(["--no-package-lock", "--ignore-scripts", "--loglevel=error"])
        // Patience is for what cannot be done without.
        .args(["--fetch-retries=1", "--fetch-timeout=20000"])
        .arg("--prefix")
        .arg(folder)
        .arg(package);
    match process::run(&doing, &mut npm) {
        Err(Failure::Program { .. }) | Ok(()) => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// npm, beside a Node.js that is new enough.
pub(crate) struct Npm(PathBuf);

impl Npm {
    /// Finds it, or installs it where that needs no password. Otherwise says why there is none.
    pub(crate) fn ensure(network: Network) -> Result<Result<Self, String>, Failure> {
        if network != Network::Forbidden && found::on_path("npm").is_none() {
            system::install("Node.js and npm", &PACKAGES)?;
        }
        let Some(npm) = found::on_path("npm") else {
            return Ok(Err(format!("npm is not on this machine: {}", by_hand())));
        };
        let Some(node) = process::output("node", ["--version"]) else {
            return Ok(Err(format!(
                "npm is on this machine, but no node that runs: {}",
                by_hand()
            )));
        };
        // It prints "v20.19.0".
        let node = node.trim().trim_start_matches('v');
        Ok(match (Version::parse(node), Version::parse(OLDEST)) {
            (Some(node), Some(oldest)) if node >= oldest => Ok(Self(npm)),
            _ => Err(format!("Node.js {node} is too old: {}", by_hand())),
        })
    }

    /// `npm` in the project's folder.
    pub(crate) fn command(&self, workspace: &Workspace) -> Command {
        let mut command = workspace.command(&self.0);
        command.env("PATH", Toolbox::empty(workspace).path());
        command
    }
}
