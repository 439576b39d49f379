//! What the reader and the network do to an upload: retry, pause, slots, offline, stalls, progress.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use upload_widget::api::{self, Bytes, Transport};
use upload_widget::session::{Grant, Session, Stay};
use upload_widget::transfer::{Engine, Options, Phase, State};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::sandbox;
use crate::stage::{
    PROFILE, add, assert_nothing_lost_or_doubled, by_both_transports, engine, phases, quick, reset,
    root, settled, stored,
};

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
        sandbox::fault(PROFILE, r#""endpoint": "file/upload", "kind": "delay", "milliseconds": 1500"#)
            .await;
        add(&engine, &["slow.txt", "a.txt", "b.txt", "c.txt"]);
        let most = Rc::new(Cell::new(0));
        for _ in 0..40 {
            // Comparing what was stored takes no slot.
            let uploading = |phase: &&Phase| **phase == Phase::Uploading;
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
}

by_both_transports! {
    async fn a_paused_upload_is_not_stored_twice_when_it_goes_on() {
        reset().await;
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
}

by_both_transports! {
    async fn one_file_may_go_on_while_all_others_stay_held_back() {
        reset().await;
        let (_session, engine) = engine(quick()).await;
        engine.pause_all();
        add(&engine, &["a.txt", "b.txt", "c.txt"]);
        let second = engine.queue().ids()[1];
        engine.resume(second);
        for _ in 0..200 {
            if phases(&engine)["b.txt"] == Phase::Done {
                break;
            }
            TimeoutFuture::new(10).await;
        }
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
