//! What was asked of the sandbox, without any value that was sent: names only, never secrets.

use crate::clock::Moment;
use crate::profile::Profile;
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// Older requests are forgotten beyond this many.
const KEPT: usize = 20_000;

/// A request to one of the profiles' endpoints.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "plain names")]
pub struct RecordedRequest {
    /// Counts up from 1 since the start.
    pub number: u64,
    pub time: String,
    pub profile: Profile,
    pub method: String,
    /// The path below the profile, without the query.
    pub path: String,
    /// Whether this was OPTIONS.
    pub preflight: bool,
    pub origin: Option<String>,
    /// Without parameters such as the boundary.
    pub content_type: Option<String>,
    /// The names of the fields in the order they came, files' fields too.
    pub fields: Vec<String>,
    /// Bytes of the body that were read.
    pub body_bytes: u64,
    /// HTTP status of the reply; null when the connection was broken instead.
    pub status: Option<u16>,
    /// The kinds of the faults that struck it.
    pub faults: Vec<String>,
}

/// The recorded requests, oldest first.
#[derive(Debug, Default)]
pub struct RequestLog {
    log: Mutex<(u64, VecDeque<RecordedRequest>)>,
}

impl RequestLog {
    /// Records a request once it is answered.
    pub fn record(&self, request: RecordedRequest) {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.0 += 1;
        let number = log.0;
        if log.1.len() == KEPT {
            log.1.pop_front();
        }
        log.1.push_back(RecordedRequest { number, ..request });
    }

    /// The recorded requests of a profile, or all.
    pub fn list(&self, profile: Option<Profile>) -> Vec<RecordedRequest> {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let of_profile = |request: &&RecordedRequest| profile.is_none_or(|p| p == request.profile);
        log.1.iter().filter(of_profile).cloned().collect()
    }

    /// Forgets those of a profile, or all.
    pub fn clear(&self, profile: Option<Profile>) {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.1.retain(|request| profile.is_some_and(|p| p != request.profile));
    }
}

impl RecordedRequest {
    /// A request that has just arrived.
    pub fn arrived(
        profile: Profile,
        path: &str,
        parts: &axum::http::request::Parts,
        now: Moment,
    ) -> Self {
        let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let content_type = header(axum::http::header::CONTENT_TYPE)
            .map(|value| value.split(';').next().unwrap_or_default().trim().to_owned());
        RecordedRequest {
            number: 0,
            time: now.to_string(),
            profile,
            method: parts.method.to_string(),
            path: path.to_owned(),
            preflight: parts.method == axum::http::Method::OPTIONS,
            origin: header(axum::http::header::ORIGIN).map(str::to_owned),
            content_type,
            fields: Vec::new(),
            body_bytes: 0,
            status: None,
            faults: Vec::new(),
        }
    }
}
