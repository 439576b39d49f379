//! The locale files against each other and against the code that uses them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;

/// The plural categories that whole numbers fall into, by the CLDR.
fn categories(language: Language) -> &'static [&'static str] {
    match language {
        Language::English | Language::German => &["one", "other"],
        // Many: whole millions.
        Language::Spanish | Language::French | Language::BrazilianPortuguese => {
            &["many", "one", "other"]
        }
        Language::Russian => &["few", "many", "one", "other"],
        Language::Arabic => &["few", "many", "one", "other", "two", "zero"],
        Language::SimplifiedChinese => &["other"],
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn path_of(language: Language) -> PathBuf {
    match language {
        Language::English => root().join("src/view/text/en.json"),
        other => root().join("www/locales").join([other.tag(), ".json"].concat()),
    }
}

fn file_of(language: Language) -> String {
    let path = path_of(language);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn english() -> Entries {
    entries(&file_of(Language::English))
}

/// The keys of the lines that `build.rs` makes, in their order.
fn keys_in(lines: &str) -> Vec<&str> {
    lines.lines().filter_map(|line| line.split('\t').next()).collect()
}

/// The forms of a text: one without a category when it is the same for any number.
fn forms(value: &Json) -> Vec<(&str, &str)> {
    match value {
        Json::Text(text) => vec![("", text)],
        Json::Object(forms) => forms
            .iter()
            .map(|(category, form)| match form {
                Json::Text(form) => (category.as_str(), form.as_str()),
                other => panic!("no text: {other:?}"),
            })
            .collect(),
        other => panic!("no text: {other:?}"),
    }
}

/// The names in braces.
fn places(text: &str) -> BTreeSet<&str> {
    let ends = text.split('{').skip(1);
    ends.map(|rest| rest.split_once('}').unwrap_or_else(|| panic!("open brace: {text}")).0)
        .collect()
}

fn places_of(forms: &[(&str, &'static str)]) -> BTreeSet<&'static str> {
    forms.iter().flat_map(|(_, form)| places(form)).collect()
}

#[test]
fn the_english_texts_are_in_the_order_of_their_keys() {
    let keys = [keys_in(ENTRANCE), keys_in(WORKSPACE)].concat();
    let texts: Vec<&str> = Text::ALL.iter().map(|text| text.key()).collect();
    assert_eq!(keys, texts);
}

#[test]
fn no_english_text_gets_lost_on_the_way_into_the_code() {
    let words = [words_of(ENTRANCE, &[]), words_of(WORKSPACE, &[])].concat();
    let english = english();
    assert_eq!(english.len(), words.len());
    for (text, built) in Text::ALL.iter().zip(words) {
        let (_, value) = english.iter().find(|(key, _)| key == text.key()).expect("its key");
        assert_eq!(Some(built), word(value), "{}", text.key());
    }
}

/// What is shown before the workspace is there.
#[test]
fn the_login_form_has_its_texts_from_the_start() {
    let view = root().join("src/view");
    let mut code = code_in(&root().join("src/embed"));
    for folder in ["sign_in", "widget", "notice"] {
        code.push_str(&code_in(&view.join(folder)));
    }
    code.push_str(&fs::read_to_string(view.join("code.rs")).expect("a source file"));
    let there = &Text::ALL[..keys_in(ENTRANCE).len()];
    let names: BTreeSet<String> = there.iter().map(|text| format!("{text:?}")).collect();
    let used = used_in(&code);
    assert!(used.contains("SignInTitle"), "nothing is used: {used:?}");
    let missing: Vec<_> = used.into_iter().filter(|name| !names.contains(*name)).collect();
    assert!(missing.is_empty(), "only in the workspace: {missing:?}, see build.rs");
}

#[test]
fn every_text_is_in_every_language() {
    let mut missing = Vec::new();
    for language in Language::ALL {
        let entries = entries(&file_of(language));
        for text in Text::ALL {
            if !entries.iter().any(|(key, _)| key == text.key()) {
                missing.push(format!("{}: {}", language.tag(), text.key()));
            }
        }
    }
    assert!(missing.is_empty(), "{} missing:\n{}", missing.len(), missing.join("\n"));
}

#[test]
fn no_language_has_a_text_that_there_is_not() {
    let mut unknown = Vec::new();
    for language in Language::ALL {
        let entries = entries(&file_of(language));
        assert!(!entries.is_empty(), "{} is no locale file", language.tag());
        for (at, (key, _)) in entries.iter().enumerate() {
            if !Text::ALL.iter().any(|text| text.key() == key) {
                unknown.push(format!("{}: {key}", language.tag()));
            }
            assert!(!entries[..at].iter().any(|(other, _)| other == key), "{key} is there twice");
        }
        assert!(entries.is_sorted_by_key(|(key, _)| key), "{} is not sorted", language.tag());
    }
    assert!(unknown.is_empty(), "unknown:\n{}", unknown.join("\n"));
}

#[test]
fn translations_have_the_places_of_the_english_text() {
    let english: &'static [(String, Json)] = english().leak();
    let mut wrong = Vec::new();
    for language in Language::ALL {
        let own: &'static [(String, Json)] = entries(&file_of(language)).leak();
        for (key, value) in own {
            let Some((_, original)) = english.iter().find(|(other, _)| other == key) else {
                continue;
            };
            let (original, own) = (forms(original), forms(value));
            let wanted = places_of(&original);
            let told = places_of(&own);
            if told != wanted {
                wrong.push(format!("{}: {key}: {told:?}, not {wanted:?}", language.tag()));
            }
            for (category, form) in own {
                if form.trim().is_empty() || form != form.trim() {
                    wrong.push(format!("{}: {key} {category}: blank at an end", language.tag()));
                }
                // "No files" and "one file" need not say the number.
                let all_but_count: BTreeSet<_> =
                    wanted.iter().filter(|place| **place != "count").copied().collect();
                if !all_but_count.is_subset(&places(form)) {
                    wrong.push(format!("{}: {key} {category}: a place is missing", language.tag()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn plural_texts_have_the_forms_of_their_language() {
    let english = english();
    let mut wrong = Vec::new();
    for language in Language::ALL {
        for (key, value) in entries(&file_of(language)) {
            let original = english.iter().find(|(other, _)| *other == key).map(|(_, value)| value);
            let is_plural = matches!(original, Some(Json::Object(_)));
            let mut own: Vec<&str> = forms(&value).iter().map(|(category, _)| *category).collect();
            own.sort_unstable();
            let wanted = if is_plural { categories(language) } else { &[""] };
            if own != wanted {
                wrong.push(format!("{}: {key}: {own:?}, not {wanted:?}", language.tag()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// All Rust files below a folder, one after the other.
fn code_in(folder: &Path) -> String {
    let mut code = String::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            code.push_str(&code_in(&path));
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            code.push_str(&fs::read_to_string(&path).expect("a source file"));
        }
    }
    code
}

/// The names of the texts in a piece of code.
fn used_in(code: &str) -> BTreeSet<&str> {
    code.split("Text::")
        .skip(1)
        .map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
            &rest[..end]
        })
        .collect()
}

#[test]
fn every_text_is_used() {
    let code = code_in(&root().join("src"));
    let used = used_in(&code);
    // Found by the code of an error, see `Text::of_error`.
    let by_code = |text: &&Text| text.key().starts_with("error.");
    let unused: Vec<String> = Text::ALL
        .iter()
        .filter(|text| !by_code(text))
        .map(|text| format!("{text:?}"))
        .filter(|name| !used.contains(name.as_str()))
        .collect();
    assert!(unused.is_empty(), "unused: {}", unused.join(", "));
}

fn all_words(own: &[Entries]) -> Vec<Word> {
    [words_of(ENTRANCE, own), words_of(WORKSPACE, own)].concat()
}

#[test]
fn a_text_the_file_lacks_is_english() {
    let words = all_words(&[entries(r#"{"copy": "Kopieren"}"#)]);
    assert_eq!(words[Text::Copy as usize], Word::Plain("Kopieren".into()));
    assert_eq!(words[Text::CopyAll as usize], Word::Plain("Copy all".into()));
}

#[test]
fn a_page_may_put_its_own_words_in_place() {
    let german = || entries(r#"{"copy": "Kopieren", "copy.all": "Alle kopieren"}"#);
    let before = all_words(&[german()]);
    let pages = entries(r#"{"copy": "Nimm es", "no.such.key": "x", "copy.all": 7}"#);
    let words = all_words(&[pages, german()]);
    assert_eq!(words[Text::Copy as usize], Word::Plain("Nimm es".into()));
    let changed = words.iter().zip(&before).filter(|(now, before)| now != before).count();
    assert_eq!(changed, 1);
}

#[test]
fn what_is_no_locale_file_is_none() {
    for file in ["", "<!doctype html>", "[]", "{}", "null"] {
        assert!(entries(file).is_empty(), "{file}");
    }
}

#[test]
fn a_form_that_is_missing_is_the_general_one() {
    let forms = [("one", "{count} file"), ("other", "{count} files")];
    let forms = forms.map(|(category, form)| (category.into(), form.into()));
    assert_eq!(form(&forms, "one"), "{count} file");
    assert_eq!(form(&forms, "few"), "{count} files");
    assert_eq!(form(&[], "few"), "");
}

#[test]
fn values_fill_the_places_named_after_them() {
    assert_eq!(fill("{done} of {total}", &[("total", "3"), ("done", "1")], false), "1 of 3");
    assert_eq!(fill("{name}", &[("name", "{total}")], false), "{total}");
    assert_eq!(fill("no places", &[("name", "x")], false), "no places");
}

#[test]
fn a_value_of_another_direction_is_set_apart() {
    let more = |template: &str, name: &str, right_to_left| {
        fill(template, &[("name", name)], right_to_left)
    };
    assert_eq!(
        more("Stop {name}", "\u{5e9}\u{5dc} (2).jpg", false),
        "Stop \u{2068}\u{5e9}\u{5dc} (2).jpg\u{2069}"
    );
    assert_eq!(more("Stop {name}", "photo (2).jpg", false), "Stop photo (2).jpg");
    assert_eq!(
        more("\u{62d}\u{630}\u{641} {name}\u{61f}", "a (2).jpg", true),
        "\u{62d}\u{630}\u{641} \u{2068}a (2).jpg\u{2069}\u{61f}"
    );
    assert_eq!(more("{name}", "3", true), "3");
    assert_eq!(more("{name}", "\u{434} (2)", true), "\u{2068}\u{434} (2)\u{2069}");
}
