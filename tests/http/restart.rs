//! Nothing acknowledged is lost: not by a restart, not by a kill in the middle of writing.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::future::join_all;
use serde_json::json;

use crate::support::{Kind, TestApp, app::CLIENT};

async fn a_restart_loses_nothing(kind: Kind) {
    let mut app = TestApp::spawn(kind).await;
    let answer = app.process("spell", "I havv a dog").await;
    let path = format!("/api/records/{}", answer["record"].as_str().unwrap());
    let before = app.get(&path).await.json();
    app.api.process.signal("TERM");
    assert_eq!(
        app.api.process.wait(Duration::from_secs(12)),
        Some(0),
        "a clean exit"
    );
    let app = TestApp::on(Arc::clone(&app.database), &[]);
    assert_eq!(app.get(&path).await.json(), before);
    assert!(
        app.open_home("/")
            .await
            .reading(200)
            .contains("I havv a dog")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_loses_nothing_on_sqlite() {
    a_restart_loses_nothing(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_loses_nothing_on_mariadb() {
    a_restart_loses_nothing(Kind::MariaDb).await;
}

/// Eight clients write; the process is killed in the middle. What was acknowledged is there once, and a
/// retry with the same key makes no second record.
async fn a_kill_loses_no_acknowledged_record(kind: Kind) {
    const CLIENTS: usize = 8;
    let app = TestApp::spawn(kind).await;
    let address = app.api.address.clone();
    let written = Arc::new(AtomicUsize::new(0));
    let clients = (0..CLIENTS).map(|client| {
        let url = format!("{address}/api/spell");
        let written = Arc::clone(&written);
        tokio::spawn(async move {
            let mut acknowledged = Vec::new();
            for turn in 0.. {
                let key = format!("{client}-{turn}");
                let body = json!({"id": key, "text": "I havv a dog"});
                let request = CLIENT
                    .post(&url)
                    .header("idempotency-key", &key)
                    .json(&body);
                match request.send().await {
                    Ok(answer) if answer.status() == 200 => {}
                    // The process is gone; this one's outcome is not known.
                    _ => return (acknowledged, key),
                }
                acknowledged.push(key);
                written.fetch_add(1, Ordering::Relaxed);
            }
            unreachable!("the loop has no end of its own")
        })
    });
    let clients: Vec<_> = clients.collect();
    while written.load(Ordering::Relaxed) < 20 * CLIENTS {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    app.api.process.signal("KILL");
    let outcomes = join_all(clients).await;
    let app = TestApp::on(Arc::clone(&app.database), &[]);
    let mut expected = 0;
    for outcome in outcomes {
        let (acknowledged, unknown) = outcome.unwrap();
        expected += acknowledged.len() + 1;
        for key in acknowledged {
            let found = app.get(&format!("/api/records?id={key}")).await.json();
            assert_eq!(found["records"].as_array().unwrap().len(), 1, "{key}");
        }
        let body = json!({"id": unknown, "text": "I havv a dog"});
        let retry = CLIENT.post(format!("{}/api/spell", app.api.address));
        let retry = retry
            .header("idempotency-key", &unknown)
            .json(&body)
            .send()
            .await
            .unwrap();
        assert_eq!(retry.status(), 200);
    }
    assert_eq!(app.database.records().await, expected as i64);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_loses_no_acknowledged_record_on_sqlite() {
    a_kill_loses_no_acknowledged_record(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_loses_no_acknowledged_record_on_mariadb() {
    a_kill_loses_no_acknowledged_record(Kind::MariaDb).await;
}

/// Requests that are under way when the process is told to stop are answered.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_finishes_what_is_in_flight() {
    let mut app = TestApp::spawn(Kind::Sqlite).await;
    let text = "thequickbrownfoxjumpsoverthelazydog ".repeat(25_000);
    let body = json!({"text": vec![text; 6]});
    let slow = CLIENT
        .post(format!("{}/api/space", app.api.address))
        .json(&body)
        .send();
    let slow = tokio::spawn(slow);
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert!(
        !slow.is_finished(),
        "the request is too short to be interrupted"
    );
    app.api.process.signal("TERM");
    assert_eq!(slow.await.unwrap().unwrap().status(), 200);
    assert_eq!(app.api.process.wait(Duration::from_secs(12)), Some(0));
}
