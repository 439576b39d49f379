//! One file of a gibibyte, beside curl, which shows what the machine and the host can do.

use std::time::{Duration, Instant};

use e2e::failure::{Failure, Outcome};
use e2e::files::{self, TestFile};
use serde::Deserialize;
use serde_json::Value;
use tokio::process::Command;

use super::{Bench, Depth, Part, progress};
use crate::contender::Contender;
use crate::figures::{CURL, Figures, Quantity};
use crate::site::Site;
use crate::tab::{Setup, Tab};

const ROUNDS: usize = 3;
const LIMIT: Duration = Duration::from_secs(180);
/// How often the browser's memory is looked at.
const LOOK: Duration = Duration::from_millis(250);

/// What the page says when it has ended.
#[derive(Deserialize)]
struct Ended {
    ms: f64,
    done: u32,
}

pub(super) async fn run(bench: &Bench<'_>, figures: &mut Figures) -> Outcome {
    let mebibytes = if bench.depth == Depth::Quick { 128 } else { 1024 };
    // It is all zeros, which nothing on the way notices.
    let file = files::sparse(mebibytes)?;
    for _ in 0..bench.rounds(ROUNDS) {
        bench.site.reset()?;
        if let Some(ms) = by_curl(bench.site, &file).await? {
            figures.add_of(CURL, Quantity::LargeFile, ms);
            progress(Part::Large, CURL, format!("{ms:.0} ms"));
        }
        for &contender in bench.contenders {
            bench.site.reset()?;
            let setup = Setup { starts_by_itself: true, ..Setup::default() };
            let tab = Tab::open(bench.site, contender, setup).await?;
            let sent = send(&tab, contender, &file, figures).await;
            tab.close().await?;
            sent?;
        }
    }
    bench.site.reset()
}

async fn send(tab: &Tab, contender: Contender, file: &TestFile, figures: &mut Figures) -> Outcome {
    tab.sign_in().await?;
    let before = tab.resident()?;
    tab.choose_from_disk(&file.path.display().to_string()).await?;
    let limit = LIMIT.as_millis();
    let wait = format!("bench.ended(1, {limit})");
    let mut ended = std::pin::pin!(tab.call::<Ended>(&wait, LIMIT));
    let mut most = before;
    let ended = loop {
        match tokio::time::timeout(LOOK, &mut ended).await {
            Ok(ended) => break ended?,
            Err(_) => most = most.max(tab.resident()?),
        }
    };
    match ended {
        Ok(Ended { ms, done: 1 }) => {
            figures.add(contender, Quantity::LargeFile, ms);
            figures.add(contender, Quantity::LargeFileMemory, (most - before) as f64);
            let grown = (most - before) >> 20;
            progress(Part::Large, contender.name(), format!("{ms:.0} ms, {grown} MiB more"));
        }
        Ok(_) | Err(_) => {
            figures.tell(contender, Quantity::LargeFile, "failed");
            progress(Part::Large, contender.name(), "failed");
        }
    }
    Ok(())
}

/// How long curl takes, in milliseconds; nothing where there is no curl.
async fn by_curl(site: &Site, file: &TestFile) -> Outcome<Option<f64>> {
    let base = site.api_base();
    let login = format!("username=admin&password={}", sandbox::DEMO_PASSWORD);
    let login = ["--silent", "--data", &login, &format!("{base}authorize")].map(str::to_owned);
    let Ok(answer) = Command::new("curl").args(login).output().await else { return Ok(None) };
    let answer: Value = serde_json::from_slice(&answer.stdout)?;
    let field = |name: &str| {
        let value = &answer["data"][name];
        value.as_str().map_or_else(|| value.to_string(), str::to_owned)
    };
    let path = file.path.display();
    let start = Instant::now();
    let upload = Command::new("curl")
        .args(["--silent", "--fail", "--output"])
        .arg(if cfg!(windows) { "NUL" } else { "/dev/null" })
        .args(["--form-string", &format!("access_token={}", field("access_token"))])
        .args(["--form-string", &format!("account_id={}", field("account_id"))])
        .args(["--form", &format!("upload_file=@\"{path}\"")])
        .arg(format!("{base}file/upload"))
        .status()
        .await?;
    match upload.success() {
        true => Ok(Some(start.elapsed().as_secs_f64() * 1000.0)),
        false => Err(Failure::new(format!("curl did not upload ({upload})"))),
    }
}
