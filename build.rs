//! Has the linker keep what `cargo xtask split` needs to take the page's wasm file apart, and takes
//! from the style sheets what only people read: they are part of that file.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

const VIEW: &str = "src/view";

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
    style_sheets(Path::new(VIEW), &out.join("style"))
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
