//! Where things are: the built page, the browser, and the folder for what the tests leave behind.

use std::env;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};

/// The workspace's root folder.
pub fn workspace() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

/// The built page: `UPLOAD_WIDGET_DIST`, else `dist` in the workspace.
///
/// # Errors
/// When it has not been built.
pub fn dist() -> Outcome<PathBuf> {
    let folder =
        env::var_os("UPLOAD_WIDGET_DIST").map_or_else(|| workspace().join("dist"), PathBuf::from);
    if folder.join("index.html").is_file() {
        return Ok(folder);
    }
    Err(Failure::new(format!(
        "There is no built page in {}: run `cargo xtask build` first.",
        folder.display()
    )))
}

/// Cargo's target folder.
pub fn target() -> PathBuf {
    // Cargo may have been told another one; the running program lies in it.
    let target = env::current_exe().ok().and_then(|binary| {
        let target = binary.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
        target.map(Path::to_owned)
    });
    target.unwrap_or_else(|| workspace().join("target"))
}

/// `target/e2e`, where screenshots, consoles and generated files go. It is made when missing.
///
/// # Errors
/// When it cannot be made.
pub fn leavings() -> Outcome<PathBuf> {
    let folder = target().join("e2e");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// A program named by an environment variable, else by its usual name on PATH.
pub(crate) fn program(variable: &str, usual: &str) -> PathBuf {
    env::var_os(variable).map_or_else(|| usual.into(), PathBuf::from)
}
