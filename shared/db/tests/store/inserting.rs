//! Records come back as they went in, all or none, and once.

use std::collections::HashSet;

use db::{
    Batch, Detail, Edit, Error, Filter, Idempotency, Inserted, Json, Language, NewRecord,
    Operation, Page, RecordStore, Step, Translation,
};
use serde_json::json;

use crate::support::{Database, batch, record, tagged};

crate::on_both!(
    what_goes_in_comes_out,
    awkward_texts_come_back_byte_for_byte,
    a_megabyte_is_a_text_like_any_other,
    more_edits_than_a_message_takes,
    what_fails_costs_no_connection,
    a_thousand_records_of_one_request,
    all_or_none,
    what_the_server_does_not_take_is_too_large,
    a_repeated_key_replays_the_records,
    a_key_with_another_request_is_a_mismatch,
    keys_count_for_a_scope_and_a_day,
    twenty_at_once_with_one_key_make_one_record,
    repeating_an_insert_doubles_nothing,
    a_bad_request_in_a_group_fails_alone,
    two_groups_with_the_same_keys,
    a_restart_loses_nothing,
    a_transaction_that_the_database_ends_spoils_nothing,
);

async fn count(store: &RecordStore) -> usize {
    let mut page = Page {
        limit: 1000,
        ..Page::default()
    };
    let mut count = 0;
    loop {
        // A page of long texts is shorter.
        let found = store.list(&Filter::default(), &page).await.unwrap();
        count += found.records.len();
        match found.next {
            Some(next) => page.after = Some(next),
            None => return count,
        }
    }
}

async fn what_goes_in_comes_out(database: &Database) {
    let store = &database.store;
    let edits = vec![Edit {
        confidence: 1.5e-7,
        ..Edit::sure(2, "havv", "have")
    }];
    let options = json!({"suggestions": 3, "ignore": ["a", "b"]});
    let detail = Detail {
        steps: Some(vec![Step {
            operation: Operation::Spell,
            processed: "I have".to_owned(),
            edits: edits.clone(),
            translation: Translation::default(),
        }]),
        took_ms: 0.4,
        options: options.as_object().cloned().unwrap(),
        ..Detail::default()
    };
    for operation in Operation::ALL {
        let new = NewRecord {
            tag: Some("note-7".to_owned()),
            edits: Json::of(&edits).unwrap(),
            language: Some(Language {
                code: "zh-Hans".to_owned(),
                confidence: 0.123_456_789,
            }),
            detail: Json::of(&detail).unwrap(),
            ..NewRecord::new(operation, "I havv", "I have")
        };
        let inserted = store
            .insert(std::slice::from_ref(&new), None)
            .await
            .unwrap();
        assert_eq!(inserted, Inserted::New);
        let read = store.get(new.id).await.unwrap().unwrap();
        assert_eq!(read, new.to_record());
        assert_eq!(read.read_edits(), edits);
        assert_eq!(read.read_detail(), detail);
        assert!((chrono::Utc::now() - read.created_at).num_seconds().abs() < 60);
    }
    assert_eq!(store.get(record("never inserted").id).await.unwrap(), None);
}

async fn awkward_texts_come_back_byte_for_byte(database: &Database) {
    let longest_tag = "𝒯".repeat(128);
    for text in [
        "",
        " ",
        "trailing  ",
        "\r\n\t\u{b}\0after a NUL",
        "👩‍👩‍👧‍👦 🇵🇹 𝕿𝖊𝖝𝖙 \u{10ffff}",
        "שלום עולם مرحبا \u{202e}dlrow\u{202c}",
        "e\u{301} é \u{feff}\u{200b}",
        "'; DROP TABLE records; -- \\ \" ` % _ ?",
        &longest_tag,
    ] {
        let new = NewRecord {
            edits: Json::of(&vec![Edit::sure(0, text, text)]).unwrap(),
            ..tagged(text, text)
        };
        database
            .store
            .insert(std::slice::from_ref(&new), None)
            .await
            .unwrap();
        let read = database.store.get(new.id).await.unwrap().unwrap();
        assert_eq!(read, new.to_record(), "{text:?}");
    }
}

async fn a_megabyte_is_a_text_like_any_other(database: &Database) {
    let prose: String = (0..).map(|i| format!("word{i} ")).take(120_000).collect();
    for text in ["x".repeat(1 << 20), "🦀".repeat(1 << 18), prose] {
        let new = record(&text);
        database
            .store
            .insert(std::slice::from_ref(&new), None)
            .await
            .unwrap();
        assert_eq!(
            database.store.get(new.id).await.unwrap(),
            Some(new.to_record())
        );
    }
}

async fn a_thousand_records_of_one_request(database: &Database) {
    // About the largest request: 8 MiB in 1,000 texts.
    let records: Vec<_> = (0..1000)
        .map(|i| record(&format!("{i} {}", "wörd ".repeat(1400))))
        .collect();
    database.store.insert(&records, None).await.unwrap();
    assert_eq!(count(&database.store).await, 1000);
}

async fn all_or_none(database: &Database) {
    let store = &database.store;
    let mut records: Vec<_> = (0..200).map(|i| record(&format!("text {i}"))).collect();
    records[150] = record("there already");
    store.insert(&records[150..151], None).await.unwrap();
    assert!(matches!(
        store.insert(&records, None).await,
        Err(Error::Conflict(_))
    ));
    assert_eq!(count(store).await, 1);
    let longest_tag = tagged("text", &"x".repeat(129));
    let records = [record("text"), longest_tag];
    assert!(matches!(
        store.insert(&records, None).await,
        Err(Error::TooLarge(_))
    ));
    assert_eq!(count(store).await, 1);
}

async fn what_the_server_does_not_take_is_too_large(database: &Database) {
    // MariaDB takes messages of 16 MiB unless it is told otherwise; SQLite takes more than a test has.
    if database.is_mysql() {
        let records = [record("text"), record(&"x".repeat(9 << 20))];
        let refused = database.store.insert(&records, None).await;
        assert!(matches!(refused, Err(Error::TooLarge(_))), "{refused:?}");
        assert!(!refused.unwrap_err().is_transient());
    }
    assert_eq!(count(&database.store).await, 0);
}

async fn a_repeated_key_replays_the_records(database: &Database) {
    let store = &database.store;
    let key = Idempotency::new("anyone", "key 1", b"two texts");
    assert_eq!(store.replay(&key).await.unwrap(), None);
    let first = [record("one"), record("two")];
    assert_eq!(
        store.insert(&first, Some(&key)).await.unwrap(),
        Inserted::New
    );
    let expected: Vec<_> = first.iter().map(NewRecord::to_record).collect();
    let again = [record("one"), record("two")];
    let replayed = store.insert(&again, Some(&key)).await.unwrap();
    assert_eq!(replayed, Inserted::Replayed(expected.clone()));
    assert_eq!(store.replay(&key).await.unwrap(), Some(expected.clone()));
    assert_eq!(count(store).await, 2);
    // What has been deleted is not shown again, and not made again either.
    store.delete(first[0].id).await.unwrap();
    let replayed = store.insert(&again, Some(&key)).await.unwrap();
    assert_eq!(replayed, Inserted::Replayed(expected[1..].to_vec()));
}

async fn a_key_with_another_request_is_a_mismatch(database: &Database) {
    let store = &database.store;
    let key = Idempotency::new("anyone", "key 1", b"a text");
    store.insert(&[record("a text")], Some(&key)).await.unwrap();
    let other = Idempotency::new("anyone", "key 1", b"another text");
    let refused = store.insert(&[record("another text")], Some(&other)).await;
    assert_eq!(refused, Err(Error::IdempotencyMismatch));
    assert_eq!(store.replay(&other).await, Err(Error::IdempotencyMismatch));
    assert_eq!(count(store).await, 1);
}

async fn keys_count_for_a_scope_and_a_day(database: &Database) {
    let store = &database.store;
    for scope in ["one", "two", "on"] {
        let key = Idempotency::new(scope, if scope == "on" { "ekey" } else { "key" }, b"text");
        assert_eq!(
            store.insert(&[record("text")], Some(&key)).await.unwrap(),
            Inserted::New
        );
    }
    database
        .age("idempotency_keys", "created_at", 23 * 3600)
        .await;
    let key = Idempotency::new("one", "key", b"text");
    let replayed = store.insert(&[record("text")], Some(&key)).await.unwrap();
    assert!(matches!(replayed, Inserted::Replayed(_)));
    database.age("idempotency_keys", "created_at", 3601).await;
    let other = Idempotency::new("one", "key", b"another text");
    assert_eq!(store.replay(&other).await.unwrap(), None);
    let inserted = store
        .insert(&[record("another text")], Some(&other))
        .await
        .unwrap();
    assert_eq!(inserted, Inserted::New);
    assert_eq!(count(store).await, 4);
}

async fn twenty_at_once_with_one_key_make_one_record(database: &Database) {
    let stores = [database.another().await, database.another().await];
    let key = Idempotency::new("anyone", "key", b"text");
    let tasks: Vec<_> = (0..20)
        .map(|i| {
            let (store, key) = (stores[i % 2].clone(), key.clone());
            tokio::spawn(async move { store.insert(&[record("text")], Some(&key)).await })
        })
        .collect();
    let (mut new, mut replayed) = (0, HashSet::new());
    for task in tasks {
        match task.await.unwrap().unwrap() {
            Inserted::New => new += 1,
            Inserted::Replayed(records) => {
                assert_eq!(records.len(), 1);
                replayed.insert(records[0].id);
            }
        }
    }
    assert_eq!((new, replayed.len()), (1, 1));
    assert_eq!(count(&database.store).await, 1);
    for store in stores {
        store.close().await;
    }
}

async fn repeating_an_insert_doubles_nothing(database: &Database) {
    let store = &database.store;
    let key = Idempotency::new("anyone", "key", b"texts");
    let records = [record("one"), record("two")];
    for _ in 0..3 {
        assert_eq!(
            store.insert(&records, Some(&key)).await.unwrap(),
            Inserted::New
        );
    }
    let keyless = [record("three")];
    for _ in 0..3 {
        assert_eq!(store.insert(&keyless, None).await.unwrap(), Inserted::New);
    }
    assert_eq!(count(store).await, 3);
    // Half there, half not: nothing that could be answered as a success.
    let mixed = [keyless[0].clone(), record("four")];
    assert!(matches!(
        store.insert(&mixed, None).await,
        Err(Error::Conflict(_))
    ));
    assert_eq!(count(store).await, 3);
}

async fn a_bad_request_in_a_group_fails_alone(database: &Database) {
    let store = &database.store;
    let used = Idempotency::new("anyone", "used", b"first");
    store.insert(&[record("first")], Some(&used)).await.unwrap();
    let batch = |text: &str, idempotency| batch(record(text), idempotency).unwrap();
    let fresh = Idempotency::new("anyone", "fresh", b"request");
    let results = store
        .insert_group(&[
            batch("plain", None),
            batch(
                "mismatch",
                Some(Idempotency::new("anyone", "used", b"other")),
            ),
            batch("fresh", Some(fresh.clone())),
            batch("replay", Some(used)),
            batch("fresh again", Some(fresh)),
        ])
        .await;
    assert_eq!(results[0], Ok(Inserted::New));
    assert_eq!(results[1], Err(Error::IdempotencyMismatch));
    assert_eq!(results[2], Ok(Inserted::New));
    assert!(matches!(&results[3], Ok(Inserted::Replayed(r)) if r[0].original == "first"));
    assert!(matches!(&results[4], Ok(Inserted::Replayed(r)) if r[0].original == "fresh"));
    assert_eq!(count(store).await, 3);
    assert_eq!(store.insert_group::<Batch>(&[]).await, []);
}

async fn two_groups_with_the_same_keys(database: &Database) {
    let stores = [database.another().await, database.another().await];
    let keys: Vec<_> = (0..30)
        .map(|i| Idempotency::new("anyone", &i.to_string(), b"text"))
        .collect();
    let tasks: Vec<_> = (0..2)
        .map(|side| {
            let store = stores[side].clone();
            let mut batches: Vec<_> = keys
                .iter()
                .map(|key| batch(record("text"), Some(key.clone())).unwrap())
                .collect();
            if side == 1 {
                batches.reverse();
            }
            tokio::spawn(async move { store.insert_group(&batches).await })
        })
        .collect();
    let mut new = 0;
    for task in tasks {
        let results = task.await.unwrap();
        new += results
            .iter()
            .filter(|result| **result == Ok(Inserted::New))
            .count();
        assert!(results.iter().all(Result::is_ok), "{results:?}");
    }
    assert_eq!(new, 30);
    assert_eq!(count(&database.store).await, 30);
    for store in stores {
        store.close().await;
    }
}

async fn a_restart_loses_nothing(database: &Database) {
    let store = database.another().await;
    let records: Vec<_> = (0..50).map(|i| record(&format!("text {i}"))).collect();
    store.insert(&records, None).await.unwrap();
    store.close().await;
    let store = database.another().await;
    store.migrate().await.unwrap();
    for new in &records {
        assert_eq!(store.get(new.id).await.unwrap(), Some(new.to_record()));
    }
    store.close().await;
}

async fn more_edits_than_a_message_takes(database: &Database) {
    let store = &database.store;
    // Numbers that do not repeat, so that they stay long however they are stored.
    let edit = |offset: usize| Edit {
        confidence: (offset as f64).sin().abs(),
        ..Edit::sure(offset, "", " ")
    };
    let new = NewRecord {
        edits: Json::of(&(0..270_000).map(edit).collect()).unwrap(),
        ..record("a")
    };
    assert!(new.edits.len() > 16 << 20);
    store
        .insert(std::slice::from_ref(&new), None)
        .await
        .unwrap();
    let read = store.get(new.id).await.unwrap().unwrap();
    assert!(read == new.to_record());
    let page = Page {
        excerpt: Some(10),
        ..Page::default()
    };
    let listed = store.list(&Filter::default(), &page).await.unwrap();
    assert!(
        listed.records[0].read_edits().is_empty(),
        "too many for a list"
    );
    // Whole, they count for what they are and not for what they take in the database.
    let again = NewRecord {
        id: record("b").id,
        ..new.clone()
    };
    store.insert(&[again], None).await.unwrap();
    let first = store.list(&Filter::default(), &Page::default()).await;
    let first = first.unwrap();
    assert_eq!((first.records.len(), first.next.is_some()), (1, true));
    let page = Page {
        after: first.next,
        ..Page::default()
    };
    let second = store.list(&Filter::default(), &page).await.unwrap();
    assert!(second.records == [new.to_record()] && second.next.is_none());
}

async fn what_fails_costs_no_connection(database: &Database) {
    let Some(_) = database.server() else { return };
    let store = &database.store;
    let twice = record("a");
    store
        .insert(std::slice::from_ref(&twice), None)
        .await
        .unwrap();
    let before = database.connections().await;
    for _ in 0..5 {
        let other = record("b");
        let refused = store.insert(&[other, twice.clone()], None).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        assert!(!store.restore(twice.id).await.unwrap());
    }
    let after = database.connections().await;
    let kept = before.iter().all(|one| after.contains(one));
    assert!(kept, "{before:?} {after:?}");
    assert_eq!(count(store).await, 1);
}

/// As SQLite does where the disk is full.
async fn a_transaction_that_the_database_ends_spoils_nothing(database: &Database) {
    if database.is_mysql() {
        return;
    }
    let refuse =
        "CREATE TRIGGER refuse BEFORE INSERT ON records BEGIN SELECT RAISE(ROLLBACK, 'full'); END";
    database.sql(refuse).await;
    for text in ["one", "two"] {
        let refused = database.store.insert(&[record(text)], None).await;
        let Err(Error::Other(why)) = refused else {
            panic!("{refused:?}");
        };
        assert!(why.starts_with("full"), "{why}");
    }
    database.sql("DROP TRIGGER refuse").await;
    let inserted = database.store.insert(&[record("three")], None).await;
    assert_eq!(inserted, Ok(Inserted::New));
    assert_eq!(count(&database.store).await, 1);
}
