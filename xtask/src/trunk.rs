//! How trunk is called. What never changes stands in Trunk.toml.

use std::process::Command;

use crate::terminal;
use crate::tools::{Network, Toolbox};
use crate::workspace::Workspace;

/// `trunk SUBCOMMAND` in the project's folder.
pub(crate) fn command(workspace: &Workspace, toolbox: &Toolbox, subcommand: &str) -> Command {
    let mut trunk = toolbox.command(workspace, "trunk");
    trunk.args([subcommand, "--skip-version-check"]);
    // trunk takes only true and false for NO_COLOR and refuses the usual 1.
    trunk.env_remove("NO_COLOR");
    // A page that does not compile is no defect of trunk: the compiler's words are enough.
    trunk.env("RUST_BACKTRACE", "0");
    if !terminal::colour() {
        trunk.env("TRUNK_COLOR", "never");
    }
    trunk
}

/// Has trunk and what it calls stay off the network where that is asked for.
pub(crate) fn forbid_network_if(trunk: &mut Command, network: Network) {
    if network == Network::Forbidden {
        // Not --offline: `split`, which trunk calls, is to know it too.
        trunk.env("TRUNK_OFFLINE", "true");
    }
}
