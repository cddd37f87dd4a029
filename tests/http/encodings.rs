//! Compressed requests and answers, and those that are bombs.

use std::io::{Read, Write};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{
        Answer, TestApp,
        app::{CLIENT, send},
    },
};

on_both!(
    compressed_requests_are_read_and_answers_compressed,
    a_bomb_is_refused_before_it_takes_room,
    half_of_a_packed_text_is_not_saved,
);

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 19).unwrap()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    brotli::BrotliCompress(
        &mut &bytes[..],
        &mut packed,
        &brotli::enc::BrotliEncoderParams::default(),
    )
    .unwrap();
    packed
}

fn unpacked(answer: &Answer) -> Vec<u8> {
    let body = &answer.body[..];
    let mut bytes = Vec::new();
    match answer.header("content-encoding") {
        "gzip" => GzDecoder::new(body)
            .read_to_end(&mut bytes)
            .map(drop)
            .unwrap(),
        "zstd" => bytes = zstd::decode_all(body).unwrap(),
        "br" => brotli::BrotliDecompress(&mut &body[..], &mut bytes).unwrap(),
        other => panic!("{other}"),
    }
    bytes
}

async fn post(app: &TestApp, encoding: &str, body: Vec<u8>) -> Answer {
    let request = app
        .request(Method::POST, "/api/spell")
        .header("content-type", "application/json")
        .header("content-encoding", encoding)
        .header("accept-encoding", encoding);
    send(request.body(body)).await
}

async fn compressed_requests_are_read_and_answers_compressed(app: &TestApp) {
    let text = format!("I havv a dog. {}", "You are right. ".repeat(100));
    let body = json!({ "text": text }).to_string();
    let body = body.as_bytes();
    for (encoding, packed) in [
        ("gzip", gzip(body)),
        ("zstd", zstd(body)),
        ("br", brotli(body)),
    ] {
        let answer = post(app, encoding, packed.clone()).await;
        assert_eq!(
            (answer.status, answer.header("content-encoding")),
            (200, encoding)
        );
        let read: Value = serde_json::from_slice(&unpacked(&answer)).unwrap();
        assert_eq!(read["original"], text);
        assert_eq!(read["processed"], text.replace("havv", "have"));
        let broken = post(app, encoding, packed[..packed.len() / 2].to_vec()).await;
        assert_eq!(broken.status, 400, "{encoding} broken off");
        let other = post(app, encoding, b"{\"text\": \"a\"}".to_vec()).await;
        assert_eq!(other.status, 400, "not {encoding} at all");
    }
    let unknown = post(app, "rot13", b"{}".to_vec()).await;
    unknown.problem(415, "unsupported_media_type");
}

async fn a_bomb_is_refused_before_it_takes_room(app: &TestApp) {
    let home = app.home().await;
    let before = [&app.api, home].map(|server| server.process.peak_bytes());
    let spaces = vec![b' '; 512 << 20];
    for (encoding, bomb) in [
        ("gzip", gzip(&spaces)),
        ("zstd", zstd(&spaces)),
        ("br", brotli(&spaces)),
    ] {
        assert!(bomb.len() < 1 << 20);
        let refused = post(app, encoding, bomb.clone()).await;
        assert_eq!(refused.status, 413, "{encoding}");
        let forms = [
            format!("{}/api/login", app.api.address),
            format!("{}/records/delete", home.address),
            format!("{}/records/restore", home.address),
        ];
        for form in forms {
            let form = CLIENT
                .post(form)
                .header("content-type", "application/x-www-form-urlencoded")
                .header("content-encoding", encoding);
            let refused = send(form.body(bomb.clone())).await;
            refused.problem(415, "unsupported_media_type");
        }
    }
    app.process("spell", "I havv a dog").await;
    for (server, before) in [&app.api, home].into_iter().zip(before) {
        let more = (server.process.peak_bytes() - before) >> 20;
        assert!(more < 100, "{more} MiB");
    }
}

async fn half_of_a_packed_text_is_not_saved(app: &TestApp) {
    let words: Vec<_> = (0..2000).map(|n| format!("word+{n}")).collect();
    let form = format!("text={}", words.join("+"));
    let form = form.as_bytes();
    for (encoding, packed) in [
        ("gzip", gzip(form)),
        ("x-gzip", gzip(form)),
        ("zstd", zstd(form)),
        ("br", brotli(form)),
    ] {
        let send = |body: Vec<u8>| {
            let request = app
                .request(Method::POST, "/api/spell")
                .header("content-type", "application/x-www-form-urlencoded")
                .header("content-encoding", encoding);
            send(request.body(body))
        };
        let half = packed[..packed.len() * 7 / 10].to_vec();
        send(half).await.problem(400, "malformed");
        let more = [&packed[..], b"more"].concat();
        send(more).await.problem(400, "malformed");
        assert_eq!(send(packed).await.status, 200, "{encoding}");
    }
    assert_eq!(app.database.records().await, 4);
}
