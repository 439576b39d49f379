//! The sandbox as its clients see it: over HTTP on loopback, each test with a server of its own.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should fail there")]

// It is stopped by signals, which Windows does not have.
#[cfg(unix)]
mod binary;
mod client;
mod control;
mod cross_origin;
mod documented_errors;
mod downloads;
mod faults;
mod folders;
mod imports;
mod limits;
mod logins;
mod observed;
mod page;
mod readme;
mod restart;
mod samples;
mod uploads;
