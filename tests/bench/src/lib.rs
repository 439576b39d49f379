//! Measures the widget beside its peers, in one run and interleaved, in headless Chromium against
//! the sandbox host.
//!
//! | module | its job |
//! | --- | --- |
//! | [`contender`] | what is measured: the widget, its peers, the baseline |
//! | [`site`] | the contenders' pages as they go over the wire |
//! | [`tab`] | one contender in a fresh browser |
//! | [`scenario`] | what is done to each of them |
//! | [`figures`] | what was measured, its medians and ranges |
//! | [`report`] | the figures as JSON and as tables |
//! | [`publish`] | where readers find them |
//! | [`budgets`] | what the widget may cost at most |
//! | [`tools`] | what the files were built with |
//!
//! `adapters/` holds what has to be known of each contender's page, `peers/` the pages themselves.

pub mod budgets;
pub mod contender;
pub mod figures;
pub mod places;
pub mod publish;
pub mod report;
pub mod scenario;
pub mod site;
pub mod tab;
pub mod tools;
pub mod wire;
