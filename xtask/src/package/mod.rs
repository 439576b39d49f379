//! `cargo xtask package`: the folder dist/package, ready for `npm publish` or any web server.
//!
//! It holds the production page's module with the element around it, and the API client as a
//! module of its own, so that a page loads only what it uses. File names are stable;
//! `integrity.json` has the hash of each.

pub(crate) mod compact;
mod integrity;

use std::fs;
use std::path::Path;

use crate::failure::Failure;
use crate::tools::{Network, Toolbox};
use crate::workspace::Workspace;
use crate::{build, folder, process, sizes, split, terminal, third_party};

/// What the page's build leaves that the package takes over.
const FROM_PAGE: [&str; 9] = [
    "loader.js",
    "forum.js",
    "framing.js",
    "framed.js",
    "upload-widget.js",
    "upload-widget_bg.wasm",
    "upload-widget_workspace.js",
    "upload-widget_workspace.wasm",
    "upload-widget_later.wasm",
];
/// What is the package's own, from `www/embed`.
const OWN: [&str; 3] = ["index.js", "index.d.ts", "loader.d.ts"];
/// The terms, which npm packs only when package.json lists them.
const LICENSES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];
/// The documents that the package's README leads to, and those that these lead to.
const DOCUMENTS: [&str; 6] =
    ["api.md", "elements.md", "embedding.md", "languages.md", "links.md", "proxy.md"];
/// The English texts, which no page loads: whoever replaces some of them looks here for their keys.
const ENGLISH: &str = "src/view/text/en.json";
/// Where the documents have the settings of proxies: in a clone, and in the package.
const PROXIES: [&str; 2] = ["../tests/embed/proxy/", "proxy/"];

/// Builds the package and prints the sizes.
pub(crate) fn package_and_report(workspace: &Workspace, network: Network) -> Result<(), Failure> {
    package(workspace, network)?;
    terminal::say("");
    for line in sizes::table(&sizes::measure(&workspace.package())?) {
        terminal::say(line);
    }
    Ok(())
}

/// Builds the page and the API client, and puts the package together.
pub(crate) fn package(workspace: &Workspace, network: Network) -> Result<(), Failure> {
    build::build_once(workspace, network)?;
    let toolbox = Toolbox::for_page(workspace, network, true)?;
    let folder = workspace.package();
    // Nothing of an earlier package stays.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|cause| Failure::file(&folder, &cause))?;
    client(workspace, &toolbox, &folder)?;
    for name in FROM_PAGE {
        copy(&workspace.dist().join(name), &folder.join(name))?;
    }
    for name in OWN {
        copy(&workspace.root.join("www/embed").join(name), &folder.join(name))?;
    }
    copy_folder(&workspace.root.join("www/locales"), &folder.join("locales"))?;
    copy(&workspace.root.join(ENGLISH), &folder.join("locales/en.json"))?;
    // To look at, in a clone; package.json does not list it.
    copy_folder(&workspace.root.join("www/demo"), &folder.join("demo"))?;
    for name in LICENSES {
        copy(&workspace.root.join(name), &folder.join(name))?;
    }
    copy(&workspace.dist().join(third_party::FILE), &folder.join(third_party::FILE))?;
    copy(&workspace.root.join("www/package/README.md"), &folder.join("README.md"))?;
    documents(workspace, &folder.join("docs"))?;
    manifest(workspace, &folder)?;
    integrity::write(&folder)?;
    terminal::say(format_args!("The package is in {}.", folder.display()));
    Ok(())
}

/// The API client: `client.js`, its types and its wasm file.
fn client(workspace: &Workspace, toolbox: &Toolbox, folder: &Path) -> Result<(), Failure> {
    const TARGET: &str = "wasm32-unknown-unknown";
    terminal::step("Building the API client (usually 1 to 2 minutes the first time)");
    let mut cargo = workspace.cargo("rustc");
    cargo.args(["--release", "--package", "upload-widget", "--lib", "--crate-type", "cdylib"]);
    cargo.args(["--target", TARGET, "--no-default-features", "--features", "javascript"]);
    build::forget_folders(&mut cargo);
    process::run("Building the API client", &mut cargo)?;
    let built = workspace.target.join(TARGET).join("release/upload_widget.wasm");
    let mut bindgen = toolbox.command(workspace, "wasm-bindgen");
    bindgen.args(["--target", "web", "--out-name", "client", "--out-dir"]).arg(folder).arg(built);
    process::run("Writing the client's JavaScript", &mut bindgen)?;
    let _ = fs::remove_file(folder.join("client_bg.wasm.d.ts"));
    for name in ["client.d.ts", "client.js"] {
        let path = folder.join(name);
        let written = fs::read_to_string(&path).map_err(|cause| Failure::file(&path, &cause))?;
        fs::write(&path, tidy(&written)).map_err(|cause| Failure::file(&path, &cause))?;
    }
    split::optimize(workspace, toolbox, &folder.join("client_bg.wasm"), split::Inlining::Smaller)
}

/// What wasm-bindgen writes, for people: comments without Rust's quotes, and types that need no
/// newer library than the language level most projects compile for. The method itself stays.
fn tidy(written: &str) -> String {
    let newer = |line: &&str| line.trim() != "[Symbol.dispose](): void;";
    let lines: Vec<&str> = written.lines().filter(newer).collect();
    let mut tidied = lines.join("\n").replace("* r\" ", "* ");
    tidied.push('\n');
    tidied
}

/// The documents, with the files that they lead to.
fn documents(workspace: &Workspace, folder: &Path) -> Result<(), Failure> {
    let from = workspace.root.join("docs");
    let [cloned, packed] = PROXIES;
    copy_folder(&from.join(cloned), &folder.join(packed))?;
    for name in DOCUMENTS {
        let (from, to) = (from.join(name), folder.join(name));
        let text = fs::read_to_string(&from).map_err(|cause| Failure::file(&from, &cause))?;
        fs::write(&to, text.replace(cloned, packed)).map_err(|cause| Failure::file(&to, &cause))?;
    }
    Ok(())
}

/// package.json, with the version of the crate.
fn manifest(workspace: &Workspace, folder: &Path) -> Result<(), Failure> {
    let template = workspace.root.join("www/package/package.json");
    let text = fs::read_to_string(&template).map_err(|cause| Failure::file(&template, &cause))?;
    let version = workspace.locked_version("upload-widget")?;
    let to = folder.join("package.json");
    fs::write(&to, text.replace("\"0.0.0\"", &format!("\"{version}\"")))
        .map_err(|cause| Failure::file(&to, &cause))
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::copy(from, to).map(drop).map_err(|cause| Failure::file(from, &cause))
}

/// Copies a folder with all that is in it.
fn copy_folder(from: &Path, to: &Path) -> Result<(), Failure> {
    folder::copy(from, to, |_| false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest_template() -> serde_json::Value {
        serde_json::from_str(include_str!("../../../www/package/package.json")).unwrap()
    }

    #[test]
    fn every_file_the_manifest_names_is_in_the_package() {
        let manifest = manifest_template();
        let in_package = |name: &str| {
            let client = ["client.js", "client.d.ts", "client_bg.wasm"];
            let lists = FROM_PAGE.iter().chain(&OWN).chain(&LICENSES).chain(&client);
            lists.into_iter().any(|file| *file == name)
                || ["docs", "integrity.json", "locales", third_party::FILE].contains(&name)
        };
        let files = manifest["files"].as_array().unwrap();
        for file in files {
            assert!(in_package(file.as_str().unwrap()), "{file}");
        }
        for license in LICENSES.iter().chain(&[third_party::FILE]) {
            assert!(files.iter().any(|listed| listed == license), "{license} is not packed");
        }
        let exports = manifest["exports"].as_object().unwrap();
        let named = exports.values().flat_map(|entry| match entry {
            serde_json::Value::Object(kinds) => kinds.values().cloned().collect(),
            file => vec![file.clone()],
        });
        for file in named {
            let file = file.as_str().unwrap().trim_start_matches("./");
            assert!(files.iter().any(|listed| listed == file), "{file} is exported, not packed");
        }
    }

    #[test]
    fn what_the_packed_documents_lead_to_is_packed() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let docs = root.join("docs");
        let mut count = 0;
        let documents = DOCUMENTS.map(|name| docs.join(name));
        for document in documents.iter().chain([&root.join("www/package/README.md")]) {
            let text = fs::read_to_string(document).unwrap();
            for target in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next())
            {
                let name = target.trim_start_matches("docs/");
                let packed = DOCUMENTS.contains(&name)
                    || target.starts_with("https://")
                    || target.starts_with(PROXIES[0]) && docs.join(target).is_file();
                assert!(packed || target.is_empty(), "{}: {target}", document.display());
                count += 1;
            }
        }
        assert!(count > 10, "{count}");
        assert!(root.join(ENGLISH).is_file());
    }

    #[test]
    fn what_wasm_bindgen_writes_is_tidied() {
        let written = "class A {\n  [Symbol.dispose](): void;\n  /**\n   * r\" `/a`\n   */\n}\n";
        assert_eq!(tidy(written), "class A {\n  /**\n   * `/a`\n   */\n}\n");
    }

    #[test]
    fn the_manifest_takes_the_crates_version() {
        assert_eq!(manifest_template()["version"], "0.0.0");
    }
}
