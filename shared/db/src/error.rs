//! What can go wrong in the store, sorted by what the caller can do about it.

use std::borrow::Cow;
use std::fmt::Display;

use sqlx::error::DatabaseError;
use sqlx::mysql::MySqlDatabaseError;

use crate::search::MAX_SEARCH_WORDS;

/// What can go wrong in the store. No message contains a password or the text of a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The database cannot be reached, is overloaded, or did not answer in time. The same call may
    /// succeed later; a write may have been carried out all the same, and repeating it is safe.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// The idempotency key has been used before, with another request.
    #[error("this idempotency key was used before with another request")]
    IdempotencyMismatch,
    /// What was to be inserted contradicts what is already there.
    #[error("conflict: {0}")]
    Conflict(String),
    /// A record, or a part of it, is larger than the database accepts.
    #[error("too large for the database: {0}")]
    TooLarge(String),
    /// A search has too many words.
    #[error(
        "a search has at most {MAX_SEARCH_WORDS} different words; in scripts without spaces between words, \
         each pair of characters counts as one"
    )]
    TooManyWords,
    /// The schema in the database and the one in this program do not fit together.
    #[error("migration failed: {0}")]
    Migration(String),
    /// Anything else: a defect, here or in the database.
    #[error("database error: {0}")]
    Other(String),
}

/// The result of a store operation.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Whether the same call may succeed a little later without anybody changing it: the API's 503.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }

    /// What was stored is no record.
    pub(crate) fn damaged(what: &dyn Display) -> Self {
        Self::Other(format!("damaged record: {what}"))
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) => from_database(database.as_ref()),
            sqlx::Error::PoolTimedOut => {
                Self::Unavailable("no connection became free in time".to_owned())
            }
            sqlx::Error::PoolClosed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::WorkerCrashed => Self::Unavailable(error.to_string()),
            _ => Self::Other(error.to_string()),
        }
    }
}

impl From<tokio::task::JoinError> for Error {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::Other(error.to_string())
    }
}

fn from_database(error: &dyn DatabaseError) -> Error {
    let message = error.message().to_owned();
    if error.is_unique_violation() {
        return Error::Conflict(message);
    }
    match error.try_downcast_ref::<MySqlDatabaseError>() {
        Some(mysql) => from_mysql(mysql.number(), message),
        None => from_sqlite(&error.code().unwrap_or(Cow::Borrowed("")), message),
    }
}

/// Numbers from MySQL's and MariaDB's server error references.
fn from_mysql(number: u16, message: String) -> Error {
    match number {
        // packet too large; data too long for a column
        1153 | 1406 => Error::TooLarge(message),
        // access denied, unknown database, table not there yet: somebody has to act, but the service
        // as such is in order and serves again when they have
        1044 | 1045 | 1049 | 1146
        // too many connections, handshake failed, shutting down, forced to close, host blocked
        | 1040 | 1042 | 1043 | 1053 | 1077..=1080 | 1129 | 1203
        // network read and write errors and time-outs
        | 1152 | 1154..=1161 | 1184
        // lock wait time-out, deadlock
        | 1205 | 1213
        // read-only: a replica that has not been promoted yet
        | 1290 | 1792 | 1836
        // out of memory or disk; statement interrupted or timed out; a cluster node not yet in sync
        | 1021 | 1037 | 1038 | 1041 | 1047 | 1114 | 1317 | 1969 | 3024 | 3168 => {
            Error::Unavailable(message)
        }
        _ => Error::Other(format!("{message} ({number})")),
    }
}

/// Result codes from <https://www.sqlite.org/rescode.html>; the low byte is the primary code.
fn from_sqlite(code: &str, message: String) -> Error {
    match code.parse::<u32>().unwrap_or_default() & 0xff {
        // busy, locked, no memory, read-only, i/o error, disk full, cannot open
        5 | 6 | 7 | 8 | 10 | 13 | 14 => Error::Unavailable(message),
        18 => Error::TooLarge(message),
        _ => Error::Other(format!("{message} ({code})")),
    }
}
