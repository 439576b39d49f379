//! Memory stays flat however much goes up: nothing on the way collects a file.
#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::{Duration, Instant};

use e2e::failure::{Failure, Outcome};
use e2e::files::TestFile;
use e2e::host::Host;
use e2e::memory::{self, Kind};
use e2e::run::{Stage, run_with};
use e2e::static_site::StaticSite;
use e2e::{files, page};
use serde_json::json;

const MEBIBYTE: u64 = 1 << 20;
/// What a process may grow by. A file that is collected anywhere is several times as large.
const ROOM: u64 = 64 * MEBIBYTE;

/// Resident memory, in bytes.
#[derive(Clone, Copy, Default)]
struct Resident {
    sandbox: u64,
    /// All processes that run pages; there is one page.
    renderer: u64,
    network: u64,
    main: u64,
}

impl Resident {
    fn now(stage: &Stage) -> Outcome<Self> {
        let missing = || Failure::new("a process has ended");
        let sandbox = memory::resident(stage.host.process().ok_or_else(missing)?)?;
        let mut resident = Self { sandbox, ..Self::default() };
        let driver = stage.page.browser.driver_process().ok_or_else(missing)?;
        for process in memory::browser_processes(driver)? {
            // One that has ended meanwhile holds nothing.
            let bytes = memory::resident(process.id).unwrap_or_default();
            match process.kind {
                Kind::Renderer => resident.renderer += bytes,
                Kind::Network => resident.network += bytes,
                Kind::Main => resident.main += bytes,
                Kind::Other => {}
            }
        }
        Ok(resident)
    }

    fn at_most(self, other: Self) -> Self {
        Self {
            sandbox: self.sandbox.max(other.sandbox),
            renderer: self.renderer.max(other.renderer),
            network: self.network.max(other.network),
            main: self.main.max(other.main),
        }
    }

    fn parts(self) -> [(&'static str, u64); 4] {
        [
            ("sandbox", self.sandbox),
            ("renderer", self.renderer),
            ("network", self.network),
            ("main", self.main),
        ]
    }
}

/// Uploads the file and returns the memory before, and the most while it went up.
async fn watched_upload(
    stage: &Stage,
    address: &str,
    file: &TestFile,
) -> Outcome<(Resident, Resident)> {
    let Stage { host, page } = stage;
    page.open(address).await?;
    page.log_in(&host.password_of("admin")).await?;
    // A first small file, so that what is loaded once is loaded before.
    let small = files::photo()?;
    page.choose_files(&[&small]).await?;
    page.wait_until_done(&[&small]).await?;
    let before = Resident::now(stage)?;
    let mut most = before;
    page.choose_files(&[file]).await?;
    let start = Instant::now();
    loop {
        most = most.at_most(Resident::now(stage)?);
        let row = page.row(&file.name).await?;
        if page::is_done(&row) {
            return Ok((before, most));
        }
        if page::shows(&row, "Failed") || start.elapsed() > Duration::from_secs(1800) {
            return Err(Failure::new(format!("the upload has not worked: {row:?}")));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// How the page sends a file.
#[derive(Clone, Copy)]
enum Way {
    /// By XMLHttpRequest, which tells how far it is: on the host's own origin.
    Xhr,
    /// By fetch: on another origin, where the host refuses preflights.
    Fetch,
}

#[track_caller]
fn memory_stays_flat(name: &str, way: Way, file: impl FnOnce() -> Outcome<TestFile>) {
    run_with(name, Host::program(), async |stage| {
        let elsewhere = StaticSite::start().await?;
        let address = match way {
            Way::Xhr => stage.host.page(),
            Way::Fetch => {
                stage.host.switch("options-405").await?;
                format!("{}?sandbox={}", elsewhere.address, stage.host.port())
            }
        };
        let unlimited = json!({ "max_upload_size": 0, "max_storage_bytes": 0 });
        let change = json!({ "username": "admin", "package": unlimited });
        stage.host.change_account(change).await?;
        let file = file()?;
        let start = Instant::now();
        let (before, most) = watched_upload(stage, &address, &file).await?;
        let mut figures = format!(
            "{name}: {} MiB in {:.1} s; resident before → at most:",
            file.size()? / MEBIBYTE,
            start.elapsed().as_secs_f64()
        );
        for ((part, before), (_, most)) in before.parts().into_iter().zip(most.parts()) {
            let (before, most) = (before / MEBIBYTE, most / MEBIBYTE);
            let _ = write!(figures, " {part} {before} → {most} MiB;");
        }
        // Not by a macro: the figures are wanted although the test passes.
        let _ = writeln!(std::io::stderr(), "{figures}");
        for ((part, before), (_, most)) in before.parts().into_iter().zip(most.parts()) {
            assert!(before > 0, "{part} was not found");
            assert!(most < before + ROOM, "{part} grew too much. {figures}");
        }
        Ok(())
    });
}

#[test]
fn memory_stays_flat_while_300_mebibytes_go_up() {
    memory_stays_flat("memory", Way::Xhr, || files::random(300));
}

#[test]
fn memory_stays_flat_while_300_mebibytes_go_up_by_fetch() {
    memory_stays_flat("memory-fetch", Way::Fetch, || files::random(300));
}

#[test]
#[ignore = "long: run it with --include-ignored"]
fn memory_stays_flat_while_2_gibibytes_go_up() {
    memory_stays_flat("memory-soak", Way::Xhr, || files::sparse(2048));
}

#[test]
#[ignore = "long: run it with --include-ignored"]
fn memory_stays_flat_while_2_gibibytes_go_up_by_fetch() {
    memory_stays_flat("memory-soak-fetch", Way::Fetch, || files::sparse(2048));
}
