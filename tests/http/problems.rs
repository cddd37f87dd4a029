//! Every kind of problem answer, once. (404 of records, 422 of each operation's fields and 503 are where
//! their subject is.)

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{
        Answer, Kind, TestApp,
        app::{BROWSER, CLIENT, send},
    },
};

on_both!(
    a_body_that_cannot_be_read_is_malformed,
    an_unknown_path_is_not_found_in_the_asked_for_form,
    a_wrong_method_names_the_right_ones,
    an_unknown_format_is_not_acceptable,
    a_body_or_text_beyond_its_limit_is_too_large,
    an_unread_media_type_is_named,
    each_wrong_field_is_named,
    no_problem_leaves_a_record,
);

const FORM: &str = "application/x-www-form-urlencoded";

async fn a_body_that_cannot_be_read_is_malformed(app: &TestApp) {
    let bodies: [&[u8]; 8] = [
        b"",
        b"{",
        b"[]",
        b"\"text\"",
        b"{\"text\": \"a\"} trailing",
        b"{\"text\": \"\xff\xfe\"}",
        b"{\"text\": \"\\ud800\"}",
        b"{\"text\": \"a\x01b\"}",
    ];
    for body in bodies {
        for operation in ["spell", "space", "translate", "clean"] {
            let path = format!("/api/{operation}");
            let answer = app.post_raw(&path, "application/json", body).await;
            answer.problem(400, "malformed");
        }
    }
    app.post_raw("/api/spell", FORM, "text=%FF%FE")
        .await
        .problem(400, "malformed");
    app.post_raw("/api/spell", FORM, &b"text=\xc3("[..])
        .await
        .problem(400, "malformed");
    let nested = "[".repeat(100_000);
    app.post_raw("/api/spell", "application/json", nested)
        .await
        .problem(400, "malformed");
}

async fn an_unknown_path_is_not_found_in_the_asked_for_form(app: &TestApp) {
    for path in [
        "/api/nothing",
        "/api/spell/nothing",
        "/api/records/a/b",
        "/api/%ff",
        "/api/../x",
    ] {
        app.get(path).await.problem(404, "not_found");
    }
    let page = app.open("/api/nothing").await;
    assert!(page.page(404).contains("Nothing here"));
    assert_eq!(app.open_home("/nothing/here").await.status, 404);
}

async fn a_wrong_method_names_the_right_ones(app: &TestApp) {
    let cases = [
        (Method::PUT, "/api/spell", &["GET", "HEAD", "POST"][..]),
        (Method::DELETE, "/api/translate", &["GET", "HEAD", "POST"]),
        (Method::POST, "/api/records", &["GET", "HEAD"]),
        (
            Method::PUT,
            "/api/records/0193a5a0-0000-7000-8000-000000000000",
            &["DELETE", "GET", "HEAD"],
        ),
        (Method::POST, "/api/livez", &["GET", "HEAD"]),
        (Method::PATCH, "/api/openapi.json", &["GET", "HEAD"]),
    ];
    for (method, path, allowed) in cases {
        let answer = send(app.request(method.clone(), path)).await;
        answer.problem(405, "method_not_allowed");
        let mut named: Vec<_> = answer.header("allow").split(',').map(str::trim).collect();
        named.sort_unstable();
        assert_eq!(named, allowed, "{method} {path}");
    }
    let answer = send(app.request(Method::HEAD, "/api/records")).await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));
}

async fn an_unknown_format_is_not_acceptable(app: &TestApp) {
    for accept in ["application/xml", "image/png", "text/csv;q=0.9, image/*"] {
        let request = app
            .request(Method::POST, "/api/spell")
            .header("accept", accept);
        let answer = send(request.json(&json!({"text": "I havv a dog"}))).await;
        answer.problem(406, "not_acceptable");
    }
    assert_eq!(app.database.records().await, 0);
}

async fn a_body_or_text_beyond_its_limit_is_too_large(app: &TestApp) {
    let limits = [("MAX_TEXT_BYTES", "1000"), ("MAX_BODY_BYTES", "4KiB")];
    let small = TestApp::on(app.database.clone(), &limits);
    let text = |bytes: usize| json!({"text": "word ".repeat(bytes / 5), "save": false});
    small.post("/api/space", &text(1000)).await.json();
    small
        .post("/api/space", &text(1005))
        .await
        .problem_in(413, "too_large", "text");
    small
        .post("/api/space", &text(5000))
        .await
        .problem(413, "too_large");
    let body = json!({"text": ["fine", "word ".repeat(300)]});
    small
        .post("/api/space", &body)
        .await
        .problem(413, "too_large");
    // A compressed body counts as what it unpacks to.
    let answer = app
        .post("/api/space", &json!({"text": "a".repeat((1 << 20) + 1)}))
        .await;
    answer.problem_in(413, "too_large", "text");
    let answer = app
        .post("/api/space", &json!({"text": "a".repeat(9 << 20)}))
        .await;
    answer.problem(413, "too_large");
    assert_eq!(app.database.records().await, 0);
}

async fn an_unread_media_type_is_named(app: &TestApp) {
    for media_type in [
        "text/plain",
        "application/xml",
        "application/json; charset=utf-16",
        "?",
    ] {
        let answer = app
            .post_raw("/api/spell", media_type, "{\"text\": \"a\"}")
            .await;
        answer.problem(415, "unsupported_media_type");
    }
    let answer = send(
        app.request(Method::POST, "/api/spell")
            .body("{\"text\": \"a\"}"),
    )
    .await;
    answer.problem(415, "unsupported_media_type");
}

async fn each_wrong_field_is_named(app: &TestApp) {
    let wrong: [(&str, Value); 9] = [
        ("text", json!("")),
        ("text", json!(" \t\r\n\u{a0}")),
        ("text", json!(null)),
        ("text", json!(12)),
        ("text", json!({"a": 1})),
        ("text", json!("a\u{0}b")),
        ("id", json!("x".repeat(129))),
        ("id", json!(7)),
        ("save", json!("perhaps")),
    ];
    for operation in ["spell", "space", "translate", "clean"] {
        let path = format!("/api/{operation}");
        for (field, value) in &wrong {
            let mut body = json!({"text": "A fine text."});
            body[field] = value.clone();
            let answer = app.post(&path, &body).await;
            answer.problem_in(422, "invalid_field", field);
        }
        app.post(&path, &json!({}))
            .await
            .problem_in(422, "invalid_field", "text");
        let body = json!({"text": "", "id": "x".repeat(129)});
        let problem = app
            .post(&path, &body)
            .await
            .problem_in(422, "invalid_field", "text");
        assert_eq!(
            problem["errors"].as_array().unwrap().len(),
            2,
            "all at once: {problem}"
        );
    }
    // Without `text` or `q`, LibreTranslate's clients still find their `error`.
    let problem = app
        .post("/api/translate", &json!({}))
        .await
        .problem(422, "invalid_field");
    assert!(problem["error"].is_string(), "{problem}");
    for (field, value) in [
        ("source", "xx-nothing"),
        ("target", "klingonish"),
        ("format", "pdf"),
    ] {
        let mut body = json!({"text": "A fine text."});
        body[field] = json!(value);
        app.post("/api/translate", &body)
            .await
            .problem_in(422, "invalid_field", field);
    }
    let longest = json!({"text": "A fine text.", "id": "\u{e9}".repeat(128)});
    app.post("/api/spell", &longest).await.json();
}

async fn no_problem_leaves_a_record(app: &TestApp) {
    let check = |answer: Answer| assert!(answer.status >= 400, "{answer:?}");
    check(app.post("/api/spell", &json!({"text": ""})).await);
    check(app.post("/api/spell", &json!({"text": ["fine", ""]})).await);
    check(app.post_raw("/api/spell", "text/plain", "fine").await);
    check(app.submit("/api/spell", &[("text", "")]).await);
    let request = app
        .request(Method::POST, "/api/spell")
        .header("accept", "image/png");
    check(send(request.json(&json!({"text": "fine"}))).await);
    assert_eq!(app.database.records().await, 0);
    assert!(app.record_ids().await.is_empty());
}

/// `/api` and `/api/` are outside the balancer's rule `/api/*`, so both services know them.
#[tokio::test]
async fn the_bare_prefix_leads_to_the_description() {
    let app = TestApp::spawn(Kind::MariaDb).await;
    for address in [&app.api.address, &app.home().await.address] {
        for path in ["/api", "/api/"] {
            let request = CLIENT
                .get(format!("{address}{path}"))
                .header("accept", BROWSER);
            let answer = send(request).await;
            assert!(
                [301, 302, 303, 307, 308].contains(&answer.status),
                "{address}{path}"
            );
            assert_eq!(answer.header("location"), "/api/docs");
        }
    }
    assert!(app.open("/api/docs").await.page(200).contains("/api/spell"));
}
