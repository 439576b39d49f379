//! The wasm module of the standalone page and of `<upload-widget>`. It does nothing by itself:
//! `www/start.js` and `www/embed/loader.js` call what [`upload_widget::embed`] exports.

// The exports are in the library; a program that names nothing of it would be linked without.
use upload_widget as _;

fn main() {}
