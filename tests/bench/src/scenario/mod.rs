//! What is done to every contender, part by part. Contenders take turns, so that whatever else the
//! machine does hits all of them alike.

mod add;
mod large;
mod load;
mod many;
mod mishaps;
mod press;

use e2e::failure::Outcome;

use crate::contender::Contender;
use crate::figures::Figures;
use crate::site::Site;

/// A part of the run, by the name that `--only` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// From nothing to a usable page.
    Load,
    /// Thousands of files chosen at once.
    Add,
    /// A button pressed while files go up.
    Press,
    /// One file of a gibibyte.
    Large,
    /// A thousand small files.
    Many,
    /// Ten thousand small files: the widget beside the bare page.
    Scale,
    /// A host that is not available, breaks off, refuses.
    Mishaps,
}

impl Part {
    /// All of them, in the order they run.
    pub const ALL: [Self; 7] =
        [Self::Load, Self::Add, Self::Press, Self::Large, Self::Many, Self::Scale, Self::Mishaps];

    /// The name that `--only` takes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Add => "add",
            Self::Press => "press",
            Self::Large => "large",
            Self::Many => "many",
            Self::Scale => "scale",
            Self::Mishaps => "mishaps",
        }
    }
}

/// How thorough a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// A minute's look: one round of smaller things.
    Quick,
    /// Medians of several rounds.
    Full,
}

/// What scenarios work with.
pub struct Bench<'a> {
    /// The pages and the host.
    pub site: &'a Site,
    /// Who takes part.
    pub contenders: &'a [Contender],
    /// How thorough it is to be.
    pub depth: Depth,
}

impl Bench<'_> {
    fn rounds(&self, full: usize) -> usize {
        if self.depth == Depth::Quick { 1 } else { full }
    }
}

/// Runs one part.
///
/// # Errors
/// When the browser or a page does not do what it has to.
pub async fn run(bench: &Bench<'_>, part: Part, figures: &mut Figures) -> Outcome {
    match part {
        Part::Load => load::run(bench, figures).await,
        Part::Add => add::run(bench, figures).await,
        Part::Press => press::run(bench, figures).await,
        Part::Large => large::run(bench, figures).await,
        Part::Many => many::run(bench, figures).await,
        Part::Scale => many::run_at_scale(bench, figures).await,
        Part::Mishaps => mishaps::run(bench, figures).await,
    }
}

/// Says what was just measured, for the person who waits.
fn progress(part: Part, contender: &str, what: impl std::fmt::Display) {
    eprintln!("{}: {contender}: {what}", part.name());
}
