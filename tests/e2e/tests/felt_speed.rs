//! How fast the page feels while a hundred files go up: what a press or a key needs until the next
//! paint on a processor a quarter as fast, whether anything moves by itself under the reader's
//! eyes, and whether anything holds up the page.
//!
//! The browser measures all of it (Event Timing, Layout Instability, Long Tasks). Most of it is time on
//! this machine, so these tests run alone, the bounds leave room for a busy machine, and the best of
//! some rounds counts: what the page itself makes slow is slow in each of them. There are more rounds
//! only where the first is not good enough. `--nocapture` prints the figures.

use std::collections::BTreeMap;
use std::time::Duration;

use e2e::failure::Outcome;
use e2e::files::{self, TestFile};
use e2e::find::{self, Role, Sought};
use e2e::page::Page;
use e2e::run::{Stage, run_alone};
use e2e::words::{filled, text};
use fantoccini::key::Key;
use serde_json::{Value, json};

const FILES: usize = 100;
const SLOWER: u32 = 4;
/// At most.
const ROUNDS: usize = 6;
/// Milliseconds from the press to the next paint, in the middle of all and at most. An idle machine
/// had 24 and 80.
const TO_NEXT_PAINT: f64 = 50.0;
const TO_NEXT_PAINT_AT_MOST: f64 = 120.0;
/// What took longer is printed.
const TOLD_ABOVE: f64 = 100.0;
/// Milliseconds that the page may be held up. A task of 50 ms counts as long.
const HELD_UP: f64 = 100.0;
/// The sum of what moved by itself; 0.1 is still good by the measure of Web Vitals. Numbers that
/// become longer move the words after them by a letter.
const SHIFTED: f64 = 0.002;

const WATCH: &str = "
    window.felt = { events: [], shifts: [], tasks: [] };
    // Those of an earlier round would tell everything once more.
    window.watching?.forEach((observer) => observer.disconnect());
    window.watching = [];
    const watch = (type, take, more) => {
        const observer = new PerformanceObserver((list) => list.getEntries().forEach(take));
        observer.observe({ type, ...more });
        watching.push(observer);
    };
    watch('event', (entry) => {
        if (entry.interactionId) felt.events.push([entry.interactionId,
            `${entry.name} on ${entry.target?.textContent.trim().slice(0, 20)}`, entry.duration]);
    }, { durationThreshold: 16 });
    watch('layout-shift', (entry) => {
        if (!entry.hadRecentInput) felt.shifts.push([entry.value, entry.sources.map((source) =>
            `${source.node?.nodeName}.${source.node?.className} from ${source.previousRect.x},${source.previousRect.y}
            to ${source.currentRect.x},${source.currentRect.y}`).join(' ')]);
    });
    watch('longtask', (entry) => felt.tasks.push(entry.duration));
    window.before = performance.interactionCount;
";

const TOLD: &str = "
    const [done] = arguments;
    setTimeout(() => done({ ...felt, interactions: performance.interactionCount - before }), 300);
";

/// What the browser measured in a round.
struct Felt {
    /// Milliseconds to the next paint of each press and key, the quickest first.
    to_next_paint: Vec<f64>,
    shifts: Vec<(f64, String)>,
    held_up: Vec<f64>,
}

impl Felt {
    async fn of(page: &Page) -> Outcome<Self> {
        let told = page.browser.client.execute_async(TOLD, Vec::new()).await?;
        let list = |key: &str| told[key].as_array().cloned().unwrap_or_default();
        // The events of one interaction share a number, and the longest is what was felt.
        let mut longest = BTreeMap::<u64, f64>::new();
        for event in list("events") {
            let (id, duration) = (event[0].as_u64().unwrap_or(0), number(&event[2]));
            let longest = longest.entry(id).or_default();
            if duration > TOLD_ABOVE && duration > *longest {
                println!("{duration} ms: {}", event[1].as_str().unwrap_or_default());
            }
            *longest = longest.max(duration);
        }
        // What took less than 16 ms is not told, but counted.
        let count = told["interactions"].as_u64().unwrap_or(0) as usize;
        let mut to_next_paint = vec![16.0; count.saturating_sub(longest.len())];
        to_next_paint.extend(longest.values());
        to_next_paint.sort_by(f64::total_cmp);
        let shift =
            |shift: &Value| (number(&shift[0]), shift[1].as_str().unwrap_or_default().to_owned());
        Ok(Self {
            to_next_paint,
            shifts: list("shifts").iter().map(shift).collect(),
            held_up: list("tasks").iter().map(number).collect(),
        })
    }

    fn median(&self) -> f64 {
        self.to_next_paint.get(self.to_next_paint.len() / 2).copied().unwrap_or(f64::INFINITY)
    }

    fn slowest(&self) -> f64 {
        self.to_next_paint.last().copied().unwrap_or(f64::INFINITY)
    }

    fn shifted(&self) -> f64 {
        self.shifts.iter().map(|(value, _)| value).sum()
    }

    fn longest_task(&self) -> f64 {
        self.held_up.iter().copied().fold(0.0, f64::max)
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(0.0)
}

/// Gives the page so many files more.
async fn add_batch(page: &Page, batch: &str) -> Outcome {
    let file = |place| files::named(&format!("{batch} {place:03}.bin"), &[7; 40_000]);
    let batch = (0..FILES).map(file).collect::<Outcome<Vec<TestFile>>>()?;
    page.choose_files(&batch.iter().collect::<Vec<_>>()).await
}

async fn slower(page: &Page, times: u32) -> Outcome {
    let parameters = json!({ "rate": times });
    page.browser.devtools("Emulation.setCPUThrottlingRate", parameters).await?;
    Ok(())
}

async fn watch(page: &Page) -> Outcome {
    page.browser.client.execute(WATCH, Vec::new()).await?;
    Ok(())
}

/// Logs in and gives the page a hundred files that go up slowly.
async fn uploading(Stage { host, page }: &Stage) -> Outcome {
    let slowly = json!({ "endpoint": "file/upload", "kind": "slow-read", "bytes_per_second": 100_000, "times": 0 });
    host.fault(slowly).await?;
    page.open(&host.page()).await?;
    page.log_in(&host.password_of("admin")).await?;
    page.wait_until_in("Home").await?;
    add_batch(page, "felt").await?;
    page.wait_until_row("felt 000.bin", &text("files.state.verified")).await?;
    Ok(())
}

/// Waits until so many files are done, by the line above the list.
async fn wait_until_done(page: &Page, files: usize) -> Outcome {
    let files = files.to_string();
    let words = filled("files.done", &[("done", &files), ("total", &files)]);
    let script = "return document.querySelector('.file-summary').innerText;";
    find::until(Duration::from_secs(60), async || {
        let line = page.browser.client.execute(script, Vec::new()).await?;
        let line = line.as_str().unwrap_or_default();
        Ok(if line.contains(&words) { Ok(()) } else { Err(format!("{line:?}")) })
    })
    .await
}

/// What somebody does meanwhile: filters, holds all back, opens a menu, the folders and a form, types,
/// scrolls.
async fn use_it(page: &Page) -> Outcome {
    for filter in ["filter.done", "filter.open", "filter.failed", "filter.all"] {
        let words = text(filter);
        let start = words.split('{').next().unwrap_or_default().trim().to_owned();
        let script = "
            const [start] = arguments;
            const buttons = [...document.querySelectorAll('.file-filter button')];
            const { x, y, width, height } = buttons.find((button) =>
                button.textContent.trim().startsWith(start)).getBoundingClientRect();
            return [x + width / 2, y + height / 2];
        ";
        // Its name has a number in it that changes all the time.
        let place = page.browser.client.execute(script, vec![json!(start)]).await?;
        for step in ["mousePressed", "mouseReleased"] {
            let press = json!({
                "type": step, "x": place[0], "y": place[1], "button": "left", "clickCount": 1
            });
            page.browser.devtools("Input.dispatchMouseEvent", press).await?;
        }
    }
    for all in ["files.pause-all", "files.resume-all"] {
        page.press(&text(all)).await?;
    }
    let more = filled("files.more", &[("name", "felt 000.bin")]);
    for _ in 0..3 {
        page.press(&more).await?;
        page.one(&Sought::any(Role::MenuItem)).await?;
        page.key(Key::Escape).await?;
    }
    page.press(&text("folder.change")).await?;
    page.one(&Sought::named(Role::TreeItem, "Home")).await?;
    page.press(&text("folder.change")).await?;
    page.none(&Sought::named(Role::TreeItem, "Home")).await?;
    page.press(&text("folder.new")).await?;
    page.type_text("harbour").await?;
    page.press(&text("folder.cancel")).await?;
    for _ in 0..3 {
        let wheel = json!({ "type": "mouseWheel", "x": 400, "y": 600, "deltaX": 0, "deltaY": 300 });
        page.browser.devtools("Input.dispatchMouseEvent", wheel).await?;
    }
    Ok(())
}

#[test]
fn a_press_is_felt_at_once_while_a_hundred_files_go_up() {
    run_alone("felt-presses", async |stage| {
        let page = &stage.page;
        uploading(stage).await?;
        // One round has to keep both limits: another may have been disturbed by the machine.
        let mut rounds = Vec::new();
        for round in 0..ROUNDS {
            if round > 0 {
                // Those before may be done.
                add_batch(page, &format!("round{round}")).await?;
            }
            slower(page, SLOWER).await?;
            watch(page).await?;
            use_it(page).await?;
            let felt = Felt::of(page).await?;
            slower(page, 1).await?;
            println!("round {round}: to the next paint {:?} ms", felt.to_next_paint);
            assert!(felt.to_next_paint.len() >= 10, "{} interactions", felt.to_next_paint.len());
            let (median, slowest) = (felt.median(), felt.slowest());
            if median <= TO_NEXT_PAINT && slowest <= TO_NEXT_PAINT_AT_MOST {
                return Ok(());
            }
            rounds.push((median, slowest));
        }
        panic!("no round keeps both limits; median and slowest press in ms: {rounds:?}");
    });
}

#[test]
fn nothing_moves_or_stands_still_by_itself() {
    run_alone("felt-calm", async |stage| {
        let page = &stage.page;
        uploading(stage).await?;
        stage.host.clear_faults().await?;
        let (mut longest, mut shifted) = (f64::INFINITY, f64::INFINITY);
        let mut shifts = Vec::new();
        for round in 0..ROUNDS {
            watch(page).await?;
            if round > 0 {
                add_batch(page, &format!("round{round}")).await?;
            }
            wait_until_done(page, FILES * (round + 1)).await?;
            let felt = Felt::of(page).await?;
            println!("round {round}: shifts {:?}, long tasks {:?} ms", felt.shifts, felt.held_up);
            longest = longest.min(felt.longest_task());
            shifted = shifted.min(felt.shifted());
            shifts.extend(felt.shifts);
            if longest <= HELD_UP && shifted <= SHIFTED {
                break;
            }
        }
        assert!(shifted <= SHIFTED, "things move by themselves: {shifts:?}");
        assert!(longest <= HELD_UP, "the page is held up for {longest} ms");
        Ok(())
    });
}
