//! What JavaScript passes in.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use wasm_bindgen::prelude::*;

use crate::api::{
    self, Access, AccessToken, AccountId, ApiBase, FolderId, Host, Parent, PasswordEdit, Profile,
    Secret, Visibility,
};

/// Reads an argument; what is wrong with it becomes a TypeError.
pub(super) fn read<T: DeserializeOwned>(value: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value)
        .map_err(|error| js_sys::TypeError::new(&error.to_string()).into())
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum HostOption {
    Name(String),
    #[serde(rename_all = "camelCase")]
    At {
        profile: Option<String>,
        api_base: String,
    },
}

impl HostOption {
    pub(super) fn host(self) -> Result<Host, JsValue> {
        let known = |name: &str| {
            Profile::from_code(name).ok_or_else(|| {
                JsValue::from(js_sys::TypeError::new("there is no host of this name"))
            })
        };
        match self {
            HostOption::Name(name) => Ok(Host::of(known(&name)?)),
            HostOption::At { profile, api_base } => {
                let base = ApiBase::new(&api_base)
                    .map_err(|error| JsValue::from(js_sys::TypeError::new(&error.to_string())))?;
                let profile = profile.map_or(Ok(Profile::Other), |name| known(&name))?;
                Ok(Host::at(profile, base))
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Credentials {
    Password { username: String, password: String },
    Keys { key1: String, key2: String },
}

impl From<Credentials> for api::Credentials {
    fn from(credentials: Credentials) -> Self {
        match credentials {
            Credentials::Password { username, password } => {
                api::Credentials::Password { username, password: Secret::new(password) }
            }
            Credentials::Keys { key1, key2 } => {
                api::Credentials::Keys { key1: Secret::new(key1), key2: Secret::new(key2) }
            }
        }
    }
}

#[derive(Deserialize, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccessArgument {
    pub(super) access_token: String,
    pub(super) account_id: String,
}

impl From<AccessArgument> for Access {
    fn from(access: AccessArgument) -> Self {
        Access {
            token: AccessToken::new(access.access_token),
            account_id: AccountId::new(access.account_id),
        }
    }
}

/// A folder's id; null and undefined mean the root.
pub(super) fn parent(id: Option<String>) -> Parent {
    id.map_or(Parent::Root, |id| Parent::Folder(FolderId::new(id)))
}

/// Tells null, which says something, from a key that is left out.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct FileEdit {
    name: Option<String>,
    media_type: Option<String>,
    #[serde(deserialize_with = "given")]
    folder_id: Option<Option<String>>,
}

impl From<FileEdit> for api::FileEdit {
    fn from(edit: FileEdit) -> Self {
        api::FileEdit {
            name: edit.name,
            media_type: edit.media_type,
            folder: edit.folder_id.map(parent),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewFolder {
    name: String,
    parent_id: Option<String>,
    visibility: Option<Visibility>,
    password: Option<String>,
}

impl From<NewFolder> for api::NewFolder {
    fn from(new: NewFolder) -> Self {
        api::NewFolder {
            name: new.name,
            parent: parent(new.parent_id),
            visibility: new.visibility.unwrap_or_default(),
            password: new.password.map(Secret::new),
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct FolderEdit {
    name: Option<String>,
    #[serde(deserialize_with = "given")]
    parent_id: Option<Option<String>>,
    visibility: Option<Visibility>,
    #[serde(deserialize_with = "given")]
    password: Option<Option<String>>,
}

impl From<FolderEdit> for api::FolderEdit {
    fn from(edit: FolderEdit) -> Self {
        api::FolderEdit {
            name: edit.name,
            parent: edit.parent_id.map(parent),
            visibility: edit.visibility,
            password: edit.password.map(|password| match password {
                Some(password) => PasswordEdit::Set(Secret::new(password)),
                None => PasswordEdit::Clear,
            }),
        }
    }
}
