//! Where things are: the built page, the browser, and the folder for what the tests leave behind.

use std::env;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::failure::{Failure, Outcome};

/// The workspace's root folder.
pub fn workspace() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

/// The built page: `UPLOAD_WIDGET_DIST`, else `dist` in the workspace.
///
/// # Errors
/// When it has not been built.
pub fn dist() -> Outcome<PathBuf> {
    let folder =
        env::var_os("UPLOAD_WIDGET_DIST").map_or_else(|| workspace().join("dist"), PathBuf::from);
    if folder.join("index.html").is_file() {
        return Ok(folder);
    }
    Err(Failure::new(format!(
        "There is no built page in {}: run `cargo xtask build` first.",
        folder.display()
    )))
}

/// Puts the built page into a folder, with these attributes: what stands beside it in `dist`, such as
/// the package, stays there.
///
/// # Errors
/// When the page has not been built, or has no element that could take them.
pub fn page_with(attributes: &str, folder: &Path) -> Outcome {
    const ELEMENT: &str = "<main id=\"upload-widget\"";
    let dist = dist()?;
    copy(&dist.join("locales"), &folder.join("locales"))?;
    for file in std::fs::read_dir(&dist)? {
        let file = file?;
        if file.file_type()?.is_file() {
            std::fs::copy(file.path(), folder.join(file.file_name()))?;
        }
    }
    let page = folder.join("index.html");
    let html = std::fs::read_to_string(&page)?;
    if !html.contains(ELEMENT) {
        return Err(Failure::new(format!("the page has no {ELEMENT}")));
    }
    Ok(std::fs::write(&page, html.replace(ELEMENT, &format!("{ELEMENT} {attributes}")))?)
}

/// The built page with the gallery of its states beside it, in a new folder.
///
/// # Errors
/// When the page has not been built.
pub fn gallery() -> Outcome<TempDir> {
    let folder = tempfile::Builder::new().prefix("gallery-").tempdir()?;
    copy(&dist()?, folder.path())?;
    let gallery = folder.path().join("gallery");
    copy(&workspace().join("www/gallery"), &gallery)?;
    std::fs::copy(workspace().join("src/view/text/en.json"), gallery.join("en.json"))?;
    Ok(folder)
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) -> Outcome {
    std::fs::create_dir_all(to)?;
    for file in std::fs::read_dir(from)? {
        let file = file?;
        let copied = to.join(file.file_name());
        match file.file_type()?.is_dir() {
            true => copy(&file.path(), &copied)?,
            false => drop(std::fs::copy(file.path(), copied)?),
        }
    }
    Ok(())
}

/// Where the trees of the gallery's scenes are written down.
pub fn stored_trees() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("gallery")
}

/// The script of axe-core: `AXE_CORE`, else where `cargo xtask test` puts it.
///
/// # Errors
/// When it is not there.
pub fn axe_core() -> Outcome<String> {
    let usual = || workspace().join("target/tools/axe/node_modules/axe-core/axe.min.js");
    let file = env::var_os("AXE_CORE").map_or_else(usual, PathBuf::from);
    std::fs::read_to_string(&file).map_err(|_| {
        Failure::new(format!(
            "axe-core is not at {}: `cargo xtask test` installs it, where Node.js has brought npm",
            file.display()
        ))
    })
}

/// Cargo's target folder.
pub fn target() -> PathBuf {
    // Cargo may have been told another one; the running program lies in it.
    let target = env::current_exe().ok().and_then(|binary| {
        let target = binary.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
        target.map(Path::to_owned)
    });
    target.unwrap_or_else(|| workspace().join("target"))
}

/// `target/e2e`, where screenshots, consoles and generated files go. It is made when missing.
///
/// # Errors
/// When it cannot be made.
pub fn leavings() -> Outcome<PathBuf> {
    let folder = target().join("e2e");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// What `cargo xtask test --only recipes` prepares for its tests, by the variable that names it.
///
/// # Errors
/// When it has not been prepared.
pub fn prepared(variable: &str) -> Outcome<PathBuf> {
    env::var_os(variable).map(PathBuf::from).ok_or_else(|| {
        Failure::new(format!("{variable} is not set: run `cargo xtask test --only recipes`"))
    })
}

/// The package for other people's pages, in a new folder below this path, with the pages that show
/// it.
///
/// # Errors
/// When the package has not been built.
pub fn package_below(path: &str) -> Outcome<TempDir> {
    let folder = tempfile::Builder::new().prefix("package-").tempdir()?;
    let package = dist()?.join("package");
    if !package.is_dir() {
        return Err(Failure::new("There is no package: run `cargo xtask package` first."));
    }
    copy(&package, &folder.path().join(path))?;
    copy(&workspace().join("tests/embed/pages/recipes"), folder.path())?;
    std::fs::copy(dist()?.join("icon.svg"), folder.path().join("icon.svg"))?;
    Ok(folder)
}

/// A program named by an environment variable, else by its usual name on PATH.
pub(crate) fn program(variable: &str, usual: &str) -> PathBuf {
    env::var_os(variable).map_or_else(|| usual.into(), PathBuf::from)
}
