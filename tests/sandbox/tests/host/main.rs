//! The sandbox as its clients see it: over HTTP on loopback, each test with a server of its own.

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
mod restart;
mod samples;
mod uploads;
