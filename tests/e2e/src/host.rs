//! The sandbox host: started for one test, steered through its control endpoint, asked through
//! the API from outside the browser.

use std::env;
use std::process::Stdio;
use std::time::Duration;

use hyper::Method;
use sandbox::{AccountConfig, Config, Profile, Server};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::failure::{Failure, Outcome};
use crate::files::Digest;
use crate::http;
use crate::login::Login;
use crate::places;

/// Building it, when it has changed, is within the limit.
const START_LIMIT: Duration = Duration::from_secs(300);

/// The label of a sandbox's profile in the page's list of hosts.
pub fn label(profile: Profile) -> String {
    let domain = match profile {
        Profile::Filecloudy => "filecloudy.com",
        Profile::Xcloudfile => "xcloudfile.com",
        Profile::Disccloud => "disccloud.com",
        Profile::Filecad => "filecad.com",
        Profile::Cyberfile => "cyberfile.me",
    };
    format!("{domain} (sandbox)")
}

enum Running {
    /// On threads of this process.
    Here(Server),
    /// As its own program, so that its memory can be measured.
    Program(Child),
}

/// A running sandbox. It serves the built page at `/`, and on a second port as another origin.
pub struct Host {
    origin: String,
    page_port: Option<u16>,
    /// The line it prints at start: a list with a login for each profile.
    logins: Value,
    running: Running,
    /// A page of its own, deleted at the end.
    _folder: Option<TempDir>,
}

/// An account of a profile, as [`Host::state`] is asked for it.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    /// Which host.
    pub profile: Profile,
    /// Its user name.
    pub username: &'a str,
}

impl Host {
    /// Starts a sandbox in this process.
    ///
    /// # Errors
    /// When the page is not built or no port can be had.
    pub async fn here() -> Outcome<Self> {
        Self::here_with(AccountConfig::demo_accounts()).await
    }

    /// Starts a sandbox in this process, with these accounts in place of the demo accounts.
    ///
    /// # Errors
    /// See [`Host::here`].
    pub async fn here_with(accounts: Vec<AccountConfig>) -> Outcome<Self> {
        let page = Some(places::dist()?);
        Self::configured(Config { page, page_port: Some(0), accounts, ..Config::for_tests() }).await
    }

    /// Starts a sandbox in this process whose page has these attributes, and may be shown in
    /// frames of any page.
    ///
    /// # Errors
    /// See [`Host::here`].
    pub async fn with_page(attributes: &str) -> Outcome<Self> {
        let (dist, folder) = (places::dist()?, tempfile::tempdir()?);
        for file in std::fs::read_dir(dist)? {
            let file = file?;
            if file.file_type()?.is_file() {
                std::fs::copy(file.path(), folder.path().join(file.file_name()))?;
            }
        }
        places::copy(&places::dist()?.join("locales"), &folder.path().join("locales"))?;
        let page = folder.path().join("index.html");
        let html = std::fs::read_to_string(&page)?;
        let element = "<main id=\"upload-widget\"";
        std::fs::write(&page, html.replace(element, &format!("{element} {attributes}")))?;
        let config = Config {
            page: Some(folder.path().to_owned()),
            page_port: Some(0),
            frame_ancestors: "*".to_owned(),
            ..Config::for_tests()
        };
        Ok(Self { _folder: Some(folder), ..Self::configured(config).await? })
    }

    /// Starts a sandbox in this process that serves the gallery beside the page.
    ///
    /// # Errors
    /// See [`Host::here`].
    pub async fn with_gallery() -> Outcome<Self> {
        let folder = places::gallery()?;
        let page = Some(folder.path().to_owned());
        let host = Self::configured(Config { page, ..Config::for_tests() }).await?;
        Ok(Self { _folder: Some(folder), ..host })
    }

    /// Starts a sandbox in this process that serves another page: an app that has the widget in it.
    ///
    /// # Errors
    /// See [`Host::here`].
    pub async fn with_folder(folder: impl Into<std::path::PathBuf>) -> Outcome<Self> {
        let page = Some(folder.into());
        Self::configured(Config { page, ..Config::for_tests() }).await
    }

    /// Starts a sandbox in this process that serves the package for other people's pages below this
    /// path, and beside it the pages of recipes that show it.
    ///
    /// # Errors
    /// When the package is not built or no port can be had.
    pub async fn with_package(path: &str) -> Outcome<Self> {
        let folder = places::package_below(path)?;
        Ok(Self::with_folder(folder.path()).await?.keeping(folder))
    }

    fn keeping(mut self, folder: TempDir) -> Self {
        self._folder = Some(folder);
        self
    }

    async fn configured(config: Config) -> Outcome<Self> {
        let server =
            Server::start(config).await.map_err(|error| Failure::new(error.to_string()))?;
        let origin = server.origin().to_owned();
        let page_port = server.page_address.map(|address| address.port());
        let logins = serde_json::to_value(&server.profiles)?;
        Ok(Self { origin, page_port, logins, running: Running::Here(server), _folder: None })
    }

    /// Builds the sandbox where it has changed, and starts it as a program of its own.
    ///
    /// # Errors
    /// When it cannot be built or does not start.
    pub async fn program() -> Outcome<Self> {
        let binary = timeout(START_LIMIT, build_program())
            .await
            .map_err(|_| Failure::new("the sandbox was not built in time"))??;
        let mut child = Command::new(binary)
            .args(["--port", "0", "--quiet", "--page"])
            .arg(places::dist()?)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = child.stdout.take().ok_or_else(|| Failure::new("the sandbox is mute"))?;
        let mut lines = BufReader::new(output).lines();
        let line = timeout(START_LIMIT, lines.next_line())
            .await
            .map_err(|_| Failure::new("the sandbox did not say that it listens"))??;
        let logins: Value = serde_json::from_str(&line.unwrap_or_default())?;
        let base = logins[0]["api_base"].as_str().and_then(|base| base.parse::<url::Url>().ok());
        let base = base.ok_or_else(|| Failure::new("the sandbox did not print its addresses"))?;
        let origin = base.origin().ascii_serialization();
        let running = Running::Program(child);
        Ok(Self { origin, page_port: None, logins, running, _folder: None })
    }

    /// Stops it; what was stored is deleted.
    ///
    /// # Errors
    /// When its process does not end.
    pub async fn stop(self) -> Outcome {
        match self.running {
            Running::Here(server) => server.stop().await,
            Running::Program(mut child) => {
                let id = child.id().ok_or_else(|| Failure::new("the sandbox has ended"))?;
                // Ended in order, it removes its files; killed, it would leave them.
                Command::new("kill").arg(id.to_string()).status().await?;
                let ended = timeout(Duration::from_secs(10), child.wait()).await;
                ended.map_err(|_| Failure::new("the sandbox did not end"))??;
            }
        }
        Ok(())
    }

    /// Its process, where it has one of its own.
    pub fn process(&self) -> Option<u32> {
        match &self.running {
            Running::Here(_) => None,
            Running::Program(child) => child.id(),
        }
    }

    /// The sandbox's own origin.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The page's address on the sandbox's own origin.
    pub fn page(&self) -> String {
        format!("{}/?sandbox={}", self.origin, self.port())
    }

    /// The address of something else that the sandbox serves beside the page.
    pub fn beside_page(&self, path: &str) -> String {
        format!("{}/{path}", self.origin)
    }

    /// The page's address on another origin.
    ///
    /// # Errors
    /// Where the sandbox serves none.
    pub fn page_elsewhere(&self) -> Outcome<String> {
        let port = self.page_port.ok_or_else(|| Failure::new("there is no second origin"))?;
        Ok(format!("http://127.0.0.1:{port}/?sandbox={}", self.port()))
    }

    /// The port the API listens on.
    pub fn port(&self) -> &str {
        self.origin.rsplit_once(':').map_or("", |(_, port)| port)
    }

    /// Where a profile's API is.
    pub fn api_base(&self, profile: Profile) -> String {
        format!("{}/{}/api/v2/", self.origin, profile.name())
    }

    /// The password of a demo account: `admin`, `free` or `readonly`.
    pub fn password_of(&self, username: &str) -> Login {
        let password = sandbox::DEMO_PASSWORD.to_owned();
        Login::Password { username: username.to_owned(), password }
    }

    /// The keys of the account `admin`; blank where the host takes none.
    pub fn keys_of_admin(&self, profile: Profile) -> Login {
        let logins = self.logins.as_array().into_iter().flatten();
        let login = logins.into_iter().find(|login| login["profile"] == profile.name());
        let key = |name: &str| {
            login.and_then(|login| login[name].as_str()).unwrap_or_default().to_owned()
        };
        Login::Keys { key1: key("key1"), key2: key("key2") }
    }

    async fn control(&self, method: Method, what: &str, value: Value) -> Outcome<Value> {
        http::json(method, &format!("{}/control/{what}", self.origin), &value).await
    }

    /// Asks for a fault; the sandbox's README lists the kinds.
    ///
    /// # Errors
    /// When the sandbox refuses, as for all that follow.
    pub async fn fault(&self, fault: Value) -> Outcome {
        self.control(Method::POST, "faults", fault).await?;
        Ok(())
    }

    /// Takes all faults back.
    ///
    /// # Errors
    /// See [`Host::fault`].
    pub async fn clear_faults(&self) -> Outcome {
        self.control(Method::DELETE, "faults", Value::Null).await?;
        Ok(())
    }

    /// Sets switches of all profiles, in the form of the sandbox's `--observed`.
    ///
    /// # Errors
    /// See [`Host::fault`].
    pub async fn switch(&self, list: &str) -> Outcome {
        self.control(Method::POST, "switches", json!({ "observed": list })).await?;
        Ok(())
    }

    /// Changes an account: an object with its `username` and what is to change.
    ///
    /// # Errors
    /// See [`Host::fault`].
    pub async fn change_account(&self, change: Value) -> Outcome {
        self.control(Method::POST, "accounts", change).await?;
        Ok(())
    }

    /// What a profile holds.
    ///
    /// # Errors
    /// See [`Host::fault`].
    pub async fn state(&self, profile: Profile) -> Outcome<Value> {
        let what = format!("state?profile={}", profile.name());
        let mut list = self.control(Method::GET, &what, Value::Null).await?;
        Ok(list[0].take())
    }

    /// The requests that were answered so far.
    ///
    /// # Errors
    /// See [`Host::fault`].
    pub async fn requests(&self, profile: Profile) -> Outcome<Vec<Value>> {
        let what = format!("requests?profile={}", profile.name());
        let list = self.control(Method::GET, &what, Value::Null).await?;
        Ok(list.as_array().cloned().unwrap_or_default())
    }

    /// How often an endpoint, such as `authorize`, was called so far.
    ///
    /// # Errors
    /// See [`Host::fault`].
    pub async fn calls(&self, profile: Profile, endpoint: &str) -> Outcome<usize> {
        let requests = self.requests(profile).await?;
        let path = format!("/api/v2/{endpoint}");
        let calls = |request: &&Value| request["path"] == path && request["preflight"] == false;
        Ok(requests.iter().filter(calls).count())
    }

    /// How many tokens of an account are alive.
    ///
    /// # Errors
    /// See [`Host::fault`].
    pub async fn live_tokens(&self, account: Account<'_>) -> Outcome<u64> {
        let state = self.state(account.profile).await?;
        let accounts = state["accounts"].as_array().into_iter().flatten();
        let found = accounts.into_iter().find(|entry| entry["username"] == account.username);
        let tokens = found.and_then(|entry| entry["live_tokens"].as_u64());
        tokens.ok_or_else(|| Failure::new(format!("the sandbox does not know {account:?}")))
    }

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

/// Builds the sandbox into the same target folder as the running test.
async fn build_program() -> Outcome<std::path::PathBuf> {
    let test = env::current_exe()?;
    // TARGET/debug/deps/TEST, or TARGET/debug/examples/EXAMPLE
    let folder = test.ancestors().nth(2).ok_or_else(|| Failure::new("no target folder"))?;
    let target = folder.parent().ok_or_else(|| Failure::new("no target folder"))?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["build", "--quiet", "--package", "sandbox", "--target-dir"])
        .arg(target)
        .status()
        .await?;
    match built.success() {
        true => Ok(folder.join(format!("sandbox{}", env::consts::EXE_SUFFIX))),
        false => Err(Failure::new("the sandbox could not be built")),
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
