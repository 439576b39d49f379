//! One headless browser behind a driver of its own.

use std::net::TcpListener;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

use crate::commands;
use crate::engine::Engine;
use crate::failure::{Failure, Outcome};
use crate::{http, user};

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
    engine: Engine,
}

impl Browser {
    /// Starts a driver on a free port and, through it, a browser with a fresh profile.
    ///
    /// # Errors
    /// When either program is missing or does not start.
    pub async fn start() -> Outcome<Self> {
        let engine = Engine::chosen()?;
        let folder = tempfile::Builder::new().prefix("e2e-").tempdir()?;
        let (mut driver, port) = started_driver(engine, &folder).await?;
        let address = format!("http://127.0.0.1:{port}");
        match new_client(engine, &address).await {
            Ok(client) => Ok(Self { client, driver, address, folder, engine }),
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

    /// Which browser it is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// A command of the Chrome DevTools Protocol, which Chromium alone has.
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
        let ended = match self.engine {
            Engine::Chromium => end(&mut self.driver, &self.address).await,
            // Theirs know no other way.
            Engine::Firefox | Engine::Webkit => Ok(self.driver.kill().await?),
        };
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
async fn new_client(engine: Engine, address: &str) -> Outcome<Client> {
    // For root it never does.
    let confined = !user::is_root() && !NOT_CONFINED.load(Ordering::Relaxed);
    match connected(engine, address, confined).await {
        Err(_) if confined => {
            let client = connected(engine, address, false).await?;
            NOT_CONFINED.store(true, Ordering::Relaxed);
            Ok(client)
        }
        connected => connected,
    }
}

/// Starts a browser through the driver at this address, in Chromium's own sandbox or without.
async fn connected(engine: Engine, address: &str, confined: bool) -> Outcome<Client> {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    let mut builder = ClientBuilder::new(connector);
    builder.capabilities(engine.capabilities(confined));
    let client = timeout(START_LIMIT, builder.connect(address))
        .await
        .map_err(|_| Failure::new("the browser did not start within a minute"))??;
    Ok(client)
}

/// Starts a driver; its process and the port it listens on.
///
/// Now and then one ends at once, most likely because somebody else, a connection of another test say,
/// has the port that it has chosen. The next one chooses another.
async fn started_driver(engine: Engine, folder: &TempDir) -> Outcome<(Child, u16)> {
    let mut words = String::new();
    for _ in 0..START_TRIES {
        if engine == Engine::Webkit {
            // Says nothing of a port that it chooses itself.
            let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
            let driver = spawn_driver(engine, port, folder)?;
            timeout(START_LIMIT, listens(port))
                .await
                .map_err(|_| Failure::new("the driver does not listen"))?;
            return Ok((driver, port));
        }
        let mut driver = spawn_driver(engine, 0, folder)?;
        let output = driver.stdout.take().ok_or_else(|| Failure::new("the driver is mute"))?;
        let announced = timeout(START_LIMIT, announced_port(output))
            .await
            .map_err(|_| Failure::new("the driver did not say on which port it listens"))??;
        match announced {
            Ok(port) => return Ok((driver, port)),
            Err(said) => words = said,
        }
    }
    Err(Failure::new(format!("the driver ended at once, {START_TRIES} times; it said:\n{words}")))
}

/// Waits until something listens on this port.
async fn listens(port: u16) {
    while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        sleep(Duration::from_millis(50)).await;
    }
}

fn spawn_driver(engine: Engine, port: u16, folder: &TempDir) -> Outcome<Child> {
    let program = engine.driver();
    Command::new(&program)
        .args(engine.driver_arguments(port))
        .env("TMPDIR", folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        // Only when a test is torn down without its orderly end.
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| {
            let program = program.display();
            let wanted = engine.wanted();
            Failure::new(format!("{program} does not start ({error}): {wanted}"))
        })
}

/// Reads "ChromeDriver was started successfully on port 41973.", or "… Listening on 127.0.0.1:41973",
/// and goes on reading, so that the driver never waits for room in its pipe. What a driver said that
/// ended without it.
async fn announced_port(
    output: impl AsyncRead + Unpin + Send + 'static,
) -> Outcome<Result<u16, String>> {
    let mut lines = BufReader::new(output).lines();
    let mut said = String::new();
    while let Some(line) = lines.next_line().await? {
        let port = ["started successfully on port ", "Listening on 127.0.0.1:"]
            .iter()
            .filter_map(|before| line.rsplit_once(before))
            .find_map(|(_, port)| port.trim_end_matches('.').parse().ok());
        if let Some(port) = port {
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(Ok(port));
        }
        said.push_str(&line);
        said.push('\n');
    }
    Ok(Err(said))
}
