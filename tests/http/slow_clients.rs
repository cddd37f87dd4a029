//! Clients that send slowly: they are told so, and keep nobody waiting.

use std::time::Instant;

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

on_both!(a_request_that_never_ends_is_ended);
