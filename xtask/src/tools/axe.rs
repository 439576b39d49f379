//! axe-core looks for what keeps people with disabilities from using the page, for the tests. npm
//! brings it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Network, node};
use crate::failure::Failure;
use crate::workspace::Workspace;

/// Its version: another one may find other things.
const VERSION: &str = "4.14.1";

/// The script, installed where that version is missing. Where it cannot be had, the tests that need
/// it say so.
pub(crate) fn ensure(workspace: &Workspace, network: Network) -> Result<PathBuf, Failure> {
    // A folder of its own: npm takes away what stands beside the packages it was asked for.
    let folder = workspace.tools().join("axe");
    let package = folder.join("node_modules/axe-core");
    if version(&package).as_deref() != Some(VERSION) && network != Network::Forbidden {
        node::install(workspace, &folder, "axe-core", &format!("axe-core@{VERSION}"))?;
    }
    Ok(package.join("axe.min.js"))
}

/// The version of a package that npm has installed in a folder.
fn version(package: &Path) -> Option<String> {
    let manifest = fs::read_to_string(package.join("package.json")).ok()?;
    let manifest: Value = serde_json::from_str(&manifest).ok()?;
    manifest["version"].as_str().map(str::to_owned)
}
