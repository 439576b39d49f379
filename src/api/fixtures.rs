//! The published sample replies, for tests.

use super::endpoint::Endpoint;
use super::error::Error;
use super::host::Profile;
use super::reply::{Answer, Reply};

/// The text of a sample: the host's folder below `tests/fixtures`, and the file's name.
pub(crate) fn text(profile: Profile, name: &str) -> String {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
    let path = format!("{root}/{}/{name}.json", profile.code());
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The published reply of an endpoint, read.
pub(crate) fn reply(profile: Profile, endpoint: Endpoint) -> Reply {
    read(200, &text(profile, endpoint.path()), endpoint).expect("the sample is a success")
}

/// An answer with that status and body, read.
pub(crate) fn read(status: u16, body: &str, endpoint: Endpoint) -> Result<Reply, Error> {
    let answer = Answer { status, body: body.to_owned(), ..Answer::default() };
    Reply::read(&answer, endpoint)
}

/// A successful reply with that `data`, which is JSON.
pub(crate) fn with_data(data: &str) -> Reply {
    let body = format!(r#"{{"data": {data}, "_status": "success"}}"#);
    read(200, &body, Endpoint::AccountInfo).expect("the data is JSON")
}

/// All cells that a document has.
pub(crate) fn cells() -> impl Iterator<Item = (Profile, Endpoint)> {
    Profile::KNOWN.into_iter().flat_map(|profile| {
        Endpoint::ALL
            .into_iter()
            .filter(move |endpoint| profile.supports(*endpoint))
            .map(move |endpoint| (profile, endpoint))
    })
}
