//! The `home` binary.
fn main() {}
