//! Every list is read along an index that has its order: nothing is sorted, and with a limit hardly more
//! rows are read than shown, however many there are.

use chrono::{TimeDelta, Utc};
use uuid::Uuid;

use crate::filter::{Filter, Order, Page, list_sql};
use crate::pool::{Arg, Dialect, row};
use crate::record::{NewRecord, Operation};
use crate::support::Database;

crate::on_both!(
    lists_are_read_along_an_index,
    removals_find_their_records_by_an_index
);

row! {
    #[derive(Debug)]
    #[expect(non_snake_case, reason = "the server's own names")]
    struct MySqlStep {
        key: Option<String>,
        Extra: Option<String>,
    }
}

row! {
    #[derive(Debug)]
    struct SqliteStep {
        detail: String,
    }
}

/// Makes 5,000 records; the id of one in the middle.
async fn fill(database: &Database) -> Uuid {
    let mut middle = Uuid::nil();
    for batch in 0..5 {
        let records: Vec<_> = (0..1000)
            .map(|i| NewRecord {
                // Rare ones and common ones, so that a planner has something to be wrong about.
                operation: if i % 100 == 0 {
                    Operation::Clean
                } else {
                    Operation::Spell
                },
                tag: (i % 50 == 0).then(|| format!("tag {}", i % 2 + batch)),
                ..NewRecord::new(Operation::Spell, "text", "text")
            })
            .collect();
        if batch == 2 {
            middle = records[500].id;
        }
        database.store.insert(&records, None).await.unwrap();
    }
    database
        .sql(if database.is_mysql() {
            "ANALYZE TABLE records"
        } else {
            "ANALYZE"
        })
        .await;
    middle
}

/// Asserts that a statement reads along one of these indexes and sorts nothing.
async fn check(database: &Database, indexes: [&str; 2], sql: &str, args: &[Arg<'_>]) {
    let pool = database.store.reader();
    match pool.dialect() {
        Dialect::MySql => {
            let steps: Vec<MySqlStep> = pool
                .fetch_all(format!("EXPLAIN {sql}"), args)
                .await
                .unwrap();
            assert_eq!(steps.len(), 1, "{sql}: {steps:?}");
            assert_eq!(
                steps[0].key.as_deref(),
                Some(indexes[0]),
                "{sql}: {steps:?}"
            );
            let extra = steps[0].Extra.as_deref().unwrap_or_default();
            assert!(
                !extra.contains("filesort") && !extra.contains("temporary"),
                "{sql}: {extra}"
            );
        }
        Dialect::Sqlite => {
            let sql = format!("EXPLAIN QUERY PLAN {sql}");
            let steps: Vec<SqliteStep> = pool.fetch_all(sql.clone(), args).await.unwrap();
            assert_eq!(steps.len(), 1, "{sql}: {steps:?}");
            let uses = format!("INDEX {}", indexes[1]);
            assert!(steps[0].detail.contains(&uses), "{sql}: {steps:?}");
        }
    }
}

async fn lists_are_read_along_an_index(database: &Database) {
    let middle = fill(database).await;
    let now = Utc::now();
    for order in [Order::Newest, Order::Oldest] {
        for after in [None, Some(middle)] {
            for dates in [
                None,
                Some((now - TimeDelta::hours(1), now + TimeDelta::hours(1))),
            ] {
                for (operation, tag, indexes) in [
                    (None, None, ["PRIMARY", "sqlite_autoindex_records_1"]),
                    (Some(Operation::Spell), None, ["records_operation"; 2]),
                    (Some(Operation::Clean), None, ["records_operation"; 2]),
                    (None, Some("tag 1"), ["records_tag"; 2]),
                    (Some(Operation::Spell), Some("tag 1"), ["records_tag"; 2]),
                ] {
                    let filter = Filter {
                        operation,
                        tag: tag.map(str::to_owned),
                        q: None,
                        from: dates.map(|(from, _)| from),
                        to: dates.map(|(_, to)| to),
                    };
                    let page = Page {
                        order,
                        after,
                        ..Page::default()
                    };
                    let (sql, args) = list_sql(database.store.dialect(), &filter, &page);
                    check(database, indexes, &sql, &args).await;
                }
            }
        }
    }
}

async fn removals_find_their_records_by_an_index(database: &Database) {
    fill(database).await;
    let ago = database.store.dialect().micros_ago();
    let sql = format!("SELECT id FROM records WHERE deleted_at < {ago} LIMIT 10");
    check(database, ["records_deleted"; 2], &sql, &[Arg::Int(1)]).await;
    let sql = "SELECT id FROM records WHERE id < ? ORDER BY id LIMIT 10";
    check(
        database,
        ["PRIMARY", "sqlite_autoindex_records_1"],
        sql,
        &[Arg::Id(Uuid::max())],
    )
    .await;
}
