//! The hash of each file of the package, as the attribute `integrity` of a script tag takes it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha384};

use crate::failure::Failure;

/// Writes `integrity.json` for the scripts and wasm files in `folder`.
pub(super) fn write(folder: &Path) -> Result<(), Failure> {
    let mut hashes = BTreeMap::new();
    let files = fs::read_dir(folder).map_err(|cause| Failure::file(folder, &cause))?;
    for file in files {
        let path = file.map_err(|cause| Failure::file(folder, &cause))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".js") || name.ends_with(".wasm") {
            let bytes = fs::read(&path).map_err(|cause| Failure::file(&path, &cause))?;
            hashes.insert(name, hash(&bytes));
        }
    }
    let to = folder.join("integrity.json");
    let json = serde_json::json!(hashes);
    fs::write(&to, format!("{json:#}\n")).map_err(|cause| Failure::file(&to, &cause))
}

fn hash(bytes: &[u8]) -> String {
    format!("sha384-{}", base64(&Sha384::digest(bytes)))
}

/// Base64 of bytes whose number is a multiple of three, as it is for SHA-384: without padding.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |three: &[u8; 3]| {
        let bits = three.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        [18, 12, 6, 0].map(|shift| char::from(LETTERS[bits >> shift & 63]))
    };
    bytes.as_chunks().0.iter().flat_map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_written_as_browsers_read_them() {
        // What `openssl dgst -sha384 -binary | base64` says of nothing.
        let empty = "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb";
        assert_eq!(hash(b""), empty);
    }
}
