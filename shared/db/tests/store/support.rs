//! A fresh database for each test, on either kind of server.

use std::path::PathBuf;

use db::{Batch, DatabaseSettings, Idempotency, NewRecord, Operation, Ready, RecordStore};
use sqlx::{AssertSqlSafe, Connection, MySqlConnection};
use tempfile::TempDir;
use uuid::Uuid;

/// A database of its own, dropped at the end.
pub struct Database {
    pub settings: DatabaseSettings,
    pub url: String,
    pub store: RecordStore,
    place: Place,
}

enum Place {
    Folder { _folder: TempDir },
    Server { url: String, name: String },
}

impl Database {
    /// An SQLite file with the schema.
    pub async fn sqlite() -> Option<Self> {
        let database = Self::empty_sqlite().await?;
        database.store.migrate().await.unwrap();
        Some(database)
    }

    /// A database on the server with the schema; none if there is no server.
    pub async fn mysql() -> Option<Self> {
        let database = Self::empty_mysql().await?;
        database.store.migrate().await.unwrap();
        Some(database)
    }

    pub async fn empty_sqlite() -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let file: PathBuf = folder.path().join("not/yet/there/test.db");
        let url = format!("sqlite://{}", file.display());
        Some(Self::open(url, Place::Folder { _folder: folder }).await)
    }

    pub async fn empty_mysql() -> Option<Self> {
        let Ok(server) = std::env::var("TEXTMEND_TEST_MYSQL") else {
            println!("skipped: TEXTMEND_TEST_MYSQL is not set");
            return None;
        };
        let server = server.trim_end_matches('/');
        let authority = server.rsplit_once("://").unwrap().1;
        let server = match authority.split_once('/') {
            Some((authority, _)) => format!("mysql://{authority}"),
            None => server.to_owned(),
        };
        let name = format!("textmend_test_{}", Uuid::now_v7().simple());
        admin(&server, &format!("CREATE DATABASE {name}")).await;
        let url = format!("{server}/{name}");
        Some(Self::open(url, Place::Server { url: server, name }).await)
    }

    async fn open(url: String, place: Place) -> Self {
        // Tests share two cores with other tests; being slow is not what they are about.
        let settings = DatabaseSettings::from_url(&url)
            .unwrap()
            .with_time_budget(std::time::Duration::from_secs(20));
        let store = RecordStore::connect(&settings).await.unwrap();
        Self {
            settings,
            url,
            store,
            place,
        }
    }

    /// Another store on the same database, as another process would have.
    pub async fn another(&self) -> RecordStore {
        RecordStore::connect(&self.settings).await.unwrap()
    }

    /// Runs a statement that the store has no operation for.
    pub async fn sql(&self, statement: &str) {
        let statement = AssertSqlSafe(statement.to_owned());
        match self.place {
            Place::Server { .. } => {
                let mut connection = MySqlConnection::connect(&self.url).await.unwrap();
                sqlx::query(statement)
                    .execute(&mut connection)
                    .await
                    .unwrap();
            }
            Place::Folder { .. } => {
                let mut connection = sqlx::SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::query(statement)
                    .execute(&mut connection)
                    .await
                    .unwrap();
            }
        }
    }

    /// The connections to this database on its server, by their numbers, but for the one that asks.
    pub async fn connections(&self) -> Vec<i64> {
        let mut connection = MySqlConnection::connect(&self.url).await.unwrap();
        let sql = "SELECT CAST(id AS SIGNED) FROM information_schema.processlist \
                   WHERE db = DATABASE() AND id <> CONNECTION_ID() ORDER BY id";
        let query = sqlx::query_scalar(sql);
        query.fetch_all(&mut connection).await.unwrap()
    }

    pub fn is_mysql(&self) -> bool {
        matches!(self.place, Place::Server { .. })
    }

    /// The address of the server without a database's name, if it is a server.
    pub fn server(&self) -> Option<&str> {
        match &self.place {
            Place::Server { url, .. } => Some(url),
            Place::Folder { .. } => None,
        }
    }

    /// Moves a column of times into the past.
    pub async fn age(&self, table: &str, column: &str, seconds: u32) {
        let past = if self.is_mysql() {
            format!("{column} - INTERVAL {seconds} SECOND")
        } else {
            format!("{column} - {seconds} * 1000000")
        };
        self.sql(&format!(
            "UPDATE {table} SET {column} = {past} WHERE {column} IS NOT NULL"
        ))
        .await;
    }

    pub async fn close(self) {
        self.store.close().await;
        if let Place::Server { url, name } = &self.place {
            admin(url, &format!("DROP DATABASE {name}")).await;
        }
    }
}

async fn admin(server: &str, statement: &str) {
    let mut connection = MySqlConnection::connect(server).await.unwrap();
    sqlx::query(AssertSqlSafe(statement.to_owned()))
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
}

/// A spelling record of this text.
pub fn record(text: &str) -> NewRecord {
    NewRecord::new(Operation::Spell, text, text)
}

/// A request for one record.
pub fn batch(record: NewRecord, idempotency: Option<Idempotency>) -> db::Result<Batch> {
    Ok(Batch::of(vec![Ready::new(record)?], idempotency))
}

/// A record with this tag.
pub fn tagged(text: &str, tag: &str) -> NewRecord {
    NewRecord {
        tag: Some(tag.to_owned()),
        ..record(text)
    }
}

/// Makes of each function two tests, one for each kind of database. The function borrows the database,
/// which is dropped afterwards unless the test failed.
#[macro_export]
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(database) = $crate::support::Database::sqlite().await {
                    super::$name(&database).await;
                    database.close().await;
                }
            })+
        }
        mod mysql {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(database) = $crate::support::Database::mysql().await {
                    super::$name(&database).await;
                    database.close().await;
                }
            })+
        }
    };
}
