//! Whether the reference, `docs/elements.md`, says of the element what its scripts, its types, its demo
//! page and the view say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The words of a list in the scripts of the element: `const NAME = "a b c"`.
fn words(name: &str) -> Vec<String> {
    let loader = include_str!("../../www/embed/loader.js");
    let framing = include_str!("../../www/embed/framing.js");
    let line = [loader, framing]
        .iter()
        .flat_map(|script| script.lines())
        .find_map(|line| line.trim().strip_prefix(&format!("const {name} = ")));
    let line = line.unwrap().trim_matches(|c| "\"`;".contains(c));
    line.split(' ').filter(|word| !word.starts_with('$')).map(str::to_owned).collect()
}

#[test]
fn the_reference_names_every_attribute_and_event() {
    let reference = include_str!("../../docs/elements.md");
    let (attributes, others) = reference.split_once("## Properties").unwrap();
    let events = others.split_once("## Events").unwrap().1;
    for attribute in words("FRAMED_ATTRIBUTES").into_iter().chain(words("READ")) {
        assert!(attributes.contains(&format!("`{attribute}`")), "{attribute}");
    }
    for event in words("EVENTS") {
        assert!(events.contains(&format!("| `{event}` |")), "{event}");
    }
    let forum = include_str!("../../www/embed/forum.js");
    for attribute in forum.split("getAttribute(\"").skip(1) {
        let attribute = attribute.split('"').next().unwrap();
        assert!(attributes.contains(&format!("`{attribute}`")), "{attribute}");
    }
}

/// The attributes that the reference lists.
fn attributes() -> Vec<&'static str> {
    let reference = include_str!("../../docs/elements.md");
    let table = reference.split_once("## Properties").unwrap().0;
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
    rows.flat_map(|names| names.split(", ")).map(|name| name.trim_matches('`')).collect()
}

#[test]
fn the_reference_says_which_attributes_a_framed_page_is_told() {
    let reference = include_str!("../../docs/elements.md");
    let told = words("FRAMED_ATTRIBUTES");
    for attribute in words("READ").iter().chain(&told) {
        let row = reference.lines().find(|line| {
            let names = line.strip_prefix("| ").and_then(|row| row.split(" | ").next());
            names.is_some_and(|names| names.contains(&format!("`{attribute}`")))
        });
        let last = row.and_then(|row| row.trim_end_matches(" |").rsplit(" | ").next());
        let expected = if told.contains(attribute) { "yes" } else { "no" };
        assert_eq!(last, Some(expected), "{attribute}");
    }
}

#[test]
fn a_framed_page_takes_the_attributes_that_it_is_told() {
    let list = |script: &'static str| {
        let line = script.lines().find(|line| line.trim().starts_with("const FRAMED_ATTRIBUTES"));
        line.unwrap().trim()
    };
    let loader = include_str!("../../www/embed/loader.js");
    let framed = include_str!("../../www/embed/framed.js");
    assert_eq!(list(loader), list(framed));
}

/// The properties that the reference lists.
fn properties() -> Vec<&'static str> {
    let reference = include_str!("../../docs/elements.md");
    let table = reference.split_once("## Properties").unwrap().1.split_once("##").unwrap().0;
    table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect()
}

#[test]
fn the_scripts_declare_every_property_and_no_other() {
    let mut named = properties();
    assert!(named.len() > 2, "{named:?}");
    named.sort_unstable();
    let list = named.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let loader = include_str!("../../www/embed/loader.js");
    assert!(loader.contains(&format!("for (const name of [{list}])")), "{list}");
    let index = include_str!("../../www/embed/index.js");
    assert!(index.contains(&format!("PROPERTIES = new Set([{list}])")), "{list}");
}

/// A table of texts in a script of the element, by the primary language subtag.
fn table(script: &str, name: &str) -> BTreeMap<String, Vec<String>> {
    let (_, rest) = script.split_once(&format!("const {name} = {{\n")).unwrap();
    let (lines, _) = rest.split_once("};").unwrap();
    let row = |line: &str| {
        let (language, texts) = line.trim().trim_end_matches(',').split_once(": ").unwrap();
        let language = language.trim_matches('"').split('-').next().unwrap();
        let texts = match serde_json::from_str(texts).unwrap() {
            serde_json::Value::Array(texts) => texts,
            text => vec![text],
        };
        let texts = texts.iter().map(|text| text.as_str().unwrap().to_owned()).collect();
        (language.to_owned(), texts)
    };
    lines.lines().filter(|line| !line.trim().is_empty()).map(row).collect()
}

/// The places of a text, such as `{count}`.
fn places(text: &str) -> Vec<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

#[test]
fn the_scripts_have_every_text_in_every_language() {
    let locales = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/locales");
    let files = fs::read_dir(locales).unwrap().flatten();
    let names = files.filter_map(|file| file.file_name().into_string().ok());
    let tags = names.filter_map(|name| Some(name.strip_suffix(".json")?.to_owned()));
    let primary = tags.map(|tag| tag.split('-').next().unwrap().to_owned());
    let languages: BTreeSet<String> = primary.chain(["en".to_owned()]).collect();
    assert!(languages.len() > 5, "{languages:?}");
    let loader = include_str!("../../www/embed/loader.js");
    let framing = include_str!("../../www/embed/framing.js");
    let framed = include_str!("../../www/embed/framed.js");
    for (name, script) in [("LABELS", loader), ("WORDS", framing), ("QUESTIONS", framed)] {
        let table = table(script, name);
        assert_eq!(table.keys().cloned().collect::<BTreeSet<_>>(), languages, "{name}");
        let english = &table["en"];
        for (language, texts) in &table {
            assert_eq!(texts.len(), english.len(), "{name}, {language}");
            for (text, english) in texts.iter().zip(english) {
                assert!(!text.trim().is_empty(), "{name}, {language}: {english}");
                assert_eq!(places(text), places(english), "{name}, {language}: {text}");
            }
        }
    }
}

#[test]
fn the_demo_page_offers_everything() {
    let demo = include_str!("../../www/demo/demo.js");
    let (offered, others) = demo.split_once("const EVENTS").unwrap();
    let named = attributes();
    assert!(named.len() > 20, "{named:?}");
    for attribute in named {
        assert!(offered.contains(&format!("\"{attribute}\": ")), "{attribute}");
    }
    for event in words("EVENTS") {
        assert!(others.contains(&format!("\"{event}\"")), "{event}");
    }
    for name in parts().into_iter().chain(tokens()) {
        assert!(others.contains(&format!("\"{name}\"")), "{name}");
    }
    for property in properties() {
        assert!(others.contains(&format!("\"{property}\": ")), "{property}");
    }
}

#[test]
fn the_types_name_every_attribute() {
    let types = include_str!("../../www/embed/index.d.ts");
    let options = types.split_once("export interface Options").unwrap().1;
    let options = options.split_once("\n}").unwrap().0;
    let mut count = 0;
    for attribute in attributes() {
        let mut words = attribute.split('-');
        let mut name = words.next().unwrap().to_owned();
        for word in words {
            name.push_str(&word[..1].to_uppercase());
            name.push_str(&word[1..]);
        }
        assert!(options.contains(&format!("  {name}?: ")), "{name}");
        count += 1;
    }
    assert!(count > 20, "{count}");
}

#[test]
fn the_types_name_every_event() {
    let types = include_str!("../../www/embed/index.d.ts");
    let map = types.split_once("export interface UploadWidgetEventMap").unwrap().1;
    let map = map.split_once("\n}").unwrap().0;
    for event in words("EVENTS") {
        let quoted = format!("  \"{event}\": ");
        assert!(map.contains(&quoted) || map.contains(&format!("  {event}: ")), "{event}");
    }
}

/// The sources of the view, in one text.
fn view() -> String {
    fn read(folder: &Path, text: &mut String) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => read(&path, text),
                false if path.extension() == Some("rs".as_ref()) => {
                    text.push_str(&fs::read_to_string(&path).unwrap());
                }
                false => {}
            }
        }
    }
    let mut text = String::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/view"), &mut text);
    text
}

/// The parts that the reference lists.
fn parts() -> Vec<&'static str> {
    let reference = include_str!("../../docs/elements.md");
    let listed = reference.split_once("## Parts and tokens").unwrap().1;
    let listed = listed.split_once("\n\nCustom properties").unwrap().0;
    let rows = listed.lines().filter(|line| line.starts_with("| `"));
    let quoted = rows.flat_map(|row| row.split('`').skip(1).step_by(2));
    quoted.filter(|name| !name.contains('=')).collect()
}

/// The custom properties that the widget reads.
fn tokens() -> Vec<&'static str> {
    let tokens = include_str!("../../src/view/tokens.css");
    let lines = tokens.lines().map(str::trim).filter(|line| line.starts_with("--uw-"));
    lines.filter_map(|line| line.split(':').next()).collect()
}

#[test]
fn the_reference_names_every_part_and_no_other() {
    let named = parts();
    let view = view();
    let mut count = 0;
    for names in view.split(".part(\"").skip(1) {
        for name in names.split('"').next().unwrap().split(' ') {
            assert!(named.contains(&name), "{name} is not in the reference");
            count += 1;
        }
    }
    assert!(count > 30, "{count}");
    let loader = include_str!("../../www/embed/loader.js");
    let framing = include_str!("../../www/embed/framing.js");
    for name in &named {
        let in_view = [format!("\"{name}\""), format!(" {name}\""), format!("\"{name} ")];
        let in_scripts = format!("className: \"{name}\"");
        let known = in_view.iter().any(|written| view.contains(written))
            || [loader, framing].iter().any(|script| script.contains(&in_scripts));
        assert!(known, "{name} is nowhere in the code");
    }
}

#[test]
fn the_reference_names_every_token() {
    let reference = include_str!("../../docs/elements.md");
    for token in tokens() {
        assert!(reference.contains(&format!("`{token}`")), "{token}");
    }
}
