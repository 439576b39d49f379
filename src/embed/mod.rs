//! Puts the widget on a page, and the API client into JavaScript's hands.

#[cfg(feature = "javascript")]
pub mod javascript;
#[cfg(feature = "widget")]
mod locale;
#[cfg(feature = "widget")]
pub mod page;
#[cfg(feature = "widget")]
mod panic;
