//! What holds uploads back as a whole: no connection, a host in trouble, a page that starts them
//! itself, limits that are known only after the login.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use upload_widget::session::{Grant, Session, Stay};
use upload_widget::transfer::{Engine, Options, Phase, Refusal};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::sandbox;
use crate::stage::{PROFILE, add, engine, phases, quick, reset, root, settled, stored, text_of};
use crate::waiting::until;

fn names(count: usize) -> Vec<String> {
    (0..count).map(|place| format!("{place:03}.txt")).collect()
}

fn add_many(engine: &Engine, count: usize) {
    let names = names(count);
    add(engine, &names.iter().map(String::as_str).collect::<Vec<_>>());
}

fn count(engine: &Engine, wanted: Phase) -> usize {
    phases(engine).values().filter(|phase| **phase == wanted).count()
}

/// The requests whose path ends like that, since the host was reset.
async fn requests(end: &str) -> usize {
    let seen = sandbox::requests(PROFILE).await;
    seen.iter().filter(|seen| !seen.preflight && seen.path.ends_with(end)).count()
}

#[wasm_bindgen_test]
async fn nothing_is_begun_without_a_connection() {
    reset().await;
    let (session, engine) = engine(quick()).await;
    sandbox::eval(
        "Object.defineProperty(navigator, 'onLine', { value: false, configurable: true }); ''",
    );
    add_many(&engine, 30);
    TimeoutFuture::new(300).await;
    let (waiting, queued) = (count(&engine, Phase::Waiting), count(&engine, Phase::Queued));
    let unsure = engine.queue().items().filter(|item| item.outcome_is_open()).count();
    sandbox::eval("delete navigator.onLine; dispatchEvent(new Event('online')); ''");
    assert_eq!((waiting, queued, unsure), (3, 27, 0), "a few say why, nothing was sent");
    assert_eq!(requests("file/upload").await, 0);
    settled(&engine).await;
    assert_eq!(count(&engine, Phase::Done), 30);
    assert_eq!(stored().await.len(), 30);
    engine.clear();
    session.sign_out().await.expect("the host answers");
}

#[wasm_bindgen_test]
async fn a_host_in_trouble_costs_a_few_files_their_tries_and_not_all() {
    reset().await;
    let options = Options { first_wait_ms: 100.0, longest_wait_ms: 400.0, ..Options::default() };
    let (session, engine) = engine(options).await;
    let down = r#""endpoint": "file/upload", "kind": "http-status", "status": 502, "times": 0"#;
    sandbox::fault(PROFILE, down).await;
    add_many(&engine, 60);
    TimeoutFuture::new(2500).await;
    assert!(requests("file/upload").await < 60, "{} requests", requests("file/upload").await);
    sandbox::control("DELETE", &format!("faults?profile={}", PROFILE.code()), "").await;
    settled(&engine).await;
    assert!(count(&engine, Phase::Done) >= 50, "{} done", count(&engine, Phase::Done));
    engine.retry_failed();
    settled(&engine).await;
    assert_eq!(stored().await.len(), 60);
    engine.clear();
    session.sign_out().await.expect("the host answers");
}

#[wasm_bindgen_test]
async fn one_file_in_trouble_holds_up_no_other_beside_a_slow_one() {
    reset().await;
    let (session, engine) = engine(Options { concurrency: 2, ..quick() }).await;
    let delay = r#""endpoint": "file/upload", "kind": "delay", "milliseconds": 30000"#;
    let down = r#""endpoint": "file/upload", "kind": "http-status", "status": 502, "skip": 1"#;
    sandbox::fault(PROFILE, delay).await;
    sandbox::fault(PROFILE, down).await;
    add_many(&engine, 12);
    until(async || count(&engine, Phase::Done) == 11).await;
    assert_eq!(count(&engine, Phase::Uploading), 1, "the others did not wait for it");
    engine.clear();
    session.sign_out().await.expect("the host answers");
}

#[wasm_bindgen_test]
async fn a_file_that_a_proxy_refuses_unread_holds_up_no_other() {
    reset().await;
    sandbox::switch(PROFILE, "proxy-max-body=64K,no-cors-on-proxy-pages").await;
    let long = Options { concurrency: 1, first_wait_ms: 1e7, longest_wait_ms: 1e7, ..quick() };
    let (session, engine) = engine(long).await;
    engine.add([sandbox::file("large.txt", &"x".repeat(100_000))], &root());
    add(&engine, &["small.txt"]);
    until(async || count(&engine, Phase::Done) == 1).await;
    let phases = phases(&engine);
    assert_eq!((phases["large.txt"], phases["small.txt"]), (Phase::Waiting, Phase::Done));
    engine.clear();
    session.sign_out().await.expect("the host answers");
}

#[wasm_bindgen_test]
async fn a_page_that_starts_uploads_itself_starts_each_batch() {
    reset().await;
    let (session, engine) = engine(Options { auto_upload: false, ..quick() }).await;
    let held = async |what: &str| {
        TimeoutFuture::new(100).await;
        assert!(engine.is_paused(), "{what}");
    };
    add(&engine, &["a.txt"]);
    held("at first").await;
    engine.resume_all();
    settled(&engine).await;
    add(&engine, &["b.txt"]);
    held("after the end of a batch").await;
    engine.clear();
    add(&engine, &["c.txt"]);
    held("after the list was emptied").await;
    assert_eq!(stored().await.into_keys().collect::<Vec<_>>(), ["a.txt"]);
    engine.resume_all();
    settled(&engine).await;
    assert_eq!(count(&engine, Phase::Done), 1);
    engine.clear();
    session.sign_out().await.expect("the host answers");
}

#[wasm_bindgen_test]
async fn what_is_added_before_the_login_is_checked_against_the_accounts_limits() {
    reset().await;
    let name = PROFILE.code();
    let limit = format!(
        r#"{{"profile": "{name}", "username": "admin", "package": {{"max_upload_size": 100}}}}"#
    );
    sandbox::control("POST", "accounts", &limit).await;
    let session = Session::new();
    let engine = Engine::new(session.clone(), quick(), || {});
    let small = sandbox::file("small.txt", "x");
    engine.add([sandbox::file("large.txt", &text_of("large.txt")), small], &root());
    let grant = Grant::Credentials(sandbox::password());
    session.sign_in(sandbox::host(PROFILE), grant, Stay::No).await.expect("the login works");
    engine.wake();
    settled(&engine).await;
    assert_eq!(phases(&engine)["small.txt"], Phase::Done);
    let refusal = engine.queue().items().next().and_then(|item| item.refusal());
    assert!(matches!(refusal, Some(Refusal::TooLarge { .. })), "{refusal:?}");
    assert_eq!(requests("file/upload").await, 1, "the large one was not sent in vain");
    engine.clear();
    session.sign_out().await.expect("the host answers");
}

#[wasm_bindgen_test]
async fn a_page_that_nobody_looks_at_is_told_all_the_same() {
    reset().await;
    let (session, _) = engine(quick()).await;
    // What browsers do in a tab in the background.
    sandbox::eval(
        "window.kept = window.requestAnimationFrame; window.requestAnimationFrame = () => 1; ''",
    );
    let told = Rc::new(Cell::new(0));
    let engine = {
        let told = Rc::clone(&told);
        Engine::new(session.clone(), quick(), move || told.set(told.get() + 1))
    };
    add(&engine, &["a.txt"]);
    settled(&engine).await;
    TimeoutFuture::new(600).await;
    let (hidden, first) = (told.get(), count(&engine, Phase::Done));
    sandbox::eval("window.requestAnimationFrame = window.kept; ''");
    assert_eq!(first, 1);
    assert!(hidden >= 1, "nobody was told");
    add(&engine, &["b.txt"]);
    settled(&engine).await;
    TimeoutFuture::new(600).await;
    assert!(told.get() > hidden, "frames go on");
    engine.clear();
    session.sign_out().await.expect("the host answers");
}

#[wasm_bindgen_test]
async fn what_moves_by_itself_waits_while_somebody_presses_something() {
    reset().await;
    let (session, _) = engine(quick()).await;
    let slow = r#""endpoint": "file/upload", "times": 0, "kind": "delay", "milliseconds": 50"#;
    sandbox::fault(PROFILE, slow).await;
    let told = Rc::new(RefCell::new(Vec::new()));
    let engine = {
        let told = Rc::clone(&told);
        Engine::new(session.clone(), quick(), move || told.borrow_mut().push(js_sys::Date::now()))
    };
    add_many(&engine, 120);
    until(async || told.borrow().len() > 3).await;

    let press = || {
        sandbox::eval("dispatchEvent(new PointerEvent('pointerdown')); ''");
        js_sys::Date::now()
    };
    let told_in = |from: f64, to: f64| {
        told.borrow().iter().filter(|at| (from + 1.0..to).contains(*at)).count()
    };
    let pressed = press();
    TimeoutFuture::new(500).await;
    assert_eq!(told_in(pressed, pressed + 90.0), 0, "{pressed}: {told:?}");
    assert!(told_in(pressed, pressed + 500.0) > 0, "{pressed}: {told:?}");

    // However often somebody presses, it does not stand still.
    let began = press();
    while js_sys::Date::now() < began + 800.0 {
        TimeoutFuture::new(30).await;
        press();
    }
    assert!(told_in(began, began + 800.0) > 0, "{began}: {told:?}");
    assert!(count(&engine, Phase::Done) < 120, "it was over before");
    engine.clear();
}

/// WebKit breaks off the uploads of a page that it keeps to come back to, reads no file for it
/// either, and only then says that it goes away.
#[wasm_bindgen_test]
async fn a_file_is_not_given_up_because_the_page_was_away() {
    for (away, expected) in [(true, Phase::Done), (false, Phase::Failed)] {
        reset().await;
        let (_session, engine) = engine(quick()).await;
        let fault = r#""endpoint": "file/upload", "kind": "drop-mid-body""#;
        sandbox::fault(PROFILE, fault).await;
        let goes =
            if away { "setTimeout(() => dispatchEvent(new Event('pagehide')), 5);" } else { "" };
        sandbox::eval(&format!(
            "window.slice = Blob.prototype.slice;
             Blob.prototype.slice = () => {{
                 {goes}
                 return {{ arrayBuffer: () => Promise.reject(new Error('the page is away')) }};
             }}; ''"
        ));
        add(&engine, &["a.txt"]);
        settled(&engine).await;
        sandbox::eval("Blob.prototype.slice = window.slice; ''");
        assert_eq!(phases(&engine)["a.txt"], expected, "away: {away}");
        engine.clear();
    }
}
