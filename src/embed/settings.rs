//! What the attributes of an `<upload-widget>`, or of the standalone page's element, say.
//!
//! | attribute | meaning | without it |
//! | --- | --- | --- |
//! | `host` | only this host: `filecloudy`, `xcloudfile`, `disccloud`, `filecad`, `cyberfile`, or `other` | the reader chooses; with `api-base` it is `other` |
//! | `api-base` | where its API is; may be a path such as `/api/v2/` | its published address |
//! | `transport` | `auto`; `fetch`: no progress, no cookies; `watched`: progress on a host of another origin that answers preflights | progress on the page's own origin |
//! | `folder` | the id of the folder that files go to at first | the account's root |
//! | `lang` (`data-language` on the page) | the reader's language as a BCP 47 tag, or `auto`: the browser's | that of the page around |
//! | `locales` | the folder with the locale files | `locales/` beside the wasm module |
//! | `accept` | the kinds of file, as in an `<input>`: `image/*, .pdf` | all |
//! | `max-size`, `max-total` | bytes of a file, and of all: `20 MB` | what the account allows |
//! | `max-files` | how many files | any number |
//! | `concurrency` | uploads at the same time, at most | 3, or what the account allows |
//! | `same-name` | `skip` or `rename` a file whose name the folder has already | `upload` |
//! | `changed-name` | `refuse` or `rename` a file whose name the host would change | `upload` |
//! | `empty-folders` | `true`: the empty folders of a dropped folder are made too | they are not |
//! | `verify-up-to` | the MD5 of files up to this size is compared: `1 GB`, `all`, `none` | 64 MiB |
//! | `skip-checks` | checks that are left to the host: `permission empty size storage duplicate` | all are made |
//! | `recovery` | what comes back after a reload or crash: `list`, or `off` | the list and the files |
//! | `auto-upload` | `false`: files wait for `start()` | they start by themselves |
//! | `drop-zone` | `widget`; `page`: files may be dropped anywhere on the page | on the widget |
//! | `formats` | which formats are offered, the first one chosen: `bbcode link` | all |
//!
//! A value that is none of these is an error that names the attribute; a blank one is as none.
//!
//! On the standalone page each has `data-` before its name.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::{Element, UrlSearchParams};

use super::locale;
use crate::api::{ApiBase, Bytes, FolderId, Host, Parent, Profile, Transport};
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
        let own = match self.prefix {
            "" => self.get("lang"),
            _ => self.get("language").or_else(asked_in_the_address),
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

/// The one host that the attributes name, if they do.
///
/// # Errors
/// When there is no such host, or the address is none.
pub(super) fn host(attributes: &Attributes) -> Result<Option<HostChoice>, String> {
    let base = match attributes.get("api-base") {
        Some(base) => {
            Some(ApiBase::new(&base).map_err(|error| bad("api-base", &error.to_string()))?)
        }
        None => None,
    };
    let profile = match attributes.get("host") {
        Some(name) => Some(
            Profile::from_code(&name)
                .ok_or_else(|| bad("host", &["there is no host ", &name].concat()))?,
        ),
        None => None,
    };
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
    /// When one makes no sense; the sentence names it.
    pub(super) fn read(attributes: &Attributes) -> Result<Self, String> {
        let text = |name: &str| attributes.get(name);
        let transport = match text("transport").as_deref() {
            None | Some("auto") => Transport::Auto,
            Some("fetch") => Transport::Fetch,
            Some("watched") => Transport::Watched,
            Some(_) => return Err(bad("transport", "auto, fetch or watched")),
        };
        let same_name = match text("same-name").as_deref() {
            None | Some("upload") => SameName::Upload,
            Some("skip") => SameName::Skip,
            Some("rename") => SameName::Rename,
            Some(_) => return Err(bad("same-name", "upload, skip or rename")),
        };
        let changed_name = match text("changed-name").as_deref() {
            None | Some("upload") => ChangedName::Upload,
            Some("refuse") => ChangedName::Refuse,
            Some("rename") => ChangedName::Rename,
            Some(_) => return Err(bad("changed-name", "upload, refuse or rename")),
        };
        let recovery = match text("recovery").as_deref() {
            None | Some("files") => Recovery::default(),
            Some("list") => Recovery::List,
            Some("off") => Recovery::Off,
            Some(_) => return Err(bad("recovery", "files, list or off")),
        };
        let drop_zone = match text("drop-zone").as_deref() {
            None | Some("widget") => DropZone::Widget,
            Some("page") => DropZone::Page,
            Some(_) => return Err(bad("drop-zone", "widget or page")),
        };
        let flag = |name: &str, without: bool| match text(name).as_deref() {
            None => Ok(without),
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            Some(_) => Err(bad(name, "true or false")),
        };
        let size = |name: &str| match text(name) {
            Some(size) => bytes(&size)
                .map(|size| Some(Bytes(size)))
                .ok_or_else(|| bad(name, "a size such as 500000 or 20 MB")),
            None => Ok(None),
        };
        let max_files = match text("max-files") {
            Some(count) => Some(count.parse().map_err(|_| bad("max-files", "a whole number"))?),
            None => None,
        };
        let concurrency = match text("concurrency").map(|count| count.parse()) {
            None => Options::default().concurrency,
            Some(Ok(count)) if count > 0 => count,
            Some(_) => return Err(bad("concurrency", "a whole number above 0")),
        };
        let verify_up_to = match text("verify-up-to").as_deref() {
            None => Options::default().verify_up_to,
            Some("all") => Some(Bytes(u64::MAX)),
            Some("none") => None,
            Some(size) => match bytes(size) {
                Some(size) => Some(Bytes(size)),
                None => return Err(bad("verify-up-to", "a size such as 64 MiB, all or none")),
            },
        };
        let skipped_checks = checks(&text("skip-checks").unwrap_or_default())?;
        let options = Options {
            concurrency,
            max_size: size("max-size")?,
            max_total: size("max-total")?,
            max_files,
            accept: text("accept").unwrap_or_default(),
            same_name,
            changed_name,
            skipped_checks,
            empty_folders: flag("empty-folders", false)?,
            verify_up_to,
            recovery,
            auto_upload: flag("auto-upload", true)?,
            ..Options::default()
        };
        // The host is asked for its name.
        let folder = text("folder").map(|id| Target::folder(Parent::Folder(FolderId::new(id)), ""));
        Ok(Self {
            transport,
            options,
            folder,
            drop_zone,
            formats: formats(&text("formats").unwrap_or_default())?,
        })
    }
}

fn checks(names: &str) -> Result<Vec<Check>, String> {
    let check = |name: &str| match name {
        "permission" => Ok(Check::Permission),
        "empty" => Ok(Check::Empty),
        "size" => Ok(Check::Size),
        "storage" => Ok(Check::Storage),
        "duplicate" => Ok(Check::Duplicate),
        _ => Err(bad("skip-checks", "permission, empty, size, storage, duplicate")),
    };
    names.split_ascii_whitespace().map(check).collect()
}

fn bad(attribute: &str, why: &str) -> String {
    [attribute, ": ", why].concat()
}

/// "link bbcode" or "link, bbcode".
fn formats(list: &str) -> Result<Vec<Format>, String> {
    let words = list.split([' ', ',']).filter(|word| !word.is_empty());
    words
        .map(|word| format_of(word).ok_or_else(|| bad("formats", "link, html, bbcode, markdown")))
        .collect()
}

/// The format of this name.
fn format_of(name: &str) -> Option<Format> {
    Format::ALL.into_iter().find(|format| format.name() == name)
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
        assert_eq!(formats("bbcode, link"), Ok(vec![Format::Bbcode, Format::Link]));
        assert_eq!(formats(""), Ok(vec![]));
        assert!(formats("bbcode pdf").is_err());
    }

    #[test]
    fn every_format_has_a_name() {
        for format in Format::ALL {
            assert_eq!(format_of(format.name()), Some(format));
        }
    }
}
