//! Nothing acknowledged is lost: not by a restart, not by a kill in the middle of writing.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{Answer, Kind, TestApp, app::CLIENT, until};

async fn a_restart_loses_nothing(kind: Kind) {
    let mut app = TestApp::spawn(kind).await;
    let answer = app.process("spell", "I havv a dog").await;
    let path = format!("/api/records/{}", answer["record"].as_str().unwrap());
    let before = app.get(&path).await.json();
    app.api.process.signal("TERM");
    assert_eq!(app.api.process.wait(), Some(0), "a clean exit");
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
    until("enough records", async || {
        written.load(Ordering::Relaxed) >= 20 * CLIENTS
    })
    .await;
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

/// A request that is under way when the process is told to stop is answered, and its record kept.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_finishes_what_is_in_flight() {
    let mut app = TestApp::spawn(Kind::Sqlite).await;
    let host = app.api.address.trim_start_matches("http://").to_owned();
    let body = json!({"text": "I havv a dog"}).to_string();
    let head = format!(
        "POST /api/spell HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nexpect: 100-continue\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let mut client = TcpStream::connect(&host).await.unwrap();
    client.write_all(head.as_bytes()).await.unwrap();
    // The server asks for the body, so the request has begun.
    let mut asked = [0; 12];
    client.read_exact(&mut asked).await.unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100");
    app.api.process.signal("TERM");
    until("the stop", async || {
        app.api.process.log().contains("stopping")
    })
    .await;
    client.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert!(
        answer.contains("HTTP/1.1 200") && answer.contains("I have a dog"),
        "{answer}"
    );
    assert_eq!(app.api.process.wait(), Some(0));
    assert_eq!(app.database.records().await, 1);
}

/// Work that takes too long for a stop is answered too, and the stop is within what is promised.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_ends_work_that_takes_longer() {
    let mut app = TestApp::spawn(Kind::Sqlite).await;
    let body = json!({"text": vec!["a havv ".repeat(140_000); 8]});
    let request = CLIENT.post(format!("{}/api/spell", app.api.address));
    let answer = tokio::spawn(request.json(&body).send());
    // Nothing tells from outside that the body has arrived.
    tokio::time::sleep(Duration::from_secs(1)).await;
    app.api.process.signal("TERM");
    let started = Instant::now();
    let answer = Answer::read(answer.await.unwrap().unwrap()).await;
    answer.problem(503, "overloaded");
    assert_eq!(app.api.process.wait(), Some(0));
    // A loaded machine may add to the 10 s.
    assert!(
        started.elapsed() < Duration::from_secs(13),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(app.database.records().await, 0);
}

/// So is work that saves nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_ends_a_check_that_takes_longer() {
    let mut app = TestApp::spawn(Kind::Sqlite).await;
    let text = "a havv ".repeat(140_000);
    let form = [("text", text.as_str()), ("language", "en-US")];
    // Of such texts one is worked on at a time, or a few.
    let answers = [(); 8].map(|()| {
        let request = CLIENT.post(format!("{}/api/v2/check", app.api.address));
        tokio::spawn(request.form(&form).send())
    });
    // Nothing tells from outside that the bodies have arrived.
    tokio::time::sleep(Duration::from_secs(1)).await;
    app.api.process.signal("TERM");
    let mut statuses = Vec::new();
    for answer in answers {
        statuses.push(Answer::read(answer.await.unwrap().unwrap()).await.status);
    }
    assert!(statuses.contains(&503), "{statuses:?}");
    assert!(statuses.iter().all(|status| [200, 503].contains(status)));
    assert_eq!(app.api.process.wait(), Some(0));
}
