//! Many small files, a few at a time: from choosing them to the end of the last.

use std::collections::BTreeSet;
use std::time::Duration;

use e2e::failure::{Failure, Outcome};
use serde::Deserialize;

use super::{Bench, Depth, Part, progress};
use crate::contender::Contender;
use crate::figures::{Figures, Quantity};
use crate::tab::{Setup, Tab};

const ROUNDS: usize = 3;
/// After so long we count what has been sent.
const LIMIT: Duration = Duration::from_secs(100);
/// A page that does not even answer gets so much more.
const ROOM: Duration = Duration::from_secs(20);
/// After a run as long as this once is enough.
const LONG_MS: f64 = 40_000.0;

/// What is sent.
struct Load {
    part: Part,
    quantity: Quantity,
    files: u32,
    bytes: u32,
    concurrency: u32,
    limit: Duration,
}

/// What the page says when it has ended, or we gave up.
#[derive(Deserialize)]
struct Ended {
    ms: f64,
    done: u32,
    failed: u32,
    longest: f64,
}

pub(super) async fn run(bench: &Bench<'_>, figures: &mut Figures) -> Outcome {
    let kinds = [(Quantity::SmallFilesAtThree, 3), (Quantity::SmallFilesAtSix, 6)];
    let files = if bench.depth == Depth::Quick { 100 } else { 1000 };
    for (quantity, concurrency) in kinds {
        let load =
            Load { part: Part::Many, quantity, files, bytes: 16 << 10, concurrency, limit: LIMIT };
        rounds(bench, &load, bench.contenders, ROUNDS, figures).await?;
    }
    bench.site.reset()
}

/// The widget beside the bare page, with as many files as a camera card holds.
pub(super) async fn run_at_scale(bench: &Bench<'_>, figures: &mut Figures) -> Outcome {
    let two = [Contender::Ours, Contender::Bare];
    let contenders: Vec<_> =
        two.into_iter().filter(|contender| bench.contenders.contains(contender)).collect();
    let load = Load {
        part: Part::Scale,
        quantity: Quantity::TenThousandAtSix,
        files: if bench.depth == Depth::Quick { 500 } else { 10_000 },
        bytes: 1 << 10,
        concurrency: 6,
        limit: Duration::from_secs(300),
    };
    rounds(bench, &load, &contenders, 2, figures).await?;
    bench.site.reset()
}

async fn rounds(
    bench: &Bench<'_>,
    load: &Load,
    contenders: &[Contender],
    rounds: usize,
    figures: &mut Figures,
) -> Outcome {
    let mut slow = BTreeSet::new();
    for _ in 0..bench.rounds(rounds) {
        for &contender in contenders {
            if slow.contains(&contender) {
                continue;
            }
            bench.site.reset()?;
            let setup =
                Setup { concurrency: load.concurrency, starts_by_itself: true, ..Setup::default() };
            let tab = Tab::open(bench.site, contender, setup).await?;
            let sent = send(&tab, contender, load, figures).await;
            tab.close().await?;
            if sent? > LONG_MS && load.part == Part::Many {
                slow.insert(contender);
            }
        }
    }
    Ok(())
}

async fn send(tab: &Tab, contender: Contender, load: &Load, figures: &mut Figures) -> Outcome<f64> {
    let Load { part, quantity, files, bytes, concurrency, limit } = *load;
    tab.sign_in().await?;
    let work = tab.metrics().await?.main_thread;
    let upload = format!("bench.upload({files}, {bytes}, {})", limit.as_millis());
    let ended = match tab.call::<Ended>(&upload, limit + ROOM).await? {
        Ok(ended) if ended.done > 0 => ended,
        Ok(_) | Err(_) => {
            let words = format!("none in {} s", limit.as_secs());
            progress(part, contender.name(), format!("{concurrency} at a time: {words}"));
            figures.tell(contender, quantity, words);
            return Ok(f64::INFINITY);
        }
    };
    if ended.failed > 0 {
        let what = format!("{} of {files} uploads by {}", ended.failed, contender.title());
        return Err(Failure::new(format!("{what} failed on a host without a fault")));
    }
    let rate = f64::from(ended.done) * 1000.0 / ended.ms;
    figures.add(contender, quantity, rate);
    let work = (tab.metrics().await?.main_thread - work) / f64::from(ended.done);
    let what = format!(
        "{concurrency} at a time: {} in {:.1} s, {rate:.0} a second; {work:.2} ms of work each, \
         longest task {:.0} ms",
        ended.done,
        ended.ms / 1000.0,
        ended.longest
    );
    progress(part, contender.name(), what);
    Ok(ended.ms)
}
