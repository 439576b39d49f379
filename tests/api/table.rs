//! The table of what works, as it stands in the documentation.

use std::fmt::Write;

use upload_widget::api::{Endpoint, Profile};

const DOCUMENT: &str = include_str!("../../docs/api.md");

/// What came of one host × endpoint cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Works,
    /// Works, but not by the file's short name.
    ById,
    /// The host has no such endpoint; another one does the job.
    ByFileEdit,
    /// The host has no such endpoint, and the method says so before any request.
    Absent,
}

impl Cell {
    fn words(self) -> &'static str {
        match self {
            Cell::Works => "yes",
            Cell::ById => "by number",
            Cell::ByFileEdit => "by /file/edit",
            Cell::Absent => "–",
        }
    }
}

pub(crate) fn working(cells: &[(Endpoint, Cell)]) -> usize {
    cells.iter().filter(|(_, cell)| *cell != Cell::Absent).count()
}

pub(crate) fn render(hosts: &[(Profile, Vec<(Endpoint, Cell)>)]) -> String {
    let mut table = String::from("| endpoint |");
    for (profile, _) in hosts {
        let _ = write!(table, " {} |", profile.name());
    }
    table.push_str("\n| --- |");
    table.push_str(&" --- |".repeat(hosts.len()));
    for endpoint in Endpoint::ALL {
        let _ = write!(table, "\n| {endpoint} |");
        for (profile, cells) in hosts {
            let cell = cells.iter().find(|(of, _)| *of == endpoint);
            let (_, cell) = cell.unwrap_or_else(|| panic!("{endpoint} of {profile:?} is untested"));
            let _ = write!(table, " {} |", cell.words());
        }
    }
    table
}

/// The document has exactly this table.
pub(crate) fn check(table: &str) {
    assert!(DOCUMENT.contains(table), "docs/api.md has another table. This one is right:\n{table}");
}
