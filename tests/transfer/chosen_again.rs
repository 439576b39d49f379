//! Files of an earlier page that were not kept: opened by their handle, or chosen by the reader again.

use js_sys::Reflect;
use upload_widget::api::{Bytes, Md5};
use upload_widget::transfer::{Chosen, Engine, Options, Phase, Recovery, State};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::pages::{crash, dated, first, kept, list_only, reload, wait_for};
use crate::sandbox;
use crate::stage::{PROFILE, phases, quick, root, settled, stored, text_of};
use crate::waiting::until;

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
    until(async || kept().await[2] == 1).await;
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
async fn a_renamed_item_takes_the_file_by_the_name_it_was_chosen_under() {
    let (session, engine) = first(list_only()).await;
    engine.pause_all();
    engine.add([dated("IMG_1.jpg", 1e12)], &root());
    let id = engine.queue().ids()[0];
    assert!(engine.rename(id, "Beach.jpg"));
    engine.add([dated("IMG_1.jpg", 1e12)], &root());
    assert_eq!(engine.progress().summary.failed, 1, "it is there already");
    engine.remove_ended();
    let (engine, restored) = reload(&session, engine, list_only()).await;
    assert_eq!(restored, 1);
    assert_eq!(phases(&engine)["Beach.jpg"], Phase::NeedsFile);
    engine.add([dated("IMG_1.jpg", 1e12)], &root());
    settled(&engine).await;
    assert_eq!(
        phases(&engine).into_iter().collect::<Vec<_>>(),
        [("Beach.jpg".to_owned(), Phase::Done)]
    );
    let sent = Md5::of(text_of("IMG_1.jpg").as_bytes());
    assert_eq!(stored().await["Beach.jpg"], [sent]);
    engine.clear();
}

/// An item that was paused needs no file before it goes on, but takes it where the reader chooses it.
#[wasm_bindgen_test]
async fn the_file_of_a_paused_item_is_chosen_again_before_it_is_asked_for() {
    let (session, engine) = first(list_only()).await;
    engine.pause_all();
    engine.add([dated("paused.txt", 1e12)], &root());
    let id = engine.queue().ids()[0];
    engine.pause(id);
    let (engine, restored) = reload(&session, engine, list_only()).await;
    assert_eq!(restored, 1);
    assert_eq!(phases(&engine)["paused.txt"], Phase::Paused);
    engine.add([dated("paused.txt", 1e12)], &root());
    assert_eq!(engine.queue().ids().len(), 1, "it is not added once more");
    assert_eq!(phases(&engine)["paused.txt"], Phase::Paused);
    let id = engine.queue().ids()[0];
    engine.resume(id);
    settled(&engine).await;
    assert_eq!(phases(&engine)["paused.txt"], Phase::Done);
    // Twice in one queue is still refused.
    engine.pause_all();
    engine.add([dated("twice.txt", 1e12), dated("twice.txt", 1e12)], &root());
    assert_eq!(engine.progress().summary.failed, 1);
    engine.clear();
}

/// The reader adds a file anew before the page has its earlier list back.
#[wasm_bindgen_test]
async fn a_file_that_is_added_before_the_list_is_back_is_there_once() {
    for options in [quick(), list_only()] {
        let (session, engine) = first(options.clone()).await;
        engine.pause_all();
        engine.add([dated("a.txt", 1e12), dated("b.txt", 1e12)], &root());
        let copies = if options == list_only() { 0 } else { 2 };
        until(async || kept().await[1] > 0 && kept().await[2] == copies).await;
        engine.close();
        let engine = Engine::new(session, options, || {});
        engine.pause_all();
        engine.add([dated("a.txt", 1e12), dated("a.txt", 2e12)], &root());
        assert_eq!(engine.restore().await, 1, "b.txt");
        assert_eq!(engine.progress().summary.items, 3);
        engine.clear();
        until(async || kept().await == [0, 0, 0]).await;
    }
}

/// The same with a file that the host has already.
#[wasm_bindgen_test]
async fn a_file_that_is_added_before_the_list_is_back_is_looked_for_like_that_of_the_list() {
    let (session, engine) = first(list_only()).await;
    engine.add([dated("first.txt", 1e12)], &root());
    settled(&engine).await;
    until(async || kept().await[1] > 0).await;
    let slow = r#""endpoint": "file/upload", "kind": "delay-reply", "milliseconds": 30000"#;
    sandbox::fault(PROFILE, slow).await;
    engine.add([dated("a.txt", 1e12)], &root());
    until(async || stored().await.contains_key("a.txt")).await;
    engine.close();
    // It has begun with that file by the time the list is there.
    let slow = r#""endpoint": "folder/listing", "kind": "delay", "milliseconds": 1500"#;
    sandbox::fault(PROFILE, slow).await;
    let engine = Engine::new(session, list_only(), || {});
    engine.add([dated("a.txt", 1e12)], &root());
    assert_eq!(engine.restore().await, 1, "the first one");
    settled(&engine).await;
    assert_eq!(phases(&engine)["a.txt"], Phase::Done);
    assert_eq!(stored().await["a.txt"].len(), 1);
    engine.clear();
}
