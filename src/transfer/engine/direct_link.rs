//! Addresses that give a stored file's bytes.

use super::Engine;
use crate::api::{Endpoint, Error, FileRef, Link, UploadedFile};
use crate::session::State as SessionState;

impl Engine {
    /// Whether the host can be asked for a direct link to this file.
    pub fn has_direct_link(&self, file: &UploadedFile) -> bool {
        match self.0.session.state() {
            SessionState::SignedIn(now) => {
                let by_name = now.host.profile().downloads_by_short_url();
                self.0.session.can(Endpoint::FileDownload) && reference(file, by_name).is_some()
            }
            SessionState::SignedOut | SessionState::Expired { .. } => false,
        }
    }

    /// Has the host make a direct link to a file (`/file/download`). Whoever has the link can
    /// download the file; the host decides how long it works, and does not tell.
    ///
    /// # Errors
    /// [`Error::Unsupported`] when the host told nothing that names the file; else whatever it
    /// answers.
    pub async fn direct_link(&self, file: &UploadedFile) -> Result<Link, Error> {
        let session = &self.0.session;
        let made = session
            .call(async |client, access| {
                let by_name = client.host().profile().downloads_by_short_url();
                match reference(file, by_name) {
                    Some(reference) => client.file_download(access, reference).await,
                    None => Err(Error::Unsupported {
                        endpoint: Endpoint::FileDownload,
                        host: client.host().name().to_owned(),
                    }),
                }
            })
            .await?;
        Ok(made.url)
    }
}

/// What names the file: its number, which every host knows, or the short name in its link.
fn reference(file: &UploadedFile, by_name: bool) -> Option<FileRef<'_>> {
    match (&file.file_id, &file.short_url) {
        (Some(id), _) => Some(FileRef::Id(id)),
        (None, Some(short_url)) if by_name => Some(FileRef::ShortUrl(short_url)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{FileId, ShortUrl};

    #[test]
    fn the_number_names_a_file_where_there_is_one() {
        let id = FileId::from(7);
        let both = UploadedFile {
            file_id: Some(id.clone()),
            short_url: Some(ShortUrl::from("2Vv")),
            ..UploadedFile::default()
        };
        assert_eq!(reference(&both, true), Some(FileRef::Id(&id)));
        let named = UploadedFile { file_id: None, ..both };
        assert!(matches!(reference(&named, true), Some(FileRef::ShortUrl(_))));
        assert_eq!(reference(&named, false), None, "that host takes numbers only");
        assert_eq!(reference(&UploadedFile::default(), true), None);
    }
}
