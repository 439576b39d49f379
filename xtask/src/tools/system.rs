//! The system's package manager, for what cannot live in `target/tools`.

use std::process::Command;

use super::found;
use crate::failure::Failure;
use crate::{process, terminal};

/// What is to be installed, by the names that package managers know it under: several lists where
/// relatives of one system call it differently; the first that can be had is enough.
pub(super) struct Packages {
    pub(super) apt: &'static [&'static [&'static str]],
    pub(super) dnf: &'static [&'static [&'static str]],
    pub(super) pacman: &'static [&'static [&'static str]],
    pub(super) zypper: &'static [&'static [&'static str]],
    pub(super) apk: &'static [&'static [&'static str]],
}

/// A system package manager: its program, the arguments that fetch the lists of packages, and
/// those that install without a question.
struct PackageManager {
    program: &'static str,
    refresh: &'static [&'static str],
    install: &'static [&'static str],
    names: fn(&Packages) -> &'static [&'static [&'static str]],
}

const PACKAGE_MANAGERS: [PackageManager; 5] = [
    PackageManager {
        program: "apt-get",
        refresh: &["update"],
        install: &["install", "--yes", "--no-install-recommends"],
        names: |packages| packages.apt,
    },
    PackageManager {
        program: "dnf",
        refresh: &[],
        install: &["install", "--assumeyes"],
        names: |packages| packages.dnf,
    },
    PackageManager {
        program: "pacman",
        refresh: &[],
        install: &["-Sy", "--noconfirm", "--needed"],
        names: |packages| packages.pacman,
    },
    PackageManager {
        program: "zypper",
        refresh: &[],
        install: &["--non-interactive", "install"],
        names: |packages| packages.zypper,
    },
    PackageManager {
        program: "apk",
        refresh: &["update"],
        install: &["add"],
        names: |packages| packages.apk,
    },
];

/// Installs packages, as root or where sudo asks no password. Whether that has helped is for the
/// caller to look; only Ctrl-C is a failure.
pub(super) fn install(what: &str, packages: &Packages) -> Result<(), Failure> {
    let known = PACKAGE_MANAGERS.iter();
    let Some(manager) = known.into_iter().find(|it| found::on_path(it.program).is_some()) else {
        return Ok(());
    };
    let names = (manager.names)(packages);
    let (false, Some(rights)) = (names.is_empty(), Rights::current()) else {
        return Ok(());
    };
    terminal::step(format_args!(
        "Installing {what} with {} (usually one to three minutes)",
        manager.program
    ));
    if !manager.refresh.is_empty() {
        // Lists that are a little old may still do.
        gently(what, &mut rights.command(manager.program, manager.refresh))?;
    }
    for names in names {
        let arguments = [manager.install, *names].concat();
        if gently(what, &mut rights.command(manager.program, &arguments))? {
            break;
        }
    }
    Ok(())
}

/// Runs it and says whether it succeeded; only Ctrl-C is a failure.
fn gently(what: &str, command: &mut Command) -> Result<bool, Failure> {
    match process::run_in_foreground(&format!("Installing {what}"), command) {
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
    #[cfg(unix)]
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
            #[cfg(unix)]
            Self::Root => Command::new("env"),
            Self::Sudo => {
                let mut sudo = Command::new("sudo");
                sudo.args(["-n", "env"]);
                sudo
            }
        };
        command.arg(settings).arg(program).args(arguments);
        command
    }
}
