//! `cargo xtask bench`: builds the production files, then starts what measures them.

use crate::arguments;
use crate::failure::Failure;
use crate::tools::{Browser, Toolbox};
use crate::workspace::Workspace;
use crate::{build, process, terminal};

/// Measures the page beside its peers; the crate in tests/bench does the work.
pub(crate) fn bench(workspace: &Workspace, options: &arguments::Bench) -> Result<(), Failure> {
    let browser = Browser::ensure(options.network)?;
    build::build(workspace, options.network)?;
    terminal::step(
        "Measuring (3 to 5 minutes of compiling the first time; then a minute with --quick, else \
         three quarters of an hour)",
    );
    let mut cargo = workspace.cargo("run");
    browser.tell(&mut cargo);
    cargo
        .env("PATH", Toolbox::empty(workspace).path())
        .env("UPLOAD_WIDGET_DIST", workspace.dist())
        .args(["--quiet", "--profile", "bench", "--package", "bench", "--"])
        .args(&options.arguments);
    process::run("Measuring", &mut cargo)
}
