//! Scores the text engines on the test sets.
fn main() {}
