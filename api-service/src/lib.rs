//! Spelling, spacing and translation over HTTP: everything under `/api`.
//!
//! A request takes one way: [`input`] reads and checks it, [`process`] runs the [`engine`] on the
//! compute [`pool`] and saves the records, [`answer`] is what comes back, as JSON or as a `page`.

mod accept;
pub mod answer;
mod args;
mod asked;
mod body;
pub mod engine;
pub mod input;
mod jobs;
pub mod languagetool;
mod metrics;
mod openapi;
mod page;
pub mod pool;
mod problem;
pub mod process;
mod providers;
mod routes;
mod state;
mod translation;
mod turn;

pub use args::{ApiArgs, Limits, folder};
pub use routes::routes;
pub use state::{ApiFiles, ApiState};
