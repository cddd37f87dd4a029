//! What is no longer wanted goes, what is wanted stays, and one process at a time sees to it.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use db::{Filter, Housekeeping, Idempotency, NewRecord, Page};
use uuid::{NoContext, Timestamp, Uuid};

use crate::support::{Database, record};

crate::on_both!(
    only_what_has_expired_goes,
    retention_removes_old_records_in_batches,
    one_at_a_time,
    a_job_is_free_again_when_its_holder_has_died,
);

async fn only_what_has_expired_goes(database: &Database) {
    let store = &database.store;
    let records: Vec<_> = (0..4).map(|i| record(&format!("text {i}"))).collect();
    let old_key = Idempotency::new("anyone", "old", b"text");
    store.insert(&records, Some(&old_key)).await.unwrap();
    store.delete(records[0].id).await.unwrap();
    database.age("records", "deleted_at", 60).await;
    database
        .age("idempotency_keys", "created_at", 24 * 3600 + 1)
        .await;
    store.delete(records[1].id).await.unwrap();
    let key = Idempotency::new("anyone", "new", b"text");
    store
        .insert(&[record("one more")], Some(&key))
        .await
        .unwrap();

    let done = store.housekeep(Uuid::now_v7(), None).await.unwrap();
    assert_eq!(
        done,
        Some(Housekeeping {
            purged: 1,
            retired: 0,
            keys: 1,
            instances: 0
        })
    );
    assert!(!store.restore(records[0].id).await.unwrap());
    assert!(store.restore(records[1].id).await.unwrap());
    assert_eq!(store.replay(&old_key).await.unwrap(), None);
    assert!(store.replay(&key).await.unwrap().is_some());
    assert_eq!(
        store
            .list(&Filter::default(), &Page::default())
            .await
            .unwrap()
            .records
            .len(),
        4
    );
    let nothing = store.housekeep(Uuid::now_v7(), None).await.unwrap();
    assert_eq!(nothing, Some(Housekeeping::default()));
}

fn of_days_ago(days: i64, i: usize) -> NewRecord {
    let time = Utc::now() - TimeDelta::days(days);
    let time = Timestamp::from_unix(NoContext, time.timestamp() as u64, i as u32);
    NewRecord {
        id: Uuid::new_v7(time),
        ..record(&format!("from {days} days ago"))
    }
}

async fn retention_removes_old_records_in_batches(database: &Database) {
    let store = &database.store;
    let old: Vec<_> = (0..1200).map(|i| of_days_ago(31, i)).collect();
    let young: Vec<_> = (0..20).map(|i| of_days_ago(29, i)).collect();
    store.insert(&old, None).await.unwrap();
    store.insert(&young, None).await.unwrap();
    let days = Duration::from_hours(30 * 24);
    let done = store
        .housekeep(Uuid::now_v7(), Some(days))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(done.retired, 1200);
    let page = Page {
        limit: 1000,
        ..Page::default()
    };
    let left = store.list(&Filter::default(), &page).await.unwrap().records;
    assert_eq!(left.len(), 20);
    assert!(
        left.iter()
            .all(|record| record.original == "from 29 days ago")
    );
    let gone = Filter {
        q: Some("31".to_owned()),
        ..Filter::default()
    };
    assert_eq!(store.list(&gone, &page).await.unwrap().records, []);
}

async fn one_at_a_time(database: &Database) {
    let store = &database.store;
    let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
    let lease = Duration::from_mins(1);
    assert!(store.take_job("housekeeping", one, lease).await.unwrap());
    assert_eq!(store.housekeep(other, None).await.unwrap(), None);
    assert!(
        store
            .take_job("something else", other, lease)
            .await
            .unwrap()
    );
    // What another holds cannot be given back.
    store.leave_job("housekeeping", other).await.unwrap();
    assert_eq!(store.housekeep(other, None).await.unwrap(), None);
    store.leave_job("housekeeping", one).await.unwrap();
    assert!(store.housekeep(other, None).await.unwrap().is_some());

    // Of many that start at once, one gets it.
    let another = database.another().await;
    let tasks: Vec<_> = (0..10)
        .map(|i| {
            let store = if i % 2 == 0 {
                store.clone()
            } else {
                another.clone()
            };
            tokio::spawn(async move { store.take_job("race", Uuid::now_v7(), lease).await })
        })
        .collect();
    let mut winners = 0;
    for task in tasks {
        winners += usize::from(task.await.unwrap().unwrap());
    }
    assert_eq!(winners, 1);
    another.close().await;
}

async fn a_job_is_free_again_when_its_holder_has_died(database: &Database) {
    let store = &database.store;
    let lease = Duration::from_mins(1);
    assert!(store.take_job("job", Uuid::now_v7(), lease).await.unwrap());
    let heir = Uuid::now_v7();
    assert!(!store.take_job("job", heir, lease).await.unwrap());
    database.age("job_locks", "held_until", 61).await;
    assert!(store.take_job("job", heir, lease).await.unwrap());
}
