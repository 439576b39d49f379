//! Thousands of files chosen at once. Nothing is sent meanwhile: the host takes its time.

use std::collections::BTreeSet;
use std::time::Duration;

use e2e::failure::{Failure, Outcome};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Bench, Depth, Part, progress};
use crate::contender::Contender;
use crate::figures::{Figures, Quantity};
use crate::tab::{Setup, Tab};

const ROUNDS: usize = 3;
/// A page that is not through by then is not looked at any longer.
const LIMIT: Duration = Duration::from_secs(100);
/// After a run as long as this once is enough.
const LONG: Duration = Duration::from_secs(10);
/// Whoever takes longer for ten thousand files is not given a hundred thousand.
const SHORT: Duration = Duration::from_secs(1);
const FILE_BYTES: u32 = 64;

/// So many files, and what is measured of them.
#[derive(Clone, Copy)]
struct Load {
    count: u32,
    painted: Quantity,
    longest: Quantity,
    /// With all of them in the list.
    then: Option<(Quantity, Quantity)>,
}

const THOUSAND: Load = Load {
    count: 1000,
    painted: Quantity::PaintedThousand,
    longest: Quantity::LongestTaskThousand,
    then: None,
};
const TEN_THOUSAND: Load = Load {
    count: 10_000,
    painted: Quantity::PaintedTenThousand,
    longest: Quantity::LongestTaskTenThousand,
    then: Some((Quantity::HeapTenThousand, Quantity::Scrolling)),
};
const HUNDRED_THOUSAND: Load = Load {
    count: 100_000,
    painted: Quantity::PaintedHundredThousand,
    longest: Quantity::LongestTaskHundredThousand,
    then: Some((Quantity::HeapHundredThousand, Quantity::ScrollingHundredThousand)),
};

/// What the page says of the adding.
#[derive(Deserialize)]
struct Added {
    painted: f64,
    longest: f64,
}

/// What the page says of the scrolling.
#[derive(Deserialize)]
struct Scrolled {
    rate: f64,
    top: f64,
}

pub(super) async fn run(bench: &Bench<'_>, figures: &mut Figures) -> Outcome {
    let loads: &[Load] = match bench.depth {
        Depth::Quick => &[THOUSAND],
        Depth::Full => &[THOUSAND, TEN_THOUSAND, HUNDRED_THOUSAND],
    };
    let mut too_slow = BTreeSet::new();
    for &load in loads {
        let mut slow = too_slow.clone();
        for _ in 0..bench.rounds(ROUNDS) {
            for &contender in bench.contenders {
                if slow.contains(&contender) {
                    continue;
                }
                bench.site.reset()?;
                hold_uploads(bench)?;
                let took = add(bench, contender, load, figures).await?;
                if took > LONG {
                    slow.insert(contender);
                }
                if took > SHORT && load.count > THOUSAND.count {
                    too_slow.insert(contender);
                }
            }
        }
    }
    bench.site.reset()
}

/// The widget sends at once what it is given: its uploads find a host that takes minutes.
fn hold_uploads(bench: &Bench<'_>) -> Outcome {
    let delay = json!({
        "endpoint": "file/upload", "kind": "delay", "milliseconds": 600_000, "times": 0,
        "fresh": false,
    });
    bench.site.control().add_fault(delay).map_err(Failure::new)?;
    Ok(())
}

async fn add(
    bench: &Bench<'_>,
    contender: Contender,
    load: Load,
    figures: &mut Figures,
) -> Outcome<Duration> {
    let tab = Tab::open(bench.site, contender, Setup::default()).await?;
    let took = add_to(&tab, contender, load, figures).await;
    tab.close().await?;
    took
}

async fn add_to(
    tab: &Tab,
    contender: Contender,
    load: Load,
    figures: &mut Figures,
) -> Outcome<Duration> {
    let Load { count, painted, longest, then } = load;
    tab.sign_in().await?;
    let made = format!("Promise.resolve(void (window.made = bench.files({count}, {FILE_BYTES})))");
    let _: Result<Value, _> = tab.call(&made, LIMIT).await?;
    let (work, memory) = (tab.metrics().await?.main_thread, tab.memory().await?);
    let resident = tab.resident()?;
    let Ok(added) = tab.call::<Added>("bench.add(window.made)", LIMIT).await? else {
        let words = format!("not in {} s", LIMIT.as_secs());
        progress(Part::Add, contender.name(), format!("{count} files: {words}"));
        figures.tell(contender, painted, words);
        return Ok(LIMIT);
    };
    let work = tab.metrics().await?.main_thread - work;
    figures.add(contender, painted, added.painted);
    figures.add(contender, longest, added.longest);
    let what = format!(
        "{count} files painted after {:.0} ms, longest task {:.0} ms, {work:.0} ms of work",
        added.painted, added.longest
    );
    progress(Part::Add, contender.name(), what);
    if count == TEN_THOUSAND.count {
        figures.add(contender, Quantity::MainThreadTenThousand, work);
        let now = tab.memory().await?;
        let grown = tab.resident()?.saturating_sub(resident);
        figures.add(contender, Quantity::ProcessTenThousand, grown as f64);
        progress(Part::Add, contender.name(), format!("{} MiB more", grown >> 20));
        if now.wasm > 0.0 {
            let each = (now.wasm - memory.wasm) / f64::from(count);
            figures.add(contender, Quantity::WasmPerFile, each);
        }
    }
    if let Some(then) = then {
        look_around(tab, contender, then, figures).await?;
    }
    Ok(Duration::from_secs_f64(added.painted / 1000.0))
}

/// With all files in the list: what it holds, and how it scrolls.
async fn look_around(
    tab: &Tab,
    contender: Contender,
    (heap, scrolling): (Quantity, Quantity),
    figures: &mut Figures,
) -> Outcome {
    figures.add(contender, heap, tab.memory().await?.total());
    match tab.call::<Scrolled>("bench.scroll(3000)", LIMIT).await? {
        Ok(scrolled) if scrolled.top > 0.0 => {
            figures.add(contender, scrolling, scrolled.rate);
            progress(Part::Add, contender.name(), format!("{:.1} frames a second", scrolled.rate));
        }
        Ok(_) => figures.tell(contender, scrolling, "does not scroll"),
        Err(_) => figures.tell(contender, scrolling, "stands still"),
    }
    Ok(())
}
