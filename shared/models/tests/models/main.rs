//! The folder of models, fetching and its faults, and a translator that fetches what it lacks.
//!
//! The translator's models come from a mirror that `tests/models DIR` makes; `TEXTMEND_TEST_MODELS=DIR` says
//! where it is. Without it the tests that need them say so and pass.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops where what it needs is missing"
)]

mod mirror;
mod store;
mod translator;
mod web;
