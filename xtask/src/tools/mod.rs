//! What is needed on the machine: how it is found and how it is installed.
//!
//! The order is always the same: a fitting version that is there already (this project's
//! `target/tools` or PATH), then the quickest source that answers, then compiling.
//! Nothing outside `target/tools` changes, except the wasm32 target (rustup), and the browser and Node.js
//! for tests (the system's package manager): those can live nowhere else.

pub(crate) mod axe;
mod browser;
mod compiled;
mod found;
pub(crate) mod node;
mod platform;
mod prebuilt;
mod rust;
pub(crate) mod servers;
mod system;
mod wasm_opt;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

pub(crate) use browser::Browser;
use found::Version;
use platform::Platform;

use crate::failure::Failure;
use crate::terminal;
use crate::workspace::Workspace;

/// What may be fetched to install a missing tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Network {
    /// Everything, ready-made programs from their projects' release pages included.
    Allowed,
    /// Package registries only: continuous integration runs the same wherever it runs.
    RegistriesOnly,
    /// Nothing: a missing tool is an error.
    Forbidden,
}

impl Network {
    /// What the environment says when the command line says nothing.
    pub(crate) fn from_environment() -> Self {
        match std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false") {
            true => Self::RegistriesOnly,
            false => Self::Allowed,
        }
    }
}

/// A program that a crate on crates.io provides.
pub(crate) struct Tool {
    /// The program whose version is asked.
    program: &'static str,
    /// The crate that provides it.
    package: &'static str,
    /// All programs we want from it.
    programs: &'static [&'static str],
    /// The version to install.
    version: String,
    /// Whether a version that is there will do.
    fits: fn(found: Version, wanted: Version) -> bool,
    /// What it is for, to tell the person who waits for it.
    purpose: &'static str,
    /// How long compiling it usually takes.
    compiles_in: &'static str,
    /// Where its project publishes it ready-made.
    archive: fn(version: &str, platform: Platform) -> Option<prebuilt::Archive>,
}

/// trunk builds the page and serves it. The newest for this project's Rust is 0.21.14.
fn trunk() -> Tool {
    Tool {
        program: "trunk",
        package: "trunk",
        programs: &["trunk"],
        version: "0.21.14".to_owned(),
        fits: |found, wanted| found.same_series(wanted) && found >= wanted,
        purpose: "builds and serves the page",
        compiles_in: "2 to 3 minutes on two cores",
        archive: prebuilt::trunk,
    }
}

/// wasm-bindgen writes the JavaScript beside the wasm file, and its test runner runs tests in a
/// browser. It must be of exactly the version that Cargo.lock pins for the crate.
fn wasm_bindgen(version: String) -> Tool {
    Tool {
        program: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        version,
        fits: |found, wanted| found == wanted,
        purpose: "connects the wasm file with JavaScript",
        compiles_in: "1 to 2 minutes on two cores",
        archive: prebuilt::wasm_bindgen,
    }
}

/// The tools that a task has asked for, all present.
pub(crate) struct Toolbox {
    folders: Vec<PathBuf>,
    /// Whether wasm-opt is there, for release builds.
    pub(crate) wasm_opt: bool,
}

impl Toolbox {
    /// Where this project's own tools are, whichever are there.
    pub(crate) fn empty(workspace: &Workspace) -> Self {
        Self {
            folders: vec![workspace.tools().join("bin"), wasm_opt::npm_folder(workspace)],
            wasm_opt: false,
        }
    }

    /// What a page needs: the wasm32 target, trunk, wasm-bindgen and, for `release`, wasm-opt.
    pub(crate) fn for_page(
        workspace: &Workspace,
        network: Network,
        release: bool,
    ) -> Result<Self, Failure> {
        let mut toolbox = Self::empty(workspace);
        rust::ensure_wasm32(network)?;
        let wasm_bindgen = wasm_bindgen(workspace.locked_version("wasm-bindgen")?);
        toolbox.ensure(workspace, network, &[trunk(), wasm_bindgen])?;
        if release {
            toolbox.wasm_opt = wasm_opt::ensure(workspace, &toolbox, network)?;
        }
        Ok(toolbox)
    }

    /// What browser tests need beside a browser: the wasm32 target and wasm-bindgen's runner.
    pub(crate) fn for_wasm_tests(workspace: &Workspace, network: Network) -> Result<Self, Failure> {
        let toolbox = Self::empty(workspace);
        rust::ensure_wasm32(network)?;
        let wasm_bindgen = wasm_bindgen(workspace.locked_version("wasm-bindgen")?);
        toolbox.ensure(workspace, network, &[wasm_bindgen])?;
        Ok(toolbox)
    }

    /// What checking wasm code needs: the wasm32 target.
    pub(crate) fn for_wasm_checks(
        workspace: &Workspace,
        network: Network,
    ) -> Result<Self, Failure> {
        rust::ensure_wasm32(network)?;
        Ok(Self::empty(workspace))
    }

    /// What checking code needs: rustfmt and clippy.
    pub(crate) fn for_checks(network: Network) -> Result<(), Failure> {
        rust::ensure_components(network)
    }

    /// The PATH for children: our own tools first.
    pub(crate) fn path(&self) -> OsString {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let inherited = std::env::split_paths(&path);
        let folders = self.folders.iter().cloned().chain(inherited);
        // A folder whose name holds the separator cannot be on PATH at all; leave ours out then.
        std::env::join_paths(folders).unwrap_or(path)
    }

    /// A command in the project's folder that finds our tools first.
    pub(crate) fn command(&self, workspace: &Workspace, program: &str) -> Command {
        // Looked up here: Windows would search our own PATH, not the child's.
        let found = found::program(program, &self.path());
        let mut command = workspace.command(found.unwrap_or_else(|| program.into()));
        command.env("PATH", self.path());
        command
    }

    fn ensure(
        &self,
        workspace: &Workspace,
        network: Network,
        wanted: &[Tool],
    ) -> Result<(), Failure> {
        let missing: Vec<&Tool> = wanted.iter().filter(|tool| !self.has(tool)).collect();
        if missing.len() > 1 {
            let names: Vec<String> = missing.iter().map(|tool| tool.title()).collect();
            terminal::say(format_args!(
                "Missing on this machine: {}. They are installed once, into {}.",
                names.join(", "),
                workspace.tools().display()
            ));
        }
        for tool in missing {
            self.install(workspace, network, tool)?;
        }
        Ok(())
    }

    /// Whether all programs of the tool are there, in a version that fits.
    fn has(&self, tool: &Tool) -> bool {
        let Some(wanted) = Version::parse(&tool.version) else {
            return false;
        };
        let path = self.path();
        tool.programs.iter().all(|program| {
            let found = found::program(program, &path).and_then(|file| found::version(&file));
            found.is_some_and(|found| (tool.fits)(found, wanted))
        })
    }

    fn install(&self, workspace: &Workspace, network: Network, tool: &Tool) -> Result<(), Failure> {
        if network == Network::Forbidden {
            return Err(Failure::machine(
                format!("{} is not on this machine.", tool.title()),
                "Run the command once without --offline and it is installed.",
            ));
        }
        if network == Network::Allowed {
            for source in [prebuilt::by_binstall, prebuilt::by_download] {
                source(workspace, self, tool)?;
                if self.has(tool) {
                    return Ok(());
                }
            }
        }
        compiled::install(workspace, tool)?;
        if self.has(tool) {
            return Ok(());
        }
        Err(Failure::machine(
            format!("{} was installed but does not run.", tool.title()),
            format!(
                "Run {} --version to see why.",
                workspace.tools().join("bin").join(tool.program).display()
            ),
        ))
    }
}

impl Tool {
    fn title(&self) -> String {
        format!("{} {}", self.program, self.version)
    }
}
