//! Bringing the schema up to date, whoever else is doing so at the same moment.

use std::time::Duration;

use sha2::{Digest, Sha256};
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{
    AssertSqlSafe, MySql, MySqlConnection, SqlSafeStr, Sqlite, SqliteConnection,
    pool::PoolConnection,
};

use crate::error::{Error, Result};
use crate::pool::{Dialect, Pool};
use crate::store::RecordStore;

/// The migrations of one database: version, name and the statements of both, which share a file name.
///
/// `sqlx::migrate!` would read the folder by itself, but compiles both database drivers a second time, for the
/// compiler.
macro_rules! migrations {
    ($($version:literal $name:literal $file:literal),+ $(,)?) => {
        [$((
            $version,
            $name,
            include_str!(concat!("../../../migrations/mysql/", $file)),
            include_str!(concat!("../../../migrations/sqlite/", $file)),
        )),+]
    };
}

/// In order. What is released is not changed again: databases know it by its checksum.
const MIGRATIONS: [(i64, &str, &str, &str); 1] = migrations! {
    1 "schema" "0001_schema.sql",
};

/// How long one process waits for another that is migrating. Rebuilding an index of millions of rows
/// takes minutes.
const LOCK_TIMEOUT: Duration = Duration::from_mins(10);

/// Which migrations the database has and lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationStatus {
    /// Versions that have been applied.
    pub applied: Vec<i64>,
    /// Versions and names that this program has and the database lacks.
    pub pending: Vec<(i64, String)>,
    /// Versions that the database has and this program does not know: it is older than the schema.
    pub unknown: Vec<i64>,
}

impl RecordStore {
    /// Brings the schema up to date. Any number of processes may do so at once: one works, the
    /// others wait. Versions newer than this program are left alone, so that during a rolling update
    /// old instances still start.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if the database cannot be reached, [`Error::Migration`] if a migration
    /// fails or an applied one is not what it was.
    pub async fn migrate(&self) -> Result<()> {
        match self.writer() {
            Pool::MySql(pool) => mysql(pool.acquire().await?).await,
            Pool::Sqlite(pool) => sqlite(pool.acquire().await?).await,
        }
    }

    /// Which migrations the database has and lacks. Changes nothing.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if the database cannot be reached.
    pub async fn migration_status(&self) -> Result<MigrationStatus> {
        let exists = match self.dialect() {
            Dialect::MySql => {
                "SELECT COUNT(*) FROM information_schema.tables \
                 WHERE table_schema = DATABASE() AND table_name = '_sqlx_migrations'"
            }
            Dialect::Sqlite => "SELECT COUNT(*) FROM sqlite_master WHERE name = '_sqlx_migrations'",
        };
        let applied: Vec<i64> = self
            .in_time(async {
                let found = self
                    .reader()
                    .fetch_optional::<(i64,)>(exists.to_owned(), &[])
                    .await?;
                if found.is_none_or(|(tables,)| tables == 0) {
                    return Ok(Vec::new());
                }
                let sql = "SELECT version FROM _sqlx_migrations WHERE success ORDER BY version";
                let rows = self
                    .reader()
                    .fetch_all::<(i64,)>(sql.to_owned(), &[])
                    .await?;
                Ok(rows.into_iter().map(|(version,)| version).collect())
            })
            .await?;
        let known = migrator(self.dialect());
        Ok(MigrationStatus {
            pending: known
                .iter()
                .filter(|migration| !applied.contains(&migration.version))
                .map(|migration| (migration.version, migration.description.to_string()))
                .collect(),
            unknown: applied
                .iter()
                .copied()
                .filter(|v| !known.version_exists(*v))
                .collect(),
            applied,
        })
    }
}

/// sqlx would take `GET_LOCK(…, -1)`, which MariaDB refuses: there a negative time is an error, and
/// nobody would wait for anybody. So the lock is taken here.
async fn mysql(mut connection: PoolConnection<MySql>) -> Result<()> {
    let database: Option<String> = sqlx::query_scalar("SELECT DATABASE()")
        .fetch_one(&mut *connection)
        .await?;
    // Locks are the server's, not the database's, and their names have at most 64 characters.
    let digest = Sha256::digest(database.unwrap_or_default().as_bytes());
    let lock = format!(
        "textmend-migrate-{:032x}",
        u128::from_be_bytes(first_16(&digest))
    );
    let locked: Option<i64> = sqlx::query_scalar("SELECT GET_LOCK(?, ?)")
        .bind(&lock)
        .bind(LOCK_TIMEOUT.as_secs() as i64)
        .fetch_one(&mut *connection)
        .await?;
    if locked != Some(1) {
        return Err(Error::Unavailable(
            "another process is migrating the database".to_owned(),
        ));
    }
    let migrated = migrate_mysql(&mut connection).await;
    // The lock goes with the connection in any case.
    let released = sqlx::query("SELECT RELEASE_LOCK(?)")
        .bind(&lock)
        .execute(&mut *connection)
        .await;
    migrated?;
    released?;
    Ok(())
}

async fn migrate_mysql(connection: &mut MySqlConnection) -> Result<()> {
    let migrator = migrator(Dialect::MySql);
    match migrator.run_direct(None, connection, false).await {
        Err(MigrateError::Dirty(version)) => {
            // A process died in the middle. All statements of our migrations may run twice.
            tracing::warn!(version, "finishing a migration that was interrupted");
            let table = &migrator.table_name;
            let sql = format!("DELETE FROM {table} WHERE version = ? AND NOT success");
            sqlx::query(AssertSqlSafe(sql))
                .bind(version)
                .execute(&mut *connection)
                .await?;
            migrator.run_direct(None, connection, false).await
        }
        other => other,
    }
    .map_err(failed)
}

/// The whole migration is one exclusive transaction: it waits for other processes and leaves nothing
/// half done.
async fn sqlite(mut connection: PoolConnection<Sqlite>) -> Result<()> {
    let before: i64 = sqlx::query_scalar("PRAGMA busy_timeout")
        .fetch_one(&mut *connection)
        .await?;
    set_busy_timeout(&mut connection, LOCK_TIMEOUT.as_millis() as i64).await?;
    let migrated = migrate_sqlite(&mut connection).await;
    set_busy_timeout(&mut connection, before).await?;
    migrated
}

async fn migrate_sqlite(connection: &mut SqliteConnection) -> Result<()> {
    let mut transaction = sqlx::Connection::begin_with(connection, "BEGIN EXCLUSIVE").await?;
    migrator(Dialect::Sqlite)
        .run_direct(None, &mut *transaction, false)
        .await
        .map_err(failed)?;
    transaction.commit().await?;
    Ok(())
}

async fn set_busy_timeout(connection: &mut SqliteConnection, milliseconds: i64) -> Result<()> {
    let sql = format!("PRAGMA busy_timeout = {milliseconds}");
    sqlx::query(AssertSqlSafe(sql)).execute(connection).await?;
    Ok(())
}

/// Takes no lock of its own, and leaves versions alone that it does not know.
fn migrator(dialect: Dialect) -> Migrator {
    let migrations = MIGRATIONS.map(|(version, name, mysql, sqlite)| {
        let sql = match dialect {
            Dialect::MySql => mysql,
            Dialect::Sqlite => sqlite,
        };
        Migration::new(
            version,
            name.into(),
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        )
    });
    let mut migrator = Migrator::with_migrations(migrations.into());
    migrator.set_locking(false).set_ignore_missing(true);
    migrator
}

fn first_16(digest: &[u8]) -> [u8; 16] {
    let mut first = [0; 16];
    first.copy_from_slice(&digest[..16]);
    first
}

fn failed(error: MigrateError) -> Error {
    match error {
        MigrateError::Execute(error) => error.into(),
        MigrateError::ExecuteMigration(error, version) => match Error::from(error) {
            unavailable @ Error::Unavailable(_) => unavailable,
            other => Error::Migration(format!("version {version}: {other}")),
        },
        other => Error::Migration(other.to_string()),
    }
}
