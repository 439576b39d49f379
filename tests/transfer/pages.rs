//! A page that goes away with its queue, and the next one that takes it up. Going away is closing
//! the engine: it stops at once and says nothing to the store.

use gloo_timers::future::TimeoutFuture;
use js_sys::Reflect;
use upload_widget::session::Session;
use upload_widget::transfer::{Engine, Options, Recovery};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::File;

use crate::sandbox;
use crate::stage::{PROFILE, close_all, engine, quick, text_of};

/// An engine of a page that begins, in a browser that holds nothing of earlier tests.
pub(crate) async fn first(options: Options) -> (Session, Engine) {
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
pub(crate) async fn wait_for(script: &str) -> JsValue {
    let promise = js_sys::Promise::from(js_sys::eval(script).expect("the script runs"));
    wasm_bindgen_futures::JsFuture::from(promise).await.expect("it is kept")
}

/// The page goes away after what it had to write was written; the next one begins.
pub(crate) async fn reload(session: &Session, engine: Engine, options: Options) -> (Engine, usize) {
    TimeoutFuture::new(600).await;
    crash(session, engine, options).await
}

/// The same at once.
pub(crate) async fn crash(session: &Session, engine: Engine, options: Options) -> (Engine, usize) {
    engine.close();
    drop(engine);
    let next = Engine::new(session.clone(), options, || {});
    let restored = next.restore().await;
    (next, restored)
}

pub(crate) fn list_only() -> Options {
    Options { recovery: Recovery::List, ..quick() }
}

/// A file as the reader would choose it a second time.
pub(crate) fn dated(name: &str, date: f64) -> File {
    let text = text_of(name);
    let script = format!("new File([{text:?}], {name:?}, {{ lastModified: {date} }})");
    js_sys::eval(&script).expect("a file").unchecked_into()
}

/// How many records the database holds: queues, pieces of journals, files.
pub(crate) async fn kept() -> [u32; 3] {
    let script = "new Promise((done) => {
        const open = indexedDB.open('upload-widget');
        // Where there is none yet, none is made.
        open.onupgradeneeded = () => open.transaction.abort();
        open.onerror = () => done([0, 0, 0]);
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
