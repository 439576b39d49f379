//! The bytes of files on disk: received chunk by chunk, hashed on the way.

use crate::random;
use bytes::Bytes;
use md5::{Digest, Md5};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Chunks that may wait between the network and the disk; bounds the memory of one upload.
const CHUNKS_IN_FLIGHT: usize = 8;

/// Where one profile's bytes are.
#[derive(Clone, Debug)]
pub struct BlobFolder {
    complete: PathBuf,
    incoming: PathBuf,
}

impl BlobFolder {
    /// Opens (creates) the folder and removes what an earlier run received only in part.
    pub fn open(folder: &Path) -> io::Result<BlobFolder> {
        let blobs =
            BlobFolder { complete: folder.join("files"), incoming: folder.join("incoming") };
        std::fs::create_dir_all(&blobs.complete)?;
        if blobs.incoming.exists() {
            std::fs::remove_dir_all(&blobs.incoming)?;
        }
        std::fs::create_dir_all(&blobs.incoming)?;
        Ok(blobs)
    }

    /// The path of a kept blob.
    pub fn path(&self, blob: &str) -> PathBuf {
        self.complete.join(blob)
    }

    /// Begins to receive a file. With `flip_first_byte` its first byte is stored (and hashed)
    /// with one bit turned over, which plays a damaged transfer.
    pub fn receive(&self, flip_first_byte: bool) -> io::Result<IncomingBlob> {
        let name = random::hexadecimal(32);
        let path = self.incoming.join(&name);
        let mut file = std::fs::File::create(&path)?;
        let received =
            ReceivedBlob { name, path, folder: self.complete.clone(), size: 0, md5: String::new() };
        let (chunks, mut waiting) = mpsc::channel::<Bytes>(CHUNKS_IN_FLIGHT);
        let writer = tokio::task::spawn_blocking(move || {
            let mut received = received;
            let mut hash = Md5::new();
            while let Some(chunk) = waiting.blocking_recv() {
                if flip_first_byte && received.size == 0 && !chunk.is_empty() {
                    let mut damaged = chunk.to_vec();
                    damaged[0] ^= 1;
                    hash.update(&damaged);
                    file.write_all(&damaged)?;
                } else {
                    hash.update(&chunk);
                    file.write_all(&chunk)?;
                }
                received.size += chunk.len() as u64;
            }
            received.md5 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
            Ok(received)
        });
        Ok(IncomingBlob { chunks, writer })
    }

    /// Removes every kept blob.
    pub fn clear(&self) -> io::Result<()> {
        for entry in std::fs::read_dir(&self.complete)? {
            std::fs::remove_file(entry?.path())?;
        }
        Ok(())
    }
}

/// A file on its way to disk. A thread beside the network writes and hashes it.
#[derive(Debug)]
pub struct IncomingBlob {
    chunks: mpsc::Sender<Bytes>,
    writer: JoinHandle<io::Result<ReceivedBlob>>,
}

impl IncomingBlob {
    /// Adds bytes; waits while the disk is behind.
    pub async fn write(&mut self, chunk: Bytes) {
        // A writer that failed has gone away; `finish` then tells why.
        let _ = self.chunks.send(chunk).await;
    }

    /// Ends the file once all its bytes are on disk.
    pub async fn finish(self) -> io::Result<ReceivedBlob> {
        drop(self.chunks);
        self.writer.await.map_err(io::Error::other)?
    }
}

/// A file wholly received but not yet kept; dropped, its bytes are removed.
#[derive(Debug)]
pub struct ReceivedBlob {
    name: String,
    path: PathBuf,
    folder: PathBuf,
    /// Bytes.
    pub size: u64,
    /// MD5 of the bytes, 32 hexadecimal digits.
    pub md5: String,
}

impl ReceivedBlob {
    /// Keeps the bytes and returns the blob's name.
    pub fn keep(self) -> io::Result<String> {
        std::fs::rename(&self.path, self.folder.join(&self.name))?;
        Ok(self.name.clone())
    }
}

impl Drop for ReceivedBlob {
    fn drop(&mut self) {
        // Gone already when it was kept.
        let _ = std::fs::remove_file(&self.path);
    }
}
