//! The package as other people use it: as the registry would have it, in their bundlers, on their
//! pages, behind their web servers. What the machine lacks for a recipe is said, and skipped.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::parts::{Length, check, run_tests};
use super::tally::Tally;
use crate::failure::Failure;
use crate::tools::node::Npm;
use crate::tools::servers::{self, SERVERS};
use crate::tools::{Browser, Network, Toolbox};
use crate::workspace::Workspace;
use crate::{folder, package, process, terminal, trunk};

/// How long npm may take to fetch what the apps are built with.
const INSTALL_LIMIT: Duration = Duration::from_secs(10 * 60);
/// Where the example app finds the API: the tests serve it from the sandbox.
const EXAMPLE_API: &str = "/filecloudy/api/v2/";

/// Runs them all.
pub(super) fn run(workspace: &Workspace, network: Network) -> Result<Tally, Failure> {
    let browser = Browser::ensure(network)?;
    // Before the build, for which it brings wasm-opt.
    let npm = Npm::ensure(network)?;
    package::package(workspace, network)?;
    servers::ensure(network)?;
    let toolbox = Toolbox::for_page(workspace, network, true)?;
    let leptos = leptos_example(workspace, &toolbox, network)?;

    let mut cargo = workspace.cargo("test");
    browser.tell(&mut cargo);
    cargo
        .env("UPLOAD_WIDGET_DIST", workspace.dist())
        .env("LEPTOS_EXAMPLE", leptos)
        .env("PATH", toolbox.path())
        .args(["--package", "e2e", "--no-fail-fast", "--features", "recipes"])
        .args(["--test", "recipe_pages", "--test", "recipe_proxies"]);
    let mut tally = Tally::default();
    // The tests that need what is not here, by what is in their names.
    let mut missing = Vec::new();
    match npm {
        Ok(npm) => {
            let apps = apps(workspace, network, &npm)?;
            tally = tally + types(workspace, &npm, &apps)? + server(workspace, &npm, &apps)?;
            cargo.env("RECIPE_APPS", apps).args(["--test", "recipe_apps"]);
        }
        Err(why) => {
            terminal::warn(format_args!("Skipped: the npm package, its types and apps; {why}."));
            // The types, the import on a server, four apps, and Vite's own server.
            tally = tally + Tally::skipped(7);
            missing.push("vite");
        }
    }
    for server in SERVERS {
        if let Err(why) = server.tell(&mut cargo) {
            terminal::warn(format_args!("Skipped: the recipe for {}, {why}.", server.name));
            tally = tally + Tally::skipped(1);
            missing.push(server.name);
        }
    }
    cargo.arg("--");
    for name in missing {
        cargo.args(["--skip", name]);
    }
    Ok(tally + run_tests("The recipes", &mut cargo, Length::Short)?)
}

/// Packs the package, installs it in each app as the lock file says, and builds the apps. All of it
/// happens in a copy, so that nothing is left between the sources.
fn apps(workspace: &Workspace, network: Network, npm: &Npm) -> Result<PathBuf, Failure> {
    let apps = workspace.target.join("recipes/npm");
    // What npm has installed is npm's to clear away.
    folder::copy(&workspace.root.join("tests/embed/npm"), &apps, is_left_by_npm)?;
    let mut pack = npm.command(workspace);
    pack.args(["pack", "--silent", "--pack-destination"]).arg(&apps);
    process::run("Packing the package", pack.arg(workspace.package()))?;
    let version = workspace.locked_version("upload-widget")?;
    let packed = apps.join(format!("upload-widget-{version}.tgz"));
    // The name that the apps know, whatever the version.
    let named = apps.join("upload-widget.tgz");
    fs::rename(&packed, &named).map_err(|cause| Failure::file(&packed, &cause))?;

    terminal::step("Installing what the apps need with npm (usually under a minute)");
    let mut install = npm.command(workspace);
    install.current_dir(&apps).args(["ci", "--ignore-scripts", "--prefer-offline"]);
    install.args(["--no-audit", "--no-fund", "--loglevel=error"]);
    if network == Network::Forbidden {
        install.arg("--offline");
    }
    process::run_within("Installing what the apps need", &mut install, Some(INSTALL_LIMIT))?;

    terminal::step("Building the apps (usually half a minute)");
    let mut build = npm.command(workspace);
    build.current_dir(&apps).args(["run", "build", "--workspaces", "--if-present", "--silent"]);
    process::run("Building the apps", &mut build)?;
    Ok(apps)
}

/// Checks the package's types with TypeScript, against code that uses all of them and code that
/// must not compile.
fn types(workspace: &Workspace, npm: &Npm, apps: &Path) -> Result<Tally, Failure> {
    let mut tsc = npm.command(workspace);
    tsc.current_dir(apps).args(["run", "check", "--workspace", "recipe-types", "--silent"]);
    check("Checking the package's types", &mut tsc)
}

/// Imports the package where there are no elements, as a server does that renders pages.
fn server(workspace: &Workspace, npm: &Npm, apps: &Path) -> Result<Tally, Failure> {
    let mut import = npm.command(workspace);
    import.current_dir(apps).args(["run", "server", "--silent"]);
    check("Importing the package on a server", &mut import)
}

/// Builds the example of a Leptos app.
fn leptos_example(
    workspace: &Workspace,
    toolbox: &Toolbox,
    network: Network,
) -> Result<PathBuf, Failure> {
    terminal::step("Building the Leptos example (usually under a minute)");
    let folder = workspace.target.join("recipes/leptos");
    let mut trunk = trunk::command(workspace, toolbox, "build");
    trunk.env("API_BASE", EXAMPLE_API).arg("--dist").arg(&folder);
    trunk::forbid_network_if(&mut trunk, network);
    trunk.arg(workspace.root.join("examples/leptos/index.html"));
    process::run("Building the Leptos example", &mut trunk)?;
    Ok(folder)
}

/// What npm and the apps' builds have left between the sources.
fn is_left_by_npm(path: &Path) -> bool {
    path.ends_with("node_modules")
        || path.ends_with("dist")
        || path.extension() == Some("tgz".as_ref())
}
