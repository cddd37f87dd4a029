//! Builds the language model that the text engines ship with.
fn main() {}
