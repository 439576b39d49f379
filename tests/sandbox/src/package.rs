//! An account's package: its limits, as `/account/package` tells them.

use crate::profile::Profile;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The limits of an account. Fields are named as the endpoint names them; 0 means unlimited
/// for `max_upload_size` (here), `max_storage_bytes`, `concurrent_uploads`,
/// `max_remote_download_urls` and the download limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs, reason = "the documented field names")]
pub struct Package {
    pub id: u64,
    pub label: String,
    /// Bytes a single file may have.
    pub max_upload_size: u64,
    pub can_upload: u64,
    pub wait_between_downloads: u64,
    pub download_speed: u64,
    /// Bytes all files of the account may have together.
    pub max_storage_bytes: u64,
    pub show_site_adverts: u64,
    pub show_upgrade_screen: u64,
    pub days_to_keep_inactive_files: u64,
    pub concurrent_uploads: u64,
    pub concurrent_downloads: u64,
    pub downloads_per_24_hours: u64,
    pub download_size_per_24_hours: u64,
    pub max_download_filesize_allowed: u64,
    pub max_remote_download_urls: u64,
    pub level_type: String,
    pub on_upgrade_page: u64,
}

impl Default for Package {
    fn default() -> Self {
        Package::paid()
    }
}

impl Package {
    /// The package of the published sample.
    pub fn paid() -> Package {
        Package {
            id: 20,
            label: "Premium Account".to_owned(),
            max_upload_size: 1_073_741_824,
            can_upload: 1,
            wait_between_downloads: 0,
            download_speed: 0,
            max_storage_bytes: 0,
            show_site_adverts: 0,
            show_upgrade_screen: 1,
            days_to_keep_inactive_files: 0,
            concurrent_uploads: 100,
            concurrent_downloads: 0,
            downloads_per_24_hours: 0,
            download_size_per_24_hours: 0,
            max_download_filesize_allowed: 0,
            max_remote_download_urls: 50,
            level_type: "paid user".to_owned(),
            on_upgrade_page: 0,
        }
    }

    /// A small package: files to 5 MiB, 50 MiB in all, two uploads at a time.
    pub fn limited() -> Package {
        Package {
            id: 1,
            label: "Free Account".to_owned(),
            max_upload_size: 5 << 20,
            max_storage_bytes: 50 << 20,
            concurrent_uploads: 2,
            max_remote_download_urls: 2,
            show_site_adverts: 1,
            level_type: "free user".to_owned(),
            ..Package::paid()
        }
    }

    /// A package that may not upload.
    pub fn read_only() -> Package {
        Package {
            id: 2,
            label: "Read Only Account".to_owned(),
            can_upload: 0,
            ..Package::limited()
        }
    }

    /// The reply's `data`: every value a string, in the documented order.
    pub fn to_reply(&self, profile: Profile) -> Value {
        let mut fields = Map::new();
        if let Ok(Value::Object(values)) = serde_json::to_value(self) {
            for (name, value) in values {
                if name == "download_size_per_24_hours" && !profile.limits_download_size() {
                    continue;
                }
                let text = match value {
                    Value::String(text) => text,
                    other => other.to_string(),
                };
                fields.insert(name, Value::String(text));
            }
        }
        Value::Object(fields)
    }

    /// A copy with some fields replaced, by the endpoint's names. Numbers may be given as strings.
    pub fn with(&self, changes: &Map<String, Value>) -> Result<Package, String> {
        let mut fields = match serde_json::to_value(self) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        for (name, value) in changes {
            let current =
                fields.get(name).ok_or_else(|| format!("a package has no field {name}"))?;
            let value = match value {
                Value::String(text) if current.is_number() => text
                    .parse::<u64>()
                    .map(Value::from)
                    .map_err(|_| format!("{name} must be a whole number, not {text:?}"))?,
                other => other.clone(),
            };
            fields.insert(name.clone(), value);
        }
        serde_json::from_value(Value::Object(fields)).map_err(|error| error.to_string())
    }
}
