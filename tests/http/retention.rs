//! Old records go by themselves, whichever instance does it.

use std::sync::Arc;

use chrono::{Days, Utc};
use sqlx::{AssertSqlSafe, Connection, MySqlConnection, SqliteConnection};

use crate::support::{Database, Kind, TestApp, until};

/// Makes a record older than it is: the time is the front of its key.
async fn age(database: &Database, record: &str, days: u64) -> String {
    let time = Utc::now().checked_sub_days(Days::new(days)).unwrap();
    let old = format!(
        "{:012x}{}",
        time.timestamp_millis(),
        &record.replace('-', "")[12..]
    );
    let new = record.replace('-', "");
    for table in ["records", "record_words"] {
        let sql = format!("UPDATE {table} SET id = x'{old}' WHERE id = x'{new}'");
        let sql = AssertSqlSafe(sql);
        let changed = match database.kind {
            Kind::Sqlite => {
                let mut connection = SqliteConnection::connect(&database.url).await.unwrap();
                let done = sqlx::query(sql).execute(&mut connection).await;
                done.unwrap().rows_affected()
            }
            Kind::MariaDb => {
                let mut connection = MySqlConnection::connect(&database.url).await.unwrap();
                let done = sqlx::query(sql).execute(&mut connection).await;
                done.unwrap().rows_affected()
            }
        };
        assert_eq!(changed, 1, "{table}");
    }
    uuid::Uuid::parse_str(&old).unwrap().to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_older_than_the_retention_time_are_removed() {
    for kind in [Kind::Sqlite, Kind::MariaDb] {
        let database = Arc::new(Database::new(kind).await);
        let app = TestApp::on(Arc::clone(&database), &[]);
        let mut records = Vec::new();
        for days in [0, 6, 8, 400] {
            let answer = app.process("spell", "I havv a dog").await;
            let record = answer["record"].as_str().unwrap();
            records.push(age(&database, record, days).await);
        }
        drop(app);
        // Two instances, one of which has the job.
        let days = [("RETENTION_DAYS", "7")];
        let app = TestApp::on(Arc::clone(&database), &days);
        let _other = TestApp::on(Arc::clone(&database), &days);
        until("the old ones are gone", async || {
            database.records().await == 2
        })
        .await;
        for (record, status) in records.iter().zip([200, 200, 404, 404]) {
            let answer = app.get(&format!("/api/records/{record}")).await;
            assert_eq!(answer.status, status, "{record}");
        }
        assert_eq!(app.record_ids().await.len(), 2);
        let found = app.get("/api/records?q=dog").await.json();
        assert_eq!(found["records"].as_array().unwrap().len(), 2);
    }
}
