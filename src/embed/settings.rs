//! What the attributes of an `<upload-widget>`, or of the standalone page's element, say.
//!
//! `docs/elements.md` lists them. A value that an attribute does not take is an error that names the
//! attribute; a blank one counts as absent. On the standalone page each has `data-` before its name.

use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::{Element, UrlSearchParams};

use super::locale;
use crate::api::{ApiBase, BadBase, Bytes, FolderId, Host, Parent, Profile, Transport};
use crate::links::Format;
use crate::transfer::{ChangedName, Check, Options, Recovery, SameName, Target};
use crate::view::{DropZone, HostChoice};

#[wasm_bindgen]
extern "C" {
    /// Where the module was loaded from.
    #[wasm_bindgen(thread_local_v2, js_namespace = ["import", "meta"], js_name = url)]
    static MODULE_ADDRESS: String;
}

fn asked_in_the_address() -> Option<String> {
    let query = web_sys::window()?.location().search().ok()?;
    UrlSearchParams::new_with_str(&query).ok()?.get("lang")
}

/// The attributes of an element, by names without their prefix.
#[derive(Clone)]
pub(super) struct Attributes {
    element: Element,
    prefix: &'static str,
}

impl Attributes {
    /// Those of a custom element.
    pub(super) fn of_element(element: Element) -> Self {
        Self { element, prefix: "" }
    }

    /// Those of the standalone page.
    pub(super) fn of_page(element: Element) -> Self {
        Self { element, prefix: "data-" }
    }

    /// Whether they are those of the standalone page, whose address may choose too.
    pub(super) fn are_of_page(&self) -> bool {
        !self.prefix.is_empty()
    }

    /// What an attribute says; `None` when it is absent or blank.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let value = self.element.get_attribute(&[self.prefix, name].concat())?;
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// A property that a script has set on the element.
    pub(super) fn property(&self, name: &str) -> JsValue {
        // Reading a property of an element does not throw.
        Reflect::get(&self.element, &name.into()).unwrap_or(JsValue::UNDEFINED)
    }

    /// The language asked for: the element's own, the address's on a page of our own, that of the
    /// page around, or the browser's.
    pub(super) fn language(&self) -> String {
        let own = match self.are_of_page() {
            true => self.get("language").or_else(asked_in_the_address),
            false => self.get("lang"),
        };
        let around = || self.element.closest("[lang]").ok().flatten()?.get_attribute("lang");
        own.or_else(around)
            .filter(|language| !language.is_empty() && language != "auto")
            .or_else(locale::browser_language)
            .unwrap_or_default()
    }

    /// The folder with the locale files: beside the wasm module unless another is named.
    pub(super) fn locales(&self) -> String {
        let beside = || {
            let module = MODULE_ADDRESS.with(String::clone);
            let folder = web_sys::Url::new_with_base("locales/", &module).ok()?;
            Some(folder.href())
        };
        self.get("locales").or_else(beside).unwrap_or_else(|| "locales/".to_owned())
    }
}

/// The words that an attribute takes, and what each means. Apart from each other, so that looking a word up
/// is there once, whatever it means.
struct Choices<T, const N: usize> {
    /// For people.
    expected: &'static str,
    words: [&'static str; N],
    meanings: [T; N],
}

const TRANSPORTS: Choices<Transport, 3> = Choices {
    expected: "auto, fetch or watched",
    words: ["auto", "fetch", "watched"],
    meanings: [Transport::Auto, Transport::Fetch, Transport::Watched],
};
const DROP_ZONES: Choices<DropZone, 2> = Choices {
    expected: "widget or page",
    words: ["widget", "page"],
    meanings: [DropZone::Widget, DropZone::Page],
};
const SAME_NAMES: Choices<SameName, 3> = Choices {
    expected: "upload, skip or rename",
    words: ["upload", "skip", "rename"],
    meanings: [SameName::Upload, SameName::Skip, SameName::Rename],
};
const CHANGED_NAMES: Choices<ChangedName, 3> = Choices {
    expected: "upload, refuse or rename",
    words: ["upload", "refuse", "rename"],
    meanings: [ChangedName::Upload, ChangedName::Refuse, ChangedName::Rename],
};
const RECOVERIES: Choices<Recovery, 3> = Choices {
    expected: "files, list or off",
    words: ["files", "list", "off"],
    meanings: [Recovery::FILES, Recovery::List, Recovery::Off],
};
const CHECKS: Choices<Check, 5> = Choices {
    expected: "permission, empty, size, storage or duplicate",
    words: ["permission", "empty", "size", "storage", "duplicate"],
    meanings: [Check::Permission, Check::Empty, Check::Size, Check::Storage, Check::Duplicate],
};
const FLAGS: Choices<bool, 2> =
    Choices { expected: "true or false", words: ["true", "false"], meanings: [true, false] };

/// Why an attribute cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BadSetting {
    /// `api-base` is not the address of an API.
    Base(BadBase),
    /// `host` names none of the hosts.
    Host(String),
    /// The attribute takes something else.
    Value { attribute: &'static str, expected: &'static str },
}

impl BadSetting {
    fn value(attribute: &'static str, expected: &'static str) -> Self {
        Self::Value { attribute, expected }
    }

    /// Which attribute it is, and what it takes.
    fn sentence(&self) -> String {
        match self {
            Self::Base(error) => ["api-base: ", error.sentence()].concat(),
            Self::Host(name) => ["host: there is no host ", name].concat(),
            Self::Value { attribute, expected } => [attribute, ": ", expected].concat(),
        }
    }
}

impl From<BadSetting> for JsValue {
    fn from(error: BadSetting) -> Self {
        error.sentence().into()
    }
}

/// The one host that the attributes name, if they do.
///
/// # Errors
/// When there is no such host, or `api-base` is not an address.
pub(super) fn host(attributes: &Attributes) -> Result<Option<HostChoice>, BadSetting> {
    let base = attributes.get("api-base");
    let base = base.map(|base| ApiBase::new(&base)).transpose().map_err(BadSetting::Base)?;
    let profile = attributes.get("host");
    let profile =
        profile.map(|name| Profile::from_code(&name).ok_or(BadSetting::Host(name))).transpose()?;
    let host = match (profile, base) {
        (Some(profile), Some(base)) => Host::at(profile, base),
        (Some(profile), None) => Host::of(profile),
        (None, Some(base)) => Host::other(base),
        (None, None) => return Ok(None),
    };
    Ok(Some(host.into()))
}

/// Everything but the host.
pub(super) struct Settings {
    pub(super) transport: Transport,
    pub(super) options: Options,
    pub(super) folder: Option<Target>,
    pub(super) drop_zone: DropZone,
    pub(super) formats: Vec<Format>,
}

impl Settings {
    /// Reads the attributes.
    ///
    /// # Errors
    /// When one has a value that it does not take.
    pub(super) fn read(attributes: &Attributes) -> Result<Self, BadSetting> {
        let text = |name| attributes.get(name);
        // The host is asked for its name.
        let folder = text("folder").map(|id| Target::folder(Parent::Folder(FolderId::new(id)), ""));
        Ok(Self {
            transport: choice(attributes, "transport", &TRANSPORTS)?.unwrap_or_default(),
            options: options(attributes)?,
            folder,
            drop_zone: choice(attributes, "drop-zone", &DROP_ZONES)?.unwrap_or_default(),
            formats: formats(&text("formats").unwrap_or_default())?,
        })
    }
}

/// The engine's settings.
fn options(attributes: &Attributes) -> Result<Options, BadSetting> {
    let text = |name| attributes.get(name);
    let flag = |name| choice(attributes, name, &FLAGS);
    let size = |name| {
        let size = text(name).map(|size| bytes(&size).map(Bytes).ok_or(size)).transpose();
        size.map_err(|_| BadSetting::value(name, "a size such as 500000 or 20 MB"))
    };
    let defaults = Options::default();
    let concurrency = match text("concurrency").map(|count| count.parse()) {
        None => defaults.concurrency,
        Some(Ok(count)) if count > 0 => count,
        Some(_) => return Err(BadSetting::value("concurrency", "a whole number above 0")),
    };
    let max_files = text("max-files").map(|count| count.parse()).transpose();
    let verify_up_to = match text("verify-up-to").as_deref() {
        None => defaults.verify_up_to,
        Some("all") => Some(Bytes(u64::MAX)),
        Some("none") => None,
        Some(size) => match bytes(size) {
            Some(size) => Some(Bytes(size)),
            None => {
                return Err(BadSetting::value(
                    "verify-up-to",
                    "a size such as 64 MiB, all or none",
                ));
            }
        },
    };
    Ok(Options {
        concurrency,
        max_size: size("max-size")?,
        max_total: size("max-total")?,
        max_files: max_files.map_err(|_| BadSetting::value("max-files", "a whole number"))?,
        accept: text("accept").unwrap_or_default(),
        same_name: choice(attributes, "same-name", &SAME_NAMES)?.unwrap_or_default(),
        changed_name: choice(attributes, "changed-name", &CHANGED_NAMES)?.unwrap_or_default(),
        skipped_checks: checks(&text("skip-checks").unwrap_or_default())?,
        empty_folders: flag("empty-folders")?.unwrap_or(defaults.empty_folders),
        verify_up_to,
        recovery: choice(attributes, "recovery", &RECOVERIES)?.unwrap_or_default(),
        auto_upload: flag("auto-upload")?.unwrap_or(defaults.auto_upload),
        embedder: embedder(attributes),
        ..defaults
    })
}

/// The origin of the page that shows this one, where it is another: `framed.js` writes it down. A page
/// of the same origin could read what the browser keeps anyway.
fn embedder(attributes: &Attributes) -> Option<Rc<str>> {
    let own = web_sys::window().and_then(|window| window.location().origin().ok());
    attributes.get("embedder").filter(|origin| Some(origin) != own.as_ref()).map(Into::into)
}

/// What an attribute with a few possible words says; `None` when it is absent.
fn choice<T: Copy, const N: usize>(
    attributes: &Attributes,
    name: &'static str,
    choices: &Choices<T, N>,
) -> Result<Option<T>, BadSetting> {
    let Some(word) = attributes.get(name) else { return Ok(None) };
    find(name, &word, choices).map(Some)
}

fn find<T: Copy, const N: usize>(
    attribute: &'static str,
    word: &str,
    choices: &Choices<T, N>,
) -> Result<T, BadSetting> {
    let place = place(attribute, word, choices.expected, &choices.words)?;
    // There are as many meanings as words.
    Ok(choices.meanings[place])
}

/// Where a word is among those that an attribute takes.
fn place(
    attribute: &'static str,
    word: &str,
    expected: &'static str,
    words: &[&str],
) -> Result<usize, BadSetting> {
    let place = words.iter().position(|it| *it == word);
    place.ok_or(BadSetting::value(attribute, expected))
}

fn checks(names: &str) -> Result<Vec<Check>, BadSetting> {
    names.split_ascii_whitespace().map(|name| find("skip-checks", name, &CHECKS)).collect()
}

/// "link bbcode" or "link, bbcode".
fn formats(list: &str) -> Result<Vec<Format>, BadSetting> {
    let is_between = |c: char| c == ',' || c.is_ascii_whitespace();
    let words = list.split(is_between).filter(|word| !word.is_empty());
    let named = |word: &str| Format::ALL.into_iter().find(|format| format.name() == word);
    let expected = "link, html, bbcode or markdown";
    words.map(|word| named(word).ok_or(BadSetting::value("formats", expected))).collect()
}

/// "500000", "20 MB" (of 1000) or "20 MiB" (of 1024) as a number of bytes.
fn bytes(text: &str) -> Option<u64> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_take_units() {
        assert_eq!(bytes("500000"), Some(500_000));
        assert_eq!(bytes("20 MB"), Some(20_000_000));
        assert_eq!(bytes("20MiB"), Some(20 << 20));
        assert_eq!(bytes("2 gb"), Some(2_000_000_000));
        for nonsense in ["", "MB", "-1", "1.5 MB", "12 parsecs", "99999999999999999999"] {
            assert_eq!(bytes(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn formats_are_named_in_the_order_they_are_wanted() {
        for list in ["bbcode, link", "bbcode\n\tlink"] {
            assert_eq!(formats(list), Ok(vec![Format::Bbcode, Format::Link]));
        }
        assert_eq!(formats(""), Ok(vec![]));
        let error = formats("bbcode pdf").expect_err("a format that there is not");
        assert_eq!(error.sentence(), "formats: link, html, bbcode or markdown");
    }
}
