//! Everything there is to read in a reply, read. Shared by the property tests and the fuzz target.

use upload_widget::api::{Answer, Endpoint, Error, Link, Reply};

/// Reads `answer` as a reply of `endpoint` and then as every type there is. It must not panic, and
/// what comes out must be sound.
pub(crate) fn decode_all(answer: &Answer, endpoint: Endpoint) -> Result<Reply, Error> {
    let result = Reply::read(answer, endpoint);
    match &result {
        Ok(reply) => decode_reply(reply),
        Err(error) => check_error(error),
    }
    result
}

fn decode_reply(reply: &Reply) {
    check(reply.access(), |access| assert!(!access.token.expose().trim().is_empty()));
    check(reply.account(), |_| {});
    check(reply.package(), |_| {});
    check(reply.uploaded_file(), |file| {
        for link in [&file.url, &file.delete_url, &file.info_url, &file.stats_url] {
            check_link(link);
        }
    });
    check(reply.download(), |download| check_link(&Some(download.url)));
    check(reply.file(), |file| check_link(&file.url));
    check(reply.copied(), |copied| check_link(&copied.copy.url));
    check(reply.folder(), |folder| check_link(&folder.url));
    check(reply.scheduled_import(), |import| check_link(&import.url));
    check(reply.url_import(), |import| {
        check_link(&import.file.and_then(|file| file.url));
    });
    let listing = reply.listing();
    listing.folders.iter().for_each(|folder| check_link(&folder.url));
    listing.files.iter().for_each(|file| check_link(&file.url));
    assert!(format!("{listing:?}").len() > 10);
}

fn check<T: std::fmt::Debug>(result: Result<T, Error>, look: impl FnOnce(T)) {
    match result {
        Ok(value) => {
            assert!(!format!("{value:?}").is_empty());
            look(value);
        }
        Err(error) => check_error(&error),
    }
}

fn check_link(link: &Option<Link>) {
    let Some(link) = link else { return };
    let address = link.as_str().to_ascii_lowercase();
    assert!(address.starts_with("http://") || address.starts_with("https://"), "{address}");
    assert!(!address.contains(['"', '<', '>', ' ', '\n']), "{address}");
}

fn check_error(error: &Error) {
    let sentence = error.to_string();
    assert!(sentence.len() > 5 && !format!("{error:?}").is_empty());
    assert!(error.code().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
    if let Some(words) = error.server_words() {
        assert!(!words.trim().is_empty() && sentence.contains(words), "{sentence}");
    }
    let _ = (error.is_transient(), error.leaves_outcome_open(), error.retry_after());
}
