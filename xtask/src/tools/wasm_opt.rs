//! wasm-opt makes the production wasm file smaller. The page works without it.

use std::path::PathBuf;

use super::{Network, Toolbox, found, node};
use crate::failure::Failure;
use crate::terminal;
use crate::workspace::Workspace;

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
        node::install(workspace, &workspace.tools(), "wasm-opt", NPM_PACKAGE)?;
        if has(toolbox) {
            return Ok(true);
        }
    }
    terminal::warn(format_args!(
        "wasm-opt is missing, so the wasm file stays larger than it need be; all else is the same. \
         Any on PATH from version {OLDEST} on will do: install binaryen with npm or the system's \
         package manager.",
    ));
    Ok(false)
}

fn has(toolbox: &Toolbox) -> bool {
    let program = found::program("wasm-opt", &toolbox.path());
    let version = program.and_then(|file| found::version(&file));
    version.is_some_and(|version| version.major() >= OLDEST)
}
