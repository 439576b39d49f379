//! Events as JavaScript has them: a name, and a plain object of what is known. `www/embed/index.d.ts`
//! has their types, docs/elements.md their meaning.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

use super::{Event, EventFile};
use crate::links::{Format, SharedFile};
use crate::transfer::{Progress, Stored};
use crate::view::text::Text;
use crate::view::words::Words;

/// The event's name and detail; `None` for a snippet without a usable link.
pub(super) fn of(event: &Event, preferred: Format, words: Words) -> Option<(&'static str, Object)> {
    Some(match event {
        Event::Login { host, username } => {
            ("login", object([("host", host.into()), ("username", username.into())]))
        }
        Event::Logout => ("logout", Object::new()),
        Event::FileAdded(file) => ("file-added", about(file)),
        Event::Progress(progress) => ("progress", numbers(progress)),
        Event::Uploaded(file, stored) => ("uploaded", uploaded(file, stored)),
        Event::Failed { file, cause, message } => {
            ("failed", not_stored(file, cause.code(), message))
        }
        Event::Cancelled(file) => {
            ("failed", not_stored(file, "cancelled", &words.get(Text::FilesStateCancelled)))
        }
        Event::Snippet(file, stored) => ("snippet", snippet(file, stored, preferred)?),
        // Each of these has sent `failed`, also where it was cancelled.
        Event::Complete { done, failed, cancelled } => {
            ("complete", object([("done", count(*done)), ("failed", count(failed + cancelled))]))
        }
        Event::Error(error) => (
            "error",
            object([("code", error.code().into()), ("message", error.to_string().into())]),
        ),
    })
}

fn set(object: &Object, key: &str, value: JsValue) {
    // Setting a property of a fresh object cannot fail.
    let _ = Reflect::set(object, &key.into(), &value);
}

fn object<const N: usize>(entries: [(&str, JsValue); N]) -> Object {
    let object = Object::new();
    for (key, value) in entries {
        set(&object, key, value);
    }
    object
}

fn count(count: usize) -> JsValue {
    (count as f64).into()
}

fn bytes(bytes: u64) -> JsValue {
    (bytes as f64).into()
}

fn about(file: &EventFile) -> Object {
    object([
        ("id", file.id.into()),
        ("name", file.name.as_str().into()),
        ("size", bytes(file.size)),
    ])
}

fn numbers(progress: &Progress) -> Object {
    let summary = progress.summary;
    let detail = object([
        ("items", count(summary.items)),
        ("open", count(summary.unfinished())),
        ("done", count(summary.done)),
        ("failed", count(summary.failed + summary.cancelled)),
        ("bytes", bytes(summary.bytes)),
        ("bytesSent", bytes(summary.bytes_sent)),
        ("paused", progress.paused.into()),
    ]);
    if let Some(rate) = progress.rate {
        set(&detail, "rate", rate.into());
    }
    if let Some(left) = progress.time_left {
        set(&detail, "timeLeft", left.into());
    }
    detail
}

fn not_stored(file: &EventFile, code: &str, message: &str) -> Object {
    let detail = about(file);
    set(&detail, "code", code.into());
    set(&detail, "message", message.into());
    detail
}

fn uploaded(file: &EventFile, stored: &Stored) -> Object {
    let detail = about(file);
    if let Some(id) = &stored.file.file_id {
        set(&detail, "fileId", id.as_str().into());
    }
    if let Some(link) = &stored.file.url {
        set(&detail, "url", link.as_str().into());
    }
    if let Some(shared) = SharedFile::of(&stored.file) {
        set(&detail, "snippets", snippets(&shared).into());
    }
    detail
}

fn snippet(file: &EventFile, stored: &Stored, preferred: Format) -> Option<Object> {
    let shared = SharedFile::of(&stored.file)?;
    Some(object([
        ("id", file.id.into()),
        ("name", shared.name.into()),
        ("url", shared.url.as_str().into()),
        ("format", preferred.name().into()),
        ("text", shared.snippet(preferred).into()),
        ("snippets", snippets(&shared).into()),
    ]))
}

fn snippets(shared: &SharedFile<'_>) -> Object {
    let texts = Object::new();
    for format in Format::ALL {
        set(&texts, format.name(), shared.snippet(format).into());
    }
    texts
}
