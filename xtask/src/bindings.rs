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
/// How a function in the list begins.
const ENTRY: &str = "        ";
/// What the script's functions leave the length of a text in. It changes, so it is asked for.
const LENGTH: [&str; 2] = ["WASM_VECTOR_LEN", "length()"];
/// What changes as well, but not once the first file is there.
const SET_ONCE: &str = "wasm";

/// Parts a script between the imports of the first file and those of the one that comes later. `None` when it
/// is not as expected.
pub(crate) fn part(script: &str, first: &[String], later: &[String]) -> Option<Parted> {
    let (before, rest) = script.split_once(LIST[0])?;
    let (list, after) = rest.split_once(LIST[1])?;
    let list = [list, "\n"].concat();
    let (first, later) = (names(first), names(later));
    let mut lists = [String::new(), String::new()];
    for entry in blocks(&list, |line| {
        line.starts_with(ENTRY) && !line[ENTRY.len()..].starts_with([' ', '}'])
    }) {
        let name = entry.trim_start().split(':').next()?;
        if first.contains(name) || name == "__proto__" {
            lists[0].push_str(entry);
        }
        if !first.contains(name) && (later.contains(name) || name == "__proto__") {
            lists[1].push_str(entry);
        }
    }
    let [first, mut later] = lists;

    // What stands beside the list: a declaration each, or more of the one before.
    let items: Vec<&str> = [before, after]
        .into_iter()
        .flat_map(|part| blocks(part, |line| !line.starts_with([' ', '}', '\n'])))
        .collect();
    // A copy of what changes would stay as it is, and a change of it unseen: what is about it stays beside it.
    let changing: HashSet<&str> = items
        .iter()
        .filter(|item| item.starts_with("let "))
        .flat_map(|item| declared(item))
        .filter(|name| *name != SET_ONCE)
        .collect();
    let mut kept: Vec<bool> = vec![true; items.len()];
    let mut moved = String::new();
    // Functions that only the later ones call go with them, and those that only these call.
    loop {
        let stays = items.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(item, _)| *item);
        let stays: Vec<&str> = stays.chain([first.as_str()]).collect();
        let goes = |item: &&str| {
            let Some(name) = movable(item) else { return false };
            if words(item).any(|word| changing.contains(word)) {
                return false;
            }
            !stays.iter().any(|other| other != item && words(other).any(|word| word == name))
        };
        let going: Vec<usize> =
            (0..items.len()).filter(|place| kept[*place] && goes(&items[*place])).collect();
        if going.is_empty() {
            break;
        }
        for place in going {
            kept[place] = false;
            moved.push_str(items[place]);
        }
    }
    later = later.replace(LENGTH[0], LENGTH[1]);
    let needed: HashSet<&str> = words(&moved).chain(words(&later)).collect();
    if needed.iter().any(|name| changing.contains(name)) {
        return None;
    }
    let stays = items.iter().zip(&kept).filter(|(_, kept)| **kept);
    let scope: Vec<&str> =
        stays.flat_map(|(item, _)| declared(item)).filter(|name| needed.contains(name)).collect();
    let scope = scope.join(", ");
    let mut whole = String::with_capacity(script.len());
    let mut list = Some([LIST[0], first.trim_end(), LIST[1]].concat());
    let in_front = blocks(before, |line| !line.starts_with([' ', '}', '\n'])).len();
    for (place, item) in items.iter().enumerate() {
        if place == in_front {
            whole.extend(list.take());
        }
        if kept[place] {
            whole.push_str(item);
        }
    }
    Some(Parted {
        first: format!(
            "{whole}function bindingScope() {{\n    return {{ {scope}, length: () => {} }};\n}}\n",
            LENGTH[0]
        ),
        later: format!(
            "export default ({{ {scope}, length }}) => {{\n{moved}return {{\n{later}}};\n}};\n"
        ),
    })
}

fn names(imports: &[String]) -> HashSet<&str> {
    imports.iter().map(String::as_str).collect()
}

/// A text in pieces, each beginning with a line of which `begins` holds.
fn blocks(text: &str, begins: impl Fn(&str) -> bool) -> Vec<&str> {
    let mut starts: Vec<usize> = Vec::new();
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

/// The name of a function, or of a constant on a line, which can stand elsewhere.
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
    let Some(rest) = ["function ", "const ", "class "].iter().find_map(|it| item.strip_prefix(it))
    else {
        let several = item.strip_prefix("let ").and_then(|rest| rest.split('=').next());
        return several.into_iter().flat_map(words).collect();
    };
    words(rest).next().into_iter().collect()
}

/// Everything in a script that may be a name.
fn words(script: &str) -> impl Iterator<Item = &str> {
    script
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$')
        .filter(|word| !word.is_empty())
}
