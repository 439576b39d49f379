//! The client against the sandbox host, in a real browser.
//!
//! The page of these tests and the sandbox have different origins, and the sandbox answers OPTIONS
//! with 405: whatever works here works with simple requests only. `SANDBOX_ORIGIN`, read when the
//! tests are compiled, says where the sandbox is.

#![cfg(target_arch = "wasm32")]

mod cells;
mod dates;
mod failures;
mod sandbox;
mod secrets;
mod table;
mod transports;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
