//! What the reader and the network do to an upload: retry, pause, slots, offline, stalls, progress.

use gloo_timers::future::TimeoutFuture;
use upload_widget::api::{self, Access, Bytes, Client, Content, Parent, Transport, Upload};
use upload_widget::session::{Grant, Session, Stay};
use upload_widget::transfer::{Engine, Options, Phase, State};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::sandbox;
use crate::stage::{
    PROFILE, add, assert_nothing_lost_or_doubled, by_both_transports, engine, phases, quick, reset,
    root, settled, stored, text_of,
};
use crate::waiting::until;

by_both_transports! {
    async fn tries_run_out_and_the_reader_can_ask_again() {
        reset().await;
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
        assert_eq!(uploads.iter().filter(|seen| !seen.preflight && seen.path.ends_with("file/upload")).count(), 3);

        sandbox::control("DELETE", &format!("faults?profile={}", PROFILE.code()), "").await;
        engine.retry_failed();
        settled(&engine).await;
        assert_eq!(phases(&engine)["a.txt"], Phase::Done);
        assert_nothing_lost_or_doubled(&engine, "a retry by hand").await;
    }
}

by_both_transports! {
    async fn small_files_pass_beside_a_large_one_and_slots_are_kept() {
        reset().await;
        let (_session, engine) = engine(Options { concurrency: 2, ..quick() }).await;
        // The two that start together race for the delay; whichever it is, the others pass it.
        sandbox::fault(PROFILE, r#""endpoint": "file/upload", "kind": "delay", "milliseconds": 5000"#)
            .await;
        add(&engine, &["slow.txt", "a.txt", "b.txt", "c.txt"]);
        let count = |phase| phases(&engine).values().filter(|other| **other == phase).count();
        let mut most = 0;
        for _ in 0..2000 {
            // Comparing what was stored takes no slot.
            most = most.max(count(Phase::Uploading));
            if count(Phase::Done) == 3 {
                break;
            }
            TimeoutFuture::new(5).await;
        }
        let now = (count(Phase::Uploading), count(Phase::Done));
        assert_eq!(now, (1, 3), "{:?}", phases(&engine));
        assert_eq!(most, 2);
        settled(&engine).await;
        assert_nothing_lost_or_doubled(&engine, "a slow file").await;
    }
}

by_both_transports! {
    async fn a_paused_upload_is_not_stored_twice_when_it_goes_on() {
        reset().await;
        let (_session, engine) = engine(quick()).await;
        // The host stores it, and the reader pauses before the reply is there.
        let late = r#""endpoint": "file/upload", "kind": "delay-reply", "milliseconds": 30000"#;
        sandbox::fault(PROFILE, late).await;
        add(&engine, &["a.txt"]);
        until(async || stored().await.contains_key("a.txt")).await;
        engine.pause_all();
        add(&engine, &["b.txt"]);
        TimeoutFuture::new(200).await;
        assert_eq!(phases(&engine)["b.txt"], Phase::Queued, "what is added while paused waits");
        engine.resume_all();
        settled(&engine).await;
        assert_nothing_lost_or_doubled(&engine, "a pause").await;
        assert_eq!(phases(&engine)["a.txt"], Phase::Done);
    }
}

by_both_transports! {
    async fn one_file_may_go_on_while_all_others_stay_held_back() {
        reset().await;
        let (_session, engine) = engine(quick()).await;
        engine.pause_all();
        add(&engine, &["a.txt", "b.txt", "c.txt"]);
        let second = engine.queue().ids()[1];
        engine.resume(second);
        until(async || phases(&engine)["b.txt"] == Phase::Done).await;
        let held = phases(&engine);
        let wanted = [("a.txt", Phase::Paused), ("b.txt", Phase::Done), ("c.txt", Phase::Paused)];
        for (name, phase) in wanted {
            assert_eq!(held[name], phase, "{name}");
        }
        engine.resume_all();
        settled(&engine).await;
        assert_nothing_lost_or_doubled(&engine, "one file ahead of the others").await;
    }
}

by_both_transports! {
    async fn being_offline_uses_up_no_tries_and_ends_by_itself() {
        reset().await;
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
            until(async || phases(&engine)["a.txt"] == Phase::Waiting).await;
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
}

by_both_transports! {
    async fn a_stalled_upload_is_tried_again() {
        reset().await;
        let (_session, engine) = engine(Options { stalled_after_ms: 1000.0, ..quick() }).await;
        sandbox::fault(PROFILE, r#""endpoint": "file/upload", "kind": "delay", "milliseconds": 60000"#)
            .await;
        add(&engine, &["a.txt"]);
        settled(&engine).await;
        assert_eq!(phases(&engine)["a.txt"], Phase::Done);
        assert_nothing_lost_or_doubled(&engine, "a stall").await;
    }
}

/// What is asked before a file is sent has limits of its own.
#[wasm_bindgen_test]
async fn a_slow_listing_is_waited_for() {
    reset().await;
    let (_session, engine) = engine(Options { stalled_after_ms: 1000.0, ..quick() }).await;
    let slow = r#""endpoint": "folder/listing", "kind": "delay", "times": 0, "milliseconds": 5000"#;
    sandbox::fault(PROFILE, slow).await;
    add(&engine, &["a.txt"]);
    settled(&engine).await;
    assert_eq!(phases(&engine)["a.txt"], Phase::Done);
    let requests = sandbox::requests(PROFILE).await;
    let listings = requests.iter().filter(|request| request.path.ends_with("folder/listing"));
    assert_eq!(listings.count(), 1);
    engine.clear();
}

/// The host is not done with a file when nobody waits for it any more.
#[wasm_bindgen_test]
async fn a_file_that_is_stored_late_is_not_sent_again() {
    reset().await;
    let (session, engine) = engine(quick()).await;
    let slow = r#""endpoint": "file/upload", "kind": "delay", "times": 0, "milliseconds": 30000"#;
    sandbox::fault(PROFILE, slow).await;
    add(&engine, &["busy.txt", "late.txt", "a.txt"]);
    until(async || phases(&engine).into_values().all(|phase| phase == Phase::Uploading)).await;
    TimeoutFuture::new(500).await;
    let ids = engine.queue().ids().to_vec();
    ids[1..].iter().for_each(|id| engine.pause(*id));
    let unsure = engine.queue().items().filter(|item| item.outcome_is_open()).count();
    assert_eq!(unsure, 2, "both have left");
    sandbox::control("DELETE", &format!("faults?profile={}", PROFILE.code()), "").await;
    // The folder is looked into for this one.
    engine.resume(ids[2]);
    until(async || phases(&engine)["a.txt"] == Phase::Done).await;
    TimeoutFuture::new(2500).await;
    let late = sandbox::file("late.txt", &text_of("late.txt"));
    let store = async |client: &Client, access: &Access| {
        let content = Content::Blob(&late);
        let upload = Upload { content, name: "late.txt", folder: &Parent::Root, on_sent: None };
        client.file_upload(access, &upload).await
    };
    session.call(store).await.expect("it is stored");
    engine.resume(ids[1]);
    until(async || phases(&engine)["late.txt"] == Phase::Done).await;
    assert_eq!(stored().await["late.txt"].len(), 1);
    engine.clear();
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
