use super::*;
use crate::api::Error;
use crate::transfer::queue::Queue;

pub(crate) fn entry(name: &str) -> Entry {
    let target = Target {
        folder: Parent::Folder(FolderId::new("7")),
        label: "Photos\t2026".into(),
        path: "a/b\\c".into(),
    };
    Entry {
        kind: Kind::File,
        name: name.to_owned(),
        size: Bytes(u64::MAX),
        last_modified: 1_700_000_000_123,
        target: Rc::new(target),
    }
}

fn source() -> Source {
    Source { name: Some("a\tb".into()), embedder: Some("https://forum.example".into()) }
}

/// An item in that state, written and read.
fn there_and_back(state: State, sent: Option<Rc<Sent>>, kept: Option<KeptFile>) -> Record {
    let mut queue = Queue::default();
    queue.put_back(entry("first"), State::Queued, None, Source::default());
    let id = queue.put_back(entry("tab\there\nand\\there\r"), state, sent, source());
    let mut text = String::new();
    let item = queue.get(id).unwrap();
    write(item, item.delivery.sent().map(Rc::as_ref), kept.as_ref(), &mut text);
    write(item, item.delivery.sent().map(Rc::as_ref), kept.as_ref(), &mut text);
    write_gone(3, &mut text);
    let mut lines = read(&text);
    lines.next();
    let Some(Line::Item(record)) = lines.next() else { panic!("no item in {text:?}") };
    assert_eq!(record.source, source());
    assert!(matches!(lines.next(), Some(Line::Gone(3))));
    assert!(lines.next().is_none());
    *record
}

#[test]
fn an_item_comes_back_as_it_was() {
    let sent = Rc::new(Sent { name: "x (2)".into(), before: vec!["1".into(), "22".into()] });
    let kept = KeptFile { key: "k-1".to_owned(), is_handle: true };
    let record = there_and_back(State::Paused, Some(Rc::clone(&sent)), Some(kept.clone()));
    let expected = entry("tab\there\nand\\there\r");
    assert_eq!(record.number, 1);
    assert_eq!(record.entry.name, expected.name);
    assert_eq!(record.entry.size, expected.size);
    assert_eq!(record.entry.last_modified, expected.last_modified);
    assert_eq!(record.entry.target, expected.target);
    assert_eq!(record.sent, Some(sent));
    assert_eq!(record.kept, Some(kept));
    assert!(matches!(record.state, State::Paused));
    let plain = there_and_back(State::Uploading { sent: Bytes(5) }, None, None);
    assert!(matches!(plain.state, State::Queued));
    assert_eq!((plain.sent, plain.kept), (None, None));
}

#[test]
fn a_stored_file_keeps_its_links_but_not_the_key_to_delete_it() {
    let file = UploadedFile {
        name: "a\tb".to_owned(),
        size: Some(Bytes(5)),
        hash: Some(Md5::of(b"x")),
        file_id: Some("12".into()),
        short_url: Some(ShortUrl::new("2Vv")),
        url: Link::new("https://yoursite.com/2Vv"),
        html: Some("<a href=\"x\">\n</a>".to_owned()),
        ..UploadedFile::default()
    };
    let secret = UploadedFile {
        delete_url: Link::new("https://yoursite.com/2Vv~d?key"),
        delete_hash: Some("key".into()),
        ..file.clone()
    };
    let stored = Stored { file: secret, verified: Verified::Checksum };
    let record = there_and_back(State::Done(Rc::new(stored)), None, None);
    let State::Done(stored) = record.state else { panic!("not done") };
    assert_eq!(stored.verified, Verified::Checksum);
    assert!(stored.file == file);
}

#[test]
fn a_failure_comes_back_in_its_own_words_and_a_refusal_as_itself() {
    let failed = |failure: Failure| {
        let record = there_and_back(State::Failed(Rc::new(failure)), None, None);
        let State::Failed(failure) = record.state else { panic!("not failed") };
        (*failure).clone()
    };
    let words = Failure::Earlier(Error::Offline.to_string().into());
    assert_eq!(failed(Failure::Api(Error::Offline)), words);
    assert_eq!(failed(words.clone()), words);
    for refusal in [
        Refusal::Empty,
        Refusal::TooLarge { limit: Bytes(1) },
        Refusal::WrongType,
        Refusal::TooMany { limit: 2 },
        Refusal::TotalTooLarge { limit: Bytes(3) },
        Refusal::AlreadyQueued,
        Refusal::SameName,
        Refusal::UploadingNotAllowed,
        Refusal::StorageFull { limit: Bytes(4) },
        Refusal::NameWouldChange,
        Refusal::Unreadable,
    ] {
        assert_eq!(failed(Failure::Refused(refusal)), Failure::Refused(refusal));
    }
}

/// Lines that are in browsers already. Should one of them be read in another way, items are lost.
#[test]
fn the_words_that_were_written_for_refusals_still_mean_the_same() {
    for (word, limit, refusal) in [
        ("empty", 0, Refusal::Empty),
        ("too-large", 1, Refusal::TooLarge { limit: Bytes(1) }),
        ("wrong-type", 0, Refusal::WrongType),
        ("too-many", 2, Refusal::TooMany { limit: 2 }),
        ("total-too-large", 3, Refusal::TotalTooLarge { limit: Bytes(3) }),
        ("already-queued", 0, Refusal::AlreadyQueued),
        ("same-name", 0, Refusal::SameName),
        ("not-allowed", 0, Refusal::UploadingNotAllowed),
        ("storage-full", 4, Refusal::StorageFull { limit: Bytes(4) }),
        ("name-would-change", 0, Refusal::NameWouldChange),
        ("unreadable", 0, Refusal::Unreadable),
    ] {
        assert_eq!(refusal_word(refusal), (word, limit));
        assert_eq!(refusal_of(word, limit), Some(refusal));
    }
}

/// Lines of versions that wrote down neither a file's first name nor the embedding page.
#[test]
fn lines_without_a_source_are_read_as_before() {
    let item = "0\tf\ta.txt\t5\t1\t7\tPhotos\t\tf\tk-1\t\t\t";
    let stored = "done\tsize\ta.txt\t5\t\t12\t2Vv\thttps://yoursite.com/2Vv\t\t\t\t\t";
    for state in ["open", "paused", "cancelled", "failed\tx", "refused\ttoo-many\t2", stored] {
        let text = [item, state, "\n"].concat();
        let Some(Line::Item(record)) = read(&text).next() else { panic!("no item in {text:?}") };
        assert_eq!((&*record.entry.name, record.source), ("a.txt", Source::default()), "{state}");
        assert_eq!(record.kept.map(|kept| kept.key).as_deref(), Some("k-1"));
        let word = match record.state {
            State::Queued => "open",
            State::Paused => "paused",
            State::Cancelled => "cancelled",
            State::Failed(failure) => match &*failure {
                Failure::Refused(_) => "refused",
                _ => "failed",
            },
            State::Done(_) => "done",
            other => panic!("{other:?}"),
        };
        assert!(state.starts_with(word), "{state}");
    }
}

#[test]
fn what_makes_no_sense_is_passed_over() {
    assert_eq!(read("\n\nx\ty\n1\tf\tname\n").count(), 0);
    assert_eq!(read("99999999999\n").count(), 0);
}
