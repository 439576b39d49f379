//! Waiting for what comes about by itself, shared by the tests in a browser.

use gloo_timers::future::TimeoutFuture;

/// Waits for something to be so, ten seconds at most.
pub(crate) async fn until(is_so: impl AsyncFn() -> bool) {
    for _ in 0..200 {
        if is_so().await {
            return;
        }
        TimeoutFuture::new(50).await;
    }
    panic!("it never came to be");
}
