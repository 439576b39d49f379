//! The report where readers look: in `docs/`, and in the README.

use std::fs;
use std::path::PathBuf;

use e2e::failure::{Failure, Outcome};

use crate::places;
use crate::report::{self, Report};

const BEGIN: &str = "<!-- bench: written by cargo xtask bench --publish -->\n";
const END: &str = "<!-- bench: end -->\n";

/// Where the figures are published.
pub fn folder() -> PathBuf {
    places::workspace().join("docs")
}

/// Writes `docs/bench.json`, `docs/bench.md` and the table in README.md.
///
/// # Errors
/// When a file cannot be written, or the README has no place for the table.
pub fn publish(report: &Report) -> Outcome {
    let docs = folder();
    report::write(&docs.join("bench.json"), report)?;
    fs::write(docs.join("bench.md"), report::tables(report))?;
    let readme = places::workspace().join("README.md");
    let text = fs::read_to_string(&readme)?;
    let text = with_table(&text, &report::digest(report));
    let text = text.ok_or_else(|| Failure::new("README.md has no place for the table"))?;
    Ok(fs::write(readme, text)?)
}

/// The text with the table between the two marks.
fn with_table(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some([before, BEGIN, table, END, after].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_changes() {
        let text = format!("a\n{BEGIN}old\n{END}b\n");
        assert_eq!(with_table(&text, "new\n").unwrap(), format!("a\n{BEGIN}new\n{END}b\n"));
        assert_eq!(with_table("no marks", "new\n"), None);
    }

    #[test]
    fn the_readme_has_a_place_for_the_table() {
        let readme = fs::read_to_string(places::workspace().join("README.md")).unwrap();
        assert!(with_table(&readme, "").is_some());
    }
}
