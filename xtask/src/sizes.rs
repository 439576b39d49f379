//! How large the production files are, as they lie there and as they travel.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::terminal::{self, Align};
use crate::third_party;

/// A file's size in bytes: raw, by `gzip -9` and by brotli 11.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Size {
    name: String,
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// Measures every file under `folder` that a page may load, the largest first. A package inside has its
/// own measure.
pub(crate) fn measure(folder: &Path) -> Result<Vec<Size>, Failure> {
    let mut sizes = Vec::new();
    for path in files(folder).map_err(|cause| Failure::file(folder, &cause))? {
        let bytes = fs::read(&path).map_err(|cause| Failure::file(&path, &cause))?;
        let name = path.strip_prefix(folder).unwrap_or(&path);
        let name = name.display().to_string();
        sizes.push(size(name, &bytes).map_err(|cause| Failure::file(&path, &cause))?);
    }
    sizes.sort_by(|a, b| b.raw.cmp(&a.raw).then_with(|| a.name.cmp(&b.name)));
    Ok(sizes)
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.is_dir() {
            true if path.ends_with("package") => {}
            true => found.extend(files(&path)?),
            false if path.ends_with(third_party::FILE) => {}
            false => found.push(path),
        }
    }
    Ok(found)
}

fn size(name: String, bytes: &[u8]) -> io::Result<Size> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes)?;
    let mut brotli = Vec::new();
    let best = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*bytes, &mut brotli, &best)?;
    Ok(Size { name, raw: bytes.len(), gzip: gzip.finish()?.len(), brotli: brotli.len() })
}

/// The sizes as a table with their total.
pub(crate) fn table(sizes: &[Size]) -> Vec<String> {
    let total = sizes.iter().fold(
        Size { name: "total".to_owned(), raw: 0, gzip: 0, brotli: 0 },
        |total, size| Size {
            name: total.name,
            raw: total.raw + size.raw,
            gzip: total.gzip + size.gzip,
            brotli: total.brotli + size.brotli,
        },
    );
    let mut rows = vec![["bytes", "raw", "gzip", "brotli"].map(str::to_owned).to_vec()];
    rows.extend(sizes.iter().chain([&total]).map(|size| {
        vec![size.name.clone(), grouped(size.raw), grouped(size.gzip), grouped(size.brotli)]
    }));
    terminal::table(&[Align::Left, Align::Right, Align::Right, Align::Right], &rows)
}

/// 1234567 as "1,234,567".
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1000), "1,000");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    #[test]
    fn compression_is_measured() {
        let size = size("a".to_owned(), &[b'a'; 10_000]).unwrap();
        assert_eq!(size.raw, 10_000);
        assert!(size.gzip < 100, "{size:?}");
        assert!(size.brotli < size.gzip, "{size:?}");
    }

    #[test]
    fn the_table_ends_with_the_total() {
        let file =
            |name: &str, raw| Size { name: name.to_owned(), raw, gzip: raw / 2, brotli: raw / 4 };
        let lines = table(&[file("app.wasm", 2000), file("app.js", 400)]);
        assert_eq!(
            lines,
            [
                "bytes       raw   gzip  brotli",
                "app.wasm  2,000  1,000     500",
                "app.js      400    200     100",
                "total     2,400  1,200     600",
            ]
        );
    }
}
