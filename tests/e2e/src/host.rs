//! The sandbox host: started for one test, with the page it serves. [`crate::control`] steers it,
//! [`crate::connection`] asks it through the API from outside the browser.

use std::env;
use std::process::Stdio;
use std::time::Duration;

use sandbox::{AccountConfig, Config, Profile, Server};
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::failure::{Failure, Outcome};
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
        let folder = tempfile::Builder::new().prefix("page-").tempdir()?;
        places::page_with(attributes, folder.path())?;
        let config = Config {
            page: Some(folder.path().to_owned()),
            page_port: Some(0),
            frame_ancestors: "*".to_owned(),
            ..Config::for_tests()
        };
        Ok(Self::configured(config).await?.keeping(folder))
    }

    /// Starts a sandbox in this process that serves the gallery beside the page.
    ///
    /// # Errors
    /// See [`Host::here`].
    pub async fn with_gallery() -> Outcome<Self> {
        let folder = places::gallery()?;
        Ok(Self::with_folder(folder.path()).await?.keeping(folder))
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
