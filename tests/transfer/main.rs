//! The upload engine in a real browser against the sandbox host. Whatever happens, a file that is
//! shown as done is on the host once, whole, and one that is shown as failed is not there at all.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs)]

mod checks;
mod chosen_again;
mod faults;
mod held;
mod lost_database;
mod many;
mod moves;
mod pages;
mod recovery;
#[allow(dead_code, reason = "shared with the tests of the API")]
#[path = "../api/sandbox.rs"]
mod sandbox;
mod stage;
mod stored;
#[path = "../api/waiting.rs"]
mod waiting;

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);
