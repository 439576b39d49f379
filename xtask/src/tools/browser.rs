//! Chromium and its driver, for tests in a real browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::system::{self, Packages};
use super::{Network, found};
use crate::failure::Failure;
use crate::process;

/// A browser and the program that drives it.
#[derive(Debug)]
pub(crate) struct Browser {
    /// Chromium or Chrome.
    chromium: PathBuf,
    /// The chromedriver of the same major version.
    chromedriver: PathBuf,
}

/// The names Chromium and Chrome go by.
const CHROMIUM: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Where macOS and Windows keep them: their installers put nothing on PATH.
const APPS: [&str; 4] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
];

const PACKAGES: Packages = Packages {
    // Debian, then Ubuntu.
    apt: &[&["chromium", "chromium-driver"], &["chromium-browser", "chromium-chromedriver"]],
    dnf: &[&["chromium", "chromedriver"]],
    pacman: &[&["chromium"]],
    zypper: &[&["chromium", "chromedriver"]],
    apk: &[&["chromium", "chromium-chromedriver"]],
};

/// What a person can do when we cannot install a browser.
const BY_HAND: &str = "Install Chromium or Chrome and the chromedriver of the same version so that both are on PATH \
     (Debian: apt install chromium chromium-driver; Fedora: dnf install chromium chromedriver; \
     macOS: brew install --cask google-chrome chromedriver, then xattr -d com.apple.quarantine \
     \"$(which chromedriver)\"; elsewhere: https://googlechromelabs.github.io/chrome-for-testing/ has \
     both), or name them in the environment as CHROMIUM and CHROMEDRIVER.";

impl Browser {
    /// Finds a browser and its driver, and installs them where that needs no password.
    pub(crate) fn ensure(network: Network) -> Result<Self, Failure> {
        if let Some(browser) = Self::find() {
            return browser.checked();
        }
        if network != Network::Forbidden {
            system::install("Chromium and chromedriver", &PACKAGES)?;
        }
        match Self::find() {
            Some(browser) => browser.checked(),
            None => Err(Failure::machine(
                "The browser tests need Chromium and chromedriver, and they are not here.",
                BY_HAND,
            )),
        }
    }

    /// Tells tests, or what measures, where the two are.
    pub(crate) fn tell(&self, command: &mut Command) {
        command.env("CHROMEDRIVER", &self.chromedriver).env("CHROMIUM", &self.chromium);
    }

    /// The environment wins, then PATH, then where apps are kept.
    fn find() -> Option<Self> {
        let named = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
        let apps = || APPS.iter().map(PathBuf::from).find(|app| app.is_file());
        let chromium = named("CHROMIUM")
            .or_else(|| CHROMIUM.iter().find_map(|name| found::on_path(name)))
            .or_else(apps)?;
        let chromedriver = named("CHROMEDRIVER").or_else(|| found::on_path("chromedriver"))?;
        Some(Self { chromium, chromedriver })
    }

    /// A driver drives browsers of its own major version only.
    fn checked(self) -> Result<Self, Failure> {
        let asked =
            |program: &Path| process::output(program, ["--version"]).and_then(|it| major(&it));
        // Asked for its version on Windows, Chrome opens a window instead.
        let browser = if cfg!(windows) { None } else { asked(&self.chromium) };
        match (asked(&self.chromedriver), browser) {
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
