//! Copying folders.

use std::fs;
use std::path::Path;

use crate::failure::Failure;

/// Copies a folder with all that is in it over what is there, but for what `left_out` says of a path.
pub(crate) fn copy(from: &Path, to: &Path, left_out: fn(&Path) -> bool) -> Result<(), Failure> {
    fs::create_dir_all(to).map_err(|cause| Failure::file(to, &cause))?;
    for entry in fs::read_dir(from).map_err(|cause| Failure::file(from, &cause))? {
        let entry = entry.map_err(|cause| Failure::file(from, &cause))?;
        let (path, copied) = (entry.path(), to.join(entry.file_name()));
        if left_out(&path) {
            continue;
        }
        match path.is_dir() {
            true => copy(&path, &copied, left_out)?,
            false => {
                fs::copy(&path, copied).map_err(|cause| Failure::file(&path, &cause))?;
            }
        }
    }
    Ok(())
}
