//! Whatever a server sends, the decoder does not panic, and what it makes of it is sound.

#![no_main]

#[path = "../../api_replies/decode_all.rs"]
mod decode_all;

use libfuzzer_sys::fuzz_target;
use upload_widget::api::{Answer, Endpoint};

const STATUSES: [u16; 12] = [200, 200, 200, 204, 400, 401, 404, 405, 413, 429, 502, 520];

fuzz_target!(|input: &[u8]| {
    // The first two bytes choose the HTTP status and the endpoint, the rest is the body.
    let [status, endpoint, body @ ..] = input else { return };
    let answer = Answer {
        status: STATUSES[usize::from(*status) % STATUSES.len()],
        body: String::from_utf8_lossy(body).into_owned(),
        ..Answer::default()
    };
    let endpoint = Endpoint::ALL[usize::from(*endpoint) % Endpoint::ALL.len()];
    let _ = decode_all::decode_all(&answer, endpoint);
});
