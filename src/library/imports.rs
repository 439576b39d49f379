//! Files that the host fetches by itself from a public address (`/file/url_upload_add`).

use std::cell::RefCell;

use super::Library;
use crate::api::{Endpoint, Error, Link, Parent, UrlImport};
use crate::session::State;

impl Library {
    /// Whether the host fetches files from addresses at all.
    pub fn imports_urls(&self) -> bool {
        match self.session.state() {
            State::SignedIn(now) => now.host.supports(Endpoint::FileUrlUploadAdd),
            State::SignedOut | State::Expired { .. } => false,
        }
    }

    /// Has the host fetch a file into a folder, and waits until it has or has given up; tells
    /// `on_status` what the host says meanwhile. Dropping the future stops the waiting only.
    ///
    /// # Errors
    /// Whatever the host answers.
    pub async fn import(
        &self,
        url: &Link,
        folder: &Parent,
        on_status: impl FnMut(&UrlImport),
    ) -> Result<UrlImport, Error> {
        let scheduled = self
            .session
            .call(async |client, access| client.file_url_upload_add(access, url, folder).await)
            .await?;
        // A token that ends while the host is fetching is renewed, and the watching goes on.
        let on_status = RefCell::new(on_status);
        self.session
            .call(async |client, access| {
                client
                    .watch_url_upload(access, &scheduled.id, |now| on_status.borrow_mut()(now))
                    .await
            })
            .await
    }
}
