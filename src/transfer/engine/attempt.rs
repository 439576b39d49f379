//! One try at one item: look whether it is there already, send it, compare what was stored.

use std::rc::Rc;

use super::{Engine, byte_size, checksum, now};
use crate::api::{Error, OnSent, Parent, Upload, UploadedFile};
use crate::transfer::item::{Damage, Failure, ItemId, Stored, Verified};
use crate::transfer::limits::Refusal;
use crate::transfer::names::free_name;
use crate::transfer::options::SameName;

/// What one try works on.
struct Attempt {
    id: ItemId,
    file: web_sys::File,
    name: String,
    /// Where it goes, once the folders it came in are there.
    folder: Parent,
    /// An earlier try may have stored the file although no reply said so.
    outcome_open: bool,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Api(error)
    }
}

impl Engine {
    /// Tries one item once. `None` when it has left the queue.
    pub(super) async fn attempt(&self, id: ItemId) -> Option<Result<Stored, Failure>> {
        let file = self.0.files.borrow().get(&id).cloned()?;
        let (name, target, outcome_open) = {
            let queue = self.queue();
            let item = queue.get(id)?;
            (item.name().to_owned(), Rc::clone(item.target()), item.outcome_is_open())
        };
        let folder = match self.make_folders(&target).await {
            Ok(folder) => folder,
            Err(error) => return Some(Err(error.into())),
        };
        Some(self.store(Attempt { id, file, name, folder, outcome_open }).await)
    }

    async fn store(&self, mut attempt: Attempt) -> Result<Stored, Failure> {
        if attempt.outcome_open {
            if let Some(stored) = self.find_stored(&attempt).await? {
                return Ok(stored);
            }
        } else if !self.0.contents.borrow().is_known(&attempt.folder) {
            self.list(&attempt.folder).await?;
        }
        if let Some(name) = self.name_to_send(&attempt)? {
            attempt.name = name;
        }
        self.0.queue.borrow_mut().sending(attempt.id);
        let file = self.send(&attempt).await?;
        self.claim(&attempt, &file);
        self.0.queue.borrow_mut().verify(attempt.id, now());
        self.0.frame.request();
        match self.compare(&attempt, &file).await {
            Ok(verified) => Ok(Stored { file, verified }),
            Err(damage) => {
                self.discard(&file).await;
                Err(Failure::Damaged(damage))
            }
        }
    }

    /// The file in the folder that no reply told of, if it is there.
    async fn find_stored(&self, attempt: &Attempt) -> Result<Option<Stored>, Failure> {
        let folder = &attempt.folder;
        let listing = self.list(folder).await?;
        let size = byte_size(&attempt.file);
        let found =
            self.0.contents.borrow().find_new(folder, &listing.files, &attempt.name, size).cloned();
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
            SameName::Skip => Err(Failure::Refused(Refusal::SameName)),
            SameName::Rename => Ok(Some(free_name(&attempt.name, taken))),
        }
    }

    async fn send(&self, attempt: &Attempt) -> Result<UploadedFile, Error> {
        let on_sent: OnSent = {
            let (engine, id) = (self.clone(), attempt.id);
            Rc::new(move |sent| engine.moved(id, sent))
        };
        self.0
            .session
            .call(async |client, access| {
                let upload = Upload {
                    file: &attempt.file,
                    name: &attempt.name,
                    folder: &attempt.folder,
                    on_sent: Some(Rc::clone(&on_sent)),
                };
                client.file_upload(access, &upload).await
            })
            .await
    }

    fn claim(&self, attempt: &Attempt, file: &UploadedFile) {
        let name = if file.name.is_empty() { &attempt.name } else { &file.name };
        let mut contents = self.0.contents.borrow_mut();
        contents.claim(&attempt.folder, file.file_id.as_ref(), name);
    }

    /// Compares what the host says of the stored file with the file itself.
    async fn compare(&self, attempt: &Attempt, stored: &UploadedFile) -> Result<Verified, Damage> {
        let size = byte_size(&attempt.file);
        if let Some(told) = stored.size.filter(|told| *told != size) {
            return Err(Damage::Size { sent: size, stored: told });
        }
        let small = self.0.options.verify_up_to.is_some_and(|most| size <= most);
        if let Some(told) = stored.hash.filter(|_| small)
            && let Some(own) = checksum::md5(&attempt.file).await
        {
            return match own == told {
                true => Ok(Verified::Checksum),
                false => Err(Damage::Checksum { sent: own, stored: told }),
            };
        }
        Ok(if stored.size.is_some() { Verified::Size } else { Verified::Nothing })
    }

    /// Takes a damaged copy off the host again. When that fails it stays there beside the good one.
    async fn discard(&self, file: &UploadedFile) {
        if let Some(id) = &file.file_id {
            let session = &self.0.session;
            let _ = session.call(async |client, access| client.file_delete(access, id).await).await;
        }
    }
}
