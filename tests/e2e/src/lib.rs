//! End-to-end tests: the built page in headless Chromium, used as a person uses it, against the
//! sandbox host.
//!
//! A test is a journey in steps that a person would take: see [`page::Page`] for them, and
//! `tests/journey.rs` for the shortest way in. [`run::run`] starts what a test needs and keeps a
//! screenshot and the console in `target/e2e/NAME` when a step fails.

#![allow(clippy::result_large_err, reason = "the errors of the WebDriver client are as large")]

pub mod audit;
pub mod browser;
pub mod clipboard;
mod commands;
pub mod connection;
pub mod console;
pub mod control;
pub mod embedder;
pub mod engine;
pub mod failure;
pub mod file_list;
pub mod files;
pub mod find;
pub mod folders;
pub mod forum;
pub mod framed;
pub mod gallery;
pub mod host;
mod http;
pub mod journey;
pub mod keyboard;
pub mod login;
pub mod memory;
pub mod my_files;
pub mod page;
pub mod places;
pub mod recipe;
pub mod recovery;
pub mod run;
pub mod static_site;
pub mod tabs;
pub mod traces;
pub mod user;
mod web_server;
pub mod words;
