//! The licences of the crates whose code is in the wasm files. Most want their text to go along with
//! every copy.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::failure::Failure;
use crate::process;
use crate::tools::Network;
use crate::workspace::Workspace;

/// The file beside the page, and in the package. No page loads it.
pub(crate) const FILE: &str = "THIRD-PARTY-LICENSES.txt";

/// How long cargo may take to tell of the crates: it may have to fetch some.
const LIMIT: Duration = Duration::from_secs(5 * 60);
const TARGET: &str = "wasm32-unknown-unknown";
/// How the names of files with terms begin, in lower case.
const NAMES: [&str; 6] = ["license", "licence", "copying", "copyright", "notice", "unlicense"];
const HEAD: &str = "\
The wasm files of upload-widget, and the JavaScript beside them, contain code of the Rust crates below
and of Rust's standard library. upload-widget itself is under MIT or Apache 2.0, as you like.
";
/// Rust's own library is in every wasm file and is no crate of the lock file.
const RUST: &str = "Rust's standard library (MIT OR Apache-2.0)";

/// A crate that is linked in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Crate {
    name: String,
    version: String,
}

/// What Cargo.toml says of a crate.
struct Manifest {
    folder: PathBuf,
    license: String,
    authors: String,
}

/// Writes the file into `folder`.
pub(crate) fn write(workspace: &Workspace, network: Network, folder: &Path) -> Result<(), Failure> {
    let own = workspace.root.join("LICENSE-MIT");
    let mit = fs::read_to_string(&own).map_err(|cause| Failure::file(&own, &cause))?;
    let manifests = manifests(workspace, network)?;
    // Who is named with a text, by that text: many crates have the same.
    let mut texts = BTreeMap::<String, Vec<String>>::new();
    for linked in linked(workspace, network)? {
        let manifest = manifests.get(&linked).ok_or_else(|| {
            let what = format!("cargo does not tell where {} is.", linked.name);
            Failure::machine(what, "Try `cargo fetch`, then once more.")
        })?;
        let title = format!("{} {} ({})", linked.name, linked.version, manifest.license);
        for text in texts_of(&linked, manifest, &mit)? {
            texts.entry(text).or_default().push(title.clone());
        }
    }
    texts.entry(mit_of("The Rust Project Contributors", &mit)).or_default().push(RUST.to_owned());
    let to = folder.join(FILE);
    fs::write(&to, written(texts)).map_err(|cause| Failure::file(&to, &cause))
}

/// The texts, each below the crates that it is of.
fn written(texts: BTreeMap<String, Vec<String>>) -> String {
    let mut sections: Vec<_> = texts.into_iter().map(|(text, titles)| (titles, text)).collect();
    sections.sort();
    let mut file = HEAD.to_owned();
    for (titles, text) in sections {
        let rule = "=".repeat(80);
        file += &format!("\n{rule}\n{}\n\n{text}\n", titles.join("\n"));
    }
    file
}

/// The crates that are linked in, those of the page and of the API client together.
fn linked(workspace: &Workspace, network: Network) -> Result<Vec<Crate>, Failure> {
    let mut cargo = workspace.cargo("tree");
    cargo.args(["--package", "upload-widget", "--features", "page,javascript"]);
    cargo.args(["--target", TARGET, "--edges", "normal,no-proc-macro"]);
    cargo.args(["--prefix", "none", "--format", "{p}"]);
    Ok(crates_in(&told(&mut cargo, network)?))
}

/// Reads lines such as "slab v0.4.12 (*)". Our own crate has no version to look for.
fn crates_in(tree: &str) -> Vec<Crate> {
    let read = |line: &str| {
        let mut words = line.split_whitespace();
        let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
        Some(Crate { name: name.to_owned(), version: version.to_owned() })
    };
    let mut crates: Vec<Crate> = tree.lines().filter_map(read).collect();
    crates.retain(|linked| linked.name != "upload-widget");
    crates.sort();
    crates.dedup();
    crates
}

fn manifests(
    workspace: &Workspace,
    network: Network,
) -> Result<BTreeMap<Crate, Manifest>, Failure> {
    let mut cargo = workspace.cargo("metadata");
    cargo.args(["--format-version", "1", "--all-features", "--filter-platform", TARGET]);
    let told: Value = serde_json::from_str(&told(&mut cargo, network)?).map_err(|cause| {
        Failure::machine(format!("cargo metadata is not understood: {cause}."), "Update Rust.")
    })?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages = told["packages"].as_array().into_iter().flatten().map(|package| {
        let file = PathBuf::from(text(&package["manifest_path"]));
        let authors = package["authors"].as_array().into_iter().flatten().map(text);
        let manifest = Manifest {
            folder: file.parent().map(Path::to_owned).unwrap_or_default(),
            license: text(&package["license"]).replace('/', " OR "),
            authors: authors.collect::<Vec<_>>().join(", "),
        };
        (Crate { name: text(&package["name"]), version: text(&package["version"]) }, manifest)
    });
    Ok(packages.collect())
}

/// What cargo prints.
fn told(cargo: &mut Command, network: Network) -> Result<String, Failure> {
    let doing = "Asking cargo for the crates that are linked in";
    if network == Network::Forbidden {
        cargo.arg("--offline");
    }
    let mut text = Vec::new();
    let status = process::run_reading(doing, cargo, LIMIT, |piece| text.extend_from_slice(piece))?;
    match status.success() {
        true => Ok(String::from_utf8_lossy(&text).into_owned()),
        false => Err(Failure::Program { doing: doing.to_owned(), ended: status.to_string() }),
    }
}

/// The terms of a crate: its own files, or MIT's text where it is under that and brings none.
fn texts_of(linked: &Crate, manifest: &Manifest, mit: &str) -> Result<Vec<String>, Failure> {
    let folder = &manifest.folder;
    let files = fs::read_dir(folder).map_err(|cause| Failure::file(folder, &cause))?;
    let mut names: Vec<String> =
        files.flatten().map(|file| file.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| NAMES.iter().any(|start| name.to_lowercase().starts_with(start)));
    names.sort();
    let offers_mit = manifest.license.contains("MIT OR") || manifest.license.contains("OR MIT");
    if offers_mit && names.iter().any(|name| name.contains("MIT")) {
        // Of several licences one is enough.
        names.retain(|name| !name.contains("APACHE") && name != "UNLICENSE");
    }
    if names.is_empty() && (offers_mit || manifest.license == "MIT") {
        let authors = match manifest.authors.as_str() {
            "" => format!("the authors of {}", linked.name),
            authors => authors.to_owned(),
        };
        return Ok(vec![mit_of(&authors, mit)]);
    }
    if names.is_empty() {
        return Err(Failure::machine(
            format!("{} ({}) comes without its licence.", linked.name, manifest.license),
            "Do without the crate, or have xtask/src/third_party.rs know the text.",
        ));
    }
    names
        .into_iter()
        .map(|name| {
            let file = folder.join(name);
            let text = fs::read(&file).map_err(|cause| Failure::file(&file, &cause))?;
            Ok(tidy(&String::from_utf8_lossy(&text)))
        })
        .collect()
}

/// MIT's text for somebody else; `own` is this project's.
fn mit_of(authors: &str, own: &str) -> String {
    let line = |line: &str| match line.starts_with("Copyright") {
        true => format!("Copyright (c) {authors}"),
        false => line.to_owned(),
    };
    tidy(&own.lines().map(line).collect::<Vec<_>>().join("\n"))
}

/// A text without what only differs between files: line ends, and blanks where nobody sees them.
fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches(['\n', '\u{feff}']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Crate {
        Crate { name: name.to_owned(), version: "1.0.0".to_owned() }
    }

    #[test]
    fn every_crate_of_the_tree_is_read_once() {
        let tree = "upload-widget v0.1.0 (/here)\nslab v1.0.0\nbytes v1.0.0\nslab v1.0.0 (*)\n\n";
        assert_eq!(crates_in(tree), [named("bytes"), named("slab")]);
    }

    #[test]
    fn a_text_that_many_have_is_written_once() {
        let titles = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let texts = BTreeMap::from([
            ("Do.".to_owned(), titles(&["b", "c"])),
            ("Do not.".to_owned(), titles(&["a"])),
        ]);
        let rule = "=".repeat(80);
        let expected = format!("{HEAD}\n{rule}\na\n\nDo not.\n\n{rule}\nb\nc\n\nDo.\n");
        assert_eq!(written(texts), expected);
    }

    #[test]
    fn of_several_licences_one_is_enough_and_none_is_too_few() {
        let folder = std::env::temp_dir().join(format!("xtask-licences-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let texts = |license: &str| {
            let license = license.to_owned();
            let manifest = Manifest { folder: folder.clone(), license, authors: "Ada".to_owned() };
            texts_of(&named("a"), &manifest, "MIT\n\nCopyright (c) us\n\nDo.\n")
        };
        assert_eq!(texts("MIT").unwrap(), ["MIT\n\nCopyright (c) Ada\n\nDo."]);
        assert!(texts("Zlib").is_err());
        for name in ["LICENSE-APACHE", "LICENSE-MIT", "NOTICE", "lib.rs"] {
            fs::write(folder.join(name), format!("{name} \r\n")).unwrap();
        }
        assert_eq!(texts("Apache-2.0 OR MIT").unwrap(), ["LICENSE-MIT", "NOTICE"]);
        let all = ["LICENSE-APACHE", "LICENSE-MIT", "NOTICE"];
        assert_eq!(texts("MIT AND Apache-2.0").unwrap(), all);
        fs::remove_dir_all(folder).unwrap();
    }
}
