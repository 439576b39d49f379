//! Has the linker keep what `cargo xtask split` needs to take the page's wasm file apart; and gets
//! what is part of that file ready for it: the style sheets without what only people read, and the
//! English texts in two, those of the login form and all others.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

const VIEW: &str = "src/view";
/// How the keys of the texts begin that are there from the start.
const ENTRANCE: [&str; 5] = ["expired", "frame.", "later.", "sign-in.", "widget."];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={VIEW}");
    let for_wasm = env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm");
    // What is not optimized is not split.
    let release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if for_wasm && release {
        println!("cargo::rustc-link-arg-bin=upload-widget=--emit-relocs");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    let (entrance, workspace) = texts(&fs::read_to_string(Path::new(VIEW).join("text/en.json"))?);
    fs::write(out.join("entrance.json"), entrance)?;
    fs::write(out.join("workspace.json"), workspace)?;
    style_sheets(Path::new(VIEW), &out.join("style"))
}

/// The English file in two, each in its order. There is a test that nothing gets lost.
fn texts(english: &str) -> (String, String) {
    let mut parts = [String::new(), String::new()];
    let mut part = 0;
    for line in english.lines().filter(|line| line.starts_with(' ')) {
        // What is indented further belongs to the entry before it: its plural forms.
        if let Some(key) = line.strip_prefix("  \"") {
            part = usize::from(!ENTRANCE.iter().any(|start| key.starts_with(start)));
        }
        parts[part].push_str(line.trim_start());
    }
    let [entrance, workspace] =
        parts.map(|entries| ["{", entries.trim_end_matches(','), "}"].concat());
    (entrance, workspace)
}

/// Writes the style sheets of a folder, and of those in it, to the same places in another.
fn style_sheets(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        if path.is_dir() {
            style_sheets(&path, &to.join(name))?;
        } else if path.extension().is_some_and(|end| end == "css") {
            fs::write(to.join(name), compact(&fs::read_to_string(&path)?))?;
        }
    }
    Ok(())
}

/// A style sheet without its comments, indentation and line breaks.
fn compact(sheet: &str) -> String {
    let mut rest = sheet;
    let mut kept = String::with_capacity(sheet.len());
    while let Some((before, comment)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    // A line break may stand where a space has to, between the names of a selector say.
    let lines = kept.lines().map(str::trim).filter(|line| !line.is_empty());
    let text = lines.collect::<Vec<_>>().join(" ");
    // Nothing of ours has these inside a text.
    [(" {", "{"), ("{ ", "{"), ("; }", "}"), ("; ", ";"), ("} ", "}"), (", ", ","), (";}", "}")]
        .iter()
        .fold(text, |text, (long, short)| text.replace(long, short))
}
