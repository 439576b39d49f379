//! Which failures are tried again, and after how long.

use std::time::Duration;

use super::item::Failure;
use super::options::Options;
use crate::api::{Error, Limit, Missing};

/// The longest wait that a host can impose, in milliseconds. If it wants a longer one, it can say so
/// again at the next try.
pub(super) const LONGEST_MS: f64 = 3_600_000.0;

/// Whether trying again may help: after a network error, a server error, a damaged reply or a damaged
/// copy. Never after a refusal.
pub(super) fn is_worthwhile(failure: &Failure) -> bool {
    match failure {
        Failure::Refused(_) | Failure::Earlier(_) => false,
        Failure::Damaged(_) => true,
        Failure::Api(Error::Server { status: 408, .. } | Error::DamagedReply { .. }) => true,
        Failure::Api(error) => error.is_transient(),
    }
}

/// Whether the host only has no room for one more upload at the moment: other tabs or devices of the
/// same account upload. The file has to wait for them, however long they take.
pub(super) fn is_turned_away(failure: &Failure) -> bool {
    let Failure::Api(Error::Forbidden { limit, .. }) = failure else { return false };
    matches!(limit, Limit::ConcurrentUploads(_))
}

/// Whether the folder it goes to is not there any more.
pub(super) fn is_lost_folder(failure: &Failure) -> bool {
    let Failure::Api(Error::NotFound { what, .. }) = failure else { return false };
    matches!(what, Missing::Folder | Missing::Destination)
}

/// Whether the host itself is failing, rather than this file or this upload: then no other upload is
/// worth trying either.
pub(super) fn is_trouble_of_host(failure: &Failure) -> bool {
    match failure {
        Failure::Api(
            Error::Unreachable { .. }
            | Error::RateLimited { .. }
            | Error::StorageUnavailable { .. },
        ) => true,
        failure if is_turned_away(failure) => true,
        Failure::Api(Error::Server { status, .. } | Error::DamagedReply { status, .. }) => {
            *status >= 500
        }
        _ => false,
    }
}

/// How long to wait after a failure that `before` others came before, in milliseconds: exponential
/// backoff with full jitter, and never less than the server asked for. `random` is in 0..1.
pub(super) fn wait_ms(options: &Options, before: u32, failure: &Failure, random: f64) -> f64 {
    let doubled = options.first_wait_ms * f64::from(1_u32 << before.min(16));
    let jittered = doubled.min(options.longest_wait_ms) * random;
    let asked = match failure {
        Failure::Api(error) => error.retry_after(),
        Failure::Refused(_) | Failure::Damaged(_) | Failure::Earlier(_) => None,
    };
    jittered.max(asked.map_or(0.0, in_ms).min(LONGEST_MS))
}

/// A length of time as this layer reckons with it, in milliseconds.
pub(super) fn in_ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Damage;

    fn server(status: u16) -> Failure {
        Failure::Api(Error::Server { status, message: None, retry_after: None })
    }

    fn limited(seconds: u64) -> Failure {
        let retry_after = Some(Duration::from_secs(seconds));
        Failure::Api(Error::RateLimited { retry_after, message: None })
    }

    #[test]
    fn trouble_is_tried_again_and_refusals_are_not() {
        let damaged = Error::DamagedReply { status: 200, damage: Damage::Page(None) };
        for failure in [server(408), server(500), server(503), limited(1), Failure::Api(damaged)] {
            assert!(is_worthwhile(&failure), "{failure:?}");
        }
        let words = || Some("no".to_owned());
        let full = Error::Forbidden { limit: Limit::Storage(None), message: words() };
        let bad = Error::BadInput { message: words() };
        let huge = Error::TooLargeForServer { message: None };
        for error in [full, bad, huge, Error::BlockedByCors { host: "no".to_owned() }] {
            assert!(!is_worthwhile(&Failure::Api(error.clone())), "{error:?}");
        }
        assert!(!is_worthwhile(&server(200)));
    }

    #[test]
    fn storage_that_is_down_is_down_for_all_files() {
        let forbidden = |limit| Failure::Api(Error::Forbidden { limit, message: None });
        let unavailable = Failure::Api(Error::StorageUnavailable { message: None });
        let turned_away = forbidden(Limit::ConcurrentUploads(Some(1)));
        assert!(is_trouble_of_host(&unavailable) && !is_turned_away(&unavailable));
        assert!(is_trouble_of_host(&turned_away) && is_turned_away(&turned_away));
        assert!(!is_trouble_of_host(&forbidden(Limit::Storage(None))));
    }

    #[test]
    fn waits_double_up_to_the_longest() {
        let options = Options::default();
        let waits: Vec<f64> =
            (0..8).map(|tries| wait_ms(&options, tries, &server(500), 1.0)).collect();
        assert_eq!(waits, [1e3, 2e3, 4e3, 8e3, 16e3, 32e3, 60e3, 60e3]);
        assert_eq!(wait_ms(&options, 3, &server(500), 0.25), 2e3);
    }

    #[test]
    fn the_servers_own_wish_comes_first() {
        let options = Options::default();
        assert_eq!(wait_ms(&options, 0, &limited(7), 0.5), 7e3);
        assert_eq!(wait_ms(&options, 0, &limited(3600), 1.0), 3.6e6);
        assert_eq!(wait_ms(&options, 0, &limited(86_400), 1.0), 3.6e6, "an hour at most");
    }
}
