//! Pages, filters, the export and the live feed show each record exactly once.

use std::{collections::HashSet, time::Duration};

use chrono::{TimeDelta, Utc};
use db::{Detail, Edit, Filter, Json, NewRecord, Operation, Order, Page, Record, RecordStore};
use futures_util::TryStreamExt;
use uuid::{NoContext, Timestamp, Uuid};

use crate::support::{Database, record, tagged};

crate::on_both!(
    pages_show_each_record_once_while_others_come,
    filters_combine,
    tags_count_to_the_letter,
    dates_are_half_open,
    excerpts_are_short,
    a_page_of_the_longest_texts_ends_early,
    the_export_has_everything,
    the_feed_tells_each_record_once,
    what_was_missed_is_the_newest_of_it,
    the_feed_waits_for_late_commits,
);

async fn all(store: &RecordStore, filter: &Filter, order: Order, limit: u32) -> Vec<Record> {
    let mut records = Vec::new();
    let mut page = Page {
        order,
        limit,
        ..Page::default()
    };
    loop {
        let found = store.list(filter, &page).await.unwrap();
        assert!(found.records.len() <= limit as usize);
        records.extend(found.records);
        match found.next {
            Some(next) => page.after = Some(next),
            None => return records,
        }
    }
}

fn ids(records: &[Record]) -> Vec<Uuid> {
    records.iter().map(|record| record.id).collect()
}

async fn pages_show_each_record_once_while_others_come(database: &Database) {
    let store = &database.store;
    let records: Vec<_> = (0..2500).map(|i| record(&format!("text {i}"))).collect();
    store.insert(&records, None).await.unwrap();
    let writer = {
        let store = store.clone();
        tokio::spawn(async move {
            for i in 0..100 {
                store
                    .insert(&[record(&format!("later {i}"))], None)
                    .await
                    .unwrap();
            }
        })
    };
    let newest = all(store, &Filter::default(), Order::Newest, 73).await;
    let oldest = all(store, &Filter::default(), Order::Oldest, 73).await;
    writer.await.unwrap();
    let expected: Vec<_> = records.iter().map(|record| record.id).collect();
    let mut found: Vec<_> = ids(&newest);
    assert!(found.is_sorted_by(|a, b| a > b));
    found.reverse();
    found.retain(|id| *id <= expected[2499]);
    assert_eq!(found, expected);
    assert!(ids(&oldest).is_sorted_by(|a, b| a < b));
    assert_eq!(ids(&oldest)[..2500], expected);
    // Exactly full last page: no empty one after it.
    let one = Page {
        limit: 1,
        after: Some(expected[1]),
        ..Page::default()
    };
    assert_eq!(
        store.list(&Filter::default(), &one).await.unwrap().next,
        None
    );
}

async fn filters_combine(database: &Database) {
    let store = &database.store;
    let records: Vec<_> = (0..240)
        .map(|i| NewRecord {
            operation: Operation::ALL[i % 4],
            tag: (i % 3 > 0).then(|| format!("tag {}", i % 3)),
            ..record(&format!("number n{}", i % 5))
        })
        .collect();
    store.insert(&records, None).await.unwrap();
    let now = Utc::now();
    for operation in [None, Some(Operation::Space)] {
        for tag in [None, Some("tag 1"), Some("tag 3")] {
            for q in [
                None,
                Some("  "),
                Some("n4"),
                Some("n4 number"),
                Some("n4 n3"),
                Some("?!"),
            ] {
                for (from, to) in [
                    (None, None),
                    (
                        Some(now - TimeDelta::hours(1)),
                        Some(now + TimeDelta::hours(1)),
                    ),
                    (Some(now + TimeDelta::hours(1)), None),
                ] {
                    let filter = Filter {
                        operation,
                        tag: tag.map(str::to_owned),
                        q: q.map(str::to_owned),
                        from,
                        to,
                    };
                    let expected: Vec<_> = records
                        .iter()
                        .filter(|r| operation.is_none_or(|o| r.operation == o))
                        .filter(|r| tag.is_none_or(|tag| r.tag.as_deref() == Some(tag)))
                        .filter(|r| match q.map(str::trim) {
                            None | Some("") => true,
                            Some("n4" | "n4 number") => r.original == "number n4",
                            Some(_) => false,
                        })
                        .filter(|_| from.is_none_or(|from| from < now))
                        .map(|r| r.id)
                        .collect();
                    let oldest = all(store, &filter, Order::Oldest, 7).await;
                    assert_eq!(ids(&oldest), expected, "{filter:?}");
                    let mut newest = ids(&all(store, &filter, Order::Newest, 7).await);
                    newest.reverse();
                    assert_eq!(newest, expected, "{filter:?}");
                }
            }
        }
    }
}

async fn tags_count_to_the_letter(database: &Database) {
    let store = &database.store;
    let tags = ["a", "A", "ä", "a ", " a", "a\0", "%", "_", "𝒯"];
    let records: Vec<_> = tags.iter().map(|tag| tagged("text", tag)).collect();
    store.insert(&records, None).await.unwrap();
    for (tag, new) in tags.iter().zip(&records) {
        let filter = Filter {
            tag: Some((*tag).to_owned()),
            ..Filter::default()
        };
        let found = store.list(&filter, &Page::default()).await.unwrap().records;
        assert_eq!(ids(&found), [new.id], "{tag:?}");
    }
}

async fn dates_are_half_open(database: &Database) {
    let store = &database.store;
    let start = 1_700_000_000;
    let records: Vec<_> = (0..5)
        .map(|i| {
            let time = Timestamp::from_unix(NoContext, start + i, 500_000_000);
            NewRecord {
                id: Uuid::new_v7(time),
                ..record("text")
            }
        })
        .collect();
    store.insert(&records, None).await.unwrap();
    let at = |i: usize| records[i].created_at();
    assert_eq!(at(0).timestamp_millis(), start as i64 * 1000 + 500);
    let count = async |from, to| {
        let filter = Filter {
            from,
            to,
            ..Filter::default()
        };
        store
            .list(&filter, &Page::default())
            .await
            .unwrap()
            .records
            .len()
    };
    assert_eq!(count(Some(at(1)), Some(at(3))).await, 2);
    assert_eq!(
        count(Some(at(1) + TimeDelta::microseconds(1)), None).await,
        3
    );
    assert_eq!(
        count(None, Some(at(1) + TimeDelta::microseconds(1))).await,
        2
    );
    assert_eq!(count(None, Some(at(0))).await, 0);
    assert_eq!(
        count(
            Some(chrono::DateTime::UNIX_EPOCH - TimeDelta::days(1)),
            None
        )
        .await,
        5
    );
}

async fn excerpts_are_short(database: &Database) {
    let store = &database.store;
    let long = "äöü🦀".repeat(7_000);
    let detail = Detail {
        took_ms: 7.0,
        ..Detail::default()
    };
    let new = NewRecord {
        edits: Json::of(&vec![Edit::sure(0, &long, &long)]).unwrap(),
        detail: Json::of(&detail).unwrap(),
        ..record(&long)
    };
    let short = record("short");
    store.insert(&[new, short.clone()], None).await.unwrap();
    let page = Page {
        excerpt: Some(6),
        ..Page::default()
    };
    let records = store.list(&Filter::default(), &page).await.unwrap().records;
    assert_eq!(records[0], short.to_record());
    assert_eq!(
        (&*records[1].original, &*records[1].processed),
        ("äöü🦀äö", "äöü🦀äö")
    );
    assert!(records[1].read_edits().is_empty(), "not left out");
    assert_eq!(records[1].read_detail(), detail);
}

async fn a_page_of_the_longest_texts_ends_early(database: &Database) {
    let store = &database.store;
    for _ in 0..5 {
        let batch: Vec<_> = (0..4).map(|_| record(&"x".repeat(1 << 20))).collect();
        store.insert(&batch, None).await.unwrap();
    }
    let first = store
        .list(&Filter::default(), &Page::default())
        .await
        .unwrap();
    assert!(
        (1..20).contains(&first.records.len()),
        "{}",
        first.records.len()
    );
    assert!(first.next.is_some());
    let found = ids(&all(store, &Filter::default(), Order::Newest, 50).await);
    assert_eq!(
        (found.len(), found.iter().collect::<HashSet<_>>().len()),
        (20, 20)
    );
}

async fn the_export_has_everything(database: &Database) {
    let store = &database.store;
    let records: Vec<_> = (0..2500)
        .map(|i| {
            tagged(
                &format!("text {}", if i % 10 == 0 { "tenth" } else { "other" }),
                "tag",
            )
        })
        .collect();
    store.insert(&records, None).await.unwrap();
    store.delete(records[7].id).await.unwrap();
    let mut expected: Vec<_> = records.iter().map(|record| record.id).collect();
    expected.remove(7);
    let oldest: Vec<Record> = store
        .export(Filter::default(), Order::Oldest)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(ids(&oldest), expected);
    let filter = Filter {
        q: Some("tenth".to_owned()),
        ..Filter::default()
    };
    let mut found: Vec<Record> = store
        .export(filter, Order::Newest)
        .try_collect()
        .await
        .unwrap();
    found.reverse();
    let nothing = Filter {
        q: Some("!".to_owned()),
        ..Filter::default()
    };
    let none: Vec<Record> = store
        .export(nothing, Order::Newest)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(none, [], "a search without a letter or a digit");
    let tenth: Vec<_> = records.iter().step_by(10).map(|record| record.id).collect();
    assert_eq!(ids(&found), tenth);
}

async fn the_feed_tells_each_record_once(database: &Database) {
    let store = &database.store;
    store.insert(&[record("before")], None).await.unwrap();
    // A feed tells what was made in the millisecond of its beginning.
    tokio::time::sleep(Duration::from_millis(2)).await;
    let mut feed = store.feed();
    let soon = record("before the first look");
    store
        .insert(std::slice::from_ref(&soon), None)
        .await
        .unwrap();
    assert_eq!(feed.poll(100, None).await.unwrap(), [soon.to_record()]);
    let records: Vec<_> = (0..5).map(|i| record(&format!("text {i}"))).collect();
    store.insert(&records[..2], None).await.unwrap();
    let told = feed.poll(100, None).await.unwrap();
    assert_eq!(told, [records[0].to_record(), records[1].to_record()]);
    assert_eq!(feed.poll(100, None).await.unwrap(), []);
    store.insert(&records[2..], None).await.unwrap();
    let told = feed.poll(2, Some(3)).await.unwrap();
    assert_eq!(ids(&told), [records[3].id, records[4].id]);
    assert_eq!(told[0].original, "tex");
    assert_eq!(feed.poll(100, None).await.unwrap(), []);
}

async fn what_was_missed_is_the_newest_of_it(database: &Database) {
    let store = &database.store;
    let records: Vec<_> = (0..9).map(|i| record(&format!("text {i}"))).collect();
    store.insert(&records, None).await.unwrap();
    let since = store.since(records[2].id, 4, Some(4)).await.unwrap();
    let newest: Vec<_> = records[5..].iter().map(|record| record.id).collect();
    assert_eq!(ids(&since), newest);
    assert_eq!(since[0].original, "text");
    let since = store.since(records[7].id, 4, None).await.unwrap();
    assert_eq!(since, [records[8].to_record()]);
    assert_eq!(store.since(records[8].id, 4, None).await.unwrap(), []);
}

async fn the_feed_waits_for_late_commits(database: &Database) {
    let store = &database.store;
    let mut feed = store.feed();
    feed.poll(100, None).await.unwrap();
    let at = |seconds: i64| {
        let time = (Utc::now() + TimeDelta::seconds(seconds)).timestamp() as u64;
        NewRecord {
            id: Uuid::new_v7(Timestamp::from_unix(NoContext, time, 0)),
            ..record("text")
        }
    };
    let (late, present, future) = (at(-20), record("text"), at(3600));
    for new in [&future, &present, &late] {
        store.insert(std::slice::from_ref(new), None).await.unwrap();
        assert_eq!(ids(&feed.poll(100, None).await.unwrap()), [new.id]);
    }
    assert_eq!(feed.poll(100, None).await.unwrap(), []);
}
