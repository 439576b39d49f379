//! The upload engine in a real browser against the sandbox host: every fault the host can play,
//! and many at random. Whatever happens, a file that is shown as done is on the host once, whole,
//! and one that is shown as failed is not there at all.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs)]

#[allow(dead_code, reason = "shared with the tests of the API")]
#[path = "api/sandbox.rs"]
mod sandbox;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use upload_widget::api::{self, Bytes, Json, Md5, Parent, Profile, Transport};
use upload_widget::session::{Grant, Session, Stay};
use upload_widget::transfer::{
    Chosen, Engine, Failure, Options, Phase, Refusal, SameName, State, Target, Verified,
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const PROFILE: Profile = Profile::Xcloudfile;

/// Waits short enough for a test.
fn quick() -> Options {
    Options { first_wait_ms: 10.0, longest_wait_ms: 80.0, ..Options::default() }
}

async fn engine(options: Options) -> (Session, Engine) {
    let session = Session::new();
    let grant = Grant::Credentials(sandbox::password());
    session.sign_in(sandbox::host(PROFILE), grant, Stay::SignedIn).await.expect("the login works");
    (session.clone(), Engine::new(session, options, || {}))
}

fn root() -> Rc<Target> {
    Rc::new(Target::root())
}

fn text_of(name: &str) -> String {
    format!("The contents of {name}. ").repeat(40)
}

fn add(engine: &Engine, names: &[&str]) {
    engine.add(names.iter().map(|name| sandbox::file(name, &text_of(name))), &root());
}

/// Waits until no item is open any more.
async fn settled(engine: &Engine) {
    for _ in 0..1600 {
        if engine.progress().summary.open == 0 {
            return;
        }
        TimeoutFuture::new(25).await;
    }
    panic!("still open after 40 s: {:?}", engine.progress());
}

fn phases(engine: &Engine) -> BTreeMap<String, Phase> {
    let queue = engine.queue();
    queue.items().map(|item| (item.name().to_owned(), item.state().phase())).collect()
}

/// What the host has, trash left out: MD5s by name.
async fn stored() -> BTreeMap<String, Vec<Md5>> {
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

/// What must hold at the end, whatever happened.
async fn assert_nothing_lost_or_doubled(engine: &Engine, what: &str) {
    let stored = stored().await;
    for (name, phase) in phases(engine) {
        let copies = stored.get(&name).cloned().unwrap_or_default();
        match phase {
            Phase::Done => {
                assert_eq!(copies, [Md5::of(text_of(&name).as_bytes())], "{name} after {what}");
            }
            Phase::Failed => assert!(copies.is_empty(), "{name} failed, yet is there: {what}"),
            other => panic!("{name} ended as {other:?} after {what}"),
        }
    }
}

/// Every fault of the host, and whether the file it strikes can still be stored.
const FAULTS: [(&str, bool); 24] = [
    (r#""kind": "delay", "milliseconds": 150"#, true),
    (r#""kind": "slow-read", "bytes_per_second": 20000"#, true),
    (r#""kind": "http-status", "status": 408"#, true),
    (r#""kind": "http-status", "status": 413"#, false),
    (r#""kind": "http-status", "status": 429, "retry_after": 1"#, true),
    (r#""kind": "http-status", "status": 500"#, true),
    (r#""kind": "http-status", "status": 502"#, true),
    (r#""kind": "http-status", "status": 503"#, true),
    (r#""kind": "http-status", "status": 520"#, true),
    (r#""kind": "html""#, true),
    (r#""kind": "php-warning""#, true),
    (r#""kind": "bom""#, true),
    (r#""kind": "cut-reply""#, true),
    (r#""kind": "cut-reply", "abort": true"#, true),
    (r#""kind": "drop-mid-body""#, true),
    (r#""kind": "drop-after-body""#, true),
    (r#""kind": "lose-reply""#, true),
    (r#""kind": "expire-token""#, true),
    (r#""kind": "corrupt-file""#, true),
    (r#""kind": "corrupt-hash""#, true),
    (r#""kind": "demo-mode""#, false),
    (r#""kind": "upstream-no-response""#, true),
    (r#""kind": "refuse", "message": "No such thing.""#, false),
    (r#""kind": "reply", "body": "nonsense", "carry_out": true"#, true),
];

#[wasm_bindgen_test]
async fn every_fault_at_the_first_a_middle_and_the_last_file_ends_well() {
    let names = ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"];
    for (fault, storable) in FAULTS {
        for place in [0, 2, 4] {
            let what = format!("{fault} at {place}");
            sandbox::reset(PROFILE, "").await;
            // One at a time, so that the fault strikes the file at that place.
            let (session, engine) = engine(Options { concurrency: 1, ..quick() }).await;
            let fault = format!(r#""endpoint": "file/upload", "skip": {place}, {fault}"#);
            sandbox::fault(PROFILE, &fault).await;
            add(&engine, &names);
            settled(&engine).await;
            assert_nothing_lost_or_doubled(&engine, &what).await;
            for (at, name) in names.iter().enumerate() {
                let expected = if at == place && !storable { Phase::Failed } else { Phase::Done };
                assert_eq!(phases(&engine)[*name], expected, "{name} after {what}");
            }
            session.sign_out().await.expect("the host answers");
        }
    }
}

/// A small generator, so that a schedule can be played again from its seed.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

/// Schedules that are always played, and with a soak run.
const SCHEDULES: u64 = if option_env!("SOAK").is_some() { 200 } else { 12 };

#[wasm_bindgen_test]
async fn random_faults_end_well() {
    let seed = sandbox::eval("String(Math.floor(Math.random() * 2 ** 50) + 1)");
    let seed: u64 = match option_env!("FAULT_SEED") {
        Some(seed) => seed.parse().expect("a number"),
        None => seed.parse().expect("a number"),
    };
    web_sys::console::log_1(&format!("random faults: FAULT_SEED={seed}").into());
    let mut random = Random(seed);
    for schedule in 0..SCHEDULES {
        sandbox::reset(PROFILE, "").await;
        let (session, engine) = engine(quick()).await;
        let mut played = Vec::new();
        for _ in 0..=random.below(5) {
            let (fault, _) = FAULTS[random.below(FAULTS.len() as u64) as usize];
            let endpoint =
                ["file/upload", "file/upload", "folder/listing"][random.below(3) as usize];
            let (skip, times) = (random.below(8), 1 + random.below(2));
            let fault =
                format!(r#""endpoint": "{endpoint}", "skip": {skip}, "times": {times}, {fault}"#);
            sandbox::fault(PROFILE, &fault).await;
            played.push(fault);
        }
        let names: Vec<String> = (0..8).map(|number| format!("{number}.txt")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        add(&engine, &names);
        settled(&engine).await;
        let what = format!("schedule {schedule} of seed {seed}: {played:#?}");
        assert_nothing_lost_or_doubled(&engine, &what).await;
        session.sign_out().await.expect("the host answers");
    }
}

#[wasm_bindgen_test]
async fn tries_run_out_and_the_reader_can_ask_again() {
    sandbox::reset(PROFILE, "").await;
    let (_session, engine) = engine(Options { tries: 3, ..quick() }).await;
    sandbox::fault(
        PROFILE,
        r#""endpoint": "file/upload", "times": 0, "kind": "http-status", "status": 503"#,
    )
    .await;
    add(&engine, &["a.txt"]);
    settled(&engine).await;
    assert_eq!(phases(&engine)["a.txt"], Phase::Failed);
    let uploads = sandbox::requests(PROFILE).await;
    assert_eq!(uploads.iter().filter(|seen| seen.path.ends_with("file/upload")).count(), 3);

    sandbox::control("DELETE", &format!("faults?profile={}", PROFILE.code()), "").await;
    engine.retry_failed();
    settled(&engine).await;
    assert_eq!(phases(&engine)["a.txt"], Phase::Done);
    assert_nothing_lost_or_doubled(&engine, "a retry by hand").await;
}

#[wasm_bindgen_test]
async fn small_files_pass_beside_a_large_one_and_slots_are_kept() {
    sandbox::reset(PROFILE, "").await;
    let (_session, engine) = engine(Options { concurrency: 2, ..quick() }).await;
    sandbox::fault(PROFILE, r#""endpoint": "file/upload", "kind": "delay", "milliseconds": 1500"#)
        .await;
    add(&engine, &["slow.txt", "a.txt", "b.txt", "c.txt"]);
    let most = Rc::new(Cell::new(0));
    for _ in 0..40 {
        let uploading = |phase: &&Phase| matches!(phase, Phase::Uploading | Phase::Verifying);
        most.set(most.get().max(phases(&engine).values().filter(uploading).count()));
        TimeoutFuture::new(25).await;
    }
    // The two that start together race for the delay; whichever it is, the others pass it.
    let now = phases(&engine);
    let count = |phase| now.values().filter(|other| **other == phase).count();
    assert_eq!((count(Phase::Uploading), count(Phase::Done)), (1, 3), "{now:?}");
    assert_eq!(most.get(), 2);
    settled(&engine).await;
    assert_nothing_lost_or_doubled(&engine, "a slow file").await;
}

#[wasm_bindgen_test]
async fn a_paused_upload_is_not_stored_twice_when_it_goes_on() {
    sandbox::reset(PROFILE, "").await;
    let (_session, engine) = engine(quick()).await;
    // The host stores it, and the reader pauses before the reply is there.
    sandbox::fault(PROFILE, r#""endpoint": "file/upload", "kind": "lose-reply""#).await;
    add(&engine, &["a.txt"]);
    for _ in 0..100 {
        if stored().await.contains_key("a.txt") {
            break;
        }
    }
    engine.pause_all();
    add(&engine, &["b.txt"]);
    TimeoutFuture::new(200).await;
    assert_eq!(phases(&engine)["b.txt"], Phase::Queued, "what is added while paused waits");
    engine.resume_all();
    settled(&engine).await;
    assert_nothing_lost_or_doubled(&engine, "a pause").await;
    assert_eq!(phases(&engine)["a.txt"], Phase::Done);
}

#[wasm_bindgen_test]
async fn being_offline_uses_up_no_tries_and_ends_by_itself() {
    sandbox::reset(PROFILE, "").await;
    let (_session, engine) = engine(Options { tries: 2, ..quick() }).await;
    let online = |online: bool| {
        let event = if online { "online" } else { "offline" };
        sandbox::eval(&format!(
            "Object.defineProperty(navigator, 'onLine', {{ value: {online}, configurable: true }});
             window.dispatchEvent(new Event('{event}')); 0"
        ));
    };
    sandbox::fault(PROFILE, r#""endpoint": "file/upload", "times": 6, "kind": "drop-after-body""#)
        .await;
    online(false);
    // Coming back without a working network, three times over, is more than the two tries.
    add(&engine, &["a.txt"]);
    for _ in 0..3 {
        for _ in 0..200 {
            if phases(&engine)["a.txt"] == Phase::Waiting {
                break;
            }
            TimeoutFuture::new(10).await;
        }
        assert_eq!(phases(&engine)["a.txt"], Phase::Waiting);
        online(false);
        sandbox::eval("window.dispatchEvent(new Event('online')); 0");
        TimeoutFuture::new(20).await;
    }
    sandbox::control("DELETE", &format!("faults?profile={}", PROFILE.code()), "").await;
    online(true);
    settled(&engine).await;
    sandbox::eval("delete navigator.onLine; 0");
    assert_eq!(phases(&engine)["a.txt"], Phase::Done);
    assert_nothing_lost_or_doubled(&engine, "a time offline").await;
}

#[wasm_bindgen_test]
async fn a_stalled_upload_is_tried_again() {
    sandbox::reset(PROFILE, "").await;
    let (_session, engine) = engine(Options { stalled_after_ms: 1000.0, ..quick() }).await;
    sandbox::fault(PROFILE, r#""endpoint": "file/upload", "kind": "delay", "milliseconds": 60000"#)
        .await;
    add(&engine, &["a.txt"]);
    settled(&engine).await;
    assert_eq!(phases(&engine)["a.txt"], Phase::Done);
    assert_nothing_lost_or_doubled(&engine, "a stall").await;
}

#[wasm_bindgen_test]
async fn what_was_stored_is_compared() {
    sandbox::reset(PROFILE, "").await;
    let (_session, engine) = engine(quick()).await;
    add(&engine, &["a.txt"]);
    settled(&engine).await;
    let queue = engine.queue();
    let Some(State::Done(stored)) = queue.items().next().map(|item| item.state().clone()) else {
        panic!("not done");
    };
    assert_eq!(stored.verified, Verified::Checksum);
    assert_eq!(stored.file.hash, Some(Md5::of(text_of("a.txt").as_bytes())));
}

#[wasm_bindgen_test]
async fn a_copy_that_stays_damaged_is_a_failure_and_is_taken_off_the_host() {
    sandbox::reset(PROFILE, "").await;
    let (_session, engine) = engine(Options { tries: 2, ..quick() }).await;
    sandbox::fault(PROFILE, r#""endpoint": "file/upload", "times": 0, "kind": "corrupt-file""#)
        .await;
    add(&engine, &["a.txt"]);
    settled(&engine).await;
    let damaged = engine.queue().items().any(
        |item| matches!(item.state(), State::Failed(why) if matches!(**why, Failure::Damaged(_))),
    );
    assert!(damaged);
    assert_nothing_lost_or_doubled(&engine, "damage").await;
}

#[wasm_bindgen_test]
async fn names_that_are_taken_are_skipped_or_changed_as_the_page_wants() {
    sandbox::reset(PROFILE, "").await;
    let (session, first) = engine(quick()).await;
    add(&first, &["a.txt"]);
    settled(&first).await;

    let skipping =
        Engine::new(session.clone(), Options { same_name: SameName::Skip, ..quick() }, || {});
    add(&skipping, &["a.txt"]);
    settled(&skipping).await;
    let refused = skipping.queue().items().any(|item| {
        matches!(item.state(), State::Failed(why) if **why == Failure::Refused(Refusal::SameName))
    });
    assert!(refused);

    let renaming = Engine::new(session, Options { same_name: SameName::Rename, ..quick() }, || {});
    add(&renaming, &["a.txt"]);
    settled(&renaming).await;
    let names: Vec<String> = stored().await.into_keys().collect();
    assert_eq!(names, ["a (2).txt", "a.txt"]);
}

#[wasm_bindgen_test]
async fn the_same_file_is_not_queued_twice_for_one_folder() {
    sandbox::reset(PROFILE, "").await;
    let (_session, engine) = engine(quick()).await;
    let file = sandbox::file("a.txt", "a");
    engine.pause_all();
    engine.add([file.clone(), file.clone()], &root());
    let elsewhere = Target::folder(Parent::Folder("7".into()), "seven");
    engine.add([file], &Rc::new(elsewhere));
    let refused = |state: &State| matches!(state, State::Failed(why) if **why == Failure::Refused(Refusal::AlreadyQueued));
    let states: Vec<bool> = engine.queue().items().map(|item| refused(item.state())).collect();
    assert_eq!(states, [false, true, false]);
}

/// How many folders the host has, and how many files they hold.
async fn tree() -> (usize, BTreeMap<String, usize>) {
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

#[wasm_bindgen_test]
async fn a_thousand_files_keep_their_two_hundred_folders() {
    sandbox::reset(PROFILE, "").await;
    let (_session, engine) = engine(Options { concurrency: 6, ..quick() }).await;
    // One of the folders is there already; trouble strikes while the others are made.
    engine.create_folder(&Parent::Root, "camera").await.expect("a folder");
    for (skip, fault) in [(3, "lose-reply"), (20, "drop-after-body"), (50, "cut-reply")] {
        let fault = format!(r#""endpoint": "folder/create", "skip": {skip}, "kind": "{fault}""#);
        sandbox::fault(PROFILE, &fault).await;
    }
    // Ten folders of twenty each with five files each, below "camera": 1 + 10 + 190 folders.
    let files = (0..1000).map(|number: u32| {
        let (outer, inner) = (number % 10, number / 10 % 20);
        let path = match inner {
            0 => format!("camera/roll {outer}"),
            _ => format!("camera/roll {outer}/day {inner}"),
        };
        Chosen { file: sandbox::file(&format!("{number}.jpg"), &format!("photo {number}")), path }
    });
    engine.add(files, &root());
    settled(&engine).await;
    let done = phases(&engine).values().filter(|phase| **phase == Phase::Done).count();
    assert_eq!(done, 1000);
    let (folders, files) = tree().await;
    assert_eq!(folders, 201);
    assert_eq!(files.len(), 200);
    assert!(files.values().all(|count| *count == 5), "{files:?}");
}

#[wasm_bindgen_test]
async fn a_large_file_is_seen_moving_where_that_needs_no_preflight_to_fail() {
    // The page is on another origin. A host that is known to answer preflights lets it watch …
    for (switches, transport, watched) in [
        ("options-answered", Transport::Watched, true),
        ("options-405", Transport::Watched, false),
        ("options-405", Transport::Auto, false),
    ] {
        sandbox::reset(PROFILE, switches).await;
        let session = Session::with_options(api::Options { transport, ..Default::default() });
        let grant = Grant::Credentials(sandbox::password());
        session.sign_in(sandbox::host(PROFILE), grant, Stay::No).await.expect("the login works");
        let engine = Engine::new(session.clone(), quick(), || {});
        sandbox::fault(
            PROFILE,
            r#""endpoint": "file/upload", "kind": "slow-read", "bytes_per_second": 20000000"#,
        )
        .await;
        engine.add([sandbox::file("large.bin", &"x".repeat(24 << 20))], &root());
        let mut seen = Bytes(0);
        for _ in 0..1000 {
            let sent = match engine.queue().items().next().map(|item| item.state().clone()) {
                Some(State::Uploading { sent }) => sent,
                Some(State::Done(_)) => break,
                _ => Bytes(0),
            };
            if sent > Bytes(0) && sent < Bytes(24 << 20) {
                seen = sent;
            }
            TimeoutFuture::new(20).await;
        }
        // … and with any other the file goes all the same, unseen.
        assert_eq!(phases(&engine)["large.bin"], Phase::Done, "{switches}");
        assert_eq!(seen > Bytes(0), watched, "{switches}: {seen:?}");
        session.sign_out().await.expect("the host answers");
    }
}
