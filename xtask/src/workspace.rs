//! Where things are: the project's folders and what Cargo.lock pins.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;

/// The project's folders.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The folder of the top Cargo.toml.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, wherever the user has put it.
    pub(crate) target: PathBuf,
    /// Where cargo puts dev binaries: the sandbox is built beside us.
    pub(crate) dev_binaries: PathBuf,
}

impl Workspace {
    /// Finds the folders from where this very program was built.
    pub(crate) fn locate() -> Result<Self, Failure> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = manifest.parent().unwrap_or(manifest).to_path_buf();
        if !root.join("Cargo.lock").is_file() {
            return Err(Failure::machine(
                format!("No project is at {} any more.", root.display()),
                "It was moved after it was built: run `cargo clean` there, then try again.",
            ));
        }
        let not_built_by_cargo = || {
            Failure::machine(
                "This program does not lie in a cargo target folder.",
                "Start it with `cargo xtask`.",
            )
        };
        let program = std::env::current_exe().map_err(|_| not_built_by_cargo())?;
        let dev_binaries = program.parent().ok_or_else(not_built_by_cargo)?;
        let target = target_around(dev_binaries).ok_or_else(not_built_by_cargo)?;
        Ok(Self { root, target: target.to_path_buf(), dev_binaries: dev_binaries.to_path_buf() })
    }

    /// A command that runs in the project's folder and shares our target folder. A
    /// CARGO_TARGET_DIR that is relative would otherwise be relative to another folder.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        if std::env::var_os("CARGO_TARGET_DIR").is_some() {
            command.env("CARGO_TARGET_DIR", &self.target);
        }
        command
    }

    /// `cargo SUBCOMMAND` for this project.
    pub(crate) fn cargo(&self, subcommand: &str) -> Command {
        let mut cargo = self.command("cargo");
        cargo.arg(subcommand);
        cargo
    }

    /// The production files.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The package for other people's pages.
    pub(crate) fn package(&self) -> PathBuf {
        self.dist().join("package")
    }

    /// Tools installed for this project only.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// The version Cargo.lock pins for `package`.
    pub(crate) fn locked_version(&self, package: &str) -> Result<String, Failure> {
        let path = self.root.join("Cargo.lock");
        let lock = std::fs::read_to_string(&path).map_err(|cause| Failure::file(&path, &cause))?;
        version_in_lock(&lock, package).ok_or_else(|| {
            Failure::machine(
                format!("Cargo.lock has no package named {package}."),
                "Restore it: `git checkout Cargo.lock`.",
            )
        })
    }
}

/// The target folder around target/debug, or around target/TRIPLE/debug where the user's settings of
/// cargo name a target.
fn target_around(dev_binaries: &Path) -> Option<&Path> {
    let mut around = dev_binaries.ancestors().skip(1).take(2);
    around.find(|folder| folder.join("CACHEDIR.TAG").is_file()).or(dev_binaries.parent())
}

/// The version of `package` in the text of a Cargo.lock: the first, if it is there in several.
fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().map(str::trim);
    lines.find(|line| *line == name)?;
    let version = lines.next()?.strip_prefix("version = \"")?;
    version.strip_suffix('"').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
version = 4

[[package]]
name = "wasm-bindgen-futures"
version = "0.4.63"

[[package]]
name = "wasm-bindgen"
version = "0.2.130"
dependencies = [
 "wasm-bindgen-macro",
]
"#;

    #[test]
    fn reads_the_package_of_exactly_that_name() {
        let version = version_in_lock(LOCK, "wasm-bindgen");
        assert_eq!(version.as_deref(), Some("0.2.130"));
    }

    #[test]
    fn a_package_that_is_not_there_has_no_version() {
        assert_eq!(version_in_lock(LOCK, "wasm"), None);
    }

    #[test]
    fn the_target_folder_is_found_around_that_of_a_target() {
        let folder = std::env::temp_dir().join(format!("xtask-target-{}", std::process::id()));
        let (plain, named) = (folder.join("debug"), folder.join("x86_64-unknown-linux-gnu/debug"));
        std::fs::create_dir_all(&folder).unwrap();
        // Where the mark is missing it is the usual one.
        assert_eq!(target_around(&plain), Some(&*folder));
        std::fs::write(folder.join("CACHEDIR.TAG"), "").unwrap();
        assert_eq!(target_around(&plain), Some(&*folder));
        assert_eq!(target_around(&named), Some(&*folder));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_projects_own_lock_pins_wasm_bindgen() {
        let workspace = Workspace {
            root: Path::new(env!("CARGO_MANIFEST_DIR")).join(".."),
            target: PathBuf::new(),
            dev_binaries: PathBuf::new(),
        };
        let version = workspace.locked_version("wasm-bindgen").unwrap();
        assert!(version.starts_with("0.2."), "{version}");
    }
}
