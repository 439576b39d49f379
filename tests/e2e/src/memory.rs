//! Resident memory of processes, as Linux tells it.

use std::fmt::Display;
use std::{fs, io};

use crate::failure::{Failure, Outcome};

/// The resident memory of a process in bytes.
///
/// # Errors
/// When the process has ended.
pub fn resident(process: u32) -> Outcome<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))
        .map_err(|error| untold(format!("the memory of process {process}"), &error))?;
    let kibibytes = status.lines().find_map(|line| {
        line.strip_prefix("VmRSS:")?.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()
    });
    let kibibytes = kibibytes.ok_or_else(|| Failure::new(format!("no memory of {process}")))?;
    Ok(kibibytes * 1024)
}

fn untold(what: impl Display, error: &io::Error) -> Failure {
    Failure::new(format!("{what} is not to be had: {error}. Only Linux tells it in /proc"))
}

/// A process of the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrowserProcess {
    /// Its id.
    pub id: u32,
    /// What it does.
    pub kind: Kind,
}

/// What a process of the browser does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Runs the page: its script, its wasm, its documents.
    Renderer,
    /// Sends and receives.
    Network,
    /// Holds the rest together.
    Main,
    /// Anything else: graphics, storage, helpers that only start others.
    Other,
}

/// The browser's processes below the driver.
///
/// # Errors
/// When the system does not tell.
pub fn browser_processes(driver: u32) -> Outcome<Vec<BrowserProcess>> {
    let mut parents = Vec::new();
    let processes = fs::read_dir("/proc").map_err(|error| untold("which processes run", &error))?;
    for entry in processes {
        let name = entry?.file_name();
        let Some(id) = name.to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        // One that ends while we look is none of ours.
        let Ok(status) = fs::read_to_string(format!("/proc/{id}/status")) else { continue };
        let parent =
            status.lines().find_map(|line| line.strip_prefix("PPid:")?.trim().parse().ok());
        parents.push((id, parent.unwrap_or(0)));
    }
    let mut family = vec![driver];
    let mut at = 0;
    while let Some(&member) = family.get(at) {
        family.extend(parents.iter().filter(|(_, parent)| *parent == member).map(|(id, _)| *id));
        at += 1;
    }
    let browser = family.into_iter().skip(1);
    Ok(browser.map(|id| BrowserProcess { id, kind: kind_of(id) }).collect())
}

fn kind_of(process: u32) -> Kind {
    let command = fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
    let command = String::from_utf8_lossy(&command).replace('\0', " ");
    match command.as_str() {
        command if command.contains("--type=renderer") => Kind::Renderer,
        command if command.contains("network.mojom.NetworkService") => Kind::Network,
        command if command.contains("--type=") || command.contains("crashpad") => Kind::Other,
        _ => Kind::Main,
    }
}
