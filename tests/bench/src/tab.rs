//! One contender in a browser of its own, with a profile that has seen nothing yet.

use std::time::Duration;

use e2e::browser::Browser;
use e2e::console::Console;
use e2e::failure::{Failure, Outcome};
use e2e::login::Login;
use e2e::memory::{self, Kind};
use e2e::page::Page;
use fantoccini::wd::TimeoutConfiguration;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::process::Command;
use tokio::time::timeout;

use crate::contender::Contender;
use crate::site::Site;

/// The account that uploads.
const USERNAME: &str = "admin";
/// The longest anything in a page may take.
const LONGEST: Duration = Duration::from_secs(600);

/// How a contender is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setup {
    /// How many times slower the processor is made to look.
    pub slower: u32,
    /// Uploads at the same time.
    pub concurrency: u32,
    /// Chosen files are sent at once. The widget always does.
    pub starts_by_itself: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self { slower: 1, concurrency: 3, starts_by_itself: false }
    }
}

/// What the page says of its way to being usable.
#[derive(Debug, serde::Deserialize)]
pub struct Usable {
    /// Milliseconds since the navigation began.
    pub at: f64,
    /// Milliseconds that tasks took beyond 50 each.
    pub blocking: f64,
    /// The addresses that were asked for by then.
    pub files: Vec<String>,
}

/// What a page did not do in time. The browser had to be ended.
#[derive(Clone, Copy, Debug)]
pub struct TooSlow(pub Duration);

/// Figures of the browser about the page.
#[derive(Clone, Copy, Debug)]
pub struct Metrics {
    /// Time the main thread has worked, in milliseconds of the processor.
    pub main_thread: f64,
    /// Nodes in all documents.
    pub nodes: f64,
}

/// A contender's page in its browser. End it with [`Tab::close`].
pub struct Tab {
    page: Page,
    contender: Contender,
    /// The main thread's time when the page was not yet asked for.
    before: f64,
    /// What the page told when it was usable.
    pub usable: Usable,
}

impl Tab {
    /// Starts a browser, opens the page, and waits until it is usable.
    ///
    /// # Errors
    /// When the browser or the page does not come up.
    pub async fn open(site: &Site, contender: Contender, setup: Setup) -> Outcome<Self> {
        let browser = Browser::start().await?;
        let page = Page { browser, console: Console::default() };
        match Self::load(&page, site, contender, setup).await {
            Ok((before, usable)) => Ok(Self { page, contender, before, usable }),
            Err(failure) => {
                end(page).await?;
                Err(failure.during(format!("opening {}", contender.title())))
            }
        }
    }

    async fn load(
        page: &Page,
        site: &Site,
        contender: Contender,
        setup: Setup,
    ) -> Outcome<(f64, Usable)> {
        let browser = &page.browser;
        let limits = TimeoutConfiguration::new(Some(LONGEST), Some(LONGEST), None);
        browser.client.update_timeouts(limits).await?;
        // The process that will run the page is then there already, as it is for a person.
        browser.client.goto(&format!("{}/", site.origin())).await?;
        if contender.is_peer() {
            // The sandbox's policy is the widget's; some of them do not run under it.
            browser.devtools("Page.enable", json!({})).await?;
            browser.devtools("Page.setBypassCSP", json!({ "enabled": true })).await?;
        }
        let script = json!({ "source": contender.page_script() });
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", script).await?;
        browser.devtools("Performance.enable", json!({ "timeDomain": "threadTicks" })).await?;
        slow_down(page, setup.slower).await?;
        let before = metrics(page).await?.main_thread;
        browser.client.goto(&address(site, contender, setup)).await?;
        let usable = call(page, "bench.usable()", LONGEST).await?;
        let usable = usable.map_err(|_| Failure::new("the page never was usable"))?;
        Ok((before, usable))
    }

    /// Logs in the way the contender has for it. The processor is itself again afterwards.
    ///
    /// # Errors
    /// When that does not work.
    pub async fn sign_in(&self) -> Outcome {
        let password = sandbox::DEMO_PASSWORD.to_owned();
        if self.contender == Contender::Ours {
            let login = Login::Password { username: USERNAME.to_owned(), password };
            return self.page.log_in(&login).await;
        }
        let login = format!("bench.signIn({}, {})", json!(USERNAME), json!(password));
        let _: Result<Value, _> = call(&self.page, &login, LONGEST).await?;
        Ok(())
    }

    /// Logs in to the widget in a way that outlives [`Tab::load_again`].
    ///
    /// # Errors
    /// When that does not work.
    pub async fn sign_in_to_stay(&self) -> Outcome {
        self.page.stay_signed_in().await?;
        self.sign_in().await
    }

    /// Loads the page anew and waits until files can be chosen. Returns the milliseconds since then.
    ///
    /// # Errors
    /// When the page does not come up.
    pub async fn load_again(&self) -> Outcome<f64> {
        self.page.browser.client.refresh().await?;
        let choosable = self.call("bench.choosable()", LONGEST).await?;
        choosable.map_err(|_| Failure::new("no files can be chosen"))
    }

    /// Makes the processor look so many times slower.
    ///
    /// # Errors
    /// When the browser does not.
    pub async fn slow_down(&self, times: u32) -> Outcome {
        slow_down(&self.page, times).await
    }

    /// Presses the mouse button and lets it go, so many pixels from the left and from the top.
    ///
    /// # Errors
    /// When the browser does not take it.
    pub async fn press_at(&self, (x, y): (u32, u32)) -> Outcome {
        for step in ["mousePressed", "mouseReleased"] {
            let press = json!({ "type": step, "x": x, "y": y, "button": "left", "clickCount": 1 });
            self.page.browser.devtools("Input.dispatchMouseEvent", press).await?;
        }
        Ok(())
    }

    /// The addresses of the page's files that have come so far.
    ///
    /// # Errors
    /// When the page does not tell.
    pub async fn loaded(&self) -> Outcome<Vec<String>> {
        let loaded = self.call("Promise.resolve(bench.loaded())", LONGEST).await?;
        loaded.map_err(|_| Failure::new("the page does not tell what it has loaded"))
    }

    /// Does something in the page and returns what it resolves to.
    ///
    /// # Errors
    /// When it throws. That it took too long is an answer.
    pub async fn call<T: DeserializeOwned>(
        &self,
        expression: &str,
        limit: Duration,
    ) -> Outcome<Result<T, TooSlow>> {
        call(&self.page, expression, limit).await
    }

    /// Fills the file input with a file from the disk, as the browser's own dialog would.
    ///
    /// # Errors
    /// When there is no such input.
    pub async fn choose_from_disk(&self, path: &str) -> Outcome {
        // Through the protocol: the driver would refuse an input that is not drawn.
        let browser = &self.page.browser;
        let input = json!({ "expression": "window.contender.input()" });
        let input = browser.devtools("Runtime.evaluate", input).await?;
        let files = json!({ "objectId": input["result"]["objectId"], "files": [path] });
        browser.devtools("DOM.setFileInputFiles", files).await?;
        Ok(())
    }

    /// The browser's figures now, the main thread's time counted from before the page.
    ///
    /// # Errors
    /// When the browser does not tell them.
    pub async fn metrics(&self) -> Outcome<Metrics> {
        let now = metrics(&self.page).await?;
        Ok(Metrics { main_thread: now.main_thread - self.before, ..now })
    }

    /// Bytes of the page's script objects after a collection, and of its WebAssembly memory.
    ///
    /// # Errors
    /// When the browser does not tell.
    pub async fn memory(&self) -> Outcome<PageMemory> {
        let browser = &self.page.browser;
        browser.devtools("HeapProfiler.collectGarbage", json!({})).await?;
        let heap = browser.devtools("Runtime.getHeapUsage", json!({})).await?;
        let script = heap["usedSize"].as_f64();
        let script = script.ok_or_else(|| Failure::new(format!("no heap in {heap}")))?;
        let memory = "Promise.resolve(window.contender.memory?.() ?? 0)";
        let wasm: Result<f64, _> = self.call(memory, LONGEST).await?;
        Ok(PageMemory { script, wasm: wasm.unwrap_or_default() })
    }

    /// How many event listeners the elements of the page have. The browser's own count would have those
    /// of whatever is being stored just now, too.
    ///
    /// # Errors
    /// When the browser does not tell.
    pub async fn listeners(&self) -> Outcome<usize> {
        let browser = &self.page.browser;
        let document = json!({ "expression": "document" });
        let document = browser.devtools("Runtime.evaluate", document).await?;
        let whole =
            json!({ "objectId": document["result"]["objectId"], "depth": -1, "pierce": true });
        let answer = browser.devtools("DOMDebugger.getEventListeners", whole).await?;
        let listeners = answer["listeners"].as_array().map(Vec::len);
        listeners.ok_or_else(|| Failure::new("the browser does not tell the page's listeners"))
    }

    /// Resident bytes of the processes that run the page and send its files.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn resident(&self) -> Outcome<u64> {
        let driver = self.page.browser.driver_process();
        let driver = driver.ok_or_else(|| Failure::new("the driver has ended"))?;
        let processes = memory::browser_processes(driver)?;
        let counted = |kind| matches!(kind, Kind::Renderer | Kind::Network | Kind::Main);
        let counted = processes.iter().filter(|process| counted(process.kind));
        // One that has ended meanwhile holds nothing.
        Ok(counted.map(|process| memory::resident(process.id).unwrap_or_default()).sum())
    }

    /// Ends the browser, however busy its page is.
    ///
    /// # Errors
    /// When its processes cannot be found.
    pub async fn close(self) -> Outcome {
        end(self.page).await
    }
}

/// What a page holds, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct PageMemory {
    /// Objects of JavaScript.
    pub script: f64,
    /// Memory of WebAssembly, used or not.
    pub wasm: f64,
}

impl PageMemory {
    /// Both together.
    pub fn total(self) -> f64 {
        self.script + self.wasm
    }
}

fn address(site: &Site, contender: Contender, setup: Setup) -> String {
    let origin = site.origin();
    let Setup { concurrency, .. } = setup;
    match contender {
        Contender::Ours => format!("{origin}/ours/at-{concurrency}.html"),
        _ => {
            let start = if setup.starts_by_itself { "&start" } else { "" };
            format!("{origin}/{}/?concurrency={concurrency}{start}", contender.name())
        }
    }
}

async fn slow_down(page: &Page, times: u32) -> Outcome {
    let rate = json!({ "rate": times });
    page.browser.devtools("Emulation.setCPUThrottlingRate", rate).await?;
    Ok(())
}

async fn metrics(page: &Page) -> Outcome<Metrics> {
    let answer = page.browser.devtools("Performance.getMetrics", json!({})).await?;
    let metric = |name: &str| {
        let mut list = answer["metrics"].as_array().into_iter().flatten();
        let found = list.find(|metric| metric["name"] == name);
        let value = found.and_then(|metric| metric["value"].as_f64());
        value.ok_or_else(|| Failure::new(format!("the browser has no metric {name}")))
    };
    Ok(Metrics { main_thread: metric("TaskDuration")? * 1000.0, nodes: metric("Nodes")? })
}

async fn call<T: DeserializeOwned>(
    page: &Page,
    expression: &str,
    limit: Duration,
) -> Outcome<Result<T, TooSlow>> {
    let script = format!(
        "const done = arguments[arguments.length - 1];
         ({expression}).then((value) => done({{ value: value ?? null }}), (error) => done({{ error: String(error) }}));"
    );
    let answer = timeout(limit, page.browser.client.execute_async(&script, Vec::new())).await;
    let Ok(answer) = answer else { return Ok(Err(TooSlow(limit))) };
    let mut answer = answer.map_err(|error| Failure::from(error).during(expression))?;
    match answer.get("error") {
        Some(error) => Err(Failure::new(format!("{expression}: {error}"))),
        None => Ok(Ok(serde_json::from_value(answer["value"].take())?)),
    }
}

/// Closes the browser; one whose page does not let go is killed.
async fn end(page: Page) -> Outcome {
    const POLITE: Duration = Duration::from_secs(5);
    let browser = page.browser;
    let idle = timeout(POLITE, browser.client.execute("return 1;", Vec::new())).await;
    if !matches!(idle, Ok(Ok(_))) {
        if let Some(driver) = browser.driver_process() {
            for process in memory::browser_processes(driver)? {
                // It may have ended with another of them.
                let _ =
                    Command::new("kill").args(["-KILL", &process.id.to_string()]).status().await;
            }
        }
        // It complains that its browser is gone.
        let _ = browser.quit().await;
        return Ok(());
    }
    browser.quit().await
}

/// The major version of the browser that is driven.
///
/// # Errors
/// When there is no browser.
pub async fn browser_version() -> Outcome<String> {
    let browser = Browser::start().await?;
    let version = browser.devtools("Browser.getVersion", json!({})).await;
    browser.quit().await?;
    // "HeadlessChrome/156.0.0.0"
    let version = version?["product"].as_str().unwrap_or_default().to_owned();
    let major = version.rsplit('/').next().and_then(|version| version.split('.').next());
    Ok(major.unwrap_or_default().to_owned())
}
