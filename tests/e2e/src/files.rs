//! Real files to upload, made once and kept in `target/e2e/files`.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::{Mutex, PoisonError};

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use sha2::{Digest as _, Sha256};

use crate::failure::{Failure, Outcome};
use crate::places;

/// A SHA-256 digest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Digest([u8; 32]);

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

/// Computes a [`Digest`] piece by piece.
#[derive(Default)]
pub(crate) struct Digester(Sha256);

impl Digester {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(crate) fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

/// A file on disk.
#[derive(Clone, Debug)]
pub struct TestFile {
    /// Its absolute path.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
}

impl TestFile {
    /// Its size in bytes.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn size(&self) -> Outcome<u64> {
        Ok(fs::metadata(&self.path)?.len())
    }

    /// The digest of its bytes.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn digest(&self) -> Outcome<Digest> {
        let (mut file, mut digester) = (File::open(&self.path)?, Digester::default());
        let mut buffer = vec![0; 1 << 20];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(digester.finish()),
                count => digester.update(&buffer[..count]),
            }
        }
    }
}

/// A text of one byte.
///
/// # Errors
/// When it cannot be written, as for all that follow.
pub fn one_byte() -> Outcome<TestFile> {
    named("one byte.txt", b"x")
}

/// No bytes at all.
///
/// # Errors
/// See [`one_byte`].
pub fn empty() -> Outcome<TestFile> {
    named("empty.txt", b"")
}

/// Three files of which none is special.
///
/// # Errors
/// See [`one_byte`].
pub fn three() -> Outcome<[TestFile; 3]> {
    Ok([one_byte()?, photo()?, named("notes.txt", b"three words here")?])
}

/// A picture of about three megabytes, as a camera would write it: a PNG of sky, sea and grain.
///
/// # Errors
/// See [`one_byte`].
pub fn photo() -> Outcome<TestFile> {
    made_once("harbour.png", write_photo)
}

/// Random bytes, so that nothing on the way can compress or guess them.
///
/// # Errors
/// See [`one_byte`].
pub fn random(mebibytes: u64) -> Outcome<TestFile> {
    made_once(&format!("random {mebibytes} MiB.bin"), |file| {
        let mut noise = Noise(mebibytes);
        let mut block = vec![0; 1 << 20];
        for _ in 0..mebibytes {
            for bytes in block.as_chunks_mut().0 {
                *bytes = noise.next().to_le_bytes();
            }
            file.write_all(&block)?;
        }
        Ok(())
    })
}

/// A file that is all hole: it has the size, takes no room on disk and is quick to make.
///
/// # Errors
/// See [`one_byte`].
pub fn sparse(mebibytes: u64) -> Outcome<TestFile> {
    made_once(&format!("sparse {mebibytes} MiB.bin"), |file| {
        file.get_ref().set_len(mebibytes << 20)
    })
}

/// A small file with this name and content.
///
/// # Errors
/// See [`one_byte`].
pub fn named(name: &str, content: &[u8]) -> Outcome<TestFile> {
    let is_made = |path: &Path| fs::read(path).is_ok_and(|made| made == content);
    made_unless(is_made, name, |file| file.write_all(content))
}

/// Tests of one process make their files one after the other, so that none is made twice.
static MAKING: Mutex<()> = Mutex::new(());

/// For files whose name says what is in them.
fn made_once(
    name: &str,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Outcome<TestFile> {
    made_unless(Path::is_file, name, write)
}

fn made_unless(
    is_made: impl FnOnce(&Path) -> bool,
    name: &str,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Outcome<TestFile> {
    let folder = places::leavings()?.join("files");
    fs::create_dir_all(&folder)?;
    let path = folder.join(name);
    let _making = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
    if !is_made(&path) {
        let make = || {
            // Renamed when complete: an interrupted run leaves no half file behind.
            let unfinished = folder.join(format!(".unfinished-{}", process::id()));
            let mut file = BufWriter::new(File::create(&unfinished)?);
            write(&mut file)?;
            file.into_inner()?;
            fs::rename(&unfinished, &path)
        };
        make().map_err(|error| Failure::from(error).during(format!("making {name}")))?;
    }
    Ok(TestFile { path, name: name.to_owned() })
}

/// Random numbers after the SplitMix64 generator: the same from the same seed.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

const WIDTH: u32 = 1600;
const HEIGHT: u32 = 1000;

fn write_photo(file: &mut BufWriter<File>) -> io::Result<()> {
    file.write_all(b"\x89PNG\r\n\x1a\n")?;
    // Eight bits each for red, green and blue; not interlaced.
    let header = [&WIDTH.to_be_bytes()[..], &HEIGHT.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    write_chunk(file, b"IHDR", &header)?;
    let mut pixels = ZlibEncoder::new(Vec::new(), Compression::fast());
    let mut noise = Noise(1);
    for row in 0..HEIGHT {
        let mut line = vec![0]; // This line is stored unfiltered.
        for column in 0..WIDTH {
            let grain = noise.next().to_le_bytes();
            let (red, green, blue) = match row < HEIGHT * 3 / 5 {
                true => (80 + row / 6, 140 + row / 8, 220),
                false => (20, 60 + (column + row) % 24, 90 + row / 20),
            };
            let colour = [red, green, blue];
            line.extend(colour.iter().zip(grain).map(|(level, grain)| *level as u8 ^ (grain & 15)));
        }
        pixels.write_all(&line)?;
    }
    write_chunk(file, b"IDAT", &pixels.finish()?)?;
    write_chunk(file, b"IEND", &[])
}

fn write_chunk(file: &mut impl Write, kind: &[u8; 4], data: &[u8]) -> io::Result<()> {
    let length = u32::try_from(data.len()).map_err(io::Error::other)?;
    let mut crc = Crc::new();
    crc.update(kind);
    crc.update(data);
    file.write_all(&length.to_be_bytes())?;
    file.write_all(kind)?;
    file.write_all(data)?;
    file.write_all(&crc.sum().to_be_bytes())
}

/// The paths as a file input takes them from the driver.
pub(crate) fn as_keys<'a>(files: impl IntoIterator<Item = &'a TestFile>) -> String {
    let path = |file: &'a TestFile| Path::display(&file.path).to_string();
    files.into_iter().map(path).collect::<Vec<_>>().join("\n")
}
