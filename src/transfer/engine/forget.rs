//! Deleting what the browser keeps and nobody needs any more.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::Engine;
use super::restore::{account_name, read};
use crate::api::{AccountId, Host};
use crate::transfer::recovery::database::{Database, DatabaseError};
use crate::transfer::recovery::{Journal, Stage};

impl Engine {
    /// Deletes the queues that pages of an account have left behind and none has taken up since: call
    /// it when the account has logged out. A page that is still open deletes its own with
    /// [`Engine::clear`].
    pub fn forget_account(&self, host: &Host, account: &AccountId) {
        let account = account_name(host, account);
        let engine = self.clone();
        spawn_local(async move {
            let exclusive = Rc::clone(&engine.0.keeper.borrow().exclusive);
            let _alone = exclusive.lock().await;
            if let Ok(journal) = Journal::open(account).await {
                journal.forgotten.set(true);
                // What cannot be deleted now goes with all else of the account: see `Journal::others`.
                let _ = engine.restore_all(&Rc::new(journal)).await;
            }
        });
    }

    /// Deletes the queues that broke off: another has all that was in them.
    pub(super) fn forget_stale(&self) {
        let mut keeper = self.0.keeper.borrow_mut();
        let Some(journal) = keeper.journal().filter(|_| !keeper.stale.is_empty()) else { return };
        let Ok(write) = journal.database.write() else { return };
        for broken in std::mem::take(&mut keeper.stale) {
            // A queue that cannot be deleted now comes back on the account's next page.
            let _ = write.delete_queue(&broken.account, &broken.queue);
        }
        write.commit();
    }

    /// Deletes what was kept of this queue.
    pub(super) fn forget_kept(&self) {
        let mut keeper = self.0.keeper.borrow_mut();
        let kept = std::mem::take(&mut keeper.kept);
        let mut files = std::mem::take(&mut keeper.unneeded);
        files.extend(kept.into_values().map(|(kept, _)| kept.key));
        keeper.waiting.clear();
        keeper.ahead.clear();
        keeper.bytes = 0;
        let mut journals = std::mem::take(&mut keeper.stale);
        journals.extend(keeper.journal());
        journals.iter().for_each(|journal| journal.forgotten.set(true));
        // Also after a failure: with nothing stale left, nobody would open the database again.
        if !matches!(keeper.stage, Stage::Closed) {
            keeper.stage = Stage::Idle;
        }
        let exclusive = Rc::clone(&keeper.exclusive);
        if journals.is_empty() {
            return;
        }
        spawn_local(async move {
            let _alone = exclusive.lock().await;
            for journal in journals {
                let (account, queue) = (&*journal.account, &*journal.queue);
                if forget(&journal.database, account, queue, &files).await.is_err()
                    && let Ok(database) = Database::open().await
                {
                    // The browser closes the database on pages in the background. What cannot be
                    // deleted now comes back on the account's next page, or goes with all else of
                    // the account: see `Journal::others`.
                    let _ = forget(&database, account, queue, &files).await;
                }
            }
        });
    }
}

/// Deletes a queue that a page has left, and its files. Its lock is held meanwhile.
pub(super) async fn forget_left(journal: &Journal, queue: &str) -> Result<(), DatabaseError> {
    let records = read(journal, queue).await?;
    let files: Vec<String> =
        records.into_iter().filter_map(|record| Some(record.kept?.key)).collect();
    forget(&journal.database, &journal.account, queue, &files).await
}

/// Deletes a queue, and the files of these keys.
async fn forget(
    database: &Database,
    account: &str,
    queue: &str,
    files: &[String],
) -> Result<(), DatabaseError> {
    let write = database.write()?;
    for key in files {
        write.delete_file(account, key)?;
    }
    write.delete_queue(account, queue)?;
    write.done().await
}
