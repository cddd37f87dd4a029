//! Translation as its users meet it: real sentences, where the models are at hand.
//!
//! They come from a mirror that `tests/models DIR` makes; `TEXTMEND_TEST_MODELS=DIR` says
//! where it is. Without it the tests that need them say so and pass.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops where what it needs is missing"
)]

mod folders;
mod pool;
mod real;
mod routes;
mod tags;
