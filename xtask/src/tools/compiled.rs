//! Installing a tool by compiling it: slow, and works wherever crates.io does.

use std::fs;
use std::time::Instant;

use super::Tool;
use crate::failure::Failure;
use crate::workspace::Workspace;
use crate::{process, terminal};

/// Compiles the tool into `target/tools/bin`: first exactly as its authors locked it, then, when
/// the registry no longer has all those versions, with today's.
pub(super) fn install(workspace: &Workspace, tool: &Tool) -> Result<(), Failure> {
    terminal::step(format_args!(
        "Compiling {}, which {}: usually {}, only this once",
        tool.title(),
        tool.purpose,
        tool.compiles_in
    ));
    let start = Instant::now();
    let scratch = workspace.tools().join("compiling");
    let as_locked = cargo_install(workspace, tool, true);
    let outcome = match as_locked {
        Err(Failure::Program { .. }) => {
            terminal::say("Not with the versions its authors locked; once more with current ones.");
            cargo_install(workspace, tool, false)
        }
        outcome => outcome,
    };
    // Some hundred megabytes that nobody needs again.
    let _ = fs::remove_dir_all(scratch);
    outcome?;
    terminal::say(format_args!(
        "{} compiled in {}.",
        tool.title(),
        terminal::duration(start.elapsed())
    ));
    Ok(())
}

fn cargo_install(workspace: &Workspace, tool: &Tool, locked: bool) -> Result<(), Failure> {
    let mut cargo = workspace.command("cargo");
    cargo
        .args(["install", tool.package, "--version", &tool.version])
        // Defaults bring TLS and the check for updates; nothing here downloads anything.
        .arg("--no-default-features")
        .arg("--force")
        .arg("--root")
        .arg(workspace.tools());
    for program in tool.programs {
        cargo.args(["--bin", program]);
    }
    if locked {
        cargo.arg("--locked");
    }
    cargo
        // A tool's own release settings are for those who publish it. trunk's take five times as
        // long to compile, for a program that mostly waits for others.
        .env("CARGO_TARGET_DIR", workspace.tools().join("compiling"))
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
        .env("CARGO_PROFILE_RELEASE_STRIP", "symbols")
        // Flags meant for the page are not meant for a tool.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_BUILD_TARGET");
    process::run(&format!("Compiling {}", tool.title()), &mut cargo)
}
