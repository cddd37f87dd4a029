//! The record store: one schema on MySQL, MariaDB and SQLite.
//!
//! [`RecordStore`] is the way in. Its operations are grouped in files by what they are about: inserting,
//! reading, removing, heartbeats, API keys, housekeeping. Each is written once; `pool` knows the two
//! databases apart.

mod detail;
mod error;
mod feed;
mod filter;
mod find;
mod heartbeats;
mod housekeeping;
mod idempotency;
mod insert;
mod json;
mod keys;
mod migrate;
mod pool;
mod read;
mod record;
mod remove;
mod rows;
mod search;
mod settings;
mod store;
mod time;
mod writer;

pub use detail::{Detail, Doubt, Edit, Step, Translation};
pub use error::{Error, Result};
pub use feed::Feed;
pub use filter::{Filter, Order, Page, RecordPage};
pub use heartbeats::{Heartbeat, Instance};
pub use housekeeping::Housekeeping;
pub use idempotency::Idempotency;
pub use insert::{Batch, Inserted, Ready};
pub use json::Json;
pub use keys::{ApiKey, NewApiKey, Scopes};
pub use migrate::MigrationStatus;
pub use record::{
    Language, MAX_TAG_CHARS, NewRecord, Operation, Record, UnknownOperation, timestamp,
};
pub use remove::RESTORABLE;
pub use search::Terms;
pub use settings::{DatabaseParts, DatabaseSettings, SettingsError, SslMode};
pub use store::{PoolStatus, RecordStore};
pub use writer::{Commit, Writer};

// The tests of query plans need both the statements, which are private, and a database of their own.
#[cfg(test)]
extern crate self as db;
#[cfg(test)]
mod plans;
#[cfg(test)]
#[path = "../tests/store/support.rs"]
#[expect(dead_code, reason = "shared with the integration tests")]
mod support;
