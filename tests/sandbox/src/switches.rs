//! Strictness: which observed behaviours a profile shows. Each switch has a name, a sane default
//! for a newcomer, and can be set at start (`--observed`) and at run time (control endpoint).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What cross-origin headers replies carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cors {
    /// `Access-Control-Allow-Origin: *`.
    Right,
    /// The misspelt header of several releases: replies cannot be read cross-origin.
    Misspelt,
    /// No header at all.
    Absent,
}

/// How OPTIONS (a preflight) is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OptionsReply {
    /// 204 with the CORS headers.
    #[serde(rename = "answered")]
    Answered,
    /// 405 without CORS headers.
    #[serde(rename = "405")]
    Refused,
}

/// Which key carries `"error"` in a failed reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ErrorKey {
    /// `_status` everywhere, as the prose says and servers do.
    #[serde(rename = "_status")]
    Underscored,
    /// `status` everywhere.
    #[serde(rename = "status")]
    Plain,
    /// `status` when /authorize fails (the published sample), `_status` elsewhere.
    #[serde(rename = "as-published")]
    AsPublished,
}

/// How `url_html` of an uploaded file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UrlHtml {
    /// HTML-escaped inside the JSON, the file's name not escaped.
    Escaped,
    /// HTML as it is, the JSON valid.
    Raw,
    /// HTML with bare quotes, as printed in the documents: not valid JSON.
    InvalidJson,
    /// Words without a tag.
    Plain,
    /// No such key.
    Missing,
}

/// Which parameter names the folder in /folder/info.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FolderInfoParameter {
    /// Either name.
    #[serde(rename = "either")]
    Either,
    /// Only `folder_id`, as servers want it.
    #[serde(rename = "folder_id")]
    FolderId,
    /// Only `parent_folder_id`, as the documents say.
    #[serde(rename = "parent_folder_id")]
    ParentFolderId,
}

/// What an empty list of folders or files looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EmptyList {
    /// `[]`
    Array,
    /// `false`
    False,
    /// `null`
    Null,
    /// The key is left out.
    Missing,
}

/// How ids are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ids {
    /// Strings, save where the samples have numbers.
    Strings,
    /// Numbers everywhere.
    Numbers,
}

/// The HTTP status of "No method found within endpoint".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MissingMethod {
    /// 404
    #[serde(rename = "404")]
    NotFound,
    /// 405
    #[serde(rename = "405")]
    NotAllowed,
}

/// Every switch of a profile. The kebab-case field name is the switch's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Switches {
    /// Cross-origin headers.
    pub cors: Cors,
    /// Whether a preflight is answered.
    pub options: OptionsReply,
    /// Whether the HTML pages of a proxy (413, 502, …) carry the profile's CORS header.
    pub cors_on_proxy_pages: bool,
    /// Whether a new token ends the account's earlier ones.
    pub one_token: bool,
    /// Whether five failed logins lock an account.
    pub lock: bool,
    /// Whether /authorize answers GET.
    pub authorize_get: bool,
    /// Whether parameters are trimmed and stripped of tags.
    pub strip_tags: bool,
    /// The parameter of /folder/info.
    pub folder_info: FolderInfoParameter,
    /// Whether the word `null` means the root (and clears a folder's password).
    pub null_means_root: bool,
    /// Whether a folder password that is not 32 characters is dropped instead of stored.
    pub drop_short_password: bool,
    /// Bodies over so many bytes arrive without fields (PHP's post_max_size); 0 is no limit.
    pub post_max_size: u64,
    /// Bodies over so many bytes get HTTP 413 with an HTML page (nginx); 0 is no limit.
    pub proxy_max_body: u64,
    /// How url_html is written.
    pub url_html: UrlHtml,
    /// What an empty list looks like.
    pub empty_list: EmptyList,
    /// Whether lists are objects with number keys (a PHP array with gaps).
    pub lists_as_objects: bool,
    /// Whether listings hold trashed entries.
    pub trash_in_lists: bool,
    /// How ids are written.
    pub ids: Ids,
    /// The HTTP status for an endpoint this host lacks.
    pub missing_method: MissingMethod,
    /// Whether every account is a demo account.
    pub demo_mode: bool,
    /// Whether upload items carry success_result_html and error_result_html.
    pub result_html: bool,
    /// Whether an item's error becomes "Error on: URL. REASON", the error of the whole reply.
    pub wrap_item_errors: bool,
    /// Whether an uploaded file's name loses quotes and a leading dot, and gets a number where the
    /// folder has a file of that name.
    pub tidy_names: bool,
    /// Which key carries "error".
    pub error_key: ErrorKey,
    /// Whether a refusal comes with HTTP 400, 401 or 404 instead of 200.
    pub http_error_codes: bool,
    /// Milliseconds a url import stays pending.
    pub import_pending_ms: u64,
    /// Milliseconds a url import stays downloading, at the least.
    pub import_downloading_ms: u64,
}

impl Default for Switches {
    /// What `serve` starts with: usable cross-origin, data as servers really send it.
    fn default() -> Self {
        Switches {
            cors: Cors::Right,
            options: OptionsReply::Answered,
            cors_on_proxy_pages: true,
            one_token: true,
            lock: true,
            authorize_get: true,
            strip_tags: true,
            folder_info: FolderInfoParameter::Either,
            null_means_root: true,
            drop_short_password: true,
            post_max_size: 0,
            proxy_max_body: 0,
            url_html: UrlHtml::Escaped,
            empty_list: EmptyList::Array,
            lists_as_objects: false,
            trash_in_lists: false,
            ids: Ids::Strings,
            missing_method: MissingMethod::NotFound,
            demo_mode: false,
            result_html: false,
            wrap_item_errors: false,
            tidy_names: false,
            error_key: ErrorKey::Underscored,
            http_error_codes: false,
            import_pending_ms: 300,
            import_downloading_ms: 300,
        }
    }
}

impl Switches {
    /// As documented: nothing that only live servers do.
    pub fn documented() -> Switches {
        Switches {
            one_token: false,
            authorize_get: false,
            strip_tags: false,
            folder_info: FolderInfoParameter::ParentFolderId,
            null_means_root: false,
            drop_short_password: false,
            url_html: UrlHtml::Raw,
            error_key: ErrorKey::AsPublished,
            ..Switches::default()
        }
    }

    /// As observed, the hard way: every behaviour of live servers that can hold at once.
    pub fn observed() -> Switches {
        Switches {
            cors: Cors::Misspelt,
            options: OptionsReply::Refused,
            cors_on_proxy_pages: false,
            folder_info: FolderInfoParameter::FolderId,
            empty_list: EmptyList::False,
            lists_as_objects: true,
            trash_in_lists: true,
            ids: Ids::Numbers,
            missing_method: MissingMethod::NotAllowed,
            result_html: true,
            wrap_item_errors: true,
            tidy_names: true,
            ..Switches::default()
        }
    }

    /// Applies a comma-separated list from left to right: `all`, `none`, `default`, a switch's name
    /// (on), `no-` and its name (off), `name=value`, or `name-value` where that is unambiguous
    /// (`cors-misspelt`, `options-405`). Sizes take K, M or G.
    pub fn apply_list(&mut self, list: &str) -> Result<(), String> {
        for item in list.split(',').map(str::trim).filter(|item| !item.is_empty()) {
            *self = match item {
                "all" => Switches::observed(),
                "none" => Switches::documented(),
                "default" => Switches::default(),
                _ => self
                    .with_item(item)
                    .ok_or_else(|| format!("no switch reads {item:?}; see the README's table"))?,
            };
        }
        Ok(())
    }

    fn with_item(&self, item: &str) -> Option<Switches> {
        if let Some((name, value)) = item.split_once('=') {
            return self.with_text(name, value);
        }
        if let Some(on) = self.with(item, Value::Bool(true)) {
            return Some(on);
        }
        if let Some(off) =
            item.strip_prefix("no-").and_then(|name| self.with(name, Value::Bool(false)))
        {
            return Some(off);
        }
        item.match_indices('-')
            .find_map(|(at, _)| self.with(&item[..at], Value::from(&item[at + 1..])))
    }

    fn with_text(&self, name: &str, value: &str) -> Option<Switches> {
        let number = size_in_bytes(value).map(Value::from);
        let boolean = value.parse::<bool>().ok().map(Value::Bool);
        [Some(Value::from(value)), number, boolean]
            .into_iter()
            .flatten()
            .find_map(|value| self.with(name, value))
    }

    fn with(&self, name: &str, value: Value) -> Option<Switches> {
        let mut changes = Map::new();
        changes.insert(name.to_owned(), value);
        self.with_values(&changes).ok()
    }

    /// A copy with some switches set, by name.
    pub fn with_values(&self, changes: &Map<String, Value>) -> Result<Switches, String> {
        let mut fields = match serde_json::to_value(self) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        for (name, value) in changes {
            fields.insert(name.clone(), value.clone());
        }
        serde_json::from_value(Value::Object(fields)).map_err(|error| error.to_string())
    }
}

fn size_in_bytes(text: &str) -> Option<u64> {
    let (digits, shift) = match text.chars().last()? {
        'K' => (&text[..text.len() - 1], 10),
        'M' => (&text[..text.len() - 1], 20),
        'G' => (&text[..text.len() - 1], 30),
        _ => (text, 0),
    };
    digits.parse::<u64>().ok()?.checked_mul(1 << shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(list: &str) -> Switches {
        let mut switches = Switches::default();
        switches.apply_list(list).expect(list);
        switches
    }

    #[test]
    fn lists_set_switches_by_name_and_value() {
        let switches = applied(
            "cors-misspelt,options-405,no-one-token,post-max-size=8M,error-key=as-published",
        );
        assert_eq!(switches.cors, Cors::Misspelt);
        assert_eq!(switches.options, OptionsReply::Refused);
        assert!(!switches.one_token);
        assert_eq!(switches.post_max_size, 8 << 20);
        assert_eq!(switches.error_key, ErrorKey::AsPublished);
        assert_eq!(applied("url-html-invalid-json").url_html, UrlHtml::InvalidJson);
        assert_eq!(applied("folder-info=folder_id").folder_info, FolderInfoParameter::FolderId);
        assert!(applied("trash-in-lists").trash_in_lists);
        assert_eq!(applied("missing-method=405").missing_method, MissingMethod::NotAllowed);
    }

    #[test]
    fn presets_start_over_and_later_items_win() {
        assert_eq!(applied("all"), Switches::observed());
        assert_eq!(applied("all,none"), Switches::documented());
        assert_eq!(applied("all,cors-right").cors, Cors::Right);
    }

    #[test]
    fn an_unknown_switch_is_refused() {
        assert!(Switches::default().apply_list("cors-perfect").is_err());
        assert!(Switches::default().apply_list("teapot").is_err());
    }
}
