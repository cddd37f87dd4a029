//! Two minutes of everything at once: no error, no file left open, no memory that grows.
//!
//! The other tests run meanwhile, so this one asks calmly. `tests/measure soak` does the same for an hour, faster.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    time::Duration,
};

use futures_util::future::join_all;
use serde_json::json;

use crate::{
    on_both,
    support::{Json, Process, TestApp, until},
};

/// Callers, and how long each waits between two requests.
const CALLERS: usize = 4;
const PAUSE: Duration = Duration::from_millis(40);
/// Rounds of requests between two looks at the memory: some 2,500 requests.
const STRETCH: usize = 150;
/// By how much memory may grow in the stretch that counts.
const GROWTH: f64 = 1.05;
/// Until caches are full and each thread has had its first work, memory grows; this many stretches are enough for that.
const STRETCHES: usize = 12;
/// Connections to the database and from clients come and go.
const MORE_FILES: usize = 8;

/// One request of each kind, with words that no caller has sent before.
async fn round(app: &TestApp, number: usize) {
    let text =
        format!("Plese sendme the {number} documnets untill tomorow, their late. Thsi isa tset.");
    for operation in ["spell", "space", "clean"] {
        let body = json!({"id": format!("soak-{operation}"), "text": [text, text]});
        let answers = app.post(&format!("/api/{operation}"), &body).await.json();
        let record = answers[0]["record"].as_str().unwrap().to_owned();
        let path = format!("/api/records/{record}");
        tokio::time::sleep(PAUSE).await;
        assert_eq!(app.get(&path).await.json()["original"], text.as_str());
        if number.is_multiple_of(4) {
            assert_eq!(app.delete(&path).await.status, 204);
        }
    }
    let calls: [(&str, Json); 3] = [
        (
            "/api/translate",
            json!({"text": text, "source": "en", "save": false}),
        ),
        ("/api/detect", json!({"q": text})),
        ("/api/v2/check", json!({"text": text, "language": "en-US"})),
    ];
    for (path, body) in calls {
        tokio::time::sleep(PAUSE).await;
        app.post(path, &body).await.json();
    }
    for path in [
        "/api/records?q=documents&limit=20",
        "/api/languages",
        "/api/spell",
        "/api/openapi.json",
    ] {
        tokio::time::sleep(PAUSE).await;
        assert_eq!(app.get(path).await.status, 200, "{path}");
    }
    for path in [
        "/",
        "/?operation=spell&q=late",
        "/monitor",
        "/records.csv?id=soak-clean",
    ] {
        tokio::time::sleep(PAUSE).await;
        assert_eq!(app.open_home(path).await.status, 200, "{path}");
    }
}

/// What each process has: bytes of memory, open files.
fn sizes(processes: &[&Process]) -> Vec<(f64, usize)> {
    let size = |process: &&Process| (process.own_bytes() as f64, process.open_files());
    processes.iter().map(size).collect()
}

async fn memory_stays_as_it_is(app: &TestApp) {
    let home = app.home().await;
    let processes: Vec<&Process> = if home.address == app.api.address {
        vec![&app.api.process]
    } else {
        vec![&app.api.process, &home.process]
    };
    let (rounds, enough) = (AtomicUsize::new(0), AtomicBool::new(false));
    let callers = (0..CALLERS).map(async |_| {
        while !enough.load(Relaxed) {
            round(app, rounds.fetch_add(1, Relaxed)).await;
        }
    });
    let watch = async {
        let mut seen = vec![sizes(&processes)];
        let mut is_flat = false;
        while !is_flat && seen.len() <= STRETCHES {
            let next = (seen.len() + 1) * STRETCH;
            until("the next stretch", async || rounds.load(Relaxed) >= next).await;
            let now = sizes(&processes);
            let before = seen.last().unwrap().iter();
            is_flat = before
                .zip(&now)
                .all(|(before, now)| now.0 < before.0 * GROWTH && now.1 <= before.1 + MORE_FILES);
            seen.push(now);
        }
        enough.store(true, Relaxed);
        (is_flat, seen)
    };
    let (_, (is_flat, seen)) = futures_util::join!(join_all(callers), watch);
    assert!(is_flat, "memory and open files went on growing: {seen:?}");
    for process in processes {
        let log = process.log();
        assert!(
            !log.contains("\"level\":\"ERROR\"") && !log.contains("panicked"),
            "{log}"
        );
    }
    println!("{} rounds: {seen:?}", rounds.load(Relaxed));
}

on_both!(memory_stays_as_it_is);
