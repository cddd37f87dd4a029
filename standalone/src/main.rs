//! The `textmend` binary.
fn main() {}
