//! What is deleted is nowhere to be found, can be had back for a while, and then goes for good.

use std::time::Duration;

use db::{Filter, Page, RESTORABLE};

use crate::support::{Database, record};

crate::on_both!(
    deleted_means_not_found_and_can_be_undone,
    many_are_deleted_together_and_by_one_only,
    after_a_while_there_is_no_way_back,
    purging_spares_what_can_be_restored,
);

async fn found(database: &Database) -> (usize, usize) {
    let store = &database.store;
    let search = Filter {
        q: Some("word".to_owned()),
        ..Filter::default()
    };
    let all = store
        .list(&Filter::default(), &Page::default())
        .await
        .unwrap()
        .records
        .len();
    (
        all,
        store
            .list(&search, &Page::default())
            .await
            .unwrap()
            .records
            .len(),
    )
}

async fn deleted_means_not_found_and_can_be_undone(database: &Database) {
    let store = &database.store;
    let records = [record("a word"), record("another word")];
    store.insert(&records, None).await.unwrap();
    let id = records[0].id;
    assert!(!store.restore(id).await.unwrap());
    assert!(store.delete(id).await.unwrap());
    assert!(!store.delete(id).await.unwrap());
    assert_eq!(store.get(id).await.unwrap(), None);
    assert_eq!(found(database).await, (1, 1));
    assert!(store.restore(id).await.unwrap());
    assert!(!store.restore(id).await.unwrap());
    assert_eq!(store.get(id).await.unwrap(), Some(records[0].to_record()));
    assert_eq!(found(database).await, (2, 2));
    assert!(!store.delete(record("never inserted").id).await.unwrap());
}

async fn many_are_deleted_together_and_by_one_only(database: &Database) {
    let store = &database.store;
    let records: Vec<_> = (0..200).map(|i| record(&format!("word {i}"))).collect();
    store.insert(&records, None).await.unwrap();
    let ids: Vec<_> = records.iter().map(|record| record.id).collect();
    assert!(store.delete(ids[7]).await.unwrap());
    let backwards: Vec<_> = ids.iter().rev().copied().collect();
    let (one, other) = tokio::join!(store.delete_all(&ids), store.delete_all(&backwards));
    let mut deleted = [one.unwrap(), other.unwrap()].concat();
    deleted.sort_unstable();
    let mut expected = ids.clone();
    expected.remove(7);
    assert_eq!(deleted, expected);
    assert_eq!(found(database).await, (0, 0));
    assert!(store.delete_all(&ids).await.unwrap().is_empty());
    assert!(store.delete_all(&[]).await.unwrap().is_empty());
    assert!(store.restore(ids[0]).await.unwrap());
    assert_eq!(found(database).await, (1, 1));
    let never = record("never inserted").id;
    let others = [&ids[1..], &[never]].concat();
    assert_eq!(store.restore_all(&others).await.unwrap(), ids[1..]);
    assert!(store.restore_all(&ids).await.unwrap().is_empty());
    let page = Page {
        limit: 300,
        ..Page::default()
    };
    let search = Filter {
        q: Some("word".to_owned()),
        ..Filter::default()
    };
    for filter in [Filter::default(), search] {
        let list = store.list(&filter, &page).await.unwrap();
        assert_eq!(list.records.len(), 200);
    }
}

async fn after_a_while_there_is_no_way_back(database: &Database) {
    let store = &database.store;
    let new = record("a word");
    store
        .insert(std::slice::from_ref(&new), None)
        .await
        .unwrap();
    store.delete(new.id).await.unwrap();
    database
        .age("records", "deleted_at", RESTORABLE.as_secs() as u32 + 1)
        .await;
    assert!(!store.restore(new.id).await.unwrap());
    assert_eq!(found(database).await, (0, 0));
}

async fn purging_spares_what_can_be_restored(database: &Database) {
    let store = &database.store;
    let records: Vec<_> = (0..5).map(|_| record("a word")).collect();
    store.insert(&records, None).await.unwrap();
    for new in &records[..3] {
        store.delete(new.id).await.unwrap();
    }
    database.age("records", "deleted_at", 40).await;
    store.delete(records[3].id).await.unwrap();
    assert_eq!(store.purge(Duration::from_mins(1), 10).await.unwrap(), 0);
    assert_eq!(store.purge(Duration::ZERO, 2).await.unwrap(), 2);
    assert_eq!(store.purge(Duration::ZERO, 10).await.unwrap(), 1);
    assert!(store.restore(records[3].id).await.unwrap());
    assert_eq!(found(database).await, (2, 2));
    // The id is free, as it is for an insert whose first attempt was rolled back.
    store.insert(&records[..1], None).await.unwrap();
    assert_eq!(found(database).await, (3, 3));
}
