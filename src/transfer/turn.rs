//! Long work in short turns: between two of them the browser paints and takes input.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

use super::clock::{Timestamp, now};

/// How long one turn may take, in milliseconds: half a frame, at the pace of this machine.
const TURN_MS: f64 = 8.0;
/// The clock is read once in this many pieces of work.
const LOOK_EVERY: u32 = 16;

/// One turn of long work.
pub(super) struct Turn {
    until: Timestamp,
    pieces: u32,
}

impl Turn {
    pub(super) fn begin() -> Self {
        Self { until: now() + TURN_MS, pieces: 0 }
    }

    /// Whether it is time to let others work. To be asked after each piece of work.
    pub(super) fn is_over(&mut self) -> bool {
        self.pieces += 1;
        self.pieces.is_multiple_of(LOOK_EVERY) && now() >= self.until
    }

    /// Lets others work, and begins another turn.
    pub(super) async fn next(&mut self) {
        pass().await;
        *self = Self::begin();
    }
}

/// Lets the browser do what is waiting. A message does not wait as timers do, which browsers slow
/// down when they are nested, and in tabs nobody looks at.
pub(super) async fn pass() {
    let Ok(channel) = MessageChannel::new() else { return };
    let message = Promise::new(&mut |arrived, _| channel.port1().set_onmessage(Some(&arrived)));
    if channel.port2().post_message(&JsValue::UNDEFINED).is_ok() {
        // The promise only ever resolves.
        let _ = JsFuture::from(message).await;
    }
    channel.port1().close();
}
