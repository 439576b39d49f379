//! Finding programs and asking their versions.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::process;

/// A version as programs print it: three numbers, or one (wasm-opt).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version {
    major: u32,
    minor: u32,
    patch: u32,
}

impl Version {
    /// Reads "0.2.130" or "132". A pre-release is no version that we would want.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split('.').map(|number| number.parse().ok());
        let major = numbers.next()??;
        let minor = numbers.next().unwrap_or(Some(0))?;
        let patch = numbers.next().unwrap_or(Some(0))?;
        match numbers.next() {
            Some(_) => None,
            None => Some(Self { major, minor, patch }),
        }
    }

    /// The first number.
    pub(crate) fn major(self) -> u32 {
        self.major
    }

    /// Whether cargo would call the two compatible: before 1.0, the same minor version.
    pub(crate) fn same_series(self, other: Self) -> bool {
        self.major == other.major && (self.major > 0 || self.minor == other.minor)
    }
}

/// The version in what a program prints for `--version`: the first word that reads as one.
fn version_in(text: &str) -> Option<Version> {
    let mut words = text.lines().next()?.split_whitespace();
    words.find_map(Version::parse)
}

/// The version that a program prints.
pub(crate) fn version(program: &Path) -> Option<Version> {
    version_in(&process::output(program, ["--version"])?)
}

/// Where `program` is on `path`, or None.
pub(crate) fn program(program: &str, path: &OsStr) -> Option<PathBuf> {
    // On Windows npm and what it installs are batch files.
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd"] } else { &[""] };
    let in_folder = |folder: PathBuf| {
        let mut files = endings.iter().map(|ending| folder.join(format!("{program}{ending}")));
        files.find(|file| is_executable(file))
    };
    std::env::split_paths(path).find_map(in_folder)
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(file: &Path) -> bool {
    file.is_file()
}

/// Where `program` is on our own PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    program(name, &std::env::var_os("PATH")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        version_in(text).unwrap()
    }

    #[test]
    fn reads_what_the_tools_print() {
        assert_eq!(version("trunk 0.21.14"), Version::parse("0.21.14").unwrap());
        assert_eq!(version("wasm-bindgen 0.2.130 (d0e1a36f8)"), Version::parse("0.2.130").unwrap());
        assert_eq!(version("wasm-opt version 132 (version_132)").major(), 132);
        assert_eq!(version("wasm-opt version 108").major(), 108);
    }

    #[test]
    fn no_version_in_other_text() {
        assert_eq!(version_in("usage: trunk"), None);
        assert_eq!(version_in(""), None);
        assert_eq!(Version::parse("0.22.0-rc.1"), None);
        assert_eq!(Version::parse("1.2.3.4"), None);
    }

    #[test]
    fn series_are_cargos() {
        let parse = |text| Version::parse(text).unwrap();
        assert!(parse("0.21.20").same_series(parse("0.21.14")));
        assert!(!parse("0.22.1").same_series(parse("0.21.14")));
        assert!(parse("1.4.0").same_series(parse("1.2.3")));
        assert!(parse("0.2.9") < parse("0.2.10"));
    }
}
