use super::*;
use crate::api::{Bytes, UploadedFile};
use crate::transfer::source::Source;
use crate::transfer::{Entry, Refusal, Target, Verified};

fn file(size: u64) -> Entry {
    let (name, target) = ("a.txt".to_owned(), Rc::new(Target::root()));
    Entry { kind: Kind::File, name, size: Bytes(size), last_modified: 0, target }
}

fn names(events: &[Event]) -> Vec<&'static str> {
    let name = |event: &Event| match event {
        Event::FileAdded(_) => "file-added",
        Event::Progress(_) => "progress",
        Event::Failed { .. } => "failed",
        Event::Uploaded(..) => "uploaded",
        Event::Cancelled(_) => "cancelled",
        Event::Complete { .. } => "complete",
        _ => "other",
    };
    events.iter().map(name).collect()
}

fn look(seen: &mut Seen, queue: &Queue) -> Vec<&'static str> {
    let progress = Progress { summary: queue.summary(), ..Progress::default() };
    names(&seen.look(&[], queue, progress, 0.0, &|_| String::new()))
}

#[test]
fn each_change_is_told_once() {
    let (mut seen, mut queue) = (Seen::default(), Queue::default());
    assert_eq!(look(&mut seen, &queue), [""; 0]);
    let id = queue.add(file(3), None);
    assert_eq!(look(&mut seen, &queue), ["file-added", "progress"]);
    assert_eq!(look(&mut seen, &queue), [""; 0]);
    queue.cancel(id, 0.0);
    assert_eq!(look(&mut seen, &queue), ["cancelled", "progress", "complete"]);
    assert_eq!(look(&mut seen, &queue), [""; 0]);
}

#[test]
fn a_refused_file_is_added_and_fails_at_once() {
    let (mut seen, mut queue) = (Seen::default(), Queue::default());
    queue.add(file(0), Some(Refusal::Empty));
    assert_eq!(look(&mut seen, &queue), ["file-added", "failed", "progress", "complete"]);
}

#[test]
fn a_folder_only_counts() {
    let (mut seen, mut queue) = (Seen::default(), Queue::default());
    let id = queue.add(Entry { kind: Kind::Folder, ..file(0) }, None);
    assert_eq!(look(&mut seen, &queue), ["progress"]);
    queue.cancel(id, 0.0);
    assert_eq!(look(&mut seen, &queue), ["progress", "complete"]);
}

#[test]
fn nothing_is_complete_while_there_is_more_to_come() {
    let (mut seen, mut queue) = (Seen::default(), Queue::default());
    queue.add(file(0), Some(Refusal::Empty));
    let progress = |queue: &Queue, adding| Progress {
        summary: queue.summary(),
        adding,
        ..Progress::default()
    };
    let mut look = |queue: &Queue, adding| {
        names(&seen.look(&[], queue, progress(queue, adding), 0.0, &|_| String::new()))
    };
    let mut told = look(&queue, true);
    queue.add(file(0), Some(Refusal::Empty));
    told.extend(look(&queue, true));
    assert!(!told.contains(&"complete"), "{told:?}");
    assert_eq!(look(&queue, false), ["progress", "complete"]);
}

#[test]
fn what_came_to_its_end_on_an_earlier_page_is_not_told_again() {
    let (mut seen, mut queue) = (Seen::default(), Queue::default());
    let id = queue.put_back(file(3), State::Cancelled, None, Source::default());
    queue.put_back(file(4), State::Paused, None, Source::default());
    assert_eq!(look(&mut seen, &queue), ["file-added", "progress"]);
    assert!(queue.retry(id, 0.0));
    assert_eq!(look(&mut seen, &queue), ["progress"]);
    queue.cancel(id, 0.0);
    assert_eq!(look(&mut seen, &queue), ["cancelled", "progress"]);
}

#[test]
fn an_emptied_queue_completes_nothing() {
    let (mut seen, mut queue) = (Seen::default(), Queue::default());
    queue.add(file(3), None);
    look(&mut seen, &queue);
    queue.clear();
    assert_eq!(look(&mut seen, &queue), ["progress"]);
}

#[test]
fn a_page_hears_nothing_of_what_was_added_on_another() {
    let source = |embedder: Option<&str>| Source { name: None, embedder: embedder.map(Into::into) };
    let mut queue = Queue::embedded_by(Some("https://forum.example".into()));
    let mut seen = Seen::default();
    let private = queue.put_back(file(3), State::Queued, None, source(None));
    queue.put_back(file(3), State::Queued, None, source(Some("https://blog.example")));
    assert_eq!(look(&mut seen, &queue), [""; 0]);
    queue.cancel(private, 0.0);
    assert_eq!(look(&mut seen, &queue), [""; 0]);
    let earlier =
        queue.put_back(file(4), State::Queued, None, source(Some("https://forum.example")));
    let added = queue.add(file(5), None);
    let progress = Progress { summary: queue.summary(), rate: Some(1.0), ..Progress::default() };
    let events = seen.look(&[], &queue, progress, 0.0, &|_| String::new());
    let [Event::FileAdded(first), Event::FileAdded(second), Event::Progress(told)] = &events[..]
    else {
        panic!("{events:?}")
    };
    assert_eq!([first.id, second.id], [0, 1], "nor how many came before");
    assert_eq!((told.summary.items, told.summary.bytes, told.rate), (2, 9, None));
    queue.cancel(earlier, 0.0);
    queue.cancel(added, 0.0);
    let all = ["cancelled", "cancelled", "progress", "complete"];
    assert_eq!(look(&mut seen, &queue), all, "what is still open is not theirs");
}

#[test]
fn what_came_to_its_end_and_left_before_the_next_look_is_told() {
    let (mut seen, mut queue) = (Seen::default(), Queue::default());
    assert_eq!(queue.take_departed().len(), 0);
    let look = |seen: &mut Seen, queue: &mut Queue| {
        let departed = queue.take_departed();
        let progress = Progress { summary: queue.summary(), ..Progress::default() };
        names(&seen.look(&departed, queue, progress, 0.0, &|_| String::new()))
    };
    let store = |queue: &mut Queue| {
        let id = queue.add(file(3), None);
        queue.start_next(0.0);
        let stored = Stored { file: UploadedFile::default(), verified: Verified::Nothing };
        assert!(queue.finish(id, stored, 0.0));
        id
    };
    let id = store(&mut queue);
    queue.remove(id);
    assert_eq!(look(&mut seen, &mut queue), ["file-added", "uploaded"]);
    store(&mut queue);
    assert_eq!(look(&mut seen, &mut queue), ["file-added", "uploaded", "progress", "complete"]);
    // One that was told is not told again, and one that was only stopped just goes.
    store(&mut queue);
    queue.add(file(0), Some(Refusal::Empty));
    queue.add(file(4), None);
    queue.clear();
    assert_eq!(
        look(&mut seen, &mut queue),
        ["file-added", "uploaded", "file-added", "failed", "progress"]
    );
    assert_eq!(look(&mut seen, &mut queue), [""; 0]);
}

#[test]
fn those_that_were_cancelled_are_counted_apart() {
    let (mut seen, mut queue) = (Seen::default(), Queue::default());
    let id = queue.add(file(3), None);
    queue.add(file(0), Some(Refusal::Empty));
    queue.cancel(id, 0.0);
    let progress = Progress { summary: queue.summary(), ..Progress::default() };
    let events = seen.look(&[], &queue, progress, 0.0, &|_| String::new());
    let complete = events.last().unwrap();
    assert!(
        matches!(complete, Event::Complete { done: 0, failed: 1, cancelled: 1 }),
        "{complete:?}"
    );
}
