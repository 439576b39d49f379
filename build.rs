//! Has the linker keep what `cargo xtask split` needs to take the page's wasm file apart.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let for_wasm = std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm");
    // What is not optimized is not split.
    let release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if for_wasm && release {
        println!("cargo::rustc-link-arg-bin=upload-widget=--emit-relocs");
    }
}
