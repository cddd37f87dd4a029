//! The database away: quick, honest answers, and no help needed afterwards.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::json;
use sqlx::{Connection, SqliteConnection};

use crate::support::{
    Answer, Database, Kind, TestApp,
    app::CLIENT,
    fault_proxy::{Fault, FaultProxy},
    until,
};

/// The services give up on their database after 2 s. A loaded machine may add to that, but this is less
/// than a driver waits that nobody has told to be quick.
const IN_TIME: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_down_or_silent_is_answered_503_in_time() {
    let database = Arc::new(Database::new(Kind::MariaDb).await);
    let server = Database::server();
    let upstream = server.rsplit('@').next().unwrap();
    let proxy = FaultProxy::start(upstream.to_owned()).await;
    let url = database.url.replace(upstream, &proxy.address);
    let app = TestApp::on(Arc::clone(&database), &[("DATABASE_URL", &url)]);
    app.process("spell", "I havv a dog").await;
    let home = &app.home().await.address;
    for fault in [Fault::Down, Fault::Silent] {
        proxy.set(fault);
        let body = json!({"text": "I havv a cat"});
        for _ in 0..3 {
            let started = Instant::now();
            let problem = app.post("/api/spell", &body).await;
            let problem = problem.problem(503, "database_unavailable");
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.contains("not confirmed as saved"), "{detail}");
            assert!(
                started.elapsed() < IN_TIME,
                "{fault:?} {:?}",
                started.elapsed()
            );
        }
        let started = Instant::now();
        let problem = app.get("/api/records").await;
        let problem = problem.problem(503, "database_unavailable");
        let detail = problem["detail"].as_str().unwrap();
        assert!(!detail.contains("saved"), "{detail}");
        assert!(
            started.elapsed() < IN_TIME,
            "{fault:?} {:?}",
            started.elapsed()
        );
        let export = CLIENT.get(format!("{home}/records.csv")).send();
        let export = Answer::read(export.await.unwrap()).await;
        export.problem(503, "database_unavailable");
        let page = app
            .submit("/api/spell", &[("text", "a text that is kept")])
            .await;
        assert!(page.page(503).contains("a text that is kept"));
        let status = |path: &str| {
            let request = CLIENT.get(format!("{}{path}", app.api.address));
            async { request.send().await.unwrap().status().as_u16() }
        };
        assert_eq!(
            status("/api/livez").await,
            200,
            "a balancer must not replace every task"
        );
        assert_eq!(status("/api/readyz").await, 503);
        let unsaved = json!({"text": "I havv a cat", "save": false});
        assert_eq!(
            app.post("/api/spell", &unsaved).await.json()["processed"],
            "I have a cat"
        );

        proxy.set(Fault::None);
        until("an answer after the outage", async || {
            app.post("/api/spell", &body).await.status == 200
        })
        .await;
        assert_eq!(status("/api/readyz").await, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_sqlite_file_locked_by_another_is_answered_503_in_time() {
    let app = TestApp::spawn(Kind::Sqlite).await;
    let mut other = SqliteConnection::connect(&app.database.url).await.unwrap();
    sqlx::query("BEGIN EXCLUSIVE")
        .execute(&mut other)
        .await
        .unwrap();
    let started = Instant::now();
    let body = json!({"text": "I havv a cat"});
    app.post("/api/spell", &body)
        .await
        .problem(503, "database_unavailable");
    assert!(started.elapsed() < IN_TIME, "{:?}", started.elapsed());
    // It can still be read, but that is no use to whoever wants a text saved.
    assert_eq!(app.get("/api/readyz").await.status, 503);
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    app.post("/api/spell", &body).await.json();
    assert_eq!(app.get("/api/readyz").await.status, 200);
    // What was refused may have been on its way to the disk: without a key, a retry may make a second record.
    let records = app.database.records().await;
    assert!((1..=2).contains(&records), "{records}");
}
