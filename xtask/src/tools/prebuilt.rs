//! Installing a tool ready-made: by cargo-binstall, or from its project's own release page.
//! Both give up quickly where the release page cannot be reached.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{Platform, Tool, Toolbox, found};
use crate::failure::Failure;
use crate::workspace::Workspace;
use crate::{process, terminal};

/// Longest wait for a connection, in seconds.
const CONNECT_SECONDS: &str = "5";
/// Longest time for one tool, download and all.
const LIMIT: Duration = Duration::from_secs(120);

/// A tool as its project publishes it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Archive {
    /// Where it is, always https.
    url: String,
    /// The folder inside the archive that holds the programs; empty when they lie at its top.
    folder: String,
}

/// trunk's archives hold the program alone.
pub(super) fn trunk(version: &str, platform: Platform) -> Option<Archive> {
    let file = match platform {
        Platform::LinuxX64 => "trunk-x86_64-unknown-linux-gnu.tar.gz",
        Platform::LinuxArm64 => "trunk-aarch64-unknown-linux-gnu.tar.gz",
        Platform::MacX64 => "trunk-x86_64-apple-darwin.tar.gz",
        Platform::MacArm64 => "trunk-aarch64-apple-darwin.tar.gz",
        Platform::WindowsX64 => "trunk-x86_64-pc-windows-msvc.zip",
    };
    Some(Archive {
        url: format!("https://github.com/trunk-rs/trunk/releases/download/v{version}/{file}"),
        folder: String::new(),
    })
}

/// wasm-bindgen's archives hold a folder with all its programs.
pub(super) fn wasm_bindgen(version: &str, platform: Platform) -> Option<Archive> {
    let target = match platform {
        Platform::LinuxX64 => "x86_64-unknown-linux-musl",
        Platform::LinuxArm64 => "aarch64-unknown-linux-gnu",
        Platform::MacX64 => "x86_64-apple-darwin",
        Platform::MacArm64 => "aarch64-apple-darwin",
        Platform::WindowsX64 => "x86_64-pc-windows-msvc",
    };
    let folder = format!("wasm-bindgen-{version}-{target}");
    Some(Archive {
        url: format!(
            "https://github.com/wasm-bindgen/wasm-bindgen/releases/download/{version}/{folder}.tar.gz"
        ),
        folder,
    })
}

/// Installs the tool with cargo-binstall, when the user has it. Not working is no failure:
/// whoever calls looks whether the tool is there now.
pub(super) fn by_binstall(
    workspace: &Workspace,
    toolbox: &Toolbox,
    tool: &Tool,
) -> Result<(), Failure> {
    if found::program("cargo-binstall", &toolbox.path()).is_none() {
        return Ok(());
    }
    terminal::step(format_args!(
        "Fetching {} with cargo-binstall (usually under half a minute)",
        tool.title()
    ));
    let mut binstall = toolbox.command(workspace, "cargo-binstall");
    binstall
        .args(["--no-confirm", "--disable-strategies", "compile"])
        .args(["--version", &tool.version, "--root"])
        .arg(workspace.tools())
        .arg(tool.package);
    let doing = format!("Fetching {}", tool.title());
    shrug(process::run_within(&doing, &mut binstall, Some(LIMIT)))
}

/// Downloads the tool from its project's release page. Not working is no failure: whoever calls
/// looks whether the tool is there now.
pub(super) fn by_download(
    workspace: &Workspace,
    toolbox: &Toolbox,
    tool: &Tool,
) -> Result<(), Failure> {
    let archive = Platform::current().and_then(|platform| (tool.archive)(&tool.version, platform));
    let Some(archive) = archive else {
        return Ok(());
    };
    let has = |program| found::program(program, &toolbox.path()).is_some();
    if !has("curl") || !has("tar") {
        return Ok(());
    }
    terminal::step(format_args!("Downloading {} (usually under half a minute)", tool.title()));
    let unpacked = workspace.tools().join("unpacked");
    let outcome = download(workspace, toolbox, &archive, &unpacked)
        .and_then(|()| keep(tool, &unpacked.join(&archive.folder), &workspace.tools().join("bin")));
    let _ = fs::remove_dir_all(&unpacked);
    shrug(outcome)
}

fn download(
    workspace: &Workspace,
    toolbox: &Toolbox,
    archive: &Archive,
    folder: &Path,
) -> Result<(), Failure> {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).map_err(|cause| Failure::file(folder, &cause))?;
    let name = archive.url.rsplit('/').next().unwrap_or("archive");
    let file = folder.join(name);

    let mut curl = toolbox.command(workspace, "curl");
    curl.args(["--fail", "--location", "--silent", "--show-error"])
        .args(["--proto", "=https", "--connect-timeout", CONNECT_SECONDS])
        .arg("--output")
        .arg(&file)
        .arg(&archive.url);
    process::run_within("Downloading it", &mut curl, Some(LIMIT))?;

    let mut tar = toolbox.command(workspace, "tar");
    tar.arg("-xf").arg(&file).arg("-C").arg(folder);
    process::run_within("Unpacking it", &mut tar, Some(LIMIT))
}

/// Moves the programs into place, if they run here at all (another libc, another processor).
fn keep(tool: &Tool, from: &Path, to: &Path) -> Result<(), Failure> {
    let file = |program: &str| format!("{program}{}", std::env::consts::EXE_SUFFIX);
    let files: Vec<(PathBuf, PathBuf)> = tool
        .programs
        .iter()
        .map(|program| (from.join(file(program)), to.join(file(program))))
        .collect();
    for (unpacked, _) in &files {
        let mut try_out = Command::new(unpacked);
        try_out.arg("--version").stdout(Stdio::null());
        process::run_within("Trying it out", &mut try_out, Some(LIMIT))?;
    }
    fs::create_dir_all(to).map_err(|cause| Failure::file(to, &cause))?;
    for (unpacked, kept) in &files {
        fs::rename(unpacked, kept).map_err(|cause| Failure::file(kept, &cause))?;
    }
    Ok(())
}

/// Only Ctrl-C ends the search for a source that works.
fn shrug(outcome: Result<(), Failure>) -> Result<(), Failure> {
    match outcome {
        Ok(()) => Ok(()),
        Err(Failure::Interrupted) => Err(Failure::Interrupted),
        Err(_) => {
            terminal::say("That did not work here; trying another way.");
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archives_are_named_as_the_projects_name_them() {
        let trunk = trunk("0.21.14", Platform::LinuxX64).unwrap();
        assert_eq!(
            trunk.url,
            "https://github.com/trunk-rs/trunk/releases/download/v0.21.14/trunk-x86_64-unknown-linux-gnu.tar.gz"
        );
        assert_eq!(trunk.folder, "");

        let wasm_bindgen = wasm_bindgen("0.2.130", Platform::MacArm64).unwrap();
        assert_eq!(
            wasm_bindgen.url,
            "https://github.com/wasm-bindgen/wasm-bindgen/releases/download/0.2.130/wasm-bindgen-0.2.130-aarch64-apple-darwin.tar.gz"
        );
        assert_eq!(wasm_bindgen.folder, "wasm-bindgen-0.2.130-aarch64-apple-darwin");
    }
}
