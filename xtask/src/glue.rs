//! Shorter names for what the wasm file imports from its JavaScript. wasm-bindgen gives each a hash,
//! which cannot be compressed and travels twice: in the wasm file and in the script.

use std::collections::HashMap;

/// Both with short names in place of the long ones. `None` when they are not as expected: then they
/// stay as they are, and work as well.
pub(crate) fn shorten(wasm: &[u8], script: &str) -> Option<(Vec<u8>, String)> {
    let mut names = HashMap::new();
    let wasm = rename_imports(wasm, |long| {
        // The script has it once, as the name of a function.
        let once = script.matches(&format!(" {long}: ")).count() == 1;
        once.then(|| {
            let short = format!("i{}", names.len());
            names.insert(long.to_owned(), short.clone());
            short
        })
    })?;
    let mut short = String::with_capacity(script.len());
    for line in script.split_inclusive('\n') {
        let name = line.trim_start();
        let indent = &line[..line.len() - name.len()];
        match name.split_once(": ").and_then(|(long, rest)| Some((names.remove(long)?, rest))) {
            Some((name, rest)) => short.extend([indent, &name, ": ", rest]),
            None => short.push_str(line),
        }
    }
    names.is_empty().then_some((wasm, short))
}

/// The names of what a wasm file imports. `None` when it is none.
pub(crate) fn imported(wasm: &[u8]) -> Option<Vec<String>> {
    let mut names = Vec::new();
    rename_imports(wasm, |name| {
        names.push(name.to_owned());
        None
    })?;
    Some(names)
}

/// A wasm file with other names for those imports for which there is one.
fn rename_imports(wasm: &[u8], mut name: impl FnMut(&str) -> Option<String>) -> Option<Vec<u8>> {
    const HEADER: usize = 8;
    const IMPORTS: u8 = 2;
    let mut renamed = wasm.get(..HEADER)?.to_vec();
    let mut file = Reader(wasm.get(HEADER..)?);
    while let Some(section) = file.byte() {
        let length = file.number()?;
        let content = file.take(length)?;
        let content = match section {
            IMPORTS => imports(Reader(content), &mut name)?,
            _ => content.to_vec(),
        };
        renamed.push(section);
        put(&mut renamed, &content);
    }
    Some(renamed)
}

fn imports(
    mut section: Reader<'_>,
    name: &mut impl FnMut(&str) -> Option<String>,
) -> Option<Vec<u8>> {
    let count = section.number()?;
    let mut written = Vec::new();
    put_number(&mut written, count);
    for _ in 0..count {
        let length = section.number()?;
        put(&mut written, section.take(length)?);
        let length = section.number()?;
        let long = std::str::from_utf8(section.take(length)?).ok()?;
        put(&mut written, name(long).as_deref().unwrap_or(long).as_bytes());
        let before = section.0;
        match section.byte()? {
            // A function: its type.
            0 => drop(section.number()?),
            // A table or a memory: its limits.
            kind @ (1 | 2) => {
                if kind == 1 {
                    section.byte()?;
                }
                let has_most = section.byte()? & 1 == 1;
                section.number()?;
                if has_most {
                    section.number()?;
                }
            }
            // A global: its type, and whether it changes.
            3 => drop(section.take(2)?),
            _ => return None,
        }
        written.extend(&before[..before.len() - section.0.len()]);
    }
    section.0.is_empty().then_some(written)
}

/// The bytes that are yet to be read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// An unsigned number in LEB128.
    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 127) << shift;
            if byte < 128 {
                return Some(number);
            }
        }
        None
    }
}

fn put_number(to: &mut Vec<u8>, mut number: usize) {
    while number > 127 {
        to.push(number as u8 & 127 | 128);
        number >>= 7;
    }
    to.push(number as u8);
}

/// Writes bytes behind their number.
fn put(to: &mut Vec<u8>, bytes: &[u8]) {
    put_number(to, bytes.len());
    to.extend(bytes);
}

/// Adds a section of that name, which does nothing, to a wasm file.
pub(crate) fn put_custom_section(wasm: &mut Vec<u8>, name: &str, content: &[u8]) {
    let mut section = Vec::with_capacity(content.len() + name.len() + 1);
    put(&mut section, name.as_bytes());
    section.extend(content);
    wasm.push(0);
    put(wasm, &section);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that imports a function, a memory and another function, and has a custom section.
    fn module(names: [&str; 3]) -> Vec<u8> {
        let mut section = vec![3];
        for (name, kind) in names.into_iter().zip([&[0, 0][..], &[2, 1, 1, 200, 1], &[0, 129, 1]]) {
            put(&mut section, b"./page.js");
            put(&mut section, name.as_bytes());
            section.extend(kind);
        }
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        wasm.push(2);
        put(&mut wasm, &section);
        wasm.extend([0, 3, 1, b'x', 7]);
        wasm
    }

    #[test]
    fn names_are_the_same_on_both_sides() {
        let script = "a = {\n  __wbg_new_12: f,\n  __wbg_get_34: (x) => x.__wbg_get_34,\n}\n";
        let (wasm, script) =
            shorten(&module(["__wbg_new_12", "memory", "__wbg_get_34"]), script).expect("a module");
        assert_eq!(wasm, module(["i0", "memory", "i1"]));
        assert_eq!(script, "a = {\n  i0: f,\n  i1: (x) => x.__wbg_get_34,\n}\n");
    }

    #[test]
    fn what_is_no_wasm_file_is_left_alone() {
        assert_eq!(shorten(b"\0asm", ""), None);
        assert_eq!(shorten(b"\0asm\x01\0\0\0\x02\x05\x01", ""), None);
    }
}
