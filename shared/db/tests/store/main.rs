//! One suite for both databases: each test runs on SQLite, and again on MySQL or MariaDB where
//! `TEXTMEND_TEST_MYSQL` has the address of a server and a user that may create databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

mod housekeeping;
mod inserting;
mod instances;
mod keys;
mod migrating;
mod reading;
mod removing;
mod searching;
mod settings;
mod unavailable;
mod writing;
