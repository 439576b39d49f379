//! What the widget may cost at most: the best that was reached so far, and one percent.
//!
//! Sizes are of the production files after brotli. Costs stand for speed without being times,
//! which a busy machine would change: what ten thousand files leave in the page, and how much is
//! asked of the host.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use e2e::failure::{Failure, Outcome};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::contender::Contender;
use crate::site::{PROFILE, Site};
use crate::tab::{Setup, Tab};
use crate::tools::Tools;
use crate::{places, wire};

const FILES: u32 = 10_000;
const UPLOADS: u32 = 20;
/// How much larger the files may be, in percent, when other tools than those of the budgets made them.
const ROOM_FOR_OTHER_TOOLS: u64 = 5;
/// How the costs begin that are sizes of files.
const LOADED: &str = "bytes on the wire";
const LIMIT: Duration = Duration::from_secs(60);
/// The sum of all files.
const TOTAL: &str = "total";

/// Numbers by what they count.
pub type Numbers = BTreeMap<String, u64>;

/// The budgets as they are written down.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Budgets {
    /// What made the files whose sizes these are.
    #[serde(default)]
    pub tools: Tools,
    /// Bytes of each production file, and of all.
    pub sizes: Numbers,
    /// What stands for speed.
    pub costs: Numbers,
}

impl Budgets {
    /// Reads `tests/bench/budgets.json`.
    ///
    /// # Errors
    /// When it is missing or cannot be understood.
    pub fn read() -> Outcome<Self> {
        Ok(serde_json::from_str(&std::fs::read_to_string(file())?)?)
    }

    /// The budgets for files that these tools have made: another compiler makes them a little larger or
    /// smaller, which is nobody's fault.
    #[must_use]
    pub fn for_tools(mut self, tools: &Tools) -> Self {
        if self.tools != *tools {
            let loaded = self.costs.iter_mut().filter(|(what, _)| what.starts_with(LOADED));
            for (_, budget) in self.sizes.iter_mut().chain(loaded) {
                *budget += *budget * ROOM_FOR_OTHER_TOOLS / 100;
            }
        }
        self
    }

    fn write(&self) -> Outcome {
        let text = serde_json::to_string_pretty(self)?;
        Ok(std::fs::write(file(), text + "\n")?)
    }
}

fn file() -> PathBuf {
    places::crate_folder().join("budgets.json")
}

/// The brotli size of each production file, and of all.
///
/// # Errors
/// When the page is not built.
pub fn measured_sizes() -> Outcome<Numbers> {
    let files = wire::brotli_sizes(&e2e::places::dist()?)?;
    // `cargo xtask package` puts copies of them there; and no page loads the licences.
    let others = ["package", "THIRD-PARTY-LICENSES"];
    let of_page =
        files.into_iter().filter(|(name, _)| !others.iter().any(|start| name.starts_with(start)));
    let mut sizes: Numbers = of_page.collect();
    sizes.insert(TOTAL.to_owned(), sizes.values().sum());
    Ok(sizes)
}

/// What the page costs beside time, measured in the browser.
///
/// # Errors
/// When the page does not do what it has to.
pub async fn measured_costs() -> Outcome<Numbers> {
    let site = Site::start(&[Contender::Ours]).await?;
    let costs = costs(&site).await;
    site.stop().await;
    costs
}

async fn costs(site: &Site) -> Outcome<Numbers> {
    let mut costs = Numbers::new();
    let tab = Tab::open(site, Contender::Ours, Setup::default()).await?;
    // Of all the production files a reader loads only some.
    let loaded = site.bytes_on_wire(&tab.usable.files)?;
    costs.insert(format!("{LOADED} until usable"), loaded);
    costs.insert("requests until usable".to_owned(), tab.usable.files.len() as u64);
    let measured = with_many_files(site, &tab, &mut costs).await;
    tab.close().await?;
    measured?;
    site.reset()?;
    let tab = Tab::open(site, Contender::Ours, Setup::default()).await?;
    let measured = with_few_uploads(site, &tab, &mut costs).await;
    tab.close().await?;
    measured?;
    Ok(costs)
}

/// What files leave in the page that wait in its list.
async fn with_many_files(site: &Site, tab: &Tab, costs: &mut Numbers) -> Outcome {
    // Whatever is under way would count as well.
    let delay = json!({
        "endpoint": "file/upload", "kind": "delay", "milliseconds": 600_000, "times": 0,
        "fresh": false,
    });
    site.control().add_fault(delay).map_err(Failure::new)?;
    tab.sign_in().await?;
    // The login form alone is of no use to anybody.
    let loaded = site.bytes_on_wire(&tab.loaded().await?)?;
    costs.insert(format!("{LOADED} until files can be chosen"), loaded);
    let make = format!("Promise.resolve(void (window.made = bench.files({FILES}, 64)))");
    in_time(tab.call::<Value>(&make, LIMIT).await?)?;
    let before = tab.memory().await?;
    in_time(tab.call::<Value>("bench.add(window.made)", LIMIT).await?)?;
    let after = tab.memory().await?;
    let (metrics, listeners) = (tab.metrics().await?, tab.listeners().await?);
    let each = |bytes: f64| (bytes / f64::from(FILES)).max(0.0).ceil() as u64;
    let mut note = |what: &str, number: u64| costs.insert(format!("{FILES} files: {what}"), number);
    note("DOM nodes", metrics.nodes as u64);
    note("event listeners", listeners as u64);
    // It grows by pages of 64 KiB, now one earlier, now one later.
    note("bytes of wasm memory a file", each(after.wasm - before.wasm).next_multiple_of(32));
    // The collector leaves a little more or less behind each time.
    note("bytes of script objects a file", each(after.script - before.script).next_multiple_of(50));
    Ok(())
}

/// Counts how often the page has the browser read a file.
const COUNT_READS: &str = "(async () => {
    const read = Blob.prototype.arrayBuffer;
    window.reads = 0;
    Blob.prototype.arrayBuffer = function () {
        window.reads += 1;
        return read.call(this);
    };
})()";

/// How much is asked of the host, and of the browser, for a few uploads into one folder.
async fn with_few_uploads(site: &Site, tab: &Tab, costs: &mut Numbers) -> Outcome {
    tab.sign_in().await?;
    in_time(tab.call::<Value>(COUNT_READS, LIMIT).await?)?;
    // What the page asks for by itself after a login is not counted.
    until_quiet(site).await?;
    site.control().clear_requests(None);
    let upload = format!("bench.upload({UPLOADS}, 1024, {})", LIMIT.as_millis());
    let ended: Value = in_time(tab.call(&upload, LIMIT).await?)?;
    if ended["done"] != UPLOADS {
        return Err(Failure::new(format!("not all of {UPLOADS} uploads are done: {ended}")));
    }
    let requests = site.control().requests(Some(PROFILE)).len() as u64;
    costs.insert(format!("requests for {UPLOADS} uploads"), requests);
    let reads = in_time(tab.call::<u64>("Promise.resolve(window.reads)", LIMIT).await?)?;
    costs.insert(format!("readings of {UPLOADS} small files"), reads);
    Ok(())
}

/// Waits until the host has answered nothing for a while.
async fn until_quiet(site: &Site) -> Outcome {
    let answered = || site.control().requests(Some(PROFILE)).len();
    let start = Instant::now();
    let (mut count, mut since) = (answered(), start);
    while since.elapsed() < Duration::from_millis(500) {
        if start.elapsed() > LIMIT {
            return Err(Failure::new("the page never stops asking the host"));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        let now = answered();
        if now != count {
            (count, since) = (now, Instant::now());
        }
    }
    Ok(())
}

fn in_time<T>(answer: Result<T, crate::tab::TooSlow>) -> Outcome<T> {
    answer.map_err(|_| Failure::new(format!("the page took more than {} s", LIMIT.as_secs())))
}

/// What is over its budget, or has none: a sentence each, with the figure and the budget.
pub fn excesses(measured: &Numbers, budgets: &Numbers) -> Vec<String> {
    let excess = |(what, number): (&String, &u64)| match budgets.get(what) {
        Some(budget) if number <= budget => None,
        Some(budget) => Some(format!("{what}: {number}, over the budget of {budget}")),
        None => Some(format!("{what}: {number}, without a budget")),
    };
    measured.iter().filter_map(excess).collect()
}

/// Lowers the budgets to what is measured now and one percent. None is ever raised: where the
/// widget has to cost more, its line in budgets.json is deleted first, which a reviewer sees.
///
/// # Errors
/// When something cannot be measured or written.
pub async fn ratchet() -> Outcome {
    let old = if file().is_file() { Budgets::read()? } else { Budgets::default() };
    let (sizes, costs) = (measured_sizes()?, measured_costs().await?);
    for (what, number) in sizes.iter().chain(&costs) {
        println!("{what}: {number}");
    }
    for excess in excesses(&sizes, &old.sizes).iter().chain(&excesses(&costs, &old.costs)) {
        println!("now {excess}");
    }
    let larger = |(what, size): (&String, &u64)| old.sizes.get(what).is_some_and(|old| size > old);
    // Where one stays below what these tools reach, it is still one of the earlier tools.
    let tools = if sizes.iter().any(larger) { old.tools.clone() } else { Tools::here() };
    let (sizes, costs) = (lowered(&sizes, &old.sizes), lowered(&costs, &old.costs));
    Budgets { tools, sizes, costs }.write()
}

fn lowered(measured: &Numbers, old: &Numbers) -> Numbers {
    let lower = |(what, number): (&String, &u64)| {
        let budget = number + number.div_ceil(100);
        let budget = old.get(what).map_or(budget, |old| budget.min(*old));
        (what.clone(), budget)
    };
    measured.iter().map(lower).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(list: &[(&str, u64)]) -> Numbers {
        list.iter().map(|(what, number)| ((*what).to_owned(), *number)).collect()
    }

    #[test]
    fn what_is_over_its_budget_is_told_with_both_numbers() {
        let budgets = numbers(&[("a.js", 100), ("total", 100)]);
        assert!(excesses(&numbers(&[("a.js", 100)]), &budgets).is_empty());
        assert_eq!(
            excesses(&numbers(&[("a.js", 101), ("b.js", 1)]), &budgets),
            ["a.js: 101, over the budget of 100", "b.js: 1, without a budget"]
        );
    }

    #[test]
    fn other_tools_get_room_for_sizes_only() {
        let costs = numbers(&[("bytes on the wire until usable", 1000), ("requests", 100)]);
        let sizes = numbers(&[("a.js", 200)]);
        let budgets = Budgets { tools: Tools::here(), sizes, costs };
        assert_eq!(budgets.clone().for_tools(&Tools::here()), budgets);
        let others = budgets.for_tools(&Tools::default());
        assert_eq!(others.sizes, numbers(&[("a.js", 210)]));
        let costs = numbers(&[("bytes on the wire until usable", 1050), ("requests", 100)]);
        assert_eq!(others.costs, costs);
    }

    #[test]
    fn a_budget_is_lowered_and_never_raised() {
        let old = numbers(&[("a.js", 150), ("gone.js", 5)]);
        assert_eq!(lowered(&numbers(&[("a.js", 100)]), &old), numbers(&[("a.js", 101)]));
        assert_eq!(lowered(&numbers(&[("a.js", 1000)]), &old), numbers(&[("a.js", 150)]));
        assert_eq!(lowered(&numbers(&[("b.js", 1000)]), &old), numbers(&[("b.js", 1010)]));
    }
}
