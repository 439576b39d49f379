//! What the page has written down of its queue, in the browser's database.

use crate::failure::Outcome;
use crate::find::{self, PATIENCE};
use crate::page::Page;

/// What the database holds of all queues.
#[derive(Debug, PartialEq, Eq)]
pub struct Kept {
    /// How many queues.
    pub queues: u64,
    /// What the journals say, one behind the other.
    pub journal: String,
    /// How many of the files themselves.
    pub files: u64,
}

impl Page {
    /// What is kept now; nothing before the page has made its database.
    ///
    /// # Errors
    /// When the database cannot be read; likewise for the steps below.
    pub async fn kept(&self) -> Outcome<Option<Kept>> {
        // Opened before the page has made it, it would be one without a place for anything.
        let look = "
            const made = await indexedDB.databases();
            if (!made.some(({ name }) => name === 'upload-widget')) return null;
            const answer = (request) => new Promise((resolve, reject) => {
                request.onsuccess = () => resolve(request.result);
                request.onerror = () => reject(request.error);
            });
            const database = await answer(indexedDB.open('upload-widget'));
            const step = database.transaction(['queues', 'journal', 'files']);
            const [queues, journal, files] = await Promise.all([
                answer(step.objectStore('queues').count()),
                answer(step.objectStore('journal').getAll()),
                answer(step.objectStore('files').count()),
            ]);
            database.close();
            return [queues, journal.join(''), files];";
        let kept: Option<(u64, String, u64)> =
            serde_json::from_value(self.run_script(look).await?)?;
        Ok(kept.map(|(queues, journal, files)| Kept { queues, journal, files }))
    }

    /// Waits until what is kept is as it should be; `what` says how that is.
    pub async fn wait_until_kept(&self, what: &str, there: impl Fn(&Kept) -> bool) -> Outcome {
        find::until(PATIENCE, async || {
            let kept = self.kept().await?;
            Ok(match kept.as_ref().is_some_and(&there) {
                true => Ok(()),
                false => Err(format!("{what} is not kept, but {kept:?}")),
            })
        })
        .await
    }

    /// Waits until the list that would come back has this text in it.
    pub async fn wait_until_written_down(&self, text: &str) -> Outcome {
        self.wait_until_kept(text, |kept| kept.journal.contains(text)).await
    }
}
