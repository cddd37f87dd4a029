//! Requests that are nearly right, by the thousand: every one is answered, none by a failure of ours.
//!
//! The dice are the same each time, so that what is found once is found again. `FUZZ_SECONDS` goes on
//! for longer, with other dice; the seed of a failure is named.

use std::time::{Duration, Instant};

use reqwest::{Method, header::HeaderValue};

use crate::{
    on_both,
    support::{TestApp, app::CLIENT},
};

const REQUESTS: usize = 1_500;

const TARGETS: [&str; 11] = [
    "/api/spell",
    "/api/space",
    "/api/translate",
    "/api/clean",
    "/api/detect",
    "/api/v2/check",
    "/api/translate_file",
    "/api/login",
    "/api/records",
    "/api/records/0193f3a2-7c1e-7b64-9c1d-3f6a8c2b1e55",
    "/api/download_file/0193f3a2-7c1e-7b64-9c1d-3f6a8c2b1e55.txt",
];

/// What right requests look like.
const SEEDS: [&[u8]; 10] = [
    br#"{"id": "note-7", "text": "I havv a speling eror", "language": "en-GB", "ignore": ["havv"], "suggestions": 3, "format": "markdown", "save": true}"#,
    br#"{"text": ["We love #throwbackthursday", "a b"], "split": ["hashtags"], "save": false}"#,
    br#"{"text": "Pleasecall me", "steps": ["space", "spell"], "source": "auto", "target": "en"}"#,
    br#"{"q": ["This is English.", "So is this."], "source": "en", "target": "en", "format": "html", "alternatives": 2, "api_key": "x"}"#,
    br#"{"data": {"annotation": [{"text": "A "}, {"markup": "<b>", "interpretAs": "\n"}, {"text": "dgo"}]}, "language": "auto", "preferredVariants": "en-GB,de-DE"}"#,
    b"text=I+havv+a+dog&language=en-US&disabledRules=MISSING_SPACE,X&enabledOnly=false&level=picky&motherTongue=de",
    b"data=%7B%22annotation%22%3A%5B%7B%22text%22%3A%22A+dgo%22%7D%5D%7D&language=en",
    b"q=Onde+fica+a+biblioteca%3F&source=pt&target=en&format=text&save=off",
    b"--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.srt\"\r\ncontent-type: text/plain\r\n\r\n1\n00:00:01,000 --> 00:00:02,000\nI havv it\n\r\n--b\r\ncontent-disposition: form-data; name=\"source\"\r\n\r\nen\r\n--b--\r\n",
    b"user=ann&password=x&next=%2Fapi%2Fspell",
];

/// What is put in where it does not belong.
const PIECES: [&[u8]; 28] = [
    b"null",
    b"-1",
    b"1e999",
    b"0.5",
    b"18446744073709551616",
    b"true",
    b"[]",
    b"{}",
    b"\"\"",
    b"\\u0000",
    b"\\ud800",
    b"\0",
    b"\xff\xfe",
    b"\xc3",
    b"%",
    b"%zz",
    b"%00",
    b"&",
    b"=",
    b"\r\n--b--\r\n",
    b"[[[[[[[[",
    "\u{1f980}\u{202e}\u{301}".as_bytes(),
    b"<a href='x",
    b"```",
    b"\xf0\x9f",
    b"\"text\":",
    b",",
    b"}",
];

const MEDIA: [&str; 9] = [
    "application/json",
    "application/json",
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
    "multipart/form-data",
    "application/json; charset=utf-16",
    "text/plain",
    "application/vnd.x+json;;;=",
];

/// `SplitMix64` (Steele, Lea and Flood 2014): the same numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((word ^ (word >> 31)) % sides as u64) as usize
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())]
    }

    /// A right body with a few things wrong in it.
    fn body(&mut self) -> Vec<u8> {
        let mut body = self.pick(&SEEDS).to_vec();
        for _ in 0..self.roll(6) {
            if body.is_empty() {
                break;
            }
            let place = self.roll(body.len());
            let end = place + self.roll(body.len() - place + 1).min(40);
            match self.roll(6) {
                0 => body[place] = self.roll(256) as u8,
                1 => body.truncate(place),
                2 => drop(body.drain(place..end)),
                3 => {
                    let piece = body[place..end].repeat(1 + self.roll(200));
                    body.splice(place..place, piece);
                }
                _ => {
                    let piece = self.pick(&PIECES);
                    body.splice(place..end.min(place + self.roll(8)), piece.iter().copied());
                }
            }
        }
        body
    }

    fn query(&mut self) -> String {
        let names = [
            "limit",
            "after",
            "q",
            "from",
            "to",
            "id",
            "operation",
            "record",
            "text",
            "language",
        ];
        let values = [
            "",
            "0",
            "-1",
            "1e3",
            "%ff",
            "%00",
            "2026-02-30",
            "a b",
            "9999999999999",
            "en",
            "%F0%9F%A6%80",
            "\"*+-<>@()~",
        ];
        let pairs =
            (0..self.roll(4)).map(|_| format!("{}={}", self.pick(&names), self.pick(&values)));
        pairs.collect::<Vec<_>>().join("&")
    }

    fn header(&mut self) -> HeaderValue {
        let bytes: Vec<u8> = (0..self.roll(300))
            .map(|_| 32 + self.roll(224) as u8)
            .collect();
        HeaderValue::from_bytes(&bytes).unwrap_or_else(|_| HeaderValue::from_static("x"))
    }
}

async fn ask(app: &TestApp, seed: u64) {
    let mut dice = Dice(seed);
    let target = dice.pick(&TARGETS);
    let method = dice.pick(&[
        "POST", "POST", "POST", "POST", "GET", "PUT", "OPTIONS", "HEAD",
    ]);
    let method: Method = method.parse().unwrap();
    let url = format!("{}{target}?{}", app.api.address, dice.query());
    let body = dice.body();
    let mut request = CLIENT
        .request(method, &url)
        .header("content-type", dice.pick(&MEDIA));
    for name in [
        "accept",
        "idempotency-key",
        "x-request-id",
        "authorization",
        "cookie",
        "traceparent",
        "x-forwarded-for",
    ] {
        if dice.roll(8) == 0 {
            request = request.header(name, dice.header());
        }
    }
    if dice.roll(10) == 0 {
        request = request.header(
            "content-encoding",
            dice.pick(&["gzip", "br", "zstd", "deflate", "x"]),
        );
    }
    let shown = String::from_utf8_lossy(&body).into_owned();
    let answer = request.body(body).send().await.unwrap_or_else(|error| {
        panic!(
            "seed {seed}: {error}: {url}\n{shown}\n{}",
            app.api.process.log()
        )
    });
    let status = answer.status().as_u16();
    assert!(
        status < 500,
        "seed {seed}: {status} for {url}\n{shown}\n{:?}",
        answer.text().await
    );
}

async fn what_is_nearly_right_is_answered(app: &TestApp) {
    let seconds = std::env::var("FUZZ_SECONDS")
        .ok()
        .map(|text| text.parse().unwrap());
    let now = chrono::Utc::now().timestamp_millis() as u64;
    let first = seconds.map_or(0, |_: u64| now * 1_000_000);
    let mut seed = first;
    let started = Instant::now();
    let enough = |seed: u64| match seconds {
        None => seed >= REQUESTS as u64,
        Some(seconds) => started.elapsed() >= Duration::from_secs(seconds),
    };
    while !enough(seed) {
        ask(app, seed).await;
        seed += 1;
    }
    println!("{} requests from seed {first} on", seed - first);
    let log = app.api.process.log();
    assert!(!log.contains("panicked"), "{log}");
    app.process("spell", "I havv a dog").await;
}

on_both!(what_is_nearly_right_is_answered);
