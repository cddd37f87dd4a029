//! A fresh, empty database for each test.

use sqlx::{AssertSqlSafe, Connection, MySqlConnection, SqliteConnection};
use tempfile::TempDir;
use uuid::Uuid;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    MariaDb,
}

/// An empty database without a schema, removed at the end.
pub struct Database {
    pub kind: Kind,
    pub url: String,
    _folder: TempDir,
}

impl Database {
    pub async fn new(kind: Kind) -> Self {
        let folder = TempDir::new().unwrap();
        let url = match kind {
            Kind::Sqlite => format!("sqlite://{}?mode=rwc", folder.path().join("t.db").display()),
            Kind::MariaDb => {
                let server = Self::server();
                let name = format!("http_{}", Uuid::now_v7().simple());
                let mut connection = MySqlConnection::connect(&server).await.unwrap();
                sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}")))
                    .execute(&mut connection)
                    .await
                    .unwrap();
                format!("{server}/{name}")
            }
        };
        Self {
            kind,
            url,
            _folder: folder,
        }
    }

    /// The address of the private server, without a database.
    pub fn server() -> String {
        std::env::var("TEXTMEND_TEST_MYSQL")
            .expect("TEXTMEND_TEST_MYSQL has the address of a MariaDB server: use `tests/run http`")
    }

    /// The number of records, asked of the database itself.
    pub async fn records(&self) -> i64 {
        let sql = "SELECT COUNT(*) FROM records WHERE deleted_at IS NULL";
        match self.kind {
            Kind::Sqlite => {
                let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql)
                    .fetch_one(&mut connection)
                    .await
                    .unwrap()
            }
            Kind::MariaDb => {
                let mut connection = MySqlConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql)
                    .fetch_one(&mut connection)
                    .await
                    .unwrap()
            }
        }
    }
}
