//! `cargo xtask test`: every part runs, also after a failure, and the last line is the sum.

mod parts;
mod recipes;
mod tally;

use std::time::{Duration, Instant};

use crate::arguments;
use crate::failure::Failure;
use crate::terminal::{self, Align};
use crate::workspace::Workspace;
use tally::Tally;

/// A part of the tests, by the name that `--only` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Formatting.
    Fmt,
    /// Clippy for the machine we are on, everything.
    Clippy,
    /// Clippy for wasm32, the widget.
    ClippyWasm,
    /// The documentation builds without a warning.
    Docs,
    /// Tests on the machine we are on.
    Native,
    /// Tests of the widget inside a browser, against a sandbox host.
    Browser,
    /// The production page in a browser, as a person uses it.
    EndToEnd,
    /// The package for other people's pages, and the recipes of docs/embedding.md and docs/proxy.md.
    Recipes,
    /// The sizes of the production files, and what stands for the page's speed.
    Budgets,
    /// The long runs of native, browser and e2e.
    Soak,
}

impl Part {
    /// All parts, in the order they run.
    pub(crate) const ALL: [Self; 10] = [
        Self::Fmt,
        Self::Clippy,
        Self::ClippyWasm,
        Self::Docs,
        Self::Native,
        Self::Browser,
        Self::EndToEnd,
        Self::Recipes,
        Self::Budgets,
        Self::Soak,
    ];

    /// The parts that run when none is named.
    pub(crate) fn usual() -> Vec<Self> {
        Self::ALL.into_iter().filter(|part| *part != Self::Soak).collect()
    }

    /// The name that `--only` takes.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::ClippyWasm => "clippy-wasm",
            Self::Docs => "docs",
            Self::Native => "native",
            Self::Browser => "browser",
            Self::EndToEnd => "e2e",
            Self::Recipes => "recipes",
            Self::Budgets => "budgets",
            Self::Soak => "soak",
        }
    }

    /// What it does and how long that usually takes, for the person who waits.
    fn announcement(self) -> &'static str {
        match self {
            Self::Fmt => "formatting (seconds)",
            Self::Clippy => "clippy (a minute or two the first time, then seconds)",
            Self::ClippyWasm => "clippy for wasm32 (a minute or two the first time, then seconds)",
            Self::Docs => "documentation (a minute or two the first time, then seconds)",
            Self::Native => "native tests (2 to 4 minutes the first time, then under a minute)",
            Self::Browser => "tests in a browser (2 to 4 minutes the first time, then a minute)",
            Self::EndToEnd => "end-to-end tests (4 to 8 minutes the first time, then a few)",
            Self::Recipes => {
                "the package in apps and behind proxies (2 to 5 minutes the first time, then two)"
            }
            Self::Budgets => {
                "budgets of size and speed (a minute or two the first time, then seconds)"
            }
            Self::Soak => "long runs (half an hour and more)",
        }
    }
}

/// What became of a part.
struct Outcome {
    part: Part,
    tally: Tally,
    time: Duration,
}

/// Runs the parts and prints the summary.
pub(crate) fn test(workspace: &Workspace, options: &arguments::Test) -> Result<(), Failure> {
    let mut outcomes = Vec::new();
    for &part in &options.parts {
        terminal::step(format_args!("{}: {}", part.name(), part.announcement()));
        let start = Instant::now();
        let tally = parts::settled(parts::run(workspace, part, options.network))?;
        let time = start.elapsed();
        terminal::say(format_args!(
            "{}: {} in {}",
            part.name(),
            tally.in_words(),
            terminal::duration(time)
        ));
        outcomes.push(Outcome { part, tally, time });
    }
    let total: Tally = outcomes.iter().map(|outcome| outcome.tally).sum();
    terminal::say("");
    for line in summary(&outcomes) {
        terminal::say(line);
    }
    terminal::say("");
    terminal::say(total.in_words());
    match total.all_passed() {
        true => Ok(()),
        false => Err(Failure::TestsFailed),
    }
}

fn summary(outcomes: &[Outcome]) -> Vec<String> {
    let head = ["part", "passed", "failed", "skipped", "time", ""];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(outcomes.iter().map(|Outcome { part, tally, time }| {
        let verdict = if tally.all_passed() { "" } else { "FAILED" };
        vec![
            part.name().to_owned(),
            tally.passed.to_string(),
            tally.failed.to_string(),
            tally.skipped.to_string(),
            terminal::duration(*time),
            verdict.to_owned(),
        ]
    }));
    let right = Align::Right;
    let columns = [Align::Left, right, right, right, right, Align::Left];
    terminal::table(&columns, &rows)
}
