//! `cargo xtask split`: what trunk calls after each build (Trunk.toml). Of a release build it makes
//! two wasm files, so that a page begins with what everybody needs, and gets the rest when somebody
//! wants it. A debug build stays as trunk left it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::package::compact;
use crate::tools::{Network, Toolbox};
use crate::workspace::Workspace;
use crate::{glue, process, terminal};

/// What wasm-opt may count on: what Rust's wasm32 target uses and no more. With --all-features it
/// succeeds and leaves a module that no browser loads.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Splits the build that trunk has just made, if it is one for production.
pub(crate) fn after_trunk(workspace: &Workspace) -> Result<(), Failure> {
    let variable = |name: &str| std::env::var_os(name).unwrap_or_default();
    if variable("TRUNK_PROFILE") != "release" {
        return Ok(());
    }
    let staging = PathBuf::from(variable("TRUNK_STAGING_DIR"));
    if !staging.is_dir() {
        return Err(Failure::Usage("only trunk calls split.".to_owned()));
    }
    let network = match variable("TRUNK_OFFLINE") == "true" {
        true => Network::Forbidden,
        false => Network::from_environment(),
    };
    let toolbox = Toolbox::for_page(workspace, network, true)?;
    split(workspace, &toolbox, &staging)
}

/// Writes both files, and the JavaScript of the first, over what is in `folder`.
fn split(workspace: &Workspace, toolbox: &Toolbox, folder: &Path) -> Result<(), Failure> {
    let parts = workspace.target.join("split");
    // A former build's; usually there are none.
    let _ = fs::remove_dir_all(&parts);
    let built = workspace.target.join("wasm32-unknown-unknown/release/upload-widget.wasm");
    let mut cut = workspace.cargo("run");
    cut.args(["--quiet", "--package", "split", "--"]).arg(built).arg(&parts);
    process::run("Splitting the wasm file", &mut cut)?;

    let mut bindgen = toolbox.command(workspace, "wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--keep-lld-exports"]);
    bindgen.args(["--out-name", "upload-widget", "--out-dir"]).arg(folder);
    bindgen.arg(parts.join("main.wasm"));
    process::run("Writing the page's JavaScript", &mut bindgen)?;
    let script = folder.join("upload-widget.js");
    put_in_loader(workspace, &script)?;
    shorten(&folder.join("upload-widget_bg.wasm"), &script)?;

    let later = folder.join("upload-widget_later.wasm");
    fs::copy(parts.join("split_later.wasm"), &later)
        .map_err(|cause| Failure::file(&later, &cause))?;
    optimize(workspace, toolbox, &folder.join("upload-widget_bg.wasm"))?;
    optimize(workspace, toolbox, &later)
}

/// Writes `www/later.js` where the script imports it: one request less.
fn put_in_loader(workspace: &Workspace, script: &Path) -> Result<(), Failure> {
    const IMPORT: &str = "import * as import1 from \"./later.js\"";
    let own = workspace.root.join("www/later.js");
    let loader = fs::read_to_string(&own).map_err(|cause| Failure::file(&own, &cause))?;
    let source = fs::read_to_string(script).map_err(|cause| Failure::file(script, &cause))?;
    if !source.contains(IMPORT) {
        return Err(Failure::machine(
            "wasm-bindgen has written another import of later.js than expected.",
            "xtask/src/split.rs says which: change it there.",
        ));
    }
    let inside = format!("{loader}\nconst import1 = {{ __wasm_split_load_later }};");
    fs::write(script, source.replace(IMPORT, &inside))
        .map_err(|cause| Failure::file(script, &cause))
}

/// Takes from a wasm file and its JavaScript what only people read.
fn shorten(wasm: &Path, script: &Path) -> Result<(), Failure> {
    let long = fs::read(wasm).map_err(|cause| Failure::file(wasm, &cause))?;
    let source = fs::read_to_string(script).map_err(|cause| Failure::file(script, &cause))?;
    let source = match glue::shorten(&long, &source) {
        Some((short, source)) => {
            fs::write(wasm, short).map_err(|cause| Failure::file(wasm, &cause))?;
            source
        }
        None => source,
    };
    fs::write(script, compact::compact(&source)).map_err(|cause| Failure::file(script, &cause))
}

/// Has wasm-opt make a wasm file smaller, where there is one.
pub(crate) fn optimize(
    workspace: &Workspace,
    toolbox: &Toolbox,
    wasm: &Path,
) -> Result<(), Failure> {
    if !toolbox.wasm_opt {
        return Ok(());
    }
    let name = wasm.file_name().unwrap_or_default().display();
    terminal::step(format_args!("Making {name} smaller"));
    let mut optimize = toolbox.command(workspace, "wasm-opt");
    optimize.args(["-Oz", "--strip-debug", "--strip-producers"]).args(WASM_FEATURES);
    optimize.arg(wasm).arg("-o").arg(wasm);
    process::run("Making a wasm file smaller", &mut optimize)
}
