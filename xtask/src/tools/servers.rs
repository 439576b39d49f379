//! The web servers whose recipes are in docs/proxy.md.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::system::{self, Packages};
use super::{Network, found};
use crate::failure::Failure;

/// A web server, by the names of its programs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Server {
    /// What the tests of its recipe have in their names.
    pub(crate) name: &'static str,
    /// The variable that tells the tests where it is.
    variable: &'static str,
    programs: &'static [&'static str],
    /// The modules that it loads, where they are files of their own.
    modules: Option<Modules>,
}

/// Modules of a server that lie in a folder, whose place is another one on each system.
#[derive(Debug, Clone, Copy)]
struct Modules {
    /// The variable that tells the tests where they are.
    variable: &'static str,
    folders: &'static [&'static str],
    /// The configuration that loads them.
    config: &'static str,
}

const APACHE_MODULES: Modules = Modules {
    variable: "APACHE_MODULES",
    folders: &[
        // Debian; Fedora, on 64 bits and on 32; Alpine; SUSE; macOS; Homebrew, on its two processors.
        "/usr/lib/apache2/modules",
        "/usr/lib64/httpd/modules",
        "/usr/lib/httpd/modules",
        "/usr/lib/apache2",
        "/usr/lib64/apache2",
        "/usr/libexec/apache2",
        "/opt/homebrew/lib/httpd/modules",
        "/usr/local/lib/httpd/modules",
    ],
    config: include_str!("../../../tests/embed/proxy/apache.conf"),
};

pub(crate) const SERVERS: [Server; 3] = [
    Server { name: "nginx", variable: "NGINX", programs: &["nginx"], modules: None },
    Server { name: "caddy", variable: "CADDY", programs: &["caddy"], modules: None },
    Server {
        name: "apache",
        variable: "APACHE",
        programs: &["apache2", "httpd"],
        modules: Some(APACHE_MODULES),
    },
];

const PACKAGES: Packages = Packages {
    // Of Apache only the program: nothing that starts by itself.
    apt: &[&["nginx", "caddy", "apache2-bin"]],
    dnf: &[&["nginx", "caddy", "httpd"]],
    pacman: &[],
    zypper: &[],
    apk: &[&["nginx", "caddy", "apache2", "apache2-proxy"]],
};

/// Installs what is missing, but only where nobody minds a web server that starts by itself: in
/// continuous integration. On a person's own machine the tests use what is there.
pub(crate) fn ensure(network: Network) -> Result<(), Failure> {
    let missing = SERVERS.iter().any(|server| server.find().is_none());
    match missing && network == Network::RegistriesOnly {
        true => system::install("nginx, Caddy and Apache", &PACKAGES),
        false => Ok(()),
    }
}

impl Server {
    /// Tells the tests where it is. Otherwise says what is missing.
    pub(crate) fn tell(&self, tests: &mut Command) -> Result<(), &'static str> {
        let program = self.find().ok_or("which is not on this machine")?;
        if let Some(modules) = self.modules {
            let folder = modules.find().ok_or("whose modules are not where others have them")?;
            tests.env(modules.variable, folder);
        }
        tests.env(self.variable, program);
        Ok(())
    }

    /// Its program, if it is on this machine.
    fn find(&self) -> Option<PathBuf> {
        // Debian keeps it where only root's PATH looks.
        let aside = |name: &&str| Some(Path::new("/usr/sbin").join(name)).filter(|it| it.is_file());
        let mut programs = self.programs.iter();
        programs.find_map(|name| found::on_path(name).or_else(|| aside(name)))
    }
}

impl Modules {
    /// The first folder that has all of them.
    fn find(&self) -> Option<&'static Path> {
        let mut folders = self.folders.iter().map(Path::new);
        folders.find(|folder| self.names().all(|name| folder.join(name).is_file()))
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        let loads = self.config.lines().filter(|line| line.starts_with("LoadModule "));
        loads.filter_map(|line| line.rsplit('/').next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_modules_of_apaches_recipe_are_known() {
        let names: Vec<&str> = APACHE_MODULES.names().collect();
        assert!(names.len() > 5 && names.iter().all(|name| name.ends_with(".so")), "{names:?}");
    }
}
