//! The web servers whose recipes are in docs/proxy.md.

use std::path::{Path, PathBuf};

use super::system::{self, Packages};
use super::{Network, found};
use crate::failure::Failure;

/// A web server, by the names of its programs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Server {
    /// What the tests of its recipe have in their names.
    pub(crate) name: &'static str,
    /// The variable that tells the tests where it is.
    pub(crate) variable: &'static str,
    programs: &'static [&'static str],
}

pub(crate) const SERVERS: [Server; 3] = [
    Server { name: "nginx", variable: "NGINX", programs: &["nginx"] },
    Server { name: "caddy", variable: "CADDY", programs: &["caddy"] },
    Server { name: "apache", variable: "APACHE", programs: &["apache2", "httpd"] },
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
    /// Its program, if it is on this machine.
    pub(crate) fn find(&self) -> Option<PathBuf> {
        // Debian keeps it where only root's PATH looks.
        let aside = |name: &&str| Some(Path::new("/usr/sbin").join(name)).filter(|it| it.is_file());
        let mut programs = self.programs.iter();
        programs.find_map(|name| found::on_path(name).or_else(|| aside(name)))
    }
}
