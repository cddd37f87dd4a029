//! The two databases behind one face. Everything above this file is written once: SQL with `?` for
//! parameters and a list of [`Arg`]s; where the dialects differ, [`Dialect`] has the words.

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use futures_util::stream::BoxStream;
use sqlx::mysql::MySqlRow;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::SqliteRow;
use sqlx::{
    AssertSqlSafe, Executor, FromRow, MySql, MySqlConnection, MySqlPool, Sqlite, SqlitePool,
    Transaction,
};
use uuid::Uuid;

use crate::error::Result;
use crate::time::At;

/// A parameter of a statement.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Arg<'a> {
    Id(Uuid),
    Bytes(&'a [u8]),
    Text(&'a str),
    OptText(Option<&'a str>),
    Int(i64),
    OptInt(Option<i64>),
    OptReal(Option<f64>),
    Time(DateTime<Utc>),
}

/// Binds each argument in turn; the same words for queries of either database.
macro_rules! bind {
    ($query:expr, $args:expr) => {{
        let mut query = $query;
        for arg in $args {
            query = match *arg {
                Arg::Id(id) => query.bind(id.as_bytes().to_vec()),
                Arg::Bytes(bytes) => query.bind(bytes.to_vec()),
                Arg::Text(text) => query.bind(text),
                Arg::OptText(text) => query.bind(text),
                Arg::Int(number) => query.bind(number),
                Arg::OptInt(number) => query.bind(number),
                Arg::OptReal(number) => query.bind(number),
                Arg::Time(time) => query.bind(At(time)),
            };
        }
        query
    }};
}

/// A struct whose fields are read from the columns of the same names, in either database.
///
/// What `#[derive(FromRow)]` does, without compiling both database drivers a second time, for the compiler.
macro_rules! row {
    ($(#[$outer:meta])* $visibility:vis struct $name:ident {
        $($(#[$about:meta])* $field:ident: $type:ty),+ $(,)?
    }) => {
        $(#[$outer])*
        $visibility struct $name {
            $($(#[$about])* $field: $type),+
        }

        impl<'r, R: sqlx::Row> sqlx::FromRow<'r, R> for $name
        where
            &'static str: sqlx::ColumnIndex<R>,
            $($type: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>),+
        {
            fn from_row(row: &'r R) -> sqlx::Result<Self> {
                Ok(Self { $($field: row.try_get(stringify!($field))?),+ })
            }
        }
    };
}
pub(crate) use row;

/// A row type that can be read from either database.
pub(crate) trait AnyRow:
    for<'r> FromRow<'r, MySqlRow> + for<'r> FromRow<'r, SqliteRow> + Send + Unpin
{
}

impl<T> AnyRow for T where
    T: for<'r> FromRow<'r, MySqlRow> + for<'r> FromRow<'r, SqliteRow> + Send + Unpin
{
}

/// Which words to use where the databases differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    MySql,
    Sqlite,
}

impl Dialect {
    /// Now, by the clock of the database.
    pub(crate) fn now(self) -> &'static str {
        match self {
            Self::MySql => "UTC_TIMESTAMP(6)",
            Self::Sqlite => "CAST(unixepoch('now', 'subsec') * 1000000 AS INTEGER)",
        }
    }

    /// A number of microseconds, given as a parameter, before now.
    pub(crate) fn micros_ago(self) -> &'static str {
        match self {
            Self::MySql => "(UTC_TIMESTAMP(6) - INTERVAL ? MICROSECOND)",
            Self::Sqlite => "(CAST(unixepoch('now', 'subsec') * 1000000 AS INTEGER) - ?)",
        }
    }

    /// A number of microseconds, given as a parameter, after now.
    pub(crate) fn micros_hence(self) -> &'static str {
        match self {
            Self::MySql => "(UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND)",
            Self::Sqlite => "(CAST(unixepoch('now', 'subsec') * 1000000 AS INTEGER) + ?)",
        }
    }
}

/// A connection to MySQL that goes back to the pool only by [`give_back`](Self::give_back). One whose user
/// stopped halfway (a time-out, a caller that went away) is closed: replies to what it was asked may
/// still come, and whoever had it next would take them for the replies to other questions.
pub(crate) struct Lease(Option<PoolConnection<MySql>>);

impl Lease {
    async fn take(pool: &MySqlPool) -> Result<Self> {
        match Box::pin(pool.acquire()).await {
            Ok(connection) => Ok(Self(Some(connection))),
            // The pool tries again and again, and does not tell why it never had one.
            Err(sqlx::Error::PoolTimedOut) if pool.size() == 0 => {
                let options = pool.connect_options();
                let (host, port) = (options.get_host(), options.get_port());
                Err(crate::Error::Unavailable(format!(
                    "nothing accepts connections at {host}:{port}"
                )))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn connection(&mut self) -> sqlx::Result<&mut MySqlConnection> {
        // Only `give_back` empties it, and that takes the lease away.
        self.0.as_deref_mut().ok_or(sqlx::Error::PoolClosed)
    }

    fn give_back(mut self) {
        drop(self.0.take());
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        drop(self.0.take().map(PoolConnection::detach));
    }
}

/// Connections to one database.
#[derive(Debug, Clone)]
pub(crate) enum Pool {
    MySql(MySqlPool),
    Sqlite(SqlitePool),
}

impl Pool {
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::MySql(_) => Dialect::MySql,
            Self::Sqlite(_) => Dialect::Sqlite,
        }
    }

    /// Runs a statement; the number of rows that it found and changed.
    pub(crate) async fn execute(&self, sql: String, args: &[Arg<'_>]) -> Result<u64> {
        let sql = AssertSqlSafe(sql);
        Ok(match self {
            Self::MySql(pool) => {
                let mut lease = Lease::take(pool).await?;
                let done = bind!(sqlx::query(sql), args)
                    .execute(lease.connection()?)
                    .await;
                lease.give_back();
                done?.rows_affected()
            }
            Self::Sqlite(pool) => bind!(sqlx::query(sql), args)
                .execute(pool)
                .await?
                .rows_affected(),
        })
    }

    pub(crate) async fn fetch_all<T: AnyRow>(
        &self,
        sql: String,
        args: &[Arg<'_>],
    ) -> Result<Vec<T>> {
        let sql = AssertSqlSafe(sql);
        Ok(match self {
            Self::MySql(pool) => {
                let mut lease = Lease::take(pool).await?;
                let rows = bind!(sqlx::query_as(sql), args)
                    .fetch_all(lease.connection()?)
                    .await;
                lease.give_back();
                rows?
            }
            Self::Sqlite(pool) => bind!(sqlx::query_as(sql), args).fetch_all(pool).await?,
        })
    }

    pub(crate) async fn fetch_optional<T: AnyRow>(
        &self,
        sql: String,
        args: &[Arg<'_>],
    ) -> Result<Option<T>> {
        let sql = AssertSqlSafe(sql);
        Ok(match self {
            Self::MySql(pool) => {
                let mut lease = Lease::take(pool).await?;
                let row = bind!(sqlx::query_as(sql), args)
                    .fetch_optional(lease.connection()?)
                    .await;
                lease.give_back();
                row?
            }
            Self::Sqlite(pool) => {
                bind!(sqlx::query_as(sql), args)
                    .fetch_optional(pool)
                    .await?
            }
        })
    }

    /// Hands rows over as they arrive, until `take` has had enough.
    pub(crate) async fn fetch_each<T: AnyRow>(
        &self,
        sql: String,
        args: &[Arg<'_>],
        take: impl FnMut(T) -> Result<bool> + Send,
    ) -> Result<()> {
        let sql = AssertSqlSafe(sql);
        match self {
            Self::MySql(pool) => {
                let mut lease = Lease::take(pool).await?;
                let rows = bind!(sqlx::query_as(sql), args).fetch(lease.connection()?);
                let done = each(rows, take).await;
                lease.give_back();
                done
            }
            Self::Sqlite(pool) => each(bind!(sqlx::query_as(sql), args).fetch(pool), take).await,
        }
    }

    /// A transaction that will write. Dropped before its [`end`](Tx::end), it is rolled back.
    pub(crate) async fn begin(&self) -> Result<Tx> {
        Ok(match self {
            Self::MySql(pool) => {
                let mut lease = Lease::take(pool).await?;
                lease.connection()?.execute("START TRANSACTION").await?;
                Tx::MySql(lease)
            }
            // Immediate: a transaction that first reads and then writes could not wait for its turn.
            Self::Sqlite(pool) => Tx::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?),
        })
    }
}

async fn each<T>(
    mut rows: BoxStream<'_, sqlx::Result<T>>,
    mut take: impl FnMut(T) -> Result<bool> + Send,
) -> Result<()> {
    while let Some(row) = rows.try_next().await? {
        if !take(row)? {
            break;
        }
    }
    Ok(())
}

/// A transaction. On MySQL the connection is closed where it is dropped before its end: the server then
/// rolls back.
pub(crate) enum Tx {
    MySql(Lease),
    Sqlite(Transaction<'static, Sqlite>),
}

impl Tx {
    pub(crate) async fn execute(&mut self, sql: String, args: &[Arg<'_>]) -> Result<u64> {
        let sql = AssertSqlSafe(sql);
        Ok(match self {
            Self::MySql(lease) => bind!(sqlx::query(sql), args)
                .execute(lease.connection()?)
                .await?
                .rows_affected(),
            Self::Sqlite(tx) => bind!(sqlx::query(sql), args)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
        })
    }

    pub(crate) async fn fetch_all<T: AnyRow>(
        &mut self,
        sql: String,
        args: &[Arg<'_>],
    ) -> Result<Vec<T>> {
        let sql = AssertSqlSafe(sql);
        Ok(match self {
            Self::MySql(lease) => {
                bind!(sqlx::query_as(sql), args)
                    .fetch_all(lease.connection()?)
                    .await?
            }
            Self::Sqlite(tx) => {
                bind!(sqlx::query_as(sql), args)
                    .fetch_all(&mut **tx)
                    .await?
            }
        })
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::MySql(_) => Dialect::MySql,
            Self::Sqlite(_) => Dialect::Sqlite,
        }
    }

    /// Commits what was done in it, or rolls it back where something failed. Either way the connection
    /// can go on to serve others.
    pub(crate) async fn end<T>(self, done: Result<T>) -> Result<T> {
        let statement = if done.is_ok() { "COMMIT" } else { "ROLLBACK" };
        let ended = match self {
            Self::MySql(mut lease) => {
                let ended = lease.connection()?.execute(statement).await;
                if ended.is_ok() {
                    lease.give_back();
                }
                ended.map(drop)
            }
            Self::Sqlite(tx) if done.is_ok() => tx.commit().await,
            Self::Sqlite(tx) => tx.rollback().await,
        };
        // What failed first is what the caller must know.
        let done = done?;
        ended?;
        Ok(done)
    }
}

/// So many question marks.
pub(crate) fn placeholders(count: usize) -> String {
    vec!["?"; count].join(", ")
}
