//! The standalone page.
fn main() {}
