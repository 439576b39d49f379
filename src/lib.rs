//! An upload widget for file hosts that publish the File Upload API v2.
//!
//! The layers, each importing only from those below it:
//!
//! | layer | module | its job |
//! | --- | --- | --- |
//! | 5 | [`embed`] | puts the widget on a page |
//! | 4 | [`view`] | Leptos components: what people see |
//! | 3 | [`transfer`] | the upload engine: queue, scheduling, limits |
//! | 3 | [`library`] | what the account has on the host: folders and files |
//! | 2 | [`session`] | who is logged in |
//! | 2 | [`links`] | from an uploaded file to snippets |
//! | 1 | [`api`] | the File Upload API v2 |
//!
//! Without the feature `widget` (on by default) the crate is the lower three layers only, for a
//! page that draws its own interface.

pub mod api;
#[cfg(any(feature = "page", feature = "javascript"))]
pub mod embed;
pub mod library;
pub mod links;
#[cfg_attr(not(feature = "widget"), allow(dead_code, reason = "the view uses the rest"))]
mod ordered;
pub mod session;
pub mod transfer;
#[cfg(feature = "widget")]
pub mod view;

/// The examples of the guide to the client are compiled like those of the code.
#[cfg(doctest)]
#[doc = include_str!("../docs/api.md")]
struct Guide;

/// So is that of the readme.
#[cfg(all(doctest, feature = "widget"))]
#[doc = include_str!("../README.md")]
struct Readme;
