//! Chromium and its driver, for tests in a real browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Network, found};
use crate::failure::Failure;
use crate::{process, terminal};

/// A browser and the program that drives it.
#[derive(Debug)]
pub(crate) struct Browser {
    /// Chromium or Chrome.
    pub(crate) chromium: PathBuf,
    /// The chromedriver of the same major version.
    pub(crate) chromedriver: PathBuf,
}

/// The names Chromium and Chrome go by.
const CHROMIUM: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Where macOS keeps them.
const MAC_APPS: [&str; 2] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// A system package manager: its program, the arguments that fetch the lists of packages, and
/// those that install Chromium with its driver without a question.
struct PackageManager {
    program: &'static str,
    refresh: &'static [&'static str],
    install: &'static [&'static [&'static str]],
}

const PACKAGE_MANAGERS: [PackageManager; 5] = [
    PackageManager {
        program: "apt-get",
        refresh: &["update"],
        install: &[
            // Debian, then Ubuntu.
            &["install", "--yes", "--no-install-recommends", "chromium", "chromium-driver"],
            &[
                "install",
                "--yes",
                "--no-install-recommends",
                "chromium-browser",
                "chromium-chromedriver",
            ],
        ],
    },
    PackageManager {
        program: "dnf",
        refresh: &[],
        install: &[&["install", "--assumeyes", "chromium", "chromedriver"]],
    },
    PackageManager {
        program: "pacman",
        refresh: &[],
        install: &[&["-Sy", "--noconfirm", "--needed", "chromium"]],
    },
    PackageManager {
        program: "zypper",
        refresh: &[],
        install: &[&["--non-interactive", "install", "chromium", "chromedriver"]],
    },
    PackageManager {
        program: "apk",
        refresh: &["update"],
        install: &[&["add", "chromium", "chromium-chromedriver"]],
    },
];

/// What a person can do when we cannot install a browser.
const BY_HAND: &str = "Install Chromium or Chrome and the chromedriver of the same version so that both are on PATH \
     (Debian: apt install chromium chromium-driver; Fedora: dnf install chromium chromedriver; \
     macOS: brew install --cask google-chrome chromedriver), or name them in the environment as \
     CHROMIUM and CHROMEDRIVER.";

impl Browser {
    /// Finds a browser and its driver, and installs them where that needs no password.
    pub(crate) fn ensure(network: Network) -> Result<Self, Failure> {
        if let Some(browser) = Self::find() {
            return browser.checked();
        }
        if network != Network::Forbidden {
            install()?;
        }
        match Self::find() {
            Some(browser) => browser.checked(),
            None => Err(Failure::machine(
                "The browser tests need Chromium and chromedriver, and they are not here.",
                BY_HAND,
            )),
        }
    }

    /// The environment wins, then PATH, then where macOS keeps apps.
    fn find() -> Option<Self> {
        let named = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
        let apps = || MAC_APPS.iter().map(PathBuf::from).find(|app| app.is_file());
        let chromium = named("CHROMIUM")
            .or_else(|| CHROMIUM.iter().find_map(|name| found::on_path(name)))
            .or_else(apps)?;
        let chromedriver = named("CHROMEDRIVER").or_else(|| found::on_path("chromedriver"))?;
        Some(Self { chromium, chromedriver })
    }

    /// A driver drives browsers of its own major version only.
    fn checked(self) -> Result<Self, Failure> {
        let major =
            |program: &Path| process::output(program, ["--version"]).and_then(|it| major(&it));
        let driver = major(&self.chromedriver);
        let browser = major(&self.chromium);
        match (driver, browser) {
            (Some(driver), Some(browser)) if driver != browser => Err(Failure::machine(
                format!("chromedriver is of version {driver} but the browser of {browser}."),
                BY_HAND,
            )),
            (None, _) => Err(Failure::machine(
                format!("{} does not run.", self.chromedriver.display()),
                BY_HAND,
            )),
            _ => Ok(self),
        }
    }
}

/// The major version in "ChromeDriver 156.0.7…" or "Chromium 156.0.7… built on Debian".
fn major(text: &str) -> Option<u32> {
    let mut words = text.split_whitespace();
    words.find_map(|word| word.split_once('.')?.0.parse().ok())
}

/// Installs both with the system's package manager, as root or where sudo asks no password.
fn install() -> Result<(), Failure> {
    let known = PACKAGE_MANAGERS.iter();
    let Some(manager) = known.into_iter().find(|it| found::on_path(it.program).is_some()) else {
        return Ok(());
    };
    let Some(rights) = Rights::current() else {
        return Ok(());
    };
    terminal::step(format_args!(
        "Installing Chromium and chromedriver with {} (usually one to three minutes)",
        manager.program
    ));
    if !manager.refresh.is_empty() {
        // Lists that are a little old may still do.
        gently(&mut rights.command(manager.program, manager.refresh))?;
    }
    for arguments in manager.install {
        if gently(&mut rights.command(manager.program, arguments))? {
            break;
        }
    }
    Ok(())
}

/// Runs it and says whether it succeeded; only Ctrl-C is a failure.
fn gently(command: &mut Command) -> Result<bool, Failure> {
    match process::run_in_foreground("Installing the browser", command) {
        Ok(()) => Ok(true),
        Err(Failure::Interrupted) => Err(Failure::Interrupted),
        Err(failure) => {
            terminal::say(failure);
            Ok(false)
        }
    }
}

/// How we may run a package manager.
enum Rights {
    Root,
    Sudo,
}

impl Rights {
    fn current() -> Option<Self> {
        #[cfg(unix)]
        if nix::unistd::geteuid().is_root() {
            return Some(Self::Root);
        }
        process::output("sudo", ["-n", "true"]).map(|_| Self::Sudo)
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let settings = "DEBIAN_FRONTEND=noninteractive";
        let mut command = match self {
            Self::Root => Command::new("env"),
            Self::Sudo => Command::new("sudo"),
        };
        if let Self::Sudo = self {
            command.args(["-n", "env"]);
        }
        command.arg(settings).arg(program).args(arguments);
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn major_versions_of_driver_and_browser() {
        assert_eq!(major("ChromeDriver 156.0.7799.12 (abc)"), Some(156));
        assert_eq!(major("Chromium 156.0.7799.12 built on Debian"), Some(156));
        assert_eq!(major("Google Chrome 99.0.1"), Some(99));
        assert_eq!(major("no number"), None);
    }
}
