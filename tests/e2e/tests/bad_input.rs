//! Files that cannot be sent, and hosts that misbehave while they are: a clear message each, the rest
//! of the batch goes through, and the widget keeps its head (no panic, no uncaught exception: `run`
//! looks for them every time).

use e2e::failure::Outcome;
use e2e::files::{self, TestFile};
use e2e::find::{self, PATIENCE, Role, Sought};
use e2e::host::Host;
use e2e::journey::{self, PROFILE};
use e2e::page::{Page, is_done, shows};
use e2e::run::{Stage, run, run_with};
use e2e::words::{filled, text};
use serde_json::{Value, json};

async fn uploads_seen(host: &Host) -> Outcome<usize> {
    let requests = host.requests(PROFILE).await?;
    let uploads = |request: &&Value| request["path"].as_str().is_some_and(|p| p.contains("upload"));
    Ok(requests.iter().filter(uploads).count())
}

/// The rows, once there are so many and all have ended: those that failed and the number of those that
/// are done.
async fn outcome(page: &Page, count: usize) -> Outcome<(Vec<String>, usize)> {
    find::until(PATIENCE, async || {
        let rows = page.rows().await?;
        Ok(if rows.len() == count { Ok(()) } else { Err(format!("no {count} rows: {rows:?}")) })
    })
    .await?;
    let rows = page.wait_until_ended().await?;
    let done = rows.iter().filter(|row| is_done(row)).count();
    Ok((rows.into_iter().filter(|row| shows(row, "Failed")).collect(), done))
}

/// One upload of the batch meets the fault: exactly one file fails, in these words. The others are
/// done and have links; the failed one goes through when it is tried again.
async fn one_of_the_batch_fails(stage: &Stage, fault: Value, words: &str) -> Outcome {
    let Stage { host, page } = stage;
    stage.sign_in(PROFILE, "admin").await?;
    host.fault(fault).await?;
    page.choose_files(&files::three()?.each_ref()).await?;
    let (failed, done) = outcome(page, 3).await?;
    assert_eq!((failed.len(), done), (1, 2), "{failed:?}");
    assert!(failed[0].contains(words), "{:?} does not say {words:?}", failed[0]);
    let name = failed[0].lines().next().unwrap_or_default();
    page.press(&filled("files.retry-named", &[("name", name)])).await?;
    all_is_stored_once(stage).await
}

/// One upload of the batch meets the fault, and the widget mends it by itself.
async fn the_batch_mends(stage: &Stage, fault: Value) -> Outcome {
    let Stage { host, page } = stage;
    stage.sign_in(PROFILE, "admin").await?;
    host.fault(fault).await?;
    page.choose_files(&files::three()?.each_ref()).await?;
    page.wait_until_ended().await?;
    all_is_stored_once(stage).await
}

/// A fault that stays: the file waits, then fails, saying why each time. The rest goes through once
/// the fault is over, and so does the file when it is tried again.
async fn a_file_fails_until_the_fault_is_over(stage: &Stage, kind: &str, words: &str) -> Outcome {
    let Stage { host, page } = stage;
    stage.sign_in(PROFILE, "admin").await?;
    host.fault(json!({ "endpoint": "file/upload", "kind": kind, "times": 0 })).await?;
    let [first, second, third] = files::three()?;
    page.choose_files(&[&second]).await?;
    let waiting = page.wait_until_row(&second.name, &text("files.state.waiting")).await?;
    assert!(waiting.contains(words), "{waiting:?} does not say {words:?}");
    let (failed, _) = outcome(page, 1).await?;
    assert!(failed[0].contains(words), "{failed:?} does not say {words:?}");
    host.clear_faults().await?;
    page.choose_files(&[&first, &third]).await?;
    let (failed, done) = outcome(page, 3).await?;
    assert_eq!((failed.len(), done), (1, 2), "{failed:?}");
    page.press(&filled("files.retry-named", &[("name", &second.name)])).await?;
    all_is_stored_once(stage).await
}

/// Every file of the batch is done, has a link, and is on the host exactly once.
async fn all_is_stored_once(Stage { host, page }: &Stage) -> Outcome {
    let batch = files::three()?;
    page.wait_until_done(&batch.each_ref()).await?;
    journey::links(page, &batch).await?;
    let mut sent: Vec<_> = batch.iter().map(|file| &*file.name).collect();
    sent.sort_unstable();
    assert_eq!(host.file_names(PROFILE).await?, sent);
    Ok(())
}

#[test]
fn an_empty_file_stays_behind_and_the_rest_goes() {
    run("empty-file", async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "admin").await?;
        let (empty, [first, second, third]) = (files::empty()?, files::three()?);
        page.choose_files(&[&first, &empty, &second, &third]).await?;
        let (failed, done) = outcome(page, 4).await?;
        assert_eq!((failed.len(), done), (1, 3), "{failed:?}");
        assert!(
            failed[0].starts_with(&empty.name) && failed[0].contains(&text("refused.empty")),
            "{failed:?}"
        );
        assert_eq!(uploads_seen(host).await?, 3, "an empty file is not sent");
        Ok(())
    });
}

#[test]
fn a_file_over_the_package_s_limit_stays_behind_and_the_rest_goes() {
    run("too-large", async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "free").await?;
        let (large, [first, second, third]) = (files::random(6)?, files::three()?);
        page.choose_files(&[&first, &large, &second, &third]).await?;
        let (failed, done) = outcome(page, 4).await?;
        assert_eq!((failed.len(), done), (1, 3), "{failed:?}");
        assert!(failed[0].starts_with(&large.name), "{failed:?}");
        assert!(
            failed[0].contains(&filled("refused.too-large", &[("limit", "5.2 MB")])),
            "{failed:?}"
        );
        assert_eq!(uploads_seen(host).await?, 3, "too large a file is not sent");
        Ok(())
    });
}

#[test]
fn an_account_that_may_not_upload_is_told_so_for_each_file() {
    run("may-not-upload", async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "readonly").await?;
        // There is nothing to choose them with.
        page.drop_files(&files::three()?.each_ref()).await?;
        let (failed, _) = outcome(page, 3).await?;
        assert_eq!(failed.len(), 3, "{failed:?}");
        assert!(failed.iter().all(|row| row.contains(&text("refused.not-allowed"))), "{failed:?}");
        assert_eq!(uploads_seen(host).await?, 0);
        Ok(())
    });
}

#[test]
fn a_host_that_answers_html_to_one_upload() {
    run("html-once", async |stage| {
        the_batch_mends(stage, json!({ "endpoint": "file/upload", "kind": "html" })).await
    });
}

#[test]
fn a_host_that_answers_html_to_every_upload() {
    run("html-always", async |stage| {
        a_file_fails_until_the_fault_is_over(stage, "html", &text("error.shielded")).await
    });
}

#[test]
fn a_folder_list_in_html_can_be_asked_for_again() {
    run("html-at-listing", async |stage| {
        let Stage { host, page } = stage;
        // Two are asked for: the tree's, and one for the storage in use. Either may be the first.
        host.fault(json!({ "endpoint": "folder/listing", "kind": "html", "times": 2 })).await?;
        stage.sign_in(PROFILE, "admin").await?;
        page.show_folders().await?;
        find::until(PATIENCE, async || match host.calls(PROFILE, "folder/listing").await? {
            2.. => Ok(Ok(())),
            asked => Ok(Err(format!("{asked} listings of 2 were asked for"))),
        })
        .await?;
        page.wait_for_message(&[&text("error.shielded")]).await?;
        page.press("Try again").await?;
        page.none(&Sought::named(Role::Button, "Try again")).await?;
        page.new_folder("After all").await
    });
}

#[test]
fn a_refusal_with_http_200_fails_one_upload_in_the_host_s_words() {
    run("refused-upload", async |stage| {
        let words = "The moon is in the wrong phase.";
        let fault = json!({ "endpoint": "file/upload", "kind": "refuse", "message": words });
        one_of_the_batch_fails(stage, fault, &filled("error.words", &[("words", words)])).await
    });
}

#[test]
fn a_file_too_large_for_the_server_is_said() {
    run("http-413", async |stage| {
        let fault = json!({ "endpoint": "file/upload", "kind": "http-status", "status": 413 });
        one_of_the_batch_fails(stage, fault, &text("error.too-large-for-server")).await
    });
}

#[test]
fn a_connection_that_breaks_once() {
    run("dropped-once", async |stage| {
        the_batch_mends(stage, json!({ "endpoint": "file/upload", "kind": "drop-mid-body" })).await
    });
}

#[test]
fn a_connection_that_breaks_every_time() {
    run("dropped-always", async |stage| {
        let words = text("error.unanswered");
        a_file_fails_until_the_fault_is_over(stage, "drop-mid-body", &words).await
    });
}

#[test]
fn a_reply_that_is_lost_after_the_file_was_stored() {
    run("lost-reply", async |stage| {
        the_batch_mends(stage, json!({ "endpoint": "file/upload", "kind": "lose-reply" })).await
    });
}

#[test]
fn files_that_changed_since_they_were_chosen_are_said_and_the_rest_goes() {
    let one_at_a_time = Host::with_page("data-concurrency=\"1\"");
    run_with("changed-files", one_at_a_time, async |stage| {
        let Stage { host, page } = stage;
        stage.sign_in(PROFILE, "admin").await?;
        let hold = json!({ "endpoint": "file/upload", "kind": "delay", "milliseconds": 4000 });
        host.fault(hold).await?;
        let folder = tempfile::tempdir()?;
        let own = |name: &str, content: &[u8]| -> Outcome<TestFile> {
            let path = folder.path().join(name);
            std::fs::write(&path, content)?;
            Ok(TestFile { path, name: name.to_owned() })
        };
        let first = files::photo()?;
        let small = own("small and changed.txt", b"before")?;
        let large = own("large and changed.bin", &[7; 2_000_000])?;
        let gone = own("deleted.txt", b"here for a moment")?;
        let last = own("last.txt", b"as it was")?;
        page.choose_files(&[&first, &small, &large, &gone, &last]).await?;
        // The first is on its way as long as the host waits.
        std::fs::write(&small.path, b"after, and longer")?;
        std::fs::write(&large.path, vec![8; 2_000_001])?;
        std::fs::remove_file(&gone.path)?;
        let (failed, done) = outcome(page, 5).await?;
        assert_eq!((failed.len(), done), (3, 2), "{failed:?}");
        for row in &failed {
            assert!(row.contains(&text("refused.unreadable")), "{row:?}");
        }
        // Chosen again it is another file, and goes.
        page.choose_files(&[&small, &large]).await?;
        let (failed, done) = outcome(page, 7).await?;
        assert_eq!((failed.len(), done), (3, 4), "{failed:?}");
        let seen = uploads_seen(host).await?;
        assert!(seen <= 5, "{seen} uploads: no try was wasted on what cannot be read");
        Ok(())
    });
}
