//! The API from outside the browser: what a test needs to be there, and what is there.

use sandbox::Profile;
use serde_json::Value;

use crate::failure::{Failure, Outcome};
use crate::files::Digest;
use crate::host::Host;
use crate::http;
use crate::login::Login;

impl Host {
    /// A token and the account's id, as a page's own server would get them.
    ///
    /// # Errors
    /// When the login is refused.
    pub async fn access(&self, profile: Profile, login: &Login) -> Outcome<(String, String)> {
        let connection = self.connect(profile, login).await?;
        Ok((connection.token, connection.account))
    }

    /// Logs in from outside the browser. This ends the page's token of the same account.
    ///
    /// # Errors
    /// When the login is refused.
    pub async fn connect(&self, profile: Profile, login: &Login) -> Outcome<Connection> {
        let base = self.api_base(profile);
        let fields = match login {
            Login::Password { username, password } => {
                [("username", username.as_str()), ("password", password.as_str())]
            }
            Login::Keys { key1, key2 } => [("key1", key1.as_str()), ("key2", key2.as_str())],
        };
        let reply = http::post_form(&format!("{base}authorize"), &fields).await?;
        let data = &reply["data"];
        match (id(&data["access_token"]), id(&data["account_id"])) {
            (Some(token), Some(account)) => Ok(Connection { base, token, account }),
            _ => Err(Failure::new(format!("no login from outside: {reply}"))),
        }
    }
}

/// A login from outside the browser.
pub struct Connection {
    base: String,
    token: String,
    account: String,
}

impl Connection {
    /// Calls an endpoint and returns the whole reply.
    ///
    /// # Errors
    /// When the host refuses.
    pub async fn call(&self, endpoint: &str, fields: &[(&str, &str)]) -> Outcome<Value> {
        let login = [("access_token", self.token.as_str()), ("account_id", &self.account)];
        let fields = [&login, fields].concat();
        let reply = http::post_form(&format!("{}{endpoint}", self.base), &fields).await?;
        match reply["_status"] == "success" {
            true => Ok(reply),
            false => Err(Failure::new(format!("{endpoint}: {reply}"))),
        }
    }

    /// Makes a folder; a blank parent is the root. Returns its id.
    ///
    /// # Errors
    /// When the host refuses, as for all that follow.
    pub async fn make_folder(&self, name: &str, parent: &str) -> Outcome<String> {
        let fields = [("folder_name", name), ("parent_id", parent), ("is_public", "2")];
        let reply = self.call("folder/create", &fields).await?;
        id(&reply["data"]["id"])
            .ok_or_else(|| Failure::new(format!("a new folder without id: {reply}")))
    }

    /// Stores a file of text in a folder; blank is the root.
    ///
    /// # Errors
    /// When the host refuses, as for all that follow.
    pub async fn upload(&self, name: &str, content: &str, folder: &str) -> Outcome {
        let fields = [
            ("access_token", self.token.as_str()),
            ("account_id", &self.account),
            ("folder_id", folder),
        ];
        let url = format!("{}file/upload", self.base);
        let reply = http::post_file(&url, &fields, name, content).await?;
        match reply["_status"] == "success" && reply["data"][0]["error"].is_null() {
            true => Ok(()),
            false => Err(Failure::new(format!("{name} was not stored: {reply}"))),
        }
    }

    /// The folder at the end of a path from the root.
    ///
    /// # Errors
    /// When a folder on the way is missing.
    pub async fn folder_at(&self, path: &[&str]) -> Outcome<String> {
        let mut at = String::new();
        for name in path {
            let listing = self.call("folder/listing", &[("parent_folder_id", &at)]).await?;
            let mut folders = entries(&listing["data"]["folders"]);
            let named = folders.find(|folder| folder["folderName"] == *name);
            let id = named.and_then(|folder| id(&folder["id"]));
            at = id.ok_or_else(|| Failure::new(format!("no folder {name:?} in {listing}")))?;
        }
        Ok(at)
    }

    /// Downloads the file that a share link names, provided it lies in this folder: how many bytes
    /// it has, and their digest.
    ///
    /// # Errors
    /// When the folder holds no such file.
    pub async fn download(&self, link: &str, folder: &str) -> Outcome<(u64, Digest)> {
        let listing = self.call("folder/listing", &[("parent_folder_id", folder)]).await?;
        let file = entries(&listing["data"]["files"]).find(|file| file["url_file"] == link);
        let id = file.and_then(|file| id(&file["id"]));
        let id = id.ok_or_else(|| Failure::new(format!("{link} is not in {listing}")))?;
        let reply = self.call("file/download", &[("file_id", &id)]).await?;
        let url = reply["data"]["download_url"].as_str();
        let url = url.ok_or_else(|| Failure::new(format!("no download address: {reply}")))?;
        http::digest(url).await
    }
}

/// An id or token: hosts write them as strings or numbers.
fn id(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|id| id.to_string()))
}

/// What is in a list: hosts write them as arrays or as objects with number keys.
fn entries(list: &Value) -> impl Iterator<Item = &Value> {
    let array = list.as_array().into_iter().flatten();
    array.chain(list.as_object().into_iter().flat_map(|object| object.values()))
}
