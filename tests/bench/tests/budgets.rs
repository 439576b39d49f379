//! What the widget costs stays within its budgets: `budgets.json` beside this folder.

use bench::budgets::{self, Budgets, Numbers};
use bench::tools::Tools;
use e2e::failure::Outcome;

#[track_caller]
fn stays_within(measured: Outcome<Numbers>, budgets: impl FnOnce(Budgets) -> Numbers) {
    let measured = measured.expect("a measurement");
    assert!(!measured.is_empty(), "nothing was measured");
    let written = Budgets::read().expect("budgets");
    let (theirs, here) = (written.tools.clone(), Tools::here());
    let excesses = budgets::excesses(&measured, &budgets(written.for_tools(&here)));
    let other_tools = match theirs == here {
        true => String::new(),
        false => format!(
            "\nThe budgets were written with {theirs}, and have some room for others; here is {here}. \
             Look first whether that makes the difference."
        ),
    };
    assert!(
        excesses.is_empty(),
        "over budget:\n{}\nIf that is worth it, delete these lines in tests/bench/budgets.json and \
         run `cargo xtask bench --ratchet`.{other_tools}",
        excesses.join("\n")
    );
}

#[test]
fn the_production_files_are_no_larger_than_before() {
    stays_within(budgets::measured_sizes(), |budgets| budgets.sizes);
}

#[test]
fn ten_thousand_files_and_an_upload_cost_no_more_than_before() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let measured = runtime.expect("a runtime").block_on(budgets::measured_costs());
    stays_within(measured, |budgets| budgets.costs);
}
