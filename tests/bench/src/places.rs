//! Where things are.

use std::path::{Path, PathBuf};

use e2e::failure::Outcome;

/// The folder of this crate.
pub fn crate_folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The workspace's root folder.
pub fn workspace() -> &'static Path {
    let here = crate_folder();
    here.ancestors().nth(2).unwrap_or(here)
}

/// `target/bench`: what is installed, bundled and measured. It is made when missing.
///
/// # Errors
/// When it cannot be made.
pub fn leavings() -> Outcome<PathBuf> {
    let folder = e2e::places::target().join("bench");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
