//! Has the linker keep what `cargo xtask split` needs to take the page's wasm file apart, and leave a
//! small stack; and gets what is part of that file ready for it: the style sheets without what only
//! people read and with the widget's own unit of length, and the English texts as lines, those of the
//! login form apart from all others.

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
        // From the login to a list of 10,000 files 4,908 bytes of it were used; a mebibyte, which is usual,
        // would be a fourth of the memory that such a page needs.
        println!("cargo::rustc-link-arg-bin=upload-widget=-zstack-size=131072");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    let [entrance, workspace] = texts(&fs::read_to_string(Path::new(VIEW).join("text/en.json"))?)?;
    fs::write(out.join("entrance.txt"), entrance)?;
    fs::write(out.join("workspace.txt"), workspace)?;
    style_sheets(Path::new(VIEW), &out.join("style"))
}

/// The English file in two, each in its order: a line for each key, and behind it the text, or each
/// form of it behind its plural category, with tabs between. A page reads them without the
/// browser's JSON. There is a test that nothing gets lost.
fn texts(english: &str) -> io::Result<[String; 2]> {
    if english.contains(['\\', '\t']) {
        return Err(io::Error::other("en.json has an escape or a tab, which build.rs cannot read"));
    }
    let mut parts = [String::new(), String::new()];
    let mut part = 0;
    for line in english.lines() {
        let entry = line.trim_start().strip_prefix('"').and_then(|rest| rest.split_once("\": "));
        let Some((name, value)) = entry else { continue };
        // What is indented further belongs to the entry before it: its plural forms.
        if line.starts_with("  \"") {
            part = usize::from(!ENTRANCE.iter().any(|start| name.starts_with(start)));
            if !parts[part].is_empty() {
                parts[part].push('\n');
            }
        } else {
            parts[part].push('\t');
        }
        parts[part].push_str(name);
        let text = value.trim_end_matches(',').strip_prefix('"');
        if let Some(text) = text.and_then(|text| text.strip_suffix('"')) {
            parts[part].push('\t');
            parts[part].push_str(text);
        }
    }
    Ok(parts)
}

/// Writes the style sheets of a folder, and of those in it, to the same places in another.
fn style_sheets(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        if path.is_dir() {
            style_sheets(&path, &to.join(name))?;
        } else if path.extension().is_some_and(|end| end == "css") {
            let sheet = compact(&fs::read_to_string(&path)?);
            fs::write(to.join(name), in_own_unit(&sheet)?)?;
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

/// A style sheet with its lengths in `--upload-widget-rem` instead of `rem`: see `tokens.css`. A
/// condition takes no variables: what holds up to a width there holds up to the wider of both units.
fn in_own_unit(sheet: &str) -> io::Result<String> {
    const WIDTH: &str = "(max-width: ";
    let mut kept = String::with_capacity(2 * sheet.len());
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("rem") {
        rest = after;
        // Only a length has a number before the unit.
        let start = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let start = start - usize::from(start < before.len() && before[..start].ends_with('-'));
        let (before, number) = before.split_at(start);
        kept.push_str(before);
        let rule = kept.rfind(['{', '}', ';']).map_or(0, |end| end + 1);
        let is_length = number.contains(|c: char| c.is_ascii_digit());
        match &kept[rule..] {
            // Also where the unit is defined.
            text if !is_length || text.starts_with("--upload-widget-rem:") => {
                kept.extend([number, "rem"])
            }
            text if !text.starts_with('@') => {
                kept.extend(["calc(", number, "*var(--upload-widget-rem))"])
            }
            text if text.ends_with(WIDTH) => {
                kept.extend([number, "em) or ", WIDTH, number, "rem"]);
            }
            _ => return Err(io::Error::other("a condition other than a width is told in rem")),
        }
    }
    kept.push_str(rest);
    Ok(kept)
}
