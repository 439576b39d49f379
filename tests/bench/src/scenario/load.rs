//! From nothing to a usable page. For the widget that is its login form; its peers know no login.

use e2e::failure::Outcome;

use super::{Bench, Part, progress};
use crate::contender::Contender;
use crate::figures::{Figures, Quantity};
use crate::tab::{Setup, Tab};

/// Many: a time is a third more or less from one to the next.
const ROUNDS: usize = 21;
const SLOWER: u32 = 4;

pub(super) async fn run(bench: &Bench<'_>, figures: &mut Figures) -> Outcome {
    for round in 0..bench.rounds(ROUNDS) {
        for &contender in bench.contenders {
            at_full_speed(bench, contender, round, figures).await?;
            slowed_down(bench, contender, figures).await?;
        }
    }
    Ok(())
}

async fn at_full_speed(
    bench: &Bench<'_>,
    contender: Contender,
    round: usize,
    figures: &mut Figures,
) -> Outcome {
    let tab = Tab::open(bench.site, contender, Setup::default()).await?;
    let main_thread = tab.metrics().await?.main_thread;
    let heap = tab.memory().await?.total();
    if round == 0 {
        let bytes = bench.site.bytes_on_wire(&tab.usable.files)?;
        figures.add(contender, Quantity::BytesOnWire, bytes as f64);
        figures.add(contender, Quantity::Requests, tab.usable.files.len() as f64);
    }
    figures.add(contender, Quantity::Usable, tab.usable.at);
    figures.add(contender, Quantity::MainThread, main_thread);
    figures.add(contender, Quantity::Heap, heap);
    let what = format!("usable after {:.0} ms, {main_thread:.0} ms of work", tab.usable.at);
    progress(Part::Load, contender.name(), what);
    // Peers begin with it; the widget has a login before that.
    let (files, main_thread) = match contender {
        Contender::Ours => {
            tab.sign_in_to_stay().await?;
            (tab.loaded().await?, tab.metrics().await?.main_thread)
        }
        _ => (tab.usable.files.clone(), main_thread),
    };
    figures.add(contender, Quantity::MainThreadUntilChoosing, main_thread);
    if round == 0 {
        let bytes = bench.site.bytes_on_wire(&files)?;
        figures.add(contender, Quantity::BytesUntilChoosing, bytes as f64);
    }
    let again = tab.load_again().await?;
    figures.add(contender, Quantity::ChoosingAgain, again);
    progress(Part::Load, contender.name(), format!("loaded anew: files after {again:.0} ms"));
    tab.close().await
}

async fn slowed_down(bench: &Bench<'_>, contender: Contender, figures: &mut Figures) -> Outcome {
    let setup = Setup { slower: SLOWER, ..Setup::default() };
    let tab = Tab::open(bench.site, contender, setup).await?;
    figures.add(contender, Quantity::UsableSlow, tab.usable.at);
    figures.add(contender, Quantity::BlockingSlow, tab.usable.blocking);
    let what = format!(
        "4 times slower: usable after {:.0} ms, blocked for {:.0} ms",
        tab.usable.at, tab.usable.blocking
    );
    progress(Part::Load, contender.name(), what);
    if contender == Contender::Ours {
        tab.sign_in_to_stay().await?;
    }
    let again = tab.load_again().await?;
    figures.add(contender, Quantity::ChoosingAgainSlow, again);
    let what = format!("4 times slower, loaded anew: files after {again:.0} ms");
    progress(Part::Load, contender.name(), what);
    tab.close().await
}
