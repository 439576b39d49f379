//! The tests' own eyes: a fault that nobody sees would make every other test worthless.

use std::fs;
use std::path::Path;

use e2e::failure::Outcome;
use e2e::find::{self, PATIENCE};
use e2e::run::{Stage, run};

/// Does this in the page, and waits until the console is found at fault.
async fn wait_until_noticed(Stage { host, page }: &Stage, script: &str) -> Outcome {
    page.open(&host.page()).await?;
    page.console.must_hold_no_fault()?;
    page.browser.client.execute(script, Vec::new()).await?;
    find::until(PATIENCE, async || {
        page.read_console().await?;
        Ok(match page.console.must_hold_no_fault() {
            Err(_) => Ok(()),
            Ok(()) => Err(format!("{script} went unnoticed")),
        })
    })
    .await
}

fn a_fault_fails_its_test(name: &str, script: &str) {
    let failed = std::panic::catch_unwind(|| {
        run(name, async |stage| wait_until_noticed(stage, script).await);
    });
    let words = failed.expect_err("run passes over a fault");
    let words = words.downcast_ref::<String>().expect("words");
    assert!(words.starts_with("the console holds:"), "{words}");
    assert!(words.contains("a screenshot and the console are in"), "{words}");
}

#[test]
fn a_panic_is_noticed() {
    let script = "console.error('panicked at src/lib.rs:1:1: index out of bounds');";
    a_fault_fails_its_test("notices-panic", script);
}

#[test]
fn an_uncaught_exception_is_noticed() {
    let script = "setTimeout(() => { throw new Error('unreachable'); });";
    a_fault_fails_its_test("notices-exception", script);
}

#[test]
fn a_breach_of_the_page_s_policy_is_noticed() {
    let script = "
        const image = new Image();
        image.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';
        document.body.append(image);
    ";
    a_fault_fails_its_test("notices-policy", script);
}

#[test]
fn html_made_from_a_string_is_noticed() {
    let script = "setTimeout(() => { document.body.innerHTML = '<b>x</b>'; });";
    a_fault_fails_its_test("notices-trusted-types", script);
}

#[test]
fn the_readme_lists_every_test() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(folder.join("README.md")).expect("README.md");
    let files = fs::read_dir(folder.join("tests")).expect("tests");
    for file in files {
        let name = file.expect("a test").file_name().into_string().expect("its name");
        assert!(readme.contains(&format!("| `tests/{name}` | ")), "{name} is not in README.md");
    }
}
