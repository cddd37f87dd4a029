//! The whole system as its users meet it: the built binaries, each test with a database of its own,
//! asked over HTTP. `tests/run http` builds and starts what these tests need.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that meets the unexpected has failed"
)]

mod support;

mod access;
mod balancer;
mod batches;
mod caching;
mod chaos;
mod command_line;
mod configuration;
mod cors;
mod documentation;
mod doubts;
mod encodings;
mod fleet;
mod forms;
mod health;
mod history;
mod idempotency;
mod identity;
mod languagetool;
mod large;
mod libretranslate;
mod metrics;
mod models;
mod nonsense;
mod openapi;
mod operations;
mod outage;
mod problems;
mod providers;
mod records;
mod request_ids;
mod restart;
mod retention;
mod rights;
mod rubbish;
mod secrets;
mod slow_clients;
mod soak;
mod traces;
mod translation;
mod unread;
