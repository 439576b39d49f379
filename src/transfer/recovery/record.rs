//! An item as a line of text, and back.
//!
//! Fields are separated by tabs and lines by line feeds; in the fields both are written with a
//! backslash. A later line of the same number replaces an earlier one. What could delete a stored
//! file without a login (its delete link and key) is left out.

use std::rc::Rc;

use crate::api::{Bytes, FileId, FolderId, Link, Md5, Parent, ShortUrl, UploadedFile};
use crate::transfer::delivery::Sent;
use crate::transfer::item::{Failure, Item, Kind, State, Stored, Target, Verified};
use crate::transfer::limits::Refusal;
use crate::transfer::queue::Entry;
use crate::transfer::source::Source;

/// What the database has of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeptFile {
    /// Its key in the database.
    pub(crate) key: String,
    /// A handle, which opens the file again if the reader allows it; else the file itself.
    pub(crate) is_handle: bool,
}

/// A line that was read.
#[derive(Debug)]
pub(crate) enum Line {
    /// An item as it was last.
    Item(Box<Record>),
    /// The item was taken out.
    Gone(u32),
    /// The item was put at another place: before that one, or at the end.
    Moved(u32, Option<u32>),
}

/// An item as it is kept.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) number: u32,
    pub(crate) entry: Entry,
    pub(crate) state: State,
    pub(crate) sent: Option<Rc<Sent>>,
    pub(crate) kept: Option<KeptFile>,
    pub(crate) source: Source,
}

/// Writes an item's line, with how to find it on the host where it may be.
pub(crate) fn write(item: &Item, sent: Option<&Sent>, kept: Option<&KeptFile>, out: &mut String) {
    let mut line = Writer(out);
    line.text(&item.id().0.to_string());
    line.text(if item.kind() == Kind::Folder { "d" } else { "f" });
    line.text(item.name());
    line.text(&item.size().0.to_string());
    line.text(&item.last_modified().to_string());
    let target = item.target();
    line.text(target.folder.or_blank());
    line.text(&target.label);
    line.text(&target.path);
    let (sign, key) = match kept {
        None => ("", ""),
        Some(kept) => (if kept.is_handle { "h" } else { "f" }, kept.key.as_str()),
    };
    line.text(sign);
    line.text(key);
    line.text(sent.map_or("", |sent| &sent.name));
    let before = sent.iter().flat_map(|sent| &sent.before).map(FileId::as_str);
    line.text(&before.collect::<Vec<_>>().join(" "));
    match item.state() {
        State::Paused => line.text("paused"),
        State::Cancelled => line.text("cancelled"),
        State::Failed(failure) => write_failure(&mut line, failure),
        State::Done(stored) => write_stored(&mut line, stored),
        State::Queued
        | State::Uploading { .. }
        | State::Verifying
        | State::Waiting(_)
        | State::NeedsFile => line.text("open"),
    }
    // Lines of earlier versions end here.
    let source = item.source.as_deref();
    line.text(source.and_then(|source| source.name.as_deref()).unwrap_or_default());
    line.text(source.and_then(|source| source.embedder.as_deref()).unwrap_or_default());
    line.end();
}

/// Writes that an item is gone.
pub(crate) fn write_gone(number: u32, out: &mut String) {
    let mut line = Writer(out);
    line.text(&number.to_string());
    line.end();
}

/// Writes that an item was put at another place.
pub(crate) fn write_moved(number: u32, before: Option<u32>, out: &mut String) {
    let mut line = Writer(out);
    line.text(&number.to_string());
    line.text("m");
    line.text(&before.map(|before| before.to_string()).unwrap_or_default());
    line.end();
}

fn write_failure(line: &mut Writer<'_>, failure: &Failure) {
    match failure {
        Failure::Refused(refusal) => {
            let (word, limit) = refusal_word(*refusal);
            line.text("refused");
            line.text(word);
            line.text(&limit.to_string());
        }
        Failure::Api(error) => {
            line.text("failed");
            line.text(&error.to_string());
        }
        Failure::Damaged(_) => {
            line.text("failed");
            line.text("What the host stored was not what was sent.");
        }
        Failure::Earlier(words) => {
            line.text("failed");
            line.text(words);
        }
    }
}

fn write_stored(line: &mut Writer<'_>, stored: &Stored) {
    let file = &stored.file;
    line.text("done");
    line.text(match stored.verified {
        Verified::Checksum => "checksum",
        Verified::Size => "size",
        Verified::Nothing => "nothing",
    });
    line.text(&file.name);
    line.text(&file.size.map(|size| size.0.to_string()).unwrap_or_default());
    line.text(&file.hash.map(|hash| hash.to_string()).unwrap_or_default());
    line.text(file.file_id.as_ref().map_or("", FileId::as_str));
    line.text(file.short_url.as_ref().map_or("", ShortUrl::as_str));
    line.text(file.url.as_ref().map_or("", Link::as_str));
    line.text(file.stats_url.as_ref().map_or("", Link::as_str));
    for text in [&file.media_type, &file.unique_hash, &file.html, &file.bbcode] {
        line.text(text.as_deref().unwrap_or_default());
    }
}

/// Reads lines. Malformed ones are skipped.
pub(crate) fn read(text: &str) -> impl Iterator<Item = Line> {
    text.lines().filter_map(|line| {
        let mut fields = Reader(line.split('\t'));
        let number = fields.number()?.try_into().ok()?;
        let Some(kind) = fields.0.next() else { return Some(Line::Gone(number)) };
        if kind == "m" {
            let before = fields.number().and_then(|before| before.try_into().ok());
            return Some(Line::Moved(number, before));
        }
        let record = read_record(number, kind, &mut fields)?;
        Some(Line::Item(Box::new(record)))
    })
}

fn read_record(number: u32, kind: &str, fields: &mut Reader<'_>) -> Option<Record> {
    let kind = if kind == "d" { Kind::Folder } else { Kind::File };
    let (name, size, last_modified) = (fields.text()?, Bytes(fields.number()?), fields.number()?);
    let folder = match fields.text()? {
        id if id.is_empty() => Parent::Root,
        id => Parent::Folder(FolderId::new(id)),
    };
    let (label, path) = (fields.text()?.into(), fields.text()?.into());
    let target = Rc::new(Target { folder, label, path });
    let (sign, key) = (fields.text()?, fields.text()?);
    let kept = (!key.is_empty()).then(|| KeptFile { key, is_handle: sign == "h" });
    let (sent_as, before) = (fields.text()?, fields.text()?);
    let before = before.split(' ').filter(|id| !id.is_empty()).map(FileId::new).collect();
    let sent = (!sent_as.is_empty()).then(|| Rc::new(Sent { name: sent_as.into(), before }));
    let failed = |failure| State::Failed(Rc::new(failure));
    let state = match fields.text()?.as_str() {
        "paused" => State::Paused,
        "cancelled" => State::Cancelled,
        "failed" => failed(Failure::Earlier(fields.text()?.into())),
        "refused" => {
            let (word, limit) = (fields.text()?, fields.number()?);
            failed(Failure::Refused(refusal_of(&word, limit)?))
        }
        "done" => State::Done(Rc::new(read_stored(fields)?)),
        _ => State::Queued,
    };
    let source =
        Source { name: fields.filled().map(Into::into), embedder: fields.filled().map(Into::into) };
    let entry = Entry { kind, name, size, last_modified, target };
    Some(Record { number, entry, state, sent, kept, source })
}

fn read_stored(fields: &mut Reader<'_>) -> Option<Stored> {
    let verified = match fields.text()?.as_str() {
        "checksum" => Verified::Checksum,
        "size" => Verified::Size,
        _ => Verified::Nothing,
    };
    let file = UploadedFile {
        name: fields.text()?,
        size: fields.number().map(Bytes),
        hash: Md5::parse(&fields.text()?),
        file_id: fields.filled().map(FileId::new),
        short_url: fields.filled().map(ShortUrl::new),
        url: fields.filled().and_then(|url| Link::new(&url)),
        stats_url: fields.filled().and_then(|url| Link::new(&url)),
        media_type: fields.filled(),
        unique_hash: fields.filled(),
        html: fields.filled(),
        bbcode: fields.filled(),
        ..UploadedFile::default()
    };
    Some(Stored { file, verified })
}

/// A refusal as it is written down: a word, and its limit. Not [`Refusal::code`], which pages see: that
/// goes by what the host calls the same reason, and these words go by what is in browsers already. To
/// change one loses the items that have it.
fn refusal_word(refusal: Refusal) -> (&'static str, u64) {
    match refusal {
        Refusal::Empty => ("empty", 0),
        Refusal::TooLarge { limit } => ("too-large", limit.0),
        Refusal::WrongType => ("wrong-type", 0),
        Refusal::TooMany { limit } => ("too-many", limit as u64),
        Refusal::TotalTooLarge { limit } => ("total-too-large", limit.0),
        Refusal::AlreadyQueued => ("already-queued", 0),
        Refusal::SameName => ("same-name", 0),
        Refusal::UploadingNotAllowed => ("not-allowed", 0),
        Refusal::StorageFull { limit } => ("storage-full", limit.0),
        Refusal::NameWouldChange => ("name-would-change", 0),
        Refusal::Unreadable => ("unreadable", 0),
    }
}

fn refusal_of(word: &str, limit: u64) -> Option<Refusal> {
    Some(match word {
        "empty" => Refusal::Empty,
        "too-large" => Refusal::TooLarge { limit: Bytes(limit) },
        "wrong-type" => Refusal::WrongType,
        "too-many" => Refusal::TooMany { limit: limit.try_into().ok()? },
        "total-too-large" => Refusal::TotalTooLarge { limit: Bytes(limit) },
        "already-queued" => Refusal::AlreadyQueued,
        "same-name" => Refusal::SameName,
        "not-allowed" => Refusal::UploadingNotAllowed,
        "storage-full" => Refusal::StorageFull { limit: Bytes(limit) },
        "name-would-change" => Refusal::NameWouldChange,
        "unreadable" => Refusal::Unreadable,
        _ => return None,
    })
}

struct Writer<'a>(&'a mut String);

impl Writer<'_> {
    fn text(&mut self, text: &str) {
        if !self.0.is_empty() && !self.0.ends_with('\n') {
            self.0.push('\t');
        }
        if !text.contains(['\\', '\t', '\n', '\r']) {
            return self.0.push_str(text);
        }
        for c in text.chars() {
            match c {
                '\\' => self.0.push_str("\\\\"),
                '\t' => self.0.push_str("\\t"),
                '\n' => self.0.push_str("\\n"),
                '\r' => self.0.push_str("\\r"),
                c => self.0.push(c),
            }
        }
    }

    fn end(&mut self) {
        self.0.push('\n');
    }
}

struct Reader<'a>(std::str::Split<'a, char>);

impl Reader<'_> {
    fn text(&mut self) -> Option<String> {
        let field = self.0.next()?;
        if !field.contains('\\') {
            return Some(field.to_owned());
        }
        let mut text = String::with_capacity(field.len());
        let mut chars = field.chars();
        while let Some(c) = chars.next() {
            text.push(match (c, c == '\\') {
                (_, true) => match chars.next()? {
                    't' => '\t',
                    'n' => '\n',
                    'r' => '\r',
                    other => other,
                },
                (c, false) => c,
            });
        }
        Some(text)
    }

    fn filled(&mut self) -> Option<String> {
        self.text().filter(|text| !text.is_empty())
    }

    fn number(&mut self) -> Option<u64> {
        self.0.next()?.parse().ok()
    }
}

#[cfg(test)]
pub(super) mod tests;
