//! `cargo xtask split`: what trunk calls after each build (Trunk.toml). Of a release build it makes
//! several wasm files, so that a page begins with the login form, and gets the rest while that is
//! filled in, or when somebody wants it. A debug build stays as trunk left it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::package::compact;
use crate::tools::{Network, Toolbox};
use crate::workspace::Workspace;
use crate::{bindings, glue, process, terminal};

/// What is not in the first file: each in a file of its own, which builds on those before it.
/// `src/view/code.rs` says what is in them.
const PARTS: [&str; 2] = ["workspace", "later"];
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

/// What makes a file smaller. Nothing reads or writes the first KiB of the memory, which is the far end of
/// the stack: with that known, more of what is added to an address is part of the instruction.
///
/// Functions with one caller stay by themselves when they are large: many of them are for what is rarely so,
/// and are never called.
const SMALLER: [&str; 9] = [
    "--strip-debug",
    "--strip-producers",
    "--flatten",
    "--rereloop",
    "-Oz",
    "--low-memory-unused",
    "--optimize-added-constants-propagate",
    "--coalesce-locals-learning",
    "--one-caller-inline-max-function-size=150",
];

/// Has Chromium compile the script's functions while the script is loaded, beside the main thread: the
/// page calls a hundred and more of them, small ones, to show the login form. To other browsers it is
/// a comment.
const EAGER: &str = "//# allFunctionsCalledOnLoad\n";

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

/// Writes the files, and the JavaScript of the first, over what is in `folder`.
fn split(workspace: &Workspace, toolbox: &Toolbox, folder: &Path) -> Result<(), Failure> {
    let parts = workspace.target.join("split");
    // A former build's; usually there are none.
    let _ = fs::remove_dir_all(&parts);
    let built = workspace.target.join("wasm32-unknown-unknown/release/upload-widget.wasm");
    let splitting = || {
        let mut split = workspace.cargo("run");
        split.args(["--quiet", "--package", "split", "--"]);
        split
    };
    let mut cut = splitting();
    cut.arg(&built).arg(&parts).args(PARTS);
    process::run("Splitting the wasm file", &mut cut)?;

    let mut bindgen = toolbox.command(workspace, "wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--keep-lld-exports"]);
    bindgen.args(["--out-name", "upload-widget", "--out-dir"]).arg(folder);
    bindgen.arg(parts.join("main.wasm"));
    process::run("Writing the page's JavaScript", &mut bindgen)?;
    let script = folder.join("upload-widget.js");
    put_in_loader(workspace, &script)?;
    let first = folder.join("upload-widget_bg.wasm");
    shorten(&first, &script)?;
    let mut bindings = splitting();
    bindings.arg("--bindings").arg(&built).arg(&parts).arg(&first);
    process::run("Splitting what it needs of the browser", &mut bindings)?;

    optimize(workspace, toolbox, &first, Inlining::Small)?;
    let bindings = parts.join("bindings.wasm");
    optimize(workspace, toolbox, &bindings, Inlining::Smaller)?;
    for part in PARTS {
        let file = folder.join(format!("upload-widget_{part}.wasm"));
        fs::copy(parts.join(part).with_extension("wasm"), &file)
            .map_err(|cause| Failure::file(&file, &cause))?;
        optimize(workspace, toolbox, &file, Inlining::Smaller)?;
    }
    let workspace = folder.join(format!("upload-widget_{}", PARTS[0]));
    put_into(&workspace.with_extension("wasm"), &bindings)?;
    part_script(&script, &first, &bindings, &workspace.with_extension("js"))?;
    put_in_page(&script, &folder.join("start.js"))
}

/// Takes what only `bindings` imports out of the script, into another.
fn part_script(script: &Path, first: &Path, bindings: &Path, later: &Path) -> Result<(), Failure> {
    let read = |file: &Path| fs::read(file).map_err(|cause| Failure::file(file, &cause));
    let source = fs::read_to_string(script).map_err(|cause| Failure::file(script, &cause))?;
    let imports = (glue::imported(&read(first)?), glue::imported(&read(bindings)?));
    let (Some(first), Some(bindings)) = imports else {
        return Err(Failure::machine("wasm-opt has written no wasm file.", "Install another."));
    };
    let Some(parted) = bindings::part(&source, &first, &bindings) else {
        return Err(Failure::machine(
            "wasm-bindgen has written another script than expected.",
            "xtask/src/bindings.rs says which: change it there.",
        ));
    };
    let source = [EAGER, &compact::compact(&parted.first)].concat();
    fs::write(script, source).map_err(|cause| Failure::file(script, &cause))?;
    fs::write(later, compact::compact(&parted.later)).map_err(|cause| Failure::file(later, &cause))
}

/// Puts a wasm file into another, as a section that `www/later.js` finds there: one request less.
fn put_into(wasm: &Path, inner: &Path) -> Result<(), Failure> {
    let mut whole = fs::read(wasm).map_err(|cause| Failure::file(wasm, &cause))?;
    let inner = fs::read(inner).map_err(|cause| Failure::file(inner, &cause))?;
    glue::put_custom_section(&mut whole, "bindings", &inner);
    fs::write(wasm, whole).map_err(|cause| Failure::file(wasm, &cause))
}

/// Writes `www/later.js` where the script imports it: one request less.
fn put_in_loader(workspace: &Workspace, script: &Path) -> Result<(), Failure> {
    let own = workspace.root.join("www/later.js");
    let loader = fs::read_to_string(&own).map_err(|cause| Failure::file(&own, &cause))?;
    let source = fs::read_to_string(script).map_err(|cause| Failure::file(script, &cause))?;
    let mut written = String::with_capacity(source.len() + loader.len());
    let mut imports = 0;
    for line in source.split_inclusive('\n') {
        // There is one for each part.
        let name = line.strip_prefix("import * as ").and_then(|rest| rest.split_once(' '));
        match name {
            Some((name, from)) if from.trim_end() == "from \"./later.js\"" => {
                if imports == 0 {
                    written.extend([&loader, "\n"]);
                }
                let functions = PARTS.map(|part| format!("__wasm_split_load_{part}"));
                written.push_str(&format!("const {name} = {{ {} }};\n", functions.join(", ")));
                imports += 1;
            }
            _ => written.push_str(line),
        }
    }
    if imports != PARTS.len() {
        return Err(Failure::machine(
            "wasm-bindgen has written other imports of later.js than expected.",
            "xtask/src/split.rs says which: change it there.",
        ));
    }
    fs::write(script, written).map_err(|cause| Failure::file(script, &cause))
}

/// Writes the widget's script into the page's own, which would load it: a request less until the page can
/// be used. Pages that embed the widget still load it by itself.
fn put_in_page(script: &Path, page: &Path) -> Result<(), Failure> {
    const LOADED: &str = "import(\"./upload-widget.js\")";
    const WRITTEN: &str = "Promise.resolve({ default: __wbg_init, mount, mountPage })";
    let widget = fs::read_to_string(script).map_err(|cause| Failure::file(script, &cause))?;
    let start = fs::read_to_string(page).map_err(|cause| Failure::file(page, &cause))?;
    if start.matches(LOADED).count() != 1 {
        return Err(Failure::machine(
            "start.js loads upload-widget.js in another way than expected.",
            "xtask/src/split.rs says how: change it there.",
        ));
    }
    // In a block, its names are its own.
    let start = compact::compact(&start.replace(LOADED, WRITTEN));
    fs::write(page, [&widget, "{\n", &start, "}\n"].concat())
        .map_err(|cause| Failure::file(page, &cause))
}

/// Gives what a wasm file imports shorter names, there and in its script.
fn shorten(wasm: &Path, script: &Path) -> Result<(), Failure> {
    let long = fs::read(wasm).map_err(|cause| Failure::file(wasm, &cause))?;
    let source = fs::read_to_string(script).map_err(|cause| Failure::file(script, &cause))?;
    if let Some((short, source)) = glue::shorten(&long, &source) {
        fs::write(wasm, short).map_err(|cause| Failure::file(wasm, &cause))?;
        fs::write(script, source).map_err(|cause| Failure::file(script, &cause))?;
    }
    Ok(())
}

/// Which functions become part of those that call them.
#[derive(Clone, Copy)]
pub(crate) enum Inlining {
    /// Those with which the file is smaller.
    Smaller,
    /// Small ones as well: the page starts sooner, since browsers compile each function by itself when
    /// it is first called. For the login form 348 instead of 421, for 0.8 kB more.
    Small,
}

/// Has wasm-opt make a wasm file smaller, where there is one.
pub(crate) fn optimize(
    workspace: &Workspace,
    toolbox: &Toolbox,
    wasm: &Path,
    inlining: Inlining,
) -> Result<(), Failure> {
    if !toolbox.wasm_opt {
        return Ok(());
    }
    let name = wasm.file_name().unwrap_or_default().display();
    terminal::step(format_args!("Making {name} smaller"));
    let mut optimize = toolbox.command(workspace, "wasm-opt");
    optimize.args(SMALLER).args(WASM_FEATURES);
    match inlining {
        Inlining::Smaller => {}
        Inlining::Small => {
            optimize.arg("--always-inline-max-function-size=10");
        }
    }
    optimize.arg(wasm).arg("-o").arg(wasm);
    process::run("Making a wasm file smaller", &mut optimize)
}
