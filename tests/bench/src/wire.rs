//! How many bytes files have on the wire: brotli at its best, as a host's web server sends them.

use std::io;
use std::path::Path;

/// The size of this content after brotli 11, in bytes.
///
/// # Errors
/// Those of the encoder, which has none in memory.
pub fn brotli_size(content: &[u8]) -> io::Result<u64> {
    let best = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut compressed, &best)?;
    Ok(compressed.len() as u64)
}

/// Every file under a folder with its size after brotli 11, by its path from there, with slashes.
///
/// # Errors
/// When something cannot be read.
pub fn brotli_sizes(folder: &Path) -> io::Result<Vec<(String, u64)>> {
    let mut sizes = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
                let name = name.replace(std::path::MAIN_SEPARATOR, "/");
                sizes.push((name, brotli_size(&std::fs::read(&path)?)?));
            }
        }
    }
    sizes.sort();
    Ok(sizes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_content_shrinks() {
        let size = brotli_size(&[b'a'; 10_000]).unwrap();
        assert!((1..100).contains(&size), "{size}");
    }
}
