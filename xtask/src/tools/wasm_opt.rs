//! wasm-opt makes the production wasm file smaller. The page works without it.

use std::path::PathBuf;
use std::process::Command;

use super::{Network, Toolbox, found};
use crate::failure::Failure;
use crate::workspace::Workspace;
use crate::{process, terminal};

/// The oldest wasm-opt whose result a browser loads. Debian 12 carries 108, which ends without an
/// error and leaves a module that fails at its first table access.
const OLDEST: u32 = 112;
/// The package in npm that carries wasm-opt, and its version.
const NPM_PACKAGE: &str = "binaryen@132.0.0";

/// Where npm puts the programs of what is installed for this project.
pub(super) fn npm_folder(workspace: &Workspace) -> PathBuf {
    workspace.tools().join("node_modules").join(".bin")
}

/// Makes sure that wasm-opt is there if it can be had quickly; says whether it is.
pub(super) fn ensure(
    workspace: &Workspace,
    toolbox: &Toolbox,
    network: Network,
) -> Result<bool, Failure> {
    if has(toolbox) {
        return Ok(true);
    }
    if network != Network::Forbidden {
        by_npm(workspace, toolbox)?;
        if has(toolbox) {
            return Ok(true);
        }
    }
    terminal::warn(
        "wasm-opt is missing, so the wasm file stays larger than it need be; all else is the same. \
         Any wasm-opt on PATH will do: install binaryen with npm or the system's package manager.",
    );
    Ok(false)
}

fn has(toolbox: &Toolbox) -> bool {
    let program = found::program("wasm-opt", &toolbox.path());
    let version = program.and_then(|file| found::version(&file));
    version.is_some_and(|version| version.major() >= OLDEST)
}

fn by_npm(workspace: &Workspace, toolbox: &Toolbox) -> Result<(), Failure> {
    if found::program("npm", &toolbox.path()).is_none() {
        return Ok(());
    }
    terminal::step("Installing wasm-opt with npm (usually a few seconds)");
    let mut npm: Command = toolbox.command(workspace, "npm");
    npm.args(["install", "--no-audit", "--no-fund", "--no-save"])
        .args(["--no-package-lock", "--ignore-scripts", "--loglevel=error"])
        // Patience is for what cannot be done without.
        .args(["--fetch-retries=1", "--fetch-timeout=20000"])
        .arg("--prefix")
        .arg(workspace.tools())
        .arg(NPM_PACKAGE);
    match process::run("Installing wasm-opt with npm", &mut npm) {
        Err(Failure::Program { .. }) | Ok(()) => Ok(()),
        Err(failure) => Err(failure),
    }
}
