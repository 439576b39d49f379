//! A file host of this family in one binary: the peer for tests and the default of a first try.
//!
//! It plays five profiles of the "File Upload API" v2 on loopback, each below its own path, as
//! documented and as observed, with faults on request. See the README beside this crate.

mod account;
mod api;
mod clock;
mod config;
mod control;
mod cors;
mod endpoint;
mod endpoints;
mod faults;
mod host;
mod import_task;
mod package;
mod page;
mod parameters;
mod profile;
mod proxy_page;
mod random;
mod refusal;
mod reply;
mod request_body;
mod request_log;
mod sandbox;
mod server;
mod share;
mod store;
mod switches;
mod token;

pub use account::{AccountConfig, DEMO_PASSWORD, Secret};
pub use config::{Config, DEFAULT_PORT};
pub use control::Control;
pub use endpoint::Endpoint;
pub use package::Package;
pub use profile::{FileStatusField, Profile};
pub use request_log::RecordedRequest;
pub use server::{ProfileAccess, Server, StartError};
pub use switches::{
    Cors, EmptyList, ErrorKey, FolderInfoParameter, Ids, MissingMethod, OptionsReply, Switches,
    UrlHtml,
};
