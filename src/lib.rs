//! An upload widget for file hosts that publish the File Upload API v2.
//!
//! The layers, each importing only from those below it:
//!
//! | floor | module | its job |
//! | --- | --- | --- |
//! | 5 | `embed` | puts the widget on a page |
//! | 4 | `view` | Leptos components |
//! | 3 | `transfer` | the upload engine: queue, scheduling, progress |
//! | 2 | `session` | who is logged in |
//! | 1 | [`api`] | the File Upload API v2 |
//! | 1 | [`links`] | from an uploaded file to snippets |

pub mod api;
pub mod links;
