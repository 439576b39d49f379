//! Runs one test: a sandbox, a browser, and evidence when it fails.

use std::any::Any;
use std::fs;
use std::panic::AssertUnwindSafe;
use std::path::Path;

use futures_util::FutureExt;
use tokio::runtime;
use tokio::sync::Semaphore;

use crate::browser::Browser;
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::host::Host;
use crate::page::Page;
use crate::places;

/// More browsers at once would only slow each other down.
const BROWSERS: u32 = 2;
static TURNS: Semaphore = Semaphore::const_new(BROWSERS as usize);

/// What a test works with.
pub struct Stage {
    /// The sandbox.
    pub host: Host,
    /// The browser's tab, still blank.
    pub page: Page,
}

/// Runs the steps with a sandbox on threads of this process.
///
/// # Panics
/// When a step fails. A screenshot and the console are then in `target/e2e/NAME`.
#[track_caller]
pub fn run(name: &str, steps: impl AsyncFnOnce(&Stage) -> Outcome) {
    run_with(name, Host::here(), steps);
}

/// Runs the steps while no other test of this program does: for what is measured in time.
///
/// # Panics
/// See [`run`].
#[track_caller]
pub fn run_alone(name: &str, steps: impl AsyncFnOnce(&Stage) -> Outcome) {
    wait_for(stage(name, BROWSERS, Host::here(), steps));
}

/// Runs the steps with this sandbox.
///
/// # Panics
/// See [`run`].
#[track_caller]
pub fn run_with(
    name: &str,
    host: impl Future<Output = Outcome<Host>>,
    steps: impl AsyncFnOnce(&Stage) -> Outcome,
) {
    wait_for(stage(name, 1, host, steps));
}

#[track_caller]
fn wait_for(stage: impl Future<Output = Outcome>) {
    let runtime = runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(stage),
        Err(error) => Err(error.into()),
    };
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

async fn stage(
    name: &str,
    browsers: u32,
    host: impl Future<Output = Outcome<Host>>,
    steps: impl AsyncFnOnce(&Stage) -> Outcome,
) -> Outcome {
    let evidence = places::leavings()?.join(name);
    if evidence.exists() {
        fs::remove_dir_all(&evidence)?;
    }
    let _turn = TURNS.acquire_many(browsers).await;
    let host = host.await?;
    let browser = match Browser::start().await {
        Ok(browser) => browser,
        Err(failure) => {
            let _ = host.stop().await;
            return Err(failure);
        }
    };
    let stage = Stage { host, page: Page { browser, console: Console::default() } };
    // A failed assertion has to leave evidence too, and the browser has to be closed either way.
    let steps = AssertUnwindSafe(steps(&stage)).catch_unwind().await;
    let outcome = steps.unwrap_or_else(|panic| Err(Failure::new(words_of(&*panic))));
    // Whatever a test looks for, a fault of the widget is never fine.
    let outcome = match (outcome, stage.page.read_console().await) {
        (Ok(()), Ok(())) => stage.page.console.must_hold_no_fault(),
        (Ok(()), read) => read,
        (failed, _) => failed,
    };
    let outcome = match outcome {
        Ok(()) => Ok(()),
        Err(failure) => {
            let kept = match keep(&stage.page, &evidence).await {
                Ok(()) => format!("a screenshot and the console are in {}", evidence.display()),
                Err(error) => format!("no evidence could be kept: {error}"),
            };
            Err(Failure::new(format!("{failure}\n{kept}")))
        }
    };
    let closed = stage.page.browser.quit().await;
    let stopped = stage.host.stop().await;
    outcome.and(closed).and(stopped)
}

fn words_of(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("panicked").to_owned()
}

async fn keep(page: &Page, folder: &Path) -> Outcome {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("console.txt"), page.console.to_string())?;
    fs::write(folder.join("page.html"), page.browser.client.source().await?)?;
    fs::write(folder.join("screenshot.png"), page.screenshot().await?)?;
    Ok(())
}
