//! The store itself: its connections, and the time that an operation may take.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::mysql::MySqlPoolOptions;
use sqlx::pool::PoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Database, Executor};
use tokio::sync::OnceCell;
use tokio::time::Instant;
use tracing::{Instrument, Span, info_span};

use crate::error::{Error, Result};
use crate::pool::{Dialect, Pool};
use crate::settings::{DatabaseSettings, Target};

/// How long switching a new SQLite file to write-ahead logging may take while others do the same.
const WAL_PATIENCE: Duration = Duration::from_secs(10);

/// The records, and what else the services share. Cheap to clone; clones share their connections.
#[derive(Clone)]
pub struct RecordStore {
    inner: Arc<Inner>,
}

struct Inner {
    /// For reads; the same as `writer` with MySQL and with SQLite in memory.
    reader: Pool,
    /// For writes. SQLite has one writer at a time: one connection, whose queue is the pool's, waits
    /// more fairly than several that poll the file's lock.
    writer: Pool,
    max_packet: OnceCell<usize>,
    /// Whether the last write found the database unavailable: a full disk can still be read.
    refuses_writes: AtomicBool,
    settings: DatabaseSettings,
}

/// How busy the connections are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolStatus {
    /// Open connections.
    pub open: u32,
    /// Those of them that nobody uses.
    pub idle: u32,
    /// How many there may be.
    pub max: u32,
}

impl RecordStore {
    /// A store with these settings. Connections to MySQL are made when first needed, so that a service
    /// can start, and say what is wrong, while the database is away; an SQLite file is opened (and
    /// created, its folder too) right away.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if the SQLite file cannot be opened.
    pub async fn connect(settings: &DatabaseSettings) -> Result<Self> {
        let (reader, writer) = match &settings.target {
            Target::MySql(options) => {
                let pool = limits(MySqlPoolOptions::new(), settings)
                    .max_connections(settings.max_connections)
                    .after_connect(|connection, _| {
                        Box::pin(async move {
                            for statement in DatabaseSettings::mysql_session() {
                                connection.execute(AssertSqlSafe(statement)).await?;
                            }
                            Ok(())
                        })
                    })
                    .connect_lazy_with((**options).clone());
                (Pool::MySql(pool.clone()), Pool::MySql(pool))
            }
            Target::Sqlite {
                options,
                memory: true,
            } => {
                // One connection that never closes: with the last one the database would be gone.
                let pool = limits(SqlitePoolOptions::new(), settings)
                    .max_connections(1)
                    .idle_timeout(None)
                    .max_lifetime(None)
                    .connect_with((**options).clone())
                    .await?;
                (Pool::Sqlite(pool.clone()), Pool::Sqlite(pool))
            }
            Target::Sqlite {
                options,
                memory: false,
            } => {
                create_folder(options.get_filename())?;
                use_write_ahead_log(options).await?;
                let writer = limits(SqlitePoolOptions::new(), settings)
                    .max_connections(1)
                    // Where the disk is full SQLite ends a transaction by itself, and the driver believes for
                    // ever that it goes on.
                    .before_acquire(|connection, _| {
                        let usable = !connection.is_in_transaction();
                        Box::pin(async move { Ok(usable) })
                    })
                    .connect_lazy_with((**options).clone());
                let reader = limits(SqlitePoolOptions::new(), settings)
                    .max_connections(settings.max_connections)
                    .connect_lazy_with((**options).clone().pragma("query_only", "ON"));
                (Pool::Sqlite(reader), Pool::Sqlite(writer))
            }
        };
        let inner = Inner {
            reader,
            writer,
            max_packet: OnceCell::new(),
            refuses_writes: AtomicBool::new(false),
            settings: settings.clone(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Asks the database for an answer, and whether the last write came through: records and signs of
    /// life are written all the time.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if there is no answer in time, or nothing could be written.
    pub async fn ready(&self) -> Result<()> {
        self.ping().await?;
        if self.inner.refuses_writes.load(Ordering::Relaxed) {
            return Err(Error::Unavailable("it takes no writes".to_owned()));
        }
        Ok(())
    }

    /// Notes whether a write found the database available.
    pub(crate) fn written<T>(&self, result: Result<T>) -> Result<T> {
        let refused = result.as_ref().is_err_and(Error::is_transient);
        self.inner.refuses_writes.store(refused, Ordering::Relaxed);
        result
    }

    /// Asks the database for an answer.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if there is none in time.
    pub async fn ping(&self) -> Result<()> {
        self.in_time(async {
            self.reader()
                .fetch_optional::<(i64,)>("SELECT 1".to_owned(), &[])
                .await
                .map(drop)
        })
        .await
    }

    /// How busy the connections are (the readers, with SQLite).
    pub fn pool_status(&self) -> PoolStatus {
        let (open, idle) = match self.reader() {
            Pool::MySql(pool) => (pool.size(), pool.num_idle()),
            Pool::Sqlite(pool) => (pool.size(), pool.num_idle()),
        };
        PoolStatus {
            open,
            idle: idle as u32,
            max: self.inner.settings.max_connections,
        }
    }

    /// The settings that the store was made with.
    pub fn settings(&self) -> &DatabaseSettings {
        &self.inner.settings
    }

    /// Waits until no connection is in use and closes them all. Later calls fail.
    pub async fn close(&self) {
        for pool in [&self.inner.reader, &self.inner.writer] {
            match pool {
                Pool::MySql(pool) => pool.close().await,
                Pool::Sqlite(pool) => pool.close().await,
            }
        }
    }

    pub(crate) fn reader(&self) -> &Pool {
        &self.inner.reader
    }

    pub(crate) fn writer(&self) -> &Pool {
        &self.inner.writer
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.inner.reader.dialect()
    }

    /// The largest message that the server takes, in bytes. Asked once.
    pub(crate) async fn max_packet(&self) -> Result<usize> {
        let ask = || async {
            match self.dialect() {
                // SQLITE_MAX_LENGTH, https://www.sqlite.org/limits.html
                Dialect::Sqlite => Ok(1_000_000_000),
                Dialect::MySql => {
                    let sql = "SELECT CAST(@@max_allowed_packet AS SIGNED)".to_owned();
                    let row = self.reader().fetch_optional::<(i64,)>(sql, &[]).await?;
                    Ok(row.map_or(1 << 20, |(bytes,)| bytes as usize))
                }
            }
        };
        self.inner.max_packet.get_or_try_init(ask).await.copied()
    }

    /// The result of an operation, or [`Error::Unavailable`] when its time is over.
    pub(crate) async fn in_time<T>(&self, operation: impl Future<Output = Result<T>>) -> Result<T> {
        self.within(self.inner.settings.time_budget, operation)
            .await
    }

    /// The same with a time of its own.
    pub(crate) async fn within<T>(
        &self,
        time: Duration,
        operation: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        // A part of a request, or of whatever else is being watched; not worth a trace of its own.
        let span = if Span::current().is_none() {
            Span::none()
        } else {
            info_span!("database")
        };
        tokio::time::timeout(time, operation)
            .instrument(span)
            .await
            .unwrap_or_else(|_| {
                Err(Error::Unavailable(format!(
                    "no answer within {} ms",
                    time.as_millis()
                )))
            })
    }

    pub(crate) fn time_budget(&self) -> Duration {
        self.inner.settings.time_budget
    }
}

fn limits<DB: Database>(options: PoolOptions<DB>, settings: &DatabaseSettings) -> PoolOptions<DB> {
    options
        .acquire_timeout(settings.time_budget.min(Duration::from_secs(2)))
        .idle_timeout(Duration::from_mins(10))
        .max_lifetime(Duration::from_mins(30))
}

fn create_folder(file: &Path) -> Result<()> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => {
            std::fs::create_dir_all(folder).map_err(|error| {
                Error::Unavailable(format!("cannot create {}: {error}", folder.display()))
            })
        }
        _ => Ok(()),
    }
}

/// Write-ahead logging is a lasting property of the file. The switch needs the file for itself and does
/// not wait for it (<https://www.sqlite.org/wal.html>), so several processes that start at once on a
/// new file must try again.
async fn use_write_ahead_log(options: &SqliteConnectOptions) -> Result<()> {
    let deadline = Instant::now() + WAL_PATIENCE;
    loop {
        match try_write_ahead_log(options).await {
            Ok(()) => return Ok(()),
            Err(error) if is_busy(&error) && Instant::now() < deadline => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Err(error) => {
                let file = options.get_filename().display();
                return Err(Error::Unavailable(format!("cannot open {file}: {error}")));
            }
        }
    }
}

async fn try_write_ahead_log(options: &SqliteConnectOptions) -> sqlx::Result<()> {
    let mut connection = options.connect().await?;
    sqlx::query("PRAGMA journal_mode = WAL")
        .execute(&mut connection)
        .await?;
    connection.close().await
}

/// Whether the code is `SQLITE_BUSY` or `SQLITE_LOCKED`, extended or not.
fn is_busy(error: &sqlx::Error) -> bool {
    let code = error
        .as_database_error()
        .and_then(|error| error.code()?.parse::<u32>().ok());
    code.is_some_and(|code| matches!(code & 0xff, 5 | 6))
}
