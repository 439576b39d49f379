//! Puts the widget on a page, and the API client into JavaScript's hands.
//!
//! | module | its job |
//! | --- | --- |
//! | [`element`] | the widget inside `<upload-widget>`: what `www/embed/loader.js` calls |
//! | [`page`] | the standalone page |
//! | `settings` | what the attributes of either say |
//! | `locale` | the words in the reader's language, fetched before anything is shown |
//! | `credentials` | a token that the page supplies |
//! | `templates` | ways to write links down that the page supplies |
//! | `panic` | a fault in the widget itself is told, never silent |
//! | `javascript` | the API client as a class |

#[cfg(feature = "page")]
mod credentials;
#[cfg(feature = "page")]
pub mod element;
#[cfg(feature = "javascript")]
pub mod javascript;
#[cfg(feature = "page")]
mod locale;
#[cfg(feature = "page")]
pub mod page;
#[cfg(feature = "page")]
mod panic;
#[cfg(feature = "page")]
mod settings;
#[cfg(feature = "page")]
mod templates;
