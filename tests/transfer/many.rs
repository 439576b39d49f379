//! Ten thousand files at one go: taken in bit by bit, in order, and in little memory.

use gloo_timers::future::TimeoutFuture;
use js_sys::Array;
use upload_widget::transfer::{Engine, Options, Recovery};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::File;

use crate::sandbox;
use crate::stage::{PROFILE, engine, quick, root};

const FILES: usize = 10_000;

/// Files as a browser's own list holds them: none of them known to us before it is asked for.
fn many(count: usize) -> Array {
    let script = format!(
        "Array.from({{ length: {count} }}, (_, i) => new File(['x'], 'IMG_' + i + '.jpg'))"
    );
    js_sys::eval(&script).expect("files").unchecked_into()
}

fn add_all(engine: &Engine, files: &Array) {
    let files = files.clone();
    let each = (0..files.length()).map(move |place| files.get(place).unchecked_into::<File>());
    engine.add(each, &root());
}

async fn taken_in(engine: &Engine) {
    while engine.progress().adding {
        TimeoutFuture::new(5).await;
    }
}

/// Bytes of this program's memory.
fn memory() -> u32 {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    memory.buffer().unchecked_into::<js_sys::ArrayBuffer>().byte_length()
}

#[wasm_bindgen_test]
async fn ten_thousand_files_come_in_turns_in_order_and_small() {
    sandbox::reset(PROFILE, "").await;
    let (_session, engine) = engine(Options { recovery: Recovery::Off, ..quick() }).await;
    engine.pause_all();
    let files = many(FILES);
    sandbox::eval(
        "window.longTasks = [];
         window.longTaskObserver = new PerformanceObserver((list) => {
             longTasks.push(...list.getEntries().map((task) => Math.round(task.duration)));
         });
         longTaskObserver.observe({ type: 'longtask' }); 0",
    );
    TimeoutFuture::new(100).await;
    sandbox::eval("window.longTasks.length = 0; 0");
    let (before, began) = (memory(), js_sys::Date::now());
    add_all(&engine, &files);
    let returned = js_sys::Date::now();
    let at_once = engine.queue().ids().len();
    taken_in(&engine).await;
    let all = js_sys::Date::now();
    let grown = memory() - before;
    TimeoutFuture::new(100).await;
    let long = sandbox::eval("longTaskObserver.disconnect(); window.longTasks.join()");
    web_sys::console::log_1(
        &format!(
            "{FILES} files: {at_once} of them and {} ms at once, {} ms for all, {} bytes each, \
             tasks over 50 ms: [{long}]",
            returned - began,
            all - began,
            grown as usize / FILES
        )
        .into(),
    );
    assert!(0 < at_once && at_once < FILES, "{at_once} at once");
    let queue = engine.queue();
    let names = queue.items().map(|item| item.name().to_owned());
    assert!(names.eq((0..FILES).map(|number| format!("IMG_{number}.jpg"))));
    assert!((grown as usize) < 1024 * FILES, "{grown} bytes");
    drop(queue);
    engine.close();
}

#[wasm_bindgen_test]
async fn files_added_meanwhile_come_after_those_that_are_still_taken_in() {
    sandbox::reset(PROFILE, "").await;
    let (_session, engine) = engine(Options { recovery: Recovery::Off, ..quick() }).await;
    engine.pause_all();
    add_all(&engine, &many(FILES));
    engine.add([sandbox::file("last.txt", "x")], &root());
    taken_in(&engine).await;
    let queue = engine.queue();
    assert_eq!(queue.items().last().map(|item| item.name()), Some("last.txt"));
    assert_eq!(queue.ids().len(), FILES + 1);
    drop(queue);
    engine.close();
}

#[wasm_bindgen_test]
async fn stopping_everything_stops_taking_in_as_well() {
    sandbox::reset(PROFILE, "").await;
    let (_session, engine) = engine(Options { recovery: Recovery::Off, ..quick() }).await;
    engine.pause_all();
    add_all(&engine, &many(FILES));
    engine.cancel_all();
    taken_in(&engine).await;
    let summary = engine.progress().summary;
    assert!(summary.items < FILES);
    assert_eq!(summary.cancelled, summary.items);
    engine.close();
}

#[wasm_bindgen_test]
async fn whoever_hands_files_in_may_use_the_engine_meanwhile() {
    sandbox::reset(PROFILE, "").await;
    let (_session, engine) = engine(Options { recovery: Recovery::Off, ..quick() }).await;
    engine.pause_all();
    let beside = engine.clone();
    let looking = (0..3).map(move |number| {
        let name = format!("{}.txt", beside.queue().ids().len());
        beside.add([sandbox::file(&format!("beside {number}.txt"), "x")], &root());
        sandbox::file(&name, "x")
    });
    engine.add(looking, &root());
    taken_in(&engine).await;
    let names = |engine: &Engine| {
        let queue = engine.queue();
        queue.items().map(|item| item.name().to_owned()).collect::<Vec<_>>().join(" ")
    };
    let expected = "0.txt 1.txt 2.txt beside 0.txt beside 1.txt beside 2.txt";
    assert_eq!(names(&engine), expected);
    // Stopping everything stops this too.
    let beside = engine.clone();
    let stopping = (0..5).map(move |number| {
        if number == 1 {
            beside.cancel_all();
        }
        sandbox::file(&format!("late {number}.txt"), "x")
    });
    engine.add(stopping, &root());
    taken_in(&engine).await;
    assert_eq!(names(&engine), format!("{expected} late 0.txt"));
    engine.close();
}
