//! What people see: one Leptos component, its parts in a folder each, and the words they use.
//!
//! Components reach the host only through [`transfer`](crate::transfer),
//! [`library`](crate::library) and [`session`](crate::session). Nothing a server sent is ever put on
//! the page as HTML: text nodes and attributes only.

mod account_bar;
mod announcement;
mod batch;
mod clipboard;
mod code;
mod context;
mod controller;
mod dialog;
mod dom;
mod drop_area;
mod entrance;
mod events;
mod file_list;
mod focus;
mod folder_picker;
mod later;
mod links_panel;
mod long_list;
mod menu;
mod my_files;
mod names;
mod notice;
mod paint;
mod reactive;
mod sign_in;
pub mod style;
pub mod text;
mod url_import;
mod widget;
mod words;
mod workspace;

pub use controller::Controller;
pub use drop_area::DropZone;
pub use events::{Event, EventFile, OnEvent};
#[cfg(feature = "page")]
pub(crate) use paint::once_seen;
pub use sign_in::HostChoice;
pub use widget::{UploadWidget, UploadWidgetProps};
