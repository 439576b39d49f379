//! The figures on paper.

mod json;
mod markdown;

use serde::{Deserialize, Serialize};

use crate::figures::Figures;

pub use json::{read, write};
pub use markdown::{digest, tables};

/// Figures and what they were measured with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The day of the run, as 2026-11-21.
    pub date: String,
    /// The class of the machine.
    pub machine: String,
    /// The peers' packages and their versions.
    pub versions: Vec<(String, String)>,
    /// What was measured.
    pub figures: Figures,
}

impl Report {
    /// "2026-11-21, 2 shared cores, headless Chromium 156, Linux".
    pub fn circumstances(&self) -> String {
        format!("{}, {}", self.date, self.machine)
    }
}
