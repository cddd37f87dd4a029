//! Clients that send slowly: they are told so, and keep nobody waiting.

use std::time::{Duration, Instant};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    on_both,
    support::{PATIENCE, TestApp},
};

async fn begin(app: &TestApp, request: &str) -> TcpStream {
    let host = app.api.address.trim_start_matches("http://");
    let mut client = TcpStream::connect(host).await.unwrap();
    client.write_all(request.as_bytes()).await.unwrap();
    client
}

async fn a_request_that_never_ends_is_ended(app: &TestApp) {
    let body = "POST /api/spell HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n\
        content-length: 100\r\n\r\n{\"text\": ";
    let form = "POST /api/login HTTP/1.1\r\nhost: a\r\n\
        content-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\n\r\nuser=";
    let head = "POST /api/spell HTTP/1.1\r\nhost: a\r\ncontent-";
    let mut clients = Vec::new();
    for (request, status) in [(body, "400"), (form, "400"), (head, "408")] {
        for _ in 0..20 {
            clients.push((begin(app, request).await, status));
        }
    }
    app.process("spell", "I havv a dog").await;
    let started = Instant::now();
    for (mut client, status) in clients {
        let mut answer = String::new();
        let read = tokio::time::timeout(PATIENCE, client.read_to_string(&mut answer));
        // Some are closed as soon as they are answered, with what they might still have sent unread.
        let _ = read.await.expect("an end");
        assert!(answer.contains(status), "{status}: {answer}");
    }
    // Ten seconds of silence are too many, whatever the machine adds.
    assert!(started.elapsed() < PATIENCE);
}

/// Nothing of a body is waited for that would be refused anyway.
async fn what_cannot_be_taken_is_refused_at_once(app: &TestApp) {
    let began = Instant::now();
    for (media, length, status) in [
        ("application/json", "99999999", "413"),
        ("application/json", "99999999999999999", "413"),
        ("text/plain", "100", "415"),
    ] {
        for expect in ["", "expect: 100-continue\r\n"] {
            let head = format!(
                "POST /api/spell HTTP/1.1\r\nhost: a\r\ncontent-type: {media}\r\n{expect}\
                 content-length: {length}\r\n\r\n"
            );
            let mut client = begin(app, &head).await;
            let mut answer = String::new();
            while !answer.contains("\"code\"") {
                let mut piece = [0; 4096];
                let read = tokio::time::timeout(PATIENCE, client.read(&mut piece));
                let read = read.await.expect("an answer").unwrap();
                assert!(read > 0, "{answer}");
                answer.push_str(std::str::from_utf8(&piece[..read]).unwrap());
            }
            assert!(answer.contains(&format!("HTTP/1.1 {status} ")), "{answer}");
        }
    }
    // A body that does not come is waited for 10 s.
    assert!(began.elapsed() < Duration::from_secs(10));
}

on_both!(
    a_request_that_never_ends_is_ended,
    what_cannot_be_taken_is_refused_at_once,
);
