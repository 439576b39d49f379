//! A request's body as it arrives, at the pace and with the mishaps a fault asked for.

use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use std::time::{Duration, Instant};

/// Under a limited pace, chunks are handled in pieces this large so that it is even.
const PIECES_PER_SECOND: u64 = 20;

/// Why a body did not arrive whole.
#[derive(Debug)]
pub enum BodyError {
    /// A fault says to break the connection here.
    BreakNow,
    /// The client went away.
    Lost(String),
    /// The bytes could not be written to disk.
    Disk(std::io::Error),
}

impl std::fmt::Display for BodyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            BodyError::BreakNow => f.write_str("the connection is broken on purpose"),
            BodyError::Lost(why) => write!(f, "the client went away: {why}"),
            BodyError::Disk(error) => write!(f, "the disk failed: {error}"),
        }
    }
}

impl std::error::Error for BodyError {}

/// A body being read.
#[derive(Debug)]
pub struct RequestBody {
    data: BodyDataStream,
    waiting: Bytes,
    read: u64,
    bytes_per_second: Option<u64>,
    break_after: Option<u64>,
    started: Instant,
}

impl RequestBody {
    /// Takes a body; reading is limited to a pace, and breaks after so many bytes, where given.
    pub fn new(body: Body, bytes_per_second: Option<u64>, break_after: Option<u64>) -> RequestBody {
        RequestBody {
            data: body.into_data_stream(),
            waiting: Bytes::new(),
            read: 0,
            bytes_per_second,
            break_after,
            started: Instant::now(),
        }
    }

    /// Bytes read so far.
    pub fn bytes_read(&self) -> u64 {
        self.read
    }

    /// The next bytes, or None at the end.
    pub async fn next_chunk(&mut self) -> Option<Result<Bytes, BodyError>> {
        if self.break_after.is_some_and(|limit| self.read >= limit) {
            return Some(Err(BodyError::BreakNow));
        }
        if self.waiting.is_empty() {
            match self.data.next().await? {
                Ok(chunk) => self.waiting = chunk,
                Err(error) => return Some(Err(BodyError::Lost(error.to_string()))),
            }
        }
        let mut length = self.waiting.len() as u64;
        if let Some(pace) = self.bytes_per_second {
            length = length.min((pace / PIECES_PER_SECOND).max(1));
            #[allow(clippy::cast_precision_loss, reason = "a pause need not be exact")]
            let due = Duration::from_secs_f64((self.read + length) as f64 / pace as f64);
            tokio::time::sleep(due.saturating_sub(self.started.elapsed())).await;
        }
        if let Some(limit) = self.break_after {
            length = length.min(limit - self.read);
        }
        self.read += length;
        // `length` is at most the chunk's own length, so it fits.
        Some(Ok(self.waiting.split_to(length as usize)))
    }

    /// Reads and discards the rest.
    pub async fn read_to_end(&mut self) -> Result<(), BodyError> {
        while let Some(chunk) = self.next_chunk().await {
            chunk?;
        }
        Ok(())
    }

    /// The rest as a stream.
    pub fn as_stream(&mut self) -> impl Stream<Item = Result<Bytes, BodyError>> + Send + '_ {
        stream::unfold(
            self,
            |body| async move { body.next_chunk().await.map(|chunk| (chunk, body)) },
        )
    }
}
