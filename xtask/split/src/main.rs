//! `split WASM FOLDER`: writes what the page begins with to `FOLDER/main.wasm`, and what it loads
//! later to `FOLDER/split_later.wasm`. `cargo xtask split` calls it.
//!
//! The functions marked with `wasm_split` say where to cut; the linker's notes in the file
//! (`--emit-relocs`, see `build.rs` of the page) say what each function needs.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use wasm_split_cli_support::{Options, transform};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1);
    let (Some(wasm), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("usage: split WASM FOLDER".into());
    };
    let wasm = fs::read(wasm)?;
    let folder = Path::new(&folder);
    let main = folder.join("main.wasm");
    let mut options = Options::new(&wasm);
    options.output_dir = folder;
    options.main_out_path = &main;
    // Not used: `cargo xtask split` puts `www/later.js` in its place.
    options.link_name = "./later.js";
    let parts = transform(options)?;
    match parts.split_modules.as_slice() {
        [later] if later.ends_with("split_later.wasm") => Ok(()),
        other => Err(format!("one file was to be loaded later, not {other:?}").into()),
    }
}
