//! The clock of the queue: it shows the time of day, and does not go back.

/// Milliseconds since 1970. Setting the computer's clock moves it only when the page is loaded anew:
/// else a wait could last for hours.
pub(crate) fn now() -> f64 {
    web_sys::window()
        .and_then(|window| window.performance())
        .map_or_else(js_sys::Date::now, |page| page.time_origin() + page.now())
}
