//! Reading small files before they are sent: several with one question to the browser, since to
//! ask for a file's bytes takes it as long as to send them. What was read is compared, too, with
//! what the host has stored. Large files are streamed by the browser.

use std::cell::RefCell;

use js_sys::{Array, ArrayBuffer, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};

use super::{Engine, byte_size};
use crate::transfer::item::{ItemId, Kind, State};

/// The largest file, in bytes, that is read, and the most that is read at one go.
const SMALL: u64 = 1 << 18;
/// The most files that are read at one go.
const MOST: usize = 16;
/// How far down the queue they are looked for.
const AHEAD: usize = 4 * MOST;

/// Where the bytes of an item's file will be.
struct Place {
    id: ItemId,
    /// The bytes of several files in a row.
    read: Promise,
    /// How many they should be.
    total: u32,
    from: u32,
    size: u32,
    /// No other file is read with it, not even an empty one.
    is_alone: bool,
}

impl Place {
    fn alone(id: ItemId, file: &File) -> Self {
        let size = byte_size(file).0 as u32;
        Self { id, read: file.array_buffer(), total: size, from: 0, size, is_alone: true }
    }

    /// The file's own bytes. `None` when some file is gone, or no longer of the size that it had
    /// when it was chosen: Firefox reads that one all the same, which moves those behind it.
    async fn bytes(&self) -> Option<Uint8Array> {
        let all = JsFuture::from(self.read.clone()).await.ok()?;
        // A file out of a frame comes with a buffer of that frame's kind.
        let all: ArrayBuffer = all.unchecked_into();
        (all.byte_length() == self.total)
            .then(|| Uint8Array::new_with_byte_offset_and_length(&all, self.from, self.size))
    }
}

/// Files that were read with others and are still to be sent.
#[derive(Default)]
pub(super) struct Reading(RefCell<Vec<Place>>);

impl Reading {
    fn take(&self, id: ItemId) -> Option<Place> {
        let mut places = self.0.borrow_mut();
        let found = places.iter().position(|place| place.id == id)?;
        Some(places.swap_remove(found))
    }
}

/// What is sent of an item.
pub(super) enum Payload {
    /// A small file.
    Read(Uint8Array),
    /// The browser reads it while it is sent.
    Streamed,
}

impl Engine {
    /// The bytes of a small file; of a large one only whether they are there. `None` when the
    /// browser can no longer read it.
    pub(super) async fn read(&self, id: ItemId, file: &File) -> Option<Payload> {
        if byte_size(file).0 > SMALL {
            // Browsers stream a file that has changed meanwhile without a word.
            return is_readable(file).await.then_some(Payload::Streamed);
        }
        let place = self.0.reading.take(id);
        let place = place.unwrap_or_else(|| self.read_with_those_ahead(id, file));
        let bytes = match place.bytes().await {
            // Perhaps it is one of the others.
            None if !place.is_alone => Place::alone(id, file).bytes().await,
            bytes => bytes,
        };
        bytes.map(Payload::Read)
    }

    /// Begins to read a file, and those that will be sent next.
    fn read_with_those_ahead(&self, id: ItemId, file: &File) -> Place {
        let queue = self.queue();
        let mut places = self.0.reading.0.borrow_mut();
        // Those that have left the queue meanwhile.
        places.retain(|place| {
            queue.get(place.id).is_some_and(|item| matches!(item.state(), State::Queued))
        });
        let size = byte_size(file).0;
        let (files, mut ahead, mut end) = (Array::of1(file), Vec::new(), size);
        for next in queue.queued().take(AHEAD) {
            let small = next.kind() == Kind::File && next.size().0 <= SMALL;
            if !small || places.iter().any(|place| place.id == next.id()) {
                continue;
            }
            if ahead.len() + 1 == MOST || end + next.size().0 > SMALL {
                break;
            }
            if let Some(file) = self.0.files.get(next.id()) {
                files.push(&file);
                ahead.push((next.id(), end, next.size().0));
                end += next.size().0;
            }
        }
        let together = (!ahead.is_empty()).then(|| Blob::new_with_blob_sequence(&files).ok());
        let Some(together) = together.flatten() else { return Place::alone(id, file) };
        let (read, total) = (together.array_buffer(), end as u32);
        let place = |(id, from, size): (ItemId, u64, u64)| Place {
            id,
            read: read.clone(),
            total,
            from: from as u32,
            size: size as u32,
            is_alone: false,
        };
        let own = place((id, 0, size));
        places.extend(ahead.into_iter().map(place));
        own
    }
}

/// Whether the browser can still read a file: it is there, and as it was when it was chosen.
pub(super) async fn is_readable(file: &File) -> bool {
    let Ok(first) = file.slice_with_f64_and_f64(0.0, 1.0) else { return false };
    JsFuture::from(first.array_buffer()).await.is_ok()
}
