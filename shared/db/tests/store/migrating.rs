//! However many start at once, the schema is made once, and all of them come up.

use std::process::{Command, Stdio};

use db::{DatabaseSettings, Filter, Page, RecordStore};

use crate::support::{Database, record};

const URL: &str = "TEXTMEND_TEST_MIGRATE";

async fn ten_tasks_at_once(database: Option<Database>) {
    let Some(database) = database else { return };
    let before = database.store.migration_status().await.unwrap();
    assert!(before.applied.is_empty());
    assert!(!before.pending.is_empty());
    let mut tasks = Vec::new();
    for _ in 0..10 {
        let store = database.another().await;
        tasks.push(tokio::spawn(async move {
            store.migrate().await.unwrap();
            store.insert(&[record("hello")], None).await.unwrap();
            store.close().await;
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    check_and_close(database, 10).await;
}

/// Runs in eleven processes: the test, and ten that it starts as themselves with an address to go to.
async fn ten_processes_at_once(name: &str, database: impl Future<Output = Option<Database>>) {
    if let Ok(url) = std::env::var(URL) {
        let settings = DatabaseSettings::from_url(&url).unwrap();
        let store = RecordStore::connect(&settings).await.unwrap();
        store.migrate().await.unwrap();
        store.insert(&[record("hello")], None).await.unwrap();
        return;
    }
    let Some(database) = database.await else {
        return;
    };
    let program = std::env::current_exe().unwrap();
    let children: Vec<_> = (0..10)
        .map(|_| {
            Command::new(&program)
                .args(["--exact", name])
                .env(URL, &database.url)
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
    }
    check_and_close(database, 10).await;
}

async fn check_and_close(database: Database, records: usize) {
    let after = database.store.migration_status().await.unwrap();
    assert!(!after.applied.is_empty());
    assert_eq!((after.pending, after.unknown), (vec![], vec![]));
    let page = database
        .store
        .list(&Filter::default(), &Page::default())
        .await
        .unwrap();
    assert_eq!(page.records.len(), records);
    database.close().await;
}

async fn a_schema_from_the_future_is_left_alone(database: Option<Database>) {
    let Some(database) = database else { return };
    database.store.migrate().await.unwrap();
    database
        .sql(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             VALUES (9999, 'from the future', TRUE, 'x', 1)",
        )
        .await;
    database.store.migrate().await.unwrap();
    assert_eq!(
        database.store.migration_status().await.unwrap().unknown,
        [9999]
    );
    database.close().await;
}

async fn an_interrupted_migration_is_finished(database: Option<Database>) {
    let Some(database) = database else { return };
    database.store.migrate().await.unwrap();
    // As a process leaves it that dies in the middle of the first migration.
    database
        .sql("UPDATE _sqlx_migrations SET success = FALSE WHERE version = 1")
        .await;
    database.sql("DROP TABLE job_locks").await;
    database.store.migrate().await.unwrap();
    database
        .store
        .insert(&[record("hello")], None)
        .await
        .unwrap();
    assert!(
        database
            .store
            .take_job("job", record("").id, std::time::Duration::ZERO)
            .await
            .unwrap()
    );
    check_and_close(database, 1).await;
}

mod sqlite {
    use super::Database;

    #[tokio::test(flavor = "multi_thread")]
    async fn ten_tasks_at_once() {
        super::ten_tasks_at_once(Database::empty_sqlite().await).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn ten_processes_at_once() {
        let name = "migrating::sqlite::ten_processes_at_once";
        super::ten_processes_at_once(name, Box::pin(Database::empty_sqlite())).await;
    }

    #[tokio::test]
    async fn a_schema_from_the_future_is_left_alone() {
        super::a_schema_from_the_future_is_left_alone(Database::empty_sqlite().await).await;
    }
}

mod mysql {
    use super::Database;

    #[tokio::test(flavor = "multi_thread")]
    async fn ten_tasks_at_once() {
        super::ten_tasks_at_once(Database::empty_mysql().await).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn ten_processes_at_once() {
        let name = "migrating::mysql::ten_processes_at_once";
        super::ten_processes_at_once(name, Box::pin(Database::empty_mysql())).await;
    }

    #[tokio::test]
    async fn a_schema_from_the_future_is_left_alone() {
        super::a_schema_from_the_future_is_left_alone(Database::empty_mysql().await).await;
    }

    #[tokio::test]
    async fn an_interrupted_migration_is_finished() {
        super::an_interrupted_migration_is_finished(Database::empty_mysql().await).await;
    }
}
