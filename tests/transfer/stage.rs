//! An engine, a host, and what must hold between them at the end.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use upload_widget::api::{self, Json, Md5, Profile, Transport};
use upload_widget::session::{Grant, Session, State as SessionState, Stay};
use upload_widget::transfer::{Engine, Item, Options, Phase, State, Target, Verified};

use crate::sandbox;

pub(crate) const PROFILE: Profile = Profile::Xcloudfile;

thread_local! {
    static TRANSPORT: Cell<Transport> = const { Cell::new(Transport::Fetch) };
    static ENGINES: RefCell<Vec<Engine>> = const { RefCell::new(Vec::new()) };
}

/// Ends the engines of earlier tests: what one of them still has to write down would be found.
pub(crate) fn close_all() {
    ENGINES.take().iter().for_each(Engine::close);
}

/// Has the engines that are made from now on send their files this way.
pub(crate) fn send_by(transport: Transport) {
    TRANSPORT.set(transport);
}

/// Whether files are sent by XMLHttpRequest and watched.
pub(crate) fn watched() -> bool {
    TRANSPORT.get() == Transport::Watched
}

/// Makes two tests of each scenario: one sends its files by `fetch`, one by XMLHttpRequest.
macro_rules! by_both_transports {
    ($(async fn $name:ident() $scenario:block)*) => {$(
        mod $name {
            use super::*;

            async fn scenario() $scenario

            #[wasm_bindgen_test::wasm_bindgen_test]
            async fn by_fetch() {
                crate::stage::send_by(upload_widget::api::Transport::Fetch);
                scenario().await;
            }

            #[wasm_bindgen_test::wasm_bindgen_test]
            async fn by_xhr() {
                crate::stage::send_by(upload_widget::api::Transport::Watched);
                scenario().await;
                crate::stage::send_by(upload_widget::api::Transport::Fetch);
            }
        }
    )*};
}
pub(crate) use by_both_transports;

/// A host as it is after a start. Watching needs one that answers preflights: the tests' page is
/// on another origin.
pub(crate) async fn reset() {
    sandbox::reset(PROFILE, if watched() { "options-answered" } else { "" }).await;
}

/// Waits short enough for a test.
pub(crate) fn quick() -> Options {
    Options { first_wait_ms: 10.0, longest_wait_ms: 80.0, ..Options::default() }
}

pub(crate) async fn engine(options: Options) -> (Session, Engine) {
    let transport = TRANSPORT.get();
    let session = Session::with_options(api::Options { transport, ..api::Options::default() });
    let grant = Grant::Credentials(sandbox::password());
    session.sign_in(sandbox::host(PROFILE), grant, Stay::SignedIn).await.expect("the login works");
    let engine = Engine::new(session.clone(), options, || {});
    ENGINES.with_borrow_mut(|engines| engines.push(engine.clone()));
    (session, engine)
}

pub(crate) fn root() -> Rc<Target> {
    Rc::new(Target::root())
}

/// What the file of that name holds. Only files of a mebibyte and more are watched.
pub(crate) fn text_of(name: &str) -> String {
    let text = format!("The contents of {name}. ");
    text.repeat(if watched() { (1 << 20) / text.len() + 1 } else { 40 })
}

pub(crate) fn add(engine: &Engine, names: &[&str]) {
    let files: Vec<_> = names.iter().map(|name| sandbox::file(name, &text_of(name))).collect();
    engine.add(files, &root());
}

/// Waits until no item is open any more.
pub(crate) async fn settled(engine: &Engine) {
    settled_beside(engine, async || {}).await;
}

/// The same with a reader at hand, who logs in again when asked to.
pub(crate) async fn settled_with_reader(session: &Session, engine: &Engine) {
    settled_beside(engine, async || {
        if matches!(session.state(), SessionState::Expired { .. }) {
            let grant = Grant::Credentials(sandbox::password());
            // A fault may strike the login too: then the reader tries again.
            let _ = session.sign_in(sandbox::host(PROFILE), grant, Stay::SignedIn).await;
            engine.wake();
        }
    })
    .await;
}

async fn settled_beside(engine: &Engine, meanwhile: impl AsyncFn()) {
    for _ in 0..1600 {
        let progress = engine.progress();
        if progress.summary.open == 0 && !progress.adding {
            return;
        }
        meanwhile().await;
        TimeoutFuture::new(25).await;
    }
    let states: Vec<_> = engine.queue().items().map(|item| item.state().clone()).collect();
    panic!("still open after 40 s: {states:?}");
}

pub(crate) fn phases(engine: &Engine) -> BTreeMap<String, Phase> {
    let queue = engine.queue();
    queue.items().map(|item| (item.name().to_owned(), item.state().phase())).collect()
}

/// What the host has, trash left out: MD5s by name.
pub(crate) async fn stored() -> BTreeMap<String, Vec<Md5>> {
    let state = sandbox::control("GET", &format!("state?profile={}", PROFILE.code()), "").await;
    let text = |json: &Json| json.text().unwrap_or_default().into_owned();
    let mut stored: BTreeMap<String, Vec<Md5>> = BTreeMap::new();
    for profile in state.entries() {
        for file in profile.get("files").entries() {
            if text(file.get("status")) == "active" {
                let md5 = Md5::parse(&text(file.get("md5"))).expect("an MD5");
                stored.entry(text(file.get("name"))).or_default().push(md5);
            }
        }
    }
    stored
}

/// How many folders the host has, and how many files they hold.
pub(crate) async fn tree() -> (usize, BTreeMap<String, usize>) {
    let state = sandbox::control("GET", &format!("state?profile={}", PROFILE.code()), "").await;
    let text = |json: &Json| json.text().unwrap_or_default().into_owned();
    let mut files: BTreeMap<String, usize> = BTreeMap::new();
    let mut folders = 0;
    for profile in state.entries() {
        folders += profile.get("folders").entries().len();
        for file in profile.get("files").entries() {
            *files.entry(text(file.get("folder_id"))).or_default() += 1;
        }
    }
    (folders, files)
}

/// What must hold at the end, whatever happened.
pub(crate) async fn assert_nothing_lost_or_doubled(engine: &Engine, what: &str) {
    let stored = stored().await;
    let items: Vec<Item> = engine.queue().items().cloned().collect();
    for item in items {
        let name = item.name();
        let copies = stored.get(name).cloned().unwrap_or_default();
        match item.state() {
            State::Done(done) if done.verified == Verified::Checksum => {
                assert_eq!(copies, [Md5::of(text_of(name).as_bytes())], "{name} after {what}");
            }
            // Found in the folder after its reply was lost; a listing tells sizes only.
            State::Done(_) => assert_eq!(copies.len(), 1, "{name} after {what}"),
            // Where nobody could look whether it is there, it is there once at most.
            State::Failed(_) if item.outcome_is_open() => {
                assert!(copies.len() <= 1, "{name} after {what}");
            }
            State::Failed(_) => assert!(copies.is_empty(), "{name} failed, yet is there: {what}"),
            other => panic!("{name} ended as {other:?} after {what}"),
        }
    }
}
