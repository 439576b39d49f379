//! The MD5 of a file, read a piece at a time.

use js_sys::Uint8Array;
use wasm_bindgen_futures::JsFuture;

use super::byte_size;
use crate::api::{Md5, Md5Hasher};

/// One piece takes two or three milliseconds to hash, and ten where the processor is slow, so that
/// no frame is lost over it.
const PIECE: u64 = 1 << 18;

/// The file's MD5; `None` when the browser can no longer read it.
pub(super) async fn md5(file: &web_sys::File) -> Option<Md5> {
    let size = byte_size(file).0;
    let mut hasher = Md5Hasher::new();
    let mut piece = Vec::new();
    let mut from = 0;
    while from < size {
        let to = size.min(from + PIECE);
        let read = file.slice_with_f64_and_f64(from as f64, to as f64).ok()?.array_buffer();
        let bytes = Uint8Array::new(&JsFuture::from(read).await.ok()?);
        if u64::from(bytes.length()) != to - from {
            return None;
        }
        piece.resize(bytes.length() as usize, 0);
        bytes.copy_to(&mut piece);
        hasher.update(&piece);
        from = to;
    }
    Some(hasher.finish())
}
