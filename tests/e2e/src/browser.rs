//! One headless Chromium behind a chromedriver of its own.

use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::commands;
use crate::failure::{Failure, Outcome};
use crate::{http, places, user};

/// How long the driver or the browser may take to start or to end.
const START_LIMIT: Duration = Duration::from_secs(60);
const END_LIMIT: Duration = Duration::from_secs(15);
/// How often a driver is started before its ending at once counts as a failure.
const START_TRIES: u32 = 5;

/// Chromium has not started in its own sandbox, as in most containers.
static NOT_CONFINED: AtomicBool = AtomicBool::new(false);

/// A running browser with one tab. End it with [`Browser::quit`].
pub struct Browser {
    /// The WebDriver session.
    pub client: Client,
    driver: Child,
    /// Where the driver listens.
    address: String,
    /// The temporary folder of both programs: neither tidies up after itself.
    folder: TempDir,
}

impl Browser {
    /// Starts a driver on a free port and, through it, a browser with a fresh profile.
    ///
    /// # Errors
    /// When either program is missing or does not start.
    pub async fn start() -> Outcome<Self> {
        let folder = tempfile::Builder::new().prefix("e2e-").tempdir()?;
        let (mut driver, port) = started_driver(&folder).await?;
        let address = format!("http://127.0.0.1:{port}");
        match new_client(&address).await {
            Ok(client) => Ok(Self { client, driver, address, folder }),
            Err(failure) => {
                // A browser that has started half outlives a driver that is killed.
                let _ = end(&mut driver, &address).await;
                Err(failure)
            }
        }
    }

    /// The driver's process id; the browser's processes descend from it.
    pub fn driver_process(&self) -> Option<u32> {
        self.driver.id()
    }

    /// A command of the Chrome DevTools Protocol.
    ///
    /// # Errors
    /// What the browser refuses.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Outcome<Value> {
        let answer = commands::devtools(&self.client, command, parameters).await;
        answer.map_err(|error| Failure::from(error).during(command))
    }

    /// Closes the browser, then ends the driver, and deletes what they left.
    ///
    /// # Errors
    /// When one of them does not end by itself; it is then killed.
    pub async fn quit(mut self) -> Outcome {
        let closed = timeout(END_LIMIT, self.client.close()).await;
        let ended = end(&mut self.driver, &self.address).await;
        match closed {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(Failure::from(error).during("closing the browser")),
            Err(_) => return Err(Failure::new("the browser did not close")),
        }
        ended.map_err(|failure| failure.during("ending chromedriver"))?;
        Ok(self.folder.close()?)
    }
}

/// Has the driver close what it has opened and end; it is killed when it does not.
async fn end(driver: &mut Child, address: &str) -> Outcome {
    let shut_down = format!("{address}/shutdown");
    let shut_down = http::json(Method::GET, &shut_down, &Value::Null);
    let shut_down = timeout(END_LIMIT, shut_down).await;
    let ended = timeout(END_LIMIT, driver.wait()).await;
    if ended.is_err() {
        driver.start_kill()?;
    }
    match (shut_down, ended) {
        (Ok(Ok(_)), Ok(Ok(_))) => Ok(()),
        (Ok(Err(failure)), _) => Err(failure),
        (_, Ok(Err(error))) => Err(error.into()),
        _ => Err(Failure::new("it did not end")),
    }
}

/// Starts a browser through the driver at this address, in Chromium's own sandbox where that works.
async fn new_client(address: &str) -> Outcome<Client> {
    // For root it never does.
    let confined = !user::is_root() && !NOT_CONFINED.load(Ordering::Relaxed);
    match connected(address, confined).await {
        Err(_) if confined => {
            let client = connected(address, false).await?;
            NOT_CONFINED.store(true, Ordering::Relaxed);
            Ok(client)
        }
        connected => connected,
    }
}

/// Starts a browser through the driver at this address, in Chromium's own sandbox or without.
async fn connected(address: &str, confined: bool) -> Outcome<Client> {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    let mut builder = ClientBuilder::new(connector);
    builder.capabilities(capabilities(confined));
    let client = timeout(START_LIMIT, builder.connect(address))
        .await
        .map_err(|_| Failure::new("Chromium did not start within a minute"))??;
    Ok(client)
}

/// Starts a driver; its process and the port it listens on.
///
/// Now and then one ends at once, most likely because somebody else, a connection of another test say,
/// has the port that it has chosen. The next one chooses another.
async fn started_driver(folder: &TempDir) -> Outcome<(Child, u16)> {
    let mut words = String::new();
    for _ in 0..START_TRIES {
        let mut driver = spawn_driver(folder)?;
        let output = driver.stdout.take().ok_or_else(|| Failure::new("chromedriver is mute"))?;
        let announced = timeout(START_LIMIT, announced_port(output))
            .await
            .map_err(|_| Failure::new("chromedriver did not say on which port it listens"))??;
        match announced {
            Ok(port) => return Ok((driver, port)),
            Err(said) => words = said,
        }
    }
    Err(Failure::new(format!("chromedriver ended at once, {START_TRIES} times; it said:\n{words}")))
}

fn spawn_driver(folder: &TempDir) -> Outcome<Child> {
    let program = places::program("CHROMEDRIVER", "chromedriver");
    Command::new(&program)
        .arg("--port=0")
        .env("TMPDIR", folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        // Only when a test is torn down without its orderly end.
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| {
            let program = program.display();
            Failure::new(format!(
                "{program} does not start ({error}): install chromium and its chromedriver, \
                 or name them in CHROMIUM and CHROMEDRIVER"
            ))
        })
}

/// Reads "ChromeDriver was started successfully on port 41973." and goes on reading, so that the
/// driver never waits for room in its pipe. What a driver said that ended without it.
async fn announced_port(
    output: impl AsyncRead + Unpin + Send + 'static,
) -> Outcome<Result<u16, String>> {
    let mut lines = BufReader::new(output).lines();
    let mut said = String::new();
    while let Some(line) = lines.next_line().await? {
        let port = line
            .rsplit_once("started successfully on port ")
            .and_then(|(_, port)| port.trim_end_matches('.').parse().ok());
        if let Some(port) = port {
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(Ok(port));
        }
        said.push_str(&line);
        said.push('\n');
    }
    Ok(Err(said))
}

fn capabilities(confined: bool) -> Map<String, Value> {
    let mut arguments = vec![
        "--headless=new",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1000,900",
        "--lang=en-US",
    ];
    if !confined {
        arguments.push("--no-sandbox");
    }
    // The driver would let pages open windows without a click.
    let blocking = ["disable-popup-blocking"];
    let mut options = json!({ "args": arguments, "excludeSwitches": blocking });
    // Without a name the driver looks for Chrome.
    let binary = places::program("CHROMIUM", "/usr/bin/chromium");
    if binary.is_file() {
        options["binary"] = json!(binary);
    }
    let capabilities = json!({
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL" },
        "unhandledPromptBehavior": "dismiss and notify",
    });
    match capabilities {
        Value::Object(capabilities) => capabilities,
        _ => Map::new(),
    }
}
