//! What no sane client sends: a clear problem or a right result, never a failure of ours.

use std::time::Instant;

use serde_json::json;

use crate::{
    on_both,
    support::{PATIENCE, TestApp},
};

on_both!(
    odd_text_comes_back_right,
    enormous_words_do_not_hold_us_up,
    odd_requests_are_answered
);

async fn odd_text_comes_back_right(app: &TestApp) {
    let odd = [
        "\u{1f980}".repeat(1000),
        "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{200d}\u{1f466} \u{1f3f4}\u{e0067}\u{e0062}\u{e007f}".into(),
        "\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{5e2}\u{5d5}\u{5dc}\u{5dd}, \u{645}\u{631}\u{62d}\u{628}\u{627} \u{628}\u{627}\u{644}\u{639}\u{627}\u{644}\u{645}".into(),
        "abc \u{202e}override\u{202c} \u{2066}isolate\u{2069}".into(),
        "Line one.\r\nLine two.\r\n\r\n\tLine four.\r".into(),
        "a\u{301}e\u{308}\u{200b}\u{200c}\u{200d}\u{feff}\u{2028}\u{2029}".into(),
        "\u{fffd}\u{fffe}\u{10ffff}\u{1}\u{7f}\u{85}".into(),
        "%s %n {{7*7}} ${jndi:ldap://x} ' OR 1=1; -- <script>alert(1)</script>".into(),
        "\u{3000}\u{a0}word\u{2003}".into(),
        ".".into(),
        "Z\u{351}\u{36b}\u{343}\u{36a}\u{302}\u{36b}".repeat(50),
    ];
    for text in &odd {
        // Cleaning would translate some of it, which wants a model.
        for operation in ["spell", "space"] {
            let answer = app.process(operation, text).await;
            let record = answer["record"].as_str().unwrap();
            let stored = app.get(&format!("/api/records/{record}")).await.json();
            assert_eq!(stored["original"], *text, "{operation}");
            assert_eq!(stored["processed"], answer["processed"], "{operation}");
        }
    }
    assert_eq!(app.open_home("/").await.status, 200);
}

async fn enormous_words_do_not_hold_us_up(app: &TestApp) {
    let enormous = [
        "a".repeat(1 << 20),
        "thequickbrownfox".repeat(1 << 16),
        "\u{e9}".repeat(1 << 19),
        "\u{1f980}".repeat(1 << 18),
        "a ".repeat(1 << 19),
        "\n".repeat((1 << 20) - 1) + "a",
        "http://".repeat(140_000),
        "<a ".repeat(300_000),
        "`".repeat(1 << 20),
        "a.b@".repeat(1 << 18),
    ];
    for text in &enormous {
        for operation in ["spell", "space"] {
            let started = Instant::now();
            let start: String = text.chars().take(9).collect();
            let body = json!({"text": text});
            let mut answer = app.post(&format!("/api/{operation}"), &body).await;
            // A slow disk may not have it in time.
            while answer.status == 503 && started.elapsed() < PATIENCE {
                answer = app.post(&format!("/api/{operation}"), &body).await;
            }
            let answer = answer.json();
            let path = format!("/api/records/{}", answer["record"].as_str().unwrap());
            let mut stored = app.get(&path).await;
            while stored.status == 503 && started.elapsed() < PATIENCE {
                stored = app.get(&path).await;
            }
            let stored = stored.json();
            assert!(stored == answer, "{operation} {start:?}");
            assert_eq!(stored["original"], *text);
            // Linear time takes a second or two; anything worse takes far longer than our patience.
            let taken = started.elapsed();
            assert!(taken < PATIENCE, "{operation} {start:?}: {taken:?}");
        }
    }
    assert_eq!(app.open_home("/").await.status, 200);
}

async fn odd_requests_are_answered(app: &TestApp) {
    let nothing = json!({"text": "a", "unknown": {"deep": [1, 2, 3]}});
    assert!([200, 422].contains(&app.post("/api/spell", &nothing).await.status));
    for path in [
        "/api/spell?record=%00",
        "/api/records?q=%27%22%3B--",
        "/api/records?q=%2B%2D%2A%22%28%29~%3C%3E%40",
        "/api/records?id=%F0%9F%A6%80",
        "/api/records?limit=10&limit=20",
        "/api/records?%ff=%fe",
        "/api/records/..%2f..%2fetc%2fpasswd",
        "/api/assets/0/../../Cargo.toml",
        "//api//spell",
    ] {
        let status = app.get(path).await.status;
        assert!(status < 500, "{path}: {status}");
    }
    let log = app.api.process.log();
    assert!(!log.contains("panicked"), "{log}");
}
