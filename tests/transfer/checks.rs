//! What is checked before a byte is sent, what the reader may override, and empty folders.

use std::rc::Rc;

use upload_widget::transfer::{
    ChangedName, Check, Chosen, Engine, Item, Options, Phase, Refusal, SameName,
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::sandbox;
use crate::stage::{
    PROFILE, add, by_both_transports, engine, phases, quick, reset, root, settled, stored, tree,
};

fn refusals(engine: &Engine) -> Vec<Option<Refusal>> {
    engine.queue().items().map(Item::refusal).collect()
}

by_both_transports! {
    async fn what_the_reader_wants_anyway_is_sent_anyway() {
        reset().await;
        let (_session, engine) = engine(Options { same_name: SameName::Skip, ..quick() }).await;
        add(&engine, &["a.txt"]);
        settled(&engine).await;
        let file = sandbox::file("b.txt", "b");
        engine.add([file.clone(), file.clone()], &root());
        add(&engine, &["a.txt"]);
        engine.add([sandbox::file("empty.txt", "")], &root());
        settled(&engine).await;
        let why =
            [None, None, Some(Refusal::AlreadyQueued), Some(Refusal::SameName), Some(Refusal::Empty)];
        assert_eq!(refusals(&engine), why);
        let ids = engine.queue().shared_ids();
        ids.iter().for_each(|id| engine.upload_anyway(*id));
        settled(&engine).await;
        assert_eq!(refusals(&engine), [None, None, None, None, Some(Refusal::Empty)]);
        let stored = stored().await;
        assert_eq!((stored["a.txt"].len(), stored["b.txt"].len()), (2, 2));
        engine.clear();
    }
}

#[wasm_bindgen_test]
async fn a_name_the_host_would_change_is_sent_refused_or_changed_as_the_page_wants() {
    let names = ["a<b>c.txt", " spaces.txt", "say \"hi\".txt"];
    for (changed_name, expected) in [
        (ChangedName::Upload, vec![" spaces.txt", "a<b>c.txt", "say %22hi%22.txt"]),
        (ChangedName::Rename, vec!["a(b)c.txt", "say 'hi'.txt", "spaces.txt"]),
        (ChangedName::Refuse, vec![]),
    ] {
        reset().await;
        let (_session, engine) = engine(Options { changed_name, ..quick() }).await;
        // The replies are lost: whatever the host made of the name, the file is found.
        sandbox::fault(PROFILE, r#""endpoint": "file/upload", "times": 3, "kind": "lose-reply""#)
            .await;
        add(&engine, &names);
        settled(&engine).await;
        let stored: Vec<String> = stored().await.into_keys().collect();
        assert_eq!(stored, expected, "{changed_name:?}");
        assert!(crate::stage::stored().await.values().all(|copies| copies.len() == 1));
        let told = engine.queue().items().filter(|item| item.stored_name().is_some()).count();
        assert_eq!(told, if changed_name == ChangedName::Rename { 0 } else { 3 });
        engine.clear();
    }
}

#[wasm_bindgen_test]
async fn a_duplicate_is_sent_where_the_page_does_not_check() {
    reset().await;
    let skipped_checks = vec![Check::Duplicate];
    let (_session, engine) = engine(Options { skipped_checks, ..quick() }).await;
    engine.pause_all();
    let file = sandbox::file("a.txt", "a");
    engine.add([file.clone(), file], &root());
    assert_eq!(refusals(&engine), [None, None]);
    engine.clear();
}

by_both_transports! {
    async fn a_renamed_file_whose_reply_was_lost_is_found_under_its_new_name() {
        reset().await;
        let (_session, engine) = engine(Options { same_name: SameName::Rename, ..quick() }).await;
        add(&engine, &["a.txt"]);
        settled(&engine).await;
        sandbox::fault(PROFILE, r#""endpoint": "file/upload", "kind": "lose-reply""#).await;
        let text = "Another file of that name.";
        engine.add([sandbox::file("a.txt", text)], &root());
        settled(&engine).await;
        let names: Vec<String> = stored().await.into_keys().collect();
        assert_eq!(names, ["a (2).txt", "a.txt"]);
        assert_eq!(stored().await["a (2).txt"].len(), 1);
        engine.clear();
    }
}

by_both_transports! {
    async fn a_file_that_the_host_renamed_is_found_when_its_reply_was_lost() {
        reset().await;
        sandbox::switch(PROFILE, "tidy-names").await;
        let options = Options { skipped_checks: vec![Check::Duplicate], ..quick() };
        let (_session, engine) = engine(options).await;
        let names = ["a.TXT", "notes", "Rob's.jpg", ".env"];
        add(&engine, &names[..2]);
        settled(&engine).await;
        sandbox::fault(PROFILE, r#""endpoint": "file/upload", "times": 4, "kind": "lose-reply""#)
            .await;
        add(&engine, &names);
        settled(&engine).await;
        assert!(phases(&engine).values().all(|phase| *phase == Phase::Done));
        let names: Vec<String> = stored().await.into_keys().collect();
        assert_eq!(names, ["Robs.jpg", "a (2).txt", "a.TXT", "env", "note (2).notes", "notes"]);
        assert!(stored().await.values().all(|copies| copies.len() == 1));
        engine.clear();
    }
}

by_both_transports! {
    async fn empty_folders_are_made_once_and_only_where_the_page_wants_them() {
        for empty_folders in [false, true] {
            reset().await;
            let (_session, engine) = engine(Options { empty_folders, ..quick() }).await;
            let empty = |path: &str| Chosen::EmptyFolder { path: path.to_owned() };
            let file = Chosen::File {
                file: sandbox::file("a.txt", "The contents of a.txt. "),
                path: "trip/day 1".to_owned(),
                handle: None,
            };
            // The reply about one is lost: it is not made twice.
            sandbox::fault(PROFILE, r#""endpoint": "folder/create", "skip": 2, "kind": "lose-reply""#)
                .await;
            let chosen = vec![empty("trip/day 2"), file, empty("trip/day 3/night"), empty("lone")];
            engine.add(chosen, &root());
            settled(&engine).await;
            // The same tree once more: all of it is there.
            engine.add([empty("trip/day 2"), empty("lone")], &Rc::clone(&root()));
            settled(&engine).await;
            let done = phases(&engine).values().all(|phase| *phase == Phase::Done);
            assert!(done, "{:?}", phases(&engine));
            let (folders, files) = tree().await;
            // trip, day 1 and, with the empty ones, day 2, day 3, night and lone.
            assert_eq!((folders, files.len()), (if empty_folders { 6 } else { 2 }, 1));
            engine.clear();
        }
    }
}

async fn two_photos_get_two_names(engine: &Engine) {
    let one = sandbox::file("photo.jpg", "One picture.");
    let other = sandbox::file("photo.jpg", "Another picture.");
    engine.add([one, other], &root());
    settled(engine).await;
    let names: Vec<String> = stored().await.into_keys().collect();
    assert_eq!(names, ["photo (2).jpg", "photo.jpg"]);
    engine.clear();
}

by_both_transports! {
    async fn two_files_of_one_name_that_go_up_together_get_two_names() {
        reset().await;
        let (_session, engine) = engine(Options { same_name: SameName::Rename, ..quick() }).await;
        two_photos_get_two_names(&engine).await;
    }
}

/// Nobody knows whether the first has arrived: its name is still its own.
#[wasm_bindgen_test]
async fn a_name_is_kept_while_it_is_not_known_whether_its_file_arrived() {
    reset().await;
    let options = Options {
        same_name: SameName::Rename,
        concurrency: 1,
        first_wait_ms: 1500.0,
        ..Options::default()
    };
    let (_session, engine) = engine(options).await;
    sandbox::fault(PROFILE, r#""endpoint": "file/upload", "kind": "lose-reply""#).await;
    two_photos_get_two_names(&engine).await;
}

#[wasm_bindgen_test]
async fn a_cancelled_file_whose_place_was_taken_is_not_sent_beside_it() {
    reset().await;
    let (_session, engine) = engine(Options { max_files: Some(2), ..quick() }).await;
    engine.pause_all();
    add(&engine, &["a.txt", "b.txt"]);
    let second = engine.queue().ids()[1];
    engine.cancel(second);
    add(&engine, &["c.txt"]);
    engine.retry(second);
    engine.resume_all();
    settled(&engine).await;
    // It is the one that came back that has no place, not those that were there.
    assert_eq!(refusals(&engine), [None, Some(Refusal::TooMany { limit: 2 }), None]);
    assert_eq!(stored().await.into_keys().collect::<Vec<_>>(), ["a.txt", "c.txt"]);
    engine.clear();
}
