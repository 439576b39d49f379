//! The apps of `tests/embed/npm`: the package from npm, built by Vite, under a strict policy with
//! Trusted Types required.

use e2e::files;
use e2e::host::Host;
use e2e::places;
use e2e::recipe;
use e2e::run::run_with;

fn app(name: &str) {
    let host =
        async { Host::with_folder(places::prepared("RECIPE_APPS")?.join(name).join("dist")).await };
    run_with(&format!("recipe-{name}"), host, async |stage| {
        recipe::upload(stage, &stage.host.page(), "#heard", files::photo()?).await
    });
}

#[test]
fn vite() {
    app("vite");
}

#[test]
fn react() {
    app("react");
}

#[test]
fn vue() {
    app("vue");
}

#[test]
fn svelte() {
    app("svelte");
}
