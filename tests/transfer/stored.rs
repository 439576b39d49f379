//! What ends up on the host: compared, named, and in its folders.

use std::rc::Rc;

use upload_widget::api::{Md5, Parent};
use upload_widget::transfer::{
    Chosen, Engine, Failure, Options, Phase, Refusal, SameName, State, Target, Verified,
};

use wasm_bindgen_test::wasm_bindgen_test;

use crate::sandbox;
use crate::stage::{
    PROFILE, add, assert_nothing_lost_or_doubled, by_both_transports, engine, phases, quick, reset,
    root, settled, stored, text_of, tree,
};

by_both_transports! {
    async fn what_was_stored_is_compared() {
        reset().await;
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
}

by_both_transports! {
    async fn a_copy_that_stays_damaged_is_a_failure_and_is_taken_off_the_host() {
        reset().await;
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
}

by_both_transports! {
    async fn a_copy_that_was_damaged_keeps_its_name_from_nobody() {
        for same_name in [SameName::Skip, SameName::Rename] {
            reset().await;
            let (_session, engine) = engine(Options { same_name, ..quick() }).await;
            sandbox::fault(PROFILE, r#""endpoint": "file/upload", "kind": "corrupt-file""#).await;
            add(&engine, &["a.txt"]);
            settled(&engine).await;
            assert_eq!(phases(&engine)["a.txt"], Phase::Done, "{same_name:?}");
            let names: Vec<String> = stored().await.into_keys().collect();
            assert_eq!(names, ["a.txt"], "{same_name:?}");
        }
    }
}

#[wasm_bindgen_test]
async fn a_folder_that_was_deleted_elsewhere_is_made_anew() {
    reset().await;
    let (session, engine) = engine(quick()).await;
    let chosen = |name: &str| Chosen::File {
        file: sandbox::file(name, &text_of(name)),
        path: "photos/x".to_owned(),
        handle: None,
    };
    engine.add([chosen("a.txt")], &root());
    settled(&engine).await;
    let photos = engine.folders(&Parent::Root).await.expect("folders").remove(0);
    session
        .call(async |client, access| client.folder_delete(access, &photos.id).await)
        .await
        .expect("it is deleted");
    engine.add([chosen("b.txt")], &root());
    settled(&engine).await;
    assert_eq!(phases(&engine)["b.txt"], Phase::Done);
    let now = engine.folders(&Parent::Root).await.expect("folders");
    assert!(now.len() == 1 && now[0].id != photos.id, "{now:?}");
}

by_both_transports! {
    async fn names_that_are_taken_are_skipped_or_changed_as_the_page_wants() {
        reset().await;
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
}

by_both_transports! {
    async fn the_same_file_is_not_queued_twice_for_one_folder() {
        reset().await;
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
}

by_both_transports! {
    async fn a_thousand_files_keep_their_two_hundred_folders() {
        reset().await;
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
            let file = sandbox::file(&format!("{number}.jpg"), &format!("photo {number}"));
            Chosen::File { file, path, handle: None }
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
}
