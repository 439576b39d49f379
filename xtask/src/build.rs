//! `cargo xtask build`: the production files in dist/ and their sizes.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use std::{env, fs};

use crate::failure::Failure;
use crate::package::compact;
use crate::tools::{Network, Toolbox};
use crate::workspace::Workspace;
use crate::{process, sizes, terminal, third_party, trunk};

/// Builds and prints the sizes.
pub(crate) fn build_and_report(workspace: &Workspace, network: Network) -> Result<(), Failure> {
    build(workspace, network)?;
    terminal::say("");
    for line in sizes::table(&sizes::measure(&workspace.dist())?) {
        terminal::say(line);
    }
    Ok(())
}

/// Builds the production files, unless this very command has done so already.
pub(crate) fn build_once(workspace: &Workspace, network: Network) -> Result<(), Failure> {
    static BUILT: AtomicBool = AtomicBool::new(false);
    if !BUILT.load(Ordering::Relaxed) {
        build(workspace, network)?;
        BUILT.store(true, Ordering::Relaxed);
    }
    Ok(())
}

/// Builds the production files into dist/. The package there stays as it is.
pub(crate) fn build(workspace: &Workspace, network: Network) -> Result<(), Failure> {
    let toolbox = Toolbox::for_page(workspace, network, true)?;
    terminal::step(
        "Building the production files (usually 2 to 4 minutes the first time, then half a minute)",
    );
    let start = Instant::now();
    forget_old_snippets(workspace);
    let mut trunk = trunk::command(workspace, &toolbox, "build");
    trunk.args(["--release", "true", "--dist"]).arg(workspace.dist());
    forget_folders(&mut trunk);
    trunk::forbid_network_if(&mut trunk, network);
    // trunk empties the folder.
    let package = Aside::take(workspace.package(), workspace.root.join(".package-aside"));
    let built = process::run("Building the production files", &mut trunk);
    drop(package);
    built?;
    compact::scripts(&workspace.dist())?;
    third_party::write(workspace, network, &workspace.dist())?;
    terminal::say(format_args!(
        "Built {} in {}.",
        workspace.dist().display(),
        terminal::duration(start.elapsed())
    ));
    Ok(())
}

/// Keeps the folder of the crates out of a production build: the places that a panic names would tell
/// of this machine, and the same source would give other files on another one.
pub(crate) fn forget_folders(command: &mut Command) {
    const FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    // Compared as text: each separator has to be the system's own.
    let crates = home.map(|home| home.join("registry").join("src").display().to_string());
    let Some(crates) = crates else {
        return;
    };
    // Flags are told apart by spaces.
    if !crates.contains(char::is_whitespace) {
        let others = env::var(FLAGS).unwrap_or_default();
        command.env(FLAGS, format!("{others} --remap-path-prefix={crates}=crates").trim());
    }
}

/// A folder that is out of the way for as long as this value lives.
struct Aside {
    from: PathBuf,
    to: PathBuf,
}

impl Aside {
    /// Moves a folder out of the way, if it is there. One that an earlier run did not bring back,
    /// since it was killed, is brought back first.
    fn take(from: PathBuf, to: PathBuf) -> Self {
        let aside = Self { from, to };
        aside.bring_back();
        let _ = fs::rename(&aside.from, &aside.to);
        aside
    }

    fn bring_back(&self) {
        if self.to.is_dir() && !self.from.exists() {
            let _ = self.from.parent().map(fs::create_dir_all);
            let _ = fs::rename(&self.to, &self.from);
        }
        let _ = fs::remove_dir_all(&self.to);
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        self.bring_back();
    }
}

/// trunk copies every snippet that wasm-bindgen has ever written, those of former builds too.
fn forget_old_snippets(workspace: &Workspace) {
    let snippets = workspace.target.join("wasm-bindgen/release/snippets");
    // Usually there are none.
    let _ = fs::remove_dir_all(snippets);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_aside_comes_back_also_after_a_kill() {
        let folder = std::env::temp_dir().join(format!("xtask-aside-{}", std::process::id()));
        let (package, aside) = (folder.join("dist/package"), folder.join("aside"));
        fs::create_dir_all(&package).unwrap();
        fs::write(package.join("index.js"), "here").unwrap();
        let taken = Aside::take(package.clone(), aside.clone());
        assert!(!package.exists());
        // As trunk does.
        fs::remove_dir_all(folder.join("dist")).unwrap();
        // As after a kill: the next run begins with the folder still aside.
        std::mem::forget(taken);
        let taken = Aside::take(package.clone(), aside.clone());
        assert!(!package.exists());
        drop(taken);
        assert_eq!(fs::read_to_string(package.join("index.js")).unwrap(), "here");
        assert!(!aside.exists());
        fs::remove_dir_all(folder).unwrap();
    }
}
