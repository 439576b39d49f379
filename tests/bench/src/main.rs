//! `cargo xtask bench`, which builds the widget's page and then starts this.

use std::io::Write as _;
use std::process::ExitCode;

use bench::contender::Contender;
use bench::report::{self, Report};
use bench::scenario::{self, Bench, Depth, Part};
use bench::site::{self, Site};
use bench::{budgets, places, publish};
use e2e::failure::{Failure, Outcome};
use lexopt::prelude::*;
use tokio::runtime::Builder;

/// What to measure.
struct Options {
    parts: Vec<Part>,
    contenders: Vec<Contender>,
    depth: Depth,
    publish: bool,
    ratchet: bool,
    machine: Option<String>,
}

fn main() -> ExitCode {
    let outcome = options().map_err(|error| Failure::new(error.to_string())).and_then(|options| {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        runtime.block_on(run(&options))
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("bench: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Outcome {
    if options.ratchet {
        return budgets::ratchet().await;
    }
    let kept = places::leavings()?.join("bench.json");
    // On a new machine what was published is all that is known.
    let known = report::read(&kept)?.or(report::read(&publish::folder().join("bench.json"))?);
    let mut report = known.unwrap_or_default();
    // Publishing what was measured before makes it no newer.
    if !options.parts.is_empty() {
        report.begin(time::OffsetDateTime::now_utc().date().to_string());
    }
    report.figures.forget(&options.parts, &options.contenders);
    report.machine = machine(options.machine.as_deref()).await?;
    let versions = site::versions()?.into_iter();
    report.versions = versions.map(|(package, version)| (package.to_owned(), version)).collect();
    if !options.parts.is_empty() {
        measure(options, &mut report, &kept).await?;
    }
    let tables = report::tables(&report);
    std::fs::write(kept.with_extension("md"), &tables)?;
    // A reader who has seen enough of it (`| head`) is no reason to fail.
    let _ = writeln!(std::io::stdout(), "{tables}");
    if options.publish {
        publish::publish(&report)?;
    }
    Ok(())
}

async fn measure(options: &Options, report: &mut Report, kept: &std::path::Path) -> Outcome {
    let site = Site::start(&options.contenders).await?;
    let bench = Bench { site: &site, contenders: &options.contenders, depth: options.depth };
    for &part in &options.parts {
        let measured = scenario::run(&bench, part, &mut report.figures).await;
        report.measured(&options.contenders, part);
        // What is known so far is kept, whatever becomes of the rest.
        report::write(kept, report)?;
        measured?;
    }
    site.stop().await;
    Ok(())
}

/// The class of machine: its cores or what the user says of it, the browser, the system.
async fn machine(told: Option<&str>) -> Outcome<String> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let cores = told.map_or_else(|| format!("{cores} cores"), str::to_owned);
    let browser = bench::tab::browser_version().await?;
    let system = match std::env::consts::OS {
        "linux" => "Linux",
        "macos" => "macOS",
        "windows" => "Windows",
        other => other,
    };
    Ok(format!("{cores}, headless Chromium {browser}, {system}"))
}

fn options() -> Result<Options, lexopt::Error> {
    let mut options = Options {
        parts: Vec::new(),
        contenders: Vec::new(),
        depth: Depth::Full,
        publish: false,
        ratchet: false,
        machine: None,
    };
    let mut measures = true;
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("only") => options.parts.push(part(&parser.value()?.string()?)?),
            Long("contender") => options.contenders.push(contender(&parser.value()?.string()?)?),
            Long("quick") => options.depth = Depth::Quick,
            Long("publish") => options.publish = true,
            Long("no-run") => measures = false,
            Long("ratchet") => options.ratchet = true,
            Long("machine") => options.machine = Some(parser.value()?.string()?),
            other => return Err(other.unexpected()),
        }
    }
    if options.publish && options.depth == Depth::Quick {
        return Err("a quick look is not worth publishing".into());
    }
    if measures && options.parts.is_empty() {
        options.parts = Part::ALL.to_vec();
    }
    if options.contenders.is_empty() {
        options.contenders = Contender::ALL.to_vec();
    }
    Ok(options)
}

fn part(name: &str) -> Result<Part, lexopt::Error> {
    let known = Part::ALL.into_iter().find(|part| part.name() == name);
    known.ok_or_else(|| {
        let names = Part::ALL.map(Part::name).join(", ");
        format!("there is no part {name:?}; the parts are {names}").into()
    })
}

fn contender(name: &str) -> Result<Contender, lexopt::Error> {
    let known = Contender::ALL.into_iter().find(|contender| contender.name() == name);
    known.ok_or_else(|| {
        let names = Contender::ALL.map(Contender::name).join(", ");
        format!("nobody is called {name:?}; there are {names}").into()
    })
}
