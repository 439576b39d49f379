//! Leaves out what crates export to JavaScript and nobody there calls.
//!
//! `wasm-streams`, which Leptos brings along, exports classes that make a browser's streams of Rust's.
//! What is exported cannot be left out by the linker, and it was one part in twenty of the first file.

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{CustomSection, ExportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

use crate::Outcome;

/// What is in the names of those classes, and of their functions.
const CLASSES: &str = "IntoUnderlying";
const FUNCTIONS: &str = "intounderlying";
/// Where wasm-bindgen notes what is exported, and how.
const NOTES: &str = "__wasm_bindgen_unstable";

/// The wasm file without those exports. The code behind them goes with them when it is split.
pub(crate) fn leave_out(wasm: &[u8]) -> Outcome<Vec<u8>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        match &payload {
            Payload::ExportSection(section) => {
                let mut exports = ExportSection::new();
                for export in section.clone() {
                    let export = export?;
                    if !export.name.contains(FUNCTIONS) {
                        RoundtripReencoder.parse_export(&mut exports, export)?;
                    }
                }
                module.section(&exports);
            }
            Payload::CustomSection(section) if section.name() == NOTES => {
                let data =
                    notes(section.data()).ok_or("wasm-bindgen's notes are not as expected")?;
                module.section(&CustomSection { name: NOTES.into(), data: data.into() });
            }
            other => {
                if let Some((id, range)) = other.as_section() {
                    let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
                    module.section(&RawSection { id, data: &wasm[range] });
                }
            }
        }
    }
    Ok(module.finish())
}

/// The notes without those on the classes. Each is two blocks behind their lengths: which
/// wasm-bindgen wrote it, and what it says.
fn notes(mut all: &[u8]) -> Option<Vec<u8>> {
    let mut kept = Vec::new();
    while !all.is_empty() {
        let of_version = block(all)?;
        let (note, rest) = all.split_at_checked(of_version + block(&all[of_version..])?)?;
        let names_one = note.windows(CLASSES.len()).any(|name| name == CLASSES.as_bytes());
        if !names_one {
            kept.extend_from_slice(note);
        }
        all = rest;
    }
    Some(kept)
}

/// How long a block is with its length, if all of it is there.
fn block(data: &[u8]) -> Option<usize> {
    let (length, rest) = data.split_first_chunk::<4>()?;
    let length = u32::from_le_bytes(*length) as usize;
    (length <= rest.len()).then_some(4 + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(says: &str) -> Vec<u8> {
        let block = |text: &str| [&(text.len() as u32).to_le_bytes(), text.as_bytes()].concat();
        [block("version"), block(says)].concat()
    }

    #[test]
    fn only_the_notes_on_those_classes_go() {
        let all = [note("Mounted"), note("class IntoUnderlyingSink"), note("")].concat();
        assert_eq!(notes(&all), Some([note("Mounted"), note("")].concat()));
    }

    #[test]
    fn notes_of_another_form_are_told_apart() {
        assert_eq!(notes(&note("Mounted")[..15]), None);
        assert_eq!(notes(b"\x01"), None);
    }
}
