//! What is known of an upload whose outcome no reply told.

use super::*;
use crate::api::{Error, Parent, UploadedFile};
use crate::transfer::item::{Mismatch, Verified};
use crate::transfer::limits::Load;

fn entry() -> Entry {
    let (name, target) = ("f".to_owned(), Rc::new(Target::root()));
    Entry { kind: Kind::File, name, size: Bytes(5), last_modified: 0, target }
}

fn stored() -> Stored {
    Stored { file: UploadedFile::default(), verified: Verified::Nothing }
}

/// A queue with one item, which was being sent when it was paused.
fn stopped_while_sending() -> (Queue, ItemId) {
    let mut queue = Queue::default();
    let id = queue.add(entry(), None);
    queue.start_next(0.0);
    queue.sending(id, Rc::new(Sent { name: "f".into(), before: Vec::new() }));
    assert!(queue.pause(id, 0.0));
    assert!(queue.get(id).unwrap().outcome_is_open());
    (queue, id)
}

#[test]
fn what_goes_elsewhere_is_not_looked_for_where_it_went_first() {
    let elsewhere = Rc::new(Target::folder(Parent::Folder("7".into()), "x"));
    for renamed in [false, true] {
        let (mut queue, id) = stopped_while_sending();
        assert!(if renamed { queue.rename(id, "g") } else { queue.retarget(id, &elsewhere) });
        let item = queue.get(id).unwrap();
        assert!(!item.outcome_is_open() && item.delivery.sent().is_none());
    }
}

#[test]
fn what_an_earlier_try_may_have_stored_stays_open_whatever_the_next_one_comes_to() {
    let (mut queue, id) = stopped_while_sending();
    queue.resume(id, 0.0);
    queue.start_next(0.0);
    let limited = Failure::Api(Error::RateLimited { retry_after: None, message: None });
    queue.sending(id, Rc::default());
    queue.wait(id, Wait { cause: limited, until: Until::Time(1.0) }, 0.0);
    assert!(queue.get(id).unwrap().outcome_is_open());
    queue.requeue(id, 1.0);
    queue.start_next(1.0);
    queue.verify(id, 2.0);
    assert!(!queue.get(id).unwrap().outcome_is_open(), "it was found");
}

#[test]
fn a_damaged_copy_is_not_taken_for_a_good_one_later() {
    let (mut queue, id) = stopped_while_sending();
    queue.resume(id, 0.0);
    queue.start_next(0.0);
    queue.sending(id, Rc::default());
    queue.verify(id, 0.0);
    assert!(queue.get(id).unwrap().delivery.sent().is_some(), "a reload finds it");
    let damaged = Failure::Damaged(Mismatch::Size { sent: Bytes(5), stored: Bytes(4) });
    queue.wait(id, Wait { cause: damaged, until: Until::Time(1.0) }, 0.0);
    let item = queue.get(id).unwrap();
    assert!(item.delivery.sent().is_none() && !item.outcome_is_open());
}

#[test]
fn what_the_host_has_refused_is_not_looked_for() {
    let mut queue = Queue::default();
    let id = queue.add(entry(), None);
    queue.start_next(0.0);
    queue.sending(id, Rc::default());
    let limited = Failure::Api(Error::RateLimited { retry_after: None, message: None });
    assert!(queue.fail(id, limited, 0.0));
    assert!(queue.get(id).unwrap().delivery.sent().is_none(), "nor after a reload");
}

#[test]
fn what_is_on_the_host_already_is_not_cancelled() {
    let mut queue = Queue::default();
    let id = queue.add(entry(), None);
    queue.start_next(0.0);
    queue.verify(id, 0.0);
    assert!(!queue.cancel(id, 0.0), "a retry would store it a second time");
    assert!(queue.finish(id, stored(), 0.0));
}

#[test]
fn what_an_earlier_page_has_stored_leaves_this_one_its_limits() {
    let mut queue = Queue::default();
    let done = queue.put_back(entry(), State::Done(Rc::new(stored())), None, Source::default());
    let open = queue.put_back(entry(), State::Queued, None, Source::default());
    assert_eq!(queue.load(), Load { files: 1, bytes: 5 });
    let earlier = |id| queue.get(id).unwrap().ended_earlier();
    assert!(earlier(done) && !earlier(open));
}
