//! What the HTTP parser refuses is answered as everything else is: a problem with a request id.

use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    on_both,
    support::{Kind, PATIENCE, TestApp, until},
};

on_both!(what_is_no_request_is_a_problem);

async fn connect(app: &TestApp) -> TcpStream {
    let host = app.api.address.trim_start_matches("http://");
    TcpStream::connect(host).await.unwrap()
}

/// All that is sent back until the connection is closed.
async fn rest(client: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let read = tokio::time::timeout(PATIENCE, client.read_to_end(&mut answer));
    // A reset comes where something that was sent is not read any more.
    let _ = read.await.expect("an end");
    String::from_utf8(answer).unwrap()
}

/// One answer with a body of a known length.
async fn one(client: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    loop {
        answer.push(client.read_u8().await.unwrap());
        let text = String::from_utf8_lossy(&answer);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.split("content-length: ").nth(1).unwrap();
            let length: usize = length.lines().next().unwrap().parse().unwrap();
            if body.len() == length {
                return text.into_owned();
            }
        }
    }
}

fn assert_problem(answer: &str, status: u16) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["status"], status, "{answer}");
    assert_eq!(body["code"], "malformed", "{answer}");
    let id = body["request_id"].as_str().unwrap();
    for line in [
        "content-type: application/problem+json".to_owned(),
        "connection: close".to_owned(),
        format!("x-request-id: {id}"),
    ] {
        assert!(head.lines().any(|one| one == line), "{line}: {answer}");
    }
    assert_eq!(head.matches("content-length").count(), 1, "{answer}");
}

async fn what_is_no_request_is_a_problem(app: &TestApp) {
    let no_host = "GET /api/livez HTTP/1.1\r\n\r\n".to_owned();
    for (request, status) in [
        (no_host.clone(), 400),
        ("what is this?\r\n\r\n".to_owned(), 400),
        ("\u{16}\u{3}\u{1}\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/1.1\r\nhost: a\r\nno colon\r\n\r\n".to_owned(), 400),
        (
            "POST /api/spell HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab".to_owned(),
            400,
        ),
        (
            format!("GET /{} HTTP/1.1\r\nhost: a\r\n\r\n", "x".repeat(200_000)),
            431,
        ),
        ("GET / HTTP/1.1\r\nhost: a\r\nx-sl".to_owned(), 408),
    ] {
        let mut client = connect(app).await;
        // The end of what is too long may meet a closed connection.
        let _ = client.write_all(request.as_bytes()).await;
        assert_problem(&rest(&mut client).await, status);
    }
    // After requests that were answered, too.
    let mut client = connect(app).await;
    for _ in 0..2 {
        let request = "GET /api/livez HTTP/1.1\r\nhost: a\r\n\r\n";
        client.write_all(request.as_bytes()).await.unwrap();
        assert!(one(&mut client).await.starts_with("HTTP/1.1 200 "));
    }
    client.write_all(no_host.as_bytes()).await.unwrap();
    assert_problem(&rest(&mut client).await, 400);
    until("the line in the log", async || {
        app.api.process.log().contains("refused what is no request")
    })
    .await;
}

/// Connections that only wait do not hold up a stop.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_closes_idle_connections() {
    let mut app = TestApp::spawn(Kind::Sqlite).await;
    let mut idle = Vec::new();
    for request in ["", "GET /api/livez HTTP/1.1\r\nhost: a\r\n\r\n"].repeat(5) {
        let mut client = connect(&app).await;
        client.write_all(request.as_bytes()).await.unwrap();
        if !request.is_empty() {
            one(&mut client).await;
        }
        idle.push(client);
    }
    app.api.process.signal("TERM");
    let started = Instant::now();
    assert_eq!(app.api.process.wait(), Some(0));
    // Three seconds for balancers to notice, and what a loaded machine adds; held up it would be nine.
    let took = started.elapsed();
    assert!(took < Duration::from_secs(7), "{took:?}");
    for mut client in idle {
        assert_eq!(rest(&mut client).await, "");
    }
}
