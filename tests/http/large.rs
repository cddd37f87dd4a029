//! Requests of the largest kind: they are worked on, and nobody else has to wait for them.

use std::time::{Duration, Instant};

use futures_util::future::{join_all, select_ok};
use serde_json::json;

use crate::support::{Kind, TestApp};

/// So many texts of so many bytes, with a slip in each seven.
fn texts(count: usize, bytes: usize) -> Vec<String> {
    vec!["a havv ".repeat(bytes / 7); count]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn small_requests_pass_large_ones() {
    let app = TestApp::spawn(Kind::Sqlite).await;
    let large = json!({"text": texts(6, 200_000), "save": false});
    let large = join_all((0..4).map(|_| async {
        app.post("/api/spell", &large).await.json();
        Instant::now()
    }));
    let small = async {
        let mut slowest = Duration::ZERO;
        let body = json!({"text": "I havv a dog", "save": false});
        for _ in 0..20 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let started = Instant::now();
            app.post("/api/spell", &body).await.json();
            assert_eq!(app.get("/api/livez").await.status, 200);
            slowest = slowest.max(started.elapsed());
        }
        (slowest, Instant::now())
    };
    let started = Instant::now();
    let (large, (slowest, small)) = tokio::join!(large, small);
    let first = large.into_iter().min().unwrap();
    assert!(
        small < first,
        "{:?} for the small ones, the slowest {slowest:?}, {:?} for the first large one",
        small - started,
        first - started
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_than_there_is_room_for_is_refused_at_once() {
    let app = TestApp::spawn(Kind::Sqlite).await;
    let body = json!({"text": texts(7, 980_000), "save": false});
    // Two of them have room; the others are dropped when the third has its answer, and stop.
    let refused = (0..3).map(|_| {
        Box::pin(async {
            let answer = app.post("/api/spell", &body).await;
            if answer.status == 503 {
                Ok(answer)
            } else {
                Err(answer.status)
            }
        })
    });
    let (answer, _) = select_ok(refused).await.unwrap();
    let problem = answer.problem(503, "overloaded");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("long texts"), "{detail}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_takes_no_more_memory_than_its_texts_need() {
    let app = TestApp::spawn(Kind::Sqlite).await;
    let before = app.api.process.peak_bytes();
    let body = json!({"text": texts(300, 7_000), "suggestions": 10});
    let answer = app.post("/api/spell", &body).await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.len() > 40 << 20, "{}", answer.body.len());
    let more = app.api.process.peak_bytes() - before;
    assert!(more < 120 << 20, "{} MB more", more >> 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_records_are_bounded_by_their_bytes() {
    let app = TestApp::spawn(Kind::Sqlite).await;
    let body = json!({"text": texts(5, 100_000)});
    app.post("/api/spell", &body).await.json();
    app.process("spell", "I havv a dog").await;
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = app.get(&format!("/api/records?after={after}")).await;
        assert!(page.body.len() < 8 << 20, "{}", page.body.len());
        let page = page.json();
        let records = page["records"].as_array().unwrap();
        assert!(!records.is_empty());
        seen.extend(records.iter().map(|record| record["record"].to_string()));
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut after),
            None => break,
        }
    }
    assert_eq!(seen.len(), 6);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 6, "one came twice");
}
