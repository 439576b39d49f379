//! Files that the host fetches by itself from a public address (`/file/url_upload_add`).

use super::Library;
use crate::api::{
    Access, Client, Endpoint, Error, Link, Parent, ScheduledItemId, UrlImport, watch_import,
};

impl Library {
    /// Whether the host fetches files from addresses at all.
    pub fn imports_urls(&self) -> bool {
        self.can(Endpoint::FileUrlUploadAdd)
    }

    /// Has the host fetch a file into a folder. What comes back names the import.
    ///
    /// # Errors
    /// Whatever the host answers.
    pub async fn schedule_import(
        &self,
        url: &Link,
        folder: &Parent,
    ) -> Result<ScheduledItemId, Error> {
        let scheduled = self
            .session
            .call(async |client, access| client.file_url_upload_add(access, url, folder).await)
            .await?;
        Ok(scheduled.id)
    }

    /// Waits until the host has fetched a file or has given up; tells `on_status` what it says
    /// meanwhile. Dropping the future stops the waiting only.
    ///
    /// # Errors
    /// Whatever the host answers; passing troubles only after several in a row. It may fetch the file
    /// all the same: waiting can begin again.
    pub async fn watch_import(
        &self,
        id: &ScheduledItemId,
        on_status: impl FnMut(&UrlImport),
    ) -> Result<UrlImport, Error> {
        // Each question is a call of its own: a token may end several times meanwhile.
        let ask = async |client: &Client, access: &Access| {
            client.file_url_upload_status(access, id).await
        };
        watch_import(async || self.session.call(ask).await, on_status).await
    }
}
