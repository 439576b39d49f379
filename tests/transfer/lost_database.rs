//! A browser that keeps nothing, or has lost what it kept: uploads go on, and what is not true any more is
//! taken for true by nobody.

use gloo_timers::future::TimeoutFuture;
use upload_widget::transfer::{Engine, Options, Phase, RecoveryState};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::pages::{crash, first, kept, list_only, reload};
use crate::sandbox;
use crate::stage::{add, phases, quick, settled, stored};
use crate::waiting::until;

/// Has the browser refuse to open its database, with these words.
fn refuse_to_open(words: &str) {
    sandbox::eval(&format!(
        "window.indexedDBOpen = IDBFactory.prototype.open;
         IDBFactory.prototype.open = () => {{
             throw new DOMException('{words}', 'SecurityError');
         }}; ''"
    ));
}

fn open_again() {
    sandbox::eval("IDBFactory.prototype.open = window.indexedDBOpen; ''");
}

/// Has the browser close the database that is used next; another can be opened.
fn close_database() {
    sandbox::eval(
        "window.transaction = IDBDatabase.prototype.transaction;
         const lost = new WeakSet();
         IDBDatabase.prototype.transaction = function (...all) {
             if (window.losing && !lost.has(this)) {
                 window.losing = false;
                 lost.add(this);
             }
             if (lost.has(this)) {
                 throw new DOMException('The database connection is closing.', 'InvalidStateError');
             }
             return window.transaction.apply(this, all);
         };
         window.losing = true; ''",
    );
}

#[wasm_bindgen_test]
async fn uploads_go_on_where_the_browser_keeps_nothing() {
    let (_session, engine) = first(quick()).await;
    refuse_to_open("Not in a private window.");
    add(&engine, &["a.txt"]);
    settled(&engine).await;
    TimeoutFuture::new(500).await;
    open_again();
    assert_eq!(phases(&engine)["a.txt"], Phase::Done);
    let why = RecoveryState::Failed("SecurityError: Not in a private window.".into());
    assert_eq!(engine.recovery(), why);
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
    refuse_to_open("Connection to Indexed Database server lost.");
    engine.resume_all();
    settled(&engine).await;
    let failed = async || matches!(engine.recovery(), RecoveryState::Failed(_));
    until(failed).await;
    // The first try to open it comes after two seconds, and fails as well.
    TimeoutFuture::new(2500).await;
    let lost = engine.recovery();
    let beside = Engine::new(session.clone(), list_only(), || {});
    open_again();
    sandbox::eval("IDBDatabase.prototype.transaction = window.transaction; ''");
    assert!(matches!(lost, RecoveryState::Failed(_)), "{lost:?}");
    assert_eq!(beside.restore().await, 0, "nobody takes up meanwhile what is not true any more");
    beside.close();
    TimeoutFuture::new(9000).await;
    until(async || engine.recovery() == RecoveryState::On).await;
    TimeoutFuture::new(500).await;
    let (engine, restored) = crash(&session, engine, list_only()).await;
    assert_eq!(restored, 2, "and the stale list is gone");
    assert_eq!(phases(&engine).into_values().collect::<Vec<_>>(), [Phase::Done, Phase::Done]);
    engine.clear();
}

/// The browser closed the database, and the reader logs out before anybody noticed.
#[wasm_bindgen_test]
async fn logging_out_leaves_nothing_behind_in_a_database_that_was_lost() {
    let (_session, engine) = first(quick()).await;
    engine.pause_all();
    add(&engine, &["a.txt"]);
    until(async || kept().await[2] == 1).await;
    close_database();
    engine.clear();
    TimeoutFuture::new(600).await;
    sandbox::eval("IDBDatabase.prototype.transaction = window.transaction; ''");
    assert_eq!(kept().await, [0, 0, 0]);
}

/// The file was kept, and the browser has closed the database since: nobody has to choose it again.
#[wasm_bindgen_test]
async fn a_kept_file_is_sent_although_the_database_was_lost() {
    let patient = || Options { tries: 1000, ..quick() };
    for opens in [true, false] {
        let (session, engine) = first(patient()).await;
        add(&engine, &["a.txt"]);
        let id = engine.queue().ids()[0];
        engine.pause(id);
        until(async || kept().await[2] == 1).await;
        let (engine, _) = reload(&session, engine, patient()).await;
        let id = engine.queue().ids()[0];
        assert_eq!(phases(&engine)["a.txt"], Phase::Paused);
        close_database();
        if !opens {
            refuse_to_open("Connection to Indexed Database server lost.");
        }
        engine.resume(id);
        TimeoutFuture::new(500).await;
        let lost = phases(&engine)["a.txt"];
        if !opens {
            open_again();
        }
        sandbox::eval("IDBDatabase.prototype.transaction = window.transaction; ''");
        assert_ne!(lost, Phase::NeedsFile);
        settled(&engine).await;
        assert_eq!(phases(&engine)["a.txt"], Phase::Done, "opens: {opens}");
        engine.clear();
    }
}

/// The list of an earlier page was read, and could not be written into ours.
#[wasm_bindgen_test]
async fn a_list_that_was_only_read_is_not_taken_up_again_by_another_page() {
    let (session, before) = first(quick()).await;
    before.pause_all();
    add(&before, &["a.txt", "b.txt"]);
    until(async || kept().await[2] == 2).await;
    before.close();
    drop(before);
    let engine = Engine::new(session.clone(), quick(), || {});
    sandbox::eval(
        "window.put = IDBObjectStore.prototype.put;
         IDBObjectStore.prototype.put = function (...all) {
             if (this.name === 'journal') {
                 throw new DOMException('There is no room.', 'QuotaExceededError');
             }
             return window.put.apply(this, all);
         }; ''",
    );
    assert_eq!(engine.restore().await, 2);
    let beside = Engine::new(session.clone(), quick(), || {});
    let taken = beside.restore().await;
    sandbox::eval("IDBObjectStore.prototype.put = window.put; ''");
    assert_eq!(taken, 0, "two would send the files");
    beside.close();
    settled(&engine).await;
    assert_eq!(stored().await.len(), 2);
    until(async || engine.recovery() == RecoveryState::On).await;
    TimeoutFuture::new(500).await;
    let (engine, restored) = reload(&session, engine, quick()).await;
    assert_eq!(restored, 2);
    assert_eq!(phases(&engine).into_values().collect::<Vec<_>>(), [Phase::Done, Phase::Done]);
    assert!(stored().await.values().all(|copies| copies.len() == 1), "nothing twice");
    engine.clear();
}

/// A file that cannot be read any more, because it was deleted on disk say.
#[wasm_bindgen_test]
async fn a_file_that_cannot_be_kept_costs_no_other_its_copy() {
    let (_session, engine) = first(quick()).await;
    engine.pause_all();
    sandbox::eval(
        "window.put = IDBObjectStore.prototype.put;
         window.commit = IDBTransaction.prototype.commit;
         const unreadable = new WeakSet();
         IDBObjectStore.prototype.put = function (value, key) {
             if (value.name === 'gone.txt') {
                 unreadable.add(this.transaction);
             }
             return window.put.call(this, value, key);
         };
         IDBTransaction.prototype.commit = function () {
             return unreadable.has(this) ? this.abort() : window.commit.call(this);
         }; ''",
    );
    add(&engine, &["a.txt", "gone.txt", "b.txt"]);
    TimeoutFuture::new(3000).await;
    let others = async || kept().await[2] == 2;
    until(others).await;
    sandbox::eval(
        "IDBObjectStore.prototype.put = window.put;
         IDBTransaction.prototype.commit = window.commit; ''",
    );
    engine.clear();
}

/// The writing that was to delete the copies fails.
#[wasm_bindgen_test]
async fn a_copy_that_could_not_be_deleted_is_deleted_later() {
    let (_session, engine) = first(quick()).await;
    engine.pause_all();
    add(&engine, &["a.txt", "b.txt"]);
    until(async || kept().await[2] == 2).await;
    sandbox::eval(
        "window.transaction = IDBDatabase.prototype.transaction;
         IDBDatabase.prototype.transaction = function (...all) {
             IDBDatabase.prototype.transaction = window.transaction;
             throw new DOMException('Connection to Indexed Database server lost.', 'UnknownError');
         }; ''",
    );
    let ids = engine.queue().ids().to_vec();
    ids.into_iter().for_each(|id| engine.remove(id));
    until(async || matches!(engine.recovery(), RecoveryState::Failed(_))).await;
    until(async || engine.recovery() == RecoveryState::On).await;
    until(async || kept().await[2] == 0).await;
    engine.clear();
}

/// Of files that are put together one is refused at once. Those before it must not stay without a line
/// that tells of them: nobody would delete them.
#[wasm_bindgen_test]
async fn files_that_were_put_before_one_was_refused_are_taken_back() {
    let (_session, engine) = first(quick()).await;
    engine.pause_all();
    sandbox::eval(
        "window.put = IDBObjectStore.prototype.put;
         window.refused = false;
         IDBObjectStore.prototype.put = function (value, key) {
             if (value.name === 'refused.txt') {
                 window.refused = true;
                 throw new DOMException('There is no room.', 'QuotaExceededError');
             }
             return window.put.call(this, value, key);
         }; ''",
    );
    // The last is put first.
    add(&engine, &["refused.txt", "a.txt", "b.txt"]);
    until(async || sandbox::eval("window.refused") == "true").await;
    TimeoutFuture::new(500).await;
    sandbox::eval("IDBObjectStore.prototype.put = window.put; ''");
    assert_eq!(kept().await[2], 0);
    engine.clear();
}

/// What is written for an account when it logs out may fail for it, and not for the next one.
#[wasm_bindgen_test]
async fn a_writing_that_fails_after_a_log_out_costs_the_next_account_nothing() {
    let (session, engine) = first(list_only()).await;
    engine.pause_all();
    // The first writing stays open until somebody has logged out, and fails then.
    sandbox::eval(
        "window.commit = IDBTransaction.prototype.commit;
         window.writing = false;
         window.loggedOut = false;
         IDBTransaction.prototype.commit = function () {
             window.writing = true;
             const wait = () => {
                 if (window.loggedOut) {
                     this.abort();
                 } else {
                     this.objectStore('queues').count().onsuccess = wait;
                 }
             };
             wait();
         }; ''",
    );
    add(&engine, &["theirs.txt"]);
    until(async || sandbox::eval("window.writing") == "true").await;
    engine.clear();
    sandbox::eval("window.loggedOut = true; IDBTransaction.prototype.commit = window.commit; ''");
    TimeoutFuture::new(500).await;
    engine.pause_all();
    add(&engine, &["mine.txt"]);
    until(async || kept().await[1] > 0).await;
    assert_eq!(engine.recovery(), RecoveryState::On);
    let (engine, restored) = reload(&session, engine, list_only()).await;
    assert_eq!((restored, phases(&engine).contains_key("mine.txt")), (1, true));
    engine.clear();
}
