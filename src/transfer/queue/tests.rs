use super::*;
use crate::api::{Error, Parent, UploadedFile};
use crate::transfer::item::Verified;

fn root() -> Rc<Target> {
    Rc::new(Target::root())
}

pub(super) fn entry(name: &str, size: u64) -> Entry {
    let name = name.to_owned();
    Entry { kind: Kind::File, name, size: Bytes(size), last_modified: 0, target: root() }
}

fn queue_of(sizes: &[u64]) -> (Queue, Vec<ItemId>) {
    let mut queue = Queue::default();
    let ids = sizes.iter().map(|size| queue.add(entry("f", *size), None)).collect();
    (queue, ids)
}

fn sent() -> Rc<Sent> {
    Rc::default()
}

fn trouble() -> Failure {
    Failure::Api(Error::Offline)
}

pub(super) fn stored() -> Stored {
    Stored { file: UploadedFile::default(), verified: Verified::Nothing }
}

fn wait(until: Until) -> Wait {
    Wait { cause: trouble(), until }
}

fn phase(queue: &Queue, id: ItemId) -> Phase {
    queue.get(id).unwrap().state().phase()
}

#[test]
fn items_start_in_the_order_they_were_added() {
    let (mut queue, ids) = queue_of(&[1, 2, 3]);
    assert_eq!(queue.start_next(0.0), Some(ids[0]));
    assert_eq!(queue.start_next(0.0), Some(ids[1]));
    assert_eq!(queue.start_next(0.0), Some(ids[2]));
    assert_eq!(queue.start_next(0.0), None);
    let late = queue.add(entry("late", 4), None);
    assert_eq!(queue.start_next(0.0), Some(late));
}

#[test]
fn whoever_follows_an_item_sees_by_its_revision_that_it_has_changed() {
    let (mut queue, ids) = queue_of(&[100, 100]);
    let revision = |queue: &Queue, id| queue.get(id).unwrap().revision();
    let other = revision(&queue, ids[1]);
    let mut seen = vec![revision(&queue, ids[0])];
    let moves: [fn(&mut Queue, ItemId); 6] = [
        |queue, id| assert!(queue.rename(id, "g")),
        |queue, id| assert!(queue.retarget(id, &root())),
        |queue, _| assert!(queue.start_next(0.0).is_some()),
        |queue, id| assert!(queue.progress(id, Bytes(50))),
        |queue, id| assert!(queue.wait(id, wait(Until::Online), 0.0)),
        |queue, id| assert!(queue.cancel(id, 0.0)),
    ];
    for act in moves {
        act(&mut queue, ids[0]);
        let now = revision(&queue, ids[0]);
        assert!(!seen.contains(&now), "move {}", seen.len());
        seen.push(now);
    }
    let after_all = revision(&queue, ids[0]);
    assert!(!queue.finish(ids[0], stored(), 0.0));
    assert_eq!(revision(&queue, ids[0]), after_all, "a move that is not allowed");
    assert_eq!(revision(&queue, ids[1]), other, "the other item");
}

#[test]
fn what_was_stored_is_counted_also_when_it_is_removed_and_not_what_came_back() {
    let (mut queue, ids) = queue_of(&[1, 2]);
    let done = State::Done(Rc::new(stored()));
    queue.put_back(entry("of an earlier page", 3), done, None, Source::default());
    assert_eq!((queue.summary().done, queue.stored()), (1, 0));
    queue.start_next(0.0);
    assert!(queue.finish(ids[0], stored(), 0.0));
    assert!(queue.remove(ids[0]));
    assert!(!queue.finish(ids[0], stored(), 0.0));
    assert_eq!((queue.summary().done, queue.stored()), (1, 1));
}

#[test]
fn a_retried_item_is_taken_before_later_ones() {
    let (mut queue, ids) = queue_of(&[1, 2, 3]);
    queue.start_next(0.0);
    queue.start_next(0.0);
    assert!(queue.fail(ids[0], trouble(), 0.0));
    assert!(queue.retry(ids[0], 0.0));
    assert_eq!(queue.start_next(0.0), Some(ids[0]));
    assert_eq!(queue.start_next(0.0), Some(ids[2]));
}

#[test]
fn a_refused_file_is_kept_with_its_reason_and_never_sent() {
    let mut queue = Queue::default();
    let id = queue.add(entry("empty", 0), Some(Refusal::Empty));
    assert_eq!(queue.start_next(0.0), None);
    assert!(!queue.retry(id, 0.0));
    assert_eq!(phase(&queue, id), Phase::Failed);
}

#[test]
fn an_outcome_after_a_cancel_changes_nothing() {
    let (mut queue, ids) = queue_of(&[1]);
    queue.start_next(0.0);
    assert!(queue.cancel(ids[0], 0.0));
    assert!(!queue.finish(ids[0], stored(), 0.0));
    assert!(!queue.fail(ids[0], trouble(), 0.0));
    assert!(!queue.wait(ids[0], wait(Until::Online), 0.0));
    assert!(!queue.requeue(ids[0], 0.0));
    assert!(!queue.progress(ids[0], Bytes(1)));
    assert_eq!(phase(&queue, ids[0]), Phase::Cancelled);
}

#[test]
fn a_stored_file_never_changes_again() {
    let (mut queue, ids) = queue_of(&[1]);
    queue.start_next(0.0);
    assert!(queue.verify(ids[0], 0.0));
    assert!(queue.finish(ids[0], stored(), 0.0));
    assert!(!queue.cancel(ids[0], 0.0));
    assert!(!queue.retry(ids[0], 0.0));
    assert!(!queue.pause(ids[0], 0.0));
    assert!(!queue.finish(ids[0], stored(), 0.0));
    assert_eq!(phase(&queue, ids[0]), Phase::Done);
}

#[test]
fn only_waits_with_a_time_count_as_tries() {
    let (mut queue, ids) = queue_of(&[1]);
    queue.start_next(0.0);
    assert!(queue.wait(ids[0], wait(Until::Time(5.0)), 0.0));
    assert!(queue.requeue(ids[0], 5.0));
    assert_eq!(queue.start_next(5.0), Some(ids[0]));
    assert!(queue.wait(ids[0], wait(Until::Online), 6.0));
    assert_eq!(queue.get(ids[0]).unwrap().tries(), 1);
    assert!(queue.requeue(ids[0], 7.0));
    assert_eq!(queue.start_next(7.0), Some(ids[0]));
    assert!(queue.fail(ids[0], trouble(), 8.0));
    assert!(queue.retry(ids[0], 9.0));
    assert_eq!(queue.get(ids[0]).unwrap().tries(), 0, "the reader asked anew");
}

#[test]
fn a_paused_item_waits_for_the_reader() {
    let (mut queue, ids) = queue_of(&[1, 2]);
    assert!(queue.pause(ids[0], 0.0));
    assert_eq!(queue.start_next(0.0), Some(ids[1]));
    assert_eq!(queue.start_next(0.0), None);
    assert!(queue.resume(ids[0], 0.0));
    assert_eq!(queue.start_next(0.0), Some(ids[0]));
}

#[test]
fn an_item_on_its_way_is_not_removed_renamed_or_retargeted() {
    let (mut queue, ids) = queue_of(&[1, 2]);
    queue.start_next(0.0);
    let elsewhere = Rc::new(Target::folder(Parent::Root, "x"));
    assert!(
        !queue.remove(ids[0]) && !queue.rename(ids[0], "y") && !queue.retarget(ids[0], &elsewhere)
    );
    assert!(queue.rename(ids[1], "y") && queue.retarget(ids[1], &elsewhere));
    assert_eq!(
        queue.get(ids[1]).map(|item| (item.name(), &*item.target().label)),
        Some(("y", "x"))
    );
    assert!(queue.cancel(ids[0], 0.0));
    assert!(queue.remove(ids[0]));
    assert!(queue.get(ids[0]).is_none());
    assert_eq!(queue.start_next(0.0), Some(ids[1]));
}

#[test]
fn a_reordered_item_is_taken_at_its_new_place() {
    let (mut queue, ids) = queue_of(&[1, 2, 3, 4]);
    assert_eq!(queue.start_next(0.0), Some(ids[0]));
    assert!(queue.reorder(ids[3], 0));
    assert_eq!(queue.ids(), [ids[3], ids[0], ids[1], ids[2]]);
    assert_eq!(queue.start_next(0.0), Some(ids[3]));
    assert_eq!(queue.start_next(0.0), Some(ids[1]));
}

#[test]
fn whether_the_host_may_have_it_is_remembered() {
    let open = |queue: &Queue, id| queue.get(id).unwrap().outcome_is_open();
    let no = || Failure::Api(Error::RateLimited { retry_after: None, message: None });
    let (mut queue, ids) = queue_of(&[1, 2, 3]);
    queue.start_next(0.0);
    queue.pause(ids[0], 0.0);
    assert!(!open(&queue, ids[0]), "it was never sent");
    queue.resume(ids[0], 0.0);
    queue.start_next(0.0);
    queue.sending(ids[0], sent());
    queue.pause(ids[0], 0.0);
    assert!(open(&queue, ids[0]), "the last byte may have left");
    queue.resume(ids[0], 0.0);
    queue.start_next(0.0);
    queue.fail(ids[0], no(), 0.0);
    assert!(open(&queue, ids[0]), "a refusal to look into the folder tells nothing new");

    queue.start_next(0.0);
    queue.sending(ids[1], sent());
    queue.fail(ids[1], trouble(), 0.0);
    assert!(open(&queue, ids[1]), "the reply may be what was lost");

    queue.start_next(0.0);
    queue.sending(ids[2], sent());
    queue.wait(ids[2], Wait { cause: no(), until: Until::Online }, 0.0);
    assert!(!open(&queue, ids[2]), "the host said no");
}

#[test]
fn ids_are_not_given_again() {
    let (mut queue, ids) = queue_of(&[1, 2]);
    queue.clear();
    let next = queue.add(entry("g", 1), None);
    assert!(!ids.contains(&next));
    assert_eq!(queue.summary().items, 1);
}

#[test]
fn the_log_has_every_move() {
    let (mut queue, ids) = queue_of(&[1]);
    queue.start_next(1.0);
    queue.wait(ids[0], wait(Until::Time(3.0)), 2.0);
    queue.requeue(ids[0], 3.0);
    queue.start_next(3.0);
    queue.finish(ids[0], stored(), 4.0);
    let log: Vec<_> = queue.get(ids[0]).unwrap().log().iter().map(|s| (s.at, s.to)).collect();
    assert_eq!(
        log,
        [
            (1.0, Phase::Uploading),
            (2.0, Phase::Waiting),
            (3.0, Phase::Queued),
            (3.0, Phase::Uploading),
            (4.0, Phase::Done)
        ]
    );
}

#[test]
fn the_summary_leaves_out_what_will_never_be_sent() {
    let (mut queue, ids) = queue_of(&[10, 20, 30, 40]);
    queue.add(entry("empty", 0), Some(Refusal::Empty));
    for _ in 0..3 {
        queue.start_next(0.0);
    }
    queue.fail(ids[0], trouble(), 0.0);
    queue.cancel(ids[1], 0.0);
    queue.progress(ids[2], Bytes(12));
    queue.pause(ids[3], 0.0);
    assert_eq!(
        queue.summary(),
        Summary {
            items: 5,
            open: 1,
            paused: 1,
            done: 0,
            failed: 2,
            retryable: 1,
            cancelled: 1,
            needing_files: 0,
            bytes: 80,
            bytes_sent: 12
        }
    );
    assert_eq!(queue.load(), Load { files: 2, bytes: 70 });
}

#[test]
fn the_ids_have_a_new_revision_whenever_they_change_and_only_then() {
    let (mut queue, ids) = queue_of(&[1, 2, 3]);
    let kept = queue.shared_ids();
    let mut revision = queue.ids_revision();
    queue.start_next(0.0);
    queue.progress(ids[0], Bytes(1));
    queue.rename(ids[1], "y");
    assert_eq!(queue.ids_revision(), revision);
    let mut changed = |queue: &Queue| std::mem::replace(&mut revision, queue.ids_revision());
    queue.reorder(ids[2], 0);
    assert_ne!(changed(&queue), queue.ids_revision());
    queue.remove(ids[1]);
    assert_ne!(changed(&queue), queue.ids_revision());
    queue.add(entry("g", 1), None);
    assert_ne!(changed(&queue), queue.ids_revision());
    queue.clear();
    assert_ne!(changed(&queue), queue.ids_revision());
    assert_eq!(*kept, ids, "a snapshot stays as it is");
}

#[test]
fn an_item_without_its_file_waits_for_it() {
    let (mut queue, ids) = queue_of(&[1, 2]);
    queue.start_next(0.0);
    assert!(queue.need_file(ids[0], 0.0));
    assert_eq!(queue.start_next(0.0), Some(ids[1]));
    assert!(!queue.retry(ids[0], 0.0) && !queue.resume(ids[0], 0.0));
    let summary = queue.summary();
    assert_eq!((summary.open, summary.needing_files), (1, 1));
    assert!(queue.supply(ids[0], 0.0));
    assert_eq!(queue.start_next(0.0), Some(ids[0]));
}

#[test]
fn only_some_reasons_can_be_overridden() {
    let mut queue = Queue::default();
    let empty = queue.add(entry("empty", 0), Some(Refusal::Empty));
    let twice = queue.add(entry("twice", 1), Some(Refusal::AlreadyQueued));
    assert!(!queue.upload_anyway(empty, 0.0));
    assert!(queue.upload_anyway(twice, 0.0));
    assert!(!queue.upload_anyway(twice, 0.0), "it is on its way");
    assert_eq!(queue.start_next(0.0), Some(twice));
}

#[test]
fn what_changes_for_good_is_told_once() {
    let (mut queue, _) = queue_of(&[1]);
    assert!(!queue.has_changes(), "nobody asks");
    queue.record_changes();
    let a = queue.add(entry("a", 1), None);
    let b = queue.add(entry("b", 1), None);
    queue.rename(a, "c");
    assert_eq!(queue.take_changes(1), [a]);
    assert_eq!(queue.take_changes(9), [b]);
    queue.start_next(0.0);
    queue.start_next(0.0);
    queue.progress(a, Bytes(1));
    assert!(!queue.has_changes(), "being on its way does not outlast the page");
    queue.finish(a, stored(), 0.0);
    queue.remove(b);
    assert_eq!(queue.take_changes(9), [a, b]);
}

#[test]
fn all_that_do_not_go_on_by_themselves_are_taken_out_together() {
    let (mut queue, ids) = queue_of(&[1, 2, 3]);
    queue.need_file(ids[0], 0.0);
    queue.cancel(ids[1], 0.0);
    assert_eq!(queue.summary().not_stored(), 2);
    assert_eq!(queue.remove_ended(), ids[..2]);
    assert_eq!(queue.ids(), [ids[2]]);
}

/// The count kept move by move is the one that counting anew gives.
#[test]
fn the_running_count_is_right_after_any_moves() {
    let mut random = 88_172_645_463_325_252_u64;
    let mut below = move |bound: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % bound
    };
    let mut queue = Queue::default();
    for round in 0..4000 {
        let ids = queue.ids().to_vec();
        let id = match ids.len() {
            0 => queue.add(entry("f", 7), None),
            items => ids[below(items as u64) as usize],
        };
        match below(15) {
            0 | 1 => _ = queue.add(entry("f", below(100)), None),
            2 => _ = queue.add(entry("f", 9), Some(Refusal::SameName)),
            3 => _ = queue.start_next(0.0),
            4 => _ = queue.progress(id, Bytes(below(200))),
            5 => _ = queue.verify(id, 0.0),
            6 => _ = queue.finish(id, stored(), 0.0),
            7 => _ = queue.fail(id, trouble(), 0.0),
            8 => _ = queue.wait(id, wait(Until::Online), 0.0),
            9 => _ = queue.requeue(id, 0.0),
            10 => _ = queue.cancel(id, 0.0) || queue.remove(id),
            11 => _ = queue.retry(id, 0.0) || queue.upload_anyway(id, 0.0),
            12 => _ = queue.pause(id, 0.0) || queue.resume(id, 0.0),
            13 if round % 8 == 0 => _ = queue.remove_ended(),
            _ => _ = queue.need_file(id, 0.0) || queue.supply(id, 0.0),
        }
        let mut anew = Count::default();
        queue.items().for_each(|item| anew.add(item));
        assert_eq!(queue.summary(), anew.summary(), "after {round} moves");
        assert_eq!(queue.load(), anew.load(), "after {round} moves");
    }
}
