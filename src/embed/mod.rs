//! Puts the widget on a page.

pub mod page;
mod panic;
