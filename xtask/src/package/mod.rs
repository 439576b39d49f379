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
use crate::{build, process, sizes, split, terminal, third_party};

/// What the page's build leaves that the package takes over.
const FROM_PAGE: [&str; 8] = [
    "loader.js",
    "forum.js",
    "framing.js",
    "framed.js",
    "upload-widget.js",
    "upload-widget_bg.wasm",
    "upload-widget_workspace.wasm",
    "upload-widget_later.wasm",
];
/// What is the package's own, from `www/embed`.
const OWN: [&str; 3] = ["index.js", "index.d.ts", "loader.d.ts"];
/// The terms, which npm packs only when package.json lists them.
const LICENSES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];
/// The documents that the package's README leads to, and those that these lead to.
const DOCUMENTS: [&str; 4] = ["api.md", "elements.md", "embedding.md", "proxy.md"];
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

/// Copies the files of a folder that has no folders.
fn copy_folder(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to).map_err(|cause| Failure::file(to, &cause))?;
    for file in fs::read_dir(from).map_err(|cause| Failure::file(from, &cause))?.flatten() {
        copy(&file.path(), &to.join(file.file_name()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

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
                    || target.starts_with(PROXIES[0]) && docs.join(target).is_file();
                assert!(packed || target.is_empty(), "{}: {target}", document.display());
                count += 1;
            }
        }
        assert!(count > 10, "{count}");
    }

    /// The words of a list in the scripts of the element: `const NAME = "a b c"`.
    fn words(name: &str) -> Vec<String> {
        let loader = include_str!("../../../www/embed/loader.js");
        let framing = include_str!("../../../www/embed/framing.js");
        let line = [loader, framing]
            .iter()
            .flat_map(|script| script.lines())
            .find_map(|line| line.trim().strip_prefix(&format!("const {name} = ")));
        let line = line.unwrap().trim_matches(|c| "\"`;".contains(c));
        line.split(' ').filter(|word| !word.starts_with('$')).map(str::to_owned).collect()
    }

    #[test]
    fn the_reference_names_every_attribute_and_event() {
        let reference = include_str!("../../../docs/elements.md");
        let (attributes, others) = reference.split_once("## Properties").unwrap();
        let events = others.split_once("## Events").unwrap().1;
        for attribute in words("FRAMED_ATTRIBUTES").into_iter().chain(words("READ")) {
            assert!(attributes.contains(&format!("`{attribute}`")), "{attribute}");
        }
        for event in words("EVENTS") {
            assert!(events.contains(&format!("| `{event}` |")), "{event}");
        }
        let forum = include_str!("../../../www/embed/forum.js");
        for attribute in forum.split("getAttribute(\"").skip(1) {
            let attribute = attribute.split('"').next().unwrap();
            assert!(attributes.contains(&format!("`{attribute}`")), "{attribute}");
        }
    }

    /// The attributes that the reference lists.
    fn attributes() -> Vec<&'static str> {
        let reference = include_str!("../../../docs/elements.md");
        let table = reference.split_once("## Properties").unwrap().0;
        let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
        rows.flat_map(|names| names.split(", ")).map(|name| name.trim_matches('`')).collect()
    }

    #[test]
    fn the_reference_says_which_attributes_a_framed_page_is_told() {
        let reference = include_str!("../../../docs/elements.md");
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
            let line =
                script.lines().find(|line| line.trim().starts_with("const FRAMED_ATTRIBUTES"));
            line.unwrap().trim()
        };
        let loader = include_str!("../../../www/embed/loader.js");
        let framed = include_str!("../../../www/embed/framed.js");
        assert_eq!(list(loader), list(framed));
    }

    /// The properties that the reference lists.
    fn properties() -> Vec<&'static str> {
        let reference = include_str!("../../../docs/elements.md");
        let table = reference.split_once("## Properties").unwrap().1.split_once("##").unwrap().0;
        table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect()
    }

    #[test]
    fn the_scripts_declare_every_property_and_no_other() {
        let mut named = properties();
        assert!(named.len() > 2, "{named:?}");
        named.sort_unstable();
        let list = named.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        let loader = include_str!("../../../www/embed/loader.js");
        assert!(loader.contains(&format!("for (const name of [{list}])")), "{list}");
        let index = include_str!("../../../www/embed/index.js");
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
        let loader = include_str!("../../../www/embed/loader.js");
        let framing = include_str!("../../../www/embed/framing.js");
        let framed = include_str!("../../../www/embed/framed.js");
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
        let demo = include_str!("../../../www/demo/demo.js");
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
        let types = include_str!("../../../www/embed/index.d.ts");
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
        let types = include_str!("../../../www/embed/index.d.ts");
        let map = types.split_once("export interface UploadWidgetEventMap").unwrap().1;
        let map = map.split_once("\n}").unwrap().0;
        for event in words("EVENTS") {
            let quoted = format!("  \"{event}\": ");
            assert!(map.contains(&quoted) || map.contains(&format!("  {event}: ")), "{event}");
        }
    }

    #[test]
    fn what_wasm_bindgen_writes_is_tidied() {
        let written = "class A {\n  [Symbol.dispose](): void;\n  /**\n   * r\" `/a`\n   */\n}\n";
        assert_eq!(tidy(written), "class A {\n  /**\n   * `/a`\n   */\n}\n");
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
        let reference = include_str!("../../../docs/elements.md");
        let listed = reference.split_once("## Parts and tokens").unwrap().1;
        let listed = listed.split_once("\n\nCustom properties").unwrap().0;
        let rows = listed.lines().filter(|line| line.starts_with("| `"));
        let quoted = rows.flat_map(|row| row.split('`').skip(1).step_by(2));
        quoted.filter(|name| !name.contains('=')).collect()
    }

    /// The custom properties that the widget reads.
    fn tokens() -> Vec<&'static str> {
        let tokens = include_str!("../../../src/view/tokens.css");
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
        let loader = include_str!("../../../www/embed/loader.js");
        let framing = include_str!("../../../www/embed/framing.js");
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
        let reference = include_str!("../../../docs/elements.md");
        for token in tokens() {
            assert!(reference.contains(&format!("`{token}`")), "{token}");
        }
    }

    #[test]
    fn the_manifest_takes_the_crates_version() {
        assert_eq!(manifest_template()["version"], "0.0.0");
    }
}
