//! A file host of this family in one binary.
fn main() {}
