//! The browser's database (IndexedDB), as much of it as recovery needs.
//!
//! Three stores, their keys beginning with the account, so that no account ever sees another's:
//!
//! - `queues`: `[account, queue]`, when it was last written to, in milliseconds since 1970;
//! - `journal`: `[account, queue, number]`, lines of [`record`](super::record);
//! - `files`: `[account, key]`, a `File` or a `FileSystemFileHandle`.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest,
    IdbTransaction, IdbTransactionMode,
};

const NAME: &str = "upload-widget";
/// Another number begins anew: what an older version kept is dropped.
const VERSION: u32 = 1;
const QUEUES: &str = "queues";
const JOURNAL: &str = "journal";
const FILES: &str = "files";

/// Why the database does not do its work, in the browser's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DatabaseError {
    /// The kind of error, `QuotaExceededError` say.
    pub(crate) name: String,
    /// The browser's sentence.
    pub(crate) message: String,
}

impl DatabaseError {
    pub(crate) fn is_quota_exceeded(&self) -> bool {
        self.name == "QuotaExceededError"
    }
}

impl From<JsValue> for DatabaseError {
    fn from(error: JsValue) -> Self {
        let text = |key: &str| {
            let value = Reflect::get(&error, &key.into()).ok();
            value.and_then(|value| value.as_string()).unwrap_or_default()
        };
        Self { name: text("name"), message: text("message") }
    }
}

/// The open database. It is closed when dropped.
pub(crate) struct Database(IdbDatabase);

impl Drop for Database {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Database {
    /// Opens the database, and makes it where there is none.
    pub(crate) async fn open() -> Result<Self, DatabaseError> {
        let request: IdbOpenDbRequest = factory()?.open_with_u32(NAME, VERSION)?;
        let upgrade = {
            let request = request.clone();
            Closure::once_into_js(move || {
                // Should it fail, so does what comes after it.
                let _ = make_stores(&request);
            })
        };
        request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
        let database: IdbDatabase = result(&request).await?.unchecked_into();
        // A page with a newer version need not wait for this one.
        let close: Function = Reflect::get(&database, &"close".into())?.unchecked_into();
        database.set_onversionchange(Some(&close.bind0(&database)));
        Ok(Self(database))
    }

    /// Begins to write: all that follows happens as a whole or not at all.
    pub(crate) fn write(&self) -> Result<Transaction, DatabaseError> {
        self.begin(IdbTransactionMode::Readwrite)
    }

    /// Begins to read.
    pub(crate) fn read(&self) -> Result<Transaction, DatabaseError> {
        self.begin(IdbTransactionMode::Readonly)
    }

    fn begin(&self, mode: IdbTransactionMode) -> Result<Transaction, DatabaseError> {
        let stores = Array::of3(&QUEUES.into(), &JOURNAL.into(), &FILES.into());
        Ok(Transaction(self.0.transaction_with_str_sequence_and_mode(&stores, mode)?))
    }
}

fn factory() -> Result<IdbFactory, DatabaseError> {
    let missing = || DatabaseError { name: "NotSupportedError".to_owned(), message: String::new() };
    web_sys::window().ok_or_else(missing)?.indexed_db()?.ok_or_else(missing)
}

fn make_stores(request: &IdbOpenDbRequest) -> Result<(), JsValue> {
    let database: IdbDatabase = request.result()?.unchecked_into();
    for name in [QUEUES, JOURNAL, FILES] {
        if database.object_store_names().contains(name) {
            database.delete_object_store(name)?;
        }
        database.create_object_store(name)?;
    }
    Ok(())
}

/// Steps that belong together.
pub(crate) struct Transaction(IdbTransaction);

impl Transaction {
    fn store(&self, name: &str) -> Result<IdbObjectStore, DatabaseError> {
        Ok(self.0.object_store(name)?)
    }

    /// The queue is written to at this time, in milliseconds since 1970 by the computer's clock.
    pub(crate) fn touch(&self, account: &str, queue: &str, now: f64) -> Result<(), DatabaseError> {
        self.store(QUEUES)?.put_with_key(&now.into(), &key(&[account, queue]))?;
        Ok(())
    }

    /// Adds lines to a queue's journal. Waiting for it leaves the browser time to paint.
    pub(crate) async fn append(
        &self,
        account: &str,
        queue: &str,
        number: u32,
        lines: &str,
    ) -> Result<(), DatabaseError> {
        let request = self.put_lines(account, queue, number, lines)?;
        result(&request).await.map(|_| ())
    }

    /// The same without waiting.
    pub(crate) fn put_lines(
        &self,
        account: &str,
        queue: &str,
        number: u32,
        lines: &str,
    ) -> Result<IdbRequest, DatabaseError> {
        let key = key(&[account, queue]);
        key.push(&number.into());
        Ok(self.store(JOURNAL)?.put_with_key(&lines.into(), &key)?)
    }

    pub(crate) fn put_file(
        &self,
        account: &str,
        name: &str,
        file: &JsValue,
    ) -> Result<(), DatabaseError> {
        self.store(FILES)?.put_with_key(file, &key(&[account, name]))?;
        Ok(())
    }

    pub(crate) fn delete_file(&self, account: &str, name: &str) -> Result<(), DatabaseError> {
        self.store(FILES)?.delete(&key(&[account, name]))?;
        Ok(())
    }

    pub(crate) async fn file(&self, account: &str, name: &str) -> Result<JsValue, DatabaseError> {
        result(&self.store(FILES)?.get(&key(&[account, name]))?).await
    }

    /// Deletes a queue and its journal; not its files.
    pub(crate) fn delete_queue(&self, account: &str, queue: &str) -> Result<(), DatabaseError> {
        self.store(QUEUES)?.delete(&key(&[account, queue]))?;
        self.store(JOURNAL)?.delete(below(&[account, queue], 0)?.as_ref())?;
        Ok(())
    }

    /// Deletes all that is kept for an account.
    pub(crate) fn delete_account(&self, account: &str) -> Result<(), DatabaseError> {
        for store in [QUEUES, JOURNAL, FILES] {
            let all = range(&key(&[account]), &end_of(&[account]))?;
            self.store(store)?.delete(&all)?;
        }
        Ok(())
    }

    /// All queues: their accounts, names and when they were last written to: see
    /// [`Transaction::touch`].
    pub(crate) async fn queues(&self) -> Result<Vec<(String, String, f64)>, DatabaseError> {
        let store = self.store(QUEUES)?;
        let (keys, times) = (store.get_all_keys()?, store.get_all()?);
        let keys: Array = result(&keys).await?.unchecked_into();
        let times: Array = result(&times).await?.unchecked_into();
        let queue = |(place, key): (usize, JsValue)| {
            let key: Array = key.dyn_into().ok()?;
            let time = times.get(u32::try_from(place).ok()?).as_f64()?;
            Some((key.get(0).as_string()?, key.get(1).as_string()?, time))
        };
        Ok(keys.iter().enumerate().filter_map(queue).collect())
    }

    /// A few pieces of a queue's journal, from one number on.
    pub(crate) async fn lines(
        &self,
        account: &str,
        queue: &str,
        from: u32,
        most: u32,
    ) -> Result<Vec<String>, DatabaseError> {
        let range = below(&[account, queue], from)?;
        let request = self.store(JOURNAL)?.get_all_with_key_and_limit(&range, most)?;
        let pieces: Array = result(&request).await?.unchecked_into();
        Ok(pieces.iter().filter_map(|piece| piece.as_string()).collect())
    }

    /// Ends it, and waits until everything is written.
    pub(crate) async fn done(self) -> Result<(), DatabaseError> {
        let ended = Promise::new(&mut |done, failed| {
            self.0.set_oncomplete(Some(&done));
            self.0.set_onabort(Some(&failed));
        });
        self.commit();
        match JsFuture::from(ended).await {
            Ok(_) => Ok(()),
            Err(_) => Err(self.0.error().map_or(JsValue::UNDEFINED, JsValue::from).into()),
        }
    }

    /// Ends it as if it had never begun.
    pub(crate) fn abort(&self) {
        // Where it has ended already there is nothing to take back.
        let _ = self.0.abort();
    }

    /// Ends it at once: should the page go away in the next moment, it is written all the same.
    pub(crate) fn commit(&self) {
        // Where the browser has no such method, or it has ended, it commits by itself.
        let _ = self.0.unchecked_ref::<Committing>().commit();
    }
}

#[wasm_bindgen]
extern "C" {
    /// A transaction, with a method that not every browser has.
    type Committing;

    #[wasm_bindgen(method, catch)]
    fn commit(this: &Committing) -> Result<(), JsValue>;
}

fn key(parts: &[&str]) -> Array {
    parts.iter().map(|part| JsValue::from(*part)).collect()
}

/// A key behind all keys that begin with these parts: lists come after numbers and text.
fn end_of(parts: &[&str]) -> Array {
    let end = key(parts);
    end.push(&Array::new());
    end
}

fn range(from: &Array, to: &Array) -> Result<IdbKeyRange, JsValue> {
    IdbKeyRange::bound(from, to)
}

/// The keys that begin with these parts and go on with a number from `from` on.
fn below(parts: &[&str], from: u32) -> Result<IdbKeyRange, JsValue> {
    let first = key(parts);
    first.push(&from.into());
    range(&first, &end_of(parts))
}

/// Waits for a request.
async fn result(request: &IdbRequest) -> Result<JsValue, DatabaseError> {
    let ended = Promise::new(&mut |done, failed| {
        request.set_onsuccess(Some(&done));
        request.set_onerror(Some(&failed));
    });
    match JsFuture::from(ended).await {
        Ok(_) => Ok(request.result()?),
        Err(_) => {
            Err(request.error().ok().flatten().map_or(JsValue::UNDEFINED, JsValue::from).into())
        }
    }
}
