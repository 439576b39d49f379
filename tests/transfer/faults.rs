//! Every fault the host can play, and many at random.

use upload_widget::transfer::{Options, Phase};

use crate::sandbox;
use crate::stage::{
    PROFILE, add, assert_nothing_lost_or_doubled, by_both_transports, engine, phases, quick, reset,
    settled, settled_with_reader,
};

/// Every fault of the host, and whether the file it strikes can still be stored.
const FAULTS: [(&str, bool); 24] = [
    (r#""kind": "delay", "milliseconds": 150"#, true),
    (r#""kind": "slow-read", "bytes_per_second": 1000000"#, true),
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

by_both_transports! {
    async fn every_fault_at_the_first_a_middle_and_the_last_file_ends_well() {
        let names = ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"];
        for (fault, storable) in FAULTS {
            for place in [0, 2, 4] {
                let what = format!("{fault} at {place}");
                reset().await;
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

by_both_transports! {
    async fn random_faults_end_well() {
        let seed = sandbox::eval("String(Math.floor(Math.random() * 2 ** 50) + 1)");
        let seed: u64 = match option_env!("FAULT_SEED") {
            Some(seed) => seed.parse().expect("a number"),
            None => seed.parse().expect("a number"),
        };
        web_sys::console::log_1(&format!("random faults: FAULT_SEED={seed}").into());
        let mut random = Random(seed);
        for schedule in 0..SCHEDULES {
            reset().await;
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
            settled_with_reader(&session, &engine).await;
            let what = format!("schedule {schedule} of seed {seed}: {played:#?}");
            assert_nothing_lost_or_doubled(&engine, &what).await;

            // The trouble is over and the reader asks for what failed: then all is there, once.
            sandbox::control("DELETE", &format!("faults?profile={}", PROFILE.code()), "").await;
            engine.retry_failed();
            settled_with_reader(&session, &engine).await;
            assert_nothing_lost_or_doubled(&engine, &what).await;
            assert!(phases(&engine).values().all(|phase| *phase == Phase::Done), "{what}");
            session.sign_out().await.expect("the host answers");
        }
    }
}
