//! The figures on paper.

mod json;
mod markdown;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::contender::Contender;
use crate::figures::{Figures, Quantity};
use crate::scenario::Part;

pub use json::{read, write};
pub use markdown::{digest, tables};

/// Figures and what they were measured with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The day of the last run, as 2026-11-21.
    pub date: String,
    /// The day on which a part was last measured, by contender and part.
    #[serde(default)]
    pub days: BTreeMap<String, BTreeMap<String, String>>,
    /// The class of the machine.
    pub machine: String,
    /// The peers' packages and their versions.
    pub versions: Vec<(String, String)>,
    /// What was measured.
    pub figures: Figures,
}

impl Report {
    /// Begins a run on a day. What a report without days knows was measured on its own.
    pub fn begin(&mut self, day: String) {
        let before = std::mem::replace(&mut self.date, day);
        if self.days.is_empty() {
            for (contender, part) in self.known() {
                self.note(contender, part, &before);
            }
        }
    }

    /// These contenders were measured in this part on the day of the run.
    pub fn measured(&mut self, contenders: &[Contender], part: Part) {
        let today = self.date.clone();
        contenders.iter().for_each(|contender| self.note(*contender, part, &today));
    }

    fn note(&mut self, contender: Contender, part: Part, day: &str) {
        let days = self.days.entry(contender.name().to_owned()).or_default();
        days.insert(part.name().to_owned(), day.to_owned());
    }

    /// What there are figures of.
    fn known(&self) -> Vec<(Contender, Part)> {
        let is_known = |contender: Contender, part: Part| {
            let of_part = |quantity: &Quantity| quantity.part() == part;
            let mut quantities = Quantity::ALL.into_iter().filter(of_part);
            quantities.any(|quantity| self.figures.get(contender.name(), quantity).is_some())
        };
        let parts = |contender| Part::ALL.map(|part| (contender, part));
        let all = Contender::ALL.into_iter().flat_map(parts);
        all.filter(|(contender, part)| is_known(*contender, *part)).collect()
    }

    /// What was measured on another day than the last: by contender and day, the parts.
    pub fn earlier(&self) -> BTreeMap<(Contender, &str), Vec<Part>> {
        let mut earlier = BTreeMap::<_, Vec<Part>>::new();
        for (contender, part) in self.known() {
            let days = self.days.get(contender.name());
            let day = days.and_then(|days| days.get(part.name())).filter(|day| **day != self.date);
            if let Some(day) = day {
                earlier.entry((contender, day.as_str())).or_default().push(part);
            }
        }
        earlier
    }

    /// "2026-11-21, 2 shared cores, headless Chromium 156, Linux".
    pub fn circumstances(&self) -> String {
        format!("{}, {}", self.date, self.machine)
    }
}
