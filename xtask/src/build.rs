//! `cargo xtask build`: the production files in dist/ and their sizes.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use crate::failure::Failure;
use crate::package::compact;
use crate::tools::{Network, Toolbox};
use crate::workspace::Workspace;
use crate::{process, sizes, terminal, trunk};

/// Builds and prints the sizes.
pub(crate) fn build_and_report(workspace: &Workspace, network: Network) -> Result<(), Failure> {
    build(workspace, network)?;
    terminal::say("");
    for line in sizes::table(&sizes::measure(&workspace.dist())?) {
        terminal::say(line);
    }
    Ok(())
}

/// Builds the production files into dist/.
pub(crate) fn build(workspace: &Workspace, network: Network) -> Result<(), Failure> {
    let toolbox = Toolbox::for_page(workspace, network, true)?;
    terminal::step(
        "Building the production files (usually 2 to 4 minutes the first time, then half a minute)",
    );
    let start = Instant::now();
    forget_old_snippets(workspace);
    let mut trunk = trunk::command(workspace, &toolbox, "build");
    trunk.args(["--release", "true", "--dist"]).arg(workspace.dist());
    if network == Network::Forbidden {
        trunk.args(["--offline", "true"]);
    }
    let unoptimized = match toolbox.wasm_opt {
        true => None,
        false => Some(unoptimized_page(workspace)?),
    };
    trunk.args(&unoptimized);
    let built = process::run("Building the production files", &mut trunk);
    if let Some(page) = unoptimized {
        let _ = fs::remove_file(page);
    }
    built?;
    compact::scripts(&workspace.dist())?;
    terminal::say(format_args!(
        "Built {} in {}.",
        workspace.dist().display(),
        terminal::duration(start.elapsed())
    ));
    Ok(())
}

/// trunk copies every snippet that wasm-bindgen has ever written, those of former builds too.
fn forget_old_snippets(workspace: &Workspace) {
    let snippets = workspace.target.join("wasm-bindgen/release/snippets");
    // Usually there are none.
    let _ = fs::remove_dir_all(snippets);
}

/// index.html asks trunk for wasm-opt and trunk knows no other switch, so without wasm-opt it is
/// given a copy that does not ask. The copy lies beside the original, since the paths in it are
/// relative, and becomes `index.html` in the output all the same.
pub(crate) fn unoptimized_page(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let original = workspace.root.join("index.html");
    let html = fs::read_to_string(&original).map_err(|cause| Failure::file(&original, &cause))?;
    let copy = workspace.root.join("index.unoptimized.html");
    fs::write(&copy, without_wasm_opt(&html)).map_err(|cause| Failure::file(&copy, &cause))?;
    Ok(copy)
}

fn without_wasm_opt(html: &str) -> String {
    html.replace("data-wasm-opt=\"z\"", "data-wasm-opt=\"0\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_projects_page_can_be_built_without_wasm_opt() {
        let html = include_str!("../../index.html");
        let unoptimized = without_wasm_opt(html);
        assert_ne!(html, unoptimized);
        assert!(unoptimized.contains("data-wasm-opt=\"0\""));
    }
}
