//! A button of the page, outside of whatever uploads, pressed while a hundred files go up on a slow
//! processor: how long whoever presses has to wait for what the page is busy with.

use std::time::Duration;

use e2e::failure::{Failure, Outcome};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::{Bench, Depth, Part, progress};
use crate::contender::Contender;
use crate::figures::{Figures, Quantity, Samples};
use crate::tab::{Setup, Tab};

const ROUNDS: usize = 3;
const SLOWER: u32 = 4;
const FILES: u32 = 100;
const FILE_BYTES: u32 = 40_000;
/// As slow as the host reads, a hundred files take longer than the presses.
const BYTES_PER_SECOND: u32 = 60_000;
/// Where the harness puts the button.
const BUTTON: (u32, u32) = (20, 20);
/// What a press may take and still be felt as at once, in milliseconds.
const AT_ONCE: f64 = 50.0;
/// What a press took that the browser does not tell of: it tells from 16 ms.
const UNTOLD: f64 = 16.0;
/// A page that does not answer by then is not looked at any longer.
const LIMIT: Duration = Duration::from_secs(100);

/// What the page says of presses.
#[derive(Deserialize)]
struct Pressed {
    /// How many the browser has counted.
    seen: usize,
    /// Milliseconds until they showed, of those that took 16 and more.
    felt: Vec<f64>,
    done: u32,
    failed: u32,
}

pub(super) async fn run(bench: &Bench<'_>, figures: &mut Figures) -> Outcome {
    for _ in 0..bench.rounds(ROUNDS) {
        for &contender in bench.contenders {
            bench.site.reset()?;
            let slowly = json!({
                "endpoint": "file/upload", "kind": "slow-read",
                "bytes_per_second": BYTES_PER_SECOND, "times": 0,
            });
            bench.site.control().add_fault(slowly).map_err(Failure::new)?;
            let setup = Setup { starts_by_itself: true, ..Setup::default() };
            let tab = Tab::open(bench.site, contender, setup).await?;
            let pressed = press(&tab, bench.depth).await;
            let own = match contender {
                Contender::Ours => Some(press_own(&tab).await),
                _ => None,
            };
            tab.close().await?;
            note(contender, [Quantity::Press, Quantity::PressesOverFifty], pressed?, figures)?;
            if let Some(own) = own {
                let quantities = [Quantity::OwnPress, Quantity::OwnPressesOverFifty];
                note(contender, quantities, own?, figures)?;
            }
        }
    }
    bench.site.reset()
}

async fn press(tab: &Tab, depth: Depth) -> Outcome<Option<Pressed>> {
    let presses: u64 = if depth == Depth::Quick { 10 } else { 30 };
    tab.sign_in().await?;
    tab.slow_down(SLOWER).await?;
    let choose = format!("bench.choose(bench.files({FILES}, {FILE_BYTES})).then(bench.button)");
    if tab.call::<Value>(&choose, LIMIT).await?.is_err() {
        return Ok(None);
    }
    // What taking the files in costs is another part.
    sleep(Duration::from_secs(2)).await;
    for press in 0..presses {
        tab.press_at(BUTTON).await?;
        // At any moment of what repeats itself.
        sleep(Duration::from_millis(200 + press * 37 % 100)).await;
    }
    Ok(tab.call::<Pressed>("bench.pressed()", LIMIT).await?.ok())
}

/// The contender's own controls, each as often as a press of it makes undone what the one before did.
async fn press_own(tab: &Tab) -> Outcome<Option<Pressed>> {
    for number in 0.. {
        let place = format!("bench.control({number})");
        match tab.call::<Option<(u32, u32)>>(&place, LIMIT).await? {
            Ok(Some(place)) => tab.press_at(place).await?,
            Ok(None) => break,
            Err(_) => return Ok(None),
        }
        sleep(Duration::from_millis(250 + number * 37 % 100)).await;
    }
    Ok(tab.call::<Pressed>("bench.pressed()", LIMIT).await?.ok())
}

fn note(
    contender: Contender,
    [time, slow_ones]: [Quantity; 2],
    pressed: Option<Pressed>,
    figures: &mut Figures,
) -> Outcome {
    let Some(Pressed { seen, mut felt, done, failed }) = pressed else {
        figures.tell(contender, time, format!("not in {} s", LIMIT.as_secs()));
        return Ok(());
    };
    if failed > 0 || done == FILES {
        let title = contender.title();
        let what = format!("{title}: {done} files are done and {failed} failed after the presses");
        return Err(Failure::new(what));
    }
    felt.resize(felt.len().max(seen), UNTOLD);
    let mut samples = Samples::default();
    for &took in &felt {
        samples.add(took);
        figures.add(contender, time, took);
    }
    let slow = felt.iter().filter(|time| **time > AT_ONCE).count();
    let slow = slow as f64 * 100.0 / felt.len().max(1) as f64;
    figures.add(contender, slow_ones, slow);
    let what = format!(
        "{} presses, {:.0} ms, at most {:.0} ms; {done} files done meanwhile",
        felt.len(),
        samples.median(),
        samples.range().1
    );
    progress(Part::Press, contender.name(), what);
    Ok(())
}
