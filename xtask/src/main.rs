//! The one entry for people and CI: `cargo xtask serve`, `test`, `build`, `package` and `bench`.
//!
//! | module | its job |
//! | --- | --- |
//! | [`arguments`] | the command line and its help |
//! | [`serve`] | the sandbox host and the page, side by side |
//! | [`build`] | the production files and their sizes |
//! | [`split`] | what the page begins with and what it loads later |
//! | [`glue`] | shorter names between a wasm file and its JavaScript |
//! | [`package`] | the production files for other people's pages |
//! | [`third_party`] | the licences of what is linked in |
//! | [`mod@bench`] | the page beside its peers |
//! | [`mod@test`] | every check and test, and the summary |
//! | [`tools`] | what is needed on the machine, how it is found, how it is installed |
//! | [`sandbox`] | the sandbox host as a child process |
//! | [`process`] | child processes that end with us |

mod arguments;
mod bench;
mod bindings;
mod build;
mod failure;
mod folder;
mod glue;
mod package;
mod ports;
mod process;
#[cfg(test)]
mod reference;
mod sandbox;
mod serve;
mod sizes;
mod split;
mod terminal;
mod test;
mod third_party;
mod tools;
mod trunk;
mod workspace;

use std::process::ExitCode;

use arguments::Task;
use failure::Failure;
use workspace::Workspace;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        // The summary has been printed and its last line stays the last line.
        Err(Failure::TestsFailed) => ExitCode::FAILURE,
        Err(Failure::Interrupted) => {
            terminal::say("Stopped.");
            ExitCode::from(130)
        }
        Err(failure @ Failure::Usage(_)) => {
            terminal::error(&failure);
            ExitCode::from(2)
        }
        Err(failure) => {
            terminal::error(&failure);
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let task = arguments::parse(lexopt::Parser::from_env())?;
    if let Task::Help = task {
        terminal::say(arguments::HELP);
        return Ok(());
    }
    process::watch_for_interrupt()?;
    let workspace = Workspace::locate()?;
    match task {
        Task::Help => Ok(()),
        Task::Serve(options) => serve::serve(&workspace, &options),
        Task::Build(options) => build::build_and_report(&workspace, options.network),
        Task::Split => split::after_trunk(&workspace),
        Task::Package(options) => package::package_and_report(&workspace, options.network),
        Task::Test(options) => test::test(&workspace, &options),
        Task::Bench(options) => bench::bench(&workspace, &options),
    }
}
