//! The tests' own eyes: a fault that nobody sees would make every other test worthless.

use std::fs;
use std::panic::UnwindSafe;
use std::path::Path;

use e2e::failure::Outcome;
use e2e::find::{self, PATIENCE};
use e2e::run::{Stage, run};
use e2e::words::text;

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

/// What a test says that ends with a fault in the console.
fn words_of_failure(name: &str, test: impl AsyncFnOnce(&Stage) -> Outcome + UnwindSafe) -> String {
    let failed = std::panic::catch_unwind(|| run(name, test));
    let words = failed.expect_err("run passes over a fault");
    let words = words.downcast_ref::<String>().expect("words").clone();
    assert!(words.starts_with("the console holds:"), "{words}");
    assert!(words.contains("a screenshot and the console are in"), "{words}");
    words
}

fn a_fault_fails_its_test(name: &str, script: &str) {
    words_of_failure(name, async |stage| wait_until_noticed(stage, script).await);
}

#[test]
fn a_panic_is_told_and_noticed() {
    let words = words_of_failure("notices-panic", async |stage| {
        let Stage { host, page } = stage;
        page.open(&host.page()).await?;
        page.log_in(&host.password_of("admin")).await?;
        // What cannot happen, and would be a fault of the widget's if it did.
        let script = "
            const make = Document.prototype.createElement;
            Document.prototype.createElement = function (name) {
                if (name === 'input') throw new Error('no more elements');
                return make.call(this, name);
            };
        ";
        page.browser.client.execute(script, Vec::new()).await?;
        page.press(&text("folder.new")).await?;
        let told = "return document.querySelector('[role=alert].notice')?.innerText;";
        find::until(PATIENCE, async || {
            let told = page.browser.client.execute(told, Vec::new()).await?;
            let is_told = told.as_str() == Some(text("widget.stopped").as_str());
            Ok(if is_told { Ok(()) } else { Err(format!("the page tells {told}")) })
        })
        .await
    });
    assert!(words.contains("The widget stopped at src/view/dom/mod.rs:"), "{words}");
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
