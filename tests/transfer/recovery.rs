//! A page that goes away with its queue, and the next one that takes it up. Going away is closing
//! the engine: it stops at once and says nothing to the store.

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::Reflect;
use upload_widget::api::{Bytes, Credentials, Md5, Parent, Secret};
use upload_widget::session::{Grant, Session, Stay};
use upload_widget::transfer::{
    Chosen, Engine, Options, Phase, Recovery, RecoveryState, State, Target, Verified,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::File;

use crate::sandbox;
use crate::stage::{
    PROFILE, add, assert_nothing_lost_or_doubled, close_all, engine, phases, quick, root, settled,
    stored, text_of,
};

/// An engine of a page that begins, in a browser that holds nothing of earlier tests.
async fn first(options: Options) -> (Session, Engine) {
    sandbox::reset(PROFILE, "").await;
    close_all();
    // One of them may be writing.
    TimeoutFuture::new(400).await;
    wait_for(
        "new Promise((done, failed) => {
            const request = indexedDB.deleteDatabase('upload-widget');
            request.onsuccess = () => done([]);
            request.onerror = failed;
        })",
    )
    .await;
    engine(options).await
}

/// Evaluates a piece of JavaScript and waits for its promise.
async fn wait_for(script: &str) -> JsValue {
    let promise = js_sys::Promise::from(js_sys::eval(script).expect("the script runs"));
    wasm_bindgen_futures::JsFuture::from(promise).await.expect("it is kept")
}

/// The page goes away after what it had to write was written; the next one begins.
async fn reload(session: &Session, engine: Engine, options: Options) -> (Engine, usize) {
    TimeoutFuture::new(600).await;
    crash(session, engine, options).await
}

/// The same at once.
async fn crash(session: &Session, engine: Engine, options: Options) -> (Engine, usize) {
    engine.close();
    drop(engine);
    let next = Engine::new(session.clone(), options, || {});
    let restored = next.restore().await;
    (next, restored)
}

fn list_only() -> Options {
    Options { recovery: Recovery::List, ..quick() }
}

/// A file as the reader would choose it a second time.
fn dated(name: &str, date: f64) -> File {
    let text = text_of(name);
    let script = format!("new File([{text:?}], {name:?}, {{ lastModified: {date} }})");
    js_sys::eval(&script).expect("a file").unchecked_into()
}

#[wasm_bindgen_test]
async fn what_is_stored_keeps_its_links_and_what_waits_keeps_its_file() {
    let (session, engine) = first(quick()).await;
    add(&engine, &["done.txt"]);
    settled(&engine).await;
    engine.pause_all();
    let below = Rc::new(root().below("holiday/day 1"));
    add(&engine, &["waits.txt"]);
    engine.add([sandbox::file("deep.txt", &text_of("deep.txt"))], &below);
    engine.add([sandbox::file("empty.txt", "")], &root());
    add(&engine, &["stopped.txt"]);
    let stopped = *engine.queue().ids().last().expect("an item");
    engine.cancel(stopped);
    // The files themselves are kept a little later than the list.
    TimeoutFuture::new(4500).await;
    assert_eq!(engine.recovery(), RecoveryState::On);
    let link = |engine: &Engine| match engine.queue().items().next().map(|i| i.state().clone()) {
        Some(State::Done(stored)) => {
            assert_eq!(stored.verified, Verified::Checksum);
            stored.file.url.clone().expect("a link")
        }
        other => panic!("not done: {other:?}"),
    };
    let before = link(&engine);

    let (engine, restored) = crash(&session, engine, quick()).await;
    assert_eq!(restored, 5);
    assert_eq!(link(&engine), before);
    settled(&engine).await;
    let now = phases(&engine);
    assert_eq!(now["waits.txt"], Phase::Done);
    assert_eq!(now["deep.txt"], Phase::Done);
    assert_eq!(now["empty.txt"], Phase::Failed);
    assert_eq!(now["stopped.txt"], Phase::Cancelled);
    let on_host = stored().await;
    for name in ["done.txt", "waits.txt", "deep.txt"] {
        assert_eq!(on_host[name], [Md5::of(text_of(name).as_bytes())], "{name}");
    }
    assert_eq!(on_host.len(), 3);
    engine.clear();
}

#[wasm_bindgen_test]
async fn the_order_comes_back() {
    let (session, engine) = first(quick()).await;
    engine.pause_all();
    add(&engine, &["a.txt", "b.txt", "c.txt", "d.txt"]);
    // Half of it before the first writing, and half of it after.
    let ids = engine.queue().ids().to_vec();
    engine.reorder(ids[3], 0);
    engine.reorder(ids[0], 3);
    TimeoutFuture::new(1500).await;
    engine.remove(ids[1]);
    engine.reorder(ids[2], 0);
    let order = |engine: &Engine| {
        let queue = engine.queue();
        queue.items().map(|item| item.name().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(order(&engine), ["c.txt", "d.txt", "a.txt"]);
    TimeoutFuture::new(1500).await;
    let (engine, restored) = reload(&session, engine, quick()).await;
    assert_eq!((restored, order(&engine)), (3, ["c.txt", "d.txt", "a.txt"].map(Into::into).into()));
    engine.clear();
}

#[wasm_bindgen_test]
async fn a_file_too_large_to_keep_is_opened_again_by_its_handle() {
    let handles_only = || Options {
        recovery: Recovery::Files { largest: Bytes(10), total: Bytes(1000) },
        ..quick()
    };
    let (session, engine) = first(handles_only()).await;
    engine.pause_all();
    // A file of the browser's own file system has the same kind of handle as one of the disk.
    let pair = wait_for(
        "(async () => {
            const folder = await navigator.storage.getDirectory();
            const handle = await folder.getFileHandle('large.txt', { create: true });
            const writer = await handle.createWritable();
            await writer.write('a file on disk, too large to keep');
            await writer.close();
            return [handle, await handle.getFile()];
        })()",
    )
    .await;
    let part = |place| Reflect::get_u32(&pair, place).expect("a pair");
    engine.add(
        [Chosen::File {
            file: part(1).unchecked_into(),
            path: String::new(),
            handle: Some(part(0)),
        }],
        &root(),
    );
    TimeoutFuture::new(4500).await;
    let (engine, restored) = crash(&session, engine, handles_only()).await;
    assert_eq!(restored, 1);
    settled(&engine).await;
    assert_eq!(phases(&engine)["large.txt"], Phase::Done);
    let held = Md5::of(b"a file on disk, too large to keep");
    assert_eq!(stored().await["large.txt"], [held]);
    engine.clear();
}

#[wasm_bindgen_test]
async fn a_file_that_was_not_kept_is_chosen_again() {
    let (session, engine) = first(list_only()).await;
    engine.pause_all();
    let chosen = |name: &str, path: &str, date: f64| Chosen::File {
        file: dated(name, date),
        path: path.to_owned(),
        handle: None,
    };
    let all =
        || vec![chosen("a.txt", "x", 1e12), chosen("a.txt", "y", 1e12), chosen("b.txt", "x", 2e12)];
    engine.add(all(), &root());
    let (engine, restored) = reload(&session, engine, list_only()).await;
    assert_eq!(restored, 3);
    assert_eq!(engine.progress().summary.needing_files, 3);

    // Another date is another file.
    engine.pause_all();
    engine.add([dated("b.txt", 3e12)], &root());
    assert_eq!(engine.progress().summary.needing_files, 3);
    assert_eq!(engine.queue().ids().len(), 4);
    // The folder decides between files that are alike; a file chosen by itself goes anywhere.
    engine.add([chosen("a.txt", "y", 1e12)], &root());
    let needs = |engine: &Engine| {
        let queue = engine.queue();
        let missing = queue.items().filter(|item| matches!(item.state(), State::NeedsFile));
        missing.map(|item| item.target().path.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(needs(&engine), ["x", "x"]);
    engine.add([dated("b.txt", 2e12)], &root());
    engine.add([chosen("a.txt", "somewhere/x", 1e12)], &root());
    assert_eq!(engine.progress().summary.needing_files, 0);
    assert_eq!(engine.queue().ids().len(), 4);
    engine.resume_all();
    settled(&engine).await;
    assert_eq!(engine.progress().summary.done, 4);
    engine.clear();
}

#[wasm_bindgen_test]
async fn a_file_that_the_host_stored_before_the_crash_is_found_and_not_sent_again() {
    for options in [quick(), list_only()] {
        let (session, engine) = first(options.clone()).await;
        // A file of the same name and size is there already, and is not the one.
        add(&engine, &["a.txt"]);
        settled(&engine).await;
        engine.clear();
        // The host stores the second one, and its reply takes too long.
        let slow = r#""endpoint": "file/upload", "times": 0, "kind": "lose-reply""#;
        add(&engine, &["other.txt"]);
        settled(&engine).await;
        TimeoutFuture::new(1500).await;
        sandbox::fault(PROFILE, slow).await;
        add(&engine, &["a.txt"]);
        for _ in 0..200 {
            if stored().await.get("a.txt").is_some_and(|copies| copies.len() == 2) {
                break;
            }
        }
        let (engine, restored) = crash(&session, engine, options).await;
        sandbox::control("DELETE", &format!("faults?profile={}", PROFILE.code()), "").await;
        assert_eq!(restored, 2, "the file on its way was written down before it was sent");
        settled(&engine).await;
        assert_eq!(phases(&engine)["a.txt"], Phase::Done);
        assert_eq!(stored().await["a.txt"].len(), 2);
        engine.clear();
    }
}

#[wasm_bindgen_test]
async fn a_file_that_did_not_arrive_before_the_crash_is_sent_or_asked_for() {
    let (session, engine) = first(list_only()).await;
    add(&engine, &["first.txt"]);
    settled(&engine).await;
    TimeoutFuture::new(1500).await;
    sandbox::fault(PROFILE, r#""endpoint": "file/upload", "times": 0, "kind": "drop-mid-body""#)
        .await;
    engine.add([dated("a.txt", 1e12)], &root());
    TimeoutFuture::new(100).await;
    let (engine, restored) = crash(&session, engine, list_only()).await;
    sandbox::control("DELETE", &format!("faults?profile={}", PROFILE.code()), "").await;
    assert_eq!(restored, 2);
    settled(&engine).await;
    assert_eq!(phases(&engine)["a.txt"], Phase::NeedsFile);
    engine.add([dated("a.txt", 1e12)], &root());
    settled(&engine).await;
    assert_nothing_lost_or_doubled(&engine, "a crash on the way").await;
    assert_eq!(phases(&engine)["a.txt"], Phase::Done);
    engine.clear();
}

#[wasm_bindgen_test]
async fn the_queue_of_a_tab_that_is_open_and_that_of_another_account_are_left_alone() {
    let (session, engine) = first(quick()).await;
    engine.pause_all();
    add(&engine, &["a.txt"]);
    TimeoutFuture::new(600).await;
    let beside = Engine::new(session.clone(), quick(), || {});
    assert_eq!(beside.restore().await, 0, "its tab is alive");
    beside.close();

    let other = Session::new();
    let password = Secret::from("sandbox");
    let grant = Grant::Credentials(Credentials::Password { username: "free".to_owned(), password });
    other.sign_in(sandbox::host(PROFILE), grant, Stay::No).await.expect("the login works");
    engine.close();
    let theirs = Engine::new(other, quick(), || {});
    assert_eq!(theirs.restore().await, 0, "it is another account's");
    theirs.close();
    let mine = Engine::new(session, quick(), || {});
    assert_eq!(mine.restore().await, 1);
    mine.clear();
}

#[wasm_bindgen_test]
async fn logging_out_leaves_nothing_behind() {
    let (session, engine) = first(quick()).await;
    engine.pause_all();
    add(&engine, &["a.txt"]);
    TimeoutFuture::new(4000).await;
    assert_ne!(kept().await, [0, 0, 0]);
    engine.clear();
    TimeoutFuture::new(300).await;
    assert_eq!(kept().await, [0, 0, 0]);
    let (engine, restored) = reload(&session, engine, quick()).await;
    assert_eq!(restored, 0);
    engine.close();
}

/// How many records the database holds: queues, pieces of journals, files.
async fn kept() -> [u32; 3] {
    let script = "new Promise((done, failed) => {
        const open = indexedDB.open('upload-widget');
        open.onerror = failed;
        open.onsuccess = () => {
            const names = ['queues', 'journal', 'files'];
            const read = open.result.transaction(names);
            const counts = names.map((name) => read.objectStore(name).count());
            read.oncomplete = () => {
                open.result.close();
                done(counts.map((count) => count.result));
            };
        };
    })";
    let counts = wait_for(script).await;
    [0, 1, 2].map(|place| {
        Reflect::get_u32(&counts, place).expect("a count").as_f64().expect("a number") as u32
    })
}

#[wasm_bindgen_test]
async fn nothing_is_kept_that_the_page_does_not_want() {
    let off = Options { recovery: Recovery::Off, ..quick() };
    let (session, engine) = first(off.clone()).await;
    engine.pause_all();
    add(&engine, &["a.txt"]);
    let (engine, restored) = reload(&session, engine, off).await;
    assert_eq!((restored, engine.recovery()), (0, RecoveryState::Idle));
    let (session, engine) = first(list_only()).await;
    engine.pause_all();
    add(&engine, &["a.txt"]);
    TimeoutFuture::new(4000).await;
    assert_eq!(kept().await[2], 0, "no files");
    engine.clear();
    let small = Recovery::Files { largest: Bytes(10_000), total: Bytes(2500) };
    let small = Options { recovery: small, ..quick() };
    engine.close();
    let engine = Engine::new(session, small, || {});
    engine.pause_all();
    let one = sandbox::file("large.txt", &"x".repeat(10_001));
    engine.add([one], &root());
    add(&engine, &["a.txt", "b.txt", "c.txt", "d.txt"]);
    TimeoutFuture::new(4000).await;
    let size = text_of("a.txt").len();
    assert_eq!(kept().await[2] as usize, 2500 / size, "as many as have room");
    engine.clear();
}

#[wasm_bindgen_test]
async fn uploads_go_on_where_the_browser_keeps_nothing() {
    let (_session, engine) = first(quick()).await;
    sandbox::eval(
        "window.indexedDBOpen = IDBFactory.prototype.open;
         IDBFactory.prototype.open = () => {
             throw new DOMException('Not in a private window.', 'SecurityError');
         }; 0",
    );
    add(&engine, &["a.txt"]);
    settled(&engine).await;
    TimeoutFuture::new(500).await;
    sandbox::eval("IDBFactory.prototype.open = window.indexedDBOpen; 0");
    assert_eq!(phases(&engine)["a.txt"], Phase::Done);
    let why = RecoveryState::Failed("SecurityError: Not in a private window.".into());
    assert_eq!(engine.recovery(), why);
    engine.clear();
}

#[wasm_bindgen_test]
async fn ten_thousand_items_come_back() {
    let (session, engine) = first(list_only()).await;
    engine.pause_all();
    let files: Vec<File> =
        (0..10_000).map(|number: u32| sandbox::file(&format!("{number}.txt"), "x")).collect();
    let seven = Rc::new(Target::folder(Parent::Folder("7".into()), "seven"));
    engine.add(files, &seven);
    TimeoutFuture::new(6000).await;
    let (engine, restored) = crash(&session, engine, list_only()).await;
    assert_eq!(restored, 10_000);
    let queue = engine.queue();
    assert!(queue.items().map(|item| item.name()).eq((0..10_000).map(|n| format!("{n}.txt"))));
    assert_eq!(queue.summary().needing_files, 10_000);
    drop(queue);
    engine.clear();
}

/// Phones close the database of a page in the background. What is stored meanwhile must not be taken
/// for unsent by the next page.
#[wasm_bindgen_test]
async fn a_database_that_was_lost_for_a_while_is_written_anew() {
    let (session, engine) = first(list_only()).await;
    engine.pause_all();
    add(&engine, &["a.txt", "b.txt"]);
    TimeoutFuture::new(1500).await;
    assert_eq!(engine.recovery(), RecoveryState::On);
    sandbox::eval(
        "window.transaction = IDBDatabase.prototype.transaction;
         IDBDatabase.prototype.transaction = () => {
             throw new DOMException('Connection to Indexed Database server lost.', 'UnknownError');
         }; ''",
    );
    engine.resume_all();
    settled(&engine).await;
    TimeoutFuture::new(1500).await;
    let lost = engine.recovery();
    sandbox::eval("IDBDatabase.prototype.transaction = window.transaction; ''");
    assert!(matches!(lost, RecoveryState::Failed(_)), "{lost:?}");
    TimeoutFuture::new(4000).await;
    assert_eq!(engine.recovery(), RecoveryState::On);
    let (engine, restored) = crash(&session, engine, list_only()).await;
    assert_eq!(restored, 2, "and the stale list is gone");
    assert_eq!(phases(&engine).into_values().collect::<Vec<_>>(), [Phase::Done, Phase::Done]);
    engine.clear();
}
