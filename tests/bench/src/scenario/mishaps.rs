//! A host that is not available, breaks off, or refuses: what the page then shows of its file.

use std::time::Duration;

use e2e::failure::{Failure, Outcome};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Bench, Part, progress};
use crate::figures::{Figures, Quantity};
use crate::tab::{Setup, Tab};

/// How long a page may make up its mind.
const LIMIT: Duration = Duration::from_secs(40);
/// Large enough that a connection can break in the middle.
const FILE_BYTES: u32 = 1 << 20;
/// What the refusal says.
const REFUSAL: &str = "The storage is being moved.";

/// What the page shows of its one file.
#[derive(Deserialize)]
struct Fate {
    state: String,
    words: String,
}

pub(super) async fn run(bench: &Bench<'_>, figures: &mut Figures) -> Outcome {
    for quantity in [Quantity::Unavailable, Quantity::Dropped, Quantity::Refused] {
        for &contender in bench.contenders {
            bench.site.reset()?;
            let setup = Setup { starts_by_itself: true, ..Setup::default() };
            let tab = Tab::open(bench.site, contender, setup).await?;
            let told = meet(bench, &tab, quantity).await;
            tab.close().await?;
            let told = told?;
            progress(Part::Mishaps, contender.name(), format!("{}: {told}", quantity.label()));
            figures.tell(contender, quantity, told);
        }
    }
    bench.site.reset()
}

fn fault(quantity: Quantity) -> Value {
    match quantity {
        Quantity::Unavailable => json!({ "kind": "http-status", "status": 503 }),
        Quantity::Dropped => json!({ "kind": "drop-mid-body" }),
        // However often it is tried.
        _ => json!({ "kind": "refuse", "message": REFUSAL, "times": 0 }),
    }
}

async fn meet(bench: &Bench<'_>, tab: &Tab, quantity: Quantity) -> Outcome<String> {
    tab.sign_in().await?;
    let mut fault = fault(quantity);
    fault["endpoint"] = json!("file/upload");
    bench.site.control().add_fault(fault).map_err(Failure::new)?;
    let choose = format!("bench.choose(bench.files(1, {FILE_BYTES}))");
    let _: Result<Value, _> = tab.call(&choose, LIMIT).await?;
    let fate = format!("bench.fate({})", LIMIT.as_millis());
    let Ok(fate) = tab.call::<Fate>(&fate, LIMIT + LIMIT).await? else {
        return Ok("no answer".to_owned());
    };
    Ok(in_words(&fate, bench.site.uploads(), bench.site.stored()))
}

fn in_words(fate: &Fate, tries: usize, stored: usize) -> String {
    match (fate.state.as_str(), stored) {
        ("done", 0) => "**shown as done**".to_owned(),
        ("done", 1) if tries > 1 => "tried again, done".to_owned(),
        ("done", 1) => "done".to_owned(),
        ("done", more) => format!("done, stored {more} times"),
        ("failed", 0) if fate.words.contains(REFUSAL) => {
            "failed, with the host's reason".to_owned()
        }
        ("failed", 0) => "failed".to_owned(),
        ("failed", _) => "shown as failed although stored".to_owned(),
        _ => "neither done nor failed".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(state: &str, words: &str, tries: usize, stored: usize) -> String {
        in_words(&Fate { state: state.to_owned(), words: words.to_owned() }, tries, stored)
    }

    #[test]
    fn a_success_that_stored_nothing_is_named() {
        assert_eq!(told("done", "", 1, 0), "**shown as done**");
        assert_eq!(told("done", "", 2, 1), "tried again, done");
        assert_eq!(told("failed", "503", 1, 0), "failed");
        let words = format!("Failed. {REFUSAL}");
        assert_eq!(told("failed", &words, 1, 0), "failed, with the host's reason");
    }
}
