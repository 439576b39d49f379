//! The tests' own eyes: a fault that nobody sees would make every other test worthless.

use e2e::failure::Failure;
use e2e::run::{Stage, run};

/// Does this in the page, and says whether the console is then found at fault.
async fn is_noticed(Stage { host, page }: &Stage, script: &str) -> Result<bool, Failure> {
    page.open(&host.page()).await?;
    page.console.must_hold_no_fault()?;
    page.browser.client.execute(script, Vec::new()).await?;
    for _ in 0..50 {
        page.read_console().await?;
        if page.console.must_hold_no_fault().is_err() {
            return Ok(true);
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    Ok(false)
}

fn a_fault_fails_its_test(name: &str, script: &str) {
    let failed = std::panic::catch_unwind(|| {
        run(name, async |stage| {
            assert!(is_noticed(stage, script).await?, "{script} went unnoticed");
            Ok(())
        });
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
