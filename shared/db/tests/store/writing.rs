//! Many requests at once are saved together, each is told its own outcome, and none waits for ever.

use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use db::{
    Batch, DatabaseSettings, Error, Filter, Idempotency, Inserted, NewRecord, Page, RecordStore,
    Writer,
};
use futures_util::future::join_all;
use sqlx::{Connection, MySqlConnection};
use tokio::net::TcpListener;

use crate::support::{Database, batch, record};

crate::on_both!(
    requests_at_the_same_time_share_commits,
    what_comes_during_a_commit_shares_the_next,
    whoever_has_an_answer_is_counted,
    each_request_has_its_own_outcome,
    a_panic_fails_its_own_commit_only,
    callers_that_go_away_leave_nothing_to_others,
);

fn plain(text: &str) -> Batch {
    batch(record(text), None).unwrap()
}

async fn requests_at_the_same_time_share_commits(database: &Database) {
    let commits = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&commits);
    let writer = Writer::start(database.store.clone(), move |commit| {
        seen.lock().unwrap().push(commit);
    });
    let records: Vec<_> = (0..300).map(|i| record(&format!("text {i}"))).collect();
    let batches = records.iter().map(|new| batch(new.clone(), None).unwrap());
    let results = join_all(batches.map(|batch| writer.save(batch))).await;
    assert!(results.iter().all(|result| *result == Ok(Inserted::New)));
    for new in &records {
        let read = database.store.get(new.id).await.unwrap();
        assert_eq!(read, Some(new.to_record()));
    }
    assert_eq!(writer.waiting(), 0);
    let commits = commits.lock().unwrap();
    let records: usize = commits.iter().map(|commit| commit.records).sum();
    assert_eq!(records, 300);
    assert!(commits.len() < 100, "{} commits", commits.len());
}

async fn what_comes_during_a_commit_shares_the_next(database: &Database) {
    let commits = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&commits);
    let (release, held) = mpsc::channel::<()>();
    let writer = Writer::start(database.store.clone(), move |commit| {
        seen.lock().unwrap().push(commit.requests);
        // The first is held until all the others wait.
        if seen.lock().unwrap().len() == 1 {
            held.recv().unwrap();
        }
    });
    let saving = |batch| {
        let writer = writer.clone();
        tokio::spawn(async move { writer.save(batch).await })
    };
    let first = saving(plain("first"));
    // Tokio's own clock may stand still while one of its threads is held.
    while commits.lock().unwrap().is_empty() {
        std::thread::sleep(Duration::from_millis(1));
    }
    let others: Vec<_> = (0..24)
        .map(|i| saving(plain(&format!("text {i}"))))
        .collect();
    while writer.waiting() < others.len() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    release.send(()).unwrap();
    for saved in join_all(others).await {
        assert_eq!(saved.unwrap(), Ok(Inserted::New));
    }
    assert_eq!(first.await.unwrap(), Ok(Inserted::New));
    assert_eq!(*commits.lock().unwrap(), [1, 24]);
}

async fn whoever_has_an_answer_is_counted(database: &Database) {
    let counted = Arc::new(Mutex::new(0));
    let count = Arc::clone(&counted);
    let writer = Writer::start(database.store.clone(), move |commit| {
        std::thread::sleep(Duration::from_millis(50));
        *count.lock().unwrap() += commit.records;
    });
    for saved in 1..=3 {
        writer.save(plain("a text")).await.unwrap();
        assert_eq!(*counted.lock().unwrap(), saved);
    }
}

async fn each_request_has_its_own_outcome(database: &Database) {
    let writer = Writer::start(database.store.clone(), |_| {});
    let used = Idempotency::new("", "used", b"first");
    let save = async |new: NewRecord, key: Option<&Idempotency>| {
        writer.save(batch(new, key.cloned())?).await
    };
    save(record("first"), Some(&used)).await.unwrap();
    let mut long = record("long tag");
    long.tag = Some("x".repeat(200));
    let other = Idempotency::new("", "used", b"other");
    let jobs = [
        (record("a"), None),
        (long, None),
        (record("b"), Some(&other)),
        (record("c"), Some(&used)),
        (record("d"), None),
    ];
    let results = join_all(jobs.into_iter().map(|(new, key)| save(new, key))).await;
    assert_eq!(results[0], Ok(Inserted::New));
    assert!(matches!(results[1], Err(Error::TooLarge(_))), "{results:?}");
    assert_eq!(results[2], Err(Error::IdempotencyMismatch));
    assert!(matches!(&results[3], Ok(Inserted::Replayed(old)) if old[0].original == "first"));
    assert_eq!(results[4], Ok(Inserted::New));
}

async fn a_panic_fails_its_own_commit_only(database: &Database) {
    let mut commits = 0;
    let writer = Writer::start(database.store.clone(), move |_| {
        commits += 1;
        assert_ne!(commits, 2, "on purpose");
    });
    writer.save(plain("before")).await.unwrap();
    let failed = writer.save(plain("meanwhile")).await;
    assert!(matches!(failed, Err(Error::Other(_))), "{failed:?}");
    assert_eq!(writer.save(plain("after")).await, Ok(Inserted::New));
    assert_eq!(writer.waiting(), 0);
}

/// The table of records is locked, that of idempotency keys is not: a request that is repeated is found, and what was made
/// of it then cannot be read.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_that_cannot_be_read_again_do_not_stop_the_others() {
    let Some(database) = Database::mysql().await else {
        return;
    };
    let settings = DatabaseSettings::from_url(&database.url).unwrap();
    let store = RecordStore::connect(&settings).await.unwrap();
    let writer = Writer::start(store.clone(), |_| {});
    let key = Idempotency::new("", "key", b"text");
    let repeated = || batch(record("text"), Some(key.clone())).unwrap();
    writer.save(repeated()).await.unwrap();

    let mut other = MySqlConnection::connect(&database.url).await.unwrap();
    let lock = sqlx::raw_sql("LOCK TABLES records WRITE");
    lock.execute(&mut other).await.unwrap();
    let patience = Duration::from_secs(10);
    let replayed = tokio::time::timeout(patience, store.replay(&key)).await;
    let refused = replayed.expect("no replay waits for ever");
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    let refused = writer.save(repeated()).await;
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    // Whether the writer is free again is seen while the table is still locked.
    let started = Instant::now();
    while writer.save(Batch::of(Vec::new(), None)).await.is_err() {
        assert!(started.elapsed() < patience, "the writer is held");
    }

    other.close().await.unwrap();
    assert_eq!(writer.save(plain("after")).await, Ok(Inserted::New));
    store.close().await;
    database.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_away_is_told_in_time_and_memory_is_bounded() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = format!("mysql://app:pw@127.0.0.1:{port}/name");
    let store = RecordStore::connect(&DatabaseSettings::from_url(&url).unwrap())
        .await
        .unwrap();
    let writer = Writer::start(store, |_| {});
    let large = "x".repeat(1 << 20);
    let batches: Vec<_> = (0..100).map(|_| plain(&large)).collect();
    // More than the queue takes: those over it are refused at once, the others in time.
    let started = Instant::now();
    let results = join_all(batches.into_iter().map(|batch| writer.save(batch))).await;
    let refused = results.iter().filter(
        |result| matches!(result, Err(Error::Unavailable(why)) if why.contains("too many")),
    );
    assert!(refused.count() > 50);
    assert!(
        results
            .iter()
            .all(|result| matches!(result, Err(Error::Unavailable(_))))
    );
    assert!(started.elapsed() < Duration::from_secs(10));
    let started = Instant::now();
    let alone = writer.save(plain("text")).await;
    assert!(matches!(alone, Err(Error::Unavailable(_))));
    assert!(started.elapsed() < Duration::from_millis(2500));
}

/// A caller may stop waiting at any moment of the conversation with the server. Whoever has the connection
/// next must not take the replies that still come for the replies to its own questions: a record would
/// count as committed when it is not, and a reader would get another's.
async fn callers_that_go_away_leave_nothing_to_others(database: &Database) {
    // One connection, so that it would be the next caller's; statements that were never prepared before.
    let settings = DatabaseSettings::from_url(&database.url)
        .unwrap()
        .with_max_connections(1)
        .with_time_budget(Duration::from_secs(20));
    let store = RecordStore::connect(&settings).await.unwrap();
    let known = record("known");
    store
        .insert(std::slice::from_ref(&known), None)
        .await
        .unwrap();
    for round in 1..150_u64 {
        let several: Vec<_> = (0..round)
            .map(|i| record(&format!("{round}-{i}")))
            .collect();
        let patience = Duration::from_micros(round * 97 % 4000);
        let gone = tokio::time::timeout(patience, store.insert(&several, None)).await;
        let reading = Filter {
            tag: Some(round.to_string()),
            ..Filter::default()
        };
        let page = Page {
            excerpt: Some(round as u32),
            ..Page::default()
        };
        let _ = tokio::time::timeout(patience / 2, store.list(&reading, &page)).await;
        let after = record(&format!("after {round}"));
        assert_eq!(
            store.insert(std::slice::from_ref(&after), None).await,
            Ok(Inserted::New)
        );
        assert_eq!(
            store.get(known.id).await.unwrap(),
            Some(known.to_record()),
            "round {round}"
        );
        // Asked by somebody else.
        assert_eq!(
            database.store.get(after.id).await.unwrap(),
            Some(after.to_record()),
            "round {round}"
        );
        if gone.is_ok() {
            for new in &several {
                assert!(
                    database.store.get(new.id).await.unwrap().is_some(),
                    "round {round}"
                );
            }
        }
    }
    store.close().await;
}
