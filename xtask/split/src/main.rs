//! `split WASM FOLDER NAME…`: writes what the page begins with to `FOLDER/main.wasm`, and what it
//! loads after that to a `FOLDER/NAME.wasm` each. `split --bindings WASM FOLDER FILE`, when wasm-bindgen has
//! made `FILE` of `FOLDER/main.wasm`: moves what only the others need of the browser to
//! `FOLDER/bindings.wasm`. `cargo xtask split` calls both.
//!
//! The functions marked with `wasm_split(NAME)` say where to cut; the linker's notes in the file
//! (`--emit-relocs`, see `build.rs` of the page) say what each function needs. The files build on each
//! other in the order they are named: what several need is in the first of them.

mod bindings;
mod file;
mod join;
mod linked;
mod panics;
mod unused;

use std::collections::HashSet;
use std::error::Error;
use std::ffi::OsString;
use std::path::Path;
use std::{env, fs};

use wasm_split_cli_support::{Options, transform};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    match &arguments[..] {
        [flag, wasm, folder, bound] if flag == "--bindings" => {
            let [wasm, folder, bound] = [wasm, folder, bound].map(Path::new);
            let [linked, main] = [fs::read(wasm)?, fs::read(folder.join("main.wasm"))?];
            let parted = bindings::part(&linked, &main, &fs::read(bound)?)?;
            fs::write(bound, parted.first)?;
            Ok(fs::write(folder.join("bindings.wasm"), parted.bindings)?)
        }
        [wasm, folder, names @ ..] => cut(Path::new(wasm), Path::new(folder), names),
        _ => Err("usage: split WASM FOLDER NAME…, or split --bindings WASM FOLDER FILE".into()),
    }
}

/// Takes a wasm file apart.
fn cut(wasm: &Path, folder: &Path, names: &[OsString]) -> Outcome<()> {
    let wasm = panics::shorten(&unused::leave_out(&fs::read(wasm)?)?)?;
    let main = folder.join("main.wasm");
    let mut options = Options::new(&wasm);
    options.output_dir = folder;
    options.main_out_path = &main;
    // Not used: `cargo xtask split` puts `www/later.js` in its place.
    options.link_name = "./later.js";
    let parts = transform(options)?;

    let mut taken = HashSet::new();
    for name in names {
        let name = &name.to_string_lossy().into_owned();
        // What only this one needs, and what it shares with others in a file for each such set.
        let needed = parts.prefetch_map.get(name).ok_or_else(|| format!("no part is {name}"))?;
        let mut own = needed.clone();
        own.sort();
        own.retain(|part| taken.insert(part.clone()));
        let read = |part| fs::read(folder.join(part).with_extension("wasm"));
        let files = own.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        fs::write(folder.join(name).with_extension("wasm"), join::join(&files)?)?;
    }
    match parts.split_modules.len() == taken.len() {
        true => Ok(()),
        false => Err(format!("there are other parts than {names:?}").into()),
    }
}
