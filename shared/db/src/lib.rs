//! The record store: one schema on MySQL, MariaDB and SQLite.
