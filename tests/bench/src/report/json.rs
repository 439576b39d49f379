//! The figures as a file for programs.

use std::fs;
use std::path::Path;

use e2e::failure::Outcome;

use super::Report;

/// Reads what [`write()`] has written; nothing where there is no such file.
///
/// # Errors
/// When the file cannot be understood.
pub fn read(path: &Path) -> Outcome<Option<Report>> {
    match path.is_file() {
        true => Ok(Some(serde_json::from_str(&fs::read_to_string(path)?)?)),
        false => Ok(None),
    }
}

/// Writes the report.
///
/// # Errors
/// When the file cannot be written.
pub fn write(path: &Path, report: &Report) -> Outcome {
    let text = serde_json::to_string_pretty(report)?;
    Ok(fs::write(path, text + "\n")?)
}
