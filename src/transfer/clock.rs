//! The clock of the queue: it shows the time of day, and does not go back.

/// A point in time: milliseconds since 1970, by this clock. Lengths of time are in milliseconds as well;
/// what holds one has `ms` in its name, or says so.
pub type Timestamp = f64;

/// The time now. Setting the computer's clock moves it only when the page is loaded anew: else a wait
/// could last for hours.
pub(crate) fn now() -> Timestamp {
    web_sys::window()
        .and_then(|window| window.performance())
        .map_or_else(js_sys::Date::now, |page| page.time_origin() + page.now())
}
