//! One try at one item: look whether it is there already, send it, compare what was stored.

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;

use super::limited::refusal;
use super::reading::{Payload, is_readable};
use super::{Engine, byte_size, checksum};
use crate::api::{Bytes, Content, Error, Md5, OnSent, Parent, Upload, UploadedFile};
use crate::session::State as SessionState;
use crate::transfer::clock::{Timestamp, now};
use crate::transfer::delivery::Sent;
use crate::transfer::item::{
    Failure, ItemId, Kind, Mismatch, Phase, Step, Stored, Target, Verified,
};
use crate::transfer::limits::{Load, Refusal};
use crate::transfer::names::free_name;
use crate::transfer::options::SameName;
use crate::transfer::window::is_offline;

/// So many milliseconds after a page's uploads were broken off it is known whether it goes away.
const DEPARTURE_MS: u32 = 100;

/// A listing that was asked for so many milliseconds before a try still tells what is not there.
const RECENT_MS: f64 = 2000.0;

/// What one try works on.
struct Attempt {
    id: ItemId,
    name: String,
    size: Bytes,
    /// Where it goes, once the folders it came in are there.
    folder: Parent,
    /// An earlier try that may have stored the file although no reply said so.
    earlier: Option<Rc<Sent>>,
    /// The reader wants it sent whatever is in the folder.
    anyway: bool,
    /// When the try before this one ended; 0 for none on this page.
    ended: Timestamp,
    began: Timestamp,
    /// How often the page had gone away when it began.
    departures: u32,
}

/// How one try ended.
pub(super) enum Outcome {
    Stored(Box<Stored>),
    Failed(Failure),
    /// It cannot be sent: the browser no longer has the file.
    NeedsFile,
    /// The item has left the queue.
    Left,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Api(error)
    }
}

impl Engine {
    /// Tries one item once.
    pub(super) async fn attempt(&self, id: ItemId) -> Outcome {
        let Some((kind, target, attempt)) = self.begin(id) else { return Outcome::Left };
        if is_offline() {
            return Outcome::Failed(Failure::Api(Error::Offline));
        }
        if let Some(refusal) = self.refusal_now(kind, &attempt) {
            return Outcome::Failed(Failure::Refused(refusal));
        }
        let tried = match kind {
            Kind::Folder => self.make_empty_folder(&target, &attempt.name).await.map(Some),
            Kind::File => self.store(attempt, &target).await,
        };
        match tried {
            Ok(Some(stored)) => Outcome::Stored(Box::new(stored)),
            Ok(None) => Outcome::NeedsFile,
            Err(failure) => Outcome::Failed(failure),
        }
    }

    fn begin(&self, id: ItemId) -> Option<(Kind, Rc<Target>, Attempt)> {
        let queue = self.queue();
        let item = queue.get(id)?;
        let attempt = Attempt {
            id,
            name: item.name().to_owned(),
            size: item.size(),
            folder: item.target().folder.clone(),
            earlier: item.delivery.unconfirmed().cloned(),
            anyway: item.anyway,
            ended: end_of_last_try(item.log()),
            began: now(),
            departures: self.0.departures.get(),
        };
        Some((item.kind(), Rc::clone(item.target()), attempt))
    }

    /// What stands against a file now that did not when it was added: nobody was logged in then.
    fn refusal_now(&self, kind: Kind, attempt: &Attempt) -> Option<Refusal> {
        if kind != Kind::File || attempt.earlier.is_some() {
            return None;
        }
        // What counts the others was looked at when it was put into the queue.
        refusal(&self.limits_of_taken(), &attempt.name, attempt.size, Load::default())
    }

    async fn make_empty_folder(&self, target: &Target, name: &str) -> Result<Stored, Failure> {
        let inside = self.make_folders(target).await?;
        self.make_folder(&inside, name).await?;
        let file = UploadedFile { name: name.to_owned(), ..UploadedFile::default() };
        Ok(Stored { file, verified: Verified::Nothing })
    }

    /// Stores the file, unless it is there already. `None` when there is no file to store.
    async fn store(
        &self,
        mut attempt: Attempt,
        target: &Target,
    ) -> Result<Option<Stored>, Failure> {
        // A database that cannot be read now may be later: that says nothing of the file.
        let file = self.file_of(attempt.id).await.map_err(|_| Error::Timeout)?;
        if file.is_none() && attempt.earlier.is_none() {
            return Ok(None);
        }
        attempt.folder = self.make_folders(target).await?;
        if let Some(earlier) = &attempt.earlier {
            if let Some(stored) = self.find_stored(&attempt, earlier).await? {
                return Ok(Some(stored));
            }
            // Nobody can tell whether it is still on its way: it keeps the name it went under.
            attempt.name = earlier.name.to_string();
        } else {
            if !self.0.contents.borrow().is_known(&attempt.folder) {
                self.list(&attempt.folder).await?;
            }
            if let Some(name) = self.name_to_send(&attempt)? {
                attempt.name = name;
            }
        }
        self.reserve(&attempt);
        let Some(file) = file else { return Ok(None) };
        let Some(payload) = self.read(attempt.id, &file).await else {
            return Err(self.unreadable(&attempt).await);
        };
        let sent = match &attempt.earlier {
            Some(earlier) => Rc::clone(earlier),
            None => Rc::new(self.0.contents.borrow().sending(&attempt.folder, &attempt.name)),
        };
        self.0.queue.borrow_mut().sending(attempt.id, sent);
        self.keep_before_sending(attempt.id, &attempt.folder);
        self.expect_bytes(attempt.id);
        let stored = match self.send(&attempt, &file, &payload).await {
            // A browser says no more than that it could not send.
            Err(
                Error::Unreachable { .. } | Error::Unanswered { .. } | Error::BlockedByCors { .. },
            ) if !is_readable(&file).await => {
                return Err(self.unreadable(&attempt).await);
            }
            sent => sent?,
        };
        self.claim(&attempt, &stored);
        self.0.queue.borrow_mut().verify(attempt.id, now());
        self.leave_slot(attempt.id);
        match self.compare(&file, payload, &stored).await {
            Ok(verified) => Ok(Some(Stored { file: stored, verified })),
            Err(mismatch) => {
                self.discard(&attempt, &stored).await;
                match is_readable(&file).await {
                    true => Err(Failure::Damaged(mismatch)),
                    false => Err(self.unreadable(&attempt).await),
                }
            }
        }
    }

    /// Why a file is not stored that could not be read. On a page that goes away WebKit breaks off
    /// what is under way and reads no file: should it come back, that says nothing of the file.
    async fn unreadable(&self, attempt: &Attempt) -> Failure {
        // It says that the page goes away only after that.
        TimeoutFuture::new(DEPARTURE_MS).await;
        match self.0.session.state() {
            SessionState::SignedIn(who) | SessionState::Expired { was: who }
                if self.0.departures.get() != attempt.departures =>
            {
                Failure::Api(Error::Unreachable { host: who.host.name().to_owned() })
            }
            _ => Failure::Refused(Refusal::Unreadable),
        }
    }

    /// The file in the folder that no reply told of, if it is there.
    async fn find_stored(
        &self,
        attempt: &Attempt,
        earlier: &Sent,
    ) -> Result<Option<Stored>, Failure> {
        // A loop, so that the code for waiting is there once.
        let mut since = attempt.ended;
        let found = loop {
            let files = self.files_since(since, &attempt.folder).await?;
            let found = self.0.contents.borrow().find_new(&files, earlier, attempt.size).cloned();
            // Of a try on this page the host may have stored the file a while after it ended here.
            let recent = attempt.ended.max(attempt.began - RECENT_MS);
            if found.is_some() || attempt.ended == 0.0 || since == recent {
                break found;
            }
            since = recent;
        };
        let Some(found) = found else { return Ok(None) };
        let file = UploadedFile {
            name: found.name,
            size: found.size,
            media_type: found.media_type,
            url: found.url,
            short_url: found.short_url,
            file_id: Some(found.id),
            ..UploadedFile::default()
        };
        self.claim(attempt, &file);
        let verified = if file.size.is_some() { Verified::Size } else { Verified::Nothing };
        Ok(Some(Stored { file, verified }))
    }

    /// Another name to send it under, where the folder has a file of its own name and the page
    /// wants that.
    fn name_to_send(&self, attempt: &Attempt) -> Result<Option<String>, Failure> {
        let contents = self.0.contents.borrow();
        let taken = |name: &str| contents.has_name(&attempt.folder, name);
        match self.0.options.same_name {
            SameName::Upload => Ok(None),
            _ if !taken(&attempt.name) => Ok(None),
            SameName::Skip if attempt.anyway => Ok(None),
            SameName::Skip => Err(Failure::Refused(Refusal::SameName)),
            SameName::Rename => Ok(Some(free_name(&attempt.name, taken))),
        }
    }

    /// Keeps the name for this item, where names must differ, until it is known whether it has arrived.
    fn reserve(&self, attempt: &Attempt) {
        if self.0.options.same_name != SameName::Upload {
            let mut contents = self.0.contents.borrow_mut();
            contents.reserve(attempt.id, &attempt.folder, &attempt.name);
        }
    }

    async fn send(
        &self,
        attempt: &Attempt,
        file: &web_sys::File,
        payload: &Payload,
    ) -> Result<UploadedFile, Error> {
        let media_type = file.type_();
        let content = match payload {
            Payload::Read(bytes) => Content::Bytes { bytes, media_type: &media_type },
            Payload::Streamed => Content::Blob(file),
        };
        let on_sent: OnSent = {
            let (engine, id) = (self.clone(), attempt.id);
            Rc::new(move |sent| engine.moved(id, sent))
        };
        self.0
            .session
            .call(async |client, access| {
                let upload = Upload {
                    content,
                    name: &attempt.name,
                    folder: &attempt.folder,
                    on_sent: Some(Rc::clone(&on_sent)),
                };
                client.file_upload(access, &upload).await
            })
            .await
    }

    fn claim(&self, attempt: &Attempt, file: &UploadedFile) {
        let mut contents = self.0.contents.borrow_mut();
        contents.claim(&attempt.folder, file.file_id.as_ref(), stored_name(attempt, file));
    }

    /// Compares what the host says of the stored file with the file itself.
    async fn compare(
        &self,
        file: &web_sys::File,
        payload: Payload,
        stored: &UploadedFile,
    ) -> Result<Verified, Mismatch> {
        let size = byte_size(file);
        if let Some(told) = stored.size.filter(|told| *told != size) {
            return Err(Mismatch::Size { sent: size, stored: told });
        }
        let small = self.0.options.verify_up_to.is_some_and(|most| size <= most);
        if let Some(told) = stored.hash.filter(|_| small)
            && let Some(own) = md5(file, payload).await
        {
            return match own == told {
                true => Ok(Verified::Checksum),
                false => Err(Mismatch::Checksum { sent: own, stored: told }),
            };
        }
        Ok(if stored.size.is_some() { Verified::Size } else { Verified::Nothing })
    }

    /// Takes a damaged copy off the host again. When that fails it stays there beside the good one,
    /// which may have its name all the same.
    async fn discard(&self, attempt: &Attempt, file: &UploadedFile) {
        if let Some(id) = &file.file_id {
            let session = &self.0.session;
            let _ = session.call(async |client, access| client.file_delete(access, id).await).await;
            let name = stored_name(attempt, file);
            self.0.contents.borrow_mut().leave(&attempt.folder, id, name);
        }
    }
}

/// When an item left the host alone before its try that begins now; 0 if it never was on its way.
fn end_of_last_try(log: &[Step]) -> Timestamp {
    // The last step is the try itself.
    let before = &log[..log.len().saturating_sub(1)];
    let on_its_way = |step: &Step| matches!(step.to, Phase::Uploading | Phase::Verifying);
    let last = before.iter().rposition(on_its_way);
    last.and_then(|last| before.get(last + 1)).map_or(0.0, |end| end.at)
}

/// The name the host tells, else the one it was sent under.
fn stored_name<'a>(attempt: &'a Attempt, file: &'a UploadedFile) -> &'a str {
    if file.name.is_empty() { &attempt.name } else { &file.name }
}

async fn md5(file: &web_sys::File, payload: Payload) -> Option<Md5> {
    match payload {
        Payload::Read(bytes) => Some(Md5::of(&bytes.to_vec())),
        Payload::Streamed => checksum::md5(file).await,
    }
}
