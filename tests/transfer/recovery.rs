//! What is kept of a queue for the next page, and what that makes of it.

use std::rc::Rc;

use futures_util::FutureExt;
use gloo_timers::future::TimeoutFuture;
use upload_widget::api::{Bytes, Credentials, Md5, Parent, Secret};
use upload_widget::session::{Grant, Session, State as SessionState, Stay};
use upload_widget::transfer::{
    Engine, Options, Phase, Recovery, RecoveryState, State, Target, Verified,
};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::File;

use crate::pages::{crash, dated, first, kept, list_only, reload};
use crate::sandbox;
use crate::stage::{
    PROFILE, add, assert_nothing_lost_or_doubled, engine, phases, quick, root, settled, stored,
    text_of,
};
use crate::waiting::until;

/// Waits until the queue is open for writing: what is sent from here on is written down before.
async fn until_written() {
    until(async || kept().await[1] > 0).await;
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
    // The files themselves are kept a little later than the list, all in one step.
    until(async || kept().await[2] >= 2).await;
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
    until_written().await;
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
async fn a_file_that_the_host_stored_before_the_crash_is_found_and_not_sent_again() {
    for options in [quick(), list_only()] {
        let (session, engine) = first(options.clone()).await;
        // A file of the same name and size is there already, and is not the one.
        add(&engine, &["a.txt"]);
        settled(&engine).await;
        engine.clear();
        // The host stores the second one, and the page does not live to see its reply.
        let slow = r#""endpoint": "file/upload", "kind": "delay-reply", "milliseconds": 30000"#;
        add(&engine, &["other.txt"]);
        settled(&engine).await;
        // What is kept of the first one goes meanwhile: that something is kept would tell nothing.
        TimeoutFuture::new(1500).await;
        sandbox::fault(PROFILE, slow).await;
        add(&engine, &["a.txt"]);
        until(async || stored().await.get("a.txt").is_some_and(|copies| copies.len() == 2)).await;
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
async fn one_listing_tells_of_all_whose_outcome_is_open() {
    let (session, engine) = first(quick()).await;
    add(&engine, &["other.txt"]);
    settled(&engine).await;
    until_written().await;
    let slow =
        r#""endpoint": "file/upload", "times": 0, "kind": "delay-reply", "milliseconds": 30000"#;
    sandbox::fault(PROFILE, slow).await;
    let names = ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt", "f.txt", "g.txt", "h.txt"];
    add(&engine, &names);
    until(async || stored().await.len() > 1).await;
    let listings = async || {
        let requests = sandbox::requests(PROFILE).await;
        requests.iter().filter(|request| request.path.ends_with("folder/listing")).count()
    };
    let before = listings().await;
    let (engine, restored) = crash(&session, engine, quick()).await;
    sandbox::control("DELETE", &format!("faults?profile={}", PROFILE.code()), "").await;
    assert_eq!(restored, names.len() + 1);
    settled(&engine).await;
    // All are looked for; those that had not left yet have to be chosen again.
    assert_eq!(phases(&engine)["a.txt"], Phase::Done);
    assert_eq!(phases(&engine)["h.txt"], Phase::NeedsFile);
    let after = listings().await - before;
    assert!(after <= 2, "{after} listings for {} files", names.len());
    engine.clear();
}

#[wasm_bindgen_test]
async fn a_file_that_did_not_arrive_before_the_crash_is_sent_or_asked_for() {
    let (session, engine) = first(list_only()).await;
    add(&engine, &["first.txt"]);
    settled(&engine).await;
    until_written().await;
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
    until_written().await;
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

/// What is written down before long may be too late: the page goes away with the reader's last word.
#[wasm_bindgen_test]
async fn what_was_stopped_just_before_the_page_went_away_stays_stopped() {
    let (session, engine) = first(quick()).await;
    engine.pause_all();
    add(&engine, &["a.txt", "b.txt"]);
    until(async || kept().await[2] == 2).await;
    engine.cancel_all();
    sandbox::eval("dispatchEvent(new Event('pagehide')); ''");
    let (engine, restored) = crash(&session, engine, quick()).await;
    assert_eq!(restored, 2);
    assert!(phases(&engine).into_values().all(|phase| phase == Phase::Cancelled));
    engine.clear();
}

#[wasm_bindgen_test]
async fn logging_out_leaves_nothing_behind() {
    let (session, engine) = first(quick()).await;
    engine.pause_all();
    add(&engine, &["a.txt"]);
    until(async || kept().await[2] == 1).await;
    engine.clear();
    until(async || kept().await == [0, 0, 0]).await;
    let (engine, restored) = reload(&session, engine, quick()).await;
    assert_eq!(restored, 0);
    engine.close();
}

/// A page that is not to the end of what it takes up: what is in the queue by then is a part of it.
async fn in_the_middle_of(session: &Session, all: usize) -> Engine {
    let engine = Engine::new(session.clone(), list_only(), || {});
    engine.pause_all();
    assert_eq!(engine.restore().now_or_never(), None);
    while engine.queue().summary().items == 0 {
        TimeoutFuture::new(1).await;
    }
    assert!(engine.queue().summary().items < all, "it is over already");
    engine
}

#[wasm_bindgen_test]
async fn a_list_that_is_cleared_while_it_comes_back_does_not_come_again() {
    const ALL: usize = 10_000;
    let (session, engine) = first(list_only()).await;
    engine.pause_all();
    let files: Vec<File> =
        (0..ALL).map(|number| sandbox::file(&format!("{number}.txt"), "x")).collect();
    engine.add(files, &root());
    TimeoutFuture::new(6000).await;
    engine.close();
    // One that goes away meanwhile leaves it to the next one.
    in_the_middle_of(&session, ALL).await.close();
    let (engine, restored) = reload(&session, engine, list_only()).await;
    assert_eq!(restored, ALL);
    engine.close();
    let engine = in_the_middle_of(&session, ALL).await;
    engine.clear();
    until(async || kept().await == [0, 0, 0]).await;
    engine.close();
}

#[wasm_bindgen_test]
async fn a_log_out_deletes_what_closed_tabs_have_left_and_nothing_of_open_ones() {
    let (session, closed) = first(quick()).await;
    closed.pause_all();
    add(&closed, &["a.txt"]);
    let (_, open) = engine(quick()).await;
    open.pause_all();
    add(&open, &["b.txt"]);
    until(async || kept().await[2] == 2).await;
    closed.close();
    TimeoutFuture::new(100).await;
    let SessionState::SignedIn(who) = session.state() else { panic!("nobody is logged in") };
    let engine = Engine::new(session, quick(), || {});
    engine.forget_account(&who.host, &who.account.id);
    let one = async || matches!(kept().await, [1, _, 1]);
    until(one).await;
    TimeoutFuture::new(500).await;
    assert!(one().await, "the other one is in use");
    open.clear();
    until(async || kept().await == [0, 0, 0]).await;
    engine.close();
}

#[wasm_bindgen_test]
async fn a_list_is_taken_up_though_nobody_waits_for_it() {
    let (session, before) = first(quick()).await;
    before.pause_all();
    add(&before, &["a.txt"]);
    until(async || kept().await[2] == 1).await;
    before.close();
    drop(before);
    let engine = Engine::new(session, quick(), || {});
    assert_eq!(engine.restore().now_or_never(), None);
    until(async || phases(&engine).contains_key("a.txt")).await;
    settled(&engine).await;
    assert_eq!(phases(&engine)["a.txt"], Phase::Done);
    engine.clear();
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
    add(&engine, &["gone.txt", "too.txt"]);
    let removed = engine.queue().ids().to_vec();
    removed.into_iter().for_each(|item| engine.remove(item));
    add(&engine, &["a.txt", "b.txt", "c.txt", "d.txt"]);
    // All in one step.
    until(async || kept().await[2] > 0).await;
    let size = text_of("a.txt").len();
    assert_eq!(kept().await[2] as usize, 2500 / size, "as many as have room");
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
