//! axe-core looks for what keeps people with disabilities from using the page, for the tests. npm
//! brings it.

use std::path::PathBuf;

use super::{Network, Toolbox, found};
use crate::failure::Failure;
use crate::workspace::Workspace;
use crate::{process, terminal};

/// The package in npm, and its version: another one may find other things.
const NPM_PACKAGE: &str = "axe-core@4.14.1";

/// The script, installed where it is missing. Where it cannot be had, the tests that need it say so.
pub(crate) fn ensure(workspace: &Workspace, network: Network) -> Result<PathBuf, Failure> {
    // A folder of its own: npm takes away what stands beside the packages it was asked for.
    let folder = workspace.tools().join("axe");
    let script = folder.join("node_modules/axe-core/axe.min.js");
    let toolbox = Toolbox::empty(workspace);
    if script.is_file()
        || network == Network::Forbidden
        || found::program("npm", &toolbox.path()).is_none()
    {
        return Ok(script);
    }
    terminal::step("Installing axe-core with npm (usually a few seconds)");
    let mut npm = toolbox.command(workspace, "npm");
    npm.args(["install", "--no-audit", "--no-fund", "--no-save"])
        .args(["--no-package-lock", "--ignore-scripts", "--loglevel=error"])
        .args(["--fetch-retries=1", "--fetch-timeout=20000"])
        .arg("--prefix")
        .arg(&folder)
        .arg(NPM_PACKAGE);
    match process::run("Installing axe-core with npm", &mut npm) {
        Err(Failure::Program { .. }) | Ok(()) => Ok(script),
        Err(failure) => Err(failure),
    }
}
