//! What each part of the tests runs.

use std::io::Write;
use std::process::Command;
use std::time::Duration;

use super::tally::{ResultLines, Tally};
use super::{Part, recipes};
use crate::failure::Failure;
use crate::sandbox::Sandbox;
use crate::tools::node::Npm;
use crate::tools::{Browser, Network, Toolbox, axe};
use crate::workspace::Workspace;
use crate::{build, ports, process, terminal};

/// Where the sandbox for browser tests listens, if the port is free. Its origin is compiled into
/// the tests, so an ever-changing port would compile them anew each time.
const BROWSER_TESTS_SANDBOX_PORT: u16 = 18_788;
/// The longest that the tests of one part may take before they count as hung.
const LIMIT: Duration = Duration::from_secs(40 * 60);
/// The same for long runs.
const SOAK_LIMIT: Duration = Duration::from_secs(6 * 60 * 60);

/// Whether the short or the long version of tests runs.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Length {
    Short,
    Soak,
}

/// Runs a part.
pub(super) fn run(workspace: &Workspace, part: Part, network: Network) -> Result<Tally, Failure> {
    match part {
        Part::Fmt => {
            Toolbox::for_checks(network)?;
            let mut fmt = workspace.cargo("fmt");
            check("Formatting", fmt.args(["--all", "--check"]))
        }
        Part::Clippy => {
            Toolbox::for_checks(network)?;
            let mut clippy = workspace.cargo("clippy");
            clippy.args(["--workspace", "--all-targets", "--all-features"]);
            check("Clippy", clippy.args(["--", "-D", "warnings"]))
        }
        Part::ClippyWasm => clippy_wasm(workspace, network),
        Part::Docs => {
            let mut doc = workspace.cargo("doc");
            doc.args(["--workspace", "--no-deps", "--all-features"]);
            check("Documentation", doc.env("RUSTDOCFLAGS", "-D warnings"))
        }
        Part::Native => native(workspace, Length::Short),
        Part::Browser => browser(workspace, network, Length::Short),
        Part::EndToEnd => end_to_end(workspace, network, Length::Short),
        Part::Recipes => recipes::run(workspace, network),
        Part::Budgets => budgets(workspace, network),
        Part::Soak => {
            let native = settled(native(workspace, Length::Soak))?;
            let browser = settled(browser(workspace, network, Length::Soak))?;
            let end_to_end = settled(end_to_end(workspace, network, Length::Soak))?;
            Ok(native + browser + end_to_end)
        }
    }
}

/// A failure that kept tests from running counts as one failed test, so that the rest still runs.
/// Only being asked to end stays a failure.
pub(super) fn settled(outcome: Result<Tally, Failure>) -> Result<Tally, Failure> {
    match outcome {
        Err(Failure::Interrupted) => Err(Failure::Interrupted),
        Err(failure) => {
            terminal::error(failure);
            Ok(Tally::one_failed())
        }
        tally => tally,
    }
}

/// The widget as the page has it, then the crate without its Leptos component, then the example of
/// a Leptos app.
fn clippy_wasm(workspace: &Workspace, network: Network) -> Result<Tally, Failure> {
    Toolbox::for_checks(network)?;
    let toolbox = Toolbox::for_wasm_checks(workspace, network)?;
    let clippy = |what: &[&str]| {
        let mut clippy = workspace.cargo("clippy");
        clippy
            .env("PATH", toolbox.path())
            .args(["--target", "wasm32-unknown-unknown"])
            .args(what)
            .args(["--", "-D", "warnings"]);
        check("Clippy for wasm32", &mut clippy)
    };
    let all = clippy(&["--package", "upload-widget", "--all-targets", "--all-features"])?
        + clippy(&["--package", "upload-widget", "--lib", "--no-default-features"])?
        + clippy(&["--package", "leptos-example"])?;
    Ok(if all.all_passed() { Tally::one_passed() } else { Tally::one_failed() })
}

/// Everything but what needs the built page, documentation examples included.
fn native(workspace: &Workspace, length: Length) -> Result<Tally, Failure> {
    let mut cargo = workspace.cargo("test");
    cargo.args(["--workspace", "--no-fail-fast", "--exclude", "bench", "--exclude", "e2e"]);
    if length == Length::Soak {
        // Examples marked `ignore` in the documentation are no long runs.
        cargo.args(["--lib", "--bins", "--tests"]);
    }
    run_tests("The native tests", &mut cargo, length)
}

/// The widget's tests inside headless Chromium. They find the sandbox through
/// `option_env!("SANDBOX_ORIGIN")`.
fn browser(workspace: &Workspace, network: Network, length: Length) -> Result<Tally, Failure> {
    let toolbox = Toolbox::for_wasm_tests(workspace, network)?;
    let browser = Browser::ensure(network)?;
    Sandbox::build(workspace)?;
    let port = ports::pick("the sandbox host", BROWSER_TESTS_SANDBOX_PORT, &[])?;
    let sandbox = Sandbox::start(workspace, port, &["--quiet".as_ref()])?;
    let test_seconds = match length {
        Length::Short => "600",
        Length::Soak => "7200",
    };
    let mut cargo = workspace.cargo("test");
    browser.tell(&mut cargo);
    cargo
        .env("PATH", toolbox.path())
        .env("SANDBOX_ORIGIN", &sandbox.origin)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("WASM_BINDGEN_TEST_TIMEOUT", test_seconds)
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .args(["--target", "wasm32-unknown-unknown"])
        .args(["--package", "upload-widget", "--lib", "--tests", "--all-features"])
        .arg("--no-fail-fast");
    run_tests("The tests in a browser", &mut cargo, length)
}

/// The production page in headless Chromium. The tests start their own sandbox and driver.
fn end_to_end(workspace: &Workspace, network: Network, length: Length) -> Result<Tally, Failure> {
    let browser = built_page(workspace, network)?;
    let axe = axe::ensure(workspace, network)?;
    let mut cargo = workspace.cargo("test");
    browser.tell(&mut cargo);
    cargo.env("UPLOAD_WIDGET_DIST", workspace.dist()).env("AXE_CORE", axe);
    cargo.args(["--package", "e2e", "--no-fail-fast"]);
    run_tests("The end-to-end tests", &mut cargo, length)
}

/// Builds the production page for tests in the browser that is returned. npm comes first: it brings
/// wasm-opt, and so the sizes that the budgets are of.
fn built_page(workspace: &Workspace, network: Network) -> Result<Browser, Failure> {
    let browser = Browser::ensure(network)?;
    if let Err(why) = Npm::ensure(network)? {
        terminal::warn(format_args!("{why}. Tests that need it fail or are skipped."));
    }
    build::build_once(workspace, network)?;
    Ok(browser)
}

/// The sizes and costs of the production page, in headless Chromium.
fn budgets(workspace: &Workspace, network: Network) -> Result<Tally, Failure> {
    let browser = built_page(workspace, network)?;
    let mut cargo = workspace.cargo("test");
    browser.tell(&mut cargo);
    cargo
        // They are told which wasm-opt made the files.
        .env("PATH", Toolbox::empty(workspace).path())
        .env("UPLOAD_WIDGET_DIST", workspace.dist())
        .args(["--package", "bench", "--no-fail-fast"]);
    run_tests("The budgets", &mut cargo, Length::Short)
}

/// Runs a command that passes or fails as a whole.
pub(super) fn check(what: &str, command: &mut Command) -> Result<Tally, Failure> {
    settled(process::run_within(what, command, Some(LIMIT)).map(|()| Tally::one_passed()))
}

/// Runs `cargo test` and counts. What it prints goes on to the terminal.
pub(super) fn run_tests(what: &str, cargo: &mut Command, length: Length) -> Result<Tally, Failure> {
    let limit = match length {
        Length::Short => LIMIT,
        Length::Soak => {
            cargo.env("SOAK", "1").args(["--", "--include-ignored"]);
            SOAK_LIMIT
        }
    };
    let mut lines = ResultLines::default();
    let ended = process::run_reading(what, cargo, limit, |piece| {
        let mut terminal = std::io::stdout().lock();
        let _ = terminal.write_all(piece).and_then(|()| terminal.flush());
        lines.read(piece);
    });
    let tally = lines.total();
    let failure = match ended {
        Ok(status) if !status.success() && tally.failed == 0 => {
            Failure::Program { doing: what.to_owned(), ended: status.to_string() }
        }
        Ok(_) if tally.is_empty() => Failure::machine(
            format!("{what}: not a single test ran."),
            "Tests that do not run prove nothing; look for what keeps them from being found.",
        ),
        Ok(_) => return Ok(tally),
        Err(failure @ Failure::Program { .. }) => failure,
        Err(failure) => return Err(failure),
    };
    terminal::error(failure);
    Ok(tally + Tally::one_failed())
}
