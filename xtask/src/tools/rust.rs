//! Rust's own parts: the wasm32 target, rustfmt and clippy.

use std::path::Path;
use std::process::Command;

use super::{Network, found};
use crate::failure::Failure;
use crate::{process, terminal};

const TARGET: &str = "wasm32-unknown-unknown";

/// Makes sure that Rust can compile to wasm32. The compiler is asked, not rustup: a Rust from a
/// Linux distribution has no rustup.
pub(super) fn ensure_wasm32(network: Network) -> Result<(), Failure> {
    if has_wasm32() {
        return Ok(());
    }
    add(
        network,
        "target",
        &[TARGET],
        "On Debian: apt install libstd-rust-dev-wasm32. On Fedora: dnf install rust-std-static-wasm32-unknown-unknown. On Arch: pacman -S rust-wasm. Elsewhere: install Rust from https://rustup.rs.",
    )?;
    if has_wasm32() {
        return Ok(());
    }
    Err(Failure::machine(
        format!("The Rust compiler in use still lacks its {TARGET} target."),
        "Check `rustup show`: the target must be added to the toolchain in use here.",
    ))
}

fn has_wasm32() -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let arguments = ["--print", "target-libdir", "--target", TARGET];
    let Some(folder) = process::output(rustc, arguments) else {
        return false;
    };
    let Ok(files) = std::fs::read_dir(Path::new(folder.trim())) else {
        return false;
    };
    let mut names = files.flatten().map(|file| file.file_name());
    names.any(|name| name.to_string_lossy().starts_with("libcore-"))
}

/// Makes sure that rustfmt and clippy are there.
pub(super) fn ensure_components(network: Network) -> Result<(), Failure> {
    let runs = |program: &str| process::output(program, ["--version"]).is_some();
    let mut missing = Vec::new();
    if !runs("cargo-fmt") || !runs("rustfmt") {
        missing.push("rustfmt");
    }
    if !runs("cargo-clippy") {
        missing.push("clippy");
    }
    if missing.is_empty() {
        return Ok(());
    }
    let otherwise = "Install rustfmt and clippy with the package manager that brought Rust, or install Rust from https://rustup.rs.";
    add(network, "component", &missing, otherwise)
}

/// Adds targets or components with rustup; `otherwise` tells what to do without rustup.
fn add(network: Network, kind: &str, names: &[&str], otherwise: &str) -> Result<(), Failure> {
    let what = format!("Rust lacks its {kind} {}.", names.join(" and "));
    if network == Network::Forbidden {
        let next = "Run the command once without --offline and it is added.";
        return Err(Failure::machine(what, next));
    }
    if found::on_path("rustup").is_none() {
        return Err(Failure::machine(what, otherwise));
    }
    terminal::step(format_args!(
        "Adding the {kind} {} to Rust (usually under a minute)",
        names.join(" and ")
    ));
    let mut rustup = Command::new("rustup");
    rustup.args([kind, "add"]).args(names);
    process::run("Adding it with rustup", &mut rustup)
}
