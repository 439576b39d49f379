//! The JavaScript behind what the wasm files import, in two: what the page begins with, and what comes with
//! the workspace. `xtask/split/src/bindings.rs` parts the imports, this their functions in the script that
//! wasm-bindgen has written.

use std::collections::HashSet;

/// The script and the one that comes later.
#[derive(Debug, PartialEq)]
pub(crate) struct Parted {
    pub(crate) first: String,
    /// A module whose default export makes the functions, given what `bindingScope` of the first collects.
    pub(crate) later: String,
}

/// Where wasm-bindgen's script begins to list the functions, and where it ends.
const LIST: [&str; 2] = ["\n    const import0 = {\n", "\n    };\n"];
/// How far a function in the list is indented.
const ENTRY: &str = "        ";
/// What the script's functions leave the length of a text in, and how one elsewhere asks for it.
const LENGTH: [&str; 2] = ["WASM_VECTOR_LEN", "length()"];
/// What the script changes once only: when the first file is there.
const SET_ONCE: &str = "wasm";

/// Parts a script between the imports of the first file and those of the one that comes later. `None` when it
/// is not as expected.
pub(crate) fn part(script: &str, first: &[String], later: &[String]) -> Option<Parted> {
    let (before, rest) = script.split_once(LIST[0])?;
    let (list, after) = rest.split_once(LIST[1])?;
    let [first, later] = sorted(&[list, "\n"].concat(), first, later)?;
    let list = [LIST[0], first.trim_end(), LIST[1]].concat();
    let mut items = declarations(before);
    items.push(&list);
    items.extend(declarations(after));
    // A copy of what changes would stay as it is, and a change of the copy be unseen.
    let variables = items.iter().filter(|item| item.starts_with("let "));
    let changing: HashSet<&str> =
        variables.flat_map(|item| declared(item)).filter(|name| *name != SET_ONCE).collect();

    let moved = not_needed(&mut items, &changing);
    let later = later.replace(LENGTH[0], LENGTH[1]);
    let needed: HashSet<&str> = words(&moved).chain(words(&later)).collect();
    if !needed.is_disjoint(&changing) {
        return None;
    }
    let scope: Vec<&str> =
        items.iter().flat_map(|item| declared(item)).filter(|it| needed.contains(it)).collect();
    let scope = scope.join(", ");
    let [kept, length] = [&items.concat(), LENGTH[0]];
    let collect = format!("    return {{ {scope}, length: () => {length} }};\n");
    Some(Parted {
        first: format!("{kept}function bindingScope() {{\n{collect}}}\n"),
        later: format!(
            "export default ({{ {scope}, length }}) => {{\n{moved}return {{\n{later}}};\n}};\n"
        ),
    })
}

/// What the first file imports, and what only the later one does. What neither does is in no list.
fn sorted(list: &str, first: &[String], later: &[String]) -> Option<[String; 2]> {
    let [first, later]: [HashSet<&str>; 2] =
        [first, later].map(|names| names.iter().map(String::as_str).collect());
    let mut lists = [String::new(), String::new()];
    for entry in blocks(list, |line| {
        line.strip_prefix(ENTRY).is_some_and(|rest| !rest.starts_with([' ', '}']))
    }) {
        let name = entry.trim_start().split(':').next()?;
        let in_both = name == "__proto__";
        if in_both || first.contains(name) {
            lists[0].push_str(entry);
        }
        if in_both || !first.contains(name) && later.contains(name) {
            lists[1].push_str(entry);
        }
    }
    Some(lists)
}

/// Takes out the functions that none of the others calls, and those that only these call.
fn not_needed(items: &mut Vec<&str>, changing: &HashSet<&str>) -> String {
    let mut taken = String::new();
    loop {
        let goes = |item: &&str| {
            let Some(name) = movable(item) else { return false };
            let calls = |other: &&str| other != item && words(other).any(|word| word == name);
            !items.iter().any(calls) && !words(item).any(|word| changing.contains(word))
        };
        let Some(place) = items.iter().position(goes) else { break taken };
        taken.push_str(items.remove(place));
    }
}

/// A declaration each, or what stands between them.
fn declarations(part: &str) -> Vec<&str> {
    blocks(part, |line| !line.starts_with([' ', '}', '\n']))
}

/// A text in pieces, each beginning with a line of which `begins` holds.
fn blocks(text: &str, begins: impl Fn(&str) -> bool) -> Vec<&str> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at == 0 || begins(line) {
            starts.push(at);
        }
        at += line.len();
    }
    starts.push(at);
    starts.windows(2).map(|ends| &text[ends[0]..ends[1]]).collect()
}

/// The name of a function, or of a list on a line, which can stand elsewhere.
fn movable(item: &str) -> Option<&str> {
    let rest = item.strip_prefix("function ").or_else(|| {
        let line = item.trim_end();
        item.strip_prefix("const ").filter(|_| line.ends_with("];") && !line.contains('\n'))
    })?;
    words(rest).next()
}

/// The names that a declaration brings.
fn declared(item: &str) -> Vec<&str> {
    let item = item.strip_prefix("async ").unwrap_or(item);
    let one = ["function ", "const ", "class "].iter().find_map(|kind| item.strip_prefix(kind));
    match (one, item.strip_prefix("let ")) {
        (Some(rest), _) => words(rest).take(1).collect(),
        (None, Some(rest)) => rest.split('=').take(1).flat_map(words).collect(),
        (None, None) => Vec::new(),
    }
}

/// Everything in a script that may be a name.
fn words(script: &str) -> impl Iterator<Item = &str> {
    script
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$')
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "\
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        i0: function(arg0) {
            const ret = {
                a: text(arg0)
            };
            return ret;
        },
        i1: function(arg0) { return caught(function (arg0) {
            written(arg0, wasm.memory);
            const len1 = WASM_VECTOR_LEN;
        }, arguments); },
        i2: function(arg0) {
            return kinds[arg0];
        },
        i3: function() {
            return nobody();
        },
    };
    return { './page_bg.js': import0 };
}

const kinds = [\"a\", \"b\"];
function caught(f, args) {
    return named(f, args);
}
function named(f, args) {
    return f.apply(this, args);
}
function nobody() {}
function text(arg0) {
    return decoder.decode(arg0);
}
const decoder = new TextDecoder();
function written(arg0) {
    WASM_VECTOR_LEN = arg0.length;
}
let WASM_VECTOR_LEN = 0;
let wasmModule, wasm;
__wbg_get_imports();
";

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn what_only_the_later_file_imports_comes_later_with_what_only_that_calls() {
        let parted = part(SCRIPT, &names(&["i0"]), &names(&["i0", "i1", "i2"])).unwrap();
        let (first, later) = (parted.first, parted.later);
        for stays in ["i0: function", "function text(", "function written(", "__wbg_get_imports();"]
        {
            assert!(first.contains(stays) && !later.contains(stays), "{stays}: {first}");
        }
        for goes in
            ["i1: function", "i2: function", "const kinds", "function caught(", "function named("]
        {
            assert!(!first.contains(goes) && later.contains(goes), "{goes}: {later}");
        }
        assert!(!first.contains("i3: ") && !later.contains("i3: "), "nobody imports it");
        // What it is given, and how long a text is as it is then.
        assert!(later.starts_with("export default ({ written, wasm, length }) => {\n"), "{later}");
        assert!(
            first.contains("return { written, wasm, length: () => WASM_VECTOR_LEN };"),
            "{first}"
        );
        assert!(later.contains("const len1 = length();"), "{later}");
    }

    #[test]
    fn without_a_difference_all_stays() {
        let all = names(&["i0", "i1", "i2", "i3"]);
        let parted = part(SCRIPT, &all, &all).unwrap();
        assert!(parted.first.starts_with(SCRIPT), "{}", parted.first);
    }

    #[test]
    fn what_needs_a_variable_of_the_script_is_not_parted() {
        let script = SCRIPT.replace("return kinds[arg0];", "return wasmModule;");
        assert_eq!(part(&script, &names(&["i0"]), &names(&["i2"])), None);
        assert_eq!(part("another script", &[], &[]), None);
    }
}
