//! Items that leave, or change places.

use super::tests::{entry, stored};
use super::*;

#[test]
fn what_has_ended_leaves_as_one_and_the_others_keep_their_turns() {
    let mut queue = Queue::default();
    queue.record_changes();
    let ids: Vec<_> =
        ["a", "b", "c", "d"].map(|name| queue.add(entry(name, 1), None)).into_iter().collect();
    queue.take_changes(9);
    assert_eq!(queue.start_next(0.0), Some(ids[0]));
    queue.cancel(ids[1], 0.0);
    queue.add(entry("e", 1), Some(Refusal::SameName));
    queue.finish(ids[0], stored(), 0.0);
    assert_eq!(queue.remove_ended().len(), 3);
    assert_eq!(queue.ids(), &ids[2..]);
    assert_eq!(queue.summary().items, 2);
    assert!(queue.has_changes(), "the journal is told");
    assert_eq!(queue.start_next(0.0), Some(ids[2]));
    assert!(queue.remove_ended().is_empty());
}

#[test]
fn a_new_place_is_told_once_the_items_are() {
    let mut queue = Queue::default();
    queue.record_changes();
    let ids: Vec<_> = ["a", "b", "c"].map(|name| queue.add(entry(name, 1), None)).into();
    queue.reorder(ids[2], 0);
    queue.reorder(ids[0], 9);
    assert_eq!(queue.take_changes(2), ids[..2]);
    assert_eq!(queue.take_moves(), []);
    assert!(queue.has_changes());
    assert_eq!(queue.take_changes(2), ids[2..]);
    assert_eq!(queue.take_moves(), [(ids[2], Some(ids[0])), (ids[0], None)]);
    assert!(!queue.has_changes());
}

#[test]
fn a_journal_that_begins_anew_is_told_of_the_whole_order() {
    let mut queue = Queue::default();
    queue.record_changes();
    let ids: Vec<_> = ["a", "b", "c"].map(|name| queue.add(entry(name, 1), None)).into();
    queue.reorder(ids[2], 0);
    queue.take_changes(9);
    queue.take_moves();
    queue.mark_all();
    assert_eq!(queue.take_changes(9).len(), 3);
    let [c, a, b] = [ids[2], ids[0], ids[1]];
    assert_eq!(queue.take_moves(), [(b, None), (a, Some(b)), (c, Some(a))]);
}
