//! What was answered as saved is there, exactly once, whatever is killed meanwhile. A suite of its own:
//! `tests/run chaos`.

use std::{
    collections::HashMap,
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use sqlx::{Connection, MySqlConnection};

use crate::support::{Database, Kind, Server, app::CLIENT};

const WRITERS: usize = 16;
/// How long after the database's return requests may fail.
const RECOVERY: Duration = Duration::from_secs(3);

/// What the writers share.
struct Run {
    address: Mutex<String>,
    stop: AtomicBool,
    /// Tag of each acknowledged record, and its id.
    acknowledged: Mutex<HashMap<String, String>>,
    failures: AtomicUsize,
    last_success: Mutex<Instant>,
}

impl Run {
    /// Writes one record after the other. Every second one has an idempotency key and is sent until it is
    /// acknowledged; the others are sent once.
    async fn write(&self, writer: usize) {
        for number in 0.. {
            if self.stop.load(Ordering::Relaxed) {
                return;
            }
            let tag = format!("{writer}-{number}");
            let keyed = number % 2 == 0;
            loop {
                if let Some(record) = self.send(&tag, keyed).await {
                    *self.last_success.lock().unwrap() = Instant::now();
                    let before = self.acknowledged.lock().unwrap().insert(tag, record);
                    assert!(before.is_none());
                    break;
                }
                self.failures.fetch_add(1, Ordering::Relaxed);
                tokio::time::sleep(Duration::from_millis(50)).await;
                if !keyed || self.stop.load(Ordering::Relaxed) {
                    break;
                }
            }
        }
    }

    /// The id of the record, if the service says that it is saved.
    async fn send(&self, tag: &str, keyed: bool) -> Option<String> {
        let address = self.address.lock().unwrap().clone();
        let mut request = CLIENT
            .post(format!("{address}/api/spell"))
            .timeout(Duration::from_secs(15))
            .json(&json!({"id": tag, "text": format!("I havv a dog, number {tag}")}));
        if keyed {
            request = request.header("idempotency-key", tag);
        }
        let answer = request.send().await.ok()?;
        if answer.status() != 200 {
            assert!(answer.status().as_u16() == 503, "{answer:?}");
            return None;
        }
        let body: Value = answer.json().await.ok()?;
        Some(body["record"].as_str().unwrap().to_owned())
    }

    /// Waits until writing succeeds again; how long after `back` that was.
    async fn recovered(&self, back: Instant) -> Duration {
        loop {
            let last = *self.last_success.lock().unwrap();
            if last > back {
                return last - back;
            }
            assert!(back.elapsed() < Duration::from_mins(1), "no recovery");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

fn signal(name: &str, process: &str) {
    let done = Command::new("kill").args(["-s", name, process]).status();
    assert!(done.unwrap().success());
}

async fn rows(database: &Database) -> HashMap<String, Vec<String>> {
    let mut connection = MySqlConnection::connect(&database.url).await.unwrap();
    let rows: Vec<(String, Vec<u8>)> =
        sqlx::query_as("SELECT tag, id FROM records WHERE deleted_at IS NULL")
            .fetch_all(&mut connection)
            .await
            .unwrap();
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for (tag, id) in rows {
        let id = uuid::Uuid::from_slice(&id).unwrap().to_string();
        found.entry(tag).or_default().push(id);
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_record_is_there_exactly_once() {
    let folder = std::env::var("TEXTMEND_TEST_MYSQL_FOLDER").expect("use `tests/run chaos`");
    let seconds = std::env::var("CHAOS_SECONDS").map_or(60, |text| text.parse().unwrap());
    let step = Duration::from_secs(seconds) / 6;
    let database = Database::new(Kind::MariaDb).await;
    let variables = [("DATABASE_URL", database.url.as_str())];
    let mut api = Server::start("api", None, &variables);
    let run = Arc::new(Run {
        address: Mutex::new(api.address.clone()),
        stop: AtomicBool::new(false),
        acknowledged: Mutex::default(),
        failures: AtomicUsize::new(0),
        last_success: Mutex::new(Instant::now()),
    });
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let run = Arc::clone(&run);
            tokio::spawn(async move { run.write(writer).await })
        })
        .collect();

    for _ in 0..3 {
        tokio::time::sleep(step).await;
        api.process.signal("KILL");
        api = Server::start("api", None, &variables);
        run.address.lock().unwrap().clone_from(&api.address);
        run.recovered(Instant::now()).await;
    }
    tokio::time::sleep(step).await;
    let mariadb = std::fs::read_to_string(format!("{folder}/pid")).unwrap();
    signal("KILL", mariadb.trim());
    tokio::time::sleep(Duration::from_secs(1)).await;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../mariadb");
    let restarted = Command::new(script).args(["start", &folder]).status();
    assert!(restarted.unwrap().success());
    let after_kill = run.recovered(Instant::now()).await;
    tokio::time::sleep(step).await;

    let mariadb = std::fs::read_to_string(format!("{folder}/pid")).unwrap();
    signal("STOP", mariadb.trim());
    tokio::time::sleep(Duration::from_secs(10)).await;
    signal("CONT", mariadb.trim());
    let after_stop = run.recovered(Instant::now()).await;
    tokio::time::sleep(step).await;

    // Under load: what is in flight is finished.
    let stopping = Instant::now();
    api.process.signal("TERM");
    assert_eq!(api.process.wait(), Some(0));
    let stopped = stopping.elapsed();
    run.stop.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.unwrap();
    }
    let rows = rows(&database).await;
    let acknowledged = run.acknowledged.lock().unwrap();
    let (mut missing, mut doubled, mut other) = (0, 0, 0);
    for (tag, id) in acknowledged.iter() {
        match rows.get(tag).map(Vec::as_slice) {
            None => missing += 1,
            Some([only]) if only == id => {}
            Some([_]) => other += 1,
            Some(_) => doubled += 1,
        }
    }
    println!(
        "{} acknowledged, {} refused; {missing} missing, {doubled} doubled, {other} under another id; \
         {} more rows than acknowledged; recovered {after_kill:?} after the kill and {after_stop:?} \
         after the stop; drained in {stopped:?}",
        acknowledged.len(),
        run.failures.load(Ordering::Relaxed),
        rows.len().saturating_sub(acknowledged.len()),
    );
    assert_eq!((missing, doubled, other), (0, 0, 0));
    assert!(acknowledged.len() > 100 * WRITERS);
    assert!(after_kill < RECOVERY && after_stop < RECOVERY);
    assert!(stopped < Duration::from_secs(10));
}
